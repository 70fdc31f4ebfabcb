"""How allauth behaves here when people come from a provider."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from duijie.core.models import User
from duijie.core.text import clean
from duijie.portal.signing.answers import Unreachable
from duijie.portal.signing.bounded import bounded

log = logging.getLogger(__name__)


def _failing(answer: requests.Response, **_arguments: Any) -> None:
    """A provider's own trouble is trouble, not an answer; nothing is read but within bounds."""
    bounded(answer)
    if answer.status_code >= 500:
        answer.raise_for_status()


class SocialAdapter(DefaultSocialAccountAdapter):
    """The operator's providers, our words, and no account by an address alone."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": _(
            "There is an account with this address. Sign in to it first, then connect %s under “My account”."
        ),
    }

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The providers of the settings, none from the database."""
        return [
            SocialApp(
                provider=one.kind,
                provider_id="" if one.kind == one.key else one.key,
                name=one.name,
                client_id=one.client_id,
                secret=one.secret,
                settings={"server_url": one.url, "mail_domains": list(one.mail_domains)},
            )
            for one in settings.SIGN_IN_PROVIDERS
            if provider in (None, one.key) and client_id in (None, one.client_id)
        ]

    def get_requests_session(self) -> requests.Session:
        """Secrets go to the address that was named and to no other."""
        session: requests.Session = super().get_requests_session()
        session.max_redirects = 0
        session.request = partial(session.request, stream=True)  # type: ignore[method-assign]
        session.hooks["response"].append(_failing)
        return session

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.name = " ".join(clean(data.get("name") or "").split())[:150]
        return user

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        return {"email": sociallogin.user.email, "name": sociallogin.user.name}

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("portal:account") + "#connected"

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say what went wrong in a sentence; nobody is signed in.

        Raises:
            ImmediateHttpResponse: the page, unless the visitor only changed their mind.
        """
        if error == AuthError.CANCELLED:
            return
        log.warning("sign-in through %s failed: %s", provider.sub_id, type(exception).__name__)
        if isinstance(exception, (Unreachable, requests.RequestException)):
            why, status = _("%(provider)s does not answer just now. Try again later, or sign in another way."), 503
        elif exception is not None:
            why, status = (
                _(
                    "What %(provider)s answered cannot be trusted, so nobody was signed in. Try again; "
                    "if it stays like this, tell whoever keeps this site."
                ),
                401,
            )
        elif "error" in request.GET:
            why, status = _("%(provider)s did not sign you in. Try again, or sign in another way."), 401
        else:
            why, status = (
                _("This sign-in is too old, was used already, or was begun in another browser. Begin again."),
                400,
            )
        said = str(why) % {"provider": provider.name} if "%(" in str(why) else str(why)
        page = render(request, "socialaccount/authentication_error.html", {"why": said}, status=status)
        raise ImmediateHttpResponse(page)
