"""Addresses of the matching room. A need is kept in the visitor's session under a key."""

from __future__ import annotations

from django.urls import path

from duijie.library import urls as _kinds  # noqa: F401 - its kinds of address
from duijie.matching import views, views_directions, views_saved, views_use
from duijie.matching.conflicts import views as relations
from duijie.matching.sameness import views as sameness

app_name = "matching"
urlpatterns = [
    path("match/", views.new, name="new"),
    path("match/use/", views_use.report, name="use"),
    path("match/use/explore/", views_use.explore, name="use-explore"),
    path("match/use/calibrate/", views_use.calibrate, name="use-calibrate"),
    path("match/use/<slug:name>.csv", views_use.download, name="use-csv"),
    path("match/<slug:key>/", views.matches, name="matches"),
    path("match/<slug:key>/open/<uuid:answer>/<slug:kind>/<uuid:pk>/", views_use.opened, name="opened"),
    path("match/<slug:key>/judge/<slug:kind>/<uuid:pk>/", views_use.judge, name="judge"),
    path("match/<slug:key>/teams/", views.teams, name="teams"),
    path("match/<slug:key>/edit/", views.edit, name="edit"),
    path("match/<slug:key>/save/", views.save, name="save"),
    path("problems/<uuid:pk>/match/", views.of_problem, name="problem"),
    path("<kind:kind>/<uuid:pk>/problems/", views_directions.of_item, name="item-problems"),
    path("people/<uuid:pk>/problems/", views_directions.of_person, name="person-problems"),
    path("organisations/<uuid:pk>/partners/", views_directions.of_organisation, name="partners"),
    path("mine/problems/", views_directions.of_mine, name="my-problems"),
    path("saved/", views_saved.searches, name="saved-list"),
    path("saved/new/", views_saved.new, name="saved-new"),
    path("saved/<uuid:pk>/", views_saved.reopen, name="saved"),
    path("saved/<uuid:pk>/change/", views_saved.change, name="saved-change"),
    path("saved/<uuid:pk>/delete/", views_saved.delete, name="saved-delete"),
    path("digest/unsubscribe/<str:token>/", views_saved.unsubscribe, name="unsubscribe"),
    path("same/", sameness.same_items, name="same"),
    path("same/<uuid:pk>/", sameness.decide_same, name="same-decide"),
    path("relations/", relations.relations, name="relations"),
    path("relations/all/", relations.all_relations, name="relations-all"),
    path("relations/new/", relations.declare, name="relation-new"),
    path("relations/<uuid:pk>/end/", relations.end, name="relation-end"),
]
