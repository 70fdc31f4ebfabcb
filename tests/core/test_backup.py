"""A backup while people work, and what comes back from it; archives that are no good change nothing."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from duijie.core import audit
from duijie.core.backup import archive as archives
from duijie.core.backup.making import backup
from duijie.core.backup.restoring import check_known
from duijie.core.errors import InvalidInput, Unavailable
from duijie.docking.services import deals
from tests.databases import Place, name_of, new_place
from tests.docking.conftest import Match, match
from tests.factories.world import world

__all__ = ["match", "world"]


@pytest.fixture(scope="module")
def sample(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An installation with an account, a file, and a backup of it beside its folder."""
    place = new_place(postgres_url, tmp_path_factory.mktemp("sample") / "var", like=template)
    kept = place.folder / "files" / "文件" / "名 字.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("内容")
    for arguments in (
        ("manage", "createsuperuser", "--noinput", "--email", "li@example.org"),
        ("backup", str(place.folder.parent / "backup.tar.gz")),
    ):
        done = place.run(*arguments, DJANGO_SUPERUSER_PASSWORD="correct horse battery")
        assert done.returncode == 0, done.stderr
    return place


@pytest.fixture
def used(sample: Place, postgres_url: str, tmp_path: Path) -> Place:
    """A copy of it that a test may change."""
    place = new_place(postgres_url, tmp_path / "used", like=name_of(sample))
    shutil.copytree(sample.folder, place.folder, dirs_exist_ok=True)
    return place


@pytest.fixture
def archive(sample: Place, tmp_path: Path) -> Path:
    return Path(shutil.copy(sample.folder.parent / "backup.tar.gz", tmp_path))


def _state(place: Place) -> object:
    files = {
        path.relative_to(place.folder).as_posix(): path.read_bytes()
        for path in (place.folder / "files").rglob("*")
        if path.is_file()
    }
    return place.rows("select id, email, password from core_user order by id"), files


def _sentence(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 2, result
    said = [line for line in result.stderr.splitlines() if line]
    assert len(said) == 1 and said[0].startswith("duijie: "), said
    return said[0]


@pytest.fixture
def media(tmp_path: Path, settings: object) -> Iterator[Path]:
    folder = tmp_path / "media"
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = folder  # type: ignore[attr-defined]
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    yield folder


@pytest.mark.django_db(transaction=True)
def test_what_comes_back_is_one_moment_although_people_went_on_working(
    match: Match, media: Path, postgres_url: str, tmp_path: Path
) -> None:
    """Each turn says something, keeps a file that a record names, and removes an older one, in one transaction."""
    talk = match.deal().threads.get()
    stop, turns, troubles = threading.Event(), [0], []

    def work(mine: int) -> None:
        kept: list[str] = []
        try:
            while not stop.is_set():
                content = f"{mine} {turns[0]}".encode() * 500
                with transaction.atomic():
                    said = deals.post(actor=match.asker, thread=talk, text=f"turn {turns[0]}")
                    name = default_storage.save(f"turns/{said.pk}.bin", ContentFile(content))
                    digest = hashlib.sha256(content).hexdigest()
                    audit.record(actor=match.asker, action="turn", target=said, after={"file": name, "sha256": digest})
                kept.append(name)
                turns[0] += 1
                if len(kept) > 5:
                    with transaction.atomic():
                        gone = kept.pop(0)
                        audit.record(actor=None, action="gone", target=talk, after={"file": gone})
                        transaction.on_commit(lambda gone=gone: default_storage.delete(gone))  # type: ignore[misc]
        except BaseException as error:
            troubles.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=work, args=[number]) for number in (1, 2)]
    for writer in writers:
        writer.start()
    path = tmp_path / "busy.tar.gz"
    try:
        while turns[0] < 10 and not troubles:
            threading.Event().wait(0.01)
        before = turns[0]
        manifest = backup(path, with_secrets=True)
        after = turns[0]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert not troubles, troubles
    assert after > before, "they worked while the backup was made"

    place = new_place(postgres_url, tmp_path / "restored")
    done = place.run("restore", str(path))
    assert done.returncode == 0, done.stderr
    assert "every chain holds" in done.stdout
    ((messages, entries),) = place.rows(
        "select (select count(*) from docking_message), (select count(*) from core_auditentry where action = 'turn')"
    )
    assert before <= int(str(entries)) <= after + 2 and messages == entries
    named = place.rows(
        "select after->>'file', after->>'sha256' from core_auditentry where action = 'turn' and after->>'file' not in "
        "(select after->>'file' from core_auditentry where action = 'gone')"
    )
    assert named
    for name, digest in named:
        content = (place.folder / "files" / str(name)).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
    for table, (rows, _) in manifest.tables.items():
        if table != "procrastinate_events":  # jobs of that moment are given up
            ((found,),) = place.rows(f'select count(*) from "{table}"')  # noqa: S608
            assert found == rows, table
    assert (place.folder / "secret_key").read_text() == settings.SECRET_KEY
    ((waiting,),) = place.rows("select count(*) from core_mail where state in ('waiting', 'sending')")
    assert waiting == 0, "what may have gone since is listed, not sent again"


