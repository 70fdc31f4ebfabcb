"""How good a team can be at most: a Lagrangian bound.

Each requirement is given a price. A member is then worth what it brings above the prices, and
no team is worth more than all prices and its members' worth together: a price pays for the
requirement once, whoever takes it on. The lowest such bound over all prices, found by
subgradient steps (Held and Karp, 1971; for this problem Cornuéjols, Fisher and Nemhauser,
"Location of bank accounts", Management Science 23, 1977), is that of the linear relaxation.
A place among those of whom only so many may be taken has a price too. Prices are rounded to
whole numbers: every price is valid, and sums stay exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duijie.matching.teams.table import Table

Numbers = NDArray[Any]

STEPS: Final = 80
_STALLED: Final = 4
_SLOWEST: Final = 0.01


@dataclass(frozen=True, slots=True)
class Overlap:
    """At most ``most`` of these rows may be in the team."""

    rows: frozenset[int]
    most: int


@dataclass(frozen=True, slots=True)
class Prices:
    """``each`` [columns] is the price of each requirement, ``places`` [overlaps] of a place in
    each overlap, ``charges`` [n] what a row pays of these; ``worth`` [n] is what it brings above
    all prices, less its cost. No team is worth more than ``most``. ``picks`` are the sets of rows
    that looked best on the way."""

    each: Numbers
    places: Numbers
    charges: Numbers
    worth: Numbers
    most: float
    picks: tuple[tuple[int, ...], ...]
    fixed: float
    """The sum of all prices of places, which a bound may count on."""


def priced(
    table: Table,
    size: int,
    floor: float,
    overlaps: Sequence[Overlap] = (),
    *,
    start: Prices | None = None,
    steps: int = STEPS,
) -> Prices:
    """Prices at which the bound on teams of at most ``size`` members is low.

    Args:
        floor: a value already reached, towards which the steps are measured.
        start: prices to begin with, for the same columns.
        steps: how many to take at most.
    """
    gains = table.gains
    inside = np.array([[row in one.rows for row in range(len(gains))] for one in overlaps], dtype=np.float64)
    inside = inside.reshape(len(overlaps), len(gains))
    limits = np.array([one.most for one in overlaps], dtype=np.float64)
    each, places = _first(gains), np.zeros(len(overlaps))
    if start is not None:
        each = start.each
        places[: len(start.places)] = start.places[: len(places)]
    best: Prices | None = None
    picks: dict[tuple[int, ...], None] = {}
    pace, stalled = 1.0, 0
    for _ in range(steps):
        charges = places @ inside
        worth = table.added(each[None])[0] - table.costs - charges
        order = np.argsort(-worth, kind="stable")[:size]
        chosen = order[worth[order] > 0]
        fixed = float(places @ limits)
        most = fixed + float(each.sum(dtype=np.float64) + worth[chosen].sum(dtype=np.float64))
        picks[tuple(sorted(map(int, chosen)))] = None
        if best is None or most < best.most:
            best, stalled = Prices(each, places, charges, worth, most, (), fixed), 0
        else:
            stalled += 1
        if best.most <= floor or pace < _SLOWEST:
            break
        if stalled == _STALLED:
            pace, stalled, each, places = pace * 0.6, 0, best.each, best.places
            continue
        slope, free = 1.0 - _takers(table, each, chosen), limits - inside[:, chosen].sum(axis=1)
        length = float((slope * slope).sum() + (free * free).sum())
        if not length:
            break
        step = pace * (most - floor + 1) / length
        each = np.maximum(np.rint(each - step * slope), 0).astype(gains.dtype)
        places = np.maximum(np.rint(places - step * free), 0)
    assert best is not None  # noqa: S101 - there is at least one step
    return replace(best, picks=tuple(picks))


def _first(gains: Numbers) -> Numbers:
    """Prices to begin with: somewhat below what the second best at each brings."""
    first: Numbers = np.rint(0.6 * np.sort(gains, axis=0)[-min(2, len(gains))]).astype(gains.dtype)
    return first


def _takers(table: Table, each: Numbers, chosen: NDArray[np.intp]) -> Numbers:
    """How many of the chosen would take each requirement on at its price."""
    over = np.maximum(table.gains[chosen] - each, 0)
    asked = table.asked
    takes = over > 0
    ranks = np.argsort(np.argsort(-over[:, :asked], axis=1, kind="stable"), axis=1, kind="stable")
    takes[:, :asked] &= ranks < table.limits[chosen][:, None]
    return takes.sum(axis=0).astype(np.float64)
