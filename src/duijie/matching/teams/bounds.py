"""How good a team can be at most: a Lagrangian bound.

Each requirement is given a price. A member is then worth what it brings above the prices, and
no team is worth more than all prices and its members' worth together: a price pays for the
requirement once, whoever takes it on. The lowest such bound over all prices, found by
subgradient steps (Held and Karp, 1971; for this problem Cornuéjols, Fisher and Nemhauser,
"Location of bank accounts", Management Science 23, 1977), is that of the linear relaxation.
Prices are rounded to whole numbers: every price is valid, and sums stay exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duijie.matching.teams.table import Table

Numbers = NDArray[Any]

_STEPS: Final = 80
_STALLED: Final = 4


@dataclass(frozen=True, slots=True)
class Prices:
    """``each`` [columns] is the price of each requirement, ``worth`` [n] what each row brings
    above the prices, less its cost; no team is worth more than ``most``. ``picks`` are the sets
    of rows that looked best on the way."""

    each: Numbers
    worth: Numbers
    most: float
    picks: tuple[tuple[int, ...], ...]


def priced(table: Table, size: int, floor: float) -> Prices:
    """Prices at which the bound on teams of at most ``size`` members is low; ``floor`` is a
    value already reached, towards which the steps are measured."""
    gains = table.gains
    each = np.rint(0.6 * np.sort(gains, axis=0)[-min(2, len(gains))]).astype(gains.dtype)
    best_most, best_each, best_worth = np.inf, each, np.zeros(len(gains))
    picks: dict[tuple[int, ...], None] = {}
    step, stalled = 1.0, 0
    for _ in range(_STEPS):
        worth = table.added(each) - table.costs
        order = np.argsort(-worth, kind="stable")[:size]
        chosen = order[worth[order] > 0]
        most = float(each.sum(dtype=np.float64) + worth[chosen].sum(dtype=np.float64))
        picks[tuple(sorted(map(int, chosen)))] = None
        if most < best_most:
            best_most, best_each, best_worth, stalled = most, each, worth, 0
        else:
            stalled += 1
        if stalled == _STALLED:
            step, stalled, each = step * 0.6, 0, best_each
            continue
        if best_most <= floor:
            break
        slope = 1.0 - _takers(table, each, chosen)
        length = float((slope * slope).sum())
        if not length:
            break
        each = np.maximum(np.rint(each - step * (most - floor + 1) / length * slope), 0).astype(gains.dtype)
    return Prices(best_each, best_worth, best_most, tuple(picks))


def _takers(table: Table, each: Numbers, chosen: NDArray[np.intp]) -> Numbers:
    """How many of the chosen would take each requirement on at its price."""
    over = np.maximum(table.gains[chosen] - each, 0)
    asked = table.asked
    takes = over > 0
    ranks = np.argsort(np.argsort(-over[:, :asked], axis=1, kind="stable"), axis=1, kind="stable")
    takes[:, :asked] &= ranks < table.limits[chosen][:, None]
    return takes.sum(axis=0).astype(np.float64)
