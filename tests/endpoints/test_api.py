"""Each operation of the API as each of those who might ask, and as a program that may only read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from duijie.api.models import ApiToken
from duijie.api.services import create_token
from duijie.api.v1 import api
from tests.docking.conftest import Match, match, world
from tests.endpoints import api_doors
from tests.endpoints.api_doors import PROGRAM
from tests.endpoints.checking import Scene, wrong
from tests.endpoints.driving import Browser, People, browsers
from tests.endpoints.site_people import LEAST
from tests.endpoints.site_stage import Branch

__all__ = ["match", "world"]


def _operations() -> Iterator[tuple[str, str, str]]:
    """Method, path and name of each."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield method.lower(), f"{prefix}{path}", operation.view_func.__name__


def test_every_operation_has_a_line() -> None:
    path_of = {name: path for _method, path, name in _operations()}
    doors = [door for table in api_doors.TABLES.values() for door in table]
    known = {
        (method, path_of[door.name.rpartition(":")[2]])
        for door in doors
        for method in door.methods
        if door.let_in(method)
    }
    missing = sorted({(method, path) for method, path, _name in _operations()} - known)
    assert not missing, f"say in tests/endpoints/api_doors.py who is answered: {missing}"


def _with_program(people: People) -> People:
    """A program of the owner's sees what the owner sees."""
    return people | PROGRAM if "owner" in people else people


@pytest.mark.django_db
@pytest.mark.parametrize("table", api_doors.TABLES)
def test_everybody_is_answered_as_the_table_says_and_nobody_further(match: Match, branch: Branch, table: str) -> None:
    scene, people = branch
    clients = browsers(people)
    clients["owner's program"] = _program(match)
    assert set(clients) == api_doors.EVERYBODY
    wider = Scene(
        names=scene.names,
        readers=tuple((mark, _with_program(readers)) for mark, readers in scene.readers),
        knowers={name: _with_program(knowers) for name, knowers in scene.knowers.items()},
        everybody=api_doors.EVERYBODY,
        few={api_doors.EVERYBODY: LEAST} if table == "matching" else {},
    )
    assert wrong(wider, api_doors.TABLES[table], clients) == []


def _program(match: Match) -> Browser:
    """That it was used is noted once a minute, and not before tomorrow here."""
    token, secret = create_token(actor=match.asker, name="reads", scope="read")
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now() + timedelta(days=1))
    return Browser(headers={"accept-language": "zh-hans", "authorization": f"Bearer {secret}"})
