"""Every read of articles that needs a name. All take the actor's standing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.search import SearchRank
from django.core.files.storage import default_storage
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.core.searching import all_of
from duijie.core.text import terms
from duijie.reading.models import Article, Page
from duijie.reading.rules import view_article
from duijie.registry.models import Community, Organisation
from duijie.registry.standing import Standing

_LIST_ONLY = ("original", "repairs", "search_text", "search_vector")


@dataclass(frozen=True, slots=True)
class Search:
    """What the list is narrowed to; an empty value means any. ``sort`` is "relevance" or "latest"."""

    text: str = ""
    publisher: str = ""
    year: int | None = None
    damage: str = ""
    sort: str = "relevance"


def articles(actor: Standing, community: Community | None = None, search: Search | None = None) -> QuerySet[Article]:
    """The articles, duplicates left out, by relevance when words are given, else the newest first."""
    search = search or Search()
    rows = view_article.filter(actor, Article.objects.filter(duplicate_of=None))
    if community is not None and not community.is_root:
        rows = rows.filter(community__path__startswith=community.path)
    if search.publisher:
        rows = rows.filter(publisher=search.publisher)
    if search.year:
        rows = rows.filter(date__year=search.year)
    if search.damage:
        rows = rows.filter(damage__contains=[search.damage])
    rows = rows.select_related("organisation", "page").defer(*_LIST_ONLY)
    words = list(dict.fromkeys(terms(search.text)))[:32]
    latest = (F("date").desc(nulls_last=True), "-id")
    if not words:
        return rows.order_by(*latest)
    query = all_of(words)
    rows = rows.filter(search_vector=query)
    if search.sort == "latest":
        return rows.order_by(*latest)
    return rows.annotate(rank=SearchRank(F("search_vector"), query)).order_by("-rank", *latest)


def latest(actor: Standing, community: Community | None = None, most: int = 4) -> list[Article]:
    """The newest articles."""
    return list(articles(actor, community)[:most])


def published_by(actor: Standing, organisation: Organisation) -> QuerySet[Article]:
    """The articles that an organisation published, the newest first."""
    return articles(actor).filter(organisation=organisation)


def access_article(actor: Standing, pk: UUID | str) -> Article:
    """One article with its page and publisher.

    Raises:
        NotFound: there is none, or the actor may not know of it.
    """
    rows = Article.objects.select_related(
        "page", "organisation", "community", "duplicate_of", "fact_reading", "fingerprint__story__canonical"
    )
    article = rows.defer("search_text", "search_vector").filter(pk=pk).first()
    if article is None or not view_article.allows(actor, article):
        raise NotFound(_("There is no such article."))
    return article


def others_on_page(actor: Standing, article: Article) -> list[Article]:
    """The other articles of the same page, in order."""
    rows = view_article.filter(actor, Article.objects.filter(page=article.page_id))
    return list(rows.exclude(pk=article.pk).defer(*_LIST_ONLY).order_by("number"))


def duplicates(actor: Standing, article: Article) -> list[Article]:
    """The other pages' articles with the same text, the first kept first."""
    first = article.duplicate_of or article
    rows = view_article.filter(actor, Article.objects.filter(text_hash=first.text_hash))
    return list(rows.exclude(pk=article.pk).select_related("page").defer(*_LIST_ONLY).order_by("created_at")[:20])


def raw_bytes(actor: Standing, page: Page) -> bytes:
    """The bytes of a page, as they were read.

    Raises:
        NotFound: the file storage has lost them, or the actor may see none of its articles.
    """
    visible = view_article.filter(actor, page.articles.all()).exists()
    if not visible or not default_storage.exists(page.stored_as):
        raise NotFound(_("The bytes of this page are not kept any more."))
    with default_storage.open(page.stored_as) as stream:
        return bytes(stream.read())
