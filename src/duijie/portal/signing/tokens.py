"""Believing an ID token of OpenID Connect: whose it is, for whom, for which sign-in, and signed by whom.

Knows nothing of Django. The rules are those of OpenID Connect Core 1.0, section 3.1.3.7; other
than that section allows, the signature is checked although the token came straight from the
provider, and a nonce is asked for in every sign-in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any, Final

import jwt

ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
"""Signatures by a private key that only the provider has; never “none”, never a shared secret."""
LEEWAY: Final = 60
"""Seconds that a provider's clock may differ from ours."""


class NotBelieved(Exception):
    """A token that does not hold; the text names the claim, never its value."""


def nonce_of(verifier: str) -> str:
    """The nonce of a sign-in, made from its PKCE verifier, which stays in the visitor's session.

    >>> nonce_of("a") == nonce_of("a"), nonce_of("a") == nonce_of("b")
    (True, False)
    """
    digest = hashlib.sha256(b"duijie nonce " + verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def believed(
    token: str, *, keys: Sequence[Mapping[str, Any]], issuer: str, client_id: str, nonce: str
) -> dict[str, Any]:
    """The claims of an ID token.

    Args:
        keys: the provider's public keys, as the ``keys`` of its JSON Web Key Set.
        nonce: what was sent with the sign-in.

    Raises:
        NotBelieved: it is not signed by one of the keys, of another issuer, for another client or
            another sign-in, too old, or no token at all.
    """
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise NotBelieved("alg")
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(keys, header),
            algorithms=[header["alg"]],
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except jwt.PyJWTError as error:
        raise NotBelieved(type(error).__name__) from None
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotBelieved("nonce")
    party = claims.get("azp")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or party is not None) and party != client_id:
        raise NotBelieved("azp")
    if not isinstance(claims["sub"], str) or not claims["sub"].strip():
        raise NotBelieved("sub")
    return claims


def _key(keys: Sequence[Mapping[str, Any]], header: Mapping[str, Any]) -> jwt.PyJWK:
    """The key of a token: the one that it names, or the only one there is."""
    signing = [key for key in keys if key.get("use", "sig") == "sig"]
    kid = header.get("kid")
    named = [key for key in signing if kid is None or key.get("kid") == kid]
    if len(named) != 1:
        raise NotBelieved("kid")
    return jwt.PyJWK.from_dict(dict(named[0]), algorithm=str(header["alg"]))
