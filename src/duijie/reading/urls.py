"""Addresses of the articles."""

from __future__ import annotations

from django.urls import path

from duijie.reading import views
from duijie.reading.known import views as figure_views
from duijie.reading.page_sources import views as source_views
from duijie.reading.review import views as review_views

app_name = "reading"
urlpatterns = [
    path("articles/", views.articles, name="articles"),
    path("articles/<uuid:pk>/", views.article, name="article"),
    path("articles/<uuid:pk>/page/", views.raw, name="raw"),
    path("sources/", source_views.page_sources, name="page-sources"),
    path("sources/new/", source_views.new, name="page-source-new"),
    path("sources/<uuid:pk>/", source_views.page_source, name="page-source"),
    path("sources/<uuid:pk>/edit/", source_views.edit, name="page-source-edit"),
    path("sources/<uuid:pk>/<slug:action>/", source_views.act, name="page-source-act"),
    path("articles/<uuid:pk>/facts/", review_views.reading, name="reading"),
    path("articles/<uuid:pk>/facts/state/", review_views.reading_state, name="reading-state"),
    path("facts/review/", review_views.review, name="review"),
    path("facts/review/<uuid:pk>/", review_views.decide, name="decide"),
    path("facts/decisions/", review_views.decisions, name="decisions"),
    path("facts/decisions/<uuid:pk>/undo/", review_views.undo, name="undo"),
    path("facts/sources/", review_views.sources, name="sources"),
    path("organisations/<uuid:pk>/indicators.csv", figure_views.indicators_csv, name="indicators-csv"),
]
