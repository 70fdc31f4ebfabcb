"""Addresses of the articles."""

from __future__ import annotations

from django.urls import path

from duijie.reading import figure_views, review_views, views

app_name = "reading"
urlpatterns = [
    path("articles/", views.articles, name="articles"),
    path("articles/<uuid:pk>/", views.article, name="article"),
    path("articles/<uuid:pk>/page/", views.raw, name="raw"),
    path("articles/<uuid:pk>/facts/", review_views.reading, name="reading"),
    path("facts/review/", review_views.review, name="review"),
    path("facts/review/<uuid:pk>/", review_views.decide, name="decide"),
    path("facts/decisions/", review_views.decisions, name="decisions"),
    path("facts/decisions/<uuid:pk>/undo/", review_views.undo, name="undo"),
    path("facts/sources/", review_views.sources, name="sources"),
    path("organisations/<uuid:pk>/indicators.csv", figure_views.indicators_csv, name="indicators-csv"),
]
