"""The first minutes of a site: while the libraries still come into the index, every answer says so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duijie.core import outbox
from duijie.library.models import Item
from duijie.library.services import act, update_item
from duijie.matching.indexing import feeding
from duijie.matching.indexing.topics import ITEMS
from duijie.matching.queries.filling import Filling, Watch, filling
from duijie.registry.standing import ANONYMOUS, standing
from tests.factories.world import World, make

pytestmark = pytest.mark.django_db

NEED = "我们电镀车间的废水里镍超标。要求出水镍低于 0.1 mg/L，最好不产生污泥。"
STILL, STILL_ZH = "still being indexed", "仍在建立索引"


def published(world: World, kind: str = "project", **values: object) -> Item:
    item = make(world, kind, state="published", **values)
    outbox.put(ITEMS, [item.key])
    return item


def words() -> None:
    """What the worker does first."""
    while feeding.drain_words():
        pass


def meaning() -> None:
    """… and then."""
    while feeding.drain_vectors():
        pass


def asked(client: Client, language: str) -> str:
    address = client.post("/match/", {"text": NEED})["Location"]
    page = client.get(address, headers={"accept-language": language}).content.decode()
    return re.sub(r"\s+", " ", page)


def program(client: Client, language: str = "en") -> dict[str, object]:
    answer = client.post(
        "/api/v1/match",
        json.dumps({"text": NEED}),
        content_type="application/json",
        headers={"accept-language": language},
    )
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def test_a_need_asked_in_the_first_seconds_is_told_to_try_again(client: Client, world: World, index: Path) -> None:
    published(world, title="螯合树脂除镍", summary="螯合树脂深度除镍，出水镍 0.05 mg/L。")
    published(world, "talent", title="沈漪岚", expertise="电镀废水除镍二十年。")

    page = asked(client, "en")
    assert "No match so far" in page and STILL in page
    assert "Nothing fits yet." not in page  # nor need anybody say it otherwise
    assert "so far 0 of 2 items can be found" in page and "try again in a moment" in page
    shown = asked(client, "zh-hans")
    assert STILL_ZH in shown and "2 项" in shown and "稍后再试" in shown and STILL not in shown

    answer = program(client)
    assert answer["matches"] == []
    assert answer["indexing"] == {
        "items": 2,
        "by_words": 0,
        "by_meaning": 0,
        "sentence": "The libraries are still being indexed: so far 0 of 2 items can be found, "
        "0 of them by meaning too.",
    }
    assert STILL_ZH in str(program(client, "zh-hans")["indexing"])

    words()
    page = asked(client, "en")
    assert "螯合树脂" in page and "so far 2 of 2 items can be found, 0 of them by meaning too" in page

    meaning()
    assert STILL not in asked(client, "en") and STILL_ZH not in asked(client, "zh-hans")
    assert program(client)["indexing"] is None


def test_an_empty_answer_of_a_complete_index_says_only_that_nothing_fits(
    client: Client, world: World, index: Path
) -> None:
    page = asked(client, "en")
    assert "No match" in page and "No match so far" not in page and STILL not in page
    assert "Nothing fits yet." in page
    assert program(client)["indexing"] is None


def test_near_misses_are_told_to_be_of_a_part(client: Client, world: World, index: Path) -> None:
    published(world, title="番茄育苗补光", summary="补光灯自动调节亮度，废水不外排。")
    words()
    meaning()
    for number in range(30):  # so that one more is too few to speak of beside good matches
        published(world, title=f"温室灌溉 {number}", summary="滴灌。")
    words()
    meaning()
    late = published(world, title="螯合树脂除镍", summary="螯合树脂深度除镍，出水镍 0.05 mg/L。")
    page = asked(client, "en")
    assert "these are the nearest" in page and "so far 31 of 32 items can be found" in page
    words()
    meaning()
    page = asked(client, "en")
    assert late.title in page and STILL not in page


def test_teams_and_the_other_directions_say_so_too(client: Client, world: World, index: Path) -> None:
    item = published(world, title="螯合树脂除镍", summary="螯合树脂深度除镍，出水镍 0.05 mg/L。")
    address = client.post("/match/", {"text": NEED})["Location"]
    english = {"accept-language": "en"}
    of_item = f"/projects/{item.pk}/problems/"
    partners = f"/organisations/{item.organisation_id}/partners/"
    for page in (f"{address}teams/", of_item, partners):
        assert STILL in client.get(page, headers=english).content.decode(), page
    teams = client.post("/api/v1/match/teams", json.dumps({"text": NEED}), content_type="application/json").json()
    assert teams["indexing"]["items"] == 1
    for page in (f"/api/v1/projects/{item.pk}/problems", f"/api/v1/organisations/{item.organisation_id}/partners"):
        assert client.get(page).json()["indexing"]["items"] == 1
    words()
    meaning()
    for page in (f"{address}teams/", of_item, partners):
        assert STILL not in client.get(page, headers=english).content.decode(), page


def test_lists_find_by_words_at_once_and_need_no_index(client: Client, world: World, index: Path) -> None:
    item = make(world, "project", title="螯合树脂")
    update_item(actor=world.owner, item=item, values={"title": "螯合树脂除镍"}, expected_version=item.version)
    act(actor=world.owner, item=item, action="submit")
    act(actor=world.secretariat, item=item, action="publish")
    assert filling(ANONYMOUS) == Filling(1, 0, 0)
    assert "螯合树脂除镍" in client.get("/projects/", {"q": "树脂"}).content.decode()
    assert [one["title"] for one in client.get("/api/v1/projects", {"q": "树脂"}).json()["items"]] == ["螯合树脂除镍"]


def test_nobody_is_told_of_what_they_may_not_see(world: World, index: Path) -> None:
    published(world, visibility="private", owner=world.owner)
    assert filling(ANONYMOUS) is None
    assert filling(standing(world.owner)) == Filling(1, 0, 0)


def test_drafts_other_libraries_and_what_was_taken_down_leave_it_complete(world: World, index: Path) -> None:
    published(world, "problem")
    outbox.put(ITEMS, [make(world, "project", state="draft").key, "project:gone"])
    assert filling(ANONYMOUS, ("project", "talent")) is None
    assert filling(ANONYMOUS) == Filling(1, 0, 0)


def test_a_complete_index_costs_one_short_query(world: World, index: Path) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        assert filling(ANONYMOUS) is None
    assert len(asked_for) == 1


def test_what_came_into_the_index_during_the_search_is_not_told_as_missing(world: World, index: Path) -> None:
    published(world)
    watch = Watch.begin(ANONYMOUS)
    words()
    assert watch.told(empty=False) == Filling(1, 1, 0)
    meaning()
    assert watch.told(empty=False) is None
    assert watch.told(empty=True) == Filling(1, 0, 0), "nothing was found: the search may have been too early"
    published(world, title="另一个")
    assert watch.told(empty=True) == Filling(2, 1, 1)
    assert Watch.begin(ANONYMOUS).told(empty=True) == Filling(2, 1, 1)
