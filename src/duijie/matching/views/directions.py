"""The other directions on the site: the open problems that an item, a person or oneself answers, and
the organisations that could cooperate with one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duijie.core.errors import NotFound, Unavailable
from duijie.library import queries
from duijie.library.display import dressed
from duijie.library.models import Item
from duijie.matching.present.directions import shown_answers, shown_partners, weak_from
from duijie.matching.queries.filling import Watch
from duijie.registry.queries import access_organisation, access_person
from duijie.registry.standing import Standing, standing

PER_PAGE = 10
PARTNERS_PER_PAGE = 6
_FEW = 3  # in the part of another page


@require_safe
def of_item(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """The open problems that a project or a talent answers."""
    actor = standing(request.user)
    if kind == "problem":
        raise NotFound(_("A problem is matched with projects and talents; open it and press the button there."))
    record = queries.access_item(actor, kind, pk)
    [shown] = dressed([record], actor)
    context = {"subject": "item", "item": shown, "kind": kind, "address": record.get_absolute_url()}
    return _problems(request, actor, [record], context)


@require_safe
def of_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The open problems that a person answers through profiles, works and own projects."""
    from duijie.matching.services.directions import items_of_person

    actor = standing(request.user)
    person = access_person(actor, pk)
    if person.pk != pk:
        return redirect("matching:person-problems", person.pk, permanent=True)
    context = {"subject": "person", "person": person, "address": person.get_absolute_url()}
    return _problems(request, actor, items_of_person(actor, person), context)


@login_required
@require_safe
def of_mine(request: HttpRequest) -> HttpResponse:
    """The open problems that the reader's own profiles and projects answer."""
    from duijie.matching.services.directions import items_of_mine

    actor = standing(request.user)
    return _problems(request, actor, items_of_mine(actor), {"subject": "mine", "address": reverse("portal:mine")})


def _problems(request: HttpRequest, actor: Standing, items: Sequence[Item], context: dict[str, Any]) -> HttpResponse:
    from duijie.matching.services.directions import WEIGHED, problems_for  # loads the engine

    part = _is_part(request, "answers")
    number, size = (1, _FEW) if part else (_number(request, WEIGHED // PER_PAGE), PER_PAGE)
    context |= {"part": part, "here": request.path}
    status, late = 200, Watch.begin(actor)
    try:
        found = problems_for(actor=actor, items=items, limit=size, offset=(number - 1) * size)
        rows = shown_answers(found.rows, actor)
        context |= {
            "found": found,
            "filling": late.shown(poor=not found.rows),
            "rows": [row for row in rows if not (part and row.weak)],
            "weak_from": weak_from(rows),
            "uncalibrated": all(row.chance is None for row in rows),
            "several": len(found.items) > 1,
            "page": Paginator(range(found.total), size).get_page(number),
            "first": (number - 1) * size,
        }
    except Unavailable as error:
        context["unavailable"], status = str(error), 503
    return render(request, "matching/_answers.html" if part else "matching/answers.html", context, status=status)


@require_safe
def of_organisation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The organisations that could cooperate with one, over their problems, projects and people."""
    from duijie.matching.services.partners import partners_of

    actor = standing(request.user)
    organisation = access_organisation(actor, pk)
    if organisation.pk != pk:
        return redirect("matching:partners", organisation.pk, permanent=True)
    part = _is_part(request, "partners")
    number, size = (1, _FEW) if part else (_number(request, 50), PARTNERS_PER_PAGE)
    context: dict[str, Any] = {"organisation": organisation, "part": part, "here": request.path}
    status, late = 200, Watch.begin(actor)
    try:
        found = partners_of(actor=actor, organisation=organisation, limit=size, offset=(number - 1) * size)
        context |= {
            "found": found,
            "filling": late.shown(poor=not found.rows),
            "partners": shown_partners(found, actor),
            "page": Paginator(range(found.total), size).get_page(number),
            "first": (number - 1) * size,
        }
    except Unavailable as error:
        context["unavailable"], status = str(error), 503
    return render(request, "matching/_partners.html" if part else "matching/partners.html", context, status=status)


def _is_part(request: HttpRequest, target: str) -> bool:
    htmx = getattr(request, "htmx", None)
    return bool(htmx and htmx.target == target)


def _number(request: HttpRequest, deepest: int) -> int:
    asked = request.GET.get("page", "1")
    return max(1, min(int(asked), deepest)) if asked.isdigit() and len(asked) < 6 else 1
