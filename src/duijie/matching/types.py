"""What the matching room passes around: plain, immutable dataclasses.

An Item of one of the three libraries enters as a :class:`Document`, is cut into
:class:`Passage` rows, and comes back as a :class:`Match` with its :class:`Evidence`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["problem", "project", "talent"]
Comparator = Literal["<", "<=", "=", ">=", ">", "~"]
Verdict = Literal["covered", "partly", "not shown"]
Reason = Literal["words", "meaning", "number"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as a text states it.

    ``value`` is in ``unit``; ``upper`` closes a range (10–20 ℃), inclusive. ``comparator``
    is "=" when the text only states a value and "~" when it says about (约, 近, about).
    ``start`` and ``end`` are offsets in the text that was read.
    """

    value: float
    unit: str
    comparator: Comparator = "="
    upper: float | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Requirement:
    """One checkable clause of a problem; ``must`` is false for a nice-to-have."""

    text: str
    must: bool = True
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What proves a talent: a paper, patent or project. Newest works weigh no more unless a
    scorer says so; ``year`` may be unknown."""

    id: str
    title: str
    text: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """The columns that filters need, visibility included. Ids are strings.

    ``visibility`` is "public", "community" or "private". ``communities`` are the ids of all
    communities whose members may see a community-visible item; ``readers`` the principals
    that may see it in any case: its owner ``u:<id>``, its organisation ``o:<id>``, the
    secretariat of its community ``s:<id>``.
    """

    visibility: str = "public"
    communities: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    cooperation: tuple[str, ...] = ()
    trl: int | None = None
    organisation: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """An Item as the index sees it. ``id`` is unique over all kinds."""

    id: str
    kind: Kind
    title: str
    text: str
    works: tuple[Work, ...] = ()
    facets: Facets = Facets()
    updated: date | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an Item that is embedded as one: some sentences, at most about 400 tokens.

    ``part`` is "" for the item's own text or the id of the work it comes from; ``title`` is
    the item's or the work's. ``sentences`` are (start, end) offsets in ``text``.
    """

    id: str
    document: str
    kind: Kind
    part: str
    ordinal: int
    title: str
    text: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who asks, as far as the index must know: applied before the top k is taken.

    ``principals`` are the names under which an item may list the actor as a reader.
    ``everything`` is for the site admin and for command-line use on the owner's machine.
    """

    user: str = ""
    principals: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """What may be returned. Empty tuples and None mean "any"; values of one column are
    alternatives, columns are all required. Places are GB/T 2260 or ISO 3166 codes and match
    every place below them (prefix)."""

    audience: Audience = Audience()
    kinds: tuple[Kind, ...] = ()
    fields: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    cooperation: tuple[str, ...] = ()
    trl_min: int | None = None
    trl_max: int | None = None
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A need: the whole statement in the person's words and its requirements."""

    text: str
    requirements: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """How an Item answers one requirement.

    ``requirement`` is its index in the query. ``sentence`` is the exact sentence of the item
    (empty when nothing is shown), ``marks`` the (start, end) offsets in it of the words that
    answer, ``part`` and ``source`` the work's id and title when it comes from a work.
    ``confidence`` is 0 to 1. ``reasons`` says what speaks for it; ``note`` is a
    machine-readable remark on numbers, such as ("satisfied", "≥ 95 %", "97.3 %").
    """

    requirement: int
    verdict: Verdict
    sentence: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    part: str = ""
    source: str = ""
    reasons: tuple[Reason, ...] = ()
    confidence: float = 0.0
    note: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """An Item offered for a need. ``score`` is 0 to 1, comparable within one answer;
    ``parts`` gives each scorer's own share of it; ``evidence`` has one entry a requirement,
    in order; ``best`` is the sentence that speaks most for the whole need."""

    document: str
    kind: Kind
    title: str
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    best: Evidence | None = None

    @property
    def covered(self) -> tuple[int, ...]:
        """The indices of the requirements that are covered."""
        return tuple(e.requirement for e in self.evidence if e.verdict == "covered")

    @property
    def missing(self) -> tuple[int, ...]:
        """The indices of the requirements that the item does not show."""
        return tuple(e.requirement for e in self.evidence if e.verdict == "not shown")
