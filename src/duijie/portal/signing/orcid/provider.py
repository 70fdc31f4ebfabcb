"""ORCID: who somebody is in research, by an iD that ORCID vouches for."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.orcid.provider import OrcidProvider as _OrcidProvider

from duijie.config.signing import ORCID
from duijie.portal.signing.asking import Asking
from duijie.portal.signing.orcid.adapter import OrcidAdapter


class OrcidProvider(Asking, _OrcidProvider):
    """The iD and the public name; ORCID tells us no address."""

    id = ORCID
    name = "ORCID"
    oauth2_adapter_class = OrcidAdapter

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["orcid"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data["name"]} if data["name"] else {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data["name"]}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        return []
