"""``duijie up``: database, worker and web server under one roof.

The children run in sessions of their own, so that Ctrl-C reaches only this process, which
then stops them in order. Should this process itself be killed, the kernel ends them
(Linux: parent-death signal). A child that dies is started again; one that dies three times
within a minute ends everything.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

import click

from duijie.config.env import Env, env
from duijie.config.postgres import EmbeddedPostgres
from duijie.config.steps import note, step
from duijie.core.errors import Unavailable

_STOP_SECONDS = 3.5  # of the 5 that a stop may take; the rest is PostgreSQL's
_PR_SET_PDEATHSIG = 1


class _Stop(Exception):
    pass


def run(*, port: int | None = None, bind: str | None = None, sample: bool = True) -> int:
    """Start, serve until a signal, stop.

    Returns:
        The exit code: 0 after a wanted stop, 1 when a part would not stay up.
    """
    settings = env()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _on_signal)
    postgres = None
    children: list[_Child] = []
    shutil.rmtree(settings.var_dir / "metrics", ignore_errors=True)  # of processes that are gone
    try:
        url = settings.database_url
        if not url:
            postgres = EmbeddedPostgres(settings.var_dir / "postgres", say=note)
            with step("Starting PostgreSQL under " + _short(settings.var_dir)):
                url = postgres.acquire()
        environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "duijie.config.settings"}
        accounts = _prepare(environment, sample=sample)
        address = bind or settings.bind
        chosen = _free_port(address, port or settings.port)
        if chosen != (port or settings.port):
            note(f"Port {port or settings.port} is taken; using {chosen}, the next free one.")
        shown = "localhost" if address in ("127.0.0.1", "0.0.0.0", "::", "::1") else address  # noqa: S104
        if not os.environ.get("DUIJIE_SITE_URL"):
            environment["DUIJIE_SITE_URL"] = f"http://{shown}:{chosen}"
        worker = _Child("worker", [sys.executable, "-P", "-m", "duijie.config.worker"], environment, nice=5)
        web = _Child("web server", _web_command(address, chosen), environment)
        children = [worker, web]
        with step("Starting the web server and the worker"):
            web.start()
            _wait_for_site(address, chosen, web)
            worker.start()  # not before, so that the site does not share its first seconds
        _greet(f"http://{shown}:{chosen}/", settings, accounts)
        while True:
            time.sleep(0.5)
            for child in children:
                child.keep_up()
    except _Stop:
        return 0
    except Unavailable as error:
        click.echo(f"duijie: {error}", err=True)
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        if children or postgres:
            click.echo("\nStopping …", err=True)
        _stop(children)
        if postgres:
            postgres.release()


def _on_signal(_number: int, _frame: FrameType | None) -> None:
    raise _Stop


def _prepare(environment: dict[str, str], *, sample: bool) -> list[tuple[str, str, str]]:
    """Bring database and files to the state that this version of the code needs.

    Returns:
        The demo sign-ins: e-mail, password, role.
    """
    command = [sys.executable, "-P", "-m", "duijie.config.prepare", *(() if sample else ("--no-sample",))]
    child = _Child("preparation", command, environment)
    process = child.start(stdout=subprocess.PIPE)
    try:
        output, _ = process.communicate()
    except _Stop:
        child.signal(signal.SIGKILL)
        raise
    if process.returncode:
        raise Unavailable("The preparation failed; its last words are above.")
    return [(email, password, role) for email, password, role in json.loads(output)]


def _web_command(bind: str, port: int) -> list[str]:
    return [
        str(Path(sys.executable).with_name("granian")),
        "--interface", "wsgi", "--host", bind, "--port", str(port), "--workers", "1",
        "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "2",
        "duijie.config.wsgi:application",
    ]  # fmt: skip


def _free_port(bind: str, first: int) -> int:
    for port in range(first, min(first + 100, 65536)):
        family = socket.AF_INET6 if ":" in bind else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((bind, port))
                return port
    raise Unavailable(f"No port from {first} to {first + 99} is free on {bind}; name another with --port.")


def _wait_for_site(bind: str, port: int, web: _Child) -> None:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(bind, bind)  # noqa: S104
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if not web.alive():
            raise Unavailable(f"The {web.name} did not start; its last words are above.")
        with suppress(URLError, OSError), urlopen(f"http://{host}:{port}/healthz", timeout=2):
            return
        time.sleep(0.1)
    raise Unavailable("The web server did not answer within 60 s.")


def _greet(url: str, settings: Env, accounts: list[tuple[str, str, str]]) -> None:
    click.echo(f"\n  Duijie is at  {url}\n")
    if accounts:
        click.echo("  Demo sign-ins (sample data; delete them before real use):")
        for email, password, role in accounts:
            click.echo(f"    {email:32} {password:24} {role}")
    click.echo(f"\n  Everything is kept in {settings.var_dir}. Ctrl-C stops it all.\n")


def _stop(children: list[_Child]) -> None:
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while time.monotonic() < deadline and any(child.alive() for child in children):
        time.sleep(0.05)
    for child in children:
        child.signal(signal.SIGKILL)


def _short(path: Path) -> str:
    with suppress(ValueError):
        return str(path.relative_to(Path.cwd()))
    return str(path)


class _Child:
    """A process that is to stay up."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], nice: int = 0) -> None:
        self.name, self.command, self.environment, self.nice = name, command, environment, nice
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths: deque[float] = deque(maxlen=3)

    def start(self, stdout: int | None = None) -> subprocess.Popen[bytes]:
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            start_new_session=True,
            preexec_fn=self._begin,
        )
        return self.process

    def _begin(self) -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if self.nice:
            os.nice(self.nice)

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """To the child and all of its own children."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def keep_up(self) -> None:
        if self.alive():
            return
        self.signal(signal.SIGKILL)
        now = time.monotonic()
        self.deaths.append(now)
        if len(self.deaths) == 3 and now - self.deaths[0] < 60:
            raise Unavailable(f"The {self.name} died three times within a minute; its last words are above.")
        note(f"The {self.name} died; starting it again. Nothing is lost: unfinished work is taken up again.")
        self.start()
