"""One generation of the web server: ``python -m duijie.config.web``, as ``duijie up`` starts it.

It listens on a socket that its parent made and keeps open. So a second generation can take over
from a first one without a request lost: what arrives while neither accepts waits in the socket's
queue. Told to leave (SIGUSR1), a generation takes no new connections and ends each of the others
with its next answer; told to stop (SIGTERM), it finishes the answers it began.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.log import logger as granian_log
from granian.net import SocketHolder
from granian.server.mp import MPServer

from duijie.config.restarting import LEAVE

_BACKLOG = 1024
_THREADS = 8  # most of them wait for the database
_Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Server(MPServer):
    """granian on a socket that is open already; its own sockets are one a worker, and what waits in
    the queue of one is lost when its worker ends."""

    def __init__(self, number: int, patience: int) -> None:
        super().__init__(
            "duijie.config.wsgi:application",
            interface=Interfaces.WSGI,
            blocking_threads=_THREADS,
            backlog=_BACKLOG,
            websockets=False,
            http1_settings=HTTP1Settings(),  # with it a request's head has to come within 30 s
            log_level=LogLevels.warning,
            workers_kill_timeout=patience,
        )
        self._number = number

    def _init_shared_socket(self) -> None:
        holder: Any = SocketHolder  # its stub lacks the arguments
        self._shd: Any = holder(self._number, False, _BACKLOG)
        self._sfd: Any = self._number
        self._sso = socket.socket(fileno=self._number)

    def tell(self, number: int) -> None:
        """Pass a signal on to the worker."""
        for worker in self.wrks:
            os.kill(worker.inner.pid, number)


class _Door:
    """The way into a worker's application; it can be closed."""

    def __init__(self, application: _Application, number: int) -> None:
        self._application, self._number = application, number
        self._elsewhere: socket.socket | None = None

    def close(self, *_: object) -> None:
        """Take no new connection, and let each of the others go with its next answer.

        granian accepts until it is told to stop, and then drops a connection whose request has not
        come yet. So the descriptor that it listens on is given a socket to which nobody comes.
        """
        if self._elsewhere is None:
            self._elsewhere = socket.create_server(("127.0.0.1", 0))
            self._elsewhere.setblocking(False)
            os.dup2(self._elsewhere.fileno(), self._number)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        def last(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start(status, [*headers, ("Connection", "close")], *more)

        return self._application(environ, start if self._elsewhere is None else last)


def _load(number: int, ready: int, warm: bool) -> _Application:
    """Called in the worker before it accepts anything."""
    signal.signal(LEAVE, signal.SIG_IGN)
    from duijie.config.wsgi import application, warm_up

    door = _Door(application, number)
    signal.signal(LEAVE, door.close)
    if warm:
        warm_up()
    else:  # the first visitor comes before the models are asked for: not while the server is starting
        soon = threading.Timer(0.5, warm_up)
        soon.daemon = True
        soon.start()
    os.write(ready, b"1")
    os.close(ready)
    return door


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=int, required=True, help="the listening socket")
    parser.add_argument("--ready", type=int, required=True, help="where to write when the application is loaded")
    parser.add_argument("--patience", type=int, default=2, help="seconds that begun answers may take after SIGTERM")
    parser.add_argument("--warm", action="store_true", help="be ready only when the models are loaded")
    given = parser.parse_args()
    granian_log.addFilter(lambda line: "Python threads" not in line.getMessage())  # that there are so many is meant
    multiprocessing.set_start_method("fork")  # what is open here has the same number in the worker
    server = _Server(given.socket, given.patience)
    signal.signal(LEAVE, lambda number, _frame: server.tell(number))
    load = partial(_load, given.socket, given.ready, given.warm)
    server.serve(target_loader=load, wrap_loader=False)


if __name__ == "__main__":
    main()
