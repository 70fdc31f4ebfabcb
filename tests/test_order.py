"""The order in which files of tests are given to the processes of ``make test``."""

from __future__ import annotations

from tests.conftest import LONG, REPOSITORY


def test_the_long_ones_are_where_they_are_said_to_be() -> None:
    assert [path for path in LONG if not (REPOSITORY / path).exists()] == []
    for number, path in enumerate(LONG):
        assert not path.startswith(LONG[:number]), f"{path} is among one that stands before it"
