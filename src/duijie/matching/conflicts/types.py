"""What conflicts of interest are told in: plain, immutable dataclasses. Pure.

A :class:`Party` is one side: the people, organisations and accounts behind a record. What ties
parties together is collected as :class:`Bond`, :class:`Authored`, :class:`Declared` and
:class:`Deal` rows; :func:`~.detecting.detect` makes :class:`Conflict` sentences of them.

Whatever not everybody may know carries ``needs``: opaque keys, all of which must be granted to a
reader before the row is looked at. What a reader may not know so never colours what they are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

Kind = Literal["same person", "same account", "same organisation", "shared work", "declared", "deal"]
Strength = Literal["blocking", "disclose", "note"]
Basis = Literal["record", "read", "declared", "hidden"]

STRENGTHS: Final[tuple[Strength, ...]] = ("note", "disclose", "blocking")
"""From the weakest to the strongest."""
YEARS: Final = 3
"""For how many years a tie that is over still counts, unless the caller says otherwise."""

OPEN: Final[frozenset[str]] = frozenset()
"""Needed by what everybody may know."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a tie rests on: a record that somebody confirmed, or a fact that was read.

    ``confidence`` is 1 for a record and the reader's own, 0 to 1, for a fact; ``page`` is the address
    of the article on this site and ``quote`` its sentence; empty where there is none.
    """

    basis: Basis = "record"
    confidence: float = 1.0
    quote: str = ""
    page: str = ""


RECORD: Final = Source()


@dataclass(frozen=True, slots=True)
class Behind:
    """Somebody or something behind a party, and what a reader needs to know that. ``owner`` says that
    they only keep the record: a broker may have entered what is somebody else's."""

    id: UUID
    needs: frozenset[str] = OPEN
    owner: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """One side. ``key`` is ``<kind>:<id>``; ``talents`` are the entries whose works are theirs."""

    key: str
    label: str
    people: tuple[Behind, ...] = ()
    organisations: tuple[Behind, ...] = ()
    users: tuple[Behind, ...] = ()
    talents: tuple[Behind, ...] = ()

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Bond:
    """That somebody is or was at an organisation. ``who`` is a person's or a user's id; ``over``
    says that it has ended, also where nobody knows when."""

    who: UUID
    organisation: UUID
    title: str = ""
    since: date | None = None
    until: date | None = None
    over: bool = False
    source: Source = RECORD
    needs: frozenset[str] = OPEN


@dataclass(frozen=True, slots=True)
class Authored:
    """A work that a talent entry lists. ``key`` is the same for the same work in two entries."""

    talent: UUID
    key: str
    title: str
    year: int | None = None
    needs: frozenset[str] = OPEN


@dataclass(frozen=True, slots=True)
class Declared:
    """A relation that somebody declared between two ids (people, organisations, users).

    Who lacks ``details`` is told no more than that there is a declared relation.
    """

    one: UUID
    other: UUID
    what: str
    label: str
    since: date | None = None
    until: date | None = None
    text: str = ""
    details: frozenset[str] = OPEN
    needs: frozenset[str] = OPEN


@dataclass(frozen=True, slots=True)
class Deal:
    """Something that two ids did together: a contract, an agreement. ``ended`` counts years."""

    one: UUID
    other: UUID
    reason: Any
    since: date | None = None
    ended: date | None = None
    strength: Strength = "disclose"
    source: Source = RECORD
    needs: frozenset[str] = OPEN


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation and what it is a part of."""

    name: str
    parent: UUID | None = None


@dataclass(frozen=True, slots=True)
class Ties:
    """All that is known of some parties, by whom it concerns; and the organisations it names."""

    bonds: Mapping[UUID, tuple[Bond, ...]] = field(default_factory=dict)
    works: Mapping[UUID, tuple[Authored, ...]] = field(default_factory=dict)
    declared: tuple[Declared, ...] = ()
    deals: tuple[Deal, ...] = ()
    organisations: Mapping[UUID, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One reason why two parties should not judge, or not be paired, unseen.

    ``reason`` is one sentence in the reader's language when it is read. ``path`` are the names of
    the organisations from one side's to the other's. ``since`` and ``until`` are the time it is of,
    as far as that is known; ``until`` is None while it lasts.
    """

    kind: Kind
    strength: Strength
    reason: Any
    source: Source = RECORD
    since: date | None = None
    until: date | None = None
    path: tuple[str, ...] = ()
    subject: str = ""

    @property
    def rank(self) -> tuple[int, float]:
        """The strongest and surest first when sorted in reverse."""
        return STRENGTHS.index(self.strength), self.source.confidence
