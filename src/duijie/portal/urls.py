"""Addresses of the frame: home, my items, the reader's choices, the community's look."""

from __future__ import annotations

from django.urls import path

from duijie.portal import notices, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("mine/", views.mine, name="mine"),
    path("preferences/", views.preferences, name="preferences"),
    path("theme.css", views.theme, name="theme"),
    path("emblem/", views.emblem, name="emblem"),
    path("notices/", notices.listing, name="notices"),
    path("notices/read/", notices.read, name="notices-read"),
    path("notices/<uuid:pk>/", notices.follow, name="notice"),
    path("status/", views.status, name="status"),
]
