"""Putting files into a deal's room, fetching and withdrawing them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import uploads
from duijie.core.errors import Conflict, NotAllowed
from duijie.core.models import User
from duijie.docking.models import Deal, DealFile
from duijie.docking.rules import read_file, withdraw_file
from duijie.docking.services import log
from duijie.docking.services.deals import entered, tell
from duijie.docking.standing_in import in_room
from duijie.registry.standing import standing

_KEPT_FROM_YOU = _("This file is not open to you.")


def add(
    *, actor: User, deal: Deal, upload: UploadedFile, with_broker: bool = True, form: UUID | None = None
) -> DealFile:
    """Put a file into the room. It is read a piece at a time; a name that is there becomes its next version.

    Args:
        with_broker: the broker may open it; a broker cannot keep a file to themselves.
        form: the id of the form that is sent; sent again, it gives the file that it made.

    Raises:
        NotAllowed: the actor is not in the room.
        Conflict: the deal is over.
        TooLarge: more than ``DUIJIE_DEAL_FILE_MB``.
        InvalidInput: an empty file, or one of a kind that is not accepted.
    """
    found = uploads.examine(upload, limit=settings.DEAL_FILE_LIMIT)  # before anybody waits for the lock
    kept: list[DealFile] = []
    try:
        with transaction.atomic():
            return _add(actor, deal, upload, found, with_broker, form, kept)
    except BaseException:
        for row in kept:
            row.file.storage.delete(row.file.name or "")
        raise


def _add(
    actor: User,
    deal: Deal,
    upload: UploadedFile,
    found: uploads.Examined,
    with_broker: bool,
    form: UUID | None,
    kept: list[DealFile],
) -> DealFile:
    current, side = entered(actor, deal)
    if form is not None and (known := DealFile.objects.filter(deal=current, form=form).first()):
        return known
    if side == "broker" and not with_broker:
        raise NotAllowed(_("Only the parties may keep a file to themselves."))
    series = DealFile.objects.filter(deal=current, name=found.name, with_broker=with_broker)
    row = DealFile(
        deal=current,
        name=found.name,
        number=(series.aggregate(last=Max("number"))["last"] or 0) + 1,
        size=found.size,
        sha256=found.sha256,
        media_type=found.media_type,
        uploaded_by=actor,
        side=side,
        with_broker=with_broker,
        scan=DealFile.Scan.WAITING if settings.SCAN_COMMAND else DealFile.Scan.UNSCANNED,
        form=form,
    )
    row.file.save(f"{row.pk}.{found.ending}", upload, save=False)
    kept.append(row)
    row.full_clean()
    row.save()
    _say(actor, "add-file", row, size=row.size, scan=row.scan)
    if settings.SCAN_COMMAND:
        from duijie.docking.tasks import scan_file

        pk = str(row.pk)
        transaction.on_commit(lambda: scan_file.defer(file=pk), robust=True)
    else:
        announce(row)
    return row


@transaction.atomic
def fetch(*, actor: User, file: DealFile) -> DealFile:
    """Let somebody have a file, and write down that they had it.

    Raises:
        NotAllowed: it is not open to the actor.
        Conflict: it was withdrawn, carries a virus, or is not checked yet.
    """
    deal, side = entered(actor, file.deal, alive=False)
    current = DealFile.objects.select_related("deal").get(pk=file.pk)
    read_file.check(standing(actor), current, _KEPT_FROM_YOU)
    refusal = why_not(current, side)
    if refusal is not None:
        raise Conflict(refusal)
    log.write(
        stream=deal.introduction_id,
        actor=actor,
        action="fetch-file",
        about=current,
        after={"version": current.number, "sha256": current.sha256},
    )
    return current


def opened(file: DealFile) -> File[bytes]:
    """The bytes of a file, to be read from their beginning.

    Raises:
        Conflict: they were withdrawn in this moment.
    """
    try:
        return file.file.open("rb")
    except FileNotFoundError as error:
        raise Conflict(_("This file is not there any more.")) from error


def why_not(file: DealFile, side: str | None) -> Any | None:
    """Why a file that somebody of the side may open is not served to them now; None when it is."""
    if file.withdrawn_at is not None:
        return _("This version was withdrawn; its checksum stays in the record.")
    if file.scan == DealFile.Scan.INFECTED:
        return _("A virus was found in this file; it is not served to anybody.")
    unchecked = file.scan == DealFile.Scan.WAITING or (file.scan == DealFile.Scan.UNSCANNED and settings.SCAN_COMMAND)
    if unchecked and side != file.side:
        return _("This file is still being checked for viruses; come back in a few minutes.")
    return None


@transaction.atomic
def withdraw(*, actor: User, file: DealFile) -> DealFile:
    """Take a version back: its bytes go when the transaction holds, its row and digest stay.

    Raises:
        NotAllowed: it was put there by another side.
        Conflict: the deal is over.
    """
    deal, _side = entered(actor, file.deal)
    current = DealFile.objects.select_for_update(of=("self",)).select_related("deal").get(pk=file.pk)
    withdraw_file.check(standing(actor), current, _("Only the side that added a file may withdraw it."))
    if current.withdrawn_at is not None:
        return current
    storage, path = current.file.storage, current.file.name or ""
    current.withdrawn_at = timezone.now()
    current.version += 1
    current.save()
    _say(actor, "withdraw-file", current)
    told = [user for user in readers(current) if user.pk != actor.pk]
    tell(deal, told, "deal-file-withdrawn", f"file-withdrawn:{current.pk}", "files/")
    transaction.on_commit(lambda: storage.delete(path), robust=True)
    return current


def announce(file: DealFile) -> None:
    """Tell those who may open it that there is a file; once it can be had."""
    told = [user for user in readers(file) if user.pk != file.uploaded_by_id]
    tell(file.deal, told, "deal-file", f"file:{file.pk}", "files/")


def readers(file: DealFile) -> list[User]:
    """Everybody in the room to whom the file is open."""
    return in_room(file.deal, broker=file.with_broker)


def _say(actor: User | None, action: str, file: DealFile, **more: Any) -> None:
    log.write(
        stream=file.deal.introduction_id,
        actor=actor,
        action=action,
        about=file,
        after={"name": log.fingerprint(file.name), "version": file.number, "sha256": file.sha256, **more},
    )
