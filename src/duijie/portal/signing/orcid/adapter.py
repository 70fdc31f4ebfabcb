"""The conversation with ORCID.

ORCID answers the exchange of the code with the authenticated iD and the name, so that nothing
else has to be asked (scope /authenticate of its public API).
"""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import HttpRequest

from duijie.config.signing import ORCID
from duijie.core.errors import InvalidInput
from duijie.core.text import clean
from duijie.portal.signing.answers import Careful
from duijie.registry.identifiers import normalise_identifier


class OrcidAdapter(Careful):
    """One ORCID: the real one, its sandbox, or another server that speaks like it."""

    provider_id = ORCID
    headers = {"Accept": "application/json"}

    @property
    def _url(self) -> str:
        return str(self.get_provider().app.settings["server_url"])

    @property
    def authorize_url(self) -> str:
        return f"{self._url}/oauth/authorize"

    @property
    def access_token_url(self) -> str:
        return f"{self._url}/oauth/token"

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Who signs in.

        Raises:
            OAuth2Error: there is no iD in the answer, or none whose check digit fits.
        """
        told = kwargs["response"]
        try:
            orcid = normalise_identifier("orcid", str(told.get("orcid", "")))
        except InvalidInput:
            raise OAuth2Error("orcid") from None
        name = told.get("name")
        kept = clean(name)[:150] if isinstance(name, str) else ""
        return self.get_provider().sociallogin_from_response(request, {"orcid": orcid, "name": kept})
