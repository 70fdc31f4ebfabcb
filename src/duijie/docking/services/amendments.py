"""Amendments of a signed contract, numbered, in force when both sides agree; ending a contract."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.core.text import clean
from duijie.docking.contracts.amounts import checked
from duijie.docking.models import Amendment, Contract, Deal, Milestone
from duijie.docking.services import deals, log
from duijie.docking.services.parties import as_party, check, standing_contract, tell_parties
from duijie.docking.services.reasons import reason_of


@transaction.atomic
def propose(
    *,
    actor: User,
    contract: Contract,
    text: str,
    end: date | None = None,
    changes: Mapping[str, Mapping[str, str]] | None = None,
    form: UUID | None = None,
) -> Amendment:
    """Propose to change a signed contract; the side that proposes has agreed.

    Args:
        text: what is changed, in words.
        end: the new last day of the work.
        changes: by the id of an open milestone, its new ``due`` (ISO date) and ``amount``.

    Raises:
        Conflict: an amendment waits for an answer already, or a milestone is no longer open.
        InvalidInput: a date or an amount does not fit.
    """
    deal, side = as_party(actor, contract.deal, lead=True)
    if form is not None and (known := Amendment.objects.filter(contract=contract, form=form).first()):
        return known
    current = standing_contract(contract, Contract.State.SIGNED)
    if current.amendments.filter(state=Amendment.State.OPEN).exists():
        raise Conflict(_("An amendment waits for an answer; agree to it, decline it or take it back first."))
    number = (current.amendments.aggregate(last=Max("number"))["last"] or 0) + 1
    amendment = Amendment(
        contract=current,
        number=number,
        text=clean(text),
        end=end,
        changes={key: dict(value) for key, value in (changes or {}).items()},
        made_by=actor,
        side=side,
        form=form,
    )
    check(amendment)
    _changed(current, amendment)  # says now what would not fit later
    amendment.save()
    _say(deal, actor, "propose-amendment", amendment)
    tell_parties(deal, actor, "contract-amendment", f"amendment:{amendment.pk}")
    return amendment


@transaction.atomic
def agree(*, actor: User, amendment: Amendment) -> Amendment:
    """Agree for the other side; the amendment is in force then.

    Raises:
        NotAllowed: the actor's own side proposed it.
        Conflict: it is answered or taken back already, or what it changes was accepted meanwhile.
    """
    deal, current = _open(actor, amendment, answering=True)
    contract = standing_contract(current.contract, Contract.State.SIGNED)
    for step in _changed(contract, current):
        step.save()
    if current.end is not None:
        contract.end = current.end
    contract.amount = contract.milestones.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    contract.version += 1
    contract.save()
    _close(current, Amendment.State.AGREED, actor)
    _say(deal, actor, "agree-amendment", current)
    tell_parties(deal, actor, "contract-amended", f"amended:{current.pk}")
    return current


@transaction.atomic
def decline(*, actor: User, amendment: Amendment, reason: str) -> Amendment:
    """Decline for the other side, with a reason."""
    reason = reason_of(reason)
    deal, current = _open(actor, amendment, answering=True)
    _close(current, Amendment.State.DECLINED, actor, reason)
    _say(deal, actor, "decline-amendment", current)
    tell_parties(deal, actor, "contract-amendment-declined", f"amendment-declined:{current.pk}")
    return current


@transaction.atomic
def take_back(*, actor: User, amendment: Amendment) -> Amendment:
    """Take an amendment back before the other side has answered."""
    deal, current = _open(actor, amendment, answering=False)
    _close(current, Amendment.State.WITHDRAWN, actor)
    _say(deal, actor, "withdraw-amendment", current)
    return current


@transaction.atomic
def terminate(*, actor: User, contract: Contract, reason: str) -> Contract:
    """End a signed contract with the reason that both sides read; the deal ends with it.

    Raises:
        NotAllowed: the actor does not lead a party.
        Conflict: the contract is not signed, or over.
    """
    reason = reason_of(reason)
    deal, _side = as_party(actor, contract.deal, lead=True)
    standing_contract(contract, Contract.State.SIGNED)
    deals.end(actor=actor, deal=deal, reason=reason)
    return Contract.objects.get(pk=contract.pk)


def close(*, actor: User, deal: Deal, reason: str) -> None:
    """What a deal that ends does to its contract. Call it in that transaction, with the deal locked."""
    row = deal.contracts.filter(state__in=[Contract.State.DRAFT, Contract.State.SIGNED]).first()
    if row is None:
        return
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=row.pk)
    signed = contract.state == Contract.State.SIGNED
    if signed and not deal.participants.filter(user=actor, lead=True, left_at=None).exists():
        raise NotAllowed(_("Only who leads a side may end a signed contract."))
    contract.state = Contract.State.TERMINATED if signed else Contract.State.WITHDRAWN
    contract.over_at, contract.over_note = timezone.now(), reason
    contract.version += 1
    contract.save()
    contract.amendments.filter(state=Amendment.State.OPEN).update(state=Amendment.State.WITHDRAWN)
    log.write(
        stream=deal.introduction_id,
        actor=actor,
        action="terminate-contract" if signed else "withdraw-contract",
        about=contract,
        after={"number": contract.number, "state": contract.state},
    )


def _open(actor: User, amendment: Amendment, *, answering: bool) -> tuple[Deal, Amendment]:
    deal, side = as_party(actor, amendment.contract.deal, lead=True)
    current = Amendment.objects.select_for_update(of=("self",)).select_related("contract").get(pk=amendment.pk)
    if answering == (current.side == side):
        raise NotAllowed(
            _("Your side proposed it; it waits for the other side.")
            if answering
            else _("Only the side that proposed it may take it back; you can decline it.")
        )
    if current.state != Amendment.State.OPEN:
        raise Conflict(_("This amendment is %(state)s already.") % {"state": current.get_state_display()})
    return deal, current


def _close(amendment: Amendment, state: Amendment.State, actor: User, note: str = "") -> None:
    amendment.state, amendment.answered_by, amendment.note = state, actor, note
    amendment.answered_at = timezone.now()
    amendment.version += 1
    amendment.save()


def _changed(contract: Contract, amendment: Amendment) -> list[Milestone]:
    """The milestones as they would be, unsaved."""
    end = amendment.end or contract.end
    if end < contract.start:
        raise InvalidInput.at("end", _("The work ends before it begins; choose a later day."))
    rows = {str(row.pk): row for row in contract.milestones.all()}
    touched = []
    for key, change in amendment.changes.items():
        if key not in rows:
            raise InvalidInput.at("changes", _("This milestone is not part of the contract."))
        row = rows[key]
        if row.state != Milestone.State.OPEN:
            raise Conflict(
                _("“%(milestone)s” is %(state)s and can no longer be changed.")
                % {"milestone": row.title, "state": row.get_state_display()}
            )
        row.due, row.amount = _due(row, change), _amount(row, change, contract.currency)
        touched.append(row)
    late = next((row for row in rows.values() if row.state == Milestone.State.OPEN and row.due > end), None)
    if late is not None:
        raise InvalidInput.at(
            "end",
            _("“%(milestone)s” would be due after the last day of the work; change one of the two.")
            % {"milestone": late.title},
        )
    for row in touched:
        if row.due < contract.start:
            raise InvalidInput.at("changes", _("No milestone is due before the work begins."))
        check(row)
    return touched


def _due(row: Milestone, change: Mapping[str, str]) -> date:
    try:
        return date.fromisoformat(change["due"]) if change.get("due") else row.due
    except ValueError as error:
        raise InvalidInput.at("changes", _("Write the day as 2026-11-30.")) from error


def _amount(row: Milestone, change: Mapping[str, str], currency: str) -> Decimal:
    try:
        return checked(Decimal(change["amount"]), currency) if change.get("amount") else row.amount
    except InvalidOperation as error:
        raise InvalidInput.at(
            "changes",
            _("Write the amount in figures with a point before the cents, such as 1200000 or 1,200,000.50."),
        ) from error


def _say(deal: Deal, actor: User, action: str, amendment: Amendment) -> None:
    log.write(
        stream=deal.introduction_id,
        actor=actor,
        action=action,
        about=amendment,
        after={"number": amendment.number, "state": amendment.state, "sha256": log.fingerprint(amendment.text)},
    )
