"""Addresses of the docking room."""

from __future__ import annotations

from django.urls import path

from duijie.docking.views import deals, introductions

app_name = "docking"
urlpatterns = [
    path("introductions/", introductions.listing, name="introductions"),
    path("introductions/new/", introductions.new, name="introduce"),
    path("introductions/<uuid:pk>/", introductions.page, name="introduction"),
    path("introductions/<uuid:pk>/<slug:action>/", introductions.act, name="introduction-act"),
    path("deals/", deals.listing, name="deals"),
    path("deals/<uuid:pk>/", deals.room, name="deal"),
    path("deals/<uuid:pk>/log/", deals.history, name="deal-log"),
    path("deals/<uuid:pk>/post/<int:thread>/", deals.post, name="deal-post"),
    path("deals/<uuid:pk>/<slug:action>/", deals.act, name="deal-act"),
]
