"""Sending something to an address that somebody else named, and how it was answered."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpcore
import httpx

from duijie.core.errors import Sentence, gettext_noop
from duijie.core.net.connecting import Deadline, GuardedBackend, Resolve, resolve
from duijie.core.net.failures import FetchFailed, FetchRefused
from duijie.core.net.guard import Guard

SECONDS: Final = 10.0
"""The longest time one answer may take, connecting included."""
MOST: Final = 64 * 1024
"""Bytes of an answer that are read; what comes after them is not waited for."""


@dataclass(frozen=True, slots=True)
class Posted:
    """How it was answered: the status, and how many seconds the server asks to be left alone (None:
    it does not say, or says it in a way that is not understood)."""

    status: int
    after: float | None = None


def post(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    guard: Guard,
    seconds: float = SECONDS,
    most: int = MOST,
    resolver: Resolve = resolve,
) -> Posted:
    """Send a body once. No redirect is followed, no proxy is asked, no cookie is kept.

    Args:
        address: http or https; whether it may lead where it leads is asked when it is connected to.
        guard: where the connection may lead.

    Raises:
        FetchRefused: it is no address, or leads to one that the guard does not let through.
        FetchFailed: its name cannot be resolved, or it cannot be reached, is not whom its name says, or
            does not answer in time: ``details["why"]`` is absent, "unreachable", "certificate" or "timeout".
    """
    deadline = Deadline()
    deadline.start(seconds)
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise FetchRefused(Sentence(gettext_noop("“{address}” is no address."), address=address[:100])) from error
    fixed = {"Host": url.netloc.decode("ascii"), "Content-Length": str(len(body)), "Accept-Encoding": "identity"}
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
    backend = GuardedBackend(guard, deadline, resolver)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), network_backend=backend) as pool,
            pool.stream(
                "POST", address, headers=[*fixed.items(), *headers.items()], content=body,
                extensions={"timeout": timeout},
            ) as response,
        ):  # fmt: skip
            said = {name.lower(): value for name, value in response.headers}
            answer = Posted(response.status, _seconds(said.get(b"retry-after", b"")))
            _drain(response, most)
            return answer
    except httpcore.TimeoutException as error:
        template = gettext_noop("{host} did not answer within {seconds:g} s.")
        raise FetchFailed(Sentence(template, host=url.host, seconds=seconds), again=True, why="timeout") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        if "CERTIFICATE" in str(error).upper():
            template = gettext_noop("The certificate of {host} is not valid for its name, or nobody vouches for it.")
            raise FetchFailed(Sentence(template, host=url.host), again=True, why="certificate") from error
        template = gettext_noop("{host} cannot be reached, or broke the connection off.")
        raise FetchFailed(Sentence(template, host=url.host), again=True, why="unreachable") from error


def _drain(response: httpcore.Response, most: int) -> None:
    """Let the server finish what it says, up to a limit; the status has come already."""
    read = 0
    started = time.monotonic()
    try:
        for piece in response.iter_stream():
            read += len(piece)
            if read > most or time.monotonic() - started > SECONDS / 2:
                return
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        return


def _seconds(text: bytes) -> float | None:
    value = text.decode("latin-1").strip()
    return float(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
