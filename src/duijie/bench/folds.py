"""Folds: how much a figure moves from one part of a set to another, and what a choice is worth
on the part that had no say in it.

Cases (needs, researchers) are dealt into five folds, 20 times over, from one seed and evenly by
stratum (language), so that no fold lacks one. A figure is Σ gains ÷ Σ weights over its cases;
its *spread* is the standard deviation of the same over the single folds. Weights that are
chosen on four folds and judged on the fifth are *held back*.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import pstdev

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
REPEATS = 20

Floats = NDArray[np.float64]


def deal(strata: Sequence[str], *, seed: int = 0) -> NDArray[np.intp]:
    """The fold of each case in each repeat, [REPEATS, cases], from 0 to FOLDS - 1."""
    rng = np.random.default_rng(seed)
    folds = np.zeros((REPEATS, len(strata)), dtype=np.intp)
    for stratum in dict.fromkeys(strata):
        cases = np.flatnonzero([one == stratum for one in strata])
        for row in folds:
            row[cases] = (rng.permutation(len(cases)) + rng.integers(FOLDS)) % FOLDS
    return folds


def value(gains: Floats, weights: Floats) -> float:
    """The figure of some cases; 0 where there is nothing to count."""
    return float(gains.sum() / weights.sum()) if weights.sum() else 0.0


def spread(gains: Floats, weights: Floats, folds: NDArray[np.intp]) -> float:
    """The standard deviation of the figure over all folds of all repeats.

    Args:
        gains: of each case, or [repeats, cases] where they differ between repeats.
        weights: in the same form.
        folds: as :func:`deal` gives them, of these cases.
    """
    gains, weights = np.broadcast_to(gains, folds.shape), np.broadcast_to(weights, folds.shape)
    found = []
    for row, gain, weight in zip(folds, gains, weights, strict=True):
        found += [value(gain[row == fold], weight[row == fold]) for fold in range(FOLDS) if weight[row == fold].sum()]
    return pstdev(found) if len(found) > 1 else 0.0


def held_back(gains: Floats, weights: Floats, folds: NDArray[np.intp], *, lower: bool) -> tuple[Floats, Floats]:
    """The gains and weights [repeats, cases] that each case has with the setting that is best on
    the folds it is not in.

    Args:
        gains: [settings, cases], and ``weights`` likewise; of equally good settings the first
            is taken, so put first what needs no choosing.
        lower: whether a lower figure is the better one.
    """
    won, counted = np.zeros(folds.shape), np.zeros(folds.shape)
    for repeat, row in enumerate(folds):
        for fold in range(FOLDS):
            train, held = row != fold, row == fold
            figures = gains[:, train].sum(axis=1) / np.maximum(weights[:, train].sum(axis=1), 1e-9)
            chosen = int(np.argmin(figures) if lower else np.argmax(figures))
            won[repeat, held], counted[repeat, held] = gains[chosen, held], weights[chosen, held]
    return won, counted
