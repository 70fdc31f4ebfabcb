"""The conversation with a provider of OpenID Connect."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

from duijie.config.signing import fit_address
from duijie.portal.signing.answers import Careful, Unreachable, ask, ask_seldom
from duijie.portal.signing.tokens import NotBelieved, believed, nonce_of

_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class OidcAdapter(Careful, OpenIDConnectOAuth2Adapter):
    """Reads the provider's description, fetches the ID token and believes it only when all of it holds."""

    verifier = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0).

        Raises:
            Unreachable: it does not answer, speaks for another issuer, or names addresses without TLS.
        """
        if not hasattr(self, "_openid_config"):
            issuer = self.get_provider().app.settings["server_url"]
            found = ask_seldom(f"{issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != issuer:
                raise Unreachable("issuer")
            if not all(isinstance(found.get(name), str) and fit_address(found[name]) for name in _NEEDED):
                raise Unreachable("endpoints")
            self._openid_config = found
        return self._openid_config

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        self.verifier = pkce_code_verifier or ""
        found: dict[str, Any] = super().get_access_token_data(request, app, client, pkce_code_verifier)
        return found

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Who signs in.

        Raises:
            OAuth2Error: the provider's answer does not hold.
        """
        stated = kwargs["response"].get("id_token")
        if not isinstance(stated, str) or not self.verifier:
            raise OAuth2Error("id_token")
        try:
            try:
                claims = self._believed(stated, app)
            except NotBelieved as error:
                if str(error) not in ("kid", "InvalidSignatureError"):
                    raise
                claims = self._believed(stated, app, anew=True)  # its keys may have changed since they were read
        except NotBelieved as error:
            raise OAuth2Error(f"id_token: {error}") from None
        return self.get_provider().sociallogin_from_response(request, self._told(claims, token))

    def _believed(self, stated: str, app: SocialApp, *, anew: bool = False) -> dict[str, Any]:
        keys = ask_seldom(self.openid_config["jwks_uri"], anew=anew).get("keys")
        return believed(
            stated,
            keys=[key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else [],
            issuer=self.openid_config["issuer"],
            client_id=app.client_id,
            nonce=nonce_of(self.verifier),
        )

    def _told(self, claims: dict[str, Any], token: SocialToken) -> dict[str, Any]:
        """The claims, with name and address from the userinfo endpoint where the token has none."""
        address = self.openid_config.get("userinfo_endpoint")
        if ("email" in claims and "name" in claims) or not isinstance(address, str):
            return claims
        more = ask("GET", address, headers={"Authorization": f"Bearer {token.token}"})
        if more.get("sub") != claims["sub"]:  # OpenID Connect Core 1.0, section 5.3.2
            raise OAuth2Error("userinfo")
        # The two claims about an address belong together, from one source.
        told = {key: value for key, value in claims.items() if key not in ("email", "email_verified")}
        source = claims if "email" in claims else more
        told |= {key: source[key] for key in ("email", "email_verified") if key in source}
        return told | {"name": claims.get("name") or more.get("name")}
