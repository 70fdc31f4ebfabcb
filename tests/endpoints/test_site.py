"""Each address of the other rooms as each of those who might ask, in a branch with one of everything."""

from __future__ import annotations

import pytest

from tests.docking.conftest import match, world
from tests.endpoints import site_doors, site_stage
from tests.endpoints.checking import wrong
from tests.endpoints.driving import browsers, knock, patterns
from tests.endpoints.site_people import EVERYBODY
from tests.endpoints.site_stage import Branch

__all__ = ["match", "world"]

APART = frozenset({"station lead", "officer"})
"""Their offices count in the room of deals and for challenges alone; here the first is a broker, the other a guest."""


def test_every_address_of_the_site_has_a_line() -> None:
    known = {door.name for table in site_doors.TABLES.values() for door in table}
    named = set(patterns())
    missing = sorted(name for name in named - known if not name.startswith(tuple(site_doors.ELSEWHERE)))
    assert not missing, f"say in tests/endpoints/site_doors/ who may open: {', '.join(missing)}"
    assert known <= named


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_frame")
@pytest.mark.parametrize("room", site_doors.TABLES)
def test_everybody_gets_where_the_table_lets_them_and_nobody_further(branch: Branch, room: str) -> None:
    scene, people = branch
    assert set(people) == EVERYBODY
    clients = browsers({who: user for who, user in people.items() if who not in APART})
    site_stage.state_needs(clients, scene.names["open"])
    assert wrong(scene, site_doors.TABLES[room], clients) == []


@pytest.mark.django_db
def test_the_frame_of_a_page_tells_nobody_of_what_is_not_theirs(branch: Branch) -> None:
    scene, people = branch
    for who, client in browsers(people).items():
        for address in ("/", "/c/east/"):
            answer = knock(client, "get", address)
            assert answer.status == 200
            assert [mark for mark, readers in scene.readers if mark in answer.text and who not in readers] == []
