"""An address that somebody cut short leads to the page above it, not to nowhere."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client

from duijie.portal.parents import folders, page_for
from tests.factories.world import World, make

pytestmark = pytest.mark.django_db

NOTHING_THERE = {"exchange/"}
"""Only files are below it, and nobody reads a list of them."""


SOME = UUID("5b1d3e0c-7a52-4c39-9a38-0f6f2d1c4e77")


def filled(folder: str) -> str:
    values = {"uuid": str(uuid4()), "int": "1", "kind": "problems"}
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: values.get(found[1], "abc"), f"/{folder}")


def test_no_folder_of_any_address_leads_to_nowhere(admin_client: Client, world: World) -> None:
    """Each folder that is no page leads to one; what varies in it may not be there, which the page then says."""
    led = 0
    for folder in folders():
        address = filled(folder)
        if folder.startswith("api/v1/") or folder in NOTHING_THERE:
            assert page_for(address) is None
            continue
        if page_for(address) == address:
            continue  # a page by another route: /problems/ is a /<kind>/
        answer = admin_client.get(address)
        assert answer.status_code == 302, folder
        target = answer["Location"]
        assert target not in ("/", address)
        assert admin_client.get(target).status_code in ({200, 302, 404} if "<" in folder else {200, 302}), folder
        led += 1
    assert led > 40


@pytest.mark.parametrize(
    ("short", "page"),
    [
        ("/facts/", "/articles/"),
        ("/me/", "/account/"),
        ("/api/", "/api/docs"),
        ("/match/abc/judge/project/", "/match/abc/"),
        ("/account/sessions/7/", "/account/"),
        (f"/deals/{SOME}/terms/", f"/deals/{SOME}/"),
        ("/c/east/facts/", "/c/east/articles/"),
        ("/c/east/account/sessions/", "/c/east/account/"),
    ],
)
def test_it_is_the_page_that_somebody_would_expect(client: Client, world: World, short: str, page: str) -> None:
    answer = client.get(short)
    assert (answer.status_code, answer["Location"]) == (302, page)


def test_a_folder_of_something_tells_nobody_whether_it_is_there(client: Client, world: World) -> None:
    hidden = make(world, "problem", state="draft")
    for pk in (hidden.pk, uuid4()):
        answer = client.get(f"/challenges/{pk}/receipts/")
        assert (answer.status_code, answer["Location"]) == (302, f"/challenges/{pk}/")


@pytest.mark.parametrize("address", ["/nowhere/", "/facts", "/facts/nowhere/", "/problems/nowhere/", "/api/v1/facts/"])
def test_what_stands_above_nothing_is_not_found(client: Client, world: World, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404 or answer["Location"] == f"{address}/"
