"""Folds: everybody is held back once a repeat, and a choice never sees what judges it."""

from __future__ import annotations

import numpy as np
import pytest

from duijie.bench.folds import FOLDS, REPEATS, deal, held_back, spread, value


def test_every_case_is_held_back_once_a_repeat_and_each_language_in_every_fold() -> None:
    strata = ["zh"] * 35 + ["en"] * 18
    folds = deal(strata)
    assert folds.shape == (REPEATS, 53)
    for row in folds:
        for fold in range(FOLDS):
            assert (row[:35] == fold).sum() == 7
            assert (row[35:] == fold).sum() in (3, 4)
    assert (deal(strata) == folds).all()
    assert (deal(strata, seed=1) != folds).any()


def test_the_spread_is_none_where_all_cases_are_alike_and_grows_with_their_difference() -> None:
    folds = deal(["zh"] * 20)
    even, weights = np.full(20, 0.5), np.ones(20)
    assert spread(even, weights, folds) == pytest.approx(0)
    mixed = np.where(np.arange(20) % 2, 1.0, 0.0)
    assert 0.05 < spread(mixed, weights, folds) < 0.5
    assert value(mixed, weights) == 0.5
    assert spread(mixed[:1], weights[:1], folds[:, :1]) == 0.0


def test_a_setting_that_only_pays_on_the_case_itself_does_not_pay_held_back() -> None:
    """Setting n + 1 is right on case n alone; the first, shipped one is right half of the time."""
    cases = 10
    gains = np.vstack([np.full(cases, 0.5), np.eye(cases)])
    folds = deal(["zh"] * cases)
    won, counted = held_back(gains, np.ones_like(gains), folds, lower=False)
    assert won.mean() == 0.5
    assert (counted == 1).all()


def test_a_setting_that_pays_everywhere_is_chosen() -> None:
    losses = np.vstack([np.full(10, 0.5), np.full(10, 0.2)])
    won, _ = held_back(losses, np.ones_like(losses), deal(["en"] * 10), lower=True)
    assert won == pytest.approx(np.full(won.shape, 0.2))
