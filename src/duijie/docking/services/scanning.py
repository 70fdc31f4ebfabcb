"""Checking the files of deals with the operator's virus scanner."""

from __future__ import annotations

import logging
import os
import shlex
import signal
import subprocess
from contextlib import suppress
from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from duijie.docking.models import DealFile
from duijie.docking.services import log
from duijie.docking.services.deals import locked, tell
from duijie.docking.services.files import announce, readers

_log = logging.getLogger(__name__)
Verdict = Literal["clean", "infected", "undecided"]
_AGAIN = timedelta(minutes=10)
_AT_ONCE = 20
_PRIVATE = ("DUIJIE_", "DATABASE_")


def scan(file: DealFile) -> Verdict | None:
    """Check one file and act on the verdict; None when there is nothing to check.

    A scanner that cannot decide leaves the file waiting: it is asked again later.
    """
    if not settings.SCAN_COMMAND or file.withdrawn_at is not None or file.scan != DealFile.Scan.WAITING:
        return None
    verdict = judged(file.file.path, settings.SCAN_COMMAND, settings.SCAN_SECONDS)
    with transaction.atomic():
        deal = locked(file.deal)
        current = DealFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        if current.scan != DealFile.Scan.WAITING or current.withdrawn_at is not None:
            return None
        current.deal = deal
        current.scanned_at = timezone.now()
        if verdict == "undecided":
            current.save(update_fields=["scanned_at"])
            return verdict
        current.scan = DealFile.Scan.CLEAN if verdict == "clean" else DealFile.Scan.INFECTED
        current.save(update_fields=["scan", "scanned_at", "updated_at"])
        log.write(
            stream=deal.introduction_id,
            actor=None,
            action=f"scan-{verdict}",
            about=current,
            before={"scan": DealFile.Scan.WAITING.value},
            after={"scan": current.scan, "sha256": current.sha256},
        )
        if verdict == "clean":
            announce(current)
        else:
            tell(deal, readers(current), "deal-file-infected", f"file-infected:{current.pk}", "files/")
    return verdict


def judged(path: str, command: str, seconds: float) -> Verdict:
    """What a scanner says of the file at ``path``.

    Args:
        command: a program and its arguments; the path comes last. It ends with 0: clean,
            1: infected, anything else: undecided. It is told nothing of our settings.
        seconds: after that it is stopped, with what it started.
    """
    told = {name: value for name, value in os.environ.items() if not name.startswith(_PRIVATE)}
    try:
        process = subprocess.Popen(  # noqa: S603 - the operator's own program, without a shell
            [*shlex.split(command), path],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=told,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        _log.error("the virus scanner cannot be started: %s", error)
        return "undecided"
    try:
        code = process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        _log.error("the virus scanner took longer than %g seconds and was stopped", seconds)
        return "undecided"
    if code not in (0, 1):
        _log.error("the virus scanner ended with %d: the file stays closed and is checked again", code)
    return {0: "clean", 1: "infected"}.get(code, "undecided")  # type: ignore[return-value]  # two literals


def catch_up() -> int:
    """Check the files that wait, those never checked included; how many were looked at.

    Where no scanner is set (any more), those that wait are open as not checked.
    """
    live = DealFile.objects.filter(withdrawn_at=None)
    if not settings.SCAN_COMMAND:
        waiting = list(live.filter(scan=DealFile.Scan.WAITING).select_related("deal__introduction")[:_AT_ONCE])
        for row in waiting:
            _give_up(row)
        return len(waiting)
    live.filter(scan=DealFile.Scan.UNSCANNED).update(scan=DealFile.Scan.WAITING)
    due = Q(scanned_at=None) | Q(scanned_at__lt=timezone.now() - _AGAIN)
    rows = list(
        live.filter(due, scan=DealFile.Scan.WAITING).select_related("deal").order_by("scanned_at", "id")[:_AT_ONCE]
    )
    for row in rows:
        scan(row)
    return len(rows)


@transaction.atomic
def _give_up(file: DealFile) -> None:
    deal = locked(file.deal)
    current = DealFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if current.scan != DealFile.Scan.WAITING or current.withdrawn_at is not None:
        return
    current.deal, current.scan = deal, DealFile.Scan.UNSCANNED
    current.save(update_fields=["scan", "updated_at"])
    announce(current)
