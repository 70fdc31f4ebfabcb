"""What serves goes on serving: no restart, however it fails, and nobody who only looks, does it harm."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import psutil
import pytest

from duijie.config import restarting, up
from duijie.config.children import Child
from duijie.config.restarting import Telling
from duijie.core.errors import Unavailable
from tests.config.running import PATIENCE


class House:
    """Renews itself as often as it is asked."""

    renewed = 0

    def renew(self) -> None:
        self.renewed += 1


def _raising(error: BaseException) -> Callable[..., Any]:
    def fails(*_anything: Any, **_more: Any) -> None:
        raise error

    return fails


@pytest.mark.parametrize(
    "error", [OSError(12, "Cannot allocate memory"), ValueError("Expecting value"), Unavailable("It did not start.")]
)
def test_a_restart_that_fails_in_any_way_leaves_what_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(up, "_prepare", _raising(error))
    telling, house = Telling(tmp_path), House()
    up._restart(cast(Any, house), {}, telling)
    assert house.renewed == 0
    assert restarting._running(tmp_path).failed == 1, "who asked for it is told"
    assert str(error).rstrip(".") in restarting._running(tmp_path).why
    telling.close()


def test_who_stops_it_during_a_restart_stops_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "_prepare", _raising(up._Stop()))
    with pytest.raises(up._Stop):
        up._restart(cast(Any, House()), {}, Telling(tmp_path))


def test_a_folder_that_is_full_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    telling, house = Telling(tmp_path), House()
    monkeypatch.setattr(up, "_prepare", lambda *_anything: [])
    monkeypatch.setattr(Path, "write_text", _raising(OSError(28, "No space left on device")))
    up._restart(cast(Any, house), {}, telling)
    assert house.renewed == 1
    assert "No space left on device" in capsys.readouterr().err
    telling.close()


def test_who_only_looks_takes_the_place_of_nobody(tmp_path: Path) -> None:
    looking = os.open(tmp_path / "up.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(looking, fcntl.LOCK_SH)
    leaving = threading.Timer(0.2, os.close, [looking])
    leaving.start()
    telling = Telling(tmp_path)
    assert telling.first
    assert restarting._running(tmp_path).pid == os.getpid()
    second = Telling(tmp_path)
    assert not second.first
    second.close()
    telling.close()
    leaving.join()


def test_a_second_one_leaves_the_figures_of_the_first_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Settings:
        var_dir, database_url = tmp_path, "postgres://nowhere"

    class Signals:
        def ignore(self) -> None:
            """Nobody asks for anything."""

    figures = tmp_path / "metrics" / "counter_1.db"
    monkeypatch.setattr(up, "env", Settings)
    monkeypatch.setattr(up, "_Signals", Signals)
    monkeypatch.setattr(up, "_prepare", _raising(Unavailable("Not now.")))
    for first in (False, True):
        figures.parent.mkdir(exist_ok=True)
        figures.touch()
        held = None if first else Telling(tmp_path)
        assert up.run() == 1
        assert figures.exists() is not first
        if held is not None:
            held.close()


def test_what_a_leaving_one_started_does_not_outlive_it() -> None:
    script = "import subprocess, sys; print(subprocess.Popen(['sleep', '600']).pid, flush=True); sys.stdin.read()"
    child = Child("web server", [sys.executable, "-c", script + "; import time; time.sleep(600)"], dict(os.environ))
    process = child.start(stdout=subprocess.PIPE)
    assert process.stdout is not None
    worker = psutil.Process(int(process.stdout.readline()))
    leaving = up._Leaving(child, time.monotonic() + PATIENCE, PATIENCE)
    assert not leaving.gone() and worker.is_running()
    child.signal(signal.SIGKILL, family=False)
    deadline = time.monotonic() + PATIENCE
    while not leaving.gone():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    try:
        while worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline - PATIENCE + 10, "nobody looks after it any more"
            time.sleep(0.05)
    except psutil.NoSuchProcess:
        pass
    finally:
        child.signal(signal.SIGKILL)
        process.stdout.close()
