"""Scores bent into chances: right where the truth is known, and never out of order."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.matching.learning.calibration import EACH, NEEDS, OUTCOMES, Calibrator, enough, fit, isotonic, platt
from duijie.matching.learning.reliability import brier, error, groups, wilson

scores = st.floats(0, 1, allow_nan=False)
judged = st.lists(st.tuples(scores, st.booleans(), st.integers(0, 9)), min_size=12, max_size=80)


def sample(count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Scores that promise far more than they keep."""
    random = np.random.default_rng(seed)
    x = random.beta(3, 1.5, count)
    y = (random.random(count) < 0.05 + 0.6 * x**2).astype(float)
    return x, y, [f"need {number // 5}" for number in range(count)]


def test_seven_in_ten_means_seven_in_ten() -> None:
    x, y, needs = sample(3000)
    fitted = fit(list(x), list(y > 0), needs)
    assert fitted.after.error < 0.04 < 0.3 < fitted.before.error
    assert fitted.after.brier < fitted.before.brier
    fresh, happened, _needs = sample(3000, seed=2)
    told = fitted.calibrator.chances(fresh)
    near = (told > 0.4) & (told < 0.5)
    assert happened[near].mean() == pytest.approx(told[near].mean(), abs=0.06)


def test_a_score_that_is_true_already_is_left_as_it_is() -> None:
    random = np.random.default_rng(3)
    x = random.random(4000)
    y = random.random(4000) < x
    fitted = fit(list(x), list(y), [str(number // 4) for number in range(4000)])
    at = np.linspace(0.05, 0.95, 19)
    assert fitted.calibrator.chances(at) == pytest.approx(at, abs=0.05)
    assert fitted.tried["raw"] == pytest.approx(min(fitted.tried.values()), abs=0.001)


@settings(deadline=None)
@given(judged)
def test_no_calibrator_turns_the_order_or_leaves_zero_and_one(rows: list[tuple[float, bool, int]]) -> None:
    x = np.array([row[0] for row in rows])
    y = np.array([float(row[1]) for row in rows])
    at = np.linspace(0, 1, 101)
    for calibrator in (isotonic(x, y), platt(x, y)):
        told = calibrator.chances(at)
        assert np.all(np.diff(told) >= -1e-12)
        assert np.all((told > 0) & (told < 1))


@settings(deadline=None)
@given(judged)
def test_a_calibrator_comes_back_from_the_database_as_it_was(rows: list[tuple[float, bool, int]]) -> None:
    needs = [str(row[2]) for row in rows]
    if len(set(needs)) < 2:
        return
    fitted = fit([row[0] for row in rows], [row[1] for row in rows], needs)
    kept = Calibrator.of_json(json.loads(json.dumps(fitted.calibrator.as_json())))
    assert kept == fitted.calibrator
    assert fitted.tried[fitted.calibrator.method] == min(fitted.tried.values())
    assert fitted.after.brier == pytest.approx(fitted.tried[fitted.calibrator.method])


def test_the_steps_are_those_of_least_squares() -> None:
    random = np.random.default_rng(4)
    x = np.sort(random.random(12))
    y = (random.random(12) < 0.5).astype(float)
    told = isotonic(x, y)
    values = np.array([np.interp(one, told.xs, told.ys) for one in told.xs])
    assert np.all(np.diff(values) > 0)
    # Pooling keeps the mean; the edges of certainty alone may move it.
    blocks = np.searchsorted(np.array(told.xs), x)
    assert len(set(blocks.tolist())) <= len(told.xs) + 1
    assert isotonic(np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.0, 1.0, 0.0, 1.0])).ys == pytest.approx(
        (1 / 6, 0.5, 5 / 6)
    )


def test_outcomes_of_one_need_are_never_in_both_halves() -> None:
    # Each need is all yes or all no, and the score tells nothing of it: whoever sees a part of a need
    # could guess the rest from a score that only it has.
    x = [0.001 * number for number in range(200) for _ in range(5)]
    y = [bool(np.random.default_rng(number).integers(2)) for number in range(200) for _ in range(5)]
    needs = [str(number) for number in range(200) for _ in range(5)]
    assert fit(x, y, needs).after.brier > 0.23


def test_too_few_outcomes_are_not_enough() -> None:
    needs = [str(number % NEEDS) for number in range(OUTCOMES)]
    assert enough([number < EACH for number in range(OUTCOMES)], needs)
    assert not enough([number < EACH - 1 for number in range(OUTCOMES)], needs)
    assert not enough([number < EACH for number in range(OUTCOMES - 1)], needs[:-1])
    assert not enough([number < EACH for number in range(OUTCOMES)], ["one"] * OUTCOMES)
    with pytest.raises(ValueError, match="two needs"):
        fit([0.1, 0.2], [True, False], ["one", "one"])
    with pytest.raises(ValueError, match="as many"):
        fit([0.1], [True, False], ["one", "two"])


@settings(deadline=None)
@given(st.lists(st.tuples(scores, st.booleans()), min_size=1, max_size=200), st.integers(1, 15))
def test_groups_hold_every_outcome_once(rows: list[tuple[float, bool]], most: int) -> None:
    predicted, happened = np.array([row[0] for row in rows]), np.array([float(row[1]) for row in rows])
    found = groups(predicted, happened, most)
    assert len(found) <= most
    assert sum(group.count for group in found) == len(rows)
    assert sum(group.count * group.happened for group in found) == pytest.approx(happened.sum())
    assert all(group.low - 1e-9 <= group.happened <= group.high + 1e-9 for group in found)
    assert 0 <= error(predicted, happened, most) <= 1
    assert 0 <= brier(predicted, happened) <= 1


def test_an_interval_narrows_with_more_cases() -> None:
    few, many = wilson(0.7, 10), wilson(0.7, 1000)
    assert few[0] < many[0] < 0.7 < many[1] < few[1]
