"""Making one record of two: choose the other one, compare, say which stays."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duijie.registry import queries
from duijie.registry.rules import create_named
from duijie.registry.standing import Standing, standing
from duijie.registry.views.kinds import PAGES, Pages

_MOST = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """``?other=`` compares two records; a POST with ``keep`` makes them one."""
    pages = PAGES[kind]
    actor = standing(request.user)
    record = pages.access(actor, pk)
    create_named.check(actor, record, _("Only the secretariat may merge records."))
    given = request.POST.get("other") or request.GET.get("other")
    if not given:
        return render(request, "registry/merge.html", _choose(request, pages, actor, record))
    try:
        other = pages.access(actor, UUID(given))
    except ValueError:
        raise Http404 from None
    if request.method != "POST":
        context = {"kind": kind, "record": record, "other": other, "sides": [_side(record), _side(other)]}
        return render(request, "registry/merge.html", context)
    keep, drop = (other, record) if request.POST.get("keep") == str(other.pk) else (record, other)
    kept = pages.merge(actor=request.user, keep=keep, drop=drop)
    messages.success(request, str(pages.merged))
    return redirect(kept)


def _choose(request: HttpRequest, pages: Pages, actor: Standing, record: Any) -> dict[str, Any]:
    text = request.GET.get("q", "").strip()[:200]
    if text:
        found = list(pages.search(actor, text=text).exclude(pk=record.pk)[:_MOST])
    else:
        similar = queries.propose_duplicates(
            record.name,
            [name.text for name in record.names.all()],
            kind=pages.kind,  # type: ignore[arg-type]
            exclude=record.pk,
        )
        found = [candidate.record for candidate in similar]
    return {"kind": pages.kind, "record": record, "text": text, "found": found}


def _side(record: Any) -> dict[str, Any]:
    return {
        "record": record,
        "names": [name.text for name in record.names.all()],
        "identifiers": list(record.identifiers.all()),
        "posts": record.posts.count(),
    }
