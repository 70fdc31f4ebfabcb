"""Knocking at doors: what an address is, who may go in, and what came back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from duijie.core.models import User
from tests.endpoints.writes import Writes

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
        patch: the same.
        change: of those, for whom what ``data`` sends is done; None: not looked at.
        data: what is sent; names of the stage stand in braces.
        query: behind the address.
        community: in which one it is asked.
        how: more of the request, as ``content_type``.
    """

    name: str
    args: str = ""
    get: People = NOBODY
    post: People = NOBODY
    patch: People | None = None
    change: People | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    community: str = ""
    how: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join(filter(None, (self.name, self.args, self.query, self.community)))

    @property
    def methods(self) -> tuple[str, ...]:
        """By which it is asked: those that change something are tried where nobody may, too."""
        return ("get", "post") if self.patch is None else ("get", "post", "patch")

    def let_in(self, method: str) -> People:
        """Who gets past."""
        return {"get": self.get, "post": self.post, "patch": self.patch or NOBODY}[method]

    @property
    def places(self) -> dict[str, str]:
        """What fills the address."""
        return dict(part.split("=", 1) for part in self.args.split())

    def address(self, names: Mapping[str, Any]) -> str:
        """Where it is."""
        path = reverse(self.name, kwargs={key: names.get(value, value) for key, value in self.places.items()})
        return (f"/c/{self.community}{path}" if self.community else path) + self.query.format(**names)

    def sent(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """What is sent, with the names filled in."""
        return {key: _filled(value, names) for key, value in self.data.items()}

    @property
    def named(self) -> frozenset[str]:
        """What it is about: in the address, behind it and in what is sent."""
        sent = _NAME.findall(" ".join([self.query, *map(str, self.data.values())]))
        return frozenset(self.places.values()) | frozenset(sent)


_NAME = re.compile(r"\{(\w+)\}")


def _filled(value: Any, names: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_filled(one, names) for one in value]
    if isinstance(value, str):
        return _NAME.sub(lambda found: str(names[found[1]]), value)
    return value


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


class Browser(Client):
    """A browser that asks the site and hands back what it answered: it keeps no templates with their
    contexts, which is a fifth of the time of an answer, and no cookies of an answer, for what a knock
    did is taken back. A failure is an answer with 500."""

    def request(self, **request: Any) -> HttpResponse:  # type: ignore[override]
        environ = self._base_environ(**request)  # type: ignore[attr-defined]
        answer: Any = self.handler(environ)
        return answer


def browsers(people: Mapping[str, User | None]) -> dict[str, Client]:
    """A browser for everybody."""
    found: dict[str, Client] = {}
    for name, user in people.items():
        client = Browser(headers={"accept-language": "zh-hans"})
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
    """What became of a knock.

    Args:
        logged: an entry in one of the logs was left.
        wrote: in which tables something was written, those apart that say only that somebody was here.
    """

    status: int
    refused: bool
    logged: bool
    wrote: frozenset[str]
    text: str
    to: str

    def bare(self, names: Mapping[str, Any]) -> str:
        """What it says apart from the frame, without what the address itself says and what is drawn by lot."""
        found = f"{self.to} {_RANDOM.sub('', _MAIN.split(self.text)[-1])}"
        for key in map(str, names.values()):
            found = found.replace(key, "…") if len(key) > 8 else found
        return found


_MAIN = re.compile("<main")
_RANDOM = re.compile(r'name="csrfmiddlewaretoken" value="\w*"|"request_id": "\w*"|request[^<]*<code>\w*</code>')


def knock(client: Client, method: str, address: str, data: Mapping[str, Any] | None = None, **how: Any) -> Answer:
    """Ask once, and take back whatever it did.

    Args:
        data: sent where the method sends any.
        how: more of the request, as ``content_type``.
    """
    send: Any = getattr(client, method)
    with undone(), Writes() as writes:
        response = send(address) if method == "get" else send(address, _fresh(data or {}), **how)
        to = response.headers.get("Location", "")
        return Answer(response.status_code, refused(response), writes.logged, writes.tables, text_of(response), to)


def _fresh(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with its files unread."""
    return {key: value() if callable(value) else value for key, value in data.items()}


def a_file() -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile("note.pdf", b"%PDF-1.7 note %%EOF")
