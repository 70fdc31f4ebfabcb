"""What the libraries add to the pages of organisations and people, and hear from their merging."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from duijie.core import outbox
from duijie.library import queries
from duijie.library.display import dressed
from duijie.library.models import Item, Kind, Talent
from duijie.library.rules import read_problem_body
from duijie.registry.hooks import Panel
from duijie.registry.models import Organisation, Person
from duijie.registry.standing import standing

_SHOWN = 10


def organisation_items(request: HttpRequest, organisation: Organisation) -> Panel | None:
    """The organisation's published items that the reader may see; not those of which the reader
    may not know whose they are."""
    actor = standing(request.user)
    shelves = []
    for kind in Kind:
        items = queries.listed(kind.value, actor).filter(organisation=organisation)
        if kind == Kind.PROBLEM:
            items = items.filter(read_problem_body.q(actor))
        count = items.order_by().count()
        if count:
            shelves.append({"kind": kind.value, "items": dressed(items[:_SHOWN], actor), "more": count - _SHOWN})
    if not shelves:
        return None
    return Panel(_("In the libraries"), "library/_shelves.html", {"shelves": shelves}, order=10)


def person_talents(request: HttpRequest, person: Person) -> Panel | None:
    """The talent profiles of a person."""
    actor = standing(request.user)
    theirs = Talent.objects.filter(person=person).values("pk")
    items = dressed(queries.listed("talent", actor).filter(pk__in=theirs)[:_SHOWN], actor)
    if not items:
        return None
    shelf = {"kind": "talent", "items": items, "more": 0}
    return Panel(_("In the libraries"), "library/_shelves.html", {"shelves": [shelf]}, order=10)


def follow_merge(model: type[Model], keys: Sequence[Any]) -> None:
    """Items whose organisation was merged into another one are indexed anew."""
    if issubclass(model, Item):
        outbox.put("item", [f"{model.kind.value}:{key}" for key in keys])
