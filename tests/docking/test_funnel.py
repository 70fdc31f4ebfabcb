"""How far problems came: counted in every step they reached, days told by the median."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from duijie.docking.funnel import STEPS, Way, by_month, lines

START = datetime(2026, 1, 1, tzinfo=UTC)


@st.composite
def some_ways(draw: st.DrawFn) -> list[Way]:
    found = []
    for _number in range(draw(st.integers(0, 12))):
        far = draw(st.integers(1, len(STEPS)))
        days = sorted(draw(st.lists(st.integers(0, 300), min_size=far, max_size=far)))
        groups = tuple(draw(st.sets(st.sampled_from(["330600", "420100", "field:2.7"]))))
        found.append(Way({step: START + timedelta(days=day) for step, day in zip(STEPS, days, strict=False)}, groups))
    return found


@given(some_ways())
def test_fewer_and_fewer_reach_the_next_step(ways: list[Way]) -> None:
    for line in lines(ways):
        counts = [line.counts[step] for step in STEPS]
        assert counts == sorted(counts, reverse=True)
        assert all(days is None or days >= 0 for days in line.days.values())


@given(some_ways())
def test_months_share_the_problems_out(ways: list[Way]) -> None:
    whole = lines(ways)
    months = lines(ways, by_month)
    for step in STEPS:
        assert sum(line.counts[step] for line in months) == (whole[0].counts[step] if whole else 0)


@given(some_ways())
def test_a_group_counts_only_its_own(ways: list[Way]) -> None:
    for line in lines(ways, lambda way: way.groups):
        assert line.counts["visited"] == sum(line.group in way.groups for way in ways)


def test_one_slow_case_does_not_move_the_median() -> None:
    ways = [Way({"visited": START, "asked": START + timedelta(days=days)}) for days in (1, 2, 3, 4, 900)]
    assert lines(ways)[0].days["asked"] == 3.0
