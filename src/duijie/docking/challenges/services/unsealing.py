"""The opening itself: each proposal in a transaction of its own, taken up again wherever it was broken off.

When two officers have given their keys, the key of the challenge is kept under the installation's own
secret until the last proposal is open, so that neither their number nor a killed process can leave half
an opening: a job goes on, and nobody reads any of it before all of it is done.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict, InvalidInput
from duijie.core.models import User
from duijie.docking.challenges import sealing
from duijie.docking.challenges.package import Package, Unreadable, unpack
from duijie.docking.challenges.services.common import locked, runners, save, say, tell
from duijie.docking.challenges.services.handing_in import checked, context_of
from duijie.docking.models import Challenge, LogEntry, Officer, OpenedFile, OpenedProposal, SealedProposal
from duijie.library.models import Project, Talent

_log = logging.getLogger(__name__)
_Failure = OpenedProposal.Failure
_Written = list[models.fields.files.FieldFile]

AT_ONCE, BYTES_AT_ONCE = 40, 64 * 1024 * 1024
"""So many proposals, or so many sealed bytes, are opened while the officer waits; a job opens the others."""


def begin(challenge: Challenge, actor: User, officers: Sequence[Officer], key: bytes) -> None:
    """Begin the opening, in the transaction in which the second officer gives their key; what is opened is
    settled by that. Call it with the challenge locked."""
    receipts = list(standing(challenge).values_list("receipt", flat=True))
    challenge.state = Challenge.State.OPENING
    challenge.opening_key = sealing.keep_back(key, secret=settings.SECRET_KEY, context=_context(challenge))
    save(challenge)
    after = {"state": challenge.state, "officers": [row.place for row in officers], "receipts": receipts}
    say(challenge, actor, "begin-opening", before={"state": "open"}, after=after)
    transaction.on_commit(_wake, robust=True)


def standing(challenge: Challenge) -> QuerySet[SealedProposal]:
    """The proposals that stand, in the order in which they came and are numbered."""
    return challenge.sealed.filter(state=SealedProposal.State.STANDING).order_by("handed_in_at", "id")


def begun(challenge: Challenge) -> None:
    """Open what can be opened while the officer waits. Whatever goes wrong, the job goes on with it."""
    try:
        go_on(challenge, most=AT_ONCE, bytes_at_most=BYTES_AT_ONCE)
    except Exception as error:  # the key is given, and the answer shall say so
        _log.warning("The opening of %s was broken off", challenge.pk, exc_info=error)


def go_on(challenge: Challenge, *, most: int | None = None, bytes_at_most: int | None = None) -> bool:
    """Open the next proposals of an opening that was begun; whether it is finished now.

    Several may do this at once: each proposal is opened once, by whoever comes first.

    Raises:
        Conflict: the installation has another DUIJIE_SECRET_KEY than when the opening was begun.
    """
    done, read = 0, 0
    while (most is None or done < most) and (bytes_at_most is None or read < bytes_at_most):
        size = _next(challenge)
        if size is None:
            return True
        done, read = done + 1, read + size
    return False


def go_on_with_all() -> int:
    """Take up the openings that were broken off; how many there were."""
    rows = list(Challenge.objects.filter(state=Challenge.State.OPENING).order_by("id"))
    for challenge in rows:
        try:
            go_on(challenge)
        except Exception as error:  # one that cannot go on keeps no other from it
            _log.warning("The opening of %s was broken off", challenge.pk, exc_info=error)
    return len(rows)


def _next(challenge: Challenge) -> int | None:
    """Open one proposal, or finish when none is left; its sealed size, None when nothing is left to do."""
    written: _Written = []
    try:
        with transaction.atomic():
            current = locked(challenge)
            if current.state != Challenge.State.OPENING:
                return None
            sealed = standing(current).filter(opened__isnull=True).first()
            if sealed is None:
                _finish(current)
                return None
            _line(current, sealed, current.proposals.count() + 1, _key(current), written)
            return sealed.size
    except BaseException:
        for file in written:
            file.storage.delete(file.name or "")
        raise


def _key(challenge: Challenge) -> bytes:
    kept = bytes(challenge.opening_key or b"")
    try:
        return sealing.give(kept, secret=settings.SECRET_KEY, context=_context(challenge))
    except sealing.CannotOpen as error:
        raise Conflict(
            _("The opening was begun under another DUIJIE_SECRET_KEY; its operator sets that one again first.")
        ) from error


def _context(challenge: Challenge) -> bytes:
    """What the key is bound to while the proposals are opened."""
    return f"duijie challenge {challenge.pk} opening".encode()


def _finish(challenge: Challenge) -> None:
    lines = [
        {"number": number, "receipt": receipt, "failure": failure, "solver": str(solver or "")}
        for number, receipt, failure, solver in challenge.proposals.order_by("number").values_list(
            "number", "sealed__receipt", "failure", "solver"
        )
    ]
    challenge.state, challenge.opened_at, challenge.opening_key = Challenge.State.OPENED, timezone.now(), None
    save(challenge)
    rows = list(challenge.officers.select_related("user").order_by("gave_at"))
    gave = [row.place for row in rows if row.gave_at is not None]
    after = {"state": challenge.state, "officers": gave, "proposals": lines}
    say(challenge, None, "open", before={"state": "opening"}, after=after)
    told = [*runners(challenge), *(row.user for row in rows if row.user)]
    told += [row.solver for row in challenge.proposals.select_related("solver") if row.solver]
    tell(challenge, told, "opened", "opened")


def _line(challenge: Challenge, sealed: SealedProposal, number: int, key: bytes, written: _Written) -> None:
    """One proposal, opened, or the reason why it could not be."""
    line = OpenedProposal(challenge=challenge, sealed=sealed, number=number, solver=sealed.solver)
    package = _package(challenge, sealed, key)
    if isinstance(package, Package):
        try:
            _fill(line, package, sealed)
        except (ValueError, KeyError, TypeError, InvalidOperation, InvalidInput, ValidationError):
            package = _Failure.UNREADABLE
            line = OpenedProposal(challenge=challenge, sealed=sealed, number=number, solver=sealed.solver)
    if not isinstance(package, Package):
        line.failure = package
        line.save()
        return
    line.save()
    for enclosed in package.files:
        file = OpenedFile(
            proposal=line, name=enclosed.name, size=len(enclosed.data), sha256=enclosed.sha256,
            media_type=enclosed.media_type,
        )  # fmt: skip
        written.append(file.file)
        file.file.save(f"{file.pk}.{_ending(enclosed.name)}", ContentFile(enclosed.data), save=False)
        file.save()


def _package(challenge: Challenge, sealed: SealedProposal, key: bytes) -> Package | OpenedProposal.Failure:
    try:
        with sealed.file.open("rb") as stream:
            data = stream.read(sealed.size + 1)
    except (FileNotFoundError, ValueError):  # other trouble of a disk passes, and the opening goes on then
        if sealed.file and not Path(sealed.file.path).parent.is_dir():
            raise  # nothing at all is there: a disk that is not mounted, not a proposal that is gone
        return _Failure.MISSING
    if sealing.receipt(data) != sealed.receipt:
        return _Failure.ALTERED
    if not _recorded(challenge, sealed):
        return _Failure.UNRECORDED
    try:
        return unpack(sealing.unseal(data, private=key, context=context_of(sealed)))
    except sealing.CannotOpen:
        return _Failure.UNOPENED
    except Unreadable:
        return _Failure.UNREADABLE


def _recorded(challenge: Challenge, sealed: SealedProposal) -> bool:
    """Whether the sealed record says that these bytes were handed in."""
    rows = LogEntry.objects.filter(stream=challenge.pk, action="hand-in")
    return rows.filter(after__contains={"proposal": str(sealed.pk), "receipt": sealed.receipt}).exists()


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


def _wake() -> None:
    from duijie.docking.tasks import wake_opening

    wake_opening()
