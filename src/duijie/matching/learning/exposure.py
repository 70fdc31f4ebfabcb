"""Who is shown how much, beside how much they are worth showing.

Exposure is the sum of place weights, 1 / log2(1 + place): what a place is worth being seen at. Merit is
the sum of scores of the same showings. A group whose share of exposure is its share of merit has a
ratio of 1 (the disparate treatment ratio of Singh and Joachims, 2018); above 1 it is shown more than
its scores account for. The interval is a bootstrap over needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

_Z = 1.959963984540054  # the normal distribution's 97.5 % point


class Showing(NamedTuple):
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


def shares(rows: Sequence[Showing]) -> list[Share]:
    """The shares of every group, the most exposed first."""
    if not rows:
        return []
    groups, group = np.unique([row.group for row in rows], return_inverse=True)
    needs, need = np.unique([row.need for row in rows], return_inverse=True)
    exposure, merit = np.array([row.exposure for row in rows]), np.array([row.merit for row in rows])
    times = np.bincount(group, weights=[row.times for row in rows])
    shown, worth = np.bincount(group, weights=exposure), np.bincount(group, weights=merit)
    all_shown, all_worth = max(float(shown.sum()), 1e-12), max(float(worth.sum()), 1e-12)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (shown / all_shown) / (worth / all_worth)
        # What each need moves the logarithm of a group's ratio by: through the group, where it shows
        # it, and through the whole, always. The variance is the sum of the squares.
        cells, cell = np.unique(group * len(needs) + need, return_inverse=True)
        of, at = cells // len(needs), cells % len(needs)
        own = np.bincount(cell, weights=exposure) / shown[of] - np.bincount(cell, weights=merit) / worth[of]
        whole = np.bincount(need, weights=merit) / all_worth - np.bincount(need, weights=exposure) / all_shown
        spread = np.sqrt(np.bincount(of, weights=own * own + 2 * own * whole[at]) + float(whole @ whole))
        low, high = ratio * np.exp(-_Z * spread), ratio * np.exp(_Z * spread)
    seen = np.bincount(of)
    found = []
    for number, name in enumerate(groups):
        known = bool(worth[number] > 0)
        sure = known and seen[number] > 1
        found.append(
            Share(
                str(name),
                float(shown[number] / all_shown),
                float(worth[number] / all_worth),
                float(ratio[number]) if known else None,
                float(low[number]) if sure else None,
                float(high[number]) if sure else None,
                int(times[number]),
                int(seen[number]),
            )
        )
    return sorted(found, key=lambda share: (-share.exposure, share.group))
