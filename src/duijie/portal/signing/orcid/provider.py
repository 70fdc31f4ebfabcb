"""ORCID: who somebody is in research, by an iD that ORCID vouches for."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.orcid.provider import OrcidProvider as _OrcidProvider
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix

from duijie.config.signing import ORCID
from duijie.portal.signing.answers import away
from duijie.portal.signing.orcid.adapter import OrcidAdapter


class OrcidProvider(_OrcidProvider):
    """The iD and the public name; ORCID tells us no address."""

    id = ORCID
    name = "ORCID"
    oauth2_adapter_class = OrcidAdapter
    pkce_enabled_default = True

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_default_scope())

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        return {}

    def redirect(self, request: HttpRequest, process: str, **kwargs: Any) -> HttpResponse:
        kwargs["prefix"] = get_script_prefix()
        return away(request, self, lambda: super(OrcidProvider, self).redirect(request, process, **kwargs))

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["orcid"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data["name"]} if data["name"] else {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data["name"]}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        return []
