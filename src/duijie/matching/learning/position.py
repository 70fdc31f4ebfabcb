"""How likely a place is looked at at all, told from the log.

What stands higher is opened more because it is seen more: opened = looked at x worth opening, where
being looked at depends on the place alone (the position-based model of Richardson et al., 2007). An
item that stood at two places for the same need was as worth opening at both, so the ratio of its
openings is the ratio of the looks (intervention harvesting: Agarwal et al., 2019). Such pairs come
about by exploration, by several visitors of one problem, and by a library or a ranking that changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import exp, log
from typing import Literal

Source = Literal["assumed", "curve", "places"]

CURVE_FROM, PLACES_FROM = 30, 200
"""Openings of items seen at two places from which the curve is said to be told by the log, and from
which each place may lie beside the curve."""
_STEEPNESS, _SPREAD = 1.0, 0.5
"""The curve 1 / place ** steepness that is assumed before anything is seen, and how sure of it."""
_HELD = 12.5  # what 50 openings, half of them at either place, weigh in holding a place to the curve


@dataclass(frozen=True, slots=True)
class Impression:
    """One list that somebody saw: its items with their places (from 1), and which were opened."""

    need: str
    items: tuple[str, ...]
    places: tuple[int, ...]
    opened: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Propensities:
    """The chance that each place is looked at, the first being 1. ``steepness`` is that of the curve,
    ``spread`` its standard error, ``places`` the deviations from it, ``openings`` what they rest on."""

    source: Source = "assumed"
    steepness: float = _STEEPNESS
    spread: float = _SPREAD
    places: dict[int, float] = field(default_factory=dict)
    openings: int = 0

    def at(self, place: int) -> float:
        """The chance that a place (from 1) is looked at."""
        return self.places.get(place) or float(place**-self.steepness)


def estimate(impressions: Iterable[Impression]) -> Propensities:
    """The propensities that a log tells; the less it tells, the nearer to the assumed curve."""
    seen: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for impression in impressions:
        for item, place in zip(impression.items, impression.places, strict=True):
            cell = seen[impression.need, item][place]
            cell[0] += 1
            cell[1] += item in impression.opened
    pairs = _pairs(cells for cells in seen.values() if len(cells) > 1)
    openings = int(sum(up + low for up, low in pairs.values()))
    steepness, spread = _steepness(pairs)
    if openings < PLACES_FROM:
        return Propensities("assumed" if openings < CURVE_FROM else "curve", steepness, spread, {}, openings)
    return Propensities("places", steepness, spread, _placed(pairs, steepness), openings)


Pairs = dict[tuple[int, int], tuple[float, float]]
"""For each two places, upper and lower, the openings there of what stood at both."""


def _pairs(moved: Iterable[dict[int, list[int]]]) -> Pairs:
    """Openings as they would be had each item been shown at both places equally often: what was shown
    more often at one of them must not lean on the scale."""
    opened: dict[tuple[int, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for cells in moved:
        for upper, lower in combinations(sorted(cells), 2):
            (n_up, c_up), (n_low, c_low) = cells[upper], cells[lower]
            share = 2.0 * n_up * n_low / (n_up + n_low)
            opened[upper, lower][0] += share * c_up / n_up
            opened[upper, lower][1] += share * c_low / n_low
    return {places: (up, low) for places, (up, low) in opened.items() if up + low}


# An opening of something that stood at two places was at the lower one with the chance
# r / (1 + r), r being the ratio of their looks: a logistic regression on log r, fitted by Newton.


def _steepness(pairs: Pairs) -> tuple[float, float]:
    """The curve under which the openings are likeliest, drawn to the assumed one as long as they are
    few, and its standard error; it never rises."""
    steepness, bend = _STEEPNESS, 0.0
    for _ in range(50):
        slope, bend = (_STEEPNESS - steepness) / _SPREAD**2, 1 / _SPREAD**2
        for (up, low), (above, below) in pairs.items():
            distance = log(low / up)
            chance = 1 / (1 + exp(steepness * distance))
            slope += distance * ((above + below) * chance - below)
            bend += distance * distance * (above + below) * chance * (1 - chance)
        step = slope / bend
        steepness = min(max(steepness + min(max(step, -1.0), 1.0), 0.0), 5.0)
        if abs(step) < 1e-9:
            break
    return steepness, bend**-0.5


def _placed(pairs: Pairs, steepness: float) -> dict[int, float]:
    """Places beside the curve, each held to it as if by some openings, then made to fall from place
    to place. Newton's method, one place after the other."""
    places = sorted({place for pair in pairs for place in pair})
    curve = {place: -steepness * log(place) for place in places}
    found = dict(curve)
    for _ in range(100):
        moved = 0.0
        for place in places[1:] if places[0] == 1 else places:
            slope, bend = _HELD * (found[place] - curve[place]), _HELD
            for (up, low), (above, below) in pairs.items():
                if place in (up, low):
                    chance = 1 / (1 + exp(found[up] - found[low]))
                    pull = (above + below) * chance - below
                    slope += pull if place == low else -pull
                    bend += (above + below) * chance * (1 - chance)
            step = min(max(slope / bend, -1.0), 1.0)
            moved = max(moved, abs(step))
            found[place] -= step
        if moved < 1e-9:
            break
    return dict(zip(places, _falling([exp(min(found[place], 0.0)) for place in places]), strict=True))


def _falling(values: Sequence[float]) -> list[float]:
    """The nearest values that never rise (pooling adjacent violators)."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        blocks.append((value, 1))
        while len(blocks) > 1 and blocks[-2][0] < blocks[-1][0]:
            (low, first), (high, second) = blocks[-2], blocks[-1]
            blocks[-2:] = [((low * first + high * second) / (first + second), first + second)]
    return [value for value, count in blocks for _ in range(count)]
