"""Candidates as arrays of whole numbers, so that sums are exact and ties are ties.

A requirement is a column, a candidate a row, and a cell what the candidate would add to the
value of a team by taking the requirement on. The number of must-requirements covered is
made to outweigh everything else by one large amount a cell (``Table.must``); "somebody of the
team is in this place" is a further column with a larger one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duijie.matching.places import canonical_place, place_ancestors
from duijie.matching.teams.types import COVERS, Candidate, Constraints, Worth

UNITS: Final = 10_000  # of a must-requirement; a strength has four decimals
_EXACT: Final = 2**24  # whole numbers that float32 keeps

Numbers = NDArray[Any]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Table:
    """The candidates that may be chosen, n rows in the order of their ids.

    ``gains`` [n, columns] and ``costs`` [n] are whole numbers, held as floats. ``asked`` is how
    many columns are requirements; ``limits`` [n] how many of these a row can take on.
    ``apart`` [n, n] says who cannot be together.
    """

    candidates: tuple[Candidate, ...]
    gains: Numbers
    costs: Numbers
    limits: NDArray[np.intp]
    apart: Mask
    asked: int
    must: float
    there: float

    @property
    def bound(self) -> NDArray[np.intp]:
        """The rows that answer more requirements than they can take on."""
        return np.flatnonzero(self.tight)

    @property
    def tight(self) -> Mask:
        """For each row, whether it answers more requirements than it can take on."""
        found: Mask = (self.gains[:, : self.asked] > 0).sum(axis=1) > self.limits
        return found

    def only(self, rows: NDArray[np.intp]) -> Table:
        """A table of some rows."""
        return Table(
            tuple(self.candidates[int(row)] for row in rows),
            self.gains[rows],
            self.costs[rows],
            self.limits[rows],
            self.apart[np.ix_(rows, rows)],
            self.asked,
            self.must,
            self.there,
        )

    def added(self, above: Numbers) -> Numbers:
        """What each row adds at most to each of m sets, where ``above`` [m, columns] is there
        already, its cost not counted: the sum of what it is better by, of as many requirements
        as it can take on. Of shape [m, n]."""
        total = np.zeros((len(above), len(self.gains)), dtype=self.gains.dtype)
        for gains, there in zip(self.gains.T, above.T, strict=True):  # [m, n] at a time stays in the cache
            total += np.maximum(gains - there[:, None], 0)
        rows = self.bound
        if len(rows):
            over = np.maximum(self.gains[rows] - above[:, None, :], 0)
            parts = -np.sort(-over[..., : self.asked], axis=-1)
            kept = parts * (np.arange(self.asked) < self.limits[rows][:, None])
            total[:, rows] = kept.sum(axis=-1) + over[..., self.asked :].sum(axis=-1)
        return total


def tabled(
    candidates: Sequence[Candidate], musts: Sequence[bool], constraints: Constraints, worth: Worth, language: str
) -> Table:
    """The table of those who may be chosen at all: in the right places, with the language (any
    when it is empty), with time, and of some use."""
    somewhere = {canonical_place(place) for place in constraints.somebody_in}
    anywhere = {canonical_place(place) for place in constraints.places}
    rows = [
        one
        for one in sorted(candidates, key=lambda candidate: candidate.id)
        if (one.capacity is None or one.capacity > 0)
        and (not anywhere or anywhere & set(place_ancestors(one.places)))
        and (not language or language in one.languages)
        and any(one.strengths)
    ]
    asked = len(musts)
    weights = np.array([worth.must if must else worth.nice for must in musts])
    strengths = np.array([one.strengths for one in rows], dtype=np.float64).reshape(len(rows), asked)
    gains = np.rint(strengths * UNITS * weights)
    costs = np.array([round(UNITS * (worth.member - worth.score * one.score)) for one in rows], dtype=np.float64)
    # More than all else together may differ by; the same for every language.
    dearest = UNITS * (worth.member + worth.score) + 1
    must = float(round(UNITS * weights.sum() + constraints.most * dearest))
    gains += must * ((strengths >= COVERS) & np.array(musts, dtype=bool))
    there = 0.0
    if somewhere:
        there = float(round((UNITS * weights + must).sum() + constraints.most * dearest))
        inside = [bool(somewhere & set(place_ancestors(one.places))) for one in rows]
        gains = np.hstack([gains, there * np.array(inside, dtype=np.float64).reshape(-1, 1)])
    most = gains.max(axis=0, initial=0).sum() + constraints.most * dearest
    exact = np.float32 if most < _EXACT else np.float64
    limits = np.array([asked if one.capacity is None else min(one.capacity, asked) for one in rows], dtype=np.intp)
    return Table(tuple(rows), gains.astype(exact), costs.astype(exact), limits, _apart(rows), asked, must, there)


def _apart(rows: Sequence[Candidate]) -> Mask:
    found = np.zeros((len(rows), len(rows)), dtype=bool)
    places = {one.id: place for place, one in enumerate(rows)}
    for place, one in enumerate(rows):
        for other in one.conflicts:
            if other in places and other != one.id:
                found[place, places[other]] = found[places[other], place] = True
    return found
