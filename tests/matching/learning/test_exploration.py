"""Exploration exchanges near equals, lifts nothing unproved above the proved, and knows its chances."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.matching.learning.exploration import NEAR, explore

pages = st.lists(st.tuples(st.floats(0, 1, allow_nan=False), st.booleans()), max_size=10).map(
    lambda rows: sorted(rows, key=lambda row: -row[0])
)


@settings(deadline=None)
@given(pages, st.floats(0, 0.5), st.text(max_size=8))
def test_nothing_that_covers_nothing_is_lifted_above_what_covers_something(
    page: list[tuple[float, bool]], share: float, seed: str
) -> None:
    scores, covers = [row[0] for row in page], [row[1] for row in page]
    places = explore(scores, covers, share=share, seed=seed)
    order = [place.origin for place in places]
    assert sorted(order) == list(range(len(page)))
    for place, origin in enumerate(order):
        assert abs(scores[origin] - scores[place]) <= NEAR
        assert places[place].explored == (origin != place)
        assert 0 < places[place].propensity <= 1
    for upper, lower in ((a, b) for a in range(len(page)) for b in range(a + 1, len(page))):
        if covers[upper] and not covers[lower]:  # the ranking had the one that covers first
            assert order.index(upper) < order.index(lower)


@settings(deadline=None)
@given(pages, st.text(max_size=8))
def test_off_is_off_and_a_seed_gives_one_page(page: list[tuple[float, bool]], seed: str) -> None:
    scores, covers = [row[0] for row in page], [row[1] for row in page]
    off = explore(scores, covers, share=0, seed=seed)
    assert [place.origin for place in off] == list(range(len(page)))
    assert {place.propensity for place in off} <= {1.0}
    assert explore(scores, covers, share=0.3, seed=seed) == explore(scores, covers, share=0.3, seed=seed)


def test_a_page_is_explored_as_often_as_it_says() -> None:
    scores, covers = [0.8, 0.78, 0.74, 0.3], [True, True, True, False]
    seen: Counter[tuple[int, int]] = Counter()
    told: dict[tuple[int, int], float] = {}
    runs = 6000
    for run in range(runs):
        for place, one in enumerate(explore(scores, covers, share=0.3, seed=str(run))):
            seen[one.origin, place] += 1
            told[one.origin, place] = one.propensity
    for cell, chance in told.items():
        assert seen[cell] / runs == pytest.approx(chance, abs=0.025)
    assert seen[3, 3] == runs  # nothing is near it
