"""Declaring one's relations, ending them; the secretariat's list of all."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.errors import DuijieError, InvalidInput
from duijie.core.paging import page_of
from duijie.matching.conflicts import relation_queries
from duijie.matching.conflicts.forms import RelationForm
from duijie.matching.conflicts.rules import govern_relations
from duijie.matching.services.relations import declare_relation, end_relation
from duijie.registry.middleware import community_of
from duijie.registry.standing import standing


@login_required
@require_safe
def relations(request: HttpRequest) -> HttpResponse:
    """The relations that the reader declared."""
    actor = standing(request.user)
    page = page_of(request, relation_queries.own_relations(actor))
    governs = govern_relations.allows(actor, community_of(request))
    return render(request, "matching/relations.html", {"page": page, "governs": governs, "all": False})


@login_required
@require_safe
def all_relations(request: HttpRequest) -> HttpResponse:
    """All relations of the community, for its secretariat."""
    rows = relation_queries.all_relations(standing(request.user), community_of(request))
    return render(request, "matching/relations.html", {"page": page_of(request, rows), "governs": True, "all": True})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: SignedInRequest) -> HttpResponse:
    """Declare a relation."""
    here = community_of(request)
    governs = govern_relations.allows(standing(request.user), here)
    form = RelationForm(request.POST or None, governs=governs, initial={"to": request.GET.get("to", "")[:200]})
    if request.method == "POST" and form.is_valid():
        try:
            declare_relation(actor=request.user, community=here, **form.values)
        except InvalidInput as error:
            for name, sentences in error.details.get("fields", {}).items():
                form.add_error(name if name in form.fields else None, [str(sentence) for sentence in sentences])
        else:
            messages.success(request, _("Declared. Only the secretariat and you can read the details."))
            return redirect("matching:relations")
    context = {"form": form, "governs": governs}
    return render(request, "matching/relation_new.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say that a relation has ended."""
    relation = relation_queries.access_relation(standing(request.user), pk)
    try:
        end_relation(actor=request.user, relation=relation, until=_day(request.POST.get("until", "")))
    except DuijieError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Ended. It is still told of for some years."))
    return redirect("matching:relations-all" if request.POST.get("all") else "matching:relations")


def _day(text: str) -> date | None:
    try:
        found = parse_date(text) if text else None
    except ValueError:
        found = None
    if text and found is None:
        raise InvalidInput(_("Write the day as 2026-03-31."))
    return found
