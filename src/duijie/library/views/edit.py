"""Making and changing items: the form, its lines, and the page for a stale edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duijie.core.asking import SignedInRequest
from duijie.core.errors import InvalidInput, NotAllowed, StaleEdit
from duijie.library import queries
from duijie.library.forms import FORMS, ItemForm, Lines, lines_of, with_more
from duijie.library.models import Item
from duijie.library.services import act, create_item, update_item
from duijie.library.told import told
from duijie.library.views.lifecycle import after
from duijie.registry.middleware import community_of
from duijie.registry.models import Organisation
from duijie.registry.standing import Standing, standing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, kind: str) -> HttpResponse:
    """A new item: a draft that only its owner and the people of its organisation see."""
    if request.method != "POST":
        return form_page(request, kind, initial={}, lines=())
    form, lines = _posted(request, kind, None)
    if _asks_for_lines(request):
        return _page(request, kind, form, lines)
    if not _sound(form, lines):
        return _page(request, kind, form, lines, status=422)
    try:
        item = create_item(
            actor=request.user, kind=kind, community=community_of(request), values=form.values, **_rows(form, lines)
        )
    except (InvalidInput, NotAllowed) as error:
        _refuse(form, error)
        return _page(request, kind, form, lines, status=422)
    return _saved(request, item)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, kind: str, pk: UUID) -> HttpResponse:
    """Change an item; a stale edit shows both versions instead of overwriting."""
    actor = standing(request.user)
    item = queries.access_item(actor, kind, pk)
    if not queries.may_edit(actor, item):
        raise NotAllowed(_("Only its owner or the secretariat may change this."))
    if request.method != "POST":
        return form_page(request, kind, initial=FORMS[kind].initial_of(item), lines=_kept_lines(item, kind), item=item)
    form, lines = _posted(request, kind, item)
    if _asks_for_lines(request):
        return _page(request, kind, form, lines, item=item)
    if not _sound(form, lines):
        return _page(request, kind, form, lines, item=item, status=422)
    try:
        changed = update_item(
            actor=request.user,
            item=item,
            values=_in_kept_order(form.values, item),
            expected_version=form.cleaned_data.get("version") or 0,
            **_rows(form, lines),
        )
    except StaleEdit as error:
        return _stale(request, kind, form, lines, item, error)
    except (InvalidInput, NotAllowed) as error:
        _refuse(form, error)
        return _page(request, kind, form, lines, item=item, status=422)
    return _saved(request, changed)


def form_page(
    request: HttpRequest,
    kind: str,
    *,
    initial: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    item: Item | None = None,
) -> HttpResponse:
    """The form, filled in. Another room may open it for a new item with what it knows already."""
    form = FORMS[kind](initial=dict(initial), organisations=_organisations(standing(request.user), item))
    rows = lines_of(form.lines, initial=lines, empty=3 if not lines else 1) if form.lines else None
    return _page(request, kind, form, rows, item=item)


def _organisations(actor: Standing, item: Item | None) -> QuerySet[Organisation]:
    """Those that the actor may speak for, and the one that the item has."""
    condition = Q(pk__in=actor.organisations) | Q(community__in=actor.secretariat)
    if item is not None and item.organisation_id:
        condition |= Q(pk=item.organisation_id)
    return Organisation.objects.filter(condition, merged_into__isnull=True).order_by("name")


def _kept_lines(item: Item, kind: str) -> list[dict[str, Any]]:
    name = FORMS[kind].lines
    if not name:
        return []
    rows = [model_to_dict(row, exclude=["id", "problem", "talent", "ordinal"]) for row in getattr(item, name).all()]
    for row in rows:
        if "must" in row:
            row["must"] = "1" if row["must"] else "0"
            row |= {name: _short(row[name]) for name in ("value", "upper")}
    return rows


def _short(number: float | None) -> float | int | None:
    """50 rather than 50.0."""
    return int(number) if number is not None and number.is_integer() and abs(number) < 1e15 else number


def _posted(request: HttpRequest, kind: str, item: Item | None) -> tuple[ItemForm, Lines | None]:
    more = _asks_for_lines(request)
    organisations = _organisations(standing(request.user), item)
    form = FORMS[kind](request.POST, organisations=organisations)
    name = FORMS[kind].lines
    if not name:
        return form, None
    return form, lines_of(name, data=with_more(request.POST, name) if more else request.POST)


def _asks_for_lines(request: HttpRequest) -> bool:
    return "more" in request.POST


def _sound(form: ItemForm, lines: Lines | None) -> bool:
    return all([form.is_valid(), lines is None or lines.is_valid()])


def _rows(form: ItemForm, lines: Lines | None) -> dict[str, Any]:
    return {form.lines: lines.rows()} if lines is not None else {}


def _in_kept_order(values: dict[str, Any], item: Item) -> dict[str, Any]:
    """A list of boxes knows no order: what the item has already stays as it was (its first field
    is its main one), what was added comes behind."""
    for name in ("fields", "places", "cooperation", "languages"):
        kept = [code for code in getattr(item, name, ()) if code in values.get(name, ())]
        if kept:
            values[name] = [*kept, *(code for code in values[name] if code not in kept)]
    return values


def _refuse(form: ItemForm, error: InvalidInput | NotAllowed) -> None:
    fields = error.details.get("fields")
    if fields:
        form.refuse(fields)
    else:
        form.add_error(None, str(error))


def _saved(request: SignedInRequest, item: Item) -> HttpResponse:
    if request.POST.get("then") == "submit" and item.state == "draft":
        act(actor=request.user, item=item, action="submit")
        messages.success(request, _("Saved and submitted. The secretariat looks at it next."))
    else:
        messages.success(request, _("Saved."))
    return redirect(after(standing(request.user), item))


def _page(
    request: HttpRequest, kind: str, form: ItemForm, lines: Lines | None, *, item: Item | None = None, status: int = 200
) -> HttpResponse:
    context = {"kind": kind, "form": form, "lines": lines, "item": item, "checked": status != 200}
    return render(request, "library/form.html", context, status=status)


def _stale(
    request: HttpRequest, kind: str, form: ItemForm, lines: Lines | None, item: Item, error: StaleEdit
) -> HttpResponse:
    """Both versions side by side; the form below holds what was typed and carries the new version."""
    labels = {**{name: str(field.label) for name, field in form.fields.items()}, "fields": _("Fields")}
    labels |= {"requirements": _("Requirements"), "works": _("Works")}
    changes = [
        {
            "label": labels.get(name, name),
            "theirs": told(item, name, both["theirs"]),
            "yours": told(item, name, both["yours"]),
        }
        for name, both in error.details["changes"].items()
    ]
    data = request.POST.copy()
    data["version"] = str(error.details["version"])
    form = FORMS[kind](data, organisations=_organisations(standing(request.user), item))
    context = {"kind": kind, "form": form, "lines": lines, "item": item, "changes": changes, "checked": False}
    return render(request, "library/form.html", context, status=409)
