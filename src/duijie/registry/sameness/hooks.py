"""Where rooms below add what they know of people, by which two records are told apart or joined.

They register in their ``AppConfig.ready``. Only what everybody may see belongs here: the doubt is
shown on the public page of a person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Evidence:
    """Keys of works, of people named together with somebody, and field codes."""

    works: frozenset[str] = frozenset()
    mates: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()


Provider = Callable[[Collection[UUID]], "dict[UUID, Evidence]"]
"""``provider(people)`` → what is known of them, in a fixed number of queries."""

_providers: list[Provider] = []


def add_evidence(provider: Provider) -> None:
    """Let ``provider`` tell what it knows of people."""
    if provider not in _providers:
        _providers.append(provider)


def evidence(people: Collection[UUID]) -> dict[UUID, Evidence]:
    """What all providers know, put together."""
    found: dict[UUID, Evidence] = {}
    for provider in _providers:
        for pk, more in provider(people).items():
            held = found.get(pk, Evidence())
            found[pk] = Evidence(held.works | more.works, held.mates | more.mates, held.fields | more.fields)
    return found
