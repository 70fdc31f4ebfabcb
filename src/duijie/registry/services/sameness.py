"""Finding people who may be one, and deciding it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import product
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, outbox
from duijie.core.errors import Conflict, NotFound
from duijie.core.models import User
from duijie.registry.models import Person, PersonName, PersonPair
from duijie.registry.sameness import evidence
from duijie.registry.sameness.judging import APART, Judge, Judgement, Profile
from duijie.registry.sameness.rules import decide_pair
from duijie.registry.services.merging import merge_people
from duijie.registry.standing import standing

TOPIC: Final = "people"
"""The outbox topic of people whose name, posts or works changed."""
_LARGEST: Final = 400  # records of one sounding name that are compared with one another
_BATCH: Final = 100


def touch(people: Iterable[UUID]) -> None:
    """Note, inside the transaction of a change, that these people are to be compared again."""
    outbox.put(TOPIC, [str(pk) for pk in dict.fromkeys(people)])


def named(kind: str, keys: Sequence[str]) -> None:
    """Note that whoever goes by these names now is to be compared again (see ``hooks.on_named``)."""
    if kind == "person":
        touch(PersonName.objects.filter(key__in=keys).values_list("person_id", flat=True))


def drain(limit: int = _BATCH) -> int:
    """Compare some of the people who changed; returns how many were taken up."""
    with transaction.atomic():
        entries = outbox.take(TOPIC, limit)
        if entries:
            compare({UUID(entry.key) for entry in entries})
            outbox.done(entries)
    return len(entries)


@transaction.atomic
def compare(people: Collection[UUID]) -> int:
    """Judge these people against all of their name; returns how many pairs are open.

    Pairs that are likelier than :data:`~duijie.registry.sameness.judging.APART` are kept for
    somebody to decide; what was decided stays.
    """
    marks = _marks(Q(person__in=people, person__merged_into__isnull=True))
    blocks: dict[str, set[UUID]] = {}
    wanted = sorted({mark for each in marks.values() for mark in each})
    for pk, held in _marks(Q(grams__overlap=wanted, person__merged_into__isnull=True)).items() if wanted else ():
        for mark in held & set(wanted):
            blocks.setdefault(mark, set()).add(pk)
    pairs = {
        frozenset((one, other))
        for mark, block in blocks.items()
        for one, other in product(sorted(block & set(people)), sorted(block)[:_LARGEST])
        if one != other
    }
    known = evidence.profiles({pk for pair in pairs for pk in pair})
    judge = evidence.judge()
    return _keep(people, {pair: _judged(judge, known, pair) for pair in pairs})


def compare_all() -> int:
    """Judge all people against those of their name; returns how many pairs are open."""
    everybody = Person.objects.filter(merged_into__isnull=True).order_by("pk").values_list("pk", flat=True)
    evidence.commonness(fresh=True)
    last: UUID | None = None
    while batch := list((everybody.filter(pk__gt=last) if last else everybody)[:500]):
        compare(batch)
        last = batch[-1]
    return PersonPair.objects.filter(verdict=PersonPair.Verdict.OPEN).count()


def _judged(judge: Judge, known: dict[UUID, Profile], pair: frozenset[UUID]) -> Judgement:
    one, other = sorted(pair)
    return judge(known[one], known[other])


def _marks(which: Q) -> dict[UUID, set[str]]:
    """How the names of people sound, by person (see :func:`duijie.registry.names.grams`)."""
    found: dict[UUID, set[str]] = {}
    for pk, grams in PersonName.objects.filter(which).values_list("person_id", "grams"):
        found.setdefault(pk, set()).update(gram for gram in grams if gram.startswith("~"))
    return found


def _keep(people: Collection[UUID], judged: dict[frozenset[UUID], Judgement]) -> int:
    rows = PersonPair.objects.filter(Q(one__in=people) | Q(other__in=people))
    held = {frozenset((row.one_id, row.other_id)): row for row in rows}
    gone = [row.pk for pair, row in held.items() if row.verdict == "open" and not _open(judged.get(pair))]
    PersonPair.objects.filter(pk__in=gone).delete()
    changed: list[PersonPair] = []
    made: list[PersonPair] = []
    for pair, judgement in judged.items():
        row = held.get(pair)
        if not _open(judgement) and (row is None or row.verdict == "open"):
            continue
        one, other = sorted(pair)
        row = row or PersonPair(one_id=one, other_id=other)
        row.probability, row.reasons = judgement.probability, _rows(judgement)
        row.updated_at = timezone.now()
        (changed if pair in held else made).append(row)
    PersonPair.objects.bulk_update(changed, ["probability", "reasons", "updated_at"])
    PersonPair.objects.bulk_create(made, ignore_conflicts=True)
    return sum(row.verdict == "open" for row in (*changed, *made))


def _open(judgement: Judgement | None) -> bool:
    return judgement is not None and judgement.probability > APART


def _rows(judgement: Judgement) -> list[list[object]]:
    return [
        [reason.kind, round(reason.weight, 3), reason.template, dict(reason.values)] for reason in judgement.reasons
    ]


@transaction.atomic
def keep_apart(*, actor: User | None, pair: PersonPair) -> PersonPair:
    """Say that two records are not of one person: nobody is asked again.

    Raises:
        NotFound: there is no such pair any more.
        NotAllowed: the actor is not of the secretariat of both.
        Conflict: it was decided before.
    """
    current = _locked(actor, pair)
    if current.verdict == PersonPair.Verdict.APART:
        raise Conflict(_("These two are kept apart already."))
    current.verdict = PersonPair.Verdict.APART
    current.decided_by, current.decided_at = actor, timezone.now()
    current.version += 1
    current.save()
    audit.record(actor=actor, action="keep-apart", target=current.one, after={"other": str(current.other_id)})
    return current


@transaction.atomic
def ask_again(*, actor: User | None, pair: PersonPair) -> PersonPair:
    """Take back that two records were kept apart.

    Raises:
        NotFound, NotAllowed: as :func:`keep_apart`.
        Conflict: it is not decided.
    """
    current = _locked(actor, pair)
    if current.verdict == PersonPair.Verdict.OPEN:
        raise Conflict(_("These two are not kept apart."))
    current.verdict, current.decided_by, current.decided_at = PersonPair.Verdict.OPEN, None, None
    current.version += 1
    current.save()
    audit.record(actor=actor, action="ask-again", target=current.one, after={"other": str(current.other_id)})
    return current


@transaction.atomic
def join(*, actor: User | None, pair: PersonPair, keep: UUID | None = None) -> Person:
    """Make one record of the two, as :func:`~.merging.merge_people` does; it can be undone
    (:func:`~.unmerging.undo_merge`).

    Args:
        keep: the id of the record that stays; the older one unless it is named.
    """
    current = _locked(actor, pair)
    one, other = sorted((current.one, current.other), key=lambda person: (person.created_at, person.pk))
    kept, dropped = (other, one) if keep == other.pk else (one, other)
    current.delete()
    return merge_people(actor=actor, keep=kept, drop=dropped)


def _locked(actor: User | None, pair: PersonPair) -> PersonPair:
    rows = PersonPair.objects.select_for_update(of=("self",)).select_related("one__community", "other__community")
    current = rows.filter(pk=pair.pk).first()
    if current is None:
        raise NotFound(_("There is no such pair any more; somebody decided it, or the records changed."))
    if actor is not None:
        decide_pair.check(standing(actor), current, _("Only the secretariat of both may decide this."))
    return current
