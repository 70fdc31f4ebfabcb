"""Every read of pairs of people that needs a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.registry.models import Person, PersonPair, Post
from duijie.registry.rules import create_named
from duijie.registry.sameness.judging import Reason
from duijie.registry.sameness.rules import decide_pair
from duijie.registry.standing import Standing

_SHOWN = 5
_INSIDE = frozenset({"account"})  # whether a profile was claimed is no visitor's business


@dataclass(frozen=True, slots=True)
class Doubt:
    """Somebody who may be the same person. ``reasons`` are sentences."""

    person: Person
    probability: float
    reasons: tuple[Reason, ...]
    pair: PersonPair


def reasons_of(pair: PersonPair, *, inside: bool) -> tuple[Reason, ...]:
    """Why two may be one; ``inside`` for those who decide it."""
    rows = [Reason(kind, weight, template, values) for kind, weight, template, values in pair.reasons]
    return tuple(row for row in rows if inside or row.kind not in _INSIDE)


def doubts_of(actor: Standing, person: Person) -> list[Doubt]:
    """Who may be the same person as this one, the likeliest first, at most five."""
    pairs = PersonPair.objects.filter(Q(one=person) | Q(other=person), verdict=PersonPair.Verdict.OPEN)
    rows = pairs.select_related("one", "other").prefetch_related("one__names", "other__names")
    inside = create_named.allows(actor, person)
    found = []
    for pair in rows.order_by("-probability", "id")[:_SHOWN]:
        other = pair.other if pair.one_id == person.pk else pair.one
        found.append(Doubt(other, pair.probability, reasons_of(pair, inside=inside), pair))
    return found


def pairs(actor: Standing, *, verdict: str = "open") -> QuerySet[PersonPair]:
    """The pairs that the actor may decide, or has decided, the likeliest first."""
    posts = Prefetch("posts", Post.objects.select_related("organisation").order_by("former", "-start"))
    people = Prefetch("one", Person.objects.prefetch_related("names", "identifiers", posts))
    others = Prefetch("other", Person.objects.prefetch_related("names", "identifiers", posts))
    rows = decide_pair.filter(actor, PersonPair.objects.filter(verdict=verdict))
    order = ("-probability", "id") if verdict == "open" else ("-decided_at", "id")
    return rows.select_related("decided_by").prefetch_related(people, others).order_by(*order)


def joined(actor: Standing) -> QuerySet[Person]:
    """The people who were merged into others, whom the actor may give back, the latest first."""
    rows: Any = Person.objects.filter(merged_into__isnull=False)
    if not actor.site_admin:
        rows = rows.filter(community__in=actor.secretariat, merged_into__community__in=actor.secretariat)
    return rows.select_related("merged_into").order_by("-updated_at", "pk")


def access_pair(actor: Standing, pk: UUID) -> PersonPair:
    """One pair that the actor may decide.

    Raises:
        NotFound: there is none, or it is not the actor's to decide.
    """
    row = PersonPair.objects.select_related("one", "other").filter(pk=pk).first()
    if row is None or not decide_pair.allows(actor, row):
        raise NotFound(_("There is no such pair any more; somebody decided it, or the records changed."))
    return row


def access_joined(actor: Standing, pk: UUID) -> Person:
    """One person who was merged away and whom the actor may give back.

    Raises:
        NotFound: there is none.
    """
    row = joined(actor).filter(pk=pk).first()
    if row is None:
        raise NotFound(_("There is no such merge, or it is not yours to take back."))
    return row
