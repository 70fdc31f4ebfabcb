"""Files of a deal: versions, who has which, and the record of it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from duijie.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, TooLarge
from duijie.core.models import Notice
from duijie.docking.models import Deal, DealFile, LogEntry
from duijie.docking.queries import deals as queries
from duijie.docking.queries import rooms as queries_rooms
from duijie.docking.rules import read_file, withdraw_file
from duijie.docking.services import deals, files, introductions, log
from duijie.registry.standing import ANONYMOUS, standing
from tests.docking.conftest import Match
from tests.docking.rooms import PDF, added, everybody, upload


@pytest.fixture(autouse=True)
def _apart(settings: Settings, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


def _stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_new_upload_of_the_same_name_is_a_new_version_and_all_are_kept(
    match: Match, deal: Deal, tmp_path: Path
) -> None:
    first = added(match.solver, deal, data=PDF + b"1")
    second = added(match.asker, deal, data=PDF + b"2")
    other = added(match.asker, deal, "价格.pdf")
    assert [row.number for row in (first, second, other)] == [1, 2, 1]
    assert {row.sha256 for row in (first, second)} == {hashlib.sha256(PDF + end).hexdigest() for end in (b"1", b"2")}
    assert [row.file.open("rb").read() for row in (first, second)] == [PDF + b"1", PDF + b"2"]
    actor = standing(match.asker)
    assert list(queries_rooms.versions(actor, first)) == [second, first]
    assert queries_rooms.latest_files(actor, deal) == [other, second]
    assert len(_stored(tmp_path)) == 3


def test_the_others_are_told_and_the_record_has_the_digest(match: Match, deal: Deal) -> None:
    row = added(match.solver, deal, "报价 2027.pdf")
    assert Notice.objects.filter(user=match.asker, kind="deal-file").count() == 1
    assert not Notice.objects.filter(user=match.solver, kind="deal-file").exists()
    entry = LogEntry.objects.get(action="add-file")
    assert entry.after["sha256"] == row.sha256 and entry.actor == str(match.solver.pk)
    assert "报价" not in str(entry.after)
    assert log.verify_all().holds


def test_a_form_sent_twice_adds_one_version(match: Match, deal: Deal, tmp_path: Path) -> None:
    form = uuid4()
    rows = [files.add(actor=match.asker, deal=deal, upload=upload(), form=form) for _twice in range(2)]
    assert rows[0] == rows[1] and DealFile.objects.count() == 1 and len(_stored(tmp_path)) == 1
    assert LogEntry.objects.filter(action="add-file").count() == 1


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("空.pdf", b"", InvalidInput),
        ("程序.exe", b"MZ\x90\x00", InvalidInput),
        ("改名.pdf", b"MZ\x90\x00", InvalidInput),
        ("改名.txt", b"MZ\x90\x00", InvalidInput),
        ("图.txt", b"text\x00\x01\x02", InvalidInput),
        ("没有结尾", PDF, InvalidInput),
        ("大.pdf", PDF + b"0" * 1024 * 1024, TooLarge),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(
    match: Match, settings: Settings, tmp_path: Path, name: str, data: bytes, error: type[Exception]
) -> None:
    settings.DEAL_FILE_LIMIT = 1024 * 1024
    with pytest.raises(error) as refused:
        added(match.asker, match.deal(), name, data)
    assert str(refused.value)
    assert not DealFile.objects.exists() and _stored(tmp_path) == []


def test_a_failure_after_the_bytes_were_kept_leaves_none(
    match: Match, deal: Deal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def breaks(**_values: object) -> None:
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr(log, "write", breaks)
    with pytest.raises(RuntimeError):
        added(match.asker, deal)
    assert not DealFile.objects.exists() and _stored(tmp_path) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("方案📄\u202efdp.exe.pdf", "方案📄fdp.exe.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\nb\t c.pdf", "a b c.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
        (".pdf", "file.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_names_are_kept_fit_to_show(match: Match, typed: str, kept: str) -> None:
    data = PDF if kept.endswith(".pdf") else b"text"
    row = added(match.asker, match.deal(), typed, data)
    assert row.name == kept and "\u202e" not in (row.file.name or "")


def test_what_the_parties_keep_to_themselves_is_not_there_for_the_broker(match: Match, brokered_deal: Deal) -> None:
    hidden = added(match.asker, brokered_deal, "价格.pdf", with_broker=False)
    broker = match.world.broker
    assert list(queries_rooms.files(standing(broker), brokered_deal)) == []
    with pytest.raises(NotFound):
        queries_rooms.access_file(standing(broker), brokered_deal, hidden.pk)
    with pytest.raises(NotAllowed):
        files.fetch(actor=broker, file=hidden)
    assert not Notice.objects.filter(user=broker, kind="deal-file").exists()
    own = added(broker, brokered_deal, "价格.pdf")
    assert own.number == 1, "its number does not tell of the one that is hidden"
    with pytest.raises(NotAllowed):
        added(broker, brokered_deal, "悄悄.pdf", with_broker=False)


def test_only_those_in_the_room_add_fetch_and_withdraw(match: Match, brokered_deal: Deal) -> None:
    row = added(match.asker, brokered_deal)
    people = everybody(match)
    inside = {name for name in people if name.endswith(" side") or name == "broker"}
    for name, user in people.items():
        if user is None:
            continue
        if name in inside:
            assert files.fetch(actor=user, file=row) == row
            added(user, brokered_deal, f"{name}.pdf")
            continue
        with pytest.raises(NotAllowed):
            added(user, brokered_deal, "x.pdf")
        with pytest.raises(NotAllowed):
            files.fetch(actor=user, file=row)
        with pytest.raises(NotAllowed):
            files.withdraw(actor=user, file=row)
    for name in ("lead of the supply side", "colleague of the supply side", "broker"):
        user = people[name]
        assert user is not None
        with pytest.raises(NotAllowed):
            files.withdraw(actor=user, file=row)
    fetched = list(queries_rooms.fetched(row))
    assert len(fetched) == len(inside) and {entry.after["sha256"] for entry in fetched} == {row.sha256}


def test_who_has_left_gets_nothing_any_more(match: Match, brokered_deal: Deal) -> None:
    row = added(match.asker, brokered_deal)
    deals.leave(actor=match.solver_colleague, deal=brokered_deal)
    with pytest.raises(NotAllowed):
        files.fetch(actor=match.solver_colleague, file=row)


def test_a_withdrawn_version_is_gone_but_its_digest_stays(
    match: Match,
    brokered_deal: Deal,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = added(match.asker, brokered_deal)
    with django_capture_on_commit_callbacks(execute=True):
        files.withdraw(actor=match.world.teammate, file=row)  # a colleague of the same side may
    assert _stored(tmp_path) == []
    kept = DealFile.objects.get()
    assert kept.withdrawn_at is not None and kept.sha256 == row.sha256
    assert LogEntry.objects.get(action="withdraw-file").after["sha256"] == row.sha256
    with pytest.raises(Conflict):
        files.fetch(actor=match.asker, file=row)
    files.withdraw(actor=match.asker, file=row)  # in the other tab
    assert LogEntry.objects.filter(action="withdraw-file").count() == 1
    assert added(match.asker, brokered_deal).number == 2, "a number is never given twice"
    assert Notice.objects.filter(user=match.solver, kind="deal-file-withdrawn").count() == 1


def test_the_room_of_an_ended_deal_is_for_reading(match: Match, deal: Deal) -> None:
    row = added(match.asker, deal)
    deals.end(actor=match.asker, deal=deal, reason="预算取消")
    assert files.fetch(actor=match.solver, file=row) == row
    with pytest.raises(Conflict):
        added(match.asker, deal, "又一个.pdf")
    with pytest.raises(Conflict):
        files.withdraw(actor=match.asker, file=row)


def test_rules_say_the_same_for_one_and_for_many(match: Match, brokered_deal: Deal) -> None:
    for number, actor in enumerate((match.asker, match.solver, match.world.broker)):
        added(actor, brokered_deal, f"{number}.pdf")
    added(match.asker, brokered_deal, "价格.pdf", with_broker=False)
    deals.leave(actor=match.solver_colleague, deal=brokered_deal)
    readers = [standing(user) if user else ANONYMOUS for user in everybody(match).values()]
    for reader in readers:
        for rule in (read_file, withdraw_file):
            rows = DealFile.objects.all()
            allowed = {row.pk for row in rows if rule.allows(reader, row)}
            assert allowed == set(rule.filter(reader, rows).values_list("pk", flat=True))


def test_a_file_of_another_deal_is_not_reached_through_ones_own(match: Match, deal: Deal) -> None:
    deals.end(actor=match.asker, deal=deal, reason="重来")
    introductions.accept(actor=match.solver, introduction=match.invite())
    other = Deal.objects.exclude(pk=deal.pk).get()
    row = added(match.asker, other)
    with pytest.raises(NotFound):
        queries_rooms.access_file(standing(match.asker), queries.access_deal(standing(match.asker), deal.pk), row.pk)
