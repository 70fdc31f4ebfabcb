"""Does everybody get where the table lets them, and nobody further?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.test import Client

from tests.endpoints.driving import Answer, Door, knock
from tests.endpoints.people import CONFIDED, PARTIES, ROOM, WAITING
from tests.endpoints.stage import CLOSED, KEPT, SAID, Stage

_READERS = ((SAID, ROOM | WAITING), (KEPT, PARTIES), (CLOSED, CONFIDED))
"""Words that only these may ever be shown."""


def wrong(stage: Stage, doors: tuple[Door, ...], clients: Mapping[str, Client]) -> list[str]:
    """What differs from the table, a sentence each."""
    return [sentence for door in doors for sentence in _at(stage, door, clients)]


def _at(stage: Stage, door: Door, clients: Mapping[str, Client]) -> Iterator[str]:
    address = door.address(stage.names)
    for method, let_in in (("get", door.get), ("post", door.post)):
        first = next(iter(clients))
        if not let_in and knock(clients[first], method, address, door.data).status == 405:
            continue  # not taken at all: it says so before it asks who it is
        for who, client in clients.items():
            answer = knock(client, method, address, door.data)
            yield from (f"{method.upper()} {door} as {who}: {fault}" for fault in _faults(door, method, who, answer))


def _faults(door: Door, method: str, who: str, answer: Answer) -> Iterator[str]:
    allowed = who in (door.get if method == "get" else door.post)
    if answer.status >= 500 and answer.status != 503:
        yield f"the server failed ({answer.status})"
    if allowed and answer.refused:
        yield f"is turned away ({answer.status}) although the table lets them in"
    if not allowed and not answer.refused:
        yield f"gets past ({answer.status}) although the table does not let them in"
    if answer.refused and answer.changed:
        yield "is turned away, and yet something was done"
    if method == "post" and door.change is not None and answer.changed != (who in door.change):
        yield "did it, and may not by the table" if answer.changed else "could not do it, and may by the table"
    for mark, readers in _READERS:
        if mark in answer.text and who not in readers:
            yield f"is shown “{mark}”"
