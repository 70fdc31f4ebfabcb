"""Addresses of the articles."""

from __future__ import annotations

from django.urls import path

from duijie.reading import views

app_name = "reading"
urlpatterns = [
    path("articles/", views.articles, name="articles"),
    path("articles/<uuid:pk>/", views.article, name="article"),
    path("articles/<uuid:pk>/page/", views.raw, name="raw"),
]
