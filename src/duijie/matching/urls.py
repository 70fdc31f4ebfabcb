"""Addresses of the matching room. A need is kept in the visitor's session under a key."""

from __future__ import annotations

from django.urls import path

from duijie.library import urls as _kinds  # noqa: F401 - its kinds of address
from duijie.matching.conflicts import views as relations
from duijie.matching.sameness import views as sameness
from duijie.matching.views import directions, matches, saved, use

app_name = "matching"
urlpatterns = [
    path("match/", matches.new, name="new"),
    path("match/use/", use.report, name="use"),
    path("match/use/explore/", use.explore, name="use-explore"),
    path("match/use/calibrate/", use.calibrate, name="use-calibrate"),
    path("match/use/<slug:name>.csv", use.download, name="use-csv"),
    path("match/<slug:key>/", matches.matches, name="matches"),
    path("match/<slug:key>/open/<uuid:answer>/<slug:kind>/<uuid:pk>/", use.opened, name="opened"),
    path("match/<slug:key>/judge/<slug:kind>/<uuid:pk>/", use.judge, name="judge"),
    path("match/<slug:key>/teams/", matches.teams, name="teams"),
    path("match/<slug:key>/edit/", matches.edit, name="edit"),
    path("match/<slug:key>/save/", matches.save, name="save"),
    path("problems/<uuid:pk>/match/", matches.of_problem, name="problem"),
    path("<kind:kind>/<uuid:pk>/problems/", directions.of_item, name="item-problems"),
    path("people/<uuid:pk>/problems/", directions.of_person, name="person-problems"),
    path("organisations/<uuid:pk>/partners/", directions.of_organisation, name="partners"),
    path("mine/problems/", directions.of_mine, name="my-problems"),
    path("saved/", saved.searches, name="saved-list"),
    path("saved/new/", saved.new, name="saved-new"),
    path("saved/<uuid:pk>/", saved.reopen, name="saved"),
    path("saved/<uuid:pk>/change/", saved.change, name="saved-change"),
    path("saved/<uuid:pk>/delete/", saved.delete, name="saved-delete"),
    path("digest/unsubscribe/<str:token>/", saved.unsubscribe, name="unsubscribe"),
    path("same/", sameness.same_items, name="same"),
    path("same/<uuid:pk>/", sameness.decide_same, name="same-decide"),
    path("relations/", relations.relations, name="relations"),
    path("relations/all/", relations.all_relations, name="relations-all"),
    path("relations/new/", relations.declare, name="relation-new"),
    path("relations/<uuid:pk>/end/", relations.end, name="relation-end"),
]
