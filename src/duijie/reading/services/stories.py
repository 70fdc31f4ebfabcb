"""Which articles are copies of one another: kept as stories, one article of each to be read."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from duijie.core.locks import STORIES, one_after_the_other
from duijie.reading.judging import nearness
from duijie.reading.models import Article, Fingerprint, Story

_MOST_COMPARED = 200


@transaction.atomic
def place_in_story(article: Article) -> Story | None:
    """Find the story an article belongs to, making one when a second article tells the same.

    Nothing is done for an article whose fingerprint has not changed. A text too short to be
    told from others has none.
    """
    one_after_the_other(STORIES)
    held = Fingerprint.objects.filter(article=article).select_related("story").first()
    pieces = nearness.pieces(article.text)
    if not pieces:
        if held is not None:
            _leave(held)
            held.delete()
        return None
    signature = nearness.signatures([pieces])
    minhash = [int(value) for value in signature[0]]
    if held is not None and held.minhash == minhash:
        return held.story
    if held is not None:
        _leave(held)
    bands = [int(value) for value in nearness.bands(signature)[0]]
    own, _created = Fingerprint.objects.update_or_create(
        article=article, defaults={"minhash": minhash, "bands": bands, "story": None}
    )
    near = _nearest(own)
    if near is None:
        return None
    story = near.story or Story.objects.create(canonical=near.article)
    Fingerprint.objects.filter(pk__in=[near.pk, own.pk]).update(story=story)
    _choose(story)
    return story


def _nearest(own: Fingerprint) -> Fingerprint | None:
    rows = (
        Fingerprint.objects.filter(bands__overlap=own.bands)
        .exclude(pk=own.pk)
        .select_related("article", "story")
        .defer("article__original", "article__repairs", "article__search_text", "article__search_vector")
    )
    best = max(
        rows.order_by("pk")[:_MOST_COMPARED], key=lambda row: nearness.likeness(row.minhash, own.minhash), default=None
    )
    return best if best is not None and nearness.likeness(best.minhash, own.minhash) >= nearness.NEAR else None


def _leave(fingerprint: Fingerprint) -> None:
    """Take an article out of its story; a story of one is none."""
    story = fingerprint.story
    if story is None:
        return
    Fingerprint.objects.filter(pk=fingerprint.pk).update(story=None)
    if story.members.count() < 2:
        story.delete()
    else:
        _choose(story)


def _choose(story: Story) -> None:
    """The article to read: of somebody whom the copies name as their source, not hijacked, with
    the least damage, the earliest."""
    rows: Sequence[Article] = [
        row.article
        for row in story.members.select_related("article").defer("article__original", "article__repairs", "minhash")
    ]
    named = {row.source for row in rows if row.source}

    def rank(row: Article) -> tuple[object, ...]:
        date = row.date.isoformat() if row.date else "9999"
        return row.hijacked, row.publisher not in named, len(row.damage), date, row.created_at

    best = min(rows, key=rank)
    if story.canonical_id != best.pk:
        story.canonical = best
        story.version += 1
        story.save(update_fields=["canonical", "version", "updated_at"])
