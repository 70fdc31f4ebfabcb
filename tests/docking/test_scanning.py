"""Files of deals and the operator's virus scanner: what is served when, and who is told what."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from duijie.core.errors import Conflict
from duijie.core.models import Notice
from duijie.docking.models import Deal, DealFile, LogEntry
from duijie.docking.services import files, scanning
from tests.docking.conftest import Match
from tests.docking.rooms import added

# Says "infected" of what holds this word, fails on what holds that one, else "clean".
SCANNER = """#!/bin/sh
test -z "$DUIJIE_VAR_DIR" || exit 7
grep -q EICAR "$2" && exit 1
grep -q UNREADABLE "$2" && exit 2
grep -q ENDLESS "$2" && sleep 60
test "$1" = --quiet
"""


@pytest.fixture
def scanner(settings: Settings, tmp_path: Path) -> Settings:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "f"}},
    }
    program = tmp_path / "scan virus.sh"
    program.write_text(SCANNER)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    settings.SCAN_COMMAND = f"'{program}' --quiet"
    settings.SCAN_SECONDS = 20
    return settings


def _with(match: Match, deal: Deal, word: str) -> DealFile:
    return added(match.solver, deal, "说明.txt", f"说明 {word}".encode())


def test_a_file_opens_to_the_others_once_it_is_clean(match: Match, brokered_deal: Deal, scanner: Settings) -> None:
    row = _with(match, brokered_deal, "无毒")
    assert row.scan == "waiting"
    assert not Notice.objects.filter(kind="deal-file").exists(), "nobody is sent to a file that cannot be had"
    for user in (match.asker, match.world.broker):
        with pytest.raises(Conflict):
            files.fetch(actor=user, file=row)
    assert files.fetch(actor=match.solver_colleague, file=row) == row, "it is their own side's"
    assert scanning.scan(row) == "clean"
    assert files.fetch(actor=match.asker, file=row) == row
    assert Notice.objects.filter(user=match.asker, kind="deal-file").count() == 1
    assert LogEntry.objects.get(action="scan-clean").actor == "", "the installation itself did it"


def test_an_infected_file_is_served_to_nobody_and_both_sides_are_told(
    match: Match, brokered_deal: Deal, scanner: Settings
) -> None:
    row = _with(match, brokered_deal, "EICAR")
    assert scanning.scan(row) == "infected"
    for user in (match.asker, match.solver, match.world.broker):
        with pytest.raises(Conflict):
            files.fetch(actor=user, file=row)
        assert Notice.objects.filter(user=user, kind="deal-file-infected").count() == 1
    assert LogEntry.objects.get(action="scan-infected").after["sha256"] == row.sha256
    assert not LogEntry.objects.filter(action="fetch-file").exists()


@pytest.mark.parametrize("command", ["", "/nowhere/at/all", "'"])
def test_a_scanner_that_cannot_decide_leaves_it_closed(match: Match, scanner: Settings, command: str) -> None:
    scanner.SCAN_COMMAND = command or scanner.SCAN_COMMAND
    row = _with(match, match.deal(), "UNREADABLE")
    assert scanning.scan(row) == "undecided"
    row.refresh_from_db()
    assert row.scan == "waiting"
    with pytest.raises(Conflict):
        files.fetch(actor=match.asker, file=row)
    assert scanning.catch_up() == 0, "it was asked a moment ago"
    DealFile.objects.update(scanned_at="2026-01-01T00:00Z")
    assert scanning.catch_up() == 1


def test_a_scanner_that_does_not_end_is_stopped(match: Match, scanner: Settings) -> None:
    scanner.SCAN_SECONDS = 0.3
    assert scanning.scan(_with(match, match.deal(), "ENDLESS")) == "undecided"


def test_adding_queues_the_scan(
    match: Match, scanner: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    deal = match.deal()
    with django_capture_on_commit_callbacks(execute=True):
        row = _with(match, deal, "无毒")
    assert ProcrastinateJob.objects.get(task_name="docking.scan").args == {"file": str(row.pk)}


def test_files_from_before_the_scanner_are_checked_too(match: Match, scanner: Settings) -> None:
    command, scanner.SCAN_COMMAND = scanner.SCAN_COMMAND, ""
    row = _with(match, match.deal(), "EICAR")
    assert files.fetch(actor=match.asker, file=row).scan == "unscanned"
    scanner.SCAN_COMMAND = command
    with pytest.raises(Conflict):
        files.fetch(actor=match.asker, file=row)
    assert scanning.catch_up() == 1
    row.refresh_from_db()
    assert row.scan == "infected"


def test_without_a_scanner_what_waits_is_opened_as_not_checked(match: Match, deal: Deal, scanner: Settings) -> None:
    row = _with(match, deal, "无毒")
    scanner.SCAN_COMMAND = ""
    assert scanning.catch_up() == 1
    assert files.fetch(actor=match.asker, file=row).scan == "unscanned"
    assert Notice.objects.filter(user=match.asker, kind="deal-file").count() == 1


def test_what_was_withdrawn_meanwhile_is_left_alone(match: Match, deal: Deal, scanner: Settings) -> None:
    row = _with(match, deal, "EICAR")
    files.withdraw(actor=match.solver, file=row)
    row.refresh_from_db()
    assert scanning.scan(row) is None and scanning.catch_up() == 0
