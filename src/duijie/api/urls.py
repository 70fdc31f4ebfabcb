"""Addresses of the API, its pages, and the page of one's tokens."""

from __future__ import annotations

from django.urls import path

from duijie.api import views
from duijie.api.v1 import api

app_name = "api"
urlpatterns = [
    path("api/v1/", api.urls),
    path("api/docs", views.docs, name="docs"),
    path("api/problems", views.problems, name="problems"),
    path("me/tokens/", views.tokens, name="tokens"),
    path("me/tokens/<uuid:token_id>/revoke/", views.revoke, name="revoke-token"),
]
