"""What a reader narrows the matches to, read from the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from duijie.library.facets import Facet, Option
from duijie.library.models.item import Cooperation
from duijie.matching.types import Filter, Kind
from duijie.registry.models import Field, Place

_MOST = 20
KINDS: tuple[Kind, ...] = ("project", "talent")


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


def offered(chosen: Chosen) -> list[Facet]:
    """The filters to show: major fields, provinces and countries, ways to cooperate. No counts:
    a ranking has no end to count to."""
    fields = Field.objects.filter(parent__isnull=True)
    places = Place.objects.filter(parent__isnull=True) | Place.objects.filter(parent="CN")

    def options(rows: Any, picked: tuple[str, ...]) -> tuple[Option, ...]:
        return tuple(Option(code, label, 0, code in picked) for code, label in rows)

    return [
        Facet("fields", _("Field"), options(((f.code, f.name) for f in fields), chosen.fields)),
        Facet("places", _("Place"), options(((p.code, p.name) for p in places), chosen.places)),
        Facet("cooperation", _("Way to cooperate"), options(Cooperation.choices, chosen.cooperation)),
    ]
