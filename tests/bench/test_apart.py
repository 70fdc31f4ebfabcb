"""A process of its own does not outlive whoever waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from duijie.bench.apart import apart


def wait_long(told: str) -> None:
    """Say who this is, and go on for longer than anybody waits."""
    Path(told).write_text(str(os.getpid()))
    time.sleep(600)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def _until(holds: object, patience: float = 60) -> bool:
    assert callable(holds)
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_whoever_is_killed_takes_the_work_along(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    script = f"from tests.bench.test_apart import start; start({str(told)!r})"
    with subprocess.Popen([sys.executable, "-c", script], cwd=Path(__file__).parents[2]) as parent:
        assert _until(lambda: told.exists() and told.read_text())
        child = int(told.read_text())
        assert _lives(child)
        parent.kill()
    assert _until(lambda: not _lives(child))


def start(told: str) -> None:
    """What the parent does."""
    apart(wait_long, told)
