"""Drafting a contract from agreed terms, drafting it anew, withdrawing it, who may read it, registration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict, InvalidInput, StaleEdit
from duijie.core.models import User
from duijie.core.text import clean
from duijie.docking.contracts import docx, kinds, pdf, registration
from duijie.docking.contracts.draft import Agreed, Party
from duijie.docking.contracts.draft import draft as written
from duijie.docking.contracts.schedule import Step
from duijie.docking.models import Contract, ContractFile, ContractVersion, Deal, Terms
from duijie.docking.services import log
from duijie.docking.services.keeping import keep
from duijie.docking.services.parties import as_party, check, standing_contract, tell_parties
from duijie.docking.services.reasons import reason_of

FIELDS = ("title", "requirements", "court", "court_name", "late_permille", "late_cap_percent", "copies")
DETAILS = ("name", "number", "address", "representative", "contact")
_LONGEST_DETAIL = 200


@transaction.atomic
def draft(*, actor: User, deal: Deal, values: Mapping[str, Any], form: UUID | None = None) -> Contract:
    """Draft the contract of a deal from the terms that both sides agreed to.

    Args:
        values: some of :data:`FIELDS`, and ``parties``: the :data:`DETAILS` of ``demand`` and ``supply``.
        form: the id of the form that is sent; sent again, it gives the contract that it made.

    Raises:
        NotAllowed: the actor speaks for neither party.
        Conflict: the terms are not agreed, or there is a contract already.
        InvalidInput: values that do not fit, by field.
    """
    current, _side = as_party(actor, deal)
    if form is not None and (known := ContractVersion.objects.filter(contract__deal=current, form=form).first()):
        return known.contract
    terms = current.terms.prefetch_related("milestones").first()
    if current.state != Deal.State.AGREED or terms is None or not terms.agreed:
        raise Conflict(_("A contract is drafted once both sides have agreed to the same terms."))
    last = current.contracts.exclude(state=Contract.State.WITHDRAWN).first()
    if last is not None and last.terms_id == terms.pk:
        raise Conflict(_("There is a draft already; change that one, or withdraw it."))
    if last is not None:
        _withdraw(last, actor, current, note="")
    contract = Contract(
        deal=current,
        terms=terms,
        kind=terms.kind,
        amount=terms.amount,
        currency=terms.currency,
        start=terms.start,
        end=terms.end,
        made_by=actor,
    )
    contract.number = f"DJ-{timezone.localdate().year}-{contract.pk.hex[-8:].upper()}"
    _fill(contract, values)
    contract.save()
    _write(contract, terms, actor, form)
    _say(contract, actor, "draft-contract", after={"number": contract.number, "kind": contract.kind})
    tell_parties(current, actor, "contract-drafted", f"contract:{contract.pk}:1")
    return contract


@transaction.atomic
def redraft(
    *, actor: User, contract: Contract, values: Mapping[str, Any], version: int, form: UUID | None = None
) -> Contract:
    """Change the draft. The version before is kept; whoever has signed that one signs again.

    Args:
        version: the ``version`` of the contract that the form was opened with.

    Raises:
        StaleEdit: the draft was changed after the form was opened.
        Others as :func:`draft`.
    """
    deal, _side = as_party(actor, contract.deal)
    if form is not None and (known := ContractVersion.objects.filter(contract=contract, form=form).first()):
        return known.contract
    current = standing_contract(contract, Contract.State.DRAFT)
    if current.version != version:
        raise StaleEdit(_("Somebody changed the draft after you opened it; look at it again before you change it."))
    terms = still_agreed(current)
    _fill(current, values)
    current.version += 1
    current.save()
    made = _write(current, terms, actor, form)
    _say(current, actor, "redraft-contract", after={"number": current.number, "version": made.number})
    tell_parties(deal, actor, "contract-drafted", f"contract:{current.pk}:{made.number}")
    return current


@transaction.atomic
def withdraw(*, actor: User, contract: Contract, reason: str) -> Contract:
    """Withdraw a draft that is not signed by both; another one may be drafted then."""
    reason = reason_of(reason)
    deal, _side = as_party(actor, contract.deal, lead=True)
    current = standing_contract(contract, Contract.State.DRAFT)
    _withdraw(current, actor, deal, note=reason)
    tell_parties(deal, actor, "contract-withdrawn", f"contract-withdrawn:{current.pk}")
    return current


def _withdraw(contract: Contract, actor: User, deal: Deal, *, note: str) -> None:
    contract.state, contract.over_at, contract.over_note = Contract.State.WITHDRAWN, timezone.now(), note
    contract.version += 1
    contract.save()
    _say(contract, actor, "withdraw-contract", after={"number": contract.number, "reason": log.fingerprint(note)})


@transaction.atomic
def let_broker_read(*, actor: User, contract: Contract, allowed: bool) -> Contract:
    """Show the contract to the broker, or no longer; who leads a party may say so."""
    _deal, side = as_party(actor, contract.deal, lead=True)
    current = standing_contract(contract, Contract.State.DRAFT, Contract.State.SIGNED)
    if current.broker_reads != allowed:
        current.broker_reads = allowed
        current.version += 1
        current.save()
        _say(current, actor, "broker-reads", after={"allowed": allowed, "side": side})
    return current


@transaction.atomic
def register(*, actor: User, contract: Contract, answers: Mapping[str, str]) -> Contract:
    """Keep what the registration asks for besides what the contract says.

    Raises:
        InvalidInput: an answer is missing or does not fit, by field.
    """
    as_party(actor, contract.deal, alive=False)
    current = standing_contract(contract, Contract.State.DRAFT, Contract.State.SIGNED, Contract.State.DELIVERED)
    table = code_table()
    kept = registration.checked(
        table, current.kind, {name: clean(value) for name, value in answers.items()}, current.amount
    )
    current.registration, current.code_table = kept, table.version
    current.version += 1
    current.save()
    _say(current, actor, "fill-registration", after={"code_table": table.version, "fields": sorted(kept)})
    return current


def code_table() -> kinds.CodeTable:
    """The table of what registration asks for: the operator's, else the one shipped."""
    named = settings.ENV.contract_codes
    return kinds.load(Path(named) if named else kinds.SHIPPED)


