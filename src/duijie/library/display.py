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
_TOLD = (
    "id", "title", "language", "community_id", "state", "visibility", "confidentiality", "fields", "places", "sample",
    "version", "created_at", "updated_at", "published_at",
)  # fmt: skip
"""All that is told of a problem to who may not read its body. A column that is added stays untold."""


def dressed(items: Iterable[Item], actor: Standing) -> list[Any]:
    """The items with what templates read besides their own columns.

    Each gets ``open`` (whether the actor may read the body), ``gist`` (the beginning of the
    body, empty when not open), ``field_list`` and ``place_list`` (the records of its codes).
    An item that is not open comes as a :func:`veiled` copy: what a template forgets to guard
    is not there to be shown.
    """
    found = list(items)
    prefetch_related_objects(found, "organisation__names")  # an organisation is named in the reader's language
    fields = Field.objects.in_bulk({code for item in found for code in item.fields})
    places = Place.objects.in_bulk({code for item in found for code in item.places})
    shown: list[Any] = []
    for item in found:
        may_read = may_read_body(actor, item)
        dress: Any = item if may_read else veiled(item)
        dress.open = may_read
        dress.gist = _gist(item) if may_read else ""
        dress.field_list = [fields[code] for code in item.fields if code in fields]
        dress.place_list = [places[code] for code in item.places if code in places]
        shown.append(dress)
    return shown


def veiled(item: Item) -> Item:
    """The item as somebody knows it who may not read its body: title, fields, places and where
    it stands; everything else is as in a new, empty item. The copy is for showing only: it
    counts as new, so saving it fails instead of emptying the record."""
    copy = type(item)(**{name: getattr(item, name) for name in _TOLD if hasattr(type(item), name)})
    if type(item).community.is_cached(item):
        copy.community = item.community
    return copy


def _gist(item: Item) -> str:
    text = " ".join(clean(getattr(item, "headline", "") or item.body).split())
    return text if len(text) <= _GIST else f"{text[:_GIST].rstrip()}…"
