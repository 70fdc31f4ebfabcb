"""Records of one name, put together by person. Pure.

Groups are joined while the mean log-odds between their members say "same", the surest first
(average linkage): one lucky pair does not chain two people together. What somebody decided stands:
joined records begin together, those kept apart never come together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import combinations, product

from duijie.registry.sameness.judging import SAME, Judgement, Profile

_NEVER = -1e6


def group(
    profiles: Sequence[Profile],
    judge: Callable[[Profile, Profile], Judgement],
    *,
    apart: frozenset[frozenset[str]] = frozenset(),
    level: float = SAME,
) -> list[list[Profile]]:
    """The records by person, in the order of their first members.

    Args:
        apart: pairs of ids that somebody kept apart.
        level: the probability from which on two groups are of one person.
    """
    odds = {
        (a, b): _NEVER
        if frozenset((profiles[a].id, profiles[b].id)) in apart
        else _odds(judge(profiles[a], profiles[b]).probability)
        for a, b in combinations(range(len(profiles)), 2)
    }
    groups: list[list[int]] = [[index] for index in range(len(profiles))]
    least = _odds(level)
    while len(groups) > 1:
        best, pair = max(
            ((_mean(groups[a], groups[b], odds), (a, b)) for a, b in combinations(range(len(groups)), 2)),
            key=lambda found: (found[0], -found[1][0], -found[1][1]),
        )
        if best < least:
            break
        groups[pair[0]] = sorted(groups[pair[0]] + groups[pair[1]])
        del groups[pair[1]]
    return [[profiles[index] for index in members] for members in sorted(groups)]


def _odds(probability: float) -> float:
    bounded = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(bounded / (1 - bounded))


def _mean(left: Sequence[int], right: Sequence[int], odds: dict[tuple[int, int], float]) -> float:
    values = [odds[min(a, b), max(a, b)] for a, b in product(left, right)]
    return sum(values) / len(values)
