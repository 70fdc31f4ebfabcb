"""Searches are saved, renamed, paused and deleted on their pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from duijie.core.errors import InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.matching.models import SavedSearch
from duijie.matching.services.saved import delete_search, pause_search, rename_search
from tests.factories.world import World
from tests.helpers import assert_same_queries
from tests.matching.plating import NICKEL
from tests.matching.saved.searching import listing, saved

pytestmark = pytest.mark.django_db


def test_saving_needs_a_sign_in_and_keeps_the_search_on_the_way(client: Client, world: World, reader: User) -> None:
    address = "/saved/new/?list=problem&q=%E7%94%B5%E9%95%80&fields=2.7"
    refused = client.get(address)
    assert refused.status_code == 302
    assert "/accounts/login/" in refused["Location"]
    client.force_login(reader)
    assert 'value="电镀"' in client.get(address).content.decode()
    assert client.post(address, {"name": "Plating"}).status_code == 302
    search = SavedSearch.objects.get()
    assert (search.owner, search.name, search.text, search.where) == (reader, "Plating", "电镀", {"fields": ["2.7"]})
    assert "Plating" in client.get("/saved/").content.decode()
    opened = client.get(f"/saved/{search.pk}/")
    assert opened["Location"] == "/problems/?fields=2.7&q=%E7%94%B5%E9%95%80"


def test_a_need_is_saved_from_its_matches_with_its_filters(
    client: Client, world: World, reader: User, by_words: None
) -> None:
    client.force_login(reader)
    address = client.post("/match/", {"text": NICKEL})["Location"]
    shown = client.get(f"{address}?kind=project&trl=6").content.decode()
    link = re.search(r'href="(/saved/new/\?need=[^"]+)"', shown)
    assert link
    assert client.post(link.group(1).replace("&amp;", "&"), {"name": "Nickel"}).status_code == 302
    search = SavedSearch.objects.get()
    assert search.where == {"kind": "project", "trl": 6}
    assert search.requirements
    again = client.get(client.get(f"/saved/{search.pk}/")["Location"])
    assert "镍超标" in again.content.decode()


def test_a_name_that_is_missing_is_asked_for(client: Client, world: World, reader: User) -> None:
    client.force_login(reader)
    refused = client.post("/saved/new/?profile=1", {"name": " "})
    assert refused.status_code == 422
    assert client.get("/saved/new/").status_code == 404
    assert client.get("/saved/new/?list=castles").status_code == 404


def test_searches_are_renamed_paused_and_deleted(client: Client, world: World, reader: User) -> None:
    search = listing(reader)
    client.force_login(reader)
    client.post(f"/saved/{search.pk}/change/", {"name": "Renamed"})
    client.post(f"/saved/{search.pk}/change/", {"paused": "1"})
    search.refresh_from_db()
    assert (search.name, search.paused) == ("Renamed", True)
    client.post(f"/saved/{search.pk}/change/", {"paused": "0"})
    search.refresh_from_db()
    assert not search.paused
    assert client.get(f"/saved/{search.pk}/delete/").status_code == 200
    assert SavedSearch.objects.exists()
    client.post(f"/saved/{search.pk}/delete/")
    assert not SavedSearch.objects.exists()


def test_a_search_is_seen_and_changed_by_its_owner_only(client: Client, world: World, reader: User) -> None:
    search = saved(reader)
    for name in ("owner", "teammate", "secretariat", "admin", None):
        stranger = Client()
        if name:
            stranger.force_login(getattr(world, name))
        expected = 404 if name else 302
        assert stranger.get(f"/saved/{search.pk}/").status_code == expected, name
        assert stranger.post(f"/saved/{search.pk}/change/", {"name": "Mine"}).status_code == expected, name
        assert stranger.post(f"/saved/{search.pk}/delete/").status_code == expected, name
        if name:
            assert "Nickel" not in stranger.get("/saved/").content.decode()
            for act in (
                lambda user: rename_search(actor=user, search=search, name="Mine"),
                lambda user: pause_search(actor=user, search=search, paused=True),
                lambda user: delete_search(actor=user, search=search),
            ):
                with pytest.raises(NotAllowed):
                    act(getattr(world, name))
    search.refresh_from_db()
    assert (search.name, search.paused) == ("Nickel", False)


def test_what_cannot_be_asked_is_not_kept(world: World, reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"text": "？？？"},
        {"name": ""},
        {"name": "n" * 121},
        {"kind": "castle"},
        {"kind": "list", "library": "castle"},
    )
    for values in wrong:
        with pytest.raises(InvalidInput):
            saved(reader, **values)
    monkeypatch.setattr("duijie.matching.services.saved.MOST", 1)
    saved(reader)
    with pytest.raises(InvalidInput, match="1"):
        saved(reader)
    assert SavedSearch.objects.count() == 1


def test_the_list_costs_the_same_queries_for_1_and_30_searches(client: Client, world: World, reader: User) -> None:
    client.force_login(reader)
    assert_same_queries(
        lambda: client.get("/saved/"), lambda count: [listing(reader, name=f"{n}") for n in range(count)]
    )
