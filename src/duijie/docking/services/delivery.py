"""Handing in milestones, accepting or rejecting them, recording payments, flagging delays, reviewing in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.core.text import clean
from duijie.docking.contracts.amounts import checked
from duijie.docking.models import Contract, ContractFile, Deal, Milestone, Payment, Review, Submission
from duijie.docking.services import log
from duijie.docking.services.deals import move
from duijie.docking.services.keeping import MOST_FILES, keep_upload
from duijie.docking.services.parties import as_party, check, of_side, standing_contract, tell_parties
from duijie.docking.services.reasons import reason_of

_AT_ONCE = 200


@transaction.atomic
def submit(
    *, actor: User, milestone: Milestone, text: str, uploads: Sequence[UploadedFile] = (), form: UUID | None = None
) -> Submission:
    """Hand a milestone in, with what proves it; each time is a round of its own.

    Raises:
        NotAllowed: the actor is not of the side that works.
        Conflict: the milestone waits for an answer or is accepted, or the contract is not in force.
        InvalidInput, TooLarge: nothing was written, or a file does not fit.
    """
    deal, side = as_party(actor, milestone.contract.deal)
    of_side(side, "supply")
    if form is not None and (known := Submission.objects.filter(milestone=milestone, form=form).first()):
        return known
    contract = standing_contract(milestone.contract, Contract.State.SIGNED)
    current = _milestone(milestone, Milestone.State.OPEN)
    if len(uploads) > MOST_FILES:
        sentence = _("At most %(most)s files at a time; put some of them into one.") % {"most": MOST_FILES}
        raise InvalidInput.at("evidence", sentence)
    number = (current.submissions.aggregate(last=Max("number"))["last"] or 0) + 1
    submission = Submission(milestone=current, number=number, text=clean(text), by=actor, form=form)
    check(submission)
    submission.save()
    files = [
        keep_upload(
            actor=actor,
            contract=contract,
            upload=one,
            purpose=ContractFile.Purpose.EVIDENCE,
            side=side,
            field="evidence",
        )
        for one in uploads
    ]
    submission.files.set(files)
    _put(current, Milestone.State.SUBMITTED)
    _say(
        deal, actor, "submit-milestone", current,
        {"round": number, "sha256": log.fingerprint(submission.text), "files": [row.sha256 for row in files]},
    )  # fmt: skip
    tell_parties(deal, actor, "milestone-submitted", f"submission:{submission.pk}")
    return submission


@transaction.atomic
def accept(*, actor: User, submission: Submission) -> Submission:
    """Accept what was handed in. With the last milestone the deal is delivered.

    Raises:
        NotAllowed: the actor does not lead the side that ordered the work.
        Conflict: this round was answered already.
    """
    deal, contract, current = _answering(actor, submission)
    _answer(current, actor, Submission.Answer.ACCEPTED)
    milestone = current.milestone
    milestone.accepted_at = timezone.now()
    _put(milestone, Milestone.State.ACCEPTED)
    _say(deal, actor, "accept-milestone", milestone, {"round": current.number})
    if contract.milestones.exclude(state=Milestone.State.ACCEPTED).exists():
        tell_parties(deal, actor, "milestone-accepted", f"accepted:{current.pk}")
    else:
        contract.state, contract.over_at = Contract.State.DELIVERED, timezone.now()
        contract.version += 1
        contract.save()
        contract.amendments.filter(state="open").update(state="withdrawn")
        move(actor=None, deal=deal, action="deliver", after={"contract": str(contract.pk)})
        tell_parties(deal, actor, "deal-delivered", f"delivered:{contract.pk}")
    return current


@transaction.atomic
def reject(*, actor: User, submission: Submission, reason: str) -> Submission:
    """Say why what was handed in does not meet the criteria; it can be handed in again."""
    reason = reason_of(reason, most=5000)
    deal, _contract, current = _answering(actor, submission)
    _answer(current, actor, Submission.Answer.REJECTED, reason)
    _put(current.milestone, Milestone.State.OPEN)
    _say(
        deal, actor, "reject-milestone", current.milestone, {"round": current.number, "reason": log.fingerprint(reason)}
    )
    tell_parties(deal, actor, "milestone-rejected", f"rejected:{current.pk}")
    return current


@transaction.atomic
def record_payment(*, actor: User, contract: Contract, values: Mapping[str, Any], form: UUID | None = None) -> Payment:
    """Record that something was paid; no money moves here. The other side confirms it.

    Args:
        values: ``payer`` (demand or supply), ``amount``, ``paid_on``, ``note``, ``milestone``.

    Raises:
        InvalidInput: a day to come, an amount that does not fit, a milestone of another contract.
    """
    deal, side = as_party(actor, contract.deal, alive=False)
    if form is not None and (known := Payment.objects.filter(contract=contract, form=form).first()):
        return known
    current = standing_contract(contract, *_PAYABLE)
    payment = Payment(
        contract=current, side=side, by=actor, form=form, **{**values, "note": clean(values.get("note") or "")}
    )
    check(payment)
    if payment.milestone is not None and payment.milestone.contract_id != current.pk:
        raise InvalidInput.at("milestone", _("This milestone is not part of the contract."))
    if payment.paid_on > timezone.localdate():
        raise InvalidInput.at("paid_on", _("This day is still to come; record the payment once it was made."))
    try:
        checked(payment.amount, current.currency)
    except InvalidInput as error:
        raise InvalidInput.at("amount", str(error)) from error
    payment.save()
    _say(deal, actor, "record-payment", payment, {"payer": payment.payer})
    tell_parties(deal, actor, "payment-recorded", f"payment:{payment.pk}")
    return payment


@transaction.atomic
def confirm_payment(*, actor: User, payment: Payment) -> Payment:
    """Confirm what the other side recorded.

    Raises:
        NotAllowed: the actor's own side recorded it, or the actor does not lead.
        Conflict: it was answered already.
    """
    deal, current = _payment(actor, payment)
    _settle(current, actor, Payment.State.CONFIRMED)
    _say(deal, actor, "confirm-payment", current, {})
    tell_parties(deal, actor, "payment-confirmed", f"payment-confirmed:{payment.pk}")
    return current


@transaction.atomic
def dispute_payment(*, actor: User, payment: Payment, reason: str) -> Payment:
    """Say why a payment that the other side recorded is not as it says."""
    reason = reason_of(reason)
    deal, current = _payment(actor, payment)
    _settle(current, actor, Payment.State.DISPUTED, reason)
    _say(deal, actor, "dispute-payment", current, {"reason": log.fingerprint(reason)})
    tell_parties(deal, actor, "payment-disputed", f"payment-disputed:{payment.pk}")
    return current


@transaction.atomic
def review(*, actor: User, contract: Contract, values: Mapping[str, Any]) -> Review:
    """Say what the other side was like to work with, once, when everything is delivered. It stays
    sealed until both sides have spoken.

    Args:
        values: ``result``, ``reliability``, ``together`` (1 to 5), ``text``.
    """
    deal, side = as_party(actor, contract.deal, lead=True, alive=False)
    current = standing_contract(contract, Contract.State.DELIVERED)
    if current.reviews.filter(side=side).exists():
        raise Conflict(_("Your side has given its review already."))
    made = Review(contract=current, side=side, by=actor, **{**values, "text": clean(values.get("text") or "")})
    check(made)
    made.save()
    both = current.reviews.count() == 2
    if both:
        current.reviews_open_at = timezone.now()
        current.version += 1
        current.save()
    _say(deal, actor, "review", current, {"side": side, "both": both})
    tell_parties(deal, actor, "reviews-open" if both else "review-waits", f"review:{made.pk}")
    return made


@transaction.atomic
def remind_late() -> int:
    """Tell both sides of milestones whose day has passed, once for each day that was agreed; of how many."""
    rows = (
        Milestone.objects.filter(
            state=Milestone.State.OPEN, due__lt=timezone.localdate(), contract__state=Contract.State.SIGNED
        )
        .select_related("contract__deal__introduction__problem", "contract__deal__introduction__project")
        .order_by("due", "id")
    )
    told = 0
    for row in rows.iterator(_AT_ONCE):
        told += bool(tell_parties(row.contract.deal, None, "milestone-late", f"late:{row.pk}:{row.due.isoformat()}"))
    return told


_PAYABLE = (Contract.State.SIGNED, Contract.State.DELIVERED, Contract.State.TERMINATED)
"""Payments are recorded after the end too: the last one is often made then."""


def _milestone(milestone: Milestone, *states: Milestone.State) -> Milestone:
    current = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    if current.state not in states:
        raise Conflict(
            _("“%(milestone)s” is %(state)s now, so the action is no longer possible.")
            % {"milestone": current.title, "state": current.get_state_display()}
        )
    return current


def _put(milestone: Milestone, state: Milestone.State) -> None:
    milestone.state = state
    milestone.version += 1
    check(milestone)
    milestone.save()


def _answering(actor: User, submission: Submission) -> tuple[Deal, Contract, Submission]:
    deal, side = as_party(actor, submission.milestone.contract.deal, lead=True)
    of_side(side, "demand")
    contract = standing_contract(submission.milestone.contract, Contract.State.SIGNED)
    current = Submission.objects.select_for_update(of=("self",)).select_related("milestone").get(pk=submission.pk)
    if current.answer:
        raise Conflict(_("This round is %(answer)s already.") % {"answer": current.get_answer_display()})
    return deal, contract, current


def _answer(submission: Submission, actor: User, answer: Submission.Answer, reason: str = "") -> None:
    submission.answer, submission.reason, submission.answered_by = answer, reason, actor
    submission.answered_at = timezone.now()
    check(submission)
    submission.save()


def _payment(actor: User, payment: Payment) -> tuple[Deal, Payment]:
    deal, side = as_party(actor, payment.contract.deal, lead=True, alive=False)
    current = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if current.side == side:
        raise NotAllowed(_("Your side recorded it; it waits for the other side."))
    if current.state != Payment.State.RECORDED:
        raise Conflict(_("This payment is %(state)s already.") % {"state": current.get_state_display()})
    return deal, current


def _settle(payment: Payment, actor: User, state: Payment.State, reason: str = "") -> None:
    payment.state, payment.reason, payment.answered_by = state, reason, actor
    payment.answered_at = timezone.now()
    check(payment)
    payment.save()


def _say(deal: Deal, actor: User, action: str, about: Any, after: Mapping[str, Any]) -> None:
    log.write(stream=deal.introduction_id, actor=actor, action=action, about=about, after=after)
