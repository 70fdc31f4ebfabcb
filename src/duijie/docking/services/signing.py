"""Signing a contract, side by side: by a scan of the signed copy, or through a provider of electronic signatures."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict, Unavailable
from duijie.core.models import User
from duijie.docking.contracts.esign import LocalProvider, Looked, Provider, Request
from duijie.docking.lifecycle import Side
from duijie.docking.models import Contract, ContractFile, ContractVersion, Deal, Milestone, Signature, Terms
from duijie.docking.services import log, outcomes
from duijie.docking.services.contracts import still_agreed
from duijie.docking.services.deals import move, others, tell
from duijie.docking.services.keeping import keep, keep_upload
from duijie.docking.services.parties import as_party, check, standing_contract, tell_parties
from duijie.library.models import Problem
from duijie.library.services import act

_KINDS = {"json": "application/json", "pdf": "application/pdf", "p7s": "application/pkcs7-signature"}


@transaction.atomic
def sign(*, actor: User, version: ContractVersion, upload: UploadedFile) -> Signature:
    """Sign a version for one's side with the scan of the signed copy. When both sides have signed the
    same version, the contract is signed.

    Raises:
        NotAllowed: the actor does not lead a party.
        Conflict: a newer version was drafted, the terms were opened again, or the side has signed already.
        InvalidInput, TooLarge: the file does not fit.
    """
    deal, side, contract, terms = _ready(actor, version)
    upload.seek(0)
    known = version.signatures.filter(side=side).first()
    if known is not None and known.done_at is not None:
        if known.file is not None and known.file.sha256 == _digest(upload):
            return known  # the same form, sent twice
        raise Conflict(_("Your side has signed this version already; it waits for the other side."))
    kept = keep_upload(actor=actor, contract=contract, upload=upload, purpose=ContractFile.Purpose.SCAN, side=side)
    signature = known or Signature(version=version, side=side)
    signature.by, signature.file, signature.provider, signature.reference = actor, kept, "", ""
    return _signed(signature, deal, contract, terms, actor)


def provider() -> Provider | None:
    """The provider of electronic signatures that the operator named, if any.

    Raises:
        Unavailable: the setting names nothing of the form of :class:`~duijie.docking.contracts.esign.Provider`.
    """
    named = settings.ENV.sign_provider
    if not named:
        return None
    if named == "local":
        return LocalProvider(settings.SECRET_KEY)
    try:
        found: Provider = import_string(named)()
    except (ImportError, TypeError) as error:
        raise Unavailable(f"The setting DUIJIE_SIGN_PROVIDER names {named}, which is no provider: {error}") from error
    return found


def begin(*, actor: User, version: ContractVersion, back: str) -> tuple[Signature, str]:
    """Begin to sign a version through the provider. The provider is spoken to outside of any
    transaction: a signature that was begun and not finished is found again by its key.

    Args:
        back: the address to come back to.

    Returns:
        the signature, and where the person signs ("" when it is done already).

    Raises:
        as :func:`sign`; Unavailable: there is no provider, or it does not answer.
    """
    with_ = provider()
    if with_ is None:
        raise Unavailable("No provider of electronic signatures is set (DUIJIE_SIGN_PROVIDER).")
    with transaction.atomic():
        _deal, side, _contract, _terms = _ready(actor, version)
        signature, made = Signature.objects.get_or_create(
            version=version, side=side, defaults={"by": actor, "provider": with_.name}
        )
        if signature.done_at is not None:
            raise Conflict(_("Your side has signed this version already; it waits for the other side."))
        if not made and signature.provider != with_.name:
            raise Conflict(_("Your side has begun to sign in another way; withdraw the draft to begin anew."))
    with version.pdf.file.open("rb") as stream:
        document = stream.read()
    begun = with_.begin(Request(str(signature.pk), document, version.pdf.name, side, str(actor), actor.email, back))
    with transaction.atomic():
        _ready(actor, version)
        signature = Signature.objects.select_for_update().get(pk=signature.pk)
        signature.by, signature.reference = actor, begun.reference
        check(signature)
        signature.save()
    if begun.url:
        return signature, begun.url
    return look(actor=actor, signature=signature), ""


def look(*, actor: User, signature: Signature) -> Signature:
    """Ask the provider how a signature stands, and take it over when it is done.

    Raises:
        Conflict: it was refused there; the side may begin anew.
    """
    with_ = provider()
    if with_ is None or signature.provider != with_.name:
        raise Unavailable(f"The provider {signature.provider} of this signature is not set (any more).")
    if signature.done_at is not None:
        return signature
    answer = with_.look(signature.reference)
    with transaction.atomic():
        deal, _side, contract, terms = _ready(actor, signature.version)
        current = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
        if current.done_at is not None or answer.state == "waiting":
            return current
        if answer.state == "signed":
            current.file = _proof(actor, contract, current, answer)
            return _signed(current, deal, contract, terms, actor)
        current.delete()
    raise Conflict(_("The signature was refused there; begin again, or upload a scan."))


def _proof(actor: User, contract: Contract, signature: Signature, answer: Looked) -> ContractFile:
    ending = answer.ending if answer.ending in _KINDS else "json"
    return keep(
        actor=actor,
        contract=contract,
        name=f"{contract.number}-v{signature.version.number}-{signature.side}.{ending}",
        data=answer.proof,
        media_type=_KINDS[ending],
        purpose=ContractFile.Purpose.SEAL,
        side=signature.side,
    )


def _ready(actor: User, version: ContractVersion) -> tuple[Deal, Side, Contract, Terms]:
    """Everything locked and fit to be signed."""
    deal, side = as_party(actor, version.contract.deal, lead=True)
    contract = standing_contract(version.contract, Contract.State.DRAFT)
    newest = contract.versions.first()
    if newest is None or newest.pk != version.pk:
        raise Conflict(_("A newer version was drafted; read and sign that one."))
    return deal, side, contract, still_agreed(contract)


def _signed(signature: Signature, deal: Deal, contract: Contract, terms: Terms, actor: User) -> Signature:
    signature.done_at = timezone.now()
    check(signature)
    signature.save()
    assert signature.file is not None  # noqa: S101 - given by every caller
    log.write(
        stream=deal.introduction_id,
        actor=actor,
        action="sign-contract",
        about=contract,
        after={
            "side": signature.side,
            "version": signature.version.number,
            "document": signature.version.pdf.sha256,
            "sha256": signature.file.sha256,
            "provider": signature.provider,
        },
    )
    done = set(signature.version.signatures.filter(done_at__isnull=False).values_list("side", flat=True))
    if done >= {"demand", "supply"}:
        _complete(deal, contract, terms, actor)
    else:
        tell_parties(deal, actor, "contract-half-signed", f"contract-sign:{signature.pk}")
    return signature


def _complete(deal: Deal, contract: Contract, terms: Terms, actor: User) -> None:
    """Both have signed: the work begins."""
    contract.state, contract.signed_at = Contract.State.SIGNED, timezone.now()
    contract.version += 1
    check(contract)
    contract.save()
    for row in terms.milestones.all():
        step = Milestone(
            contract=contract,
            ordinal=row.ordinal,
            title=row.title,
            criteria=row.criteria,
            due=row.due,
            amount=row.amount,
        )
        check(step)
        step.save()
    move(actor=None, deal=deal, action="contract", after={"contract": str(contract.pk), "number": contract.number})
    problem = Problem.objects.get(pk=deal.introduction.problem_id)
    if problem.state == "published":
        act(actor=None, item=problem, action="match")
    outcomes.contracted(contract=contract)
    tell(deal, others(deal, actor), "contract-signed", f"contract-signed:{contract.pk}")


def _digest(upload: Any) -> str:
    upload.seek(0)
    found = sha256(upload.read()).hexdigest()
    upload.seek(0)
    return found
