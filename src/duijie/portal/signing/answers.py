"""What both kinds of providers have in common on our side: leaving, coming back, and going wrong."""

from __future__ import annotations

import hashlib
from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter, OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_script_prefix

from duijie.config.signing import fit_address
from duijie.core import limits
from duijie.core.rest import TooManyRequests

_KEPT = 300  # seconds


class Unreachable(OAuth2Error):
    """The provider does not answer, or not in a way that could be read."""


def ask(method: str, url: str, **arguments: Any) -> dict[str, Any]:
    """A JSON object that a provider answers with.

    Raises:
        Unreachable: no answer in time, an error, or no JSON object.
    """
    if not fit_address(url):
        raise Unreachable("address")
    try:
        with get_adapter().get_requests_session() as session:
            answer = session.request(method, url, allow_redirects=False, **arguments)
            if answer.status_code != 200:
                raise Unreachable(f"status {answer.status_code}")
            found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Unreachable(type(error).__name__) from None
    if not isinstance(found, dict):
        raise Unreachable("form")
    return found


def ask_seldom(url: str, *, anew: bool = False) -> dict[str, Any]:
    """What a provider says of itself, asked once in five minutes by each process.

    Args:
        anew: ask now.

    Raises:
        Unreachable: as :func:`ask`; that is not kept.
    """
    key = f"provider:{hashlib.sha256(url.encode()).hexdigest()}"
    found: dict[str, Any] | None = None if anew else caches["process"].get(key)
    if found is None:
        found = ask("GET", url)
        caches["process"].set(key, found, _KEPT)
    return found


def _hasty(request: HttpRequest, way: str) -> HttpResponse | None:
    """The page for who comes this way more often than people do; each time costs requests to the provider."""
    try:
        limits.count(f"provider:{way}:{limits.address_of(request)}", settings.POST_RATE_ANONYMOUS)
    except TooManyRequests as error:
        page = render(request, "error.html", {"error": error}, status=error.status)
        page["Retry-After"] = str(error.details["retry_after"])
        return page
    return None


class Careful(OAuth2Adapter):
    """One address to come back to for all communities; what a provider says is never taken for granted."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """The address that the operator registers with the provider, the same from every community's site."""
        path = self.get_provider().get_callback_url().removeprefix(get_script_prefix())
        return request.build_absolute_uri(f"/{path}")

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        try:
            found: dict[str, Any] = super().get_access_token_data(request, app, client, pkce_code_verifier)
        except (KeyError, ValueError) as error:  # an answer without a type, or of another form
            raise OAuth2Error(type(error).__name__) from None
        return found

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """Nothing of it is kept: we ask once who somebody is, and do nothing in their name."""
        if not isinstance(data.get("access_token"), str):
            raise OAuth2Error("token")
        return SocialToken(token=data["access_token"])


class Leaving(OAuth2LoginView):
    """Begin a sign-in: POST only; a GET asks first."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.get_provider()
        except SocialApp.DoesNotExist:
            raise Http404 from None
        if request.method == "POST" and (page := _hasty(request, "leave")):
            return page
        return super().dispatch(request, *args, **kwargs)


class Returning(OAuth2CallbackView):
    """Come back from the provider, to the site of the community that the visitor left from."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.adapter.get_provider()
        except SocialApp.DoesNotExist:
            raise Http404 from None
        stashed = statekit.get_states(request).get(request.GET.get("state", ""))
        prefix = stashed[0].get("prefix") if stashed else None
        if prefix and prefix != get_script_prefix():
            return HttpResponseRedirect(f"{prefix}{request.path_info.lstrip('/')}?{request.GET.urlencode()}")
        return _hasty(request, "return") or super().dispatch(request, *args, **kwargs)


def away(request: HttpRequest, provider: Any, go: Any) -> HttpResponse:
    """A page that leads on to the provider.

    A redirect will not do: the policy of our pages lets forms lead to ourselves only, and browsers
    hold redirects of a form to it.

    Args:
        go: begins the sign-in and returns allauth's redirect.
    """
    try:
        response = go()
    except OAuth2Error as error:
        return render_authentication_error(request, provider, exception=error)
    except ImmediateHttpResponse as error:
        return error.response
    if not isinstance(response, HttpResponseRedirect):
        return response
    page = render(request, "socialaccount/away.html", {"provider": provider, "address": response.url})
    page["Cache-Control"] = "no-store"
    page["Referrer-Policy"] = "no-referrer"
    return page
