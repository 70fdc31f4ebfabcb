"""The values of an item's columns as a reader reads them, for its history and for a stale edit."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from duijie.library.facets import names_of
from duijie.library.models import Item
from duijie.registry.models import Organisation

_CODES = ("fields", "places", "cooperation")


def told(item: Item, column: str, value: Any) -> str:
    """A value as the audit and the services hold it, with codes and ids by the names they are known by.

    Lists of codes are joined; lists of texts (requirements, works, keywords) are one a line.
    """
    if value in (None, "", []):
        return ""
    if isinstance(value, (list, tuple)):
        texts = [str(part) for part in value]
        if column in _CODES:
            names = names_of(column, texts)
            return _(", ").join(names.get(code, code) for code in texts)
        return "\n".join(texts)
    if column == "organisation":
        found = Organisation.objects.filter(pk=value).first()
        return found.display_name if found else str(value)
    try:
        choices = item._meta.get_field(column).choices  # type: ignore[union-attr]
    except FieldDoesNotExist:
        choices = None
    return str(dict(choices).get(value, value)) if choices else str(value)
