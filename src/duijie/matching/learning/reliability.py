"""Whether a number that is given out as a probability is one.

The Brier score is the mean squared distance from what happened (Brier, 1950). The expected
calibration error is the mean distance, over groups of alike predictions weighted by their size,
between what was predicted and what share came true (Naeini et al., 2015; groups of equal size
rather than equal width, which few outcomes would leave empty).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

GROUPS = 10
_Z = 1.959963984540054  # the normal distribution's 97.5 % point


@dataclass(frozen=True, slots=True)
class Group:
    """Some alike predictions: their mean, the share that came true, and its 95 % interval."""

    predicted: float
    happened: float
    low: float
    high: float
    count: int


def brier(predicted: Numbers, happened: Numbers) -> float:
    """The mean squared distance, 0 (best) to 1. Both [n], ``happened`` of 0 and 1.

    >>> brier(np.array([0.5, 1.0]), np.array([1.0, 1.0]))
    0.125
    """
    return float(np.mean((predicted - happened) ** 2)) if len(predicted) else 0.0


def groups(predicted: Numbers, happened: Numbers, most: int = GROUPS) -> tuple[Group, ...]:
    """At most ``most`` groups of alike predictions, of nearly equal size, the lowest first. What was
    predicted alike is never parted."""
    if not len(predicted):
        return ()
    order = np.argsort(predicted, kind="stable")
    values, truth = predicted[order], happened[order]
    wanted = max(1, min(most, len(values)))
    cuts = [0]
    for number in range(1, wanted):
        at = round(number * len(values) / wanted)
        while at < len(values) and at > cuts[-1] and values[at] == values[at - 1]:
            at += 1
        if cuts[-1] < at < len(values):
            cuts.append(at)
    cuts.append(len(values))
    found = []
    for begin, end in pairwise(cuts):
        share, count = float(truth[begin:end].mean()), end - begin
        low, high = wilson(share, count)
        found.append(Group(float(values[begin:end].mean()), share, low, high, count))
    return tuple(found)


def error(predicted: Numbers, happened: Numbers, most: int = GROUPS) -> float:
    """The expected calibration error, 0 (best) to 1."""
    found = groups(predicted, happened, most)
    total = sum(group.count for group in found)
    return sum(group.count * abs(group.predicted - group.happened) for group in found) / total if total else 0.0


def wilson(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share seen in ``count`` cases (Wilson, 1927).

    >>> tuple(round(edge, 2) for edge in wilson(0.5, 10))
    (0.24, 0.76)
    """
    if count <= 0:
        return 0.0, 1.0
    middle = share + _Z * _Z / (2 * count)
    spread = _Z * sqrt(share * (1 - share) / count + _Z * _Z / (4 * count * count))
    width = 1 + _Z * _Z / count
    return max(0.0, (middle - spread) / width), min(1.0, (middle + spread) / width)
