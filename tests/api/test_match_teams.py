"""A program asks who can solve a need together, and is told only what is open to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Api, World

pytestmark = pytest.mark.django_db
LEACH = "Acid leaching recovers zinc from furnace dust."
BRICK = "Leached residue is pressed into paving bricks."
NEED = {
    "text": "Acid leaching recovers zinc from furnace dust; the leached residue is pressed into paving bricks.",
    "requirements": [{"text": "acid leaching recovers zinc"}, {"text": "residue pressed into paving bricks"}],
}


def _teams(api: Api, **values: Any) -> list[set[str]]:
    response = api.post("/match/teams", NEED | values)
    assert response.status_code == 200, response.content
    return [{member["item"]["title"] for member in team["members"]} for team in response.json()["teams"]]


@pytest.fixture
def pair(world: World, by_words: Callable[[], None]) -> None:
    world.item("project", title="Leaching", summary=LEACH, language="en")
    world.item("project", title="Bricks", summary=BRICK, language="en", places=["US"], visibility="community")
    by_words()


def test_a_team_comes_with_what_each_takes_on_and_what_is_open(world: World, pair: None) -> None:
    asked = NEED | {"requirements": [*NEED["requirements"], {"text": "winter pruning of pear trees"}]}
    found = Api(world.owner).post("/match/teams", asked).json()
    [team] = found["teams"]
    told = {m["item"]["title"]: [(e["requirement"], e["sentence"]) for e in m["evidence"]] for m in team["members"]}
    assert told == {"Leaching": [(0, LEACH)], "Bricks": [(1, BRICK)]}
    assert sorted(team["covered"] + team["partly"]) == [0, 1]
    assert team["uncovered"] == [2]
    assert (found["reason"], found["considered"]) == ("teams", 2)
    assert found["took_ms"]["teams"] >= 0


def test_each_is_proposed_only_what_is_open_to_them(world: World, pair: None) -> None:
    both = [{"Leaching", "Bricks"}]
    for name, seen in (
        ("owner", both), ("teammate", both), ("secretariat", both), ("member", both), ("foreign", []), ("outsider", []),
        (None, []),
    ):  # fmt: skip
        api = Api(getattr(world, name) if name else None)
        assert _teams(api) == seen, name
        if not seen:
            answer = api.post("/match/teams", NEED)
            assert answer.json()["reason"] == "no better"
            assert "Bricks" not in answer.content.decode()
            assert BRICK not in answer.content.decode()


def test_teams_keep_to_what_is_wanted(world: World, pair: None) -> None:
    api = Api(world.owner)
    assert _teams(api, places=["430000"]) == []
    assert _teams(api, somebody_in=["US"]) == [{"Leaching", "Bricks"}]
    assert _teams(api, somebody_in=["FR"]) == []
    assert _teams(api, languages=["zh", "en"]) == [{"Leaching", "Bricks"}]
    assert _teams(api, languages=["zh"]) == []
    assert _teams(api, requirements=[]) == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"text": ""}, "#/text"),
        (NEED | {"kinds": ["problem"]}, "#/kinds/0"),
        (NEED | {"most_members": 6}, "#/most_members"),
        (NEED | {"count": 4}, "#/count"),
        (NEED | {"languages": ["Klingon"]}, "#/languages/0"),
        (NEED | {"trl_min": 9, "trl_max": 2}, "#/trl_max"),
        (NEED | {"limit": 3}, "#/limit"),
    ],
)
def test_what_does_not_fit_is_told(world: World, body: Any, pointer: str) -> None:
    refused = Api().post("/match/teams", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-input")
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_an_index_that_cannot_be_read_is_told(world: World, by_words: Callable[[], None], settings: Any) -> None:
    settings.INDEX_URI = "/proc/none/index"
    refused = Api().post("/match/teams", NEED)
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert "/proc" not in refused.content.decode()
