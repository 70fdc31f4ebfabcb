"""Points by weight."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from duijie.docking.challenges.lifecycle import ACTIONS, LIVE, possible
from duijie.docking.challenges.scoring import mean, weighted


@st.composite
def _weights(draw: st.DrawFn) -> list[int]:
    cuts = sorted(draw(st.lists(st.integers(1, 99), max_size=8, unique=True)))
    return [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]


@given(_weights(), st.data())
def test_a_score_lies_between_the_least_and_the_most_points(weights: list[int], data: st.DataObject) -> None:
    points = {place: data.draw(st.integers(0, 100)) for place in range(len(weights))}
    score = weighted(weights, points)
    assert score is not None
    assert min(points.values()) <= score <= max(points.values())


def test_a_score_is_not_there_while_a_criterion_is_missing() -> None:
    assert weighted([60, 40], {0: 80}) is None
    assert weighted([60, 40], {0: 80, 1: 0}) == Decimal("48.00")


def test_the_mean_of_the_assessors() -> None:
    assert mean([]) is None
    assert mean([Decimal("1"), Decimal("2"), Decimal("2")]) == Decimal("1.67")


def test_an_award_is_the_end_and_nobody_acts_on_what_has_ended() -> None:
    everybody: tuple[Literal["runs", "officer", "solver", "assessor"], ...] = ("runs", "officer", "solver", "assessor")
    assert possible("awarded", everybody) == possible("ended", everybody) == frozenset()
    assert all(action.sources <= LIVE for action in ACTIONS.values())
