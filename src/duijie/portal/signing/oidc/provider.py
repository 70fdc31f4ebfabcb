"""A provider of OpenID Connect: what we ask it for, and what we take from its answer."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

from duijie.portal.signing.asking import Asking
from duijie.portal.signing.oidc.adapter import OidcAdapter
from duijie.portal.signing.tokens import nonce_of


class OidcProvider(Asking, OpenIDConnectProvider):
    """One of the providers that the operator named; ``app.provider_id`` says which."""

    oauth2_adapter_class = OidcAdapter
    supports_token_authentication = False

    def get_pkce_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_pkce_params()
        return {**params, "nonce": nonce_of(params["code_verifier"])}

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """What “Connected accounts” shows; nothing else of the answer is kept."""
        return {key: data[key][:200] for key in ("name", "email") if isinstance(data.get(key), str)}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {key: data[key] for key in ("name", "email") if isinstance(data.get(key), str)}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        email = data.get("email")
        if not isinstance(email, str) or not email:
            return []
        return [EmailAddress(email=email, verified=self._verified(data, email), primary=True)]

    def _verified(self, data: dict[str, Any], email: str) -> bool:
        """Said in so many words ("false" is a word that is true in Python), about a domain it may speak for."""
        domains = self.app.settings.get("mail_domains") or ()
        stated = data.get("email_verified") in (True, "true")
        return stated and (not domains or email.rpartition("@")[2].lower() in domains)

    def serialize(self) -> dict[str, Any]:
        """By its own key: two providers may know us under one client id."""
        return {"id": self.sub_id, "app.client_id": self.app.client_id}
