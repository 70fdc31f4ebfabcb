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
from duijie.registry.rules import create_named, edit_named
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
    edit_named.check(actor, record, _("Only the secretariat or its own admin may change this."))
    governs = create_named.allows(actor, record)
    if request.method != "POST":
        return _page(request, pages, _without(pages.form(initial=pages.form.initial_of(record)), governs), record)
    form = _without(pages.form(request.POST), governs)
    if not form.is_valid():
        return _page(request, pages, form, record, status=422)
    try:
        saved = pages.update(
            actor=request.user,
            **{kind: record},
            expected_version=form.cleaned_data["version"] or 0,
            names=form.all_names,
            identifiers=form.cleaned_data["identifiers"] if governs else None,
            **form.values,
        )
    except StaleEdit as error:
        return _page(
            request, pages, _renewed(request, pages, error), record, changes=_labelled(form, error), status=409
        )
    except (InvalidInput, Conflict) as error:
        form.refuse(error.details.get("fields", {}), error)
        return _page(request, pages, form, record, status=422)
    messages.success(request, _("Saved."))
    return redirect(saved)


def _without(form: NamedForm, governs: bool) -> NamedForm:
    """An organisation's own admin does not say by which identifiers it goes."""
    if not governs:
        form.fields["identifiers"].disabled = True
        form.fields["identifiers"].required = False
    return form


def _renewed(request: HttpRequest, pages: Pages, error: StaleEdit) -> NamedForm:
    """The form as typed, which will save over the version that was shown now."""
    data = request.POST.copy()
    data["version"] = str(error.details["version"])
    return pages.form(data)


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
        "record": record,
        "similar": similar,
        "changes": changes,
    }
    return render(request, "registry/form.html", context, status=status)
