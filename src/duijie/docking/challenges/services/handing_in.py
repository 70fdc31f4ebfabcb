"""Handing in a sealed proposal, replacing it, taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.errors import RaiseException

from duijie.core import currencies
from duijie.core.errors import Conflict, DuijieError, InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.core.text import clean
from duijie.core.uploads import MB, examine, too_large
from duijie.docking.challenges import sealing
from duijie.docking.challenges.package import Enclosed, Package, pack
from duijie.docking.challenges.queries import OFFERED
from duijie.docking.challenges.rules import parts_of, stands_aside
from duijie.docking.challenges.services.common import locked, moment, say, taking, tell
from duijie.docking.models import Challenge, SealedProposal
from duijie.docking.rules import speaks_for
from duijie.docking.ties import check_ties
from duijie.library.lifecycle import LISTED
from duijie.library.models import Item
from duijie.registry.standing import standing

MOST_FILES = 10
MOST_PROPOSALS = 500
"""Proposals that one challenge takes."""
MOST_UNREVIEWED = 100
"""Of these, those handed in with an entry that no secretariat has published yet: accounts are made in a minute,
and whoever makes hundreds of them shall not keep others out."""
MOST_OF_ONE = 10
"""Of these, those of one organisation."""
MOST_EDITIONS = 50
"""How often somebody hands in or replaces a proposal to one challenge."""
_LONGEST = 20_000
_MOST_WEEKS = 520
_CENT = Decimal("0.01")


def hand_in(
    *,
    actor: User,
    challenge: Challenge,
    item: Item,
    values: Mapping[str, Any],
    uploads: Sequence[UploadedFile] = (),
    form: UUID | None = None,
) -> SealedProposal:
    """Seal a proposal and keep it until the opening; it replaces the actor's last one.

    Nothing of it is kept unsealed, not even for a moment on a disk. Who handed it in is told its receipt.

    Args:
        item: the project or profile that answers, one of the actor's own.
        values: ``approach``, ``amount``, ``currency``, ``weeks``.
        uploads: up to 10 files, together at most ``DUIJIE_UPLOAD_LIMIT_MB``.
        form: the id of the form that is sent; sent again, it gives the proposal that it made, as long as
            that one stands.

    Raises:
        NotAllowed: the actor is of the problem's side, runs the challenge, is its officer, or has not
            confirmed their mail address where the installation asks for that.
        Conflict: the deadline has passed, nothing is handed in to this challenge, the form made a
            proposal that was replaced or taken back since, the challenge has :data:`MOST_PROPOSALS` from
            others, :data:`MOST_OF_ONE` of the same organisation or :data:`MOST_UNREVIEWED` with entries
            that are not published yet, or the actor has handed in :data:`MOST_EDITIONS` times.
        InvalidInput, TooLarge: values or files that do not fit, by field.
    """
    if (known := _made_by_form(actor, challenge, form)) is not None:
        return known
    _check_open(actor, challenge)
    written = checked(values)
    _check_item(actor, challenge, item)
    files = _read(uploads)
    row = SealedProposal(
        challenge=challenge, solver=actor, form=form, organisation=item.organisation, reviewed=item.state in LISTED
    )
    told = {**written, "amount": str(written["amount"]), "item": item.key, "solver": str(actor.pk)}
    sealed = sealing.seal(
        pack(Package(told, files)), public=bytes(challenge.public_key or b""), context=context_of(row)
    )
    kept: list[SealedProposal] = []
    try:
        with transaction.atomic():
            return _keep(actor, row, sealed, kept)
    except BaseException as error:
        _discard(kept)
        if isinstance(error.__cause__, RaiseException):  # the database's clock says that it is over
            raise late(challenge) from error
        raise


def _made_by_form(actor: User, challenge: Challenge, form: UUID | None) -> SealedProposal | None:
    """The proposal that this very form has made, if it was sent before.

    Raises:
        Conflict: it stands no more, or belongs elsewhere; what is sent now would be lost unread.
    """
    known = SealedProposal.objects.filter(form=form).first() if form is not None else None
    if known is None:
        return None
    ours = known.solver_id == actor.pk and known.challenge_id == challenge.pk
    if not ours or known.state != SealedProposal.State.STANDING:
        raise Conflict(
            _("This form was sent already, so nothing was handed in now; load the page again and send that one.")
        )
    return known


def _keep(actor: User, row: SealedProposal, sealed: bytes, kept: list[SealedProposal]) -> SealedProposal:
    current = taking(actor, row.challenge, "hand-in")
    if (known := _made_by_form(actor, current, row.form)) is not None:
        return known
    if current.over:
        raise late(current)
    if bytes(current.public_key or b"") != bytes(row.challenge.public_key or b""):
        raise Conflict(_("The challenge was changed meanwhile; load the page again."))
    last = current.sealed.filter(solver=actor, state=SealedProposal.State.STANDING).first()
    _check_room(row, current, last)
    if last is not None:
        _leave(last, SealedProposal.State.REPLACED)
    row.challenge, row.size, row.receipt = current, len(sealed), sealing.receipt(sealed)
    row.handed_in_at = timezone.now()
    row.file.save(f"{row.pk}.sealed", ContentFile(sealed), save=False)
    kept.append(row)
    row.full_clean(validate_constraints=False)
    row.save(force_insert=True)
    after = {"proposal": str(row.pk), "receipt": row.receipt, "size": row.size}
    if last is not None:
        after["replaces"] = last.receipt
    say(current, None, "hand-in", after=after)
    tell(
        current, [actor], "received", f"received:{row.pk}", url=address_of(row), receipt=row.receipt,
        at=moment(row.handed_in_at),
    )  # fmt: skip
    return row


def _check_room(row: SealedProposal, challenge: Challenge, last: SealedProposal | None) -> None:
    """Refuse what is more than can be opened and judged, or more than is left for such as this one."""
    others = challenge.sealed.filter(state=SealedProposal.State.STANDING)
    if last is not None:
        others = others.exclude(pk=last.pk)
    elif others.count() >= MOST_PROPOSALS:
        raise Conflict(
            _("This challenge takes no more than %(most)s proposals and has them; tell those who run it.")
            % {"most": MOST_PROPOSALS}
        )
    if row.organisation_id and others.filter(organisation=row.organisation_id).count() >= MOST_OF_ONE:
        raise Conflict(
            _("%(most)s proposals of your organisation stand in this challenge already; it takes no more of them.")
            % {"most": MOST_OF_ONE}
        )
    if not row.reviewed and others.filter(reviewed=False).count() >= MOST_UNREVIEWED:
        raise Conflict(
            _(
                "No more proposals with entries that are not published yet are taken; have yours published by the "
                "secretariat, then hand in again."
            )
        )
    if challenge.sealed.filter(solver=row.solver_id).count() >= MOST_EDITIONS:
        raise Conflict(
            _("You have handed in %(most)s times to this challenge; what you handed in last stands.")
            % {"most": MOST_EDITIONS}
        )


def take_back(*, actor: User, challenge: Challenge) -> SealedProposal:
    """Take one's proposal back before the deadline; its bytes are deleted, its receipt stays in the record.

    Raises:
        Conflict: the deadline has passed, or there is nothing to take back.
    """
    try:
        with transaction.atomic():
            return _take_back(actor, challenge)
    except DatabaseError as error:
        if isinstance(error.__cause__, RaiseException):  # the database's clock says that it is over
            raise late(challenge) from error
        raise


def _take_back(actor: User, challenge: Challenge) -> SealedProposal:
    current = _taking_back(actor, challenge)
    row = (
        current.sealed.select_for_update(of=("self",)).filter(solver=actor, state=SealedProposal.State.STANDING).first()
    )
    if row is None:
        raise Conflict(_("You have no proposal in this challenge (any more)."))
    if current.over:
        raise Conflict(_("The deadline has passed; a proposal stays in the challenge now."))
    _leave(row, SealedProposal.State.WITHDRAWN)
    say(current, None, "take-back", after={"proposal": str(row.pk), "receipt": row.receipt})
    return row


def _taking_back(actor: User, challenge: Challenge) -> Challenge:
    """As :func:`.common.taking`; who became a colleague of the problem's side meanwhile may still take back
    what they handed in."""
    current = locked(challenge)
    if current.state != Challenge.State.OPEN:
        return taking(actor, challenge, "take-back")
    return current


def _leave(row: SealedProposal, state: SealedProposal.State) -> None:
    """Nothing names its bytes any more: killed before they are deleted, they go when files are swept."""
    storage, path = row.file.storage, row.file.name or ""
    row.state, row.left_at, row.file = state, timezone.now(), ""
    row.version += 1
    row.save(update_fields=["state", "left_at", "file", "version", "updated_at"])
    transaction.on_commit(partial(storage.delete, path), robust=True)


def _discard(kept: Sequence[SealedProposal]) -> None:
    for row in kept:
        row.file.storage.delete(row.file.name or "")


def context_of(row: SealedProposal) -> bytes:
    """What a sealed proposal is bound to: one row of one challenge."""
    return f"duijie challenge {row.challenge_id} proposal {row.pk}".encode()


def address_of(row: SealedProposal) -> str:
    """Where the solver finds the receipt."""
    from django.urls import reverse

    return reverse("docking:challenge-receipt", args=[row.challenge_id, row.pk])


def late(challenge: Challenge) -> DuijieError:
    """The error for what comes too late."""
    return Conflict(
        _("The time for proposals ended on %(until)s; nothing can be handed in any more.")
        % {"until": moment(challenge.proposals_until)}
    )


def _check_open(actor: User, challenge: Challenge) -> None:
    """What is wrong from the first, before anything is read or sealed."""
    who = standing(actor)
    if "solver" not in parts_of(who, challenge):
        if stands_aside(who, challenge):
            raise NotAllowed(
                _("You are of the side that puts out this challenge, or open its proposals; others answer it.")
            )
        raise NotAllowed(_("You may not do this with this challenge."))
    if not proved(actor):
        raise NotAllowed(_("Confirm your mail address first, under “My account”; then hand in your proposal."))
    if challenge.state != Challenge.State.OPEN:
        raise Conflict(
            _("This challenge is %(state)s now, so the action is no longer possible.")
            % {"state": challenge.get_state_display()}
        )
    if challenge.over:
        raise late(challenge)


def proved(user: User) -> bool:
    """Whether somebody has confirmed their mail address, where the installation sends mails and asks for it."""
    if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
        return True
    return not EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=False).exists()


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a proposal says, cleaned.

    Raises:
        InvalidInput: values that do not fit, by field.
    """
    told: dict[str, list[Any]] = {}
    approach = clean(str(values.get("approach") or ""))
    if not 1 <= len(approach) <= _LONGEST:
        told["approach"] = [_("Say in at most %(most)s characters how you would solve it.") % {"most": f"{_LONGEST:,}"}]
    amount = values.get("amount")
    if not isinstance(amount, Decimal) or not amount.is_finite() or not 0 <= amount < Decimal(10) ** 14:
        told["amount"] = [_("Say what it costs, 0 if nothing.")]
    elif amount != amount.quantize(_CENT):
        told["amount"] = [_("Give the price with at most two decimals.")]
    currency = str(values.get("currency") or "")
    if currency not in currencies.CURRENCIES:
        told["currency"] = [currencies.unknown(currency)]
    weeks = values.get("weeks")
    if not isinstance(weeks, int) or not 1 <= weeks <= _MOST_WEEKS:
        told["weeks"] = [_("Say in how many weeks, 1 to %(most)s.") % {"most": _MOST_WEEKS}]
    if told:
        raise InvalidInput(next(iter(told.values()))[0], fields=told)
    return {"approach": approach, "amount": amount, "currency": currency, "weeks": weeks}


