"""The facets of a list, with the names a reader knows the codes by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from duijie.library.models import Item, Problem, Project, Talent
from duijie.library.models.item import Cooperation
from duijie.library.queries import Search, facet_counts
from duijie.registry.models import Field, Place

_COLUMNS = ("fields", "places", "cooperation", "problem_kind", "stage", "availability", "trl")
_MOST_VALUES = 30


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet: how many items of the list have it, and whether it is chosen."""

    value: str
    label: str
    number: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One column to narrow a list by."""

    name: str
    legend: str
    options: tuple[Option, ...]

    @property
    def chosen_any(self) -> bool:
        return any(option.chosen for option in self.options)


def search_of(query: QueryDict) -> Search:
    """The search that an address asks for; what does not fit is left out."""
    chosen = {name: tuple(value for value in query.getlist(name) if value)[:_MOST_VALUES] for name in _COLUMNS}
    return Search(text=query.get("q", "").strip()[:500], sort=query.get("sort", "relevance"), **chosen)


def narrowed(search: Search) -> bool:
    """Whether any facet is chosen."""
    return any(getattr(search, name) for name in _COLUMNS)


def facets(items: QuerySet[Item], kind: str, search: Search) -> list[Facet]:
    """The facets of this list; values that were chosen are there even when they have no item."""
    found = []
    for name, counts in facet_counts(items, kind).items():
        chosen = getattr(search, name)
        numbers = dict(counts)
        values = [*numbers, *(value for value in chosen if value not in numbers)]
        if name == "trl":
            values.sort(key=lambda value: int(value) if value.isdigit() else 0)
        labels = names_of(name, values)
        options = tuple(
            Option(value, labels[value], numbers.get(value, 0), value in chosen) for value in values if value in labels
        )
        if options:
            found.append(Facet(name, legend(name), options))
    return found


def legend(name: str) -> str:
    """What a facet is called."""
    return {
        "fields": _("Field"),
        "places": _("Place"),
        "cooperation": _("Way to cooperate"),
        "problem_kind": _("Kind"),
        "stage": _("Stage"),
        "availability": _("Availability"),
        "trl": _("Readiness level (TRL)"),
    }[name]


def names_of(name: str, values: Iterable[str]) -> dict[str, str]:
    """What the values of a facet are called; unknown values are left out."""
    wanted = list(values)
    if name in ("fields", "places"):
        model: Any = Field if name == "fields" else Place
        return {code: record.name for code, record in model.objects.in_bulk(wanted).items()}
    if name == "trl":
        return {value: f"TRL {value}" for value in wanted if value.isdigit() and 1 <= int(value) <= 9}
    choices: dict[str, Any] = {
        "cooperation": Cooperation,
        "problem_kind": Problem.ProblemKind,
        "stage": Project.Stage,
        "availability": Talent.Availability,
    }
    labels = {str(value): str(label) for value, label in choices[name].choices}
    return {value: labels[value] for value in wanted if value in labels}
