"""Decisions about proposals: accept, edit, reject, never from this source; and taking them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import audit
from duijie.core.errors import Conflict, DuijieError, InvalidInput
from duijie.core.models import User
from duijie.reading.judging.values import cleaned
from duijie.reading.models import (
    HOLDING,
    WAITING,
    Article,
    Decision,
    Fact,
    FactReading,
    Kind,
    Page,
    Proposal,
    SourceTrust,
)
from duijie.reading.rules import review_proposal
from duijie.reading.services.making import make, unmake
from duijie.reading.services.speakers import speaker
from duijie.registry.models import Organisation, Person
from duijie.registry.standing import standing

_State = Proposal.State
_BACKWARDS = {Kind.POST: 0, Kind.PERSON: 2, Kind.ORGANISATION: 3}  # statements are in between


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking back a reading removed, and a sentence for each record that had to stay."""

    facts: int
    proposals: int
    kept: tuple[str, ...] = field(default=())


@transaction.atomic
def accept(
    *,
    actor: User | None,
    proposal: Proposal,
    values: Mapping[str, Any] | None = None,
    same: str | None = None,
    automatic: bool = False,
) -> Decision:
    """Let a proposal become so; what it needs and waits too is accepted with it.

    Args:
        actor: None only for the house itself (``automatic``).
        values: the values as somebody changed them; None leaves them as they were read.
        same: for an organisation or a person, the id of the record that is meant: nothing new is made.

    Raises:
        NotAllowed: the actor is not of the secretariat, or may not change the record concerned.
        Conflict: it was decided in the meantime.
        InvalidInput: a value does not fit; ``details["fields"]`` says which.
    """
    current = _locked(actor, proposal)
    changed = None if values is None else cleaned(current.kind, values)
    edited = changed is not None and any(changed.get(name) != current.proposed.get(name) for name in changed)
    decision = Decision.objects.create(
        community=current.community,
        action=Decision.Action.EDIT if edited or same else Decision.Action.ACCEPT,
        actor=actor,
        automatic=automatic,
    )
    if current.kind == Kind.POST:
        for need in current.needs.select_for_update(of=("self",)).order_by("kind", "id"):
            name = need.kind
            replaced = edited and changed is not None and changed.get(name) != current.proposed.get(name)
            if need.state == _State.REJECTED and not replaced:
                raise Conflict(_("“%(name)s” was rejected; undo that, or name somebody else.") % {"name": need})
            if need.waits and not replaced:
                _accept_one(actor, need, decision, None, edited=False)
    meant = _meant(current, same)
    if changed is not None:
        current.values = {**current.values, **changed}
    _accept_one(actor, current, decision, meant, edited=bool(edited or same))
    return decision


def _accept_one(actor: User | None, proposal: Proposal, decision: Decision, same: Any, *, edited: bool) -> None:
    before = proposal.state
    make(actor=actor, proposal=proposal, same=same)
    _close(actor, proposal, _State.EDITED if edited else _State.ACCEPTED, decision, before)


def _meant(proposal: Proposal, same: str | None) -> Organisation | Person | None:
    if not same:
        return None
    model: Any = {Kind.ORGANISATION: Organisation, Kind.PERSON: Person}.get(Kind(proposal.kind))
    record: Organisation | Person | None
    try:
        record = model.objects.filter(pk=same, merged_into=None).first() if model else None
    except (ValueError, DuijieError):
        record = None
    if record is None:
        raise InvalidInput(_("There is no such record any more; choose another one."))
    return record


@transaction.atomic
def reject(*, actor: User, proposal: Proposal) -> Decision:
    """Say that something is not so. It is not proposed again, whoever says it; what needs it
    is rejected with it.

    Raises:
        NotAllowed, Conflict: as :func:`accept`.
    """
    current = _locked(actor, proposal)
    decision = Decision.objects.create(community=current.community, action=Decision.Action.REJECT, actor=actor)
    _reject_one(actor, current, decision)
    return decision


