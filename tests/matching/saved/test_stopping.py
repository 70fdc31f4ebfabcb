"""One click stops the mails."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from duijie.core.models import User
from duijie.matching.models import SavedSearch
from tests.factories.world import World
from tests.matching.plating import nickel
from tests.matching.saved.searching import later, listing, post

pytestmark = pytest.mark.django_db


def stops(message: Any) -> str:
    return str(re.sub(r"^<|>$", "", message.extra_headers["List-Unsubscribe"]))


def test_one_click_stops_all_mails_without_a_sign_in(world: World, by_words: None, reader: User) -> None:
    later(listing(reader))
    nickel(world)
    post(reader)
    [message] = mail.outbox
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = "/digest/" + stops(message).partition("/digest/")[2]
    stranger = Client(enforce_csrf_checks=True)
    asked = stranger.get(address)
    assert asked.status_code == 200
    assert not SavedSearch.objects.get().paused, "opening the address only asks"
    done = stranger.post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert done.status_code == 200
    assert SavedSearch.objects.get().paused
    assert stranger.post(address).status_code == 200
    nickel(world)
    assert post(reader, "2030-W01") == []


def test_the_mails_of_one_search_are_stopped_by_its_own_link(world: World, by_words: None, reader: User) -> None:
    one, two = listing(reader, name="One"), listing(reader, name="Two")
    for search in (one, two):
        later(search)
    nickel(world)
    post(reader)
    part = mail.outbox[0].body.partition("== One ==")[2].partition("== Two ==")[0]
    token = re.search(r"/digest/unsubscribe/\S+", part)
    assert token
    assert Client().post(token.group(0)).status_code == 200
    assert {search.name: search.paused for search in SavedSearch.objects.all()} == {"One": True, "Two": False}


@pytest.mark.parametrize("token", ["x", "a:b:c", "W10:1abc:zzz", "../../etc"])
def test_a_link_that_was_not_made_here_stops_nothing(world: World, reader: User, token: str) -> None:
    listing(reader)
    for method in (Client().get, Client().post):
        assert method(f"/digest/unsubscribe/{token}/").status_code == 404
    assert not SavedSearch.objects.get().paused
