"""Now and then two matches of nearly equal score change places.

Of a page, with the chance ``share``, one pair is drawn from all that may be exchanged, each as
likely as the other. A pair may be exchanged when its scores lie within :data:`NEAR` and when that
lifts nothing that covers no must-requirement above something that does. So nobody loses a place to
something that fits less, and nothing stands first only because it always did. The draw depends on the
seed alone: the same visitor sees the same page. Each place is logged with the chance it had, which is
what a later comparison of rankers has to know (the swap interventions of Joachims et al., 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

NEAR = 0.1
MOST = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """Who stands here: ``origin`` is its place (from 0) by score, ``propensity`` the chance that it
    was put here, ``explored`` whether the draw put it here."""

    origin: int
    propensity: float = 1.0
    explored: bool = False


def explore(scores: Sequence[float], covers: Sequence[bool], *, share: float, seed: str) -> tuple[Place, ...]:
    """The order to show a page in.

    Args:
        scores: of the matches, in the order of the ranking.
        covers: whether each covers a must-requirement.
        share: of all pages, on how many something is exchanged: 0 (off) to :data:`MOST`.
        seed: what makes the draw: visitor and need.
    """
    pairs = [pair for pair in combinations(range(len(scores)), 2) if may_exchange(scores, covers, *pair)]
    share = min(max(share, 0.0), MOST)
    if not pairs or share == 0:
        return tuple(Place(number) for number in range(len(scores)))
    random = Random(seed)  # noqa: S311 - a draw, no secret
    drawn = random.choice(pairs) if random.random() < share else None
    order = list(range(len(scores)))
    if drawn is not None:
        order[drawn[0]], order[drawn[1]] = order[drawn[1]], order[drawn[0]]
    moves = [sum(number in pair for pair in pairs) for number in order]
    return tuple(
        Place(number, 1 - share * moved / len(pairs) if number == place else share / len(pairs), number != place)
        for place, (number, moved) in enumerate(zip(order, moves, strict=True))
    )


def may_exchange(scores: Sequence[float], covers: Sequence[bool], upper: int, lower: int) -> bool:
    """Whether the matches at two places may be exchanged.

    >>> may_exchange([0.8, 0.8], [True, False], 0, 1), may_exchange([0.8, 0.8], [False, True], 0, 1)
    (False, True)
    """
    if abs(scores[upper] - scores[lower]) > NEAR:
        return False
    between = covers[upper : lower + 1]
    if not covers[lower]:  # what covers nothing rises: past nothing that covers
        return not any(between)
    return all(between) if covers[upper] else True
