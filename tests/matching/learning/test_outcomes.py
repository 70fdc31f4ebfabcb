"""The last word on an offer counts."""

from __future__ import annotations

import pytest

from duijie.matching.learning.outcomes import Event, judged


def events(*kinds: str) -> list[Event]:
    return [Event("need", "item", kind.partition(" ")[0], 0.6, kind.partition(" ")[2]) for kind in kinds]


@pytest.mark.parametrize(
    ("kinds", "accepted"),
    [
        (["declined place"], False),
        (["declined place", "invited"], True),
        (["invited", "introduced", "contracted"], True),
        (["invited", "declined no-time"], False),
        (["declined place", "reconsidered"], None),
        (["declined known"], None),
        (["invited", "declined known"], None),
        (["shown", "opened"], None),
        ([], None),
    ],
)
def test_what_became_of_an_offer(kinds: list[str], accepted: bool | None) -> None:
    found = judged(events(*kinds))
    assert [one.accepted for one in found] == ([] if accepted is None else [accepted])
