"""Reading the facts of the articles that wait in the outbox."""

from __future__ import annotations

import logging

from django.db import transaction

from duijie.core import outbox
from duijie.reading.models import Article
from duijie.reading.services.facts import read_facts_of
from duijie.reading.topics import FACTS

log = logging.getLogger(__name__)


@transaction.atomic
def drain_facts() -> int:
    """Read the facts of the article that has waited longest.

    An article that the reader cannot cope with is logged and passed over: the others do not
    wait for it, and reading its page again tries it again.

    Returns:
        How many entries of the outbox were done; 0 when none waits.
    """
    entries = outbox.take(FACTS, 1)
    if not entries:
        return 0
    article = (
        Article.objects.select_related("page", "organisation", "community").filter(pk=entries[0].key).first()
    )  # gone again when its page was read anew with fewer articles
    if article is not None:
        try:
            with transaction.atomic():
                read_facts_of(article=article)
        except Exception:
            log.exception("The facts of the article %s could not be read.", article.pk)
    outbox.done(entries)
    return len(entries)
