"""Opening the proposals: an officer gives their key, the second one opens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict, InvalidInput
from duijie.core.models import User
from duijie.docking.challenges import sealing
from duijie.docking.challenges.package import Package, Unreadable, unpack
from duijie.docking.challenges.services.common import locked, moment, runners, save, say, taking, tell
from duijie.docking.challenges.services.handing_in import checked, context_of
from duijie.docking.challenges.services.preparing import context_of_officer
from duijie.docking.challenges.services.publishing import context_of_clock
from duijie.docking.models import (
    Challenge,
    KeyGift,
    LogEntry,
    Officer,
    OpenedFile,
    OpenedProposal,
    SealedProposal,
)
from duijie.library.models import Project, Talent

_Failure = OpenedProposal.Failure
GUESSES, PAUSE = 5, timedelta(minutes=15)
"""After so many wrong passphrases in a row an officer waits so long."""


def give_key(*, actor: User, challenge: Challenge, passphrase: str) -> Challenge:
    """An officer gives their key after the time of the opening. The first one's part is sealed to the
    others; the second one's opens all proposals, in one transaction.

    Raises:
        NotAllowed: the actor is no officer of it.
        InvalidInput: another passphrase.
        Conflict: the time has not come, the officer has given it already, or guesses too often.
    """
    private = _unlocked(actor, challenge, passphrase)
    written: list[models.fields.files.FieldFile] = []
    try:
        with transaction.atomic():
            return _give(actor, challenge, private, written)
    except BaseException:
        for file in written:
            file.storage.delete(file.name or "")
        raise


def _unlocked(actor: User, challenge: Challenge, passphrase: str) -> bytes:
    """The officer's private key. A try counts before it is made, so that many at once are not more than five."""
    officer, left = _count(actor, challenge)
    locked_key = sealing.Locked(bytes(officer.public_key or b""), bytes(officer.locked_key or b""))
    try:
        private = sealing.unlock(locked_key, passphrase, context=context_of_officer(officer))
    except sealing.CannotOpen:
        with transaction.atomic():
            say(locked(challenge), actor, "wrong-passphrase", after={"officer": officer.place})
        sentence = (
            _("This is not your passphrase; %(left)s tries are left before a pause.") % {"left": left}
            if left
            else _paused()
        )
        raise InvalidInput(sentence, fields={"passphrase": [sentence]}) from None
    Officer.objects.filter(pk=officer.pk).update(failures=0)
    return private


@transaction.atomic
def _count(actor: User, challenge: Challenge) -> tuple[Officer, int]:
    """The officer, with one try more counted as wrong until it proves right; and how many tries are left."""
    _current, officer = _giving(actor, challenge)
    paused_until = (officer.failed_at or timezone.now()) + PAUSE
    over = officer.failed_at is None or paused_until <= timezone.now()
    if officer.failures >= GUESSES and not over:
        raise Conflict(_paused())
    officer.failures, officer.failed_at = 1 if over else officer.failures + 1, timezone.now()
    officer.save(update_fields=["failures", "failed_at"])
    return officer, GUESSES - officer.failures


def _giving(actor: User, challenge: Challenge) -> tuple[Challenge, Officer]:
    """The challenge and the officer, both locked, when they may give their key now."""
    current = taking(actor, challenge, "give-key")
    if not current.due:
        raise Conflict(
            _("The proposals are opened on %(at)s; nobody can open them before.") % {"at": moment(current.opening_at)}
        )
    officer = current.officers.select_for_update(of=("self",)).get(user=actor)
    if officer.gave_at is not None:
        raise Conflict(_("You have given your key already; it waits for another officer."))
    return current, officer


def _give(actor: User, challenge: Challenge, private: bytes, written: list[models.fields.files.FieldFile]) -> Challenge:
    current, officer = _giving(actor, challenge)
    first = current.officers.filter(gave_at__isnull=False).first()
    officer.gave_at = timezone.now()
    officer.save(update_fields=["gave_at"])
    if first is None:
        with _of_this_challenge():
            _pass_on(current, officer, private)
        say(current, actor, "give-key", after={"officer": officer.place})
        others = [row.user for row in current.officers.select_related("user") if row.user and row.user != actor]
        tell(current, others, "second-key", f"second-key:{officer.pk}")
        return current
    with _of_this_challenge():
        key = _joined(current, officer, private, first)
    return _open(current, actor, [first, officer], key, written)


def _pass_on(challenge: Challenge, officer: Officer, private: bytes) -> None:
    """Seal the parts of the one who comes first to those who may come second."""
    for part in officer.parts.select_related("peer"):
        text = sealing.unseal(bytes(part.sealed), private=private, context=context_of_officer(officer))
        sealed = sealing.seal(text, public=bytes(part.peer.public_key or b""), context=context_of_officer(part.peer))
        KeyGift.objects.create(challenge=challenge, giver=officer, taker=part.peer, sealed=sealed)


def _joined(challenge: Challenge, officer: Officer, private: bytes, first: Officer) -> bytes:
    context = context_of_officer(officer)
    own = officer.parts.get(peer=first)
    gift = challenge.gifts.get(giver=first, taker=officer)
    try:
        clock = sealing.give(
            bytes(challenge.clock_part or b""), secret=settings.SECRET_KEY, context=context_of_clock(challenge)
        )
    except sealing.CannotOpen as error:
        raise Conflict(
            _("The challenge was published under another DUIJIE_SECRET_KEY; its operator sets that one again first.")
        ) from error
    parts = [sealing.unseal(bytes(row.sealed), private=private, context=context) for row in (own, gift)]
    key = sealing.join(clock, parts[0], parts[1])
    if sealing.public_of(key) != bytes(challenge.public_key or b""):
        raise sealing.CannotOpen
    return key