def test_an_installation_comes_back_with_names_in_any_script(archive: Path, used: Place, postgres_url: str) -> None:
    place = new_place(postgres_url, archive.parent / "new")
    done = place.run("restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert _state(place) == _state(used)
    assert not list(place.folder.glob("backup-*"))


def test_no_secret_is_in_an_archive_unless_asked_for(used: Place, tmp_path: Path) -> None:
    secret = {"DUIJIE_SECRET_KEY": "s3cret" * 10, "DUIJIE_READER_KEY": "reader-pass-phrase"}
    assert used.run("backup", str(tmp_path / "a.tar.gz"), **secret).returncode == 0
    content = gzip.decompress((tmp_path / "a.tar.gz").read_bytes())
    assert b"DUIJIE_READER_KEY" in content
    assert b"s3crets3cret" not in content and b"reader-pass-phrase" not in content
    assert used.run("backup", str(tmp_path / "b.tar.gz"), "--with-secrets", **secret).returncode == 0
    content = gzip.decompress((tmp_path / "b.tar.gz").read_bytes())
    assert b"s3crets3cret" in content and b"reader-pass-phrase" in content
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0


def test_what_is_there_is_given_up_only_when_asked(archive: Path, used: Place) -> None:
    there = _state(used)
    assert "--replace" in _sentence(used.run("restore", str(archive)))
    (used.folder / "files" / "later.txt").write_text("later")
    (used.folder / "files" / "文件" / "名 字.txt").write_text("changed")
    used.rows("insert into core_outboxentry (topic, key, created_at) values ('x', 'y', now()) returning id")
    done = used.run("restore", str(archive), "--replace")
    assert done.returncode == 0, done.stderr
    assert _state(used) == there
    assert used.rows("select count(*) from core_outboxentry where topic = 'x'") == [(0,)]
    assert used.rows("select count(*) from pg_namespace where nspname = 'duijie_before'") == [(0,)]


def test_a_backup_does_not_take_the_place_of_another(archive: Path, used: Place) -> None:
    before = archive.read_bytes()
    assert "is there already" in _sentence(used.run("backup", str(archive)))
    assert archive.read_bytes() == before


def _altered(path: Path, name: str, change: object) -> None:
    """The archive again with one member changed; whole as a tar, with right checksums of gzip."""
    with tarfile.open(path) as tar:
        members = [(info, tar.extractfile(info).read()) for info in tar]  # type: ignore[union-attr]
    with tarfile.open(path, "w:gz") as tar:
        for info, content in members:
            if info.name == name:
                content = change(content)  # type: ignore[operator]
                info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def _manifest(change: object) -> object:
    return lambda content: json.dumps(change(json.loads(content))).encode()  # type: ignore[operator]


_BAD = {
    "cut off": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "cut off at its end": lambda path: path.write_bytes(path.read_bytes()[:-200]),
    "one byte altered": lambda path: path.write_bytes(
        (content := path.read_bytes())[:5000] + bytes([content[5000] ^ 1]) + content[5001:]
    ),
    "no archive": lambda path: path.write_bytes(b"not an archive at all"),
    "empty": lambda path: path.write_bytes(b""),
    "database altered": lambda path: _altered(path, "database.sql", lambda content: content + b"\nselect 1;\n"),
    "file altered": lambda path: _altered(path, "files/文件/名 字.txt", lambda _: b"other"),
    "newer format": lambda path: _altered(path, "manifest.json", _manifest(lambda told: told | {"format": 99})),
    "newer version": lambda path: _altered(
        path,
        "manifest.json",
        _manifest(lambda told: told | {"migrations": told["migrations"] | {"core": ["9999_of_tomorrow"]}}),
    ),
    "manifest altered": lambda path: _altered(
        path, "manifest.json", _manifest(lambda told: told | {"tables": told["tables"] | {"core_user": [5, "1"]}})
    ),
}


@pytest.mark.parametrize("kind", [kind for kind in _BAD if kind != "manifest altered"])
def test_an_archive_that_is_no_good_is_known_before_anything_is_touched(kind: str, archive: Path) -> None:
    _BAD[kind](archive)
    folder = archive.parent / "unpacked"
    folder.mkdir()
    with pytest.raises(InvalidInput, match="Nothing was changed") as refused:
        check_known(archive, archives.unpack(archive, folder))
    assert ("newer version" in str(refused.value)) == kind.startswith("newer")


@pytest.mark.parametrize("kind", ["cut off", "manifest altered"])
def test_a_restore_that_fails_is_one_sentence_and_changes_nothing(kind: str, archive: Path, used: Place) -> None:
    _BAD[kind](archive)
    before = _state(used)
    assert "Nothing was changed." in _sentence(used.run("restore", str(archive), "--replace"))
    assert _state(used) == before
    assert not list(used.folder.glob("backup-*"))


def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "new" / "b.tar.gz"
    target.parent.mkdir()
    monkeypatch.setattr(tarfile.TarFile, "addfile", full)
    with pytest.raises(Unavailable, match="full"), archives.writing(target) as writer:
        writer.add_bytes("database.sql", b"x")
    assert not list(target.parent.iterdir())
    monkeypatch.setattr(archives, "_keep", full)
    with pytest.raises(Unavailable, match="full"):
        archives.unpack(archive, tmp_path)


@pytest.mark.parametrize("name", ["files/../../out", "/files/out", "files/a/../../../out", "other", "files/"])
def test_an_archive_reaches_no_file_outside(name: str, tmp_path: Path) -> None:
    path, folder = tmp_path / "a.tar.gz", tmp_path / "unpacked"
    folder.mkdir()
    with tarfile.open(path, "w:gz") as tar:
        info = tarfile.TarInfo(name)
        info.size = 3
        tar.addfile(info, io.BytesIO(b"bad"))
    with pytest.raises(InvalidInput):
        archives.unpack(path, folder)
    assert not list(folder.iterdir()) and not list(tmp_path.rglob("out"))
