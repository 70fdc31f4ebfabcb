"""Lists, items, their history, and the list as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duijie.core import audit
from duijie.core.errors import NotAllowed
from duijie.core.models import AuditEntry
from duijie.core.paging import page_of
from duijie.core.uploads import ACCEPTED
from duijie.library import queries
from duijie.library.display import dressed
from duijie.library.facets import facets, narrowed, search_of
from duijie.library.lifecycle import possible
from duijie.library.models import Item
from duijie.library.models.item import Cooperation
from duijie.library.services.actions import may_act
from duijie.library.told import told
from duijie.registry import hooks
from duijie.registry.standing import standing

_BATCH = 200


@require_safe
def items(request: HttpRequest, kind: str) -> HttpResponse:
    """A library: search, facets, sorting, pages."""
    actor = standing(request.user)
    search = search_of(request.GET)
    found = queries.listed(kind, actor, getattr(request, "community", None), search)
    page = page_of(request, found)
    page.object_list = dressed(page.object_list, actor)
    context = {
        "kind": kind,
        "page": page,
        "search": search,
        "facets": facets(found, kind, search),
        "narrowed": narrowed(search),
    }
    htmx = getattr(request, "htmx", None)
    return render(
        request, "library/_results.html" if htmx and htmx.target == "results" else "library/list.html", context
    )


@require_safe
def item(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """One item, as much of it as the reader may see."""
    actor = standing(request.user)
    record = queries.access_item(actor, kind, pk)
    [shown] = dressed([record], actor)
    editable = queries.may_edit(actor, record)
    cooperation = {str(value): str(label) for value, label in Cooperation.choices}
    context: dict[str, Any] = {
        "item": shown,
        "kind": kind,
        "editable": editable,
        "actions": [step for step in possible(record.state) if may_act(actor, record, step)] if actor.user else [],
        "ways": [cooperation[code] for code in shown.cooperation if code in cooperation],
        "files": list(queries.attachments(record)) if shown.open else [],
        "accepted": ",".join(f".{ending}" for ending in ACCEPTED),
        "panels": hooks.panels("item", request, record),
    }
    if shown.open and kind == "problem":
        context["requirements"] = list(record.requirements.all())  # type: ignore[attr-defined]
    if kind == "talent":
        context["works"] = page_of(request, record.works.all(), 10)  # type: ignore[attr-defined]
    return render(request, f"library/{kind}.html", context)


@login_required
@require_safe
def history(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """What was done with an item, by whom and why, for those who may edit it."""
    actor = standing(request.user)
    record = queries.access_item(actor, kind, pk)
    if not queries.may_edit(actor, record):
        raise NotAllowed(_("The history is shown to those who may change the item."))
    page = page_of(request, audit.entries(record))
    for entry in page.object_list:
        entry.who = _who(entry)
        entry.changes = [
            {
                "name": _field_label(record, name),
                "before": told(record, name, entry.before.get(name)),
                "after": told(record, name, entry.after.get(name)),
            }
            for name in {**entry.before, **entry.after}
            if name not in _UNTOLD
        ]
    return render(request, "library/history.html", {"item": record, "kind": kind, "page": page})


_UNTOLD = ("state", "sha256")
"""The action says the state; what a file's bytes add up to is for programs."""


def _field_label(record: Item, name: str) -> str:
    if name == "file":
        return _("File")
    known = {field.name: field for field in record._meta.get_fields()}
    return str(getattr(known.get(name), "verbose_name", name))


@require_safe
def download(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """The list, as searched and narrowed, as CSV (UTF-8 with a mark, which spreadsheets look for)."""
    actor = standing(request.user)
    found = queries.listed(kind, actor, getattr(request, "community", None), search_of(request.GET))
    rows = _rows(request, found.iterator(_BATCH), kind, actor)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}s.csv"'
    return response


class _Line:
    """What csv.writer writes to: it hands the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


_EXTRA = {
    "problem": ("problem_kind", "industry", "budget_min", "budget_max", "bounty", "currency", "deadline"),
    "project": ("trl", "stage", "year"),
    "talent": ("name_en", "headline", "post", "availability"),
}


def _rows(request: HttpRequest, found: Iterator[Item], kind: str, actor: Any) -> Iterator[str]:
    extra = _EXTRA[kind]
    writer = csv.writer(_Line())
    header = ["id", "title", "text", "organisation", "fields", "places", "keywords", "cooperation", *extra, "url"]
    yield "\ufeff" + writer.writerow(header)
    batch: list[Item] = []
    for record in found:
        batch.append(record)
        if len(batch) == _BATCH:
            yield from _batch(request, writer, batch, extra, actor)
            batch = []
    yield from _batch(request, writer, batch, extra, actor)


def _batch(request: HttpRequest, writer: Any, batch: list[Item], extra: tuple[str, ...], actor: Any) -> Iterator[str]:
    for record in dressed(batch, actor):
        values = [
            str(record.pk),
            record.title,
            record.body,
            record.organisation.name if record.organisation else "",
            "; ".join(field.name for field in record.field_list),
            "; ".join(place.name for place in record.place_list),
            "; ".join(record.keywords),
            "; ".join(record.cooperation),
            *(getattr(record, name) if record.open else "" for name in extra),
            request.build_absolute_uri(record.get_absolute_url()),
        ]
        yield writer.writerow([_safe(value) for value in values])


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _who(entry: AuditEntry) -> str:
    """Who took an action, as a reader is told."""
    if entry.actor_id is None and entry.actor_label in ("system", audit.GONE):
        return _("the system") if entry.actor_label == "system" else _("deleted account")
    return entry.actor_label
