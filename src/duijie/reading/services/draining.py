"""Reading the facts of the articles that wait in the outbox; asking again whom their names mean."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core import outbox
from duijie.core.locks import alone
from duijie.core.models import OutboxEntry, User
from duijie.reading.models import Article, FactReading, Mention
from duijie.reading.rules import review_community
from duijie.reading.services.facts import as_read, keep_facts, resolve_again
from duijie.reading.services.stories import place_in_story
from duijie.reading.topics import FACTS, NAMES
from duijie.registry.standing import standing

log = logging.getLogger(__name__)

_APART = 0x6661_6374  # from locks on other records
_AHEAD = 20  # entries looked at for one that no other worker reads
_MOST_ARTICLES = 5_000  # articles asked again when one record gets a name


def drain_facts() -> int:
    """Read the facts of the article that has waited longest.

    No transaction is open while the readers read: a configured model may take minutes. What it
    read is kept when the article is still the same; one that changed meanwhile has an entry of
    its own. An article that the readers cannot cope with is logged and passed over: the others
    do not wait for it, and reading its page again tries it again.

    Returns:
        How many entries of the outbox were done; 0 when none waits that nobody reads already.
    """
    from duijie.reading.facts.together import read_together

    for entry in list(OutboxEntry.objects.filter(topic=FACTS).order_by("id")[:_AHEAD]):
        with alone(UUID(entry.key).int ^ _APART) as held:
            if not held or not OutboxEntry.objects.filter(pk=entry.pk).exists():
                continue
            # All entries up to now are answered by this reading; those that come meanwhile are not.
            same = list(OutboxEntry.objects.filter(topic=FACTS, key=entry.key))
            article = _article(entry.key)  # gone again when its page was read anew with fewer articles
            if article is not None:
                try:
                    # A page from the web is public; what somebody read from a file may not be.
                    facts = read_together(as_read(article), public=bool(article.page.address))
                    place_in_story(article)
                    with transaction.atomic():
                        current = Article.objects.select_for_update(of=("self",)).filter(pk=article.pk).first()
                        if current is not None and current.version == article.version:
                            keep_facts(article=article, facts=facts)
                except Exception:  # whatever it is: one article keeps no other from being read
                    log.exception("The facts of the article %s could not be read.", article.pk)
            outbox.done(same)
            return len(same)
    return 0


def ask_to_read(*, actor: User, article: Article) -> None:
    """Have the facts of an article read again, soon, in the background, also when its reading had
    been taken back.

    Raises:
        NotAllowed: the actor is not of the secretariat of the article's community.
    """
    message = _("Only the secretariat has the facts of a page read.")
    review_community.check(standing(actor), article.community, message)
    with transaction.atomic():
        FactReading.objects.filter(article=article).update(taken_back_at=None, taken_back_by=None, digest="")
        outbox.put(FACTS, [str(article.pk)])


def is_being_read(article: Article) -> bool:
    """Whether the facts of an article wait to be read, or are read right now."""
    return OutboxEntry.objects.filter(topic=FACTS, key=str(article.pk)).exists()


def names_changed(kind: str, keys: Sequence[str]) -> None:
    """Note which articles use names that the registry has come to know or to understand
    otherwise; the newest articles, a bounded number. Call inside the transaction of the change.
    """
    rows = Mention.objects.filter(kind=kind, key__in=list(dict.fromkeys(keys)), fact__withdrawn_at=None)
    articles = rows.order_by("-fact__article").values_list("fact__article", flat=True).distinct()[:_MOST_ARTICLES]
    outbox.put(NAMES, map(str, articles))


@transaction.atomic
def drain_names() -> int:
    """Resolve the names of one article again and propose what follows from it.

    Returns:
        How many entries of the outbox were done; 0 when none waits.
    """
    entries = outbox.take(NAMES, 1)
    if not entries:
        return 0
    entries += list(
        OutboxEntry.objects.select_for_update(skip_locked=True)
        .filter(topic=NAMES, key=entries[0].key)
        .exclude(pk=entries[0].pk)
    )
    article = _article(entries[0].key)
    if article is not None:
        try:
            with transaction.atomic():
                resolve_again(article=article)
        except Exception:  # whatever it is: one article keeps no other from being read
            log.exception("The names in the article %s could not be resolved again.", article.pk)
    outbox.done(entries)
    return len(entries)


def _article(key: str) -> Article | None:
    return Article.objects.select_related("page", "organisation", "community").filter(pk=key).first()