def _reject_one(actor: User, proposal: Proposal, decision: Decision) -> None:
    _close(actor, proposal, _State.REJECTED, decision, proposal.state)
    for dependent in proposal.needed_by.select_for_update(of=("self",)).filter(state__in=WAITING):
        _reject_one(actor, dependent, decision)


@transaction.atomic
def never(*, actor: User, proposal: Proposal) -> Decision:
    """Reject a proposal and all that waits and rests on the same source alone; nothing that this
    source says is proposed again.

    Raises:
        NotAllowed, Conflict: as :func:`accept`.
    """
    current = _locked(actor, proposal)
    decision = Decision.objects.create(community=current.community, action=Decision.Action.NEVER, actor=actor)
    readings = FactReading.objects.filter(article__facts__proposals=current).order_by("article__created_at")
    for reading in readings.select_related("article__page", "article__organisation").distinct():
        SourceTrust.objects.update_or_create(
            community=current.community,
            source=reading.source,
            defaults={
                "label": speaker(reading.article).label[:300], "verdict": SourceTrust.Verdict.NEVER, "by": actor,
                "decision": decision,
            },
        )  # fmt: skip
    silenced = set(readings.values_list("source", flat=True))
    _reject_one(actor, current, decision)
    others = (
        Proposal.objects.select_for_update(of=("self",))
        .filter(community=current.community, state__in=WAITING)
        .filter(pk__in=Proposal.objects.filter(facts__article__fact_reading__source__in=silenced).values("pk"))
        .exclude(
            pk__in=Proposal.objects.filter(facts__isnull=False)
            .filter(facts__in=Fact.objects.exclude(article__fact_reading__source__in=silenced))
            .values("pk")
        )
    )
    for other in others:
        if other.waits:
            _close(actor, other, _State.REJECTED, decision, other.state)
    return decision


@transaction.atomic
def undo(*, actor: User, decision: Decision) -> list[Proposal]:
    """Take back a decision: what it made is removed, what it rejected waits again.

    What was accepted later and cannot be without it (a post at an organisation that goes)
    waits again too.

    Returns:
        The proposals that wait again.

    Raises:
        NotAllowed: the actor is not of the secretariat.
        Conflict: it was undone before, or something that no proposal made rests on it;
            nothing is changed then.
    """
    current = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    review_proposal.check(standing(actor), current, _("Only the secretariat decides about proposals."))
    if current.undone_at is not None:
        raise Conflict(_("This decision has been undone already."))
    rows = list(Proposal.objects.select_for_update(of=("self",)).filter(decision=current))
    back: list[Proposal] = []
    for proposal in _in_order(rows):
        _wait_again(actor, proposal, back)
    SourceTrust.objects.filter(decision=current).delete()
    current.undone_at, current.undone_by = timezone.now(), actor
    current.save(update_fields=["undone_at", "undone_by", "updated_at"])
    return back


