"""`duijie up` as somebody runs it: it starts, says where it is, survives deaths, leaves nothing."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit
from urllib.request import urlopen

import psutil
import pytest

from duijie.config.postgres import EmbeddedPostgres
from duijie.config.up import look_at_room
from duijie.core.errors import Unavailable
from tests.config.running import PATIENCE, Up


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def up(tmp_path: Path, taken: int) -> Iterator[Up]:
    environment = os.environ | {"DUIJIE_VAR_DIR": str(tmp_path / "var with blanks")}
    environment.pop("DATABASE_URL", None)
    running = Up(tmp_path, environment, taken)
    try:
        running.until(lambda: "Ctrl-C" in running.said)
        yield running
    finally:
        running.end()
        EmbeddedPostgres(tmp_path / "var with blanks" / "postgres")._stop()


def test_it_says_where_it_is_survives_deaths_and_leaves_nothing(up: Up, taken: int) -> None:
    assert f"Port {taken} is taken; using" in up.said
    with urlopen(up.address) as home:  # noqa: S310
        assert home.status == 200

    answer, sent = _send_without_end(up.address)
    assert answer.startswith(b"HTTP/1.1 413") and sent < 64 * 1024 * 1024, "5 GB are refused before they are there"

    up.child("duijie.config.worker").kill()
    up.until(lambda: "The worker died; starting it again" in up.said)
    up.until(lambda: any("duijie.config.worker" in " ".join(child.cmdline()) for child in up.children()))
    web = up.child("duijie.config.web")
    dying = [web, *web.children(recursive=True)]
    web.kill()
    assert psutil.wait_procs(dying, timeout=PATIENCE)[1] == []  # whom it had let in before is lost with it
    with urlopen(up.address, timeout=PATIENCE) as home:  # noqa: S310 - who comes meanwhile waits
        assert home.status == 200

    postgres = psutil.Process(
        int((next(up.log.parent.glob("var*/postgres/data/postmaster.pid"))).read_text().split("\n")[0])
    )
    family = [*up.children(), postgres]
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(PATIENCE) == 0
    assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []


def _send_without_end(site: str) -> tuple[bytes, int]:
    """Begin to send 5 GB to a form; the answer, and how much went out before it came."""
    address, sent = urlsplit(site), 0
    assert address.hostname and address.port
    with socket.create_connection((address.hostname, address.port), timeout=PATIENCE) as line:
        line.sendall(
            b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5368709120\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
        with suppress(OSError):  # it is closed while we send
            while sent < 128 * 1024 * 1024 and not select.select([line], [], [], 0)[0]:
                sent += line.send(b"x" * 65536)
        return line.recv(4096), sent


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


def test_a_disk_without_room_is_told_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def free(megabytes: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=megabytes * 1_000_000))

    free(60)
    with pytest.raises(Unavailable, match=r"has 60 MB left.*Make room"):
        look_at_room(tmp_path)
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    (tmp_path / "postgres" / "data" / "PG_VERSION").touch()
    look_at_room(tmp_path)  # what is there goes on, with a word
    assert "60 MB left" in capsys.readouterr().err
    free(20)
    with pytest.raises(Unavailable, match="20 MB left"):
        look_at_room(tmp_path)
