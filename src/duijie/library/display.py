"""Items as pages show them: the names of their codes and what the reader may read of them.

One query each for fields, places and organisations' names, however many items there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects

from duijie.core.text import clean
from duijie.library.models import Item
from duijie.library.rules import may_read_body
from duijie.registry.models import Field, Place
from duijie.registry.standing import Standing

_GIST = 180


def dressed(items: Iterable[Item], actor: Standing) -> list[Any]:
    """The items with what templates read besides their own columns.

    Each gets ``open`` (whether the actor may read the body), ``gist`` (the beginning of the
    body, empty when not open), ``field_list`` and ``place_list`` (the records of its codes).
    """
    found = list(items)
    prefetch_related_objects(found, "organisation__names")  # an organisation is named in the reader's language
    fields = Field.objects.in_bulk({code for item in found for code in item.fields})
    places = Place.objects.in_bulk({code for item in found for code in item.places})
    for item in found:
        item.open = may_read_body(actor, item)  # type: ignore[attr-defined]
        item.gist = _gist(item) if item.open else ""  # type: ignore[attr-defined]
        item.field_list = [fields[code] for code in item.fields if code in fields]  # type: ignore[attr-defined]
        item.place_list = [places[code] for code in item.places if code in places]  # type: ignore[attr-defined]
    return found


def _gist(item: Item) -> str:
    text = " ".join(clean(getattr(item, "headline", "") or item.body).split())
    return text if len(text) <= _GIST else f"{text[:_GIST].rstrip()}…"
