"""What everybody reads: the list, a challenge with its rules, the protocol of its opening, its record."""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duijie.core.paging import page_of
from duijie.docking.challenges import present, queries
from duijie.docking.challenges.lifecycle import LIVE
from duijie.docking.challenges.rules import run_challenge, stands_aside
from duijie.docking.models import Challenge
from duijie.docking.rules import view_deal
from duijie.library.rules import view_item
from duijie.registry.middleware import community_of
from duijie.registry.standing import standing

_SHOW: dict[str, list[str]] = {
    "open": [Challenge.State.OPEN],
    "judged": [Challenge.State.OPENING, Challenge.State.OPENED, Challenge.State.SHORTLISTED],
    "over": [Challenge.State.AWARDED, Challenge.State.ENDED],
}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The challenges of the community, those open for proposals first."""
    rows = queries.challenges(standing(request.user), community_of(request))
    asked = request.GET.get("show", "")
    tab = asked if asked in _SHOW else "open"
    found = rows.filter(state__in=_SHOW[tab])
    if tab == "open":
        found = found.order_by("proposals_until", "-id")
    page = page_of(request, found)
    counts = {name: rows.filter(state__in=states).count() for name, states in _SHOW.items()}
    return render(request, "docking/challenges/list.html", {"page": page, "tab": tab, "counts": counts})


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the reader handed in."""
    actor = standing(request.user)
    handed = page_of(request, queries.own_proposals(actor))
    return render(request, "docking/challenges/mine.html", {"page": handed})


@login_required
@require_safe
def part(request: HttpRequest) -> HttpResponse:
    """The challenges that the reader runs, opens or judges."""
    actor = standing(request.user)
    return render(request, "docking/challenges/part.html", {"page": page_of(request, queries.with_part(actor))})


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One challenge: bounty, timetable, rules and their changes, how far it is, what the reader can do."""
    actor = standing(request.user)
    challenge = queries.access_challenge(actor, pk)
    editions = queries.editions(challenge)
    own = queries.own_sealed(actor, challenge)
    context = {
        "challenge": challenge,
        "rules": present.shown(queries.in_force(challenge)),
        "changes": editions[:-1],
        "number": queries.number_of_proposals(actor, challenge),
        "opening": queries.how_far(actor, challenge),
        "actions": present.actions(actor, challenge),
        "runs": run_challenge.allows(actor, challenge),
        "aside": actor.user is not None and stands_aside(actor, challenge),
        "office": present.me_as_officer(actor, challenge),
        "officers": list(challenge.officers.all()),
        "assesses": queries.assessor_of(actor, challenge) is not None,
        "own": own,
        "line": getattr(own, "opened", None) if own and challenge.opened_at else None,
        "zone": present.zone(),
        "left": present.days_left(challenge),
        "shortlist": _shortlist(challenge),
        "winner": queries.name_of(challenge.award) if challenge.award else "",
        "deal": challenge.deal if challenge.deal and view_deal.allows(actor, challenge.deal) else None,
        "problem_open": view_item.allows(actor, challenge.problem),
        "live": challenge.state in LIVE,
    }
    return render(request, "docking/challenges/page.html", context)


def _shortlist(challenge: Challenge) -> list[Any]:
    if challenge.shortlisted_at is None:
        return []
    return list(queries.shown_names(queries.protocol(challenge).filter(shortlisted=True)))


@require_safe
def protocol(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When the proposals were opened, by whom, whose they are, and which could not be; as CSV with ``?format=csv``."""
    challenge = queries.access_challenge(standing(request.user), pk)
    rows = queries.protocol(challenge) if challenge.opened_at else queries.protocol(challenge).none()
    if request.GET.get("format") == "csv":
        return _csv(queries.shown_names(rows), challenge)
    page = page_of(request, rows, 50)
    context = {
        "challenge": challenge,
        "page": page,
        "lines": queries.shown_names(page.object_list),
        "officers": list(challenge.officers.filter(gave_at__isnull=False).select_related("user").order_by("gave_at")),
        "zone": present.zone(),
    }
    return render(request, "docking/challenges/protocol.html", context)


def _csv(lines: Any, challenge: Challenge) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="opening-{challenge.pk}.csv"'
    response.write("\ufeff")
    out = csv.writer(response)
    out.writerow(["number", "solver", "handed_in_at", "receipt", "size", "opened", "failure"])
    for row, name in lines:
        safe = f"'{name}" if name[:1] in ("=", "+", "-", "@", "\t", "\r") else name  # no formula of a spreadsheet
        out.writerow(
            [row.number, safe, row.sealed.handed_in_at.isoformat(), row.sealed.receipt, row.sealed.size,
             "no" if row.failure else "yes", row.failure]
        )  # fmt: skip
    return response


@login_required
@require_safe
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sealed record of a challenge, for who runs it and its officers."""
    actor = standing(request.user)
    challenge = queries.access_challenge(actor, pk)
    page = page_of(request, queries.history(actor, challenge), 30)
    context = {"challenge": challenge, "page": page, "entries": present.told(page.object_list)}
    return render(request, "docking/challenges/log.html", context)
