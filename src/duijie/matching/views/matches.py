"""From the one box to matches: state the need, look over its requirements, see who fits."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.errors import InvalidInput, NotFound, TooLarge, Unavailable
from duijie.library import queries
from duijie.library.display import dressed
from duijie.library.models import Problem
from duijie.library.rules import may_read_body
from duijie.library.views.edit import form_page
from duijie.matching.conflicts.marking import marks
from duijie.matching.filters import chosen_of, named, offered
from duijie.matching.forms import NeedForm, clauses_in, clauses_of, with_more
from duijie.matching.needs import Need, keep, kept, requirements
from duijie.matching.present.matches import shown, weak_from, worth_asking
from duijie.matching.queries.filling import Watch
from duijie.matching.queries.learned import learned_in
from duijie.matching.types import Requirement
from duijie.matching.understanding.requirements import check_statement, split
from duijie.matching.views.tracing import REASONS, Asker, noted, reordered, with_use
from duijie.registry.standing import standing

PER_PAGE = 10
_DEEPEST = 20  # pages; nobody reads further, and each page ranks anew


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a need; on to its matches, or first to its requirements."""
    if request.method != "POST":
        return render(request, "matching/new.html", {"form": NeedForm(initial={"text": request.GET.get("text", "")})})
    form = NeedForm(request.POST)
    text = _checked(form)
    if text is None:
        return render(request, "matching/new.html", {"form": form}, status=422)
    key = keep(request, Need(text, split(text)))
    return redirect("matching:edit" if "look" in request.POST else "matching:matches", key)


def _checked(form: NeedForm) -> str | None:
    """The text when it can be matched, else None with the reason in the form."""
    if not form.is_valid():
        return None
    text = str(form.cleaned_data["text"])
    try:
        check_statement(text)
    except (InvalidInput, TooLarge) as error:
        form.add_error("text", str(error))
        return None
    return text


@require_safe
def matches(request: HttpRequest, key: str) -> HttpResponse:
    """The ranked matches of a need, a page at a time."""
    from duijie.matching.services.finding import find_matches  # loads the engine, which other pages do without

    need = kept(request, key)
    actor = standing(request.user)
    chosen = chosen_of(request.GET)
    number = _page_number(request)
    facets = offered(chosen)
    context: dict[str, Any] = {"key": key, "need": need, "chosen": chosen, "facets": facets}
    context["narrowed"] = named(chosen, facets)
    started = time.perf_counter()
    late = Watch.begin(actor, chosen.where.kinds)
    try:
        found = find_matches(
            actor=actor,
            text=need.text,
            requirements=need.requirements,
            where=chosen.where,
            limit=PER_PAGE,
            offset=(number - 1) * PER_PAGE,
        )
    except Unavailable as error:
        context["unavailable"] = str(error)
        return _answer(request, context, status=503)
    asker = Asker(request, key, need)
    found, placed = reordered(found, asker, (number - 1) * PER_PAGE)
    answer = noted(asker, placed) if request.method == "GET" else None
    items = [offer.item for offer in found.offers]
    prefetch_related_objects(items, "organisation", "community")
    told = learned_in(asker.community)
    offers = shown(found, dressed(items, actor), marks(actor, need.problem, items))
    offers = with_use(offers, asker, answer, placed, told)
    total = min(found.total, _DEEPEST * PER_PAGE)
    page = Paginator(range(total), PER_PAGE).get_page(number)
    single = [offer.match.covered for offer in found.offers]
    unproved = number == 1 and bool(need.requirements) and not any(offer.covered for offer in offers)
    context |= {
        "offers": offers,
        "weak_from": weak_from(offers),
        "unproved": unproved,
        "filling": late.shown(poor=unproved or not offers),
        "teams_url": _teams_url(request, key) if number == 1 and worth_asking(need.requirements, single) else "",
        "page": page,
        "first": (number - 1) * PER_PAGE,
        "total": found.total,
        "degraded": found.degraded,
        "learned": told,
        "reasons": REASONS,
        "seconds": time.perf_counter() - started,
    }
    return _answer(request, context)


