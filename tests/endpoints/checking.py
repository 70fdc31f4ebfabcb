"""Does everybody get where the table lets them, and nobody further, and is a refusal silent?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from tests.endpoints.driving import NOBODY, Answer, Door, People, knock


@dataclass
class Scene:
    """What a table is checked against.

    Args:
        names: what addresses are made of.
        readers: words, each with those who alone may ever be shown them.
        knowers: names of records that are not for everybody, each with those who may know that there is
            such a record. Everybody else is answered as if there were none.
        everybody: who asks.
        few: where just these get past, whatever their roles, it is enough to ask as those.
        logs: whether only an entry in a log tells that something was done, else whatever was written.
    """

    names: Mapping[str, Any]
    readers: tuple[tuple[str, People], ...] = ()
    knowers: Mapping[str, People] = field(default_factory=dict)
    everybody: People = NOBODY
    few: Mapping[People, People] = field(default_factory=dict)
    logs: bool = False


def wrong(scene: Scene, doors: Iterable[Door], clients: Mapping[str, Client]) -> list[str]:
    """What differs from the table, a sentence each."""
    return [sentence for door in doors for sentence in _at(scene, door, clients)]


def _at(scene: Scene, door: Door, clients: Mapping[str, Client]) -> Iterator[str]:
    address, sent = door.address(scene.names), door.sent(scene.names)
    for method in door.methods:
        let_in = door.let_in(method)
        first = next(iter(clients))
        if not let_in and knock(clients[first], method, address, sent, **door.how).status == 405:
            continue  # not taken at all: it says so before it asks who it is
        alike = door.change in (None, NOBODY, let_in)
        asking = scene.few.get(let_in, clients.keys()) if alike else clients.keys()
        for who in filter(asking.__contains__, clients):
            answer = knock(clients[who], method, address, sent, **door.how)
            faults = [
                *_faults(scene, door, method, who, answer),
                *_told(scene, door, method, who, clients[who], answer),
            ]
            yield from (f"{method.upper()} {door} as {who}: {fault}" for fault in faults)


def _faults(scene: Scene, door: Door, method: str, who: str, answer: Answer) -> Iterator[str]:
    allowed = who in door.let_in(method)
    if answer.status >= 500 and answer.status != 503:
        yield f"the server failed ({answer.status})"
    if allowed and answer.refused:
        yield f"is turned away ({answer.status}) although the table lets them in"
    if not allowed and not answer.refused:
        yield f"gets past ({answer.status}) although the table does not let them in"
    if answer.refused and answer.wrote:
        yield f"is turned away, and yet something was written ({', '.join(sorted(answer.wrote))})"
    if method != "get" and door.change is not None:
        done = answer.logged if scene.logs else bool(answer.wrote)
        if done != (who in door.change):
            yield f"did it ({answer.status}), and may not" if done else f"could not do it ({answer.status}), and may"
    for mark, readers in scene.readers:
        if mark in answer.text and who not in readers:
            yield f"is shown “{mark}”"


def _told(scene: Scene, door: Door, method: str, who: str, client: Client, answer: Answer) -> Iterator[str]:
    """Whether an answer tells somebody of a record that is not for them."""
    hidden = {name for name in door.named if who not in scene.knowers.get(name, scene.everybody)}
    if not hidden or who == "anonymous" or who not in scene.everybody:
        return  # who is not signed in is sent to sign in, whatever the address
    none = {name: _other(scene.names[name]) for name in hidden}
    names = {**scene.names, **none}
    nothing = knock(client, method, door.address(names), door.sent(names), **door.how)
    if (answer.status, answer.bare(scene.names)) != (nothing.status, nothing.bare(names)):
        yield f"can tell that there is {', '.join(sorted(hidden))} ({answer.status}, else {nothing.status})"


def _other(key: Any) -> Any:
    """Of the same form, and of no record."""
    return uuid4() if isinstance(key, UUID) else 999_999_999
