"""What a running ``duijie up`` tells of itself, and ``duijie restart``, which asks it for a new generation."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from duijie.config.steps import note
from duijie.core.errors import InvalidInput, Unavailable

LEAVE = signal.SIGUSR1
"""Told to a generation of the web server that has a successor."""
_FILE, _LOCK = "up.json", "up.lock"
_PATIENCE = 600.0
_GLANCE = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Told:
    """Process id of ``duijie up``, how many restarts worked and how many did not, and why the last one did not."""

    pid: int
    restarted: int = 0
    failed: int = 0
    why: str = ""


class Telling:
    """The running process's side: a lock for as long as it lives, and beside it what it tells.

    Args:
        folder: the var folder. Where a second ``duijie up`` runs on it, the first one is the one that is told of.

    Raises:
        Unavailable: the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._told = Told(os.getpid())
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unavailable(f"The folder {folder} cannot be written: {error.strerror}.") from error
        self.first = self._locked()
        self._write()

    def _locked(self) -> bool:
        """Whether no other has the lock for longer than who only looks, as ``duijie restart`` does."""
        deadline = time.monotonic() + _GLANCE
        while True:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.05)
            else:
                return True

    def restarted(self) -> None:
        """A restart worked."""
        self._told = replace(self._told, restarted=self._told.restarted + 1, why="")
        self._write()

    def failed(self, why: str) -> None:
        """A restart did not work; what served before still serves."""
        self._told = replace(self._told, failed=self._told.failed + 1, why=why)
        self._write()

    def _write(self) -> None:
        if not self.first:
            return
        new = self._path.with_suffix(".new")
        try:
            new.write_text(json.dumps(asdict(self._told)), encoding="utf-8")
            new.replace(self._path)
        except OSError as error:  # a full disk is no reason to stop what serves
            note(f"{self._path} cannot be written ({error.strerror}); `duijie restart` is not told how it went.")

    def close(self) -> None:
        """No longer there."""
        if self.first:
            self._path.unlink(missing_ok=True)
        os.close(self._lock)


def restart(folder: Path, *, patience: float = _PATIENCE) -> None:
    """Ask the ``duijie up`` of a var folder for a new generation of web server and worker; wait for it.

    Raises:
        InvalidInput: none runs there.
        Unavailable: the new generation did not come up; the old one goes on serving.
    """
    before = _running(folder)
    os.kill(before.pid, signal.SIGHUP)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        now = _running(folder)
        if now.failed > before.failed:
            raise Unavailable(f"{now.why} What served before goes on serving.")
        if now.restarted > before.restarted:
            return
        time.sleep(0.1)
    raise Unavailable(f"No new generation came up within {patience:.0f} s; what served before goes on serving.")


def _running(folder: Path) -> Told:
    with suppress(FileNotFoundError), (folder / _LOCK).open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:  # held by who runs
            return Told(**json.loads((folder / _FILE).read_text(encoding="utf-8")))
    raise InvalidInput(f"No `duijie up` runs on {folder}; start it, or name its folder with DUIJIE_VAR_DIR.")