def _check_item(actor: User, challenge: Challenge, item: Item) -> None:
    who = standing(actor)
    if item.kind not in ("project", "talent") or not speaks_for(who, item) or item.state not in OFFERED:
        sentence = _("Choose one of your own projects or profiles that is handed in or published.")
        raise InvalidInput.at("item", sentence)
    try:
        check_ties(who, challenge.problem, item)
    except InvalidInput as error:
        raise InvalidInput(error.message, fields={"item": [error.message]}) from error


def _read(uploads: Sequence[UploadedFile]) -> list[Enclosed]:
    if len(uploads) > MOST_FILES:
        sentence = _("At most %(most)s files; put some of them into one archive.") % {"most": MOST_FILES}
        raise InvalidInput.at("enclosed", sentence)
    if sum(upload.size or 0 for upload in uploads) > settings.UPLOAD_LIMIT:
        error = too_large(settings.UPLOAD_LIMIT, "enclosed")
        if len(uploads) > 1:
            sentence = _("The files are larger than %(limit)s MB together; make them smaller.") % {
                "limit": settings.UPLOAD_LIMIT // MB
            }
            error = type(error)(sentence, fields={"enclosed": [sentence]})
        raise error
    found = []
    for upload in uploads:
        told = examine(upload, limit=settings.UPLOAD_LIMIT, field="enclosed")
        found.append(Enclosed(told.name, told.media_type, upload.read()))
    return found
