"""Who of a team takes on which requirement.

Without limits the best at each does. Where members can take on only so many, it is a
transportation problem with at most five sources: requirements are handed out one by one along
the best chain of handing on (successive shortest paths; Ahuja, Magnanti and Orlin, "Network
Flows", 1993, section 9.7), which is exact because each step keeps the sum the highest that is
possible with that many handed out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from duijie.matching.teams.table import Table

_NOBODY = -1


def shared(table: Table, team: Sequence[int]) -> tuple[float, NDArray[np.intp]]:
    """The value of a team and, by requirement, who takes it on: a place in ``team`` or -1.

    Equal sums are decided for the member named first.
    """
    rows = list(team)
    gains = table.gains[rows].astype(np.float64)
    asked = gains[:, : table.asked]
    limits = table.limits[rows]
    free = (asked > 0).sum(axis=1) <= limits
    taken = np.full(table.asked, _NOBODY, dtype=np.intp)
    if free.any():
        best = np.where(free[:, None], asked, -1.0).argmax(axis=0)
        taken = np.where(asked[best, np.arange(table.asked)] > 0, best, _NOBODY).astype(np.intp)
    limited = [int(place) for place in np.flatnonzero(~free)]
    if limited:
        _hand_out(asked, taken, limited, [int(limits[place]) for place in limited])
    held = np.flatnonzero(taken != _NOBODY)
    value = float(asked[taken[held], held].sum() - table.costs[rows].astype(np.float64).sum())
    return value + float(gains[:, table.asked :].max(axis=0, initial=0.0).sum()), taken


def _hand_out(asked: NDArray[np.float64], taken: NDArray[np.intp], limited: list[int], room: list[int]) -> None:
    """Give requirements to the limited members as long as the sum grows; ``taken`` is changed.

    What a requirement brings without them (``base``) is what the unlimited hold.
    """
    first = taken.copy()
    count = asked.shape[1]
    base = np.where(first == _NOBODY, 0.0, asked[first, np.arange(count)])
    more = asked[limited] - base
    holder = np.full(count, _NOBODY, dtype=np.intp)  # among the limited
    size = len(limited)
    while True:
        # Bellman-Ford over the limited members: the best way to get a requirement to each.
        gain = np.full(size, -np.inf)
        step: list[tuple[int, int]] = [(_NOBODY, _NOBODY)] * size  # (from whom, which requirement)
        spare = np.flatnonzero(holder == _NOBODY)
        if not len(spare):
            break
        for member in range(size):
            which = int(spare[more[member, spare].argmax()])
            gain[member], step[member] = more[member, which], (_NOBODY, which)
        for _ in range(size):
            for member in range(size):
                for giver in range(size):
                    held = np.flatnonzero(holder == giver)
                    if giver == member or not len(held):
                        continue
                    change = more[member, held] - more[giver, held]
                    which = int(held[change.argmax()])
                    if gain[giver] + change.max() > gain[member] + 0.5:
                        gain[member], step[member] = gain[giver] + change.max(), (giver, which)
        open_to = [member for member in range(size) if (holder == member).sum() < room[member]]
        if not open_to:
            break
        member = max(open_to, key=lambda place: (gain[place], -place))
        if gain[member] <= 0:
            break
        while member != _NOBODY:
            giver, which = step[member]
            holder[which], member = member, giver
    held = np.flatnonzero(holder != _NOBODY)
    taken[held] = np.array(limited, dtype=np.intp)[holder[held]]
