"""Proposing, putting terms forward, agreeing on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict, InvalidInput
from duijie.core.models import User
from duijie.core.money import shown
from duijie.core.text import clean
from duijie.docking.contracts.schedule import Step
from duijie.docking.models import Deal, Proposal, ProposalAnswer, Terms, TermsMilestone
from duijie.docking.services import log
from duijie.docking.services.deals import entered, move, others, tell
from duijie.docking.services.parties import check
from duijie.docking.services.reasons import reason_of

MOST_MILESTONES = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What a proposal says to the requirement with this ordinal: a :class:`ProposalAnswer.Fit` and how."""

    ordinal: int
    fit: str
    text: str = ""


@transaction.atomic
def propose(
    *, actor: User, deal: Deal, values: Mapping[str, Any], answers: Sequence[Answer] = (), form: UUID | None = None
) -> Proposal:
    """Say how the supply side would solve the problem; it replaces the last proposal.

    Args:
        values: ``approach``, ``amount``, ``currency``, ``weeks``.
        answers: to the requirements of the problem as they stand now; those left out are "to be clarified".
        form: the id of the form that is sent; sent again, it gives the proposal that it made.

    Raises:
        NotAllowed: the actor is not of the supply side.
        InvalidInput: values that do not fit, by field.
        Conflict: the deal is past negotiating.
    """
    current, _side = entered(actor, deal)
    if form is not None and (known := Proposal.objects.filter(deal=current, form=form).first()):
        return known
    number = (current.proposals.aggregate(last=models.Max("number"))["last"] or 0) + 1
    proposal = Proposal(deal=current, number=number, made_by=actor, form=form, **_cleaned(values))
    check(proposal, constraints=True)
    proposal.save()
    said = {answer.ordinal: answer for answer in answers}
    for place, row in enumerate(current.introduction.problem.requirements.all()):
        answer = said.get(place, Answer(place, ProposalAnswer.Fit.OPEN))
        line = ProposalAnswer(
            proposal=proposal,
            requirement=row,
            requirement_text=row.clause[:500],
            must=row.must,
            ordinal=place,
            fit=answer.fit,
            text=clean(answer.text),
        )
        check(line, constraints=True)
        line.save()
    move(actor=actor, deal=current, action="propose", after={"proposal": str(proposal.pk), "number": number})
    tell(current, others(current, actor), "deal-proposal", f"proposal:{proposal.pk}")
    return proposal


@transaction.atomic
def offer_terms(
    *, actor: User, deal: Deal, values: Mapping[str, Any], milestones: Sequence[Step], form: UUID | None = None
) -> Terms:
    """Put a sheet of terms forward; whoever does has agreed to it for their side. It replaces the last one.

    Args:
        values: the fields of :class:`Terms` that a side writes.
        milestones: 1 to 30 steps in the order of their dates, within the term; their payments make up the amount.

    Raises:
        NotAllowed: the actor is of neither side.
        InvalidInput: values that do not fit, by field.
        Conflict: the deal is past negotiating.
    """
    current, side = entered(actor, deal)
    if form is not None and (known := Terms.objects.filter(deal=current, form=form).first()):
        return known
    number = (current.terms.aggregate(last=models.Max("number"))["last"] or 0) + 1
    terms = Terms(deal=current, number=number, made_by=actor, side=side, form=form, **_cleaned(values))
    if side in ("demand", "supply"):
        setattr(terms, f"{side}_agreed_at", timezone.now())
    check(terms, constraints=True)
    _check_steps(terms, milestones)
    terms.save()
    for place, step in enumerate(milestones):
        row = TermsMilestone(
            terms=terms, ordinal=place, title=clean(step.title), due=step.due, criteria=clean(step.criteria),
            amount=step.amount,
        )  # fmt: skip
        check(row, constraints=True)
        row.save()
    move(
        actor=actor,
        deal=current,
        action="offer-terms",
        after={"terms": str(terms.pk), "number": number, "amount": str(terms.amount), "currency": terms.currency},
    )
    tell(current, others(current, actor), "deal-terms", f"terms:{terms.pk}")
    return terms


@transaction.atomic
def agree(*, actor: User, terms: Terms) -> Terms:
    """Agree to the last sheet for one's side. When both sides have, the deal is agreed.

    Raises:
        Conflict: a newer sheet was put forward, or the side has agreed already.
    """
    current, side = entered(actor, terms.deal)
    sheet = Terms.objects.select_for_update().get(pk=terms.pk)
    newest = current.terms.order_by("-number").first()
    if newest is None or newest.pk != sheet.pk:
        raise Conflict(_("A newer sheet of terms was put forward; read that one."))
    if side not in ("demand", "supply"):
        move(actor=actor, deal=current, action="agree")  # says who may
        raise AssertionError("a side that may not agree")
    if sheet.agreed:
        raise Conflict(_("Both sides have agreed to these terms already; the contract can be drafted."))
    if sheet.agreed_by(side):
        raise Conflict(_("Your side has agreed to it already; it waits for the other side."))
    setattr(sheet, f"{side}_agreed_at", timezone.now())
    sheet.version += 1
    sheet.save()
    if sheet.agreed:
        move(actor=actor, deal=current, action="agree", after={"terms": str(sheet.pk), "number": sheet.number})
        tell(current, others(current, actor), "deal-agreed", f"agreed:{sheet.pk}")
    else:
        log.write(
            stream=current.introduction_id,
            actor=actor,
            action="agree-terms",
            about=current,
            after={"terms": str(sheet.pk), "side": side},
        )
    return sheet


@transaction.atomic
def reopen_terms(*, actor: User, deal: Deal, reason: str) -> Deal:
    """Go back to negotiating before a contract is signed, with the reason that both sides read."""
    reason = reason_of(reason)
    current = move(actor=actor, deal=deal, action="reopen-terms", note=reason)
    current.terms.update(demand_agreed_at=None, supply_agreed_at=None)
    tell(current, others(current, actor), "deal-reopened", f"reopened:{current.version}")
    return current


def _check_steps(terms: Terms, steps: Sequence[Step]) -> None:
    problems: list[Any] = []
    if not steps:
        problems.append(_("Add at least one milestone."))
    if len(steps) > MOST_MILESTONES:
        problems.append(_("At most %(most)s milestones; join some of them.") % {"most": MOST_MILESTONES})
    if any(not terms.start <= step.due <= terms.end for step in steps):
        problems.append(_("Every milestone is due between the first and the last day of the work."))
    if [step.due for step in steps] != sorted(step.due for step in steps):
        problems.append(_("Put the milestones in the order of their dates."))
    paid = sum((step.amount for step in steps), Decimal(0))
    if steps and paid != terms.amount:
        sums = {"paid": paid, "amount": terms.amount}
        problems.append(
            _("The payments of the milestones make %(paid)s, the amount is %(amount)s; make them equal.")
            % {name: shown(value, terms.currency, get_language() or "") for name, value in sums.items()}
        )
    if problems:
        raise InvalidInput(problems[0], fields={"milestones": problems})


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: clean(value) if isinstance(value, str) else value for name, value in values.items()}
