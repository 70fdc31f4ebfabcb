"""Processes that are to stay up, as ``duijie up`` keeps them."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from duijie.config.steps import note
from duijie.core.errors import Unavailable

_PR_SET_PDEATHSIG = 1
_TICK = 0.2


def end_with_parent() -> None:
    """Called in a new process: should the parent be killed, the kernel ends it (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A process in a session of its own, so that Ctrl-C reaches its parent only.

    Args:
        name: how people are told of it.
        command: its arguments.
        announces: it says when it is ready by writing into the file descriptor that is put after
            ``command`` as ``--ready N``.
        keeps: file descriptors of this process that it gets under the same numbers.
        nice: how much it gives way to others.
    """

    def __init__(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str],
        *,
        announces: bool = False,
        keeps: tuple[int, ...] = (),
        nice: int = 0,
    ) -> None:
        self.name, self.command, self.environment, self.nice = name, command, environment, nice
        self.announces, self.keeps = announces, keeps
        self.process: subprocess.Popen[bytes] | None = None
        self._told: int | None = None
        self._deaths: deque[float] = deque(maxlen=3)

    def start(self, *more: str, stdout: int | None = None) -> subprocess.Popen[bytes]:
        """Start it, with ``more`` arguments this once."""
        keeps, command, written = self.keeps, [*self.command, *more], None
        if self.announces:
            self._forget()
            self._told, written = os.pipe()
            keeps, command = (*keeps, written), [*command, "--ready", str(written)]
        self.process = subprocess.Popen(  # noqa: S603 - our own programs, no shell
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            start_new_session=True,
            preexec_fn=self._begin,
            pass_fds=keeps,
        )
        if written is not None:
            os.close(written)
        return self.process

    def _begin(self) -> None:
        end_with_parent()
        if self.nice:
            os.nice(self.nice)

    def await_ready(self, seconds: float, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Wait until it says that it is ready.

        Raises:
            Unavailable: it ended, or ``seconds`` went by.
        """
        if self._told is None:
            raise RuntimeError("This child does not announce itself, or was not started.")
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            meanwhile()
            if select.select([self._told], [], [], _TICK)[0]:
                if os.read(self._told, 1):
                    self._forget()
                    return
                break  # the other end is closed: nobody is left who could say it
        if not self.alive(_TICK):
            raise Unavailable(f"The {self.name} did not start; its last words are above.")
        raise Unavailable(f"The {self.name} was not ready within {seconds:.0f} s.")

    def _forget(self) -> None:
        if self._told is not None:
            os.close(self._told)
            self._told = None

    def alive(self, patience: float = 0.0) -> bool:
        """Whether it runs (still, after so many seconds)."""
        if self.process is None:
            return False
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        return self.process.returncode is None

    def signal(self, number: signal.Signals, *, family: bool = True) -> None:
        """To the child, and to all of its own children unless ``family`` is false."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number) if family else self.process.send_signal(number)

    def keep_up(self) -> None:
        """Start it again when it died.

        Raises:
            Unavailable: for the third time within a minute.
        """
        if self.alive():
            return
        self.signal(signal.SIGKILL)
        now = time.monotonic()
        self._deaths.append(now)
        if len(self._deaths) == 3 and now - self._deaths[0] < 60:
            raise Unavailable(f"The {self.name} died three times within a minute; its last words are above.")
        note(f"The {self.name} died; starting it again. Nothing is lost: unfinished work is taken up again.")
        self.start()
