"""No form is taken without its token, except those that say why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.docking.conftest import Match, match, world
from tests.endpoints.docking_doors import DOORS
from tests.endpoints.driving import Door
from tests.endpoints.stage import Stage, build

__all__ = ["match", "world"]

EXEMPT = {
    "matching:unsubscribe": "a mail program posts without a cookie; the signed address allows it (RFC 8058)",
    "docking:file-new": "checked inside, once it is certain that the body may be read",
    "docking:contract-sign": "the same",
    "docking:milestone-submit": "the same",
    "docking:challenge-propose": "the same",
    "portal:notices-stop": "a mail program posts without a cookie; the signed address allows it (RFC 8058)",
}
"""Addresses whose view is not checked by the middleware, and what stands in its place. The API's own gate
asks for the token where a session speaks (tests/api/test_tokens.py)."""


def _exempt(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _exempt(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern) and getattr(one.callback, "csrf_exempt", False):
            yield f"{space}{one.name}"


def test_what_is_not_checked_by_the_middleware_is_declared() -> None:
    found = {name for name in _exempt(get_resolver()) if not name.startswith("api:")}
    undeclared = sorted(found - set(EXEMPT))
    assert not undeclared, f"say in tests/security/test_forms.py what stands in the place of the token: {undeclared}"


@pytest.fixture
def stage(match: Match, settings: Any, tmp_path: object) -> Stage:
    settings.MEDIA_ROOT = str(tmp_path)
    return build(match)


@pytest.mark.django_db
def test_no_form_of_a_deal_is_taken_without_its_token(stage: Stage) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    user = stage.people["demand lead"]
    assert user is not None
    client.force_login(user)
    taken = [str(door) for door in DOORS if door.post and _status(client, door, stage) not in (403, 404, 405)]
    assert taken == []


def _status(client: Client, door: Door, stage: Stage) -> int:
    data = {key: value() if callable(value) else value for key, value in door.data.items()}
    return int(client.post(door.address(stage.names), data).status_code)
