"""The best team, exactly: branch and bound over sets of two to five rows.

Sets are built up a member at a time, all sets of a size together as one array, in the order of
what a row is worth above the prices (:mod:`duijie.matching.teams.bounds`). A set is dropped
when even the best that may be added cannot bring it above what is already found. Two bounds are
taken: with the prices, and with what the set itself covers (the value of a team is submodular:
members add no more together than each alone; Nemhauser, Wolsey and Fisher, 1978). A first good
team comes from local search, so that almost every set is dropped early.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duijie.matching.teams.bounds import STEPS, Overlap, Prices, priced
from duijie.matching.teams.sharing import shared
from duijie.matching.teams.table import Table

Numbers = NDArray[Any]
Rows = NDArray[np.intp]

_CELLS: Final = 1_500_000  # of an array held at once
_NEVER: Final = -1e15
_STARTS: Final = 12
_MANY: Final = 3_000  # sets from which better prices take less time than the search without


@dataclass(frozen=True, slots=True)
class Found:
    """A team as rows of the table, sorted, and its value in whole numbers."""

    rows: tuple[int, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Result:
    """What a search found: nothing, when no team is over what was asked for.

    ``proven`` says that nothing better exists; a search that ran out of time has not looked
    everywhere. ``prices`` are those used, with which a search for another team may start.
    """

    found: Found | None
    prices: Prices | None
    proven: bool = True


def best_team(
    table: Table,
    *,
    size: int,
    above: float,
    overlaps: Sequence[Overlap] = (),
    start: Prices | None = None,
    until: float | None = None,
) -> Result:
    """The team of 2 to ``size`` rows with the highest value, when that is over ``above``.

    Args:
        until: when to end at the latest, on the clock of ``time.perf_counter``, with the best found so far.
    """
    if len(table.candidates) < 2:
        return Result(None, None)
    return _Search(table, size, above, overlaps, until).run(start)


class _Search:
    def __init__(self, table: Table, size: int, above: float, overlaps: Sequence[Overlap], until: float | None) -> None:
        self._table, self._size, self._overlaps = table, size, overlaps
        self._until, self._proven = until, True
        self._value = above
        self._best: tuple[int, ...] = ()
        self._bound = tuple(map(int, table.bound))

    def run(self, start: Prices | None) -> Result:
        self._improve([[]])
        prices = priced(self._table, self._size, self._value, self._overlaps, start=start)
        kept = self._tried(prices)
        if not _Levels(self, kept, prices).run(_MANY) and not self.late():
            prices = priced(self._table, self._size, self._value, self._overlaps, start=prices, steps=3 * STEPS)
            _Levels(self, self._tried(prices), prices).run()
        return Result(self._found(), prices, self._proven)

    def late(self) -> bool:
        """Whether the time is over; from then on nothing is proven."""
        if self._until is not None and time.perf_counter() > self._until:
            self._proven = False
        return not self._proven

    def _tried(self, prices: Prices) -> Rows:
        """The rows still worth trying, once what looked best on the way to the prices was tried."""
        if prices.most > self._value:
            self._improve(sorted(prices.picks, key=self._relaxed, reverse=True)[:_STARTS])
        return self._worth_trying(prices)

    def _found(self) -> Found | None:
        return Found(tuple(sorted(self._best)), self._value) if self._best else None

    @property
    def value(self) -> float:
        """The highest value found so far; teams have to be over it."""
        return self._value

    def offer(self, rows: Sequence[int]) -> None:
        """Take a team when it may be and is better."""
        if len(rows) < 2 or not self._may_be(rows):
            return
        value, _taken = shared(self._table, rows)
        if value > self._value and (not self._table.there or self._is_there(rows)):
            self._value, self._best = value, tuple(rows)

    def _is_there(self, rows: Sequence[int]) -> bool:
        return bool((self._table.gains[list(rows), self._table.asked :] > 0).any())

    def _may_be(self, rows: Sequence[int]) -> bool:
        chosen = list(rows)
        if self._table.apart[np.ix_(chosen, chosen)].any():
            return False
        return all(len(one.rows.intersection(chosen)) <= one.most for one in self._overlaps)

    def allowed(self, rows: Rows, sets: Rows) -> NDArray[np.bool_]:
        """Which of ``rows`` [n] may join each of ``sets`` [m, j], as [m, n]."""
        found: NDArray[np.bool_] = np.logical_not(self._table.apart[sets[:, :, None], rows].any(axis=1))
        for one in self._overlaps:
            inside = np.isin(rows, list(one.rows))
            full = np.isin(sets, list(one.rows)).sum(axis=1) >= one.most
            found &= np.logical_not(full[:, None] & inside)
        return found

    # --- a first good team ---------------------------------------------------------------------

    def _improve(self, starts: Iterable[Sequence[int]]) -> None:
        """Local search from each start: add, drop or exchange a member while it pays."""
        everyone = np.arange(len(self._table.candidates))
        rows = self._cut_to_limits()
        for start in starts:
            team = self._legal(start)
            value = self._simple(rows, team)
            while True:
                better = self._neighbour(rows, everyone, team, value)
                if better is None:
                    break
                team, value = better
            self.offer(team)

    def _neighbour(
        self, rows: Numbers, everyone: Rows, team: list[int], value: float
    ) -> tuple[list[int], float] | None:
        best: tuple[list[int], float] | None = None
        for without in [None, *team]:
            rest = [row for row in team if row != without]
            if without is not None and len(rest) >= 2:
                best = self._better(best, rest, self._simple(rows, rest), value)
            if len(rest) >= self._size:
                continue
            held = rows[rest].max(axis=0, initial=0)
            brings = np.maximum(rows - held, 0).sum(axis=1) - self._table.costs
            if rest:
                brings = np.where(self.allowed(everyone, np.array([rest]))[0], brings, _NEVER)
            brings[rest] = _NEVER
            joins = int(brings.argmax())
            if brings[joins] > _NEVER:
                best = self._better(best, [*rest, joins], self._simple(rows, rest) + float(brings[joins]), value)
        return best

    def _better(
        self, best: tuple[list[int], float] | None, team: list[int], value: float, least: float
    ) -> tuple[list[int], float] | None:
        return (team, value) if value > (best[1] if best else least) else best

    def _simple(self, rows: Numbers, team: Sequence[int]) -> float:
        chosen = list(team)
        if not chosen:
            return _NEVER
        return float(rows[chosen].max(axis=0).sum(dtype=np.float64) - self._table.costs[chosen].sum(dtype=np.float64))

    def _relaxed(self, team: Sequence[int]) -> float:
        return self._simple(self._table.gains, team)

    def _cut_to_limits(self) -> Numbers:
        """The gains with those of a limited row cut to its best: what it can surely bring."""
        table = self._table
        if not self._bound:
            return table.gains
        rows = table.gains.copy()
        for row in self._bound:
            order = np.argsort(-rows[row, : table.asked], kind="stable")
            rows[row, order[table.limits[row] :]] = 0
        return rows

    def _legal(self, start: Sequence[int]) -> list[int]:
        team: list[int] = []
        for row in start:
            if self._may_be([*team, row]):
                team.append(row)
        return team

    def _worth_trying(self, prices: Prices) -> Rows:
        """The rows that can be in a better team at all, the worthiest first."""
        order = np.argsort(-prices.worth, kind="stable")
        positive = np.maximum(prices.worth[order], 0).astype(np.float64)
        total = prices.fixed + float(prices.each.sum(dtype=np.float64))
        others = positive[: self._size].sum() - positive[: self._size]
        best = np.full(len(order), positive[: self._size - 1].sum())
        best[: len(others)] = others
        kept: Rows = order[total + prices.worth[order] + best > self._value]
        return kept


@dataclass(frozen=True, slots=True)
class _Sets:
    """m sets of one size, in rows of the reduced table.

    ``held`` [m, columns] is the highest gain of the members, as if they could take on all that
    they answer; ``sure`` only that of those who can. ``most`` [m] is what the set is worth at
    most with others joining, as far as known.
    """

    members: Rows
    held: Numbers
    sure: Numbers
    costs: Numbers
    most: Numbers

    def only(self, which: Any) -> _Sets:
        return _Sets(self.members[which], self.held[which], self.sure[which], self.costs[which], self.most[which])

    @classmethod
    def together(cls, parts: Sequence[_Sets]) -> _Sets:
        return cls(
            np.concatenate([part.members for part in parts]),
            np.concatenate([part.held for part in parts]),
            np.concatenate([part.sure for part in parts]),
            np.concatenate([part.costs for part in parts]),
            np.concatenate([part.most for part in parts]),
        )


class _Levels:
    """All sets of one size at a time. Rows are renumbered so that the worthiest come first."""

    def __init__(self, search: _Search, rows: Rows, prices: Prices) -> None:
        self._search, self._rows = search, rows
        self._table = search._table.only(rows)
        self._each, self._fixed = prices.each, prices.fixed
        self._charges = prices.charges[rows]
        worth = np.maximum(prices.worth[rows], 0).astype(np.float64)
        self._sums = np.concatenate([[0.0], np.cumsum(worth)])
        tight = self._table.tight
        self._sure = np.where(tight[:, None], 0, self._table.gains).astype(self._table.gains.dtype)
        # What a row that cannot take on all that it answers brings above the prices.
        self._extra = np.where(tight, prices.worth[rows] + self._table.costs + self._charges, 0.0)

    def run(self, limit: int | None = None) -> bool:
        """Search to the end; false when it was given up because there are more sets than ``limit``."""
        if len(self._rows) < 2:
            return True
        size, table = self._search._size, self._table
        count = len(self._rows)
        sets = _Sets(np.arange(count)[:, None], table.gains, self._sure, table.costs, np.full(count, np.inf))
        for joined in range(1, size):
            more = size - joined
            last = sets.members[:, -1]
            others = self._sums[np.minimum(last + 1 + more, count)] - self._sums[last + 1]
            most = np.minimum(sets.most, self._above_prices(sets)[1] + others)
            order = np.argsort(-most, kind="stable")
            sets, most = sets.only(order), most[order]
            grown: list[_Sets] = []
            block = max(1, _CELLS // table.gains.size)
            for start in range(0, len(order), block):
                part = np.arange(start, min(start + block, len(order)))
                part = part[most[part] > self._search.value]
                if not len(part) or self._search.late():
                    break
                grown.append(self._grow(sets.only(part), more))
            if more == 1 or not grown:
                break
            sets = _Sets.together(grown)
            sets = sets.only(sets.most > self._search.value)
            if limit is not None and len(sets.members) > limit:
                return False
        return True

    def _above_prices(self, sets: _Sets) -> tuple[Numbers, Numbers]:
        """The prices or what is surely held, the higher [m, columns]; and their sum with what the
        members bring above them, less what they cost [m]."""
        paid = np.maximum(sets.sure, self._each)
        members = (self._extra - self._charges)[sets.members].sum(axis=1)
        return paid, self._fixed + paid.sum(axis=1, dtype=np.float64) + members - sets.costs

    def _grow(self, sets: _Sets, more: int) -> _Sets:
        """Offer each set with one more member; give the larger sets from which more can come."""
        table, search = self._table, self._search
        rows = np.arange(len(self._rows))
        allowed = (rows > sets.members[:, -1:]) & search.allowed(self._rows, self._rows[sets.members])
        value = sets.held.sum(axis=1, dtype=np.float64) - sets.costs
        brings = np.where(allowed, table.added(sets.held) - table.costs, _NEVER)
        most = _at_most(value, brings, more)
        if more > 1 or self._extra.any():
            paid, worth = self._above_prices(sets)
            joining = np.where(allowed, table.added(paid) - table.costs - self._charges, _NEVER)
            most = np.minimum(most, _at_most(worth, joining, more))
        self._offer(sets.members, np.minimum(value[:, None] + brings, most))
        which, joins = np.nonzero(most > search.value)
        if more == 1:
            which, joins = which[:0], joins[:0]
        return _Sets(
            np.concatenate([sets.members[which], joins[:, None]], axis=1),
            np.maximum(sets.held[which], table.gains[joins]),
            np.maximum(sets.sure[which], self._sure[joins]),
            sets.costs[which] + table.costs[joins],
            most[which, joins],
        )

    def _offer(self, sets: Rows, values: Numbers) -> None:
        """The better ones of the sets with one more member, the best first."""
        which, joins = np.nonzero(values > self._search.value)
        for place in np.argsort(-values[which, joins], kind="stable"):
            if values[which[place], joins[place]] <= self._search.value:
                return
            team = [*map(int, sets[which[place]]), int(joins[place])]
            self._search.offer([int(self._rows[row]) for row in team])


def _at_most(value: Numbers, brings: Numbers, more: int) -> Numbers:
    """What each set [m] is worth at most with row n joining, and ``more`` - 1 others: [m, n]."""
    positive = np.maximum(brings, 0)
    count = positive.shape[1]
    if count <= more:
        best = positive.sum(axis=1)
        least = np.zeros(len(positive))
    else:
        highest = np.partition(positive, count - more, axis=1)[:, count - more :]
        best, least = highest.sum(axis=1), highest.min(axis=1)
    # A row among the best is counted already; another takes the place of the least of them.
    most: Numbers = (value + best)[:, None] + np.minimum(brings - least[:, None], 0)
    return most
