"""Who is shown how much, beside how much they are worth showing.

Exposure is the sum of place weights, 1 / log2(1 + place): what a place is worth being seen at. Merit is
the sum of scores of the same showings. A group whose share of exposure is its share of merit has a
ratio of 1 (the disparate treatment ratio of Singh and Joachims, 2018); above 1 it is shown more than
its scores account for. The interval is a bootstrap over needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from duijie.matching.learning.reliability import Numbers

RESAMPLES = 300


@dataclass(frozen=True, slots=True)
class Showing:
    """One item shown for one need, perhaps several times: sums of place weights and of scores."""

    need: str
    group: str
    exposure: float
    merit: float
    times: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """A group's shares of all exposure and of all merit, their ratio with its 95 % interval (None
    where one need alone showed it, or its merit is nothing), and how often it was shown."""

    group: str
    exposure: float
    merit: float
    ratio: float | None
    low: float | None
    high: float | None
    times: int
    needs: int

    @property
    def apart(self) -> bool:
        """Whether the interval leaves out 1: more or less is shown than chance explains."""
        return self.low is not None and self.high is not None and not self.low <= 1 <= self.high


def shares(rows: Sequence[Showing], *, resamples: int = RESAMPLES, seed: int = 1) -> list[Share]:
    """The shares of every group, the most exposed first. O(rows) for each resample."""
    if not rows:
        return []
    groups = sorted({row.group for row in rows})
    needs = sorted({row.need for row in rows})
    at = {name: number for number, name in enumerate(groups)}
    of = {name: number for number, name in enumerate(needs)}
    group = np.array([at[row.group] for row in rows], dtype=np.intp)
    need = np.array([of[row.need] for row in rows], dtype=np.intp)
    exposure = np.array([row.exposure for row in rows])
    merit = np.array([row.merit for row in rows])
    times = np.bincount(group, weights=[row.times for row in rows], minlength=len(groups))

    def told(weight: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        shown = np.bincount(group, weights=exposure * weight, minlength=len(groups))
        worth = np.bincount(group, weights=merit * weight, minlength=len(groups))
        shown, worth = shown / max(shown.sum(), 1e-12), worth / max(worth.sum(), 1e-12)
        with np.errstate(divide="ignore", invalid="ignore"):
            return shown, worth, np.where(worth > 0, shown / worth, np.nan)

    shown, worth, ratio = told(np.ones(len(rows)))
    random = np.random.default_rng(seed)
    drawn = np.empty((resamples, len(groups)))
    for number in range(resamples):
        weight = random.multinomial(len(needs), np.full(len(needs), 1 / len(needs))).astype(np.float64)
        drawn[number] = told(weight[need])[2]
    spread = np.bincount(np.unique(np.stack([group, need]), axis=1)[0], minlength=len(groups))
    found = []
    for number, name in enumerate(groups):
        column = drawn[:, number][np.isfinite(drawn[:, number])]
        known = bool(np.isfinite(ratio[number]))
        low, high = np.percentile(column, [2.5, 97.5]) if known and spread[number] > 1 else (None, None)
        found.append(
            Share(
                name,
                float(shown[number]),
                float(worth[number]),
                float(ratio[number]) if known else None,
                None if low is None else float(low),
                None if high is None else float(high),
                int(times[number]),
                int(spread[number]),
            )
        )
    return sorted(found, key=lambda share: (-share.exposure, share.group))
