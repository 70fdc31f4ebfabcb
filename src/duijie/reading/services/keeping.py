"""Keeping what was read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, outbox
from duijie.core.errors import InvalidInput, NotAllowed, Unavailable
from duijie.core.models import User
from duijie.core.text import terms
from duijie.reading.linking import publisher_of
from duijie.reading.models import Article, Page
from duijie.reading.rules import keep_article
from duijie.reading.topics import FACTS
from duijie.registry.models import Community
from duijie.registry.standing import standing

if TYPE_CHECKING:
    from duijie.reading.articles import Article as Read

_LONGEST_SEARCHED = 60_000  # characters; a tsvector holds 1 MB


@dataclass(frozen=True, slots=True)
class Saved:
    """A page with its articles; ``created`` is false when the same bytes were kept before."""

    page: Page
    articles: tuple[Article, ...]
    created: bool


def save_articles(
    *,
    articles: Sequence[Read],
    actor: User | None = None,
    community: Community | None = None,
    address: str = "",
    fetched_at: datetime | None = None,
    sample: bool = False,
) -> Saved:
    """Keep the page that articles were read from, and them.

    The same bytes read again lead to the same page; its articles are brought up to what was
    read now, and nothing is written when that is the same. Articles of other pages with the
    same text are marked as duplicates of the one kept first.

    Args:
        articles: all articles of one file, as :func:`duijie.reading.read_bytes` gives them.
        actor: who keeps them; None for the installation itself.
        community: whose they are; the whole installation's when None.

    Raises:
        InvalidInput: no articles, articles of several files, or no community to keep them in.
        NotAllowed: the actor is not of the community's secretariat.
        Unavailable: the bytes could not be written to the file storage.
    """
    if not articles or len({article.sha256 for article in articles}) != 1:
        raise InvalidInput(_("Give the articles of exactly one page."))
    community = community or _root()
    if actor is not None and not keep_article.allows(standing(actor), Article(community=community)):
        raise NotAllowed(_("Only the secretariat reads pages into its community."))
    with transaction.atomic():
        page, created = _page(articles[0], address, fetched_at, sample)
        kept = tuple(_article(page, read, community, sample) for read in articles)
        surplus = page.articles.filter(number__gt=len(articles))
        if surplus.exists():
            surplus.delete()
        if created:
            audit.record(actor=actor, action="read", target=page, after={"articles": len(kept)})
            _store(page, articles[0].raw)
    return Saved(page, kept, created)


def _check(record: Page | Article) -> None:
    try:
        record.full_clean(validate_unique=False)
    except ValidationError as error:
        raise InvalidInput(
            _("This page cannot be kept: %(reasons)s") % {"reasons": "; ".join(error.messages)},
            fields=error.message_dict,
        ) from error


def _root() -> Community:
    root = next((c for c in Community.objects.order_by("path") if c.is_root), None)
    if root is None:
        raise InvalidInput(_("There is no community to keep articles in yet; start the site once with “duijie up”."))
    return root


def _page(read: Read, address: str, fetched_at: datetime | None, sample: bool) -> tuple[Page, bool]:
    page = Page.objects.select_for_update().filter(sha256=read.sha256).first()
    if page is not None:
        return page, False
    page = Page(
        sha256=read.sha256,
        name=read.path[-500:],
        address=address,
        media_type=read.media_type,
        encoding=read.encoding,
        size=len(read.raw),
        fetched_at=fetched_at,
        read_at=timezone.now(),
        sample=sample,
    )
    _check(page)
    # Two readers of the same bytes at once: the second finds what the first has kept.
    row, created = Page.objects.get_or_create(
        sha256=read.sha256,
        defaults={f.attname: getattr(page, f.attname) for f in Page._meta.fields if f.name not in ("sha256", "id")},
    )
    return row, created


def _store(page: Page, raw: bytes) -> None:
    """Bytes are named by their digest: what is there already is the same."""
    try:
        if not default_storage.exists(page.stored_as):
            default_storage.save(page.stored_as, ContentFile(raw))
    except OSError as error:
        raise Unavailable(
            _("The page could not be written to disk (%(reason)s); make room and read it again.")
            % {"reason": error.strerror or error}
        ) from error


def _article(page: Page, read: Read, community: Community, sample: bool) -> Article:
    values = _values(read)
    kept = page.articles.filter(number=read.number).first()
    if kept is not None:
        changed = {name: value for name, value in values.items() if getattr(kept, name) != value}
        if changed:
            for name, value in changed.items():
                setattr(kept, name, value)
            kept.version += 1
    else:
        changed = values
        kept = Article(page=page, number=read.number, community=community, sample=sample, **values)
    if changed:
        kept.organisation = publisher_of(read.publisher, read.identifiers)
        kept.duplicate_of = _first_with(kept)
        _check(kept)
        kept.save()
        outbox.put(FACTS, [str(kept.pk)])
    return kept


def _values(read: Read) -> dict[str, Any]:
    searched = "\n".join(
        part for part in (read.title, read.publisher, read.source, read.author, read.simplified) if part
    )
    return {
        "stated_title": _fit(read.title, 500) or None,
        "date": date.fromisoformat(read.date) if read.date else None,
        "publisher": _fit(read.publisher, 200),
        "source": _fit(read.source, 200),
        "author": _fit(read.author, 200),
        "section": _fit(read.section, 200),
        "editors": [_fit(name, 60) for name in read.editors],
        "identifiers": [identifier.value for identifier in read.identifiers],
        "language": read.language_variant,
        "region": read.region,
        "damage": list(read.damage),
        "warnings": list(read.warnings),
        "text": _storable(read.text),
        "original": _storable(read.original),
        "repairs": [[r.start, r.end, r.step, _storable(r.after)] for r in read.repairs],
        "text_hash": text_hash(read.simplified),
        "search_text": " ".join(terms(searched[:_LONGEST_SEARCHED])),
    }


def _fit(value: str | None, length: int) -> str:
    return _storable(value or "")[:length]


def _storable(text: str) -> str:
    """Text without what PostgreSQL cannot hold, character for character: the length is kept."""
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", text)


def text_hash(simplified: str) -> str:
    """The digest of a Simplified text by its letters and digits alone."""
    return hashlib.sha256("".join(c for c in simplified.casefold() if c.isalnum()).encode()).hexdigest()


def _first_with(article: Article) -> Article | None:
    same = Article.objects.filter(text_hash=article.text_hash, duplicate_of=None).exclude(pk=article.pk)
    return same.order_by("created_at", "id").first()
