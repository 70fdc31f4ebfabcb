"""Exposure against merit: fair pages have a ratio of one, favoured groups one above it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.matching.learning.exposure import Showing, shares


def test_a_group_that_is_always_first_for_the_same_score_is_marked() -> None:
    rows = [
        Showing(f"need {number}", group, exposure, 0.8)
        for number in range(40)
        for group, exposure in (("first", 1.0), ("second", 0.63))
    ]
    above, below = shares(rows)
    assert (above.group, above.merit, above.apart) == ("first", 0.5, True)
    assert above.ratio == pytest.approx(1.0 / 0.815)
    assert below.ratio is not None
    assert below.ratio < 1


def test_chance_alone_is_not_marked() -> None:
    random = np.random.default_rng(1)
    rows = []
    for number in range(60):
        weights = random.permutation([1.0, 0.63, 0.5])
        rows += [Showing(str(number), group, float(weights[place]), 0.8) for place, group in enumerate("abc")]
    assert not any(share.apart for share in shares(rows))


def test_the_interval_is_that_of_a_bootstrap() -> None:
    random = np.random.default_rng(2)
    rows = [
        Showing(str(need), str(random.choice(list("abc"))), float(random.random()), float(random.random()))
        for need in range(80)
        for _ in range(6)
    ]
    told = {share.group: share for share in shares(rows)}
    drawn: dict[str, list[float]] = {group: [] for group in "abc"}
    for _ in range(300):
        chosen = random.integers(0, 80, 80)
        again = [row for need in chosen for row in rows[6 * need : 6 * need + 6]]
        for share in shares(again):
            assert share.ratio is not None
            drawn[share.group].append(share.ratio)
    for group, values in drawn.items():
        low, high = np.percentile(values, [2.5, 97.5])
        assert told[group].low == pytest.approx(low, abs=0.04)
        assert told[group].high == pytest.approx(high, abs=0.04)


def test_what_one_need_shows_has_no_interval_and_no_merit_no_ratio() -> None:
    [share, poor] = shares([Showing("need", "group", 1.0, 0.5), Showing("need", "poor", 0.5, 0.0)])
    assert (share.low, share.high, share.needs, share.apart) == (None, None, 1, False)
    assert poor.ratio is None
    assert shares([]) == []


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("xyz"), st.sampled_from("abcd"), st.floats(0.01, 1), st.floats(0.01, 1)), min_size=1
    )
)
def test_shares_add_up(rows: list[tuple[str, str, float, float]]) -> None:
    found = shares([Showing(*row) for row in rows])
    assert sum(share.exposure for share in found) == pytest.approx(1)
    assert sum(share.merit for share in found) == pytest.approx(1)
    assert sum(share.times for share in found) == len(rows)
