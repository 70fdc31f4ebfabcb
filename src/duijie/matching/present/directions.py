"""What an item answers, and who could cooperate, as pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects

from duijie.library.display import dressed
from duijie.matching.present.matches import CLEAR, FAINT, Dock, docked
from duijie.matching.queries.learned import Learned, learned_of
from duijie.matching.types import Evidence, Requirement
from duijie.registry.standing import Standing

if TYPE_CHECKING:
    from duijie.matching.services.directions import Answered
    from duijie.matching.services.partners import Partners


@dataclass(frozen=True, slots=True)
class Line:
    """A requirement of the problem, the sentence of the problem that states it ("" when that is the
    requirement itself or was shown above), and what answers it."""

    dock: Dock
    said: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An open problem and the item that answers it, as dressed by the library; ``lines`` are the
    requirements that something is shown for, ``open`` the others."""

    problem: Any
    item: Any
    score: float
    lines: tuple[Line, ...]
    open: tuple[Requirement, ...]
    best: Evidence | None
    covered: int
    partly: int
    chance: float | None = None
    """Of those with such a score how many were accepted in the problem's community; None before it is calibrated."""

    @property
    def in_ten(self) -> int:
        """The chance as so many in ten."""
        return round(10 * (self.chance or 0.0))

    @property
    def asked(self) -> int:
        return len(self.lines) + len(self.open)

    @property
    def weak(self) -> bool:
        """As of a match (:class:`duijie.matching.present.matches.Shown`)."""
        return not (self.covered or self.score >= (FAINT if self.partly else CLEAR))


@dataclass(frozen=True, slots=True)
class ShownTie:
    """A pair between two organisations; ``asks`` is true when the problem is of the page's own."""

    asks: bool
    answer: ShownAnswer


@dataclass(frozen=True, slots=True)
class ShownPartner:
    """An organisation that could cooperate, with the pairs that carry it."""

    organisation: Any
    strength: float
    ties: tuple[ShownTie, ...]
    more: int


def shown_answers(rows: Sequence[Answered], actor: Standing) -> list[ShownAnswer]:
    """The rows of an answer; the same queries for one and for many."""
    items = [row.offer.item for row in rows]
    problems = [row.problem for row in rows]
    prefetch_related_objects([*items], "organisation", "community")
    prefetch_related_objects([*problems], "organisation", "community")
    offered = {item.key: shown for item, shown in zip(items, dressed(items, actor), strict=True)}
    told = learned_of({row.problem.community_id for row in rows})
    return [
        _answer(row, problem, offered[row.offer.item.key], told[row.problem.community_id])
        for row, problem in zip(rows, dressed(problems, actor), strict=True)
    ]


def shown_partners(found: Partners, actor: Standing) -> list[ShownPartner]:
    """The partners of an answer."""
    ties = [tie for row in found.rows for tie in row.ties]
    answers = iter(shown_answers([tie.answered for tie in ties], actor))
    return [
        ShownPartner(
            organisation=row.organisation,
            strength=row.strength,
            ties=tuple(ShownTie(tie.asks, next(answers)) for tie in row.ties),
            more=row.more,
        )
        for row in found.rows
    ]


def weak_from(rows: Sequence[ShownAnswer]) -> int:
    """From which of these rows on all are weak; their number when the last one is not."""
    clear = [place for place, row in enumerate(rows) if not row.weak]
    return clear[-1] + 1 if clear else 0


def _answer(row: Answered, problem: Any, item: Any, told: Learned) -> ShownAnswer:
    match = row.offer.match
    docks = [docked(row.requirements, one) for one in match.evidence if one.requirement < len(row.requirements)]
    seen: set[str] = set()
    lines = []
    for dock in docks:
        if dock.fit == "open":
            continue
        said = row.said[dock.evidence.requirement]
        lines.append(Line(dock, "" if said in seen or said == dock.requirement.text else said))
        seen.add(said)
    proved = {line.dock.evidence.sentence for line in lines}
    best = match.best
    return ShownAnswer(
        problem=problem,
        item=item,
        score=match.score,
        lines=tuple(lines),
        open=tuple(dock.requirement for dock in docks if dock.fit == "open"),
        best=best if best and best.sentence and best.sentence not in proved else None,
        covered=sum(line.dock.fit == "covered" for line in lines),
        partly=sum(line.dock.fit == "partly" for line in lines),
        chance=told.chance(match.score),
    )