def _answer(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    htmx = getattr(request, "htmx", None)
    part = htmx and htmx.target == "results"
    return render(request, "matching/_results.html" if part else "matching/matches.html", context, status=status)


def _teams_url(request: HttpRequest, key: str) -> str:
    """The page of teams for this need, with the filters chosen here."""
    query = request.GET.copy()
    query.pop("page", None)
    address = reverse("matching:teams", args=[key])
    return f"{address}?{query.urlencode()}" if query else address


@require_safe
def teams(request: HttpRequest, key: str) -> HttpResponse:
    """Teams that cover a need together: a page, or the part of it that the matches page loads."""
    from duijie.matching.present.teams import Wishes, choices, shown_teams, why_none
    from duijie.matching.services.teaming import find_teams

    need = kept(request, key)
    actor = standing(request.user)
    chosen, wishes = chosen_of(request.GET), Wishes.of(request.GET)
    htmx = getattr(request, "htmx", None)
    part = bool(htmx and htmx.target == "teams")
    context: dict[str, Any] = {"key": key, "need": need, "chosen": chosen, "wishes": wishes, "part": part}
    context["address"] = request.get_full_path()
    if not part:
        context |= {"choices": choices(wishes), "facets": offered(chosen)}
    status, late = 200, Watch.begin(actor, chosen.where.kinds)
    try:
        found = find_teams(
            actor=actor,
            text=need.text,
            requirements=need.requirements,
            where=chosen.where,
            constraints=wishes.constraints,
        )
        context |= {"found": found, "teams": shown_teams(found, actor), "why_none": why_none(found)}
        context["filling"] = late.shown(poor=not found.teams)
    except Unavailable as error:
        context["unavailable"], status = str(error), 503
    return render(request, "matching/_teams.html" if part else "matching/teams.html", context, status=status)


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return max(1, min(int(asked), _DEEPEST)) if asked.isdigit() and len(asked) < 6 else 1


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a need: its words, its requirements, which of them must be met."""
    need = kept(request, key)
    if request.method != "POST":
        return _edit_page(request, key, NeedForm(initial={"text": need.text}), _lines(need))
    form = NeedForm(request.POST)
    more = "more" in request.POST
    lines = clauses_of(data=with_more(request.POST) if more else request.POST)
    if more:
        return _edit_page(request, key, form, lines)
    text = _checked(form)
    if text is not None and "split" in request.POST:
        return _edit_page(request, key, form, _lines(Need(text, split(text))))
    if text is None or not lines.is_valid():
        return _edit_page(request, key, form, lines, status=422)
    keep(request, Need(text, _changed(need, clauses_in(lines)), need.problem), key)
    return redirect("matching:matches", key)


def _changed(need: Need, lines: list[tuple[str, bool]]) -> tuple[Requirement, ...]:
    """The lines as requirements; one whose words are as they were keeps the quantity stated beside it."""
    before = {clause.text: clause.quantity for clause in need.requirements}
    return tuple(replace(clause, quantity=before.get(clause.text, clause.quantity)) for clause in requirements(lines))


def _lines(need: Need) -> Any:
    initial = [{"text": clause.text, "must": "1" if clause.must else "0"} for clause in need.requirements]
    return clauses_of(initial=initial)


def _edit_page(request: HttpRequest, key: str, form: NeedForm, lines: Any, status: int = 200) -> HttpResponse:
    return render(request, "matching/edit.html", {"key": key, "form": form, "lines": lines}, status=status)


@login_required
@require_safe
def save(request: HttpRequest, key: str) -> HttpResponse:
    """The form of a new problem with this need filled in; whoever is not signed in signs in first
    and comes back here with nothing lost."""
    need = kept(request, key)
    lines = [
        {
            "text": clause.text,
            "must": "1" if clause.must else "0",
            **(
                {
                    "comparator": clause.quantity.comparator,
                    "value": clause.quantity.value,
                    "upper": clause.quantity.upper,
                    "unit": clause.quantity.unit,
                }
                if clause.quantity
                else {}
            ),
        }
        for clause in need.requirements
    ]
    return form_page(request, "problem", initial={"statement": need.text, "title": _title(need.text)}, lines=lines)


def _title(text: str) -> str:
    """The first clause of the need, as a proposal for a title."""
    line = text.strip().splitlines()[0]
    for mark in "。！？；.!?;":
        head, found, _rest = line.partition(mark)
        if found and 6 <= len(head) <= 80:
            return head
    return line if len(line) <= 80 else f"{line[:79]}…"


@require_POST
def of_problem(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Match a problem of the library: its statement and its own requirements."""
    from duijie.matching.services.finding import requirements_of

    actor = standing(request.user)
    problem = queries.access_item(actor, "problem", pk)
    if not isinstance(problem, Problem) or not may_read_body(actor, problem):
        raise NotFound(_("There is no such item, or it is not open to you."))
    key = keep(request, Need(problem.statement, requirements_of(problem) or split(problem.statement), str(problem.pk)))
    return redirect("matching:matches", key)
