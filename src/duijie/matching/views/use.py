"""Opening and judging matches, and the secretariat's report on their use."""

from __future__ import annotations

import csv
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.errors import InvalidInput, NotAllowed, NotFound
from duijie.core.paging import page_of
from duijie.library import queries
from duijie.library.queries import model_of
from duijie.matching.needs import kept
from duijie.matching.present import use as present_use
from duijie.matching.queries import use as queries_use
from duijie.matching.rules import see_use
from duijie.matching.services import learning
from duijie.matching.services.use import record_declined, record_opened, record_reconsidered
from duijie.matching.views.tracing import REASONS, Asker
from duijie.registry.middleware import community_of
from duijie.registry.models import Community
from duijie.registry.standing import Standing, standing


@require_safe
def opened(request: HttpRequest, key: str, answer: UUID, kind: str, pk: UUID) -> HttpResponse:
    """On to an item from a page of matches, noting that it was opened. An address that was passed on
    leads to the item all the same."""
    model_of(kind)
    fetched_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method == "GET" and not fetched_ahead:
        with suppress(NotFound):
            asker = Asker(request, key, kept(request, key))
            record_opened(actor=asker.actor, asked=asker.asked, answer=answer, item_kind=kind, item_id=pk)
    return redirect("library:item", kind, pk)


@require_POST
def judge(request: HttpRequest, key: str, kind: str, pk: UUID) -> HttpResponse:
    """Say that a match does not suit, and why; or take that back."""
    asker = Asker(request, key, kept(request, key))
    item = queries.access_item(asker.actor, kind, pk)
    if asker.community is None or not asker.judges:
        raise NotAllowed(_("Only whoever keeps the problem, and its brokers, may judge its matches."))
    reason = "" if "back" in request.POST else request.POST.get("reason", "")
    where: dict[str, Any] = {
        "actor": asker.actor,
        "community": asker.community,
        "asked": asker.asked,
        "item": item,
    }
    if "back" in request.POST:
        record_reconsidered(**where)
    else:
        record_declined(reason=reason, **where)
    query = QueryDict(request.POST.get("query", "")[:2000]).urlencode()
    if getattr(request, "htmx", None):
        use = asker.use_of(kind, pk, None, declined=reason)
        context = {"item": item, "use": use, "reasons": REASONS, "query": query}
        return render(request, "matching/_judge.html", context)
    address = reverse("matching:matches", args=[key])
    return redirect(f"{address}{'?' if query else ''}{query}#judge-{kind}-{pk}")


def _reader(request: HttpRequest) -> tuple[Standing, Community]:
    actor, community = standing(request.user), community_of(request)
    see_use.check(actor, community, _("Only the secretariat of the community sees how its matches are used."))
    return actor, community


def _chosen(request: HttpRequest) -> tuple[int, str]:
    days, by = request.GET.get("days", ""), request.GET.get("by", "")
    return (
        int(days) if days in {str(period) for period in present_use.PERIODS} else present_use.PERIODS[1],
        by if by in present_use.BY else "organisation",
    )


@login_required
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """How the community's matches are used, whether scores are true, and who is shown how much."""
    actor, community = _reader(request)
    days, by = _chosen(request)
    told = present_use.Report(actor, community, days)
    share = queries_use.exploration_of(community)
    context = {
        "days": days,
        "periods": present_use.PERIODS,
        "by": by,
        "by_name": present_use.BY[by],
        "groupings": present_use.BY.items(),
        "funnel": told.funnel(),
        "why": told.reasons(),
        "places": told.places(),
        "truth": present_use.truth(community),
        "page": page_of(request, told.exposure(by)),
        "percent": round(100 * share),
        "percents": sorted({*present_use.SHARES, round(100 * share)}),
    }
    return render(request, "matching/use.html", context)


@login_required
@require_safe
def download(request: HttpRequest, name: str) -> HttpResponse:
    """One figure of the report as CSV (UTF-8 with a mark, which spreadsheets look for)."""
    actor, community = _reader(request)
    if name not in present_use.TABLES:
        raise NotFound(_("There is no such file."))
    days, by = _chosen(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="matches-{name}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    for row in present_use.table(present_use.Report(actor, community, days), name, by):
        writer.writerow([_safe(cell) for cell in row])
    return response


def _safe(cell: object) -> object:
    """A cell that no spreadsheet program runs."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


@login_required
@require_POST
def explore(request: SignedInRequest) -> HttpResponse:
    """Switch exploration: on how many pages two nearly equal matches change places."""
    _actor, community = _reader(request)
    given = request.POST.get("percent", "")
    if not given.isdigit() or len(given) > 3:
        raise InvalidInput(_("The share of pages lies between 0 and 50 %; 0 switches exploration off."))
    learning.set_exploration(actor=request.user, community=community, share=int(given) / 100)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('matching:use')}#explore")


@login_required
@require_POST
def calibrate(request: HttpRequest) -> HttpResponse:
    """Calibrate by what is there now, instead of after the next outcome."""
    _actor, community = _reader(request)
    row = learning.calibrate(community=community.pk)
    if row.curve:
        messages.success(request, _("Calibrated by %(number)d outcomes.") % {"number": row.outcomes})
    else:
        messages.info(request, _("There are too few outcomes yet."))
    return redirect(f"{reverse('matching:use')}#truth")
