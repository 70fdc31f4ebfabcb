"""What was accepted about an organisation or a person, as their pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from duijie.reading.judging import saying
from duijie.reading.judging.values import first_day
from duijie.reading.known.charts import Point, line_chart
from duijie.reading.known.queries import Where, sources_of, statements
from duijie.reading.models import Fact, Kind, Statement, StatementLink
from duijie.registry.models import Organisation, Person
from duijie.registry.standing import Standing

_MOST = 200  # statements of one kind on one page


@dataclass(frozen=True, slots=True)
class Sourced:
    """A statement with everything that it rests on."""

    statement: Statement
    sources: tuple[Where, ...]

    @property
    def links(self) -> list[StatementLink]:
        """Whom it names."""
        return list(self.statement.links.all())

    @property
    def year(self) -> str:
        return self.statement.date[:4]

    @property
    def value(self) -> str:
        """An indicator's value with its unit."""
        return saying.shown_number(self.statement.fields)

    @property
    def voices(self) -> int:
        """How many say it independently."""
        return len({one.group for one in self.sources})


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one measure over time, the oldest first; a chart where there are two or more."""

    title: str
    unit: str
    rows: tuple[Sourced, ...]
    chart: SafeString


def facts_under(statement: Statement) -> list[Fact]:
    """The facts a statement rests on, each once; its proposals and their facts are loaded."""
    found: dict[Any, Fact] = {}
    for proposal in statement.proposals.all():
        for fact in proposal.facts.all():
            found.setdefault(fact.pk, fact)
    return list(found.values())


def sourced(rows: Iterable[Statement]) -> list[Sourced]:
    """Statements with their sources."""
    return [Sourced(row, tuple(sources_of(facts_under(row)))) for row in rows]


def of_organisation(actor: Standing, organisation: Organisation, *kinds: str) -> dict[str, list[Sourced]]:
    """What was accepted about an organisation, by kind, the latest first."""
    return _by_kind(statements(actor, organisation=organisation), kinds)


def of_person(actor: Standing, person: Person, *kinds: str) -> dict[str, list[Sourced]]:
    """What was accepted about a person, by kind, the latest first."""
    return _by_kind(statements(actor, person=person), kinds)


def _by_kind(rows: Any, kinds: Sequence[str]) -> dict[str, list[Sourced]]:
    if kinds:
        rows = rows.filter(kind__in=kinds)
    found: dict[str, list[Sourced]] = {}
    for one in sourced(rows[: _MOST * max(1, len(kinds) or len(Kind.values))]):
        found.setdefault(one.statement.kind, []).append(one)
    return found


def day_of(one: Sourced) -> tuple[date | None, bool]:
    """When a value holds, and whether that is only the date of the page that says it."""
    stated = first_day(one.statement.date)
    if stated is not None:
        return stated, False
    return min((where.article.date for where in one.sources if where.article.date), default=None), True


def series(rows: Iterable[Sourced]) -> list[Series]:
    """Indicators put together by what they count: the same unit, and nearly the same words."""
    groups: list[tuple[str, str, list[Sourced]]] = []
    for row in rows:
        fields = row.statement.fields
        unit = saying.folded(fields.get("unit"))
        measure = saying.folded(fields.get("measure"))
        for held_measure, held_unit, members in groups:
            if held_unit == unit and saying.same_words(held_measure, measure) >= saying.SAME_WORDS:
                members.append(row)
                break
        else:
            groups.append((measure, unit, [row]))
    return sorted(
        (_series(members) for _measure, _unit, members in groups), key=lambda one: (-len(one.rows), one.title)
    )


def _series(members: list[Sourced]) -> Series:
    members = sorted(members, key=lambda row: (day_of(row)[0] or date.min, row.statement.pk))
    fields = members[-1].statement.fields
    title = str(fields.get("measure") or fields.get("subject") or "")
    unit = str(fields.get("unit") or "")
    points = []
    for row in members:
        day, about = day_of(row)
        value = row.statement.fields.get("value")
        if day is not None and isinstance(value, (int, float)):
            points.append(Point(day, float(value), f"{day:%Y-%m-%d}: {row.value}", about))
    drawn = line_chart(points, f"{title} ({unit})") if len({point.day for point in points}) > 1 else ""
    return Series(title, unit, tuple(members), mark_safe(drawn))  # noqa: S308 - every text in it was escaped


def years(rows: Iterable[Sourced]) -> list[tuple[str, list[Sourced]]]:
    """Events by year, the latest first; those without a date last."""
    found: dict[str, list[Sourced]] = {}
    for row in sorted(rows, key=lambda one: one.statement.date, reverse=True):
        found.setdefault(row.year, []).append(row)
    return list(found.items())
