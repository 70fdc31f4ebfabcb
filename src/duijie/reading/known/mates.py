"""Who is named together with whom in what was accepted: by this two people of one name are told apart."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from duijie.reading.models import StatementLink
from duijie.registry.sameness.hooks import Evidence


def of_people(people: Collection[UUID]) -> dict[UUID, Evidence]:
    """For each of these people, those in the same statements."""
    named = StatementLink.objects.filter(person__in=people).values("statement")
    together: dict[UUID, set[UUID]] = {}
    rows = StatementLink.objects.filter(statement__in=named, person__isnull=False)
    for statement, person in rows.values_list("statement_id", "person_id"):
        if person is not None:
            together.setdefault(statement, set()).add(person)
    mates: dict[UUID, set[str]] = {}
    for group in together.values():
        for person in group & set(people):
            mates.setdefault(person, set()).update(str(other) for other in group - {person})
    return {person: Evidence(mates=frozenset(others)) for person, others in mates.items() if others}
