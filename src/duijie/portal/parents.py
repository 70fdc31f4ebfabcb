"""Folders of addresses that are no page themselves, and the page that somebody means who opens one.

People cut addresses short: ``/facts/`` of ``/facts/review/``, ``/deals/…/contract/files/`` of a file. Such
an address leads to the nearest page above it. What stands above no page is not found as ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.converters import get_converters
from django.urls.resolvers import RoutePattern

_LEADS = {
    "accounts/": "portal:account",
    "api/": "api:docs",
    "digest/": "matching:saved-list",
    "facts/": "reading:articles",
    "invitations/": "registry:community",
    "join/": "registry:community",
    "me/": "portal:account",
    "membership-requests/": "registry:organisations",
    "posts/": "registry:people",
}
"""The page for a folder that has none above it but home."""
_PROGRAMS = "api/v1/"
"""Programs are told that there is nothing; nobody reads a page there."""
_CONVERTED = re.compile(r"<(?:(?P<kind>\w+):)?\w+>")


def page_for(path: str) -> str | None:
    """Where an address leads that only stands above others; None where it stands above none.

    Args:
        path: of a request, below the site's own prefix (``path_info``), which resolves to nothing.
    """
    folder = path.removeprefix("/")
    if not folder.endswith("/") or folder.startswith(_PROGRAMS) or not _folders().fullmatch(folder):
        return None
    while folder:
        if folder in _LEADS:
            return reverse(_LEADS[folder])
        if _is_page(folder):
            return f"{reverse('portal:home')}{folder}"
        folder = folder[: folder.rstrip("/").rfind("/") + 1]
    return None


def folders() -> list[str]:
    """Every folder of the site's addresses that is none itself, with ``<kind:name>`` for what varies."""
    routes = set(_routes(get_resolver()))
    cut = (route.split("/")[:-1] for route in routes)
    return sorted({"/".join(parts[:end]) + "/" for parts in cut for end in range(1, len(parts) + 1)} - routes)


def _is_page(folder: str) -> bool:
    try:
        resolve(f"/{folder}")
    except Resolver404:
        return False
    return True


@lru_cache(maxsize=1)
def _folders() -> re.Pattern[str]:
    """What an address that is a folder of others looks like."""
    kinds = get_converters()

    def one(folder: str) -> str:
        parts, end = [], 0
        for varies in _CONVERTED.finditer(folder):
            parts += [re.escape(folder[end : varies.start()]), f"(?:{kinds[varies['kind'] or 'str'].regex})"]
            end = varies.end()
        return "".join([*parts, re.escape(folder[end:])])

    return re.compile("|".join(one(folder) for folder in folders()))


def _routes(resolver: URLResolver, above: str = "") -> Iterator[str]:
    """The routes of all addresses; those given by regular expressions, which are not ours, are left out."""
    for pattern in resolver.url_patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            continue
        route = f"{above}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern, route)
