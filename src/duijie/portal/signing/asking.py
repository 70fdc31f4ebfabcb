"""What every provider is asked, whatever it speaks: in our words alone, with PKCE, and back to this site."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix

from duijie.portal.signing.answers import away


class Asking(OAuth2Provider):
    """Stands before a provider of allauth: no address of ours lets a visitor choose what a provider is asked."""

    pkce_enabled_default = True

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_default_scope())

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        return {}

    def redirect(self, request: HttpRequest, process: str, **kwargs: Any) -> HttpResponse:
        kwargs["prefix"] = get_script_prefix()
        return away(request, self, lambda: super(Asking, self).redirect(request, process, **kwargs))
