"""``duijie up``: database, worker and web server under one roof.

The children run in sessions of their own, so that Ctrl-C reaches only this process, which
then stops them in order. Should this process itself be killed, the kernel ends them
(Linux: parent-death signal). A child that dies is started again, the embedded PostgreSQL too;
one that dies three times within a minute ends everything.

SIGHUP, which ``duijie restart`` sends, brings up a new generation of web server and worker
beside the old one and lets that go when the new one is ready. Both share one listening socket,
which is this process's, so no request is refused or cut off on the way.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

import click

from duijie.config.children import Child
from duijie.config.env import Env, env
from duijie.config.postgres import EmbeddedPostgres
from duijie.config.restarting import LEAVE, Telling
from duijie.config.steps import note, step
from duijie.core.errors import Unavailable

_STOP_SECONDS = 3.5  # of the 5 that a stop may take; the rest is PostgreSQL's
_START_SECONDS = 180.0
_WARM_SECONDS = 300.0  # a new generation loads the models before it takes over
_LEAVE_SECONDS = 3.0  # in which the clients of the old one come to their next request, and are sent to the new one
_BACKLOG = 1024


class _Stop(Exception):
    pass


def run(*, port: int | None = None, bind: str | None = None, sample: bool = True) -> int:
    """Start, serve until a signal, stop.

    Returns:
        The exit code: 0 after a wanted stop, 1 when a part would not stay up.
    """
    settings = env()
    signals = _Signals()
    postgres = None
    house: _House | None = None
    telling = Telling(settings.var_dir)
    if telling.first:
        shutil.rmtree(settings.var_dir / "metrics", ignore_errors=True)  # of processes that are gone
    try:
        look_at_room(settings.var_dir)
        url = settings.database_url
        if not url:
            postgres = EmbeddedPostgres(settings.var_dir / "postgres", say=note)
            with step("Starting PostgreSQL under " + _short(settings.var_dir)):
                url = postgres.acquire()
        environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "duijie.config.settings"}
        accounts = _prepare(environment, *(() if sample else ("--no-sample",)))
        address = bind or settings.bind
        listening = _listen(address, port or settings.port)
        chosen = listening.getsockname()[1]
        if chosen != (port or settings.port):
            note(f"Port {port or settings.port} is taken; using {chosen}, the next free one.")
        shown = "localhost" if address in ("127.0.0.1", "0.0.0.0", "::", "::1") else address  # noqa: S104
        if not os.environ.get("DUIJIE_SITE_URL"):
            environment["DUIJIE_SITE_URL"] = f"http://{shown}:{chosen}"
        house = _House(environment, listening, settings.restart_seconds)
        with step("Starting the web server and the worker"):
            house.start()
        _greet(f"http://{shown}:{chosen}/", settings, accounts)
        while True:
            time.sleep(0.2)
            if postgres:
                postgres.keep_up()  # before those that need it
            house.keep_up()
            if signals.restart_wanted():
                _restart(house, environment, telling)
    except _Stop:
        return 0
    except Unavailable as error:
        click.echo(f"duijie: {error}", err=True)
        return 1
    finally:
        signals.ignore()
        if house or postgres:
            click.echo("\nStopping …", err=True)
        if house:
            house.stop()
        if postgres:
            postgres.release()
        telling.close()


_ROOM_MB, _ENOUGH_MB = 50, 400


def look_at_room(folder: Path) -> None:
    """A disk that fills up while PostgreSQL works stops it in the middle.

    Raises:
        Unavailable: there is hardly any room.
    """
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < _ENOUGH_MB:
        words = f"{folder} has {free} MB left on its disk; an empty installation alone needs {_ENOUGH_MB} MB."
        if free < _ROOM_MB or not (folder / "postgres" / "data" / "PG_VERSION").exists():
            raise Unavailable(f"{words} Make room, or name another folder with DUIJIE_VAR_DIR.")
        note(words)


class _Signals:
    """What people ask of this process: SIGINT and SIGTERM to stop, SIGHUP for a new generation. A terminal
    that goes away sends SIGHUP too; that stops everything, or nothing where it was ignored (nohup)."""

    def __init__(self) -> None:
        self._wanted = False
        self._at_terminal = _terminal()
        self._deaf = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._restart)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        raise _Stop

    def _restart(self, _number: int, _frame: FrameType | None) -> None:
        if self._at_terminal and not _terminal():
            self._at_terminal = False
            if not self._deaf:
                raise _Stop
            return
        self._wanted = True

    def restart_wanted(self) -> bool:
        """Whether somebody asked since the last time."""
        wanted, self._wanted = self._wanted, False
        return wanted

    def ignore(self) -> None:
        """Be left in peace to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)


def _terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True


