"""`duijie up` as somebody runs it: it starts, says where it is, survives deaths, leaves nothing."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from duijie.config.postgres import EmbeddedPostgres

PATIENCE = 180.0  # for a busy machine; nothing here is about speed


class Up:
    """A running `duijie up` and what it said."""

    def __init__(self, folder: Path, port: int) -> None:
        self.log = folder / "up.log"
        environment = {**os.environ, "DUIJIE_VAR_DIR": str(folder / "var with blanks"), "DUIJIE_EMBEDDERS": "minilm"}
        environment.pop("DATABASE_URL", None)
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "duijie", "up", "--no-sample", "--port", str(port)],
                env=environment,
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


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def up(tmp_path: Path, taken: int) -> Iterator[Up]:
    running = Up(tmp_path, taken)
    try:
        running.until(lambda: "Ctrl-C" in running.said)
        yield running
    finally:
        family = running.children() if running.process.poll() is None else []
        for process in [*family, running.process]:
            process.kill()
        running.process.wait()
        EmbeddedPostgres(tmp_path / "var with blanks" / "postgres")._stop()


def test_it_says_where_it_is_and_ctrl_c_leaves_no_process(up: Up, taken: int) -> None:
    assert f"Port {taken} is taken; using" in up.said
    with urlopen(up.address) as home:  # noqa: S310
        assert home.status == 200
    postgres = psutil.Process(
        int((next(up.log.parent.glob("var*/postgres/data/postmaster.pid"))).read_text().split("\n")[0])
    )
    family = [*up.children(), postgres]
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(PATIENCE) == 0
    assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []


def test_a_killed_worker_is_started_again(up: Up) -> None:
    worker = up.child("duijie.config.worker")
    worker.kill()
    up.until(lambda: "The worker died; starting it again" in up.said)
    up.until(lambda: any("duijie.config.worker" in " ".join(child.cmdline()) for child in up.children()))


def test_killed_itself_it_takes_its_children_with_it(up: Up) -> None:
    # PostgreSQL stays up, unharmed, for the next start to take over.
    family = [child for child in up.children() if child.name() != "postgres"]
    up.process.kill()
    up.process.wait()
    assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []


def test_a_setting_that_does_not_fit_is_named(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "duijie", "up"],
        env={**os.environ, "DUIJIE_VAR_DIR": str(tmp_path), "DUIJIE_PORT": "many"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "DUIJIE_PORT" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
