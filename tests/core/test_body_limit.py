"""A file of 5 GB, sent to any page: refused in a sentence, and nothing of it is read."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories.world import World, make, world

__all__ = ["world"]
FIVE_GB = str(5 * 2**30)


class _Unread:
    """A body that nobody may read."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def _send(client: Client, address: str, content_type: str = "multipart/form-data; boundary=x") -> Any:
    return client.generic("POST", address, b"", content_type, CONTENT_LENGTH=FIVE_GB, **{"wsgi.input": _Unread()})  # type: ignore[arg-type]


@pytest.mark.parametrize("signed_in", [True, False])
def test_five_gigabytes_are_refused_by_every_kind_of_page(world: World, signed_in: bool) -> None:
    client = Client(headers={"accept-language": "zh-hans"}, enforce_csrf_checks=True)
    if signed_in:
        client.force_login(world.owner)
    item = make(world, "problem")
    for address in ("/accounts/login/", "/match/", "/problems/new/", f"/problems/{item.pk}/files/", "/theme/"):
        answer = _send(client, address)
        assert answer.status_code in (404, 413), address
        if answer.status_code == 413:
            assert "20 MB" in answer.content.decode() and answer["Connection"] == "close", address


def test_every_view_that_takes_the_check_of_the_token_into_its_own_hands_is_known() -> None:
    """Whoever adds one bounds what it reads, and says so here."""
    found = {
        f"{view.__module__}.{view.__qualname__}"
        for view in _views(get_resolver())
        if getattr(view, "csrf_exempt", False)
    }
    ours = {name for name in found if name.startswith("duijie.")}
    assert ours == KNOWN


KNOWN = {
    "duijie.docking.challenges.views.answering.propose",
    "duijie.docking.views.contracts.sign",
    "duijie.docking.views.delivery.submit",
    "duijie.docking.views.files.new",
    "duijie.matching.views.saved.unsubscribe",  # reads nothing of the body
    "duijie.portal.notices.stop",  # reads nothing of the body
}


def _views(resolver: URLResolver) -> list[Any]:
    found: list[Any] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += _views(entry)
        elif isinstance(entry, URLPattern):
            found.append(entry.callback)
    return found
