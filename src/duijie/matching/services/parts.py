"""What answers a part of a need: each requirement asked as if it were the whole need.

Whether an item is about a need is told from the whole of it. Where a need asks for unlike things (desalt
the wall, tell the weather in the cave, find the termites), whoever does exactly one of them is
about that one and hardly about the whole, and its evidence is called weak for it. Teams are made
of just these, so their evidence is looked at once more, a requirement at a time.

A short requirement (灵敏度不低于80%) is near to some sentence of anything, so only items that
the whole need is near to are looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from duijie.core.errors import Unavailable
from duijie.matching.ranking.asking import Posed, posed_in
from duijie.matching.ranking.engine import Engine
from duijie.matching.ranking.rank import Asked
from duijie.matching.types import Evidence, Filter, Match, Query

NEAR: Final = 0.35
"""The score for the whole need from which an item may answer a part of it: docs/adr/0008."""
LOOKED_AT: Final = 20
"""How many of the best are looked at; each requirement costs some 2 ms for each of them."""


def part_by_part(engine: Engine, query: Query, matches: Sequence[Match], *, where: Filter) -> tuple[Match, ...]:
    """The matches, with what covers a requirement of theirs that is asked by itself.

    Args:
        query: the whole need, with at least two requirements.
        matches: as the engine gave them for it, best first, with their evidence.
        where: as they were asked for.

    Raises:
        Unavailable: the index cannot be read.
    """
    near = [match for match in matches if match.score >= NEAR][:LOOKED_AT]
    asked = _asked(engine, query)
    if not near or asked is None:
        return tuple(matches)
    rows = engine.stored([match.document for match in near], where=where)
    better: dict[str, dict[int, Evidence]] = {match.document: {} for match in near}
    for place, requirement in enumerate(query.requirements):
        posed = Posed(
            Query(requirement.text, (requirement,)),
            {
                space: Asked(need.each[place], need.each[place : place + 1])
                for space, need in asked.items()
                if place < len(need.each)
            },
        )
        for match in engine.explain(posed, near, rows, where=where, of_part=True):
            if match.covered:
                better[match.document][place] = replace(match.evidence[0], requirement=place)
    return tuple(_with(match, better.get(match.document, {})) for match in matches)


def _asked(engine: Engine, query: Query) -> Mapping[str, Asked] | None:
    """The need in each space that reads its language; None when a space does not answer: what it was
    asked for before still holds."""
    found: dict[str, Asked] = {}
    for embedder in engine.embedders:
        try:
            need = posed_in(embedder, query)
        except Unavailable:
            return None
        if need is not None:
            found[embedder.name] = need
    return found


def _with(match: Match, better: Mapping[int, Evidence]) -> Match:
    return replace(
        match,
        evidence=tuple(better.get(one.requirement, one) if one.verdict != "covered" else one for one in match.evidence),
    )
