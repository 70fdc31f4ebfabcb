"""``duijie backup``."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from duijie import __version__
from duijie.core.backup import archive, database, files
from duijie.core.backup.archive import Manifest
from duijie.core.errors import Conflict


def key_sign(key: str) -> str:
    """Tells two secret keys apart and nothing of either."""
    return hmac.new(key.encode(), b"duijie backup", hashlib.sha256).hexdigest()[:32]


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder under ``var`` that only we may enter and that is gone afterwards."""
    from django.conf import settings

    root = Path(settings.VAR)
    with archive.disk_trouble(root):
        root.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="backup-", dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settings_given() -> dict[str, str]:
    """The settings that the environment gives, by name."""
    return {
        name: value
        for name, value in sorted(os.environ.items())
        if (name.startswith("DUIJIE_") or name == "DATABASE_URL") and value
    }


def backup(path: Path, *, with_secrets: bool = False) -> Manifest:
    """Write an archive of one moment of the installation while it is in use.

    Every file that the database names at that moment is in it: files are written before the
    transaction that names them commits, and are held by a second name while they are copied.

    Args:
        with_secrets: put the secret key and the values of the settings into it too.

    Returns:
        What it holds.

    Raises:
        InvalidInput: ``path`` is there already.
        Unavailable: something cannot be read or written; nothing is left behind.
        Conflict: the database has no tables yet.
    """
    from django.conf import settings

    path = path.absolute()
    with workplace() as folder, archive.writing(path) as writer:
        held_files, script = folder / "files", folder / archive.DATABASE
        held_files.mkdir()
        root = Path(settings.MEDIA_ROOT)
        files.hold(root, held_files)
        with database.moment() as held:
            files.hold(root, held_files)
            there = held.connection.execute("select to_regclass('public.django_migrations')").fetchone()
            if there is None or there[0] is None:
                raise Conflict("There is nothing to back up yet: the database has no tables.")
            database.dump(held, script)
            index = held.connection.execute("select name from matching_indexversion where state = 'serving'").fetchone()
            manifest = Manifest(
                version=__version__,
                moment=held.at,
                server=held.server,
                migrations=database.migrations(held.connection),
                tables=database.tables(held),
                settings=list(settings_given()),
                key=key_sign(settings.SECRET_KEY),
                index=index[0] if index else "",
            )
        writer.add(archive.DATABASE, script)
        for name in sorted(files.names(held_files)):
            writer.add(archive.FILES + name, held_files / name)
        if with_secrets:
            told = {"secret_key": settings.SECRET_KEY, "settings": settings_given()}
            writer.add_bytes(archive.SECRETS, json.dumps(told).encode())
        return writer.finish(manifest)
