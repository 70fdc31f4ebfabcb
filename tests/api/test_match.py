"""A program states a need and gets matches that prove themselves, and only those open to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duijie.library.models import Problem
from tests.api.conftest import STATEMENT, SUMMARY, Api, World

pytestmark = pytest.mark.django_db
NEED = {"text": "We want to recover zinc from furnace dust. At least 95 % of the zinc must be recovered."}


def _titles(api: Api, **values: Any) -> list[str]:
    response = api.post("/match", NEED | values)
    assert response.status_code == 200, response.content
    return [match["item"]["title"] for match in response.json()["matches"]]


def test_a_need_finds_what_solves_it_with_the_sentence_that_proves_it(
    world: World, by_words: Callable[[], None]
) -> None:
    right = world.item("project", title="Leaching of dust", trl=6, cooperation=["licence"])
    world.item("project", title="Bread", summary="A slow dough gives a good crust.")
    by_words()
    found = Api().post("/match", NEED).json()
    first = found["matches"][0]
    assert (first["item"]["id"], first["item"]["kind"], first["item"]["trl"]) == (str(right.pk), "project", 6)
    assert 0 < first["score"] <= 1
    assert len(first["evidence"]) == len(found["requirements"]) >= 1
    shown = [one for one in (*first["evidence"], first["best"]) if one and one["sentence"]]
    assert shown
    for one in shown:
        assert one["sentence"] in SUMMARY
        for start, end in one["marks"]:
            assert one["sentence"][start:end].strip()
    assert sorted(first["covered"] + first["missing"]) == sorted(
        one["requirement"] for one in first["evidence"] if one["verdict"] != "partly"
    )
    assert found["took_ms"]


def test_requirements_that_were_sent_are_those_matched_against(world: World, by_words: Callable[[], None]) -> None:
    world.item("project")
    by_words()
    asked = [{"text": "zinc recovery", "comparator": ">=", "value": 95, "unit": "%"}, {"text": "无污泥", "must": False}]
    found = Api().post("/match", NEED | {"requirements": asked}).json()
    assert [(one["text"], one["must"]) for one in found["requirements"]] == [("zinc recovery", True), ("无污泥", False)]
    assert found["requirements"][0]["quantity"] == {"comparator": ">=", "value": 95.0, "upper": None, "unit": "%"}
    assert Api().post("/match", NEED | {"requirements": []}).json()["requirements"] == []


def test_each_is_offered_only_what_is_open_to_them(world: World, by_words: Callable[[], None]) -> None:
    world.item("project", title="Public")
    world.item("project", title="Of the community", visibility="community")
    world.item("project", title="Private", visibility="private")
    world.item("project", title="Draft", state="draft")
    by_words()
    inside = {"Public", "Of the community", "Private"}
    for name, seen in (
        ("owner", inside),
        ("teammate", inside),
        ("secretariat", inside),
        ("member", {"Public", "Of the community"}),
        ("foreign", {"Public"}),
        ("outsider", {"Public"}),
        (None, {"Public"}),
    ):
        api = Api(getattr(world, name) if name else None)
        assert set(_titles(api)) == seen, name
        assert api.post("/match", NEED).json()["total"] == len(seen), name


def test_a_title_only_problem_is_found_by_its_title_and_gives_nothing_else_away(
    world: World, by_words: Callable[[], None]
) -> None:
    world.secret(title="Zinc from furnace dust")
    by_words()
    response = Api().post("/match", NEED | {"kinds": ["problem"]})
    (offer,) = response.json()["matches"]
    assert offer["item"]["complete"] is False
    assert offer["item"]["organisation"] is None
    for hidden in (STATEMENT, "secret-alloy", "Lu Metal Works"):
        assert hidden not in response.content.decode()


def test_matches_are_narrowed(world: World, by_words: Callable[[], None]) -> None:
    world.item("project", title="Here", trl=3, cooperation=["licence"])
    world.item("project", title="There", trl=8, fields=["1.4"], places=["US"])
    world.item("talent", title="Wang Ming")
    by_words()
    api = Api()
    assert set(_titles(api)) == {"Here", "There", "Wang Ming"}
    assert _titles(api, kinds=["talent"]) == ["Wang Ming"]
    assert _titles(api, fields=["1.4"]) == ["There"]
    assert _titles(api, places=["US"]) == ["There"]
    assert _titles(api, cooperation=["licence"]) == ["Here"]
    assert _titles(api, trl_min=5) == ["There"]
    assert _titles(api, kinds=["project"], trl_max=5) == ["Here"]


def test_pages_of_matches_follow_each_other(world: World, by_words: Callable[[], None]) -> None:
    for number in range(5):
        world.item("project", title=f"Project {number}")
    by_words()
    whole = _titles(Api())
    assert len(whole) == 5
    assert [_titles(Api(), limit=1, offset=place)[0] for place in range(5)] == whole
    assert _titles(Api(), offset=1000) == []


def test_a_match_costs_the_same_queries_for_1_and_10_offers(world: World, by_words: Callable[[], None]) -> None:
    for number in range(10):
        world.item("project", title=f"Project {number}")
    by_words()

    def cost(limit: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(_titles(Api(), limit=limit)) == limit
        return len(queries)

    cost(1)
    assert cost(1) == cost(10)


def test_a_need_is_split_into_requirements_in_both_languages(db: None, world: World) -> None:
    chinese = (
        Api()
        .post("/match/split", {"text": "我厂废水含砷高，想找除砷办法，运行成本低于5元/吨，最好不产生污泥。"})
        .json()
    )
    costs = next(one for one in chinese["requirements"] if "运行成本" in one["text"])
    assert costs["quantity"]["comparator"] == "<"
    assert costs["quantity"]["value"] == 5
    assert [one["must"] for one in chinese["requirements"]].count(False) == 1
    english = Api().post("/match/split", {"text": "We need a coating with at least 95 % transmission."}).json()
    assert any(one["quantity"] and one["quantity"]["value"] == 95 for one in english["requirements"])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"text": ""}, "#/text"),
        ({"text": "需" * 20_001}, "#/text"),
        ({}, "#/text"),
        (NEED | {"kinds": ["castle"]}, "#/kinds/0"),
        (NEED | {"kinds": []}, "#/kinds"),
        (NEED | {"trl_min": 9, "trl_max": 2}, "#/trl_max"),
        (NEED | {"limit": 101}, "#/limit"),
        (NEED | {"where": "here"}, "#/where"),
        (NEED | {"requirements": [{"text": "   "}]}, "#/requirements/0/text"),
    ],
)
def test_a_need_that_does_not_fit_is_told_why(world: World, body: Any, pointer: str) -> None:
    refused = Api().post("/match", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-input")
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


@pytest.mark.parametrize("text", ["a", "！！！！！！", "12345", "\u0000\u0001"])
def test_a_need_that_says_nothing_is_told_what_to_say(world: World, text: str) -> None:
    for path in ("/match", "/match/split"):
        refused = Api().post(path, {"text": text})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid-input"), path


def test_a_token_that_reads_may_match_and_nothing_is_kept(world: World, by_words: Callable[[], None]) -> None:
    world.item("project")
    by_words()
    assert _titles(Api(world.outsider, scope="read"))
    assert not Problem.objects.exists()


def test_an_index_that_cannot_be_read_is_told(world: World, by_words: Callable[[], None], settings: Any) -> None:
    settings.INDEX_URI = "/proc/none/index"
    refused = Api().post("/match", NEED)
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert "/proc" not in refused.content.decode()
