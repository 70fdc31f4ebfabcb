"""From browsing to interaction to deep use: how many problems reach each step, and in how many days. Pure.

A problem is counted in every step it has reached. Days between two steps are told by their
median over the problems that have reached both, so that one slow case moves nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Literal, get_args

Step = Literal["visited", "asked", "introduced", "negotiating", "contracted", "delivered"]
STEPS: tuple[Step, ...] = get_args(Step)
"""Its matches were looked at; somebody was invited; both sides accepted; terms or a proposal are
on the table; the contract is signed; the last milestone is accepted."""


@dataclass(frozen=True, slots=True)
class Way:
    """How far one problem came: when each step that counts was first reached. ``groups`` are the names
    under which it is counted, such as its places; ``earlier`` are steps reached before the time that
    counts, which are not counted but from which days are."""

    reached: Mapping[Step, datetime]
    groups: tuple[str, ...] = ()
    earlier: Mapping[Step, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the funnel: problems in each step, and the median days since the step before
    (None where no problem has reached both)."""

    group: str
    counts: Mapping[Step, int]
    days: Mapping[Step, float | None] = field(default_factory=dict)


def lines(ways: Iterable[Way], groups: Callable[[Way], Sequence[str]] | None = None) -> list[Line]:
    """The funnel by group, the largest first; one line named "" when ``groups`` is None.

    >>> from datetime import datetime as d
    >>> (line,) = lines([Way({"visited": d(2026, 1, 1), "asked": d(2026, 1, 5)}), Way({"visited": d(2026, 1, 2)})])
    >>> line.counts["visited"], line.counts["asked"], line.days["asked"]
    (2, 1, 4.0)
    """
    held: dict[str, list[Way]] = defaultdict(list)
    for way in ways:
        for group in groups(way) if groups is not None else ("",):
            held[group].append(way)
    found = [_line(group, rows) for group, rows in held.items()]
    return sorted(found, key=lambda line: (-line.counts["visited"], -line.counts["asked"], line.group))


def by_month(way: Way) -> tuple[str, ...]:
    """The month in which the problem took its first step that counts, as 2026-11, in the zone of its times."""
    first = min(way.reached.values(), default=None)
    return (f"{first:%Y-%m}",) if first is not None else ()


def _line(group: str, rows: Sequence[Way]) -> Line:
    days: dict[Step, float | None] = {}
    for before, step in pairwise(STEPS):
        spent = [
            (at - since).total_seconds() / 86_400
            for way in rows
            if (at := way.reached.get(step)) is not None
            and (since := way.reached.get(before, way.earlier.get(before))) is not None
            and at >= since
        ]
        days[step] = round(median(spent), 1) if spent else None
    return Line(group, {step: sum(step in way.reached for way in rows) for step in STEPS}, days)
