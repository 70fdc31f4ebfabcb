"""From the evidence of an item to how strongly it covers each requirement."""

from __future__ import annotations

from collections.abc import Sequence

from duijie.matching.teams.types import COVERS
from duijie.matching.types import Evidence

_HALF = 0.5


def strength(evidence: Evidence) -> float:
    """0 to 1: at least ``COVERS`` for what is covered, at most a half for what is partly covered,
    both the more the surer it is; 0 where no sentence is shown."""
    if not evidence.sentence or evidence.verdict == "not shown":
        return 0.0
    sure = min(max(evidence.confidence, 0.0), 1.0)
    return round(max(COVERS, sure) if evidence.verdict == "covered" else _HALF * sure, 3)


def strengths(evidence: Sequence[Evidence], asked: int) -> tuple[float, ...]:
    """One strength for each of ``asked`` requirements; 0 for what no evidence speaks of."""
    found = [0.0] * asked
    for one in evidence:
        if 0 <= one.requirement < asked:
            found[one.requirement] = strength(one)
    return tuple(found)
