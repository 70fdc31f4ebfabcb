"""Articles for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from duijie.core.rest import Page, mark_version, paginate
from duijie.core.text import clean
from duijie.reading import queries, schemas
from duijie.reading.models import Article
from duijie.registry.middleware import community_of
from duijie.registry.standing import standing

router = Router(tags=["articles"])
_SHOWN = (
    "title", "date", "publisher", "source", "author", "section", "identifiers", "language", "damage", "gist",
    "sample", "updated_at",
)  # fmt: skip


@router.get("/articles", response=Page[schemas.ArticleOut], summary="List articles")
def list_articles(request: HttpRequest, filters: Query[schemas.ArticleFilters]) -> Page[schemas.ArticleOut]:
    """Texts read from public pages, each once, by words, publisher, year or damage."""
    search = queries.Search(
        text=filters.q,
        publisher=clean(filters.publisher),
        year=filters.year,
        damage=clean(filters.damage),
        sort=filters.sort,
    )
    rows = queries.articles(standing(request.user), community_of(request), search)
    return paginate(
        request, Page[schemas.ArticleOut], rows, filters, lambda row: schemas.ArticleOut(**_values(request, row))
    )


@router.get("/articles/{uuid:article_id}", response=schemas.ArticleDetail, summary="Read an article")
def get_article(request: HttpRequest, response: HttpResponse, article_id: UUID) -> schemas.ArticleDetail:
    """One article: the repaired text, the original, each repair, and the page it comes from."""
    row = queries.access_article(standing(request.user), article_id)
    mark_version(response, row.version)
    names = ("sha256", "name", "address", "media_type", "size", "fetched_at", "read_at")
    return schemas.ArticleDetail(
        **_values(request, row),
        text=row.text,
        original=row.original,
        repairs=[tuple(repair) for repair in row.repairs],
        editors=row.editors,
        warnings=row.warnings,
        duplicate_of=row.duplicate_of_id,
        page=schemas.SourceOut(**{name: getattr(row.page, name) for name in names}),
    )


def _values(request: HttpRequest, row: Article) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SHOWN} | {
        "id": row.pk,
        "organisation": row.organisation_id,
        "url": request.build_absolute_uri(row.get_absolute_url()),
    }
