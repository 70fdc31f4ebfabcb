"""A small site on the loopback: answers as told, remembers what it was asked."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from duijie.reading.sources.fetching import Client, Clock, Guard, HostMemory, Manners

LOOPBACK = Guard.of("127.0.0.0/8, ::1")


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def page(title: str, text: str) -> Reply:
    """A page with an article in it."""
    html = f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    html += "".join(f"<p>{part}</p>" for part in text.split("\n")) + "</article></body></html>"
    return Reply(body=html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


class Site:
    """Answers by path: a :class:`Reply`, or a function that writes to the socket itself."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply | Callable[[Any], None]] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                owner.asked.append(self.path)
                owner.headers.append({name.lower(): value for name, value in self.headers.items()})
                reply = owner.replies.get(self.path, Reply(404, b"nothing here"))
                with suppress(OSError):
                    if callable(reply):
                        self.close_connection = True
                        reply(self)
                        self.close_connection = True
                        return
                    owner._send(self, reply)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that left is no news
        self.port = self._http.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        etag = reply.headers.get("ETag")
        stamp = reply.headers.get("Last-Modified")
        asked = handler.headers
        same = (etag and asked.get("If-None-Match") == etag) or (stamp and asked.get("If-Modified-Since") == stamp)
        status, body = (304, b"") if same else (reply.status, reply.body)
        handler.send_response(status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if status != 304:
            handler.send_header("Content-Length", str(len(body)))
        if handler.close_connection:
            handler.send_header("Connection", "close")  # said, so that no further request is sent there
        handler.end_headers()
        handler.wfile.write(body)

    @property
    def pages(self) -> list[str]:
        """What was asked for besides robots.txt."""
        return [path for path in self.asked if path != "/robots.txt"]

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()


class Time:
    """A clock that a test turns; sleeping is instant and written down."""

    def __init__(self) -> None:
        self.at = time.time()
        self.slept: list[float] = []

    def _sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.at += seconds

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.at, sleep=self._sleep)


@contextmanager
def visiting(**changed: Any) -> Iterator[tuple[Client, Time]]:
    """A client that may visit the loopback, with a clock of the test's."""
    hosts = changed.pop("hosts", None) or HostMemory()
    resolver = changed.pop("resolver", None)
    given = Time()
    values: dict[str, Any] = {"guard": LOOPBACK, "delay": 1.0, "seconds": 30.0, "silence": 30.0} | changed
    extra = {"resolver": resolver} if resolver else {}
    with Client(Manners(**values), hosts, clock=given.clock, **extra) as client:
        yield client, given


def drip(first: bytes, again: bytes, pause: float = 0.02) -> Callable[[Any], None]:
    """An answer that never ends: ``first``, then ``again`` over and over."""

    def write(handler: Any) -> None:
        handler.wfile.write(first)
        while True:
            handler.wfile.write(again)
            handler.wfile.flush()
            time.sleep(pause)

    return write


def packed(body: bytes, **headers: str) -> Reply:
    """The body under gzip, said so in the header."""
    return Reply(body=gzip.compress(body), headers={"Content-Encoding": "gzip", **headers})
