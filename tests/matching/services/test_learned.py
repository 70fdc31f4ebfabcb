"""Whoever asks is told what scores mean, by program, on the site and on the command line: calibrated or not yet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from duijie.core.errors import InvalidInput
from duijie.library.models import Item, Problem
from duijie.matching import runtime
from duijie.matching.commands import match as command_match
from duijie.matching.commands import teams as command_teams
from duijie.matching.edition import edition
from duijie.matching.learning.calibration import Calibrator
from duijie.matching.models import Calibration
from duijie.matching.teams import Constraints
from duijie.matching.types import Filter
from duijie.registry.models import Community
from tests.factories.world import World, make
from tests.matching.plating import NICKEL, nickel, put, resin

pytestmark = pytest.mark.django_db


@pytest.fixture
def stocked(world: World, index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Item]:
    """A problem and the project that answers it, found by words."""
    monkeypatch.setattr(runtime, "embedders", lambda: ())
    project = resin(world)
    put(nickel(world), project)
    with translation.override("en"):
        yield project


def calibrated(community: Community, chance: float) -> None:
    """Every score means the same chance in this community."""
    Calibration.objects.create(
        community=community,
        edition=edition(),
        outcomes=120,
        accepted=60,
        needs=12,
        curve=Calibrator("isotonic", xs=(0.0, 1.0), ys=(chance, chance)).as_json(),
    )


def asked(client: Client, text: str = NICKEL, path: str = "/api/v1/match", **more: Any) -> Any:
    return client.post(path, json.dumps({"text": text, **more}), content_type="application/json")


def test_a_program_is_told_that_scores_are_not_calibrated_and_later_the_chance(
    client: Client, world: World, stocked: Item
) -> None:
    found = asked(client).json()
    assert found["calibration"] == {"calibrated": False, "outcomes": 0, "needed": 100}
    assert found["matches"][0]["chance"] is None
    calibrated(world.root, 0.7)
    found = asked(client).json()
    assert found["calibration"] == {"calibrated": True, "outcomes": 120, "needed": 100}
    assert found["matches"][0]["chance"] == pytest.approx(0.7)


def test_one_community_learns_nothing_of_another(client: Client, world: World, stocked: Item) -> None:
    calibrated(world.east, 0.3)
    assert asked(client).json()["calibration"]["calibrated"] is False
    there = asked(client, path=f"/c/{world.east.slug}/api/v1/match").json()
    assert there["calibration"]["calibrated"] is True


def test_the_other_way_round_says_so_too(client: Client, world: World, stocked: Item) -> None:
    page, api = f"/projects/{stocked.pk}/problems/", f"/api/v1/projects/{stocked.pk}/problems"
    before = client.get(page, headers={"Accept-Language": "en"}).content.decode()
    assert "scores not yet calibrated" in before
    assert client.get(api).json()["answers"][0]["chance"] is None
    calibrated(Problem.objects.get().community, 0.7)
    after = client.get(page, headers={"Accept-Language": "en"}).content.decode()
    assert "about 7 in 10 like this were accepted" in after
    assert "not yet calibrated" not in after
    assert client.get(api).json()["answers"][0]["chance"] == pytest.approx(0.7)


ANYTHING = Filter(kinds=("project", "talent"))


def test_the_command_says_what_scores_mean(world: World, stocked: Item, capsys: pytest.CaptureFixture[str]) -> None:
    def printed(as_json: bool = False) -> str:
        command_match.run(NICKEL, where=ANYTHING, requirements=(), limit=3, as_json=as_json)
        return capsys.readouterr().out

    assert "not yet calibrated (0 of 100 outcomes)" in printed()
    calibrated(world.root, 0.7)
    assert "accepted 0.70" in printed()
    told = json.loads(printed(as_json=True))
    assert (told["calibration"]["outcomes"], told["matches"][0]["chance"]) == (120, 0.7)


@pytest.mark.parametrize("name", ["places", "fields"])
@pytest.mark.parametrize("path", ["/api/v1/match", "/api/v1/match/teams"])
def test_a_code_that_nothing_has_is_refused(client: Client, stocked: Item, path: str, name: str) -> None:
    wished: dict[str, Any] = {name: ["ZZ99"]}
    answer = asked(client, path=path, **wished)
    assert answer.status_code == 422
    assert "ZZ99" in answer.json()["detail"]
    where = replace(ANYTHING, fields=("ZZ99",)) if name == "fields" else replace(ANYTHING, places=("ZZ99",))
    with pytest.raises(InvalidInput, match="ZZ99"):
        command_match.run(NICKEL, where=where, requirements=(), limit=3, as_json=False)


def test_teams_of_the_command_keep_to_what_is_wished(
    world: World, stocked: Item, capsys: pytest.CaptureFixture[str]
) -> None:
    put(
        make(
            world,
            "project",
            title="污泥干化",
            summary="带式污泥干化，污泥含水率降到 30%。",
            state="published",
            language="en",
        )
    )
    parts = ["出水镍低于 0.1 mg/L", "污泥含水率降到 30%"]

    def team(**wishes: Any) -> Any:
        command_teams.run(
            "；".join(parts), where=ANYTHING, requirements=parts, constraints=Constraints(**wishes), as_json=True
        )
        return json.loads(capsys.readouterr().out)

    assert [len(one["members"]) for one in team()["teams"]] == [2]
    assert team(languages=("zh",))["teams"] == []
    assert team(somebody_in=("US",))["teams"] == []
    with pytest.raises(InvalidInput, match="中文"):
        team(languages=("中文",))
    with pytest.raises(InvalidInput, match="ZZ99"):
        team(somebody_in=("ZZ99",))


def test_signing_in_for_the_report_speaks_of_no_need(client: Client, world: World) -> None:
    kept = "Your need is kept"
    page = client.get("/accounts/login/?next=/match/abc/save/", headers={"Accept-Language": "en"}).content.decode()
    assert kept in page
    page = client.get("/accounts/login/?next=/match/use/", headers={"Accept-Language": "en"}).content.decode()
    assert kept not in page
