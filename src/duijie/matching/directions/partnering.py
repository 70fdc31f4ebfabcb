"""From pairs of problems and what answers them to partners: who could cooperate with whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

COUNTED: Final = 3
"""Pairs of a partner that count; more say nothing new."""
_LESS: Final = 0.5  # what each further pair counts beside the one before it


@dataclass(frozen=True, slots=True)
class Pair:
    """A problem of one organisation and an item of another that may answer it. ``asks`` is true when
    the problem is ours; ids are those of the index, ``score`` is the match's."""

    partner: str
    problem: str
    item: str
    score: float
    asks: bool


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation with the pairs that speak for it, the strongest first."""

    organisation: str
    strength: float
    pairs: tuple[Pair, ...]


def partners(pairs: Iterable[Pair], *, least: float = 0.0) -> list[Partner]:
    """The partners of these pairs, the strongest first; ties by id, so that pages are stable.

    A problem counts once for a partner, through its best item; pairs below ``least`` do not count.
    """
    best: dict[str, dict[str, Pair]] = {}
    for pair in pairs:
        if pair.score < least:
            continue
        known = best.setdefault(pair.partner, {})
        if pair.problem not in known or _order(pair) < _order(known[pair.problem]):
            known[pair.problem] = pair
    found = []
    for partner, by_problem in best.items():
        ordered = tuple(sorted(by_problem.values(), key=_order))
        found.append(Partner(partner, strength([pair.score for pair in ordered]), ordered))
    return sorted(found, key=lambda one: (-one.strength, one.organisation))


def strength(scores: Iterable[float]) -> float:
    """0 to 1: that of the best pair, and of what it leaves, half of the next and a quarter of the third.

    >>> strength([0.8])
    0.8
    >>> round(strength([0.8, 0.5]), 2)
    0.85
    """
    left, share = 1.0, 1.0
    for score in sorted(scores, reverse=True)[:COUNTED]:
        left *= 1.0 - share * score
        share *= _LESS
    return 1.0 - left


def _order(pair: Pair) -> tuple[float, str, str]:
    return -pair.score, pair.problem, pair.item
