"""``/accounts/oidc/<key>/login/`` and where the provider sends people back to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import path

from duijie.portal.signing.answers import Leaving, Returning
from duijie.portal.signing.oidc.adapter import OidcAdapter


def login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Begin to sign in through one of the providers."""
    return Leaving.adapter_view(OidcAdapter(request, provider_id))(request)


def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Come back from it."""
    return Returning.adapter_view(OidcAdapter(request, provider_id))(request)


urlpatterns = [
    path("oidc/<slug:provider_id>/login/", login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", callback, name="openid_connect_callback"),
]
