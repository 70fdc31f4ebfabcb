"""The figures of a load: what is counted, and where it became too much. The load itself is run by hand."""

from __future__ import annotations

import math

import pytest

from duijie.bench.load.figures import Seen, quantile, stage, too_much


def test_a_stage_counts_errors_apart_and_times_what_went_well() -> None:
    seen = [Seen("read", took) for took in range(1, 21)] + [Seen("match", 900.0), Seen("match", 0.0, "status 500")]
    told = stage(4, 10.0, seen)
    assert (told.people, told.requests, told.per_second) == (4, 22, 2.2)
    assert told.by_kind["read"] == {"requests": 20, "p50_ms": 10, "p95_ms": 19}
    assert told.by_kind["match"]["requests"] == 1 and told.p95_ms == 20
    assert told.errors == {"match: status 500": 1}


@pytest.mark.parametrize(("values", "share", "value"), [([5], 0.95, 5), ([1, 2, 3, 4], 0.5, 2), ([3, 1, 2], 1.0, 3)])
def test_a_quantile_is_a_value_that_was_seen(values: list[float], share: float, value: float) -> None:
    assert quantile(values, share) == value


def test_the_first_stage_beyond_is_told_and_one_in_which_nothing_went_well_is_beyond() -> None:
    quick, slow = stage(4, 1, [Seen("read", 100.0)]), stage(9, 1, [Seen("read", 501.0)])
    dead = stage(9, 1, [Seen("read", 0.0, "ReadTimeout")])
    assert math.isnan(dead.p95_ms)
    assert too_much([quick, quick]) is None
    assert too_much([quick, slow, slow]) == 1
    assert too_much([quick, dead]) == 1