def _in_order(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Posts before the people and organisations that they are of."""
    return sorted(proposals, key=lambda one: (_BACKWARDS.get(Kind(one.kind), 1), one.pk))


def _wait_again(actor: User | None, proposal: Proposal, back: list[Proposal], note: Any = "") -> None:
    """Undo what became of one proposal, and first of all that rests on it."""
    proposal.refresh_from_db()
    if not proposal.holds and proposal.state != _State.REJECTED:
        return
    before = proposal.state
    if proposal.holds:
        for dependent in _resting_on(proposal):
            _wait_again(actor, dependent, back, _("what it rested on was taken back"))
        unmake(actor=actor, proposal=proposal)
    proposal.values = dict(proposal.proposed)
    _close(actor, proposal, _State.UNDONE, None, before, note=str(note))
    back.append(proposal)


def _resting_on(proposal: Proposal) -> list[Proposal]:
    """The accepted posts of a person or at an organisation that a proposal made."""
    if proposal.made is None or proposal.kind not in (Kind.ORGANISATION, Kind.PERSON) or proposal.record is None:
        return []
    rows = Proposal.objects.select_for_update(of=("self",)).filter(kind=Kind.POST, state__in=HOLDING)
    return list(rows.filter(**{f"post__{proposal.kind}": proposal.record.pk}, made__isnull=False))


@transaction.atomic
def take_back_reading(*, actor: User, page: Page) -> TakenBack:
    """Undo a whole reading: facts, proposals and whatever was made of them go; the articles stay.

    What other pages say as well stays, with those as its sources. What was rejected stays
    rejected. A record on which something else rests stays too, and is named in the answer.

    Raises:
        NotAllowed: the actor is not of the secretariat.
        Conflict: no facts were read from this page.
    """
    readings = list(FactReading.objects.select_for_update(of=("self",)).filter(article__page=page, taken_back_at=None))
    articles = list(Article.objects.filter(page=page).select_related("community"))
    for article in articles:
        review_proposal.check(standing(actor), article, _("Only the secretariat takes back what was read."))
    if not readings:
        raise Conflict(_("No facts are kept of this page; there is nothing to take back."))
    facts = Fact.objects.filter(article__page=page)
    elsewhere = Fact.objects.exclude(article__page=page).filter(withdrawn_at=None)
    touched = Proposal.objects.filter(facts__in=facts).distinct()
    only_here = touched.exclude(pk__in=Proposal.objects.filter(facts__in=elsewhere).values("pk"))
    going = list(Proposal.objects.select_for_update(of=("self",)).filter(pk__in=only_here.values("pk")))
    kept: list[str] = []
    removed = 0
    for proposal in _in_order(going):
        proposal.refresh_from_db()
        if proposal.state == _State.REJECTED:
            continue
        if proposal.holds and not _unmade(actor, proposal, kept):
            continue
        proposal.delete()
        removed += 1
    decisions = Decision.objects.filter(pk__in=[one.decision_id for one in going if one.decision_id])
    decisions.filter(proposals__isnull=True, action__in=[Decision.Action.ACCEPT, Decision.Action.EDIT]).delete()
    number = facts.count()
    facts.delete()
    now = timezone.now()
    FactReading.objects.filter(pk__in=[one.pk for one in readings]).update(taken_back_at=now, taken_back_by=actor)
    audit.record(actor=actor, action="take-back-reading", target=page, before={"facts": number}, after={"kept": kept})
    return TakenBack(number, removed, tuple(kept))


def _unmade(actor: User, proposal: Proposal, kept: list[str]) -> bool:
    try:
        with transaction.atomic():
            back: list[Proposal] = []
            for dependent in _resting_on(proposal):
                _wait_again(actor, dependent, back, _("what it rested on was taken back"))
            unmake(actor=actor, proposal=proposal)
    except DuijieError as error:
        proposal.refresh_from_db()
        proposal.note = str(error)[:300]
        proposal.save(update_fields=["note", "updated_at"])
        kept.append(str(error))
        return False
    return True


def _locked(actor: User | None, proposal: Proposal) -> Proposal:
    """The proposal as it is now, waiting, and the actor's to decide."""
    current = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("community", "article")
        .filter(pk=proposal.pk)
        .first()
    )
    if current is None:
        raise Conflict(_("This is not proposed any more."))
    if actor is not None:
        review_proposal.check(standing(actor), current, _("Only the secretariat decides about proposals."))
    if not current.waits:
        raise Conflict(_("Somebody decided this in the meantime: %(state)s.") % {"state": current.get_state_display()})
    return current


def _close(
    actor: User | None,
    proposal: Proposal,
    state: str,
    decision: Decision | None,
    before: str,
    note: str = "",
) -> None:
    proposal.state, proposal.decision, proposal.note = state, decision, note[:300]
    proposal.version += 1
    proposal.save()
    audit.record(
        actor=actor,
        action=decision.action if decision else "undo",
        target=proposal,
        before={"state": before},
        after={"state": state, "values": proposal.values} if state in HOLDING else {"state": state},
        note=note,
    )
