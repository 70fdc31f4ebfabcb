"""Versions of the index side by side, and the one that serves.

An index lies in ``<root>/<version>/``. A rebuild makes a new version beside the serving one
and is put in its place by one atomic step; killed at any point it leaves the old one
serving and a half-built folder, which the next rebuild removes. ``<root>/CURRENT`` names
the serving version for the command line and the benches; the platform keeps that name in
PostgreSQL and passes it in.

    >>> versions = Versions("var/index")                      # doctest: +SKIP
    >>> with versions.build() as building:                    # doctest: +SKIP
    ...     store = PassageStore.create(building.path, {"e5": 384})
    >>> PassageStore.open(versions.current())                 # doctest: +SKIP
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from duijie.core.errors import NotFound, Sentence, Unavailable, gettext_noop
from duijie.matching.store.guard import reported

NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{6}")
"""The name of a version: when its building began, and what tells two of one second apart."""

_BUILDING = ".building"
_POINTER = "CURRENT"


@dataclass(frozen=True, slots=True)
class Building:
    """A version that is being built: its ``name`` and its folder or address ``path``."""

    name: str
    path: Path | str


class Versions:
    """The versions under one folder."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root)

    def current(self) -> Path:
        """The folder of the serving version.

        Raises:
            Unavailable: none has been built yet, or it is gone.
        """
        try:
            name = (self.root / _POINTER).read_text("ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            name = ""
        if not NAME.fullmatch(name) or not (self.root / name).is_dir():
            template = gettext_noop("There is no index in {folder} yet: build it with `duijie index rebuild`.")
            raise Unavailable(Sentence(template, folder=self.root))
        return self.root / name

    def place(self, name: str) -> Path:
        """The folder of a version."""
        return self.root / name

    def names(self) -> list[str]:
        """All complete versions, oldest first."""
        return [path.name for path in self._folders() if not (path / _BUILDING).exists()]

    @contextmanager
    def build(self, *, activate: bool = True, in_use: Collection[str] = ()) -> Iterator[Building]:
        """A folder for a new version; on leaving without an error it is complete, and serves.

        What earlier rebuilds left half-built is removed first. On an error the new folder
        is removed. Complete versions other than the serving one, the one before it and
        those ``in_use`` are removed after the switch: a reader may still have the last open.

        Args:
            activate: false when the caller keeps the pointer elsewhere.
            in_use: names of versions to keep, such as the one named in PostgreSQL.

        Raises:
            Unavailable: the folder cannot be written.
        """
        with reported("The index could not be built", str(self.root)):
            self.root.mkdir(parents=True, exist_ok=True)
            self._sweep_half_built()
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
            path = self.root / name
            path.mkdir()
            held = _hold(path / _BUILDING)
        try:
            yield Building(name, path)
            with reported("The index could not be built", str(self.root)):
                (path / _BUILDING).unlink()
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise
        finally:
            os.close(held)
        if activate:
            before = self._pointed()
            self.activate(name)
            self.sweep(in_use={*in_use, *([before] if before else [])})

    def activate(self, name: str) -> None:
        """Let the version ``name`` serve, from one moment to the next.

        Raises:
            NotFound: there is no complete version of that name.
            Unavailable: the pointer cannot be written; the old one stands.
        """
        if name not in self.names():
            raise NotFound(f"There is no complete version “{name}” of the index in {self.root}.")
        fresh = self.root / f".{_POINTER}.{os.getpid()}.{secrets.token_hex(3)}"
        with reported("The serving index could not be switched", str(self.root)):
            try:
                with fresh.open("w", encoding="ascii") as file:
                    file.write(name + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                fresh.replace(self.root / _POINTER)
            finally:
                fresh.unlink(missing_ok=True)
            _sync_folder(self.root)

    def sweep(self, *, in_use: Collection[str] = ()) -> list[str]:
        """Remove complete versions other than the serving one and those ``in_use``; give
        the names of what was removed."""
        kept = {*in_use, self._pointed()}
        removed = [name for name in self.names() if name not in kept]
        for name in removed:
            shutil.rmtree(self.root / name, ignore_errors=True)
        return removed

    def _pointed(self) -> str | None:
        try:
            return self.current().name
        except Unavailable:
            return None

    def _folders(self) -> list[Path]:
        if not self.root.is_dir():
            return []
        return sorted(path for path in self.root.iterdir() if path.is_dir() and NAME.fullmatch(path.name))

    def _sweep_half_built(self) -> None:
        for path in self._folders():
            mark = path / _BUILDING
            if mark.exists() and not _is_held(mark):
                shutil.rmtree(path, ignore_errors=True)


def _hold(mark: Path) -> int:
    """Make a file and lock it: the lock ends with the process, however that ends."""
    handle = os.open(mark, os.O_CREAT | os.O_RDWR, 0o644)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def _is_held(mark: Path) -> bool:
    try:
        handle = os.open(mark, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
