"""``duijie restore``."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from duijie.core.backup import archive, database, files
from duijie.core.backup.archive import Manifest
from duijie.core.backup.making import key_sign, workplace
from duijie.core.errors import Conflict, InvalidInput, Unavailable

# In the transaction of the load: what was on its way at the moment of the backup may have gone
# since, and the index of that moment is not the one that lies here now. A version that cannot be
# opened is built anew by the worker.
_MARKS = {
    "core_mail": (
        "update public.core_mail set state = 'failed', error = 'it waited when the backup was made: it may have gone' "
        "where state in ('waiting', 'sending');"
    ),
    "matching_indexversion": (
        "delete from public.matching_indexversion where state = 'building'; "
        "update public.matching_indexversion set name = 'restored-' || left(md5(now()::text), 8) "
        "where state = 'serving';"
    ),
    "api_delivery": "update public.api_delivery set state = 'failed' where state = 'waiting';",
    "procrastinate_jobs": "update public.procrastinate_jobs set status = 'failed' where status in ('todo', 'doing');",
}


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored. ``same_key``: the installation has the secret key of the archive."""

    manifest: Manifest
    same_key: bool


def restore(path: Path, *, replace: bool = False) -> Restored:
    """Make the installation what it was at the moment of an archive: all of it or nothing.

    The archive is unpacked and checked before anything is touched. What was there is put aside in
    the database until the archive's tables are loaded, checked row by row and brought up to this
    version; killed before the load is committed, the installation is as it was.

    Args:
        replace: also when the installation is not empty.

    Raises:
        InvalidInput: the archive is not whole, was altered, or is of a newer version.
        Conflict: the installation is not empty, or the archive is not what it says.
        Unavailable: something cannot be read, written or loaded.
    """
    from django.conf import settings
    from django.db import connections

    root = Path(settings.MEDIA_ROOT)
    if not replace and not (database.is_empty() and next(files.names(root), None) is None):
        raise Conflict(
            "This installation is not empty; --replace gives up what it holds for what the archive holds. "
            "Nothing was changed."
        )
    with workplace() as folder:
        manifest = archive.unpack(path, folder)
        check_known(path, manifest)
        connections.close_all()
        unpacked = folder / "files"
        unpacked.mkdir(exist_ok=True)
        added: list[str] = []
        try:
            with archive.disk_trouble(root):
                root.mkdir(parents=True, exist_ok=True)
                added += files.bring(unpacked, root)
            marks = [text for table, text in _MARKS.items() if table in manifest.tables]
            database.load(folder / archive.DATABASE, folder, known=manifest.tables, marks=marks)
        except BaseException:
            files.remove(root, added)
            raise
        database.send_others_away()
        try:
            _migrate()
        except BaseException as error:
            connections.close_all()
            database.put_back()
            files.remove(root, added)
            if isinstance(error, Exception):
                raise Unavailable(
                    f"The archive could not be brought up to this version ({error}). Nothing was changed."
                ) from error
            raise
        files.settle(unpacked, root, manifest.members)
        _take_secrets(folder / archive.SECRETS)
        database.forget_before()
    return Restored(manifest, key_sign(settings.SECRET_KEY) == manifest.key)


def check_known(path: Path, manifest: Manifest) -> None:
    """Refuse what a newer version made.

    Raises:
        InvalidInput: it has migrations that this version does not know.
    """
    from django.db.migrations.loader import MigrationLoader

    there = MigrationLoader(None).disk_migrations
    mine = set(there) | {replaced for migration in there.values() for replaced in migration.replaces}
    for app, names in manifest.migrations.items():
        for name in names:
            if (app, name) not in mine:
                raise InvalidInput(
                    f"{path} was made by a newer version of Duijie ({manifest.version}, with {app} {name}); "
                    "install that one first. Nothing was changed."
                )


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _take_secrets(path: Path) -> None:
    """Take over the secret key unless the environment gives one; keep the settings for the operator to read."""
    from django.conf import settings

    if not path.exists():
        return
    told = json.loads(path.read_text())
    lines = "".join(f"{name}={json.dumps(value, ensure_ascii=False)}\n" for name, value in told["settings"].items())
    _write(Path(settings.VAR) / "restored-settings.env", lines)
    if not settings.ENV.secret_key:
        _write(Path(settings.VAR) / "secret_key", told["secret_key"])
        settings.SECRET_KEY = told["secret_key"]


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    part.replace(path)
