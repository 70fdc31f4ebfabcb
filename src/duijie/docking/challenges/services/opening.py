"""The keys to the proposals: an officer gives theirs, the second one begins the opening."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.errors import RaiseException

from duijie.core.errors import Conflict, InvalidInput
from duijie.core.models import User
from duijie.docking.challenges import sealing
from duijie.docking.challenges.services import unsealing
from duijie.docking.challenges.services.common import locked, moment, runners, say, taking, tell
from duijie.docking.challenges.services.preparing import context_of_officer
from duijie.docking.challenges.services.publishing import context_of_clock
from duijie.docking.models import Challenge, KeyGift, Officer

GUESSES, PAUSE = 5, timedelta(minutes=15)
"""After so many wrong passphrases in a row an officer waits so long."""
_AT_ONCE = 200  # challenges read together


def give_key(*, actor: User, challenge: Challenge, passphrase: str) -> Challenge:
    """An officer gives their key after the time of the opening. The first one's part is sealed to the
    others; with the second one's the opening begins (:mod:`.unsealing`).

    Raises:
        NotAllowed: the actor is no officer of it.
        InvalidInput: another passphrase.
        Conflict: the time has not come, the officer has given it already, or guesses too often.
    """
    private = _unlocked(actor, challenge, passphrase)
    try:
        with transaction.atomic():
            current = _give(actor, challenge, private)
    except DatabaseError as error:
        if isinstance(error.__cause__, RaiseException):  # the database's clock says that it is too early
            raise _early(challenge) from error
        raise
    if current.state == Challenge.State.OPENING:
        unsealing.begun(current)
        current.refresh_from_db()
    return current


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
        raise InvalidInput.at("passphrase", sentence) from None
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
        raise _early(current)
    officer = current.officers.select_for_update(of=("self",)).get(user=actor)
    if officer.gave_at is not None:
        raise Conflict(_("You have given your key already; it waits for another officer."))
    return current, officer


def _early(challenge: Challenge) -> Conflict:
    return Conflict(
        _("The proposals are opened on %(at)s; nobody can open them before.") % {"at": moment(challenge.opening_at)}
    )


def _give(actor: User, challenge: Challenge, private: bytes) -> Challenge:
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
    unsealing.begin(current, actor, [first, officer], key)
    return current


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


def _paused() -> Any:
    return _("Too many wrong passphrases; wait %(minutes)s minutes and try again.") % {
        "minutes": int(PAUSE.total_seconds() // 60)
    }


def remind_due() -> int:
    """Tell the officers of every challenge whose time has come, and the runners of every one whose award is
    late, once each; how many."""
    now = timezone.now()
    told = 0
    due = Challenge.objects.filter(state=Challenge.State.OPEN, opening_at__lte=now).select_related("problem")
    for challenge in due.order_by("opening_at", "id").iterator(chunk_size=_AT_ONCE):
        officers = [row.user for row in challenge.officers.select_related("user") if row.user]
        told += len(tell(challenge, officers, "to-open", "to-open"))
    judged = [Challenge.State.OPENED, Challenge.State.SHORTLISTED]
    late = Challenge.objects.filter(state__in=judged, award_by__lt=timezone.localdate()).select_related("problem")
    for challenge in late.order_by("award_by", "id").iterator(chunk_size=_AT_ONCE):
        told += len(tell(challenge, runners(challenge), "late", "late"))
    return told
