"""Each address of the docking room as each of those who might ask, on a deal that has everything."""

from __future__ import annotations

import pytest

from tests.docking.conftest import Match, match, world
from tests.endpoints import docking_doors
from tests.endpoints.checking import Scene, wrong
from tests.endpoints.driving import browsers, knock, patterns
from tests.endpoints.people import BROKER, CONFIDED, EVERYBODY, INTRODUCED, PARTIES, ROOM, STATION, WAITING
from tests.endpoints.stage import CLOSED, KEPT, SAID, Stage, build
from tests.layers import held

__all__ = ["match", "world"]

READERS = ((SAID, ROOM | WAITING), (KEPT, PARTIES), (CLOSED, CONFIDED))
KNOWERS = dict.fromkeys(("kept_thread", "kept_file", "kept_meeting", "document", "evidence"), PARTIES) | {
    "deal": ROOM,
    "thread": ROOM,
    "file": ROOM,
    "meeting": ROOM,
    "introduction": INTRODUCED,
    "waiting": WAITING,
    "station": STATION,
    "delegation": BROKER | {"secretariat"},
    "arranged": BROKER | {"other broker", "secretariat"},
}
STRANGERS = frozenset({"outsider", "broker"})
"""Whom a refusal may tell nothing: asked for records that are not there as well. The broker is one to what
the parties keep for themselves."""
PARTS = {
    "until terms are agreed": (*docking_doors.STATIONS, *docking_doors.INTRODUCTIONS, *docking_doors.DEALS),
    "under a contract": docking_doors.CONTRACTS,
    "in the room": docking_doors.ROOMS,
}


@held
def stage(match: Match) -> Stage:
    return build(match)


def test_every_address_of_the_room_has_a_line() -> None:
    known = {door.name for door in docking_doors.DOORS}
    named = {name for name in patterns() if name.startswith("docking:")}
    missing = sorted(name for name in named - known if not name.startswith(tuple(docking_doors.ELSEWHERE)))
    assert not missing, f"say in tests/endpoints/docking_doors.py who may open: {', '.join(missing)}"
    assert {door for part in PARTS.values() for door in map(str, part)} == set(map(str, docking_doors.DOORS))


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_frame")
@pytest.mark.parametrize("part", PARTS)
def test_everybody_gets_where_the_table_lets_them_and_nobody_further(stage: Stage, part: str) -> None:
    assert set(stage.people) == EVERYBODY
    scene = Scene(names=stage.names, readers=READERS, knowers=KNOWERS, everybody=STRANGERS, logs=True)
    assert wrong(scene, PARTS[part], browsers(stage.people)) == []


@pytest.mark.django_db
def test_the_frame_of_a_page_tells_nobody_of_what_is_not_theirs(stage: Stage) -> None:
    for who, client in browsers(stage.people).items():
        for address in ("/", "/c/east/"):
            answer = knock(client, "get", address)
            assert answer.status == 200
            assert [mark for mark, readers in READERS if mark in answer.text and who not in readers] == []