class _House:
    """Web server and worker: the generation that serves, and those that leave."""

    def __init__(self, environment: dict[str, str], listening: socket.socket, patience: int) -> None:
        self._environment, self._listening, self._patience = environment, listening, patience
        self._worker, self._web = self._new_worker(), self._new_web()
        self._leaving: list[_Leaving] = []

    def _new_worker(self) -> Child:
        return Child("worker", [sys.executable, "-P", "-m", "duijie.config.worker"], self._environment, nice=5)

    def _new_web(self) -> Child:
        number = self._listening.fileno()
        command = [sys.executable, "-P", "-m", "duijie.config.web", "--socket", str(number)]
        command += ["--patience", str(self._patience)]
        return Child("web server", command, self._environment, announces=True, keeps=(number,))

    def start(self) -> None:
        """The first generation; the worker not before the site serves, so that it does not share its first seconds."""
        self._web.start()
        self._web.await_ready(_START_SECONDS)
        self._worker.start()

    def renew(self) -> None:
        """Let a new generation take over.

        Raises:
            Unavailable: it did not come up; the old one is as it was.
        """
        web = self._new_web()
        try:
            web.start("--warm")
            web.await_ready(_WARM_SECONDS, self.keep_up)
        except BaseException:
            web.signal(signal.SIGKILL)
            raise
        old, self._web = self._web, web
        old.signal(LEAVE, family=False)
        self._leaving.append(_Leaving(old, time.monotonic() + _LEAVE_SECONDS, self._patience))
        self._leaving.append(_Leaving(self._worker, time.monotonic(), self._patience))
        self._worker = self._new_worker()
        self._worker.start()

    def keep_up(self) -> None:
        """Start again what died; end those that leave when they had their time."""
        self._web.keep_up()
        self._worker.keep_up()
        self._leaving = [one for one in self._leaving if not one.gone()]

    def stop(self) -> None:
        """All of them, within seconds."""
        children = [self._worker, self._web, *(one.child for one in self._leaving)]
        for child in children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        while time.monotonic() < deadline and any(child.alive() for child in children):
            time.sleep(0.05)
        for child in children:
            child.signal(signal.SIGKILL)


class _Leaving:
    """A child whose successor is there: told to stop when ``due``, killed when it does not within ``patience``."""

    def __init__(self, child: Child, due: float, patience: float) -> None:
        self.child, self._due, self._patience = child, due, patience
        self._orders = iter((signal.SIGTERM, signal.SIGKILL))

    def gone(self) -> bool:
        """Whether it ended; tells it what it is time for."""
        if not self.child.alive():
            self.child.signal(signal.SIGKILL)  # what it started must not work on with nobody to look after it
            return True
        if time.monotonic() > self._due and (order := next(self._orders, None)):
            self.child.signal(order, family=order == signal.SIGKILL)
            self._due += self._patience
        return False


def _restart(house: _House, environment: dict[str, str], telling: Telling) -> None:
    try:
        with step("Restarting: the old generation serves until the new one is ready"):
            _prepare(environment, "--again")
            house.renew()
    except _Stop:
        raise
    except Exception as error:  # whatever it is, it is no reason to stop what serves
        why = str(error) if isinstance(error, Unavailable) else f"The restart failed: {type(error).__name__}: {error}."
        note(f"{why} What served before goes on serving.")
        telling.failed(why)
    else:
        note("The new generation serves.")
        telling.restarted()


def _prepare(environment: dict[str, str], *options: str) -> list[tuple[str, str, str]]:
    """Bring database and files to the state that this version of the code needs.

    Returns:
        The demo sign-ins: e-mail, password, role.
    """
    child = Child("preparation", [sys.executable, "-P", "-m", "duijie.config.prepare", *options], environment)
    process = child.start(stdout=subprocess.PIPE)
    try:
        output, _ = process.communicate()
    except _Stop:
        child.signal(signal.SIGKILL)
        raise
    if process.returncode:
        raise Unavailable("The preparation failed; its last words are above.")
    return [(email, password, role) for email, password, role in json.loads(output)]


def _listen(bind: str, first: int) -> socket.socket:
    """The socket that all generations of the web server share."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    both = bind == "::" and socket.has_dualstack_ipv6()
    for port in range(first, min(first + 100, 65536)):
        with suppress(OSError):
            return socket.create_server((bind, port), family=family, backlog=_BACKLOG, dualstack_ipv6=both)
    raise Unavailable(f"No port from {first} to {first + 99} is free on {bind}; name another with --port.")


def _greet(url: str, settings: Env, accounts: list[tuple[str, str, str]]) -> None:
    click.echo(f"\n  Duijie is at  {url}\n")
    if accounts:
        click.echo("  Demo sign-ins (sample data; delete them before real use):")
        for email, password, role in accounts:
            click.echo(f"    {email:32} {password:24} {role}")
    click.echo(f"\n  Everything is kept in {settings.var_dir}. Ctrl-C stops it all.\n")


def _short(path: Path) -> str:
    with suppress(ValueError):
        return str(path.relative_to(Path.cwd()))
    return str(path)
