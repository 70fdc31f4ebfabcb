"""Matches as the page shows them: each requirement beside what answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duijie.core.measures import in_language
from duijie.matching.conflicts.types import Conflict
from duijie.matching.models.use import UseEvent
from duijie.matching.types import Evidence, Requirement

if TYPE_CHECKING:
    from duijie.matching.services.finding import Found


CLEAR = 0.5
"""A score from which a match is not called weak even where it answers no single requirement: where a
candidate begins to be worth reading (:func:`duijie.matching.ranking.rank.score`)."""
FAINT = 0.2
"""A score below which an item is hardly nearer to the need than any other, so that half an answer
to one requirement is likeness and no tie."""


@dataclass(frozen=True, slots=True)
class Dock:
    """One requirement and its evidence; ``fit`` is "covered", "partly" or "open"."""

    requirement: Requirement
    evidence: Evidence
    fit: str
    remark: str


@dataclass(frozen=True, slots=True)
class OfferUse:
    """What a page tells of one match besides its evidence.

    ``address`` leads to the item and notes that it was opened; ``judge`` is where a decline goes, ""
    for who may not; ``declined`` the reason that was given. ``chance`` is the calibrated score, None
    as long as there is none.
    """

    address: str
    judge: str = ""
    declined: str = ""
    chance: float | None = None

    @property
    def in_ten(self) -> int:
        """How many in ten like this were accepted."""
        return round(10 * (self.chance or 0.0))

    @property
    def reason(self) -> str:
        """The reason that was given, in the reader's language."""
        return str(UseEvent.Reason(self.declined).label) if self.declined else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One match with its item, as dressed by the library; ``ties`` are the conflicts of interest
    that the reader may know, ``use`` is what the log says of it, where one is kept."""

    item: Any
    score: float
    docks: tuple[Dock, ...]
    best: Evidence | None
    covered: int
    partly: int
    ties: tuple[Conflict, ...] = ()
    same: tuple[Any, ...] = ()
    use: OfferUse | None = None

    @property
    def asked(self) -> int:
        return len(self.docks)

    @property
    def answered(self) -> tuple[Dock, ...]:
        """The requirements with a sentence that answers them, wholly or partly."""
        return tuple(dock for dock in self.docks if dock.fit != "open")

    @property
    def missing(self) -> tuple[Requirement, ...]:
        """The requirements to which nothing in the item answers."""
        return tuple(dock.requirement for dock in self.docks if dock.fit == "open")

    @property
    def weak(self) -> bool:
        """Whether little ties it to the need: nothing covered, and no score to make up for it."""
        return not (self.covered or self.score >= (FAINT if self.partly else CLEAR))


def shown(
    found: Found, items: Sequence[Any], ties: Mapping[str, tuple[Conflict, ...]] = MappingProxyType({})
) -> list[Shown]:
    """The offers of an answer; ``items`` are theirs, in the same order, ``ties`` by the items' keys."""
    result = []
    for offer, item in zip(found.offers, items, strict=True):
        docks = tuple(
            docked(found.requirements, e) for e in offer.match.evidence if e.requirement < len(found.requirements)
        )
        fits = [dock.fit for dock in docks]
        proved = {dock.evidence.sentence for dock in docks}
        best = offer.match.best
        result.append(
            Shown(
                item=item,
                score=offer.match.score,
                docks=docks,
                best=best if best and best.sentence and best.sentence not in proved else None,
                covered=fits.count("covered"),
                partly=fits.count("partly"),
                ties=ties.get(offer.item.key, ()),
                same=offer.same,
            )
        )
    return result


def worth_asking(requirements: Sequence[Requirement], covered: Sequence[Sequence[int]]) -> bool:
    """Whether teams may help: of the requirements that must be met (all, when none must) no single
    match covers every one, and there are at least two. ``covered`` are those of each match."""
    must = {index for index, one in enumerate(requirements) if one.must} or set(range(len(requirements)))
    return len(requirements) > 1 and not any(must <= set(one) for one in covered)


def docked(requirements: Sequence[Requirement], evidence: Evidence) -> Dock:
    """A requirement beside its evidence."""
    return Dock(requirements[evidence.requirement], evidence, _fit(evidence), _remark(evidence))


def weak_from(offers: Sequence[Shown]) -> int:
    """From which of these matches on all are weak; their number when the last one is not."""
    clear = [place for place, offer in enumerate(offers) if not offer.weak]
    return clear[-1] + 1 if clear else 0


def _fit(evidence: Evidence) -> str:
    if evidence.verdict == "not shown" or not evidence.sentence:
        return "open"
    return "covered" if evidence.verdict == "covered" else "partly"


def _remark(evidence: Evidence) -> str:
    """What is to be said of the numbers, in the reader's language."""
    if evidence.note is None:
        return ""
    verdict, asked, given = evidence.note
    language = get_language() or ""
    values = {"asked": in_language(asked, language), "given": in_language(given, language)}
    if verdict == "satisfied":
        return _("%(given)s, where %(asked)s is asked") % values
    if verdict in ("violated", "missed", "not satisfied"):
        return _("only %(given)s, where %(asked)s is asked") % values
    return _("%(given)s is stated, %(asked)s is asked; ask whether they compare") % values
