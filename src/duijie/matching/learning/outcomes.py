"""What became of an offer, read from its log: accepted, refused, or not judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ACCEPTING = frozenset({"invited", "introduced", "contracted"})
DECLINED, RECONSIDERED = "declined", "reconsidered"
TELLS_NOTHING = frozenset({"known"})
"""Reasons to decline that say nothing about how well it fits: they know each other already."""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the log, as far as outcomes need it."""

    need: str
    item: str
    kind: str
    score: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """An offer that somebody judged, with the score it had."""

    need: str
    item: str
    score: float
    accepted: bool


def judged(events: Iterable[Event]) -> list[Judged]:
    """The last word on each offer; ``events`` are in the order they happened.

    What was declined and then invited counts as accepted, what was invited and then declined (by
    either side) as refused; a decline that was taken back as nothing.
    """
    last: dict[tuple[str, str], Judged | None] = {}
    for event in events:
        offer = (event.need, event.item)
        if event.kind in ACCEPTING:
            last[offer] = Judged(event.need, event.item, event.score, True)
        elif event.kind == DECLINED:
            told = event.reason not in TELLS_NOTHING
            last[offer] = Judged(event.need, event.item, event.score, False) if told else None
        elif event.kind == RECONSIDERED:
            last[offer] = None
    return [outcome for outcome in last.values() if outcome is not None]
