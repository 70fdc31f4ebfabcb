"""Walking to a provider and back as a browser does."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import requests
from django.test import Client

from duijie.config.signing import SignInProvider
from tests.portal.provider_server import CLIENT, SECRET, Provider


def oidc(provider: Provider, key: str = "campus", name: str = "校园统一认证", **values: Any) -> SignInProvider:
    """The provider as the operator names it."""
    return SignInProvider(key, "openid_connect", name, provider.url, CLIENT, SECRET, **values)


def orcid(provider: Provider) -> SignInProvider:
    """The provider as ORCID."""
    return SignInProvider("orcid", "orcid", "ORCID", provider.url, CLIENT, SECRET)


def leave(client: Client, path: str, **data: str) -> Any:
    """Press the button: the page that leads away, or the one that says why not."""
    return client.post(path, data)


def address_in(page: Any) -> str:
    """Where the page leads."""
    [address] = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    return unescape(address)


def at_provider(address: str) -> str:
    """What the provider sends the browser back to, as a path of ours."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    parts = urlsplit(answer.headers["Location"])
    assert parts.netloc == "testserver"
    return f"{parts.path}?{parts.query}"


def dance(client: Client, path: str = "/accounts/oidc/campus/login/", **data: str) -> Any:
    """There and back: our last answer, redirects within our site followed."""
    return client.get(at_provider(address_in(leave(client, path, **data))), follow=True)
