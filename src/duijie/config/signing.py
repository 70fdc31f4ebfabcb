"""Whom people may sign in through besides the own password: OpenID Connect providers and ORCID.

All of it comes from the environment; without it the pages offer nothing of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from duijie.core.errors import InvalidInput

ORCID = "orcid"
_TAKEN = (ORCID, "openid_connect")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")


@dataclass(frozen=True, slots=True)
class SignInProvider:
    """Somebody who tells us who a visitor is.

    ``key`` is a part of addresses and of what is kept about a connected account; ``url`` the issuer
    of OpenID Connect, without the path of its description, or where ORCID answers. A mail address
    that the provider calls verified is believed; with ``mail_domains`` only under these domains.
    """

    key: str
    kind: Literal["openid_connect", "orcid"]
    name: str
    url: str
    client_id: str
    secret: str = field(repr=False)
    mail_domains: tuple[str, ...] = ()


def sign_in_providers(
    *, oidc: str, orcid_url: str, orcid_client_id: str, orcid_client_secret: str, environ: Mapping[str, str]
) -> tuple[SignInProvider, ...]:
    """The providers that the environment names, in its order, ORCID last.

    Args:
        oidc: the keys of OpenID Connect providers, comma-separated; for each, ``environ`` has
            ``DUIJIE_OIDC_<KEY>_URL``, ``_CLIENT_ID`` and ``_CLIENT_SECRET``, and may have ``_NAME``
            and ``_MAIL_DOMAINS``.

    Raises:
        InvalidInput: a setting is missing or does not fit; the message names it, never a secret.
    """
    keys = [key.strip() for key in oidc.split(",") if key.strip()]
    found = []
    for key in keys:
        if not _KEY.fullmatch(key) or key in _TAKEN or keys.count(key) > 1:
            raise InvalidInput(
                f"The setting DUIJIE_OIDC does not fit: “{key}” must be small letters, digits and _, "
                "another one for each provider, and neither orcid nor openid_connect."
            )
        found.append(_oidc(key, environ))
    if orcid_client_id or orcid_client_secret:
        for name, value in (("ID", orcid_client_id), ("SECRET", orcid_client_secret)):
            if not value:
                raise InvalidInput(
                    f"The setting DUIJIE_ORCID_CLIENT_{name} is missing: ORCID needs both id and secret."
                )
        url = _address("DUIJIE_ORCID_URL", orcid_url)
        found.append(SignInProvider(ORCID, "orcid", "ORCID", url, orcid_client_id, orcid_client_secret))
    return tuple(found)


def _oidc(key: str, environ: Mapping[str, str]) -> SignInProvider:
    start = f"DUIJIE_OIDC_{key.upper()}"
    values = {name: environ.get(f"{start}_{name}", "").strip() for name in ("URL", "CLIENT_ID", "CLIENT_SECRET")}
    for name, value in values.items():
        if not value:
            raise InvalidInput(f"The setting {start}_{name} is missing: DUIJIE_OIDC names the provider “{key}”.")
    url = _address(f"{start}_URL", values["URL"].removesuffix("/.well-known/openid-configuration"))
    domains = environ.get(f"{start}_MAIL_DOMAINS", "").lower().split(",")
    return SignInProvider(
        key=key,
        kind="openid_connect",
        name=environ.get(f"{start}_NAME", "").strip()[:40] or key,
        url=url,
        client_id=values["CLIENT_ID"],
        secret=values["CLIENT_SECRET"],
        mail_domains=tuple(domain.strip().removeprefix("@") for domain in domains if domain.strip()),
    )


def _address(setting: str, url: str) -> str:
    if not fit_address(url):
        raise InvalidInput(f"The setting {setting} does not fit: write an https:// address (http:// on loopback only).")
    return url.rstrip("/")


def fit_address(url: str) -> bool:
    """Whether secrets may be sent there: over TLS, or to this machine itself."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or parts.username or parts.fragment:
        return False
    if parts.scheme == "https":
        return True
    return parts.scheme == "http" and (host == "localhost" or _loopback(host))


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
