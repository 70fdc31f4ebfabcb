"""Requirements, evidence and offered items as the API sends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.http import HttpRequest

from duijie.library.models import Item
from duijie.library.present import listed
from duijie.matching.api import schemas
from duijie.matching.queries.filling import Filling, Watch
from duijie.matching.ranking.working import Degraded
from duijie.matching.types import Evidence, Requirement
from duijie.registry.standing import Standing


def requirement_out(one: Requirement) -> schemas.AskedOut:
    """A requirement that was matched against."""
    quantity = one.quantity
    return schemas.AskedOut(
        text=one.text,
        must=one.must,
        quantity=schemas.QuantityOut(
            comparator=quantity.comparator, value=quantity.value, upper=quantity.upper, unit=quantity.unit
        )
        if quantity
        else None,
    )


class Searched(Protocol):
    """What every search for something that fits gives."""

    @property
    def degraded(self) -> Sequence[Degraded]: ...

    @property
    def took_ms(self) -> Mapping[str, float]: ...


def said_of(found: Searched, late: Watch, *, empty: bool) -> dict[str, Any]:
    """The fields of :class:`~duijie.matching.api.schemas.SearchedOut`; ``empty`` when nothing was found."""
    return {
        "degraded": [one.public for one in found.degraded],
        "indexing": _indexing(late.told(empty=empty)),
        "took_ms": {step: round(spent, 1) for step, spent in found.took_ms.items()},
    }


def _indexing(found: Filling | None) -> schemas.IndexingOut | None:
    """How far the index is, or nothing when all is there."""
    if found is None:
        return None
    return schemas.IndexingOut(
        items=found.items, by_words=found.by_words, by_meaning=found.by_meaning, sentence=found.sentence
    )


def offered_item(request: HttpRequest, actor: Standing, item: Item) -> schemas.OfferedItem:
    """An item in an answer, as much of it as is open to the reader."""
    return schemas.OfferedItem.model_validate({"trl": None} | listed(request, actor, item))


def evidence_out(one: Evidence) -> schemas.EvidenceOut:
    """The evidence for one requirement."""
    values: dict[str, Any] = {
        name: getattr(one, name) for name in ("requirement", "verdict", "sentence", "source", "confidence")
    }
    return schemas.EvidenceOut(
        **values,
        work=one.part,
        marks=list(one.marks),
        reasons=list(one.reasons),
        note=schemas.NoteOut(verdict=one.note[0], asked=one.note[1], given=one.note[2]) if one.note else None,
    )
