"""Where rooms below add what ties people and organisations: matching may not import them.

They register in their ``AppConfig.ready``::

    hooks.add_deals(provider)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from duijie.matching.conflicts.types import Deal
from duijie.registry.standing import Standing


@dataclass(frozen=True, slots=True)
class Found:
    """A deal, and whether the actor may know of it. Nobody else learns that there is one."""

    deal: Deal
    open: bool


DealProvider = Callable[[Standing | None, frozenset[UUID], frozenset[UUID], frozenset[UUID]], Iterable[Found]]
"""``provider(actor, people, organisations, users)`` → deals between any of these, in a fixed number
of queries. An actor of None is the installation itself."""

_providers: list[DealProvider] = []


def add_deals(provider: DealProvider) -> None:
    """Let ``provider`` tell of earlier deals."""
    if provider not in _providers:
        _providers.append(provider)


def remove_deals(provider: DealProvider) -> None:
    """Ask this provider no more."""
    if provider in _providers:
        _providers.remove(provider)


def deals(
    actor: Standing | None, people: frozenset[UUID], organisations: frozenset[UUID], users: frozenset[UUID]
) -> list[Found]:
    """What all providers tell."""
    return [found for provider in _providers for found in provider(actor, people, organisations, users)]
