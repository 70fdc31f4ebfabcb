"""`duijie up` as a process, and what it says."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

PATIENCE = 180.0
"""Seconds, for a busy machine; nothing here is about speed."""


class Up:
    """A running `duijie up`.

    Args:
        folder: where its log goes.
        environment: its environment; the var folder is named there.
    """

    def __init__(self, folder: Path, environment: dict[str, str], port: int) -> None:
        self.log = folder / "up.log"
        environment = {name: value for name, value in environment.items() if name != "DJANGO_SETTINGS_MODULE"}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "duijie", "up", "--no-sample", "--port", str(port)],
                env=environment | {"DUIJIE_EMBEDDERS": "minilm"},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, self.said
            assert self.process.poll() is None, self.said
            time.sleep(0.1)

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, part: str) -> psutil.Process:
        return next(child for child in self.children() if part in " ".join(child.cmdline()))

    @property
    def address(self) -> str:
        found = re.search(r"http://localhost:\d+/", self.said)
        assert found
        return found.group()

    def end(self) -> None:
        """Whatever happened, nothing of it goes on."""
        family = self.children() if self.process.poll() is None else []
        for process in [*family, self.process]:
            process.kill()
        self.process.wait()
