"""Adding and changing an organisation or a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duijie.core.errors import Conflict, InvalidInput, StaleEdit
from duijie.registry import queries
from duijie.registry.forms import NamedForm
from duijie.registry.middleware import community_of
from duijie.registry.models import Organisation, Person
from duijie.registry.rules import create_named, edit_named, own_person
from duijie.registry.services.people import OWN_FIELDS
from duijie.registry.standing import standing
from duijie.registry.views.kinds import PAGES, Pages


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new record; one that may be there already is shown first."""
    pages = PAGES[kind]
    community = community_of(request)
    record = (Organisation if kind == "organisation" else Person)(community=community)
    create_named.check(standing(request.user), record, _("Only the secretariat may add records here."))
    if request.method != "POST":
        return _page(request, pages, pages.form(initial={"name": request.GET.get("name", "")[:200]}))
    form = pages.form(request.POST)
    if not form.is_valid():
        return _page(request, pages, form, status=422)
    if "sure" not in request.POST:
        similar = queries.propose_duplicates(
            form.cleaned_data["name"],
            [name.text for name in form.all_names],
            form.cleaned_data["identifiers"],
            pages.kind,  # type: ignore[arg-type]
        )
        if similar:
            return _page(request, pages, form, similar=similar)
    try:
        record = pages.create(
            actor=request.user,
            community=community,
            names=form.all_names,
            identifiers=form.cleaned_data["identifiers"],
            **form.values,
        )
    except (InvalidInput, Conflict) as error:
        form.refuse(error.details.get("fields", {}), error)
        return _page(request, pages, form, status=422)
    messages.success(request, _("Added."))
    return redirect(record)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Change a record; what somebody else changed meanwhile is shown, not overwritten."""
    pages = PAGES[kind]
    actor = standing(request.user)
    record = pages.access(actor, pk)
    own = isinstance(record, Person) and not edit_named.allows(actor, record)
    rule = own_person if own else edit_named
    rule.check(actor, record, _("Only the secretariat or its own admin may change this."))
    governs = create_named.allows(actor, record)
    if request.method != "POST":
        return _page(request, pages, _limited(pages, record, governs, own), record)
    form = _limited(pages, record, governs, own, request.POST)
    if not form.is_valid():
        return _page(request, pages, form, record, status=422)
    try:
        saved = pages.update(
            actor=request.user,
            **{kind: record},
            expected_version=form.cleaned_data["version"] or 0,
            names=None if own else form.all_names,
            identifiers=form.cleaned_data["identifiers"] if governs else None,
            **{name: value for name, value in form.values.items() if not own or name in OWN_FIELDS},
        )
    except StaleEdit as error:
        renewed = _limited(pages, record, governs, own, _renewed(request, error))
        return _page(request, pages, renewed, record, changes=_labelled(form, error), status=409)
    except (InvalidInput, Conflict) as error:
        form.refuse(error.details.get("fields", {}), error)
        return _page(request, pages, form, record, status=422)
    messages.success(request, _("Saved."))
    return redirect(saved)


def _limited(pages: Pages, record: Any, governs: bool, own: bool, data: Any = None) -> NamedForm:
    """The form of a record. An organisation's own admin does not say by which identifiers it goes;
    whose page it is, by which names neither."""
    form = pages.form(data, initial=pages.form.initial_of(record))
    fixed = set(form.fields) - OWN_FIELDS - {"version"} if own else set() if governs else {"identifiers"}
    for name in fixed:
        form.fields[name].disabled = True
        form.fields[name].required = False
    return form


def _renewed(request: HttpRequest, error: StaleEdit) -> Any:
    """What was typed, to be saved over the version that was shown now."""
    data = request.POST.copy()
    data["version"] = str(error.details["version"])
    return data


def _labelled(form: NamedForm, error: StaleEdit) -> list[dict[str, Any]]:
    def text(value: Any) -> str:
        return "; ".join(map(str, value)) if isinstance(value, list) else ("" if value is None else str(value))

    return [
        {
            "label": form.fields[name].label if name in form.fields else name,
            "theirs": text(change["theirs"]),
            "yours": text(change["yours"]),
        }
        for name, change in error.details["changes"].items()
    ]


def _page(
    request: HttpRequest,
    pages: Pages,
    form: NamedForm,
    record: Any = None,
    *,
    similar: Any = (),
    changes: Any = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "kind": pages.kind,
        "title": _("Edit") if record else pages.add_title,
        "own": form.fields["name"].disabled,
        "record": record,
        "similar": similar,
        "changes": changes,
    }
    return render(request, "registry/form.html", context, status=status)