@contextmanager
def _of_this_challenge() -> Iterator[None]:
    """Say in words that a part of the key is missing or was exchanged."""
    try:
        yield
    except (sealing.CannotOpen, ValueError, ObjectDoesNotExist) as error:
        raise Conflict(
            _("The parts of the key do not belong to this challenge; the record of it says who changed what.")
        ) from error


def _open(
    challenge: Challenge,
    actor: User,
    officers: list[Officer],
    key: bytes,
    written: list[models.fields.files.FieldFile],
) -> Challenge:
    known = {
        (row.after.get("proposal"), row.after.get("receipt"))
        for row in LogEntry.objects.filter(stream=challenge.pk, action="hand-in")
    }
    lines = []
    rows = challenge.sealed.filter(state=SealedProposal.State.STANDING).order_by("handed_in_at", "id")
    for number, sealed in enumerate(rows, 1):
        line = _line(challenge, sealed, number, key, (str(sealed.pk), sealed.receipt) in known, written)
        lines.append({"number": number, "receipt": sealed.receipt, "failure": line.failure,
                      "solver": str(sealed.solver_id or "")})  # fmt: skip
    challenge.state, challenge.opened_at = Challenge.State.OPENED, timezone.now()
    save(challenge)
    after = {"state": challenge.state, "officers": [row.place for row in officers], "proposals": lines}
    say(challenge, actor, "open", before={"state": "open"}, after=after)
    told = [*runners(challenge), *(row.user for row in challenge.officers.select_related("user") if row.user)]
    told += [row.solver for row in challenge.proposals.select_related("solver") if row.solver]
    tell(challenge, told, "opened", "opened")
    return challenge


def _line(
    challenge: Challenge,
    sealed: SealedProposal,
    number: int,
    key: bytes,
    recorded: bool,
    written: list[models.fields.files.FieldFile],
) -> OpenedProposal:
    """One proposal, opened, or the reason why it could not be."""
    line = OpenedProposal(challenge=challenge, sealed=sealed, number=number, solver=sealed.solver)
    package = _package(sealed, key, recorded)
    if isinstance(package, Package):
        try:
            _fill(line, package, sealed)
        except (ValueError, KeyError, TypeError, InvalidOperation, InvalidInput, ValidationError):
            package = _Failure.UNREADABLE
            line = OpenedProposal(challenge=challenge, sealed=sealed, number=number, solver=sealed.solver)
    if not isinstance(package, Package):
        line.failure = package
        line.save()
        return line
    line.save()
    for enclosed in package.files:
        file = OpenedFile(
            proposal=line, name=enclosed.name, size=len(enclosed.data), sha256=enclosed.sha256,
            media_type=enclosed.media_type,
        )  # fmt: skip
        file.file.save(f"{file.pk}.{_ending(enclosed.name)}", ContentFile(enclosed.data), save=False)
        written.append(file.file)
        file.save()
    return line


def _package(sealed: SealedProposal, key: bytes, recorded: bool) -> Package | OpenedProposal.Failure:
    try:
        with sealed.file.open("rb") as stream:
            data = stream.read()
    except OSError:
        return _Failure.MISSING
    if sealing.receipt(data) != sealed.receipt:
        return _Failure.ALTERED
    if not recorded:
        return _Failure.UNRECORDED
    try:
        return unpack(sealing.unseal(data, private=key, context=context_of(sealed)))
    except sealing.CannotOpen:
        return _Failure.UNOPENED
    except Unreadable:
        return _Failure.UNREADABLE


def _fill(line: OpenedProposal, package: Package, sealed: SealedProposal) -> None:
    values = dict(package.values)
    if sealed.solver_id is not None and str(sealed.solver_id) != values["solver"]:
        raise ValueError("handed in by somebody else")
    for name, value in checked({**values, "amount": Decimal(values["amount"])}).items():
        setattr(line, name, value)
    kind, _colon, pk = str(values["item"]).partition(":")
    if kind == "project":
        line.project = Project.objects.filter(pk=pk).first()
    elif kind == "talent":
        line.talent = Talent.objects.filter(pk=pk).first()
    line.full_clean(validate_constraints=False, validate_unique=False)


def _ending(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return ending if ending.isalnum() and len(ending) <= 5 else "bin"


def _paused() -> Any:
    return _("Too many wrong passphrases; wait %(minutes)s minutes and try again.") % {
        "minutes": int(PAUSE.total_seconds() // 60)
    }


def remind_due() -> int:
    """Tell the officers of challenges whose time has come, and the runners of those whose award is late; how many."""
    now = timezone.now()
    told = 0
    due = Challenge.objects.filter(state=Challenge.State.OPEN, opening_at__lte=now).select_related("problem")
    for challenge in due[:200]:
        officers = [row.user for row in challenge.officers.select_related("user") if row.user]
        told += len(tell(challenge, officers, "to-open", "to-open"))
    judged = [Challenge.State.OPENED, Challenge.State.SHORTLISTED]
    late = Challenge.objects.filter(state__in=judged, award_by__lt=timezone.localdate()).select_related("problem")
    for challenge in late[:200]:
        told += len(tell(challenge, runners(challenge), "late", "late"))
    return told
