"""The archive of a backup: a gzipped tar whose last member says what all others hold. Pure.

Members: ``database.sql`` (what pg_dump says), ``files/…``, ``secrets.json`` when that was asked
for, and ``manifest.json``. An archive without its manifest was cut off.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO, Any
from uuid import uuid4

from duijie.core.errors import InvalidInput, Unavailable

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database.sql"
SECRETS = "secrets.json"
FILES = "files/"
_PIECE = 1 << 20
_LARGEST_MANIFEST = 256 * _PIECE


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds.

    Attributes:
        version: of Duijie that made it.
        moment: of the database, ISO 8601.
        migrations: the names that were applied, by app.
        tables: of each table how many rows, and the sum of their digests (see backup.database).
        members: SHA-256 and size in bytes of each member but this one.
        settings: names of the settings that were given, never their values.
        key: tells whether an installation has the same secret key, and nothing of the key.
        index: the version of the search index that served; the index itself is derived.
    """

    version: str
    moment: str
    server: int
    migrations: dict[str, list[str]]
    tables: dict[str, tuple[int, str]]
    settings: list[str]
    key: str
    index: str
    members: dict[str, tuple[str, int]] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Adds members to an archive and remembers their digests."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, tuple[str, int]] = {}

    def add(self, name: str, path: Path) -> None:
        """Add the bytes of a file."""
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            digesting = _Digesting(source)
            self._tar.addfile(_member(name, size), digesting)
        self.members[name] = (digesting.digest.hexdigest(), size)

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add a small member."""
        self._tar.addfile(_member(name, len(content)), io.BytesIO(content))
        self.members[name] = (hashlib.sha256(content).hexdigest(), len(content))

    def finish(self, manifest: Manifest) -> Manifest:
        """Add the manifest, with its members, which ends the archive."""
        whole = replace(manifest, members=self.members)
        content = json.dumps(asdict(whole), ensure_ascii=False, indent=1, sort_keys=True).encode()
        self._tar.addfile(_member(MANIFEST, len(content)), io.BytesIO(content))
        return whole


class _Digesting:
    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(size)
        self.digest.update(piece)
        return piece


def _member(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write an archive under a temporary name and give it its own once it is complete and on the disk.

    Raises:
        InvalidInput: there is such a file already.
        Unavailable: it cannot be written.
    """
    if path.exists():
        raise InvalidInput(f"{path} is there already; name another file or remove it.")
    part = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
    try:
        with disk_trouble(path.parent):
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as raw:
                with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6, format=tarfile.PAX_FORMAT) as tar:
                    yield Writer(tar)
                raw.flush()
                os.fsync(raw.fileno())
            part.rename(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def unpack(path: Path, folder: Path) -> Manifest:
    """Unpack an archive into an empty folder, every member checked against the manifest.

    Raises:
        InvalidInput: it is not one of ours, was cut off or altered, or is of a newer version.
        Unavailable: it cannot be read, or the folder not be written.
    """
    found: dict[str, tuple[str, int]] = {}
    manifest = b""
    try:
        with disk_trouble(folder), tarfile.open(path, "r:gz") as tar:
            for info in tar:
                if manifest:
                    raise InvalidInput(f"{path} was altered: something follows its end. Nothing was changed.")
                source = tar.extractfile(info) if info.isreg() else None
                if source is None or info.name in found or not _safe(info.name):
                    raise InvalidInput(
                        f"{path} is not a backup of Duijie: it holds {info.name[:80]!r}. Nothing was changed."
                    )
                if info.name == MANIFEST:
                    if info.size > _LARGEST_MANIFEST:
                        raise InvalidInput(f"{path} is not a backup of Duijie. Nothing was changed.")
                    manifest = source.read()
                else:
                    found[info.name] = _keep(source, folder / info.name)
    except FileNotFoundError as error:
        raise InvalidInput(f"There is no file {path}.") from error
    except (tarfile.TarError, EOFError, zlib.error, ValueError) as error:
        raise InvalidInput(f"{path} is not a whole backup: cut off or altered. Nothing was changed.") from error
    if not manifest:
        raise InvalidInput(f"{path} is not a whole backup: its end is missing. Nothing was changed.")
    told = _read(path, manifest)
    for name in sorted(set(found) | set(told.members)):
        if found.get(name) != told.members.get(name):
            raise InvalidInput(
                f"{path} was altered: {name} is not what the manifest says. Nothing was changed.", member=name
            )
    if DATABASE not in found:
        raise InvalidInput(f"{path} holds no database. Nothing was changed.")
    return told


def _read(path: Path, content: bytes) -> Manifest:
    try:
        told: dict[str, Any] = json.loads(content)
        if int(told["format"]) > FORMAT:
            raise InvalidInput(
                f"{path} was made by a newer version of Duijie ({told['version']}); install that one first. "
                "Nothing was changed."
            )
        told["members"] = {name: (str(digest), int(size)) for name, (digest, size) in told["members"].items()}
        told["tables"] = {name: (int(rows), str(int(total))) for name, (rows, total) in told["tables"].items()}
        return Manifest(**told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidInput(f"{path} was altered: its manifest cannot be read. Nothing was changed.") from error


def _safe(name: str) -> bool:
    if name in (MANIFEST, DATABASE, SECRETS):
        return True
    parts = PurePosixPath(name).parts
    return name.startswith(FILES) and len(parts) > 1 and ".." not in parts and "\\" not in name and "\0" not in name


def _keep(source: IO[bytes], target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        while piece := source.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            file.write(piece)
    return digest.hexdigest(), size


@contextmanager
def disk_trouble(place: Path) -> Iterator[None]:
    """Say in a sentence what the disk refuses.

    Raises:
        Unavailable: no space is left, or something may not be read or written.
    """
    try:
        yield
    except (FileNotFoundError, tarfile.TarError, EOFError):
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Unavailable(f"The disk of {place} is full; make room and try again. Nothing was changed.") from error
        if error.errno is None:  # gzip's own: the content is damaged
            raise tarfile.ReadError(str(error)) from error
        raise Unavailable(f"{error.filename or place}: {error.strerror}. Nothing was changed.") from error
