"""What the libraries know of people, by which two records of one name are told apart or joined.

Only of entries that everybody may see: the doubt is shown on the public page of a person.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from duijie.core.text import fold, to_simplified
from duijie.library.models import Talent, Work
from duijie.library.rules import view_item
from duijie.registry.sameness.hooks import Evidence
from duijie.registry.standing import ANONYMOUS

_SHORTEST = 8  # letters of a title; shorter ones are shared by strangers


def work_keys(title: str, external_id: str = "") -> list[str]:
    """By what the same work is known in two entries: its identifier, and its title's letters and
    digits, Simplified and folded, when they are enough to tell."""
    letters = "".join(filter(str.isalnum, fold(to_simplified(title))))
    keys = [f"id:{external_id.strip().casefold()}"] if external_id.strip() else []
    return [*keys, f"title:{letters}"] if len(letters) >= _SHORTEST else keys


def of_people(people: Collection[UUID]) -> dict[UUID, Evidence]:
    """Works and fields in the public entries of these people."""
    entries = view_item.filter(ANONYMOUS, Talent.objects.filter(person__in=people))
    whose: dict[UUID, UUID] = {}
    fields: dict[UUID, set[str]] = {}
    for pk, person, codes in entries.values_list("pk", "person_id", "fields"):
        if person is not None:
            whose[pk] = person
            fields.setdefault(person, set()).update(codes)
    works: dict[UUID, set[str]] = {}
    rows = Work.objects.filter(talent__in=list(whose)).values_list("talent_id", "title", "external_id")
    for talent, title, external_id in rows:
        works.setdefault(whose[talent], set()).update(work_keys(title, external_id))
    return {
        person: Evidence(works=frozenset(works.get(person, ())), fields=frozenset(fields.get(person, ())))
        for person in whose.values()
    }
