"""What a reader narrows the matches to, read from the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import caches
from django.http import QueryDict
from django.utils.translation import gettext as _

from duijie.core.errors import InvalidInput
from duijie.library.facets import Facet, Option
from duijie.library.models.item import Cooperation
from duijie.library.queries import places_in_use
from duijie.matching.types import Filter, Kind
from duijie.registry.models import Field, Place
from duijie.registry.standing import ANONYMOUS

_MOST = 20
KINDS: tuple[Kind, ...] = ("project", "talent")
_PLACES_KEPT, _KEPT_FOR = "matching:places-offered", 300  # seconds


@dataclass(frozen=True, slots=True)
class Chosen:
    """The values chosen in the filters."""

    kind: str = ""
    fields: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    cooperation: tuple[str, ...] = ()
    trl: int | None = None

    @property
    def any(self) -> bool:
        return bool(self.kind or self.fields or self.places or self.cooperation or self.trl)

    @property
    def where(self) -> Filter:
        """As the engine takes it."""
        kinds: tuple[Kind, ...] = tuple(kind for kind in KINDS if self.kind in ("", kind))
        return replace(
            Filter(kinds=kinds),
            fields=self.fields,
            places=self.places,
            cooperation=self.cooperation,
            trl_min=self.trl,
        )


def chosen_of(query: QueryDict) -> Chosen:
    """The filters of an address; what does not fit is left out."""
    level = query.get("trl", "")
    return Chosen(
        kind=query.get("kind", "") if query.get("kind") in KINDS else "",
        fields=tuple(value for value in query.getlist("fields") if value)[:_MOST],
        places=tuple(value for value in query.getlist("places") if value)[:_MOST],
        cooperation=tuple(value for value in query.getlist("cooperation") if value in Cooperation.values),
        trl=int(level) if level.isdigit() and 1 <= int(level) <= 9 else None,
    )


def check_codes(*, fields: Iterable[str] = (), places: Iterable[str] = ()) -> None:
    """A slip in a code must not look like an answer without anything in it.

    Raises:
        InvalidInput: a code is of no field or no place that is known here.
    """
    for name, rows, codes, sentence in (
        ("fields", Field.objects.all(), set(fields), _("There is no field with the code %(code)s.")),
        ("places", Place.objects.all(), set(places), _("There is no place with the code %(code)s.")),
    ):
        missing = codes.difference(rows.filter(pk__in=codes).values_list("pk", flat=True)) if codes else None
        if missing:
            message = sentence % {"code": min(missing)[:20]}
            raise InvalidInput.at(name, message)


def offered(chosen: Chosen) -> list[Facet]:
    """The filters to show: major fields, countries and provinces that occur, ways to cooperate. No counts:
    a ranking has no end to count to."""
    fields = Field.objects.filter(parent__isnull=True)
    places = places_offered(chosen.places)

    def options(rows: Any, picked: tuple[str, ...]) -> tuple[Option, ...]:
        return tuple(Option(code, label, 0, code in picked) for code, label in rows)

    return [
        Facet("fields", _("Field"), options(((f.code, f.name) for f in fields), chosen.fields)),
        Facet("places", _("Place"), options(((p.code, p.name) for p in places), chosen.places)),
        Facet("cooperation", _("Way to cooperate"), options(Cooperation.choices, chosen.cooperation)),
    ]


def named(chosen: Chosen, facets: Iterable[Facet]) -> list[str]:
    """What the matches were narrowed to, in the reader's words."""
    kinds = {"project": _("projects only"), "talent": _("talents only")}
    told = [kinds[chosen.kind]] if chosen.kind else []
    if chosen.trl:
        told.append(_("TRL %(level)s or more") % {"level": chosen.trl})
    return told + [option.label for facet in facets for option in facet.options if option.chosen]


def places_offered(chosen: Iterable[str]) -> list[Place]:
    """The countries and Chinese provinces of what anybody may see in the libraries, and those already chosen.

    Which they are is remembered for some minutes: it is read from every published item.
    """
    codes: set[str] = (
        caches["process"].get_or_set(_PLACES_KEPT, lambda: places_in_use(KINDS, ANONYMOUS), _KEPT_FOR) or set()
    )
    wide = Place.objects.filter(parent__isnull=True) | Place.objects.filter(parent="CN")
    return list(wide.filter(pk__in=codes.union(chosen)))
