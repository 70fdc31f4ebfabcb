"""Whom a name means: one record when the evidence points to one, else the candidates. Pure.

>>> from uuid import UUID
>>> one = Candidate(UUID(int=1), "中国科学院", "same name", 1.0)
>>> resolve_organisation([one], frozenset()).how
'name'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

SURE = frozenset({"identifier", "name", "alias", "short form", "post", "co-occurrence"})
"""The ways in which a name comes to mean a record."""
_MOST = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a name may mean.

    ``why`` is "identifier", "same name", "alias", "short form" (kept in the registry as one),
    "picked letters" (浙大 of 浙江大学, kept by nobody), "similar name" or "same reading";
    ``ties`` are the organisations it is tied to: the posts of a person, what an organisation is
    part of or has as parts.
    """

    id: UUID
    name: str
    why: str
    score: float
    ties: frozenset[UUID] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Resolution:
    """The record, and how it was found; or None, and who it may be, the likeliest first."""

    id: UUID | None
    how: str
    candidates: tuple[Candidate, ...] = ()


_EXACT = {"identifier": "identifier", "same name": "name", "alias": "alias", "short form": "short form"}


def resolve_organisation(candidates: Sequence[Candidate], company: frozenset[UUID]) -> Resolution:
    """Decide by identifier, then name, alias, kept short form; among several, and for a short
    form that nobody kept, by the company in which the name stands.

    Args:
        company: organisations that the article surely speaks of, its publisher among them.
    """
    exact = _once(candidate for candidate in candidates if candidate.why in _EXACT)
    for why in _EXACT:
        found = [candidate for candidate in exact if candidate.why == why]
        if len(found) == 1 and (why != "short form" or len(exact) == 1):
            return Resolution(found[0].id, _EXACT[why])
        if len(found) > 1:
            break
    if exact:
        tied = [candidate for candidate in exact if candidate.id in company or candidate.ties & company]
        if len(tied) == 1:
            return Resolution(tied[0].id, "co-occurrence")
        return Resolution(None, "", _ranked(exact))
    picked = [one for one in candidates if one.why == "picked letters" and one.id in company]
    if len({one.id for one in picked}) == 1:
        return Resolution(picked[0].id, "short form")
    return Resolution(None, "", _ranked(candidates))


def resolve_person(candidates: Sequence[Candidate], at: frozenset[UUID], company: frozenset[UUID]) -> Resolution:
    """Decide among people of one name: by the post at the organisation that the fact names, then
    by an organisation that the article speaks of. A name alone is enough only for the one
    person of that name of whom no post is known: names are shared.

    Args:
        at: the organisations of the fact itself.
    """
    exact = _once(one for one in candidates if one.why in _EXACT)
    identified = [one for one in exact if one.why == "identifier"]
    if len(identified) == 1:
        return Resolution(identified[0].id, "identifier")
    by_post = [one for one in exact if one.ties & at]
    if len(by_post) == 1:
        return Resolution(by_post[0].id, "post")
    if not by_post:
        tied = [one for one in exact if one.ties & company]
        if len(tied) == 1:
            return Resolution(tied[0].id, "co-occurrence")
        if len(exact) == 1 and not exact[0].ties:
            return Resolution(exact[0].id, _EXACT[exact[0].why])
    return Resolution(None, "", _ranked(candidates))


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each record under its best reason."""
    order = list(_EXACT)
    best: dict[UUID, Candidate] = {}
    for candidate in candidates:
        held = best.get(candidate.id)
        if held is None or order.index(candidate.why) < order.index(held.why):
            best[candidate.id] = candidate
    return list(best.values())


def _ranked(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    best: dict[UUID, Candidate] = {}
    for candidate in sorted(candidates, key=lambda one: (-one.score, one.name)):
        best.setdefault(candidate.id, candidate)
    return tuple(best.values())[:_MOST]
