"""What this room adds to the pages of items and people: what was delivered, and what was said of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from duijie.docking.queries.contracts import Record, record_of, record_of_person
from duijie.registry.hooks import Panel


def item_record(request: HttpRequest, item: Any) -> Panel | None:
    """How often a contract about the item was delivered, and what the other sides said."""
    return _panel(record_of(item))


def person_record(request: HttpRequest, person: Any) -> Panel | None:
    """The same for the profiles of a person."""
    return _panel(record_of_person(person))


def _panel(record: Record) -> Panel | None:
    if not record.delivered:
        return None
    return Panel(_("Delivered"), "docking/_record.html", {"record": record}, order=20)
