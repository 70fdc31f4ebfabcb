"""Each address of the docking room as each of those who might ask, on a deal that has everything."""

from __future__ import annotations

from typing import Any

import pytest

from tests.docking.conftest import Match, match, world
from tests.endpoints import docking_doors
from tests.endpoints.checking import wrong
from tests.endpoints.driving import browsers, patterns
from tests.endpoints.people import EVERYBODY
from tests.endpoints.stage import Stage, build

__all__ = ["match", "world"]


@pytest.fixture
def stage(match: Match, settings: Any, tmp_path: object) -> Stage:
    settings.MEDIA_ROOT = str(tmp_path)
    return build(match)


def test_every_address_of_the_room_has_a_line() -> None:
    known = {door.name for door in docking_doors.DOORS}
    named = {name for name in patterns() if name.startswith("docking:")}
    missing = sorted(name for name in named - known if not name.startswith(tuple(docking_doors.ELSEWHERE)))
    assert not missing, f"say in tests/endpoints/docking_doors.py who may open: {', '.join(missing)}"


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["STATIONS", "INTRODUCTIONS", "DEALS", "CONTRACTS", "ROOMS"])
def test_everybody_gets_where_the_table_lets_them_and_nobody_further(stage: Stage, part: str) -> None:
    assert set(stage.people) == EVERYBODY
    assert wrong(stage, getattr(docking_doors, part), browsers(stage.people)) == []
