"""Connections that lead only where the guard lets them, and end in time.

The name is resolved here, every address is checked, and the connection is made to the checked
address itself: a name that answers differently the second time (DNS rebinding) is never asked
a second time. TLS still verifies the name. No proxy of the environment is asked.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable
from ssl import SSLContext
from typing import Any

import httpcore

from duijie.core.errors import Sentence, gettext_noop
from duijie.core.net.failures import FetchFailed
from duijie.core.net.guard import Guard

_MOST_TRIED = 4  # addresses of one name
_LEAST = 0.001  # seconds; a socket's timeout of 0 would mean something else

Resolve = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """The numeric addresses of a name, in the system's order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Deadline:
    """When the request under way must have ended. One client has one, set anew for each request."""

    def __init__(self) -> None:
        self._end = float("inf")

    def start(self, seconds: float) -> None:
        """Give the next request so much time."""
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, 0 when the time is over."""
        return max(0.0, self._end - time.monotonic())

    def bounded(self, timeout: float | None) -> float:
        """The time that one read or write may take.

        Raises:
            httpcore.ReadTimeout: no time is left.
        """
        if not self.left:
            raise httpcore.ReadTimeout("the time for this answer is over")
        return max(_LEAST, self.left if timeout is None else min(timeout, self.left))


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections for httpcore."""

    def __init__(self, guard: Guard, deadline: Deadline, resolver: Resolve = resolve) -> None:
        self._guard, self._deadline, self._resolve = guard, deadline, resolver
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to an address that the name leads to.

        Raises:
            FetchRefused: the name leads to an address that is not public.
            FetchFailed: the name cannot be resolved.
        """
        addresses = self._guard.check(host, self._resolved(host, port, self._deadline.bounded(timeout)))
        problem: Exception | None = None
        for address in addresses[:_MOST_TRIED]:
            try:
                stream = self._sockets.connect_tcp(address, port, self._deadline.bounded(timeout), local_address)
                return _Bounded(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem or httpcore.ConnectError(host)

    def connect_unix_socket(self, *_args: Any, **_kwargs: Any) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("only web addresses are asked")

    def sleep(self, seconds: float) -> None:
        time.sleep(min(seconds, self._deadline.left))

    def _resolved(self, host: str, port: int, timeout: float) -> list[str]:
        # The system's resolver takes no time limit: it is asked beside, and left alone when slow.
        answer: list[list[str]] = []
        problem: list[Exception] = []

        def ask() -> None:
            try:
                answer.append(self._resolve(host.strip("[]"), port))
            except (OSError, UnicodeError) as error:
                problem.append(error)

        asking = threading.Thread(target=ask, daemon=True, name="resolve")
        asking.start()
        asking.join(timeout)
        if answer:
            return answer[0]
        why = problem[0] if problem else None
        unsure = why is None or (isinstance(why, socket.gaierror) and why.errno == socket.EAI_AGAIN)
        template = gettext_noop("The name {host} cannot be resolved; check how it is spelt and the network.")
        raise FetchFailed(Sentence(template, host=host), again=unsure) from why


class _Bounded(httpcore.NetworkStream):
    """A stream whose every read and write ends with the request's time, also one that drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.bounded(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.bounded(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.bounded(timeout))
        return _Bounded(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
