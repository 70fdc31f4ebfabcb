"""`duijie restart` while people use the site: nobody notices, and nothing is lost."""

from __future__ import annotations

import json
import os
import pty
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psutil
import pytest

from duijie.config.children import Child
from duijie.config.restarting import restart
from duijie.core.errors import InvalidInput, Unavailable
from tests.config.running import PATIENCE, Up
from tests.databases import Place, new_place

_PIECES, _BETWEEN = 12, 0.1


@pytest.fixture
def place(postgres_url: str, template: str, tmp_path: Path) -> Place:
    return new_place(postgres_url, tmp_path / "var", like=template)


@pytest.fixture
def party(place: Place) -> dict[str, str]:
    told = subprocess.run(
        [sys.executable, "-m", "tests.config.party"],
        env=place.environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    party: dict[str, str] = json.loads(told.stdout.splitlines()[-1])
    return party


@pytest.fixture
def up(place: Place, party: dict[str, str], tmp_path: Path) -> Iterator[Up]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    running = Up(tmp_path, place.environment, port)
    try:
        running.until(lambda: "Ctrl-C" in running.said)
        yield running
    finally:
        running.end()


class People:
    """Some who use the site in their own ways until they are told to go; what went well and what did not."""

    def __init__(self, site: str, session: str, room: str) -> None:
        self.site, self.room = site.rstrip("/"), room
        self.cookies = {"sessionid": session, "csrftoken": "0" * 32}
        self.served: Counter[str] = Counter()
        self.failed: list[str] = []
        self._over = threading.Event()
        ways = (self.fresh, self.fresh, self.kept, self.kept, self.slow, self.uploading, self.uploading)
        self._threads = [threading.Thread(target=self._go_on, args=(way,)) for way in ways]
        for thread in self._threads:
            thread.start()

    def go(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _go_on(self, way: Callable[[httpx.Client], httpx.Response]) -> None:
        with httpx.Client(base_url=self.site, cookies=self.cookies, timeout=PATIENCE) as client:
            while not self._over.is_set():
                try:
                    answer = way(client)
                    assert answer.status_code == (302 if way == self.uploading else 200), answer.status_code
                    self.served[way.__name__] += 1
                except Exception as error:
                    self.failed.append(f"{way.__name__}: {error!r}")
                time.sleep(random.random() * 0.05)

    def fresh(self, _client: httpx.Client) -> httpx.Response:
        """A connection for one request."""
        return httpx.get(f"{self.site}/readyz", timeout=PATIENCE)

    def kept(self, client: httpx.Client) -> httpx.Response:
        """One connection for many."""
        return client.get(self.room)

    def slow(self, _client: httpx.Client) -> httpx.Response:
        """Whose words take their time."""
        address = urlsplit(self.site)
        assert address.hostname and address.port
        with socket.create_connection((address.hostname, address.port), timeout=PATIENCE) as line:
            for piece in (b"GET /healthz HTTP/1.1\r\n", b"Host: localhost\r\n", b"Connection: close\r\n\r\n"):
                line.sendall(piece)
                time.sleep(0.5)
            answer = b"".join(iter(lambda: line.recv(4096), b""))
        assert answer.endswith(b"}"), answer
        return httpx.Response(int(answer.split()[1]))

    def uploading(self, client: httpx.Client) -> httpx.Response:
        """A file that takes more than a second to come."""
        form = uuid4()
        head = (
            f'--x\r\nContent-Disposition: form-data; name="form"\r\n\r\n{form}\r\n--x\r\nContent-Disposition: '
            f'form-data; name="file"; filename="{form}.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\n'
        ).encode()

        pieces = [head, *([b"x" * 1024] * _PIECES), b"\r\n--x--\r\n"]

        def slowly() -> Iterator[bytes]:
            for piece in pieces:
                yield piece
                time.sleep(_BETWEEN)

        headers = {
            "Content-Type": "multipart/form-data; boundary=x",
            "Content-Length": str(sum(map(len, pieces))),
            "X-CSRFToken": self.cookies["csrftoken"],
        }
        return client.post(f"{self.room}files/new/", content=slowly(), headers=headers)


def test_two_restarts_while_people_come_go_and_upload_cost_no_request(
    up: Up, place: Place, party: dict[str, str]
) -> None:
    first = {child.pid for child in up.children()}
    people = People(up.address, party["session"], party["room"])
    try:
        for _ in range(2):
            done = place.run("restart")
            assert done.returncode == 0, done.stderr + up.said
    finally:
        time.sleep(3.5)  # until those of the second generation were sent on as well
        people.go()
    assert people.failed == []
    assert set(people.served) == {"fresh", "kept", "slow", "uploading"}
    kept = place.rows("select file, size from docking_dealfile")
    assert len(kept) == people.served["uploading"]
    for name, size in kept:
        assert (place.folder / "files" / str(name)).stat().st_size == size == len(b"%PDF-1.7\n") + _PIECES * 1024

    up.until(lambda: not first & {child.pid for child in up.children()})  # the first generation left
    family = up.children()
    up.process.kill()
    up.process.wait()
    assert psutil.wait_procs(family, timeout=PATIENCE)[1] == [], "killed itself, it takes its children with it"


def test_what_cannot_take_over_leaves_the_old_one_serving(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="No `duijie up` runs"):
        restart(tmp_path)
    with subprocess.Popen([sys.executable, "-c", _REFUSING, str(tmp_path)], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        with pytest.raises(Unavailable, match=r"The web server did not start.* goes on serving"):
            restart(tmp_path, patience=PATIENCE)
        running.kill()
    with pytest.raises(InvalidInput):  # what a killed one left behind deceives nobody
        restart(tmp_path)


def test_code_that_cannot_be_imported_is_never_ready(place: Place, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['duijie.library.views.browse'] = None")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [sys.executable, "-m", "duijie.config.web", "--socket", str(listening.fileno())]
        environment = {**place.environment, "PYTHONPATH": str(tmp_path)}
        web = Child("web server", command, environment, announces=True, keeps=(listening.fileno(),))
        web.start()
        with pytest.raises(Unavailable, match="The web server did not start"):
            web.await_ready(PATIENCE)
        web.signal(signal.SIGKILL)


_REFUSING = """
import signal, sys
from pathlib import Path
from duijie.config.restarting import Telling
telling = Telling(Path(sys.argv[1]))
signal.signal(signal.SIGHUP, lambda *_: telling.failed("The web server did not start."))
print("there", flush=True)
while True:
    signal.pause()
"""


def test_a_terminal_that_is_closed_stops_it_and_starts_no_new_generation(tmp_path: Path) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests themselves may run under nohup
        os.execv(sys.executable, [sys.executable, "-c", _AT_TERMINAL, str(tmp_path / "said")])  # noqa: S606
    while not os.read(terminal, 100).startswith(b"there"):
        pass
    os.close(terminal)
    os.waitpid(pid, 0)
    assert (tmp_path / "said").read_text() == "stopped"


_AT_TERMINAL = """
import sys, time
from pathlib import Path
from duijie.config.up import _Signals, _Stop
signals = _Signals()
try:
    print("there", flush=True)
    while not signals.restart_wanted():
        time.sleep(0.05)
    Path(sys.argv[1]).write_text("restarted")
except _Stop:
    Path(sys.argv[1]).write_text("stopped")
"""
