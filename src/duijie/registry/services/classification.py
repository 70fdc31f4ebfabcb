"""Putting the fields and places of :mod:`duijie.registry.classifications` into the database."""

from __future__ import annotations

from django.db import transaction

from duijie.registry import classifications
from duijie.registry.models import Field, Place


@transaction.atomic
def load_classifications() -> int:
    """Make the tables say what the data says; returns how many rows were new or changed.

    Runs after every migration, so that a new release brings its codes along. Codes that the
    data no longer has stay: items may carry them.
    """
    kept = {row.code: (row.name_zh, row.name_en, row.parent_id) for row in Field.objects.all()}
    fields = [
        Field(code=entry.code, name_zh=entry.name_zh, name_en=entry.name_en, parent_id=entry.parent)
        for entry in classifications.fields().values()
        if kept.get(entry.code) != (entry.name_zh, entry.name_en, entry.parent)
    ]
    placed = {row.code: (row.name_zh, row.name_en, row.parent_id, row.ancestors) for row in Place.objects.all()}
    places = [
        Place(
            code=entry.code,
            name_zh=entry.name_zh,
            name_en=entry.name_en,
            parent_id=entry.parent,
            ancestors=list(entry.ancestors),
        )
        for entry in classifications.places().values()
        if placed.get(entry.code) != (entry.name_zh, entry.name_en, entry.parent, list(entry.ancestors))
    ]
    names = ["name_zh", "name_en", "parent"]
    Field.objects.bulk_create(fields, update_conflicts=True, unique_fields=["code"], update_fields=names)
    Place.objects.bulk_create(
        places, update_conflicts=True, unique_fields=["code"], update_fields=[*names, "ancestors"]
    )
    return len(fields) + len(places)
