"""Knocking at doors: what an address is, who may go in, and what came back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from duijie.core.models import AuditEntry, User
from duijie.docking.models import LogEntry

People = frozenset[str]
NOBODY: People = frozenset()


@dataclass(frozen=True)
class Door:
    """An address, and who gets past it.

    Args:
        name: of the pattern, as ``docking:deal``.
        args: what fills it: names of the stage, or words as they are, with ``name=`` before each.
        get: who is shown something; everybody else is told that there is nothing, that they may not,
            or to sign in.
        post: who is heard; those who are heard may still be told that it cannot be done now.
        change: of those, for whom what ``data`` sends leaves an entry in a log; None: not looked at.
        data: what is sent.
        query: behind the address.
        community: in which one it is asked.
    """

    name: str
    args: str = ""
    get: People = NOBODY
    post: People = NOBODY
    change: People | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    community: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.name, self.args, self.query)))

    def address(self, names: Mapping[str, Any]) -> str:
        """Where it is."""
        given = dict(part.split("=", 1) for part in self.args.split())
        path = reverse(self.name, kwargs={key: names.get(value, value) for key, value in given.items()})
        return (f"/c/{self.community}{path}" if self.community else path) + self.query.format(**names)


def patterns() -> Iterator[str]:
    """The names of all addresses of the site; those without a name by their words."""
    yield from _below(get_resolver(), "", "")


def _below(resolver: URLResolver, path: str, space: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _below(one, path + str(one.pattern), inner)
        else:
            assert isinstance(one, URLPattern)
            yield f"{space}{one.name}" if one.name else path + str(one.pattern)


def browsers(people: Mapping[str, User | None]) -> dict[str, Client]:
    """A browser for everybody."""
    found = {}
    for name, user in people.items():
        client = Client(headers={"accept-language": "zh-hans"}, raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        found[name] = client
    return found


def refused(response: Any) -> bool:
    """Whether somebody was turned away: nothing there, not allowed, not this way, or to sign in."""
    to = response.headers.get("Location", "")
    return response.status_code in (401, 403, 404, 405) or (
        response.status_code == 302 and urlsplit(to).path.endswith("/accounts/login/")
    )


def text_of(response: Any) -> str:
    """What came back, as text; a stream is read to its end."""
    content: bytes = response.getvalue() if getattr(response, "streaming", False) else response.content
    return content.decode(errors="replace")


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Answer:
    """What became of a knock."""

    status: int
    refused: bool
    changed: bool
    text: str


def knock(client: Client, method: str, address: str, data: Mapping[str, Any] | None = None) -> Answer:
    """Ask once, and take back whatever it did."""
    with undone():
        before = _entries()
        send: Callable[..., HttpResponse] = getattr(client, method)
        response = send(address, _fresh(data or {})) if method == "post" else send(address)
        return Answer(response.status_code, refused(response), _entries() != before, text_of(response))


def _entries() -> tuple[int, int]:
    return LogEntry.objects.count(), AuditEntry.objects.count()


def _fresh(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with its files unread."""
    return {key: value() if callable(value) else value for key, value in data.items()}


def a_file() -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile("note.pdf", b"%PDF-1.7 note %%EOF")
