"""Addresses of the API, its pages, and the pages of one's tokens and webhooks."""

from __future__ import annotations

from django.urls import path

from duijie.api import views
from duijie.api.v1 import api
from duijie.api.webhooks import views as webhooks

app_name = "api"
urlpatterns = [
    path("api/v1/", api.urls),
    path("api/docs", views.docs, name="docs"),
    path("api/problems", views.problems, name="problems"),
    path("me/tokens/", views.tokens, name="tokens"),
    path("me/tokens/<uuid:token_id>/revoke/", views.revoke, name="revoke-token"),
    path("me/webhooks/", webhooks.listing, name="webhooks"),
    path("me/webhooks/<uuid:pk>/", webhooks.detail, name="webhook"),
    path("me/webhooks/<uuid:pk>/test/", webhooks.test, name="webhook-test"),
    path("me/webhooks/<uuid:pk>/pause/", webhooks.pause, name="webhook-pause"),
    path("me/webhooks/<uuid:pk>/secret/", webhooks.rotate, name="webhook-secret"),
    path("me/webhooks/<uuid:pk>/delete/", webhooks.delete, name="webhook-delete"),
    path("me/webhooks/messages/<uuid:pk>/resend/", webhooks.resend, name="webhook-resend"),
]
