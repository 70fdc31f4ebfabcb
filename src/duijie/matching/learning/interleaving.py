"""Team-draft interleaving: two rankings in one list, and who brought what is opened
(Radlinski, Kurup and Joachims, 2008)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Draft:
    """The common list; ``teams`` says of each item which ranking chose it, 0 or 1."""

    items: tuple[str, ...]
    teams: tuple[int, ...]


def team_draft(first: Sequence[str], second: Sequence[str], *, seed: str | int, most: int | None = None) -> Draft:
    """Choose in rounds: a coin says which ranking begins, each takes its best item that is left.

    >>> team_draft(["a", "b"], ["a", "b"], seed=1).items
    ('a', 'b')
    """
    random = Random(seed)  # noqa: S311 - a coin, no secret
    sides = (first, second)
    items: list[str] = []
    teams: list[int] = []
    taken: set[str] = set()
    at = [0, 0]
    limit = len({*first, *second}) if most is None else most
    while len(items) < limit:
        counts = (teams.count(0), teams.count(1))
        begins = random.randrange(2) if counts[0] == counts[1] else int(counts[1] < counts[0])
        for side in (begins, 1 - begins):
            while at[side] < len(sides[side]) and sides[side][at[side]] in taken:
                at[side] += 1
            if at[side] < len(sides[side]):
                chosen = sides[side][at[side]]
                items.append(chosen)
                teams.append(side)
                taken.add(chosen)
                break
        else:
            break
    return Draft(tuple(items), tuple(teams))
