"""What the judge is given: profiles of people out of the database, and how common names are here."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from threading import Lock
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count

from duijie.registry.models import Identifier, Organisation, Person, PersonName, Post
from duijie.registry.sameness import hooks
from duijie.registry.sameness.commonness import Commonness, parts
from duijie.registry.sameness.judging import At, Judge, Profile

_LEVELS: Final = 12
_ELSEWHERE: Final = 100
_FRESH: Final = 600.0  # seconds for which the counts of names hold; they move slowly

_lock = Lock()
_counted: dict[str, tuple[float, Commonness]] = {}


def judge() -> Judge:
    """A judge who knows the names of this registry."""
    return Judge(commonness())


def commonness(*, fresh: bool = False) -> Commonness:
    """How names are spread over the records that have not been merged away; counted anew every ten
    minutes."""
    name = str(connection.settings_dict["NAME"])
    with _lock:
        held = _counted.get(name)
    if held is not None and not fresh and time.monotonic() - held[0] < _FRESH:
        return held[1]
    rows = PersonName.objects.filter(kind=PersonName.Kind.MAIN, person__merged_into__isnull=True)
    counts = rows.values_list("key").annotate(number=Count("person", distinct=True))
    found = Commonness({cut: number for key, number in counts if (cut := parts(key)) is not None})
    with _lock:
        _counted[name] = (time.monotonic(), found)
    return found


def profiles(people: Collection[UUID]) -> dict[UUID, Profile]:
    """What is known of these people, in a number of queries that does not depend on how many they are."""
    names: dict[UUID, list[str]] = {}
    for pk, text in PersonName.objects.filter(person__in=people).order_by("pk").values_list("person_id", "text"):
        names.setdefault(pk, []).append(text)
    orcids: dict[UUID, set[str]] = {}
    held = Identifier.objects.filter(person__in=people, scheme=Identifier.Scheme.ORCID)
    for owner, value in held.values_list("person_id", "value"):
        if owner is not None:
            orcids.setdefault(owner, set()).add(value)
    posts: dict[UUID, set[UUID]] = {}
    for pk, organisation in Post.objects.filter(person__in=people).values_list("person_id", "organisation_id"):
        posts.setdefault(pk, set()).add(organisation)
    wanted = {organisation for each in posts.values() for organisation in each}
    lines, shares = _lines(wanted), _shares(wanted)
    accounts = dict(Person.objects.filter(pk__in=people, user__isnull=False).values_list("pk", "user_id"))
    more = hooks.evidence(people)
    nothing = hooks.Evidence()
    return {
        pk: Profile(
            id=str(pk),
            names=tuple(texts),
            orcids=frozenset(orcids.get(pk, ())),
            places=tuple(At(lines[place], shares[place]) for place in sorted(posts.get(pk, ()))),
            works=more.get(pk, nothing).works,
            mates=more.get(pk, nothing).mates,
            fields=more.get(pk, nothing).fields,
            account=str(accounts.get(pk, "")),
        )
        for pk, texts in names.items()
    }


def _shares(places: Collection[UUID]) -> dict[UUID, float]:
    """The part of all posts that each organisation has, as if there were a hundred more elsewhere:
    in a small registry everybody is at one of a few."""
    total = Post.objects.count() + _ELSEWHERE
    rows = Post.objects.filter(organisation__in=places).values_list("organisation_id")
    counts = {pk: number / total for pk, number in rows.annotate(number=Count("pk")).order_by()}
    return {place: counts.get(place, 1 / total) for place in places}


def _lines(places: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Each organisation and what it is a part of, upwards."""
    start = set(places)
    parents: dict[UUID, UUID | None] = {}
    wanted = set(start)
    for _level in range(_LEVELS):
        if not wanted:
            break
        found = dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "parent_id"))
        parents |= found
        wanted = {parent for parent in found.values() if parent is not None and parent not in parents}
    lines = {}
    for place in start:
        line: list[UUID] = []
        step: UUID | None = place
        while step is not None and step not in line:
            line.append(step)
            step = parents.get(step)
        lines[place] = tuple(map(str, line))
    return lines