def sheet(contract: Contract) -> tuple[registration.Line, ...]:
    """The registration sheet of a contract as it stands."""
    facts = registration.Facts(
        number=contract.number,
        title=contract.title,
        kind=contract.kind,
        buyer=contract.parties["demand"]["name"],
        seller=contract.parties["supply"]["name"],
        signed=timezone.localtime(contract.signed_at).date() if contract.signed_at else None,
        start=contract.start,
        end=contract.end,
        amount=contract.amount,
        currency=contract.currency,
    )
    return registration.lines(code_table(), facts, contract.registration)


def still_agreed(contract: Contract) -> Terms:
    """The terms of a draft.

    Raises:
        Conflict: they were opened again, or others were agreed.
    """
    terms = Terms.objects.prefetch_related("milestones").get(pk=contract.terms_id)
    if not terms.agreed:
        raise Conflict(_("The terms were opened again; this draft is out of date. Agree again, then draft anew."))
    return terms


def suggested(deal: Deal, *, requirements: bool) -> dict[str, Any]:
    """What a first draft begins with: the problem's title, the names of both sides, the requirements
    where the reader may see them."""
    problem, item = deal.introduction.problem, deal.introduction.item
    leads = {row.side: row.user for row in deal.participants.all() if row.lead and row.left_at is None}
    names = {
        side: str(record.organisation) if record.organisation else str(leads.get(side) or "")
        for side, record in (("demand", problem), ("supply", item))
    }
    rows = [row.clause for row in problem.requirements.all()] if requirements else []
    return {
        "title": problem.title,
        "requirements": "\n".join(rows),
        "parties": {side: {"name": name} for side, name in names.items()},
    }


def _fill(contract: Contract, values: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(contract, name, clean(value) if isinstance(value, str) else value)
    contract.parties = {side: _party(side, values["parties"][side]) for side in ("demand", "supply")}
    check(contract)


def _party(side: str, given: Mapping[str, str]) -> dict[str, str]:
    found = {name: clean(given.get(name, "")) for name in DETAILS}
    wrong: dict[str, list[Any]] = {
        f"{side}_{name}": [_("At most %(most)s characters; shorten it.") % {"most": _LONGEST_DETAIL}]
        for name, value in found.items()
        if len(value) > _LONGEST_DETAIL
    }
    if not found["name"]:
        wrong[f"{side}_name"] = [_("Name both parties.")]
    if wrong:
        raise InvalidInput(next(iter(wrong.values()))[0], fields=wrong)
    return found


def _write(contract: Contract, terms: Terms, actor: User, form: UUID | None) -> ContractVersion:
    """The next version: the text, and both documents made of it."""
    number = (contract.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    text = written(
        Agreed(
            number=contract.number,
            title=contract.title,
            kind=contract.kind,
            client=Party(**contract.parties["demand"]),
            provider=Party(**contract.parties["supply"]),
            subject=terms.subject,
            requirements=tuple(line.strip() for line in contract.requirements.splitlines() if line.strip()),
            amount=terms.amount,
            currency=terms.currency,
            start=terms.start,
            end=terms.end,
            steps=tuple(Step(row.title, row.due, row.criteria, row.amount) for row in terms.milestones.all()),
            ownership=terms.ownership,
            secrecy_years=terms.secrecy_years,
            place=terms.place,
            other=terms.other,
            court="arbitration" if contract.court == Contract.Court.ARBITRATION else "court",
            court_name=contract.court_name,
            late_permille=contract.late_permille,
            late_cap_percent=contract.late_cap_percent,
            copies=contract.copies,
        )
    )
    documents = {
        ending: keep(
            actor=actor,
            contract=contract,
            name=f"{contract.number}-v{number}.{ending}",
            data=data,
            media_type=media_type,
            purpose=ContractFile.Purpose.DRAFT,
        )
        for ending, data, media_type in (
            ("docx", docx.render(text), docx.MEDIA_TYPE),
            ("pdf", pdf.render(text, made=timezone.now().astimezone(UTC)), pdf.MEDIA_TYPE),
        )
    }
    made = ContractVersion(contract=contract, number=number, text=text.as_data(), made_by=actor, form=form, **documents)
    check(made)
    made.save()
    return made


def _say(contract: Contract, actor: User | None, action: str, *, after: Mapping[str, Any]) -> None:
    log.write(
        stream=contract.deal.introduction_id,
        actor=actor,
        action=action,
        about=contract,
        after={**after, "state": contract.state},
    )
