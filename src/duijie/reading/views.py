"""The list of articles, an article beside its original, the bytes of its page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duijie.core.paging import page_of
from duijie.reading import cautions, queries, services
from duijie.reading.display import DAMAGE, counted, damage_labels, rows_of, segments_of
from duijie.reading.known import queries as known_queries
from duijie.reading.review.display import noted, paragraphs
from duijie.reading.rules import review_community
from duijie.registry.middleware import community_of
from duijie.registry.standing import standing

_ROWS_PER_PAGE = 120


def search_of(request: HttpRequest) -> queries.Search:
    """The search that an address asks for; what does not fit is left out."""
    query = request.GET
    year = query.get("year", "")
    return queries.Search(
        text=query.get("q", "").strip()[:500],
        publisher=query.get("publisher", "").strip()[:200],
        year=int(year) if year.isascii() and year.isdigit() and 1000 <= int(year) <= 9999 else None,
        damage=query.get("damage", "") if query.get("damage", "") in DAMAGE else "",
        sort=query.get("sort", "relevance"),
    )


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """Articles: search, narrowing, pages."""
    search = search_of(request)
    found = queries.articles(standing(request.user), community_of(request), search)
    context = {
        "page": page_of(request, found),
        "search": search,
        "narrowed": bool(search.publisher or search.year or search.damage),
        "damages": DAMAGE.items(),
    }
    htmx = getattr(request, "htmx", None)
    return render(
        request, "reading/_results.html" if htmx and htmx.target == "results" else "reading/list.html", context
    )


@require_safe
def article(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One article: with facts, the text and the facts in its margin; else, or with ``?as=repairs``,
    the repaired text beside the original, each repair marked."""
    actor = standing(request.user)
    record = queries.access_article(actor, pk)
    notes = noted(known_queries.facts_of(actor, record))
    margin = bool(notes) and request.GET.get("as") != "repairs"
    rows = [] if margin else rows_of(segments_of(record))
    canonical, told = known_queries.story_of(actor, record)
    context = {
        "notes": notes,
        "margin": margin,
        "paragraphs": paragraphs(record.text, notes) if margin else [],
        "canonical": canonical,
        "story": told,
        "reviews": actor.user is not None and review_community.allows(actor, record.community),
        "reading": getattr(record, "fact_reading", None),
        "under_way": services.is_being_read(record),
        "article": record,
        "cautions": [cautions.shown(warning) for warning in record.warnings],
        "rows": page_of(request, rows, _ROWS_PER_PAGE),
        "repaired": any(row.changed for row in rows),
        "counted": counted(record),
        "damages": damage_labels(record),
        "others": queries.others_on_page(actor, record),
        "duplicates": queries.duplicates(actor, record),
    }
    return render(request, "reading/article.html", context)


@require_safe
def raw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bytes of an article's page, as a download: what a page says is never run here."""
    actor = standing(request.user)
    record = queries.access_article(actor, pk)
    response = HttpResponse(queries.raw_bytes(actor, record.page), content_type="application/octet-stream")
    ending = {"text/plain": "txt", "text/html": "html", "application/pdf": "pdf"}.get(record.page.media_type, "docx")
    response["Content-Disposition"] = f'attachment; filename="{record.page.sha256[:16]}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
