"""Articles for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from duijie.core.rest import Page, mark_version, paginate
from duijie.core.text import clean
from duijie.reading import cautions, queries, schemas
from duijie.reading.known import queries as known_queries
from duijie.reading.known.figures import facts_under
from duijie.reading.models import Article, Fact, Statement
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
        warnings=[cautions.shown(warning) for warning in row.warnings],
        duplicate_of=row.duplicate_of_id,
        page=schemas.SourceOut(**{name: getattr(row.page, name) for name in names}),
    )


@router.get("/facts", response=Page[schemas.FactOut], summary="List facts")
def list_facts(request: HttpRequest, filters: Query[schemas.FactFilters]) -> Page[schemas.FactOut]:
    """What articles state, the newest first, by kind, article, or whom it names. A program read
    them: ``state`` says whether a person accepted what follows."""
    rows = known_queries.all_facts(
        standing(request.user),
        community=community_of(request),
        type_=filters.type or "",
        article=filters.article,
        organisation=filters.organisation,
        person=filters.person,
    )
    return paginate(request, Page[schemas.FactOut], rows, filters, lambda row: _fact(request, row))


@router.get("/facts/{uuid:fact_id}", response=schemas.FactOut, summary="Read a fact")
def get_fact(request: HttpRequest, response: HttpResponse, fact_id: UUID) -> schemas.FactOut:
    """One fact with its quote, its place, and whom it names."""
    row = known_queries.access_fact(standing(request.user), fact_id)
    mark_version(response, row.version)
    return _fact(request, row)


@router.get("/statements", response=Page[schemas.StatementOut], summary="List accepted statements")
def list_statements(request: HttpRequest, filters: Query[schemas.StatementFilters]) -> Page[schemas.StatementOut]:
    """Agreements, indicators, memberships, events, programmes and tasks that were read and
    accepted, the latest first, each with its sources."""
    rows = known_queries.statements(
        standing(request.user),
        community=community_of(request),
        kind=filters.kind or "",
        organisation=filters.organisation,
        person=filters.person,
    )
    return paginate(request, Page[schemas.StatementOut], rows, filters, lambda row: _statement(request, row))


@router.get("/statements/{uuid:statement_id}", response=schemas.StatementOut, summary="Read a statement")
def get_statement(request: HttpRequest, response: HttpResponse, statement_id: UUID) -> schemas.StatementOut:
    """One accepted statement with its sources."""
    row = known_queries.access_statement(standing(request.user), statement_id)
    mark_version(response, row.version)
    return _statement(request, row)


def _fact(request: HttpRequest, row: Fact) -> schemas.FactOut:
    names = (
        "type", "fields", "quote", "start", "end", "original_start", "original_end", "rule", "confidence", "read_at",
    )  # fmt: skip
    return schemas.FactOut(
        id=row.pk,
        article=row.article_id,
        state=known_queries.shown_state(row),
        url=request.build_absolute_uri(row.get_absolute_url()),
        mentions=[
            schemas.MentionOut(
                role=one.role,
                text=one.text,
                organisation=one.organisation_id,
                person=one.person_id,
                how=one.how,
                candidates=[schemas.CandidateOut(**{**who, "id": UUID(who["id"])}) for who in one.candidates],
            )
            for one in row.mentions.all()
        ],
        **{name: getattr(row, name) for name in names},
    )


def _statement(request: HttpRequest, row: Statement) -> schemas.StatementOut:
    return schemas.StatementOut(
        id=row.pk,
        kind=row.kind,
        title=row.title,
        date=row.date,
        fields=row.fields,
        updated_at=row.updated_at,
        links=[
            schemas.LinkOut(role=one.role, text=one.text, organisation=one.organisation_id, person=one.person_id)
            for one in row.links.all()
        ],
        sources=[
            schemas.WhereOut(
                fact=one.fact.pk,
                article=one.fact.article_id,
                quote=one.fact.quote,
                publisher=one.article.publisher,
                date=one.article.date,
                read_at=one.fact.read_at,
                independent=not one.copy,
                url=request.build_absolute_uri(one.fact.get_absolute_url()),
            )
            for one in known_queries.sources_of(facts_under(row))
        ],
    )


def _values(request: HttpRequest, row: Article) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SHOWN} | {
        "id": row.pk,
        "organisation": row.organisation_id,
        "url": request.build_absolute_uri(row.get_absolute_url()),
    }
