"""What the sample community has accepted already, so that its pages are worth looking at from the start."""

from __future__ import annotations

from collections.abc import Iterable

from duijie.reading.models import WAITING, Article, Kind, Proposal
from duijie.reading.services.deciding import accept
from duijie.reading.services.facts import as_read, keep_facts

_ORDER = {Kind.ORGANISATION: 0, Kind.PERSON: 1, Kind.POST: 2}


def accept_sample(articles: Iterable[Article]) -> int:
    """Read the facts of sample articles by the rules and accept what they propose, as the house
    itself; each decision is in the log and can be undone like any other.

    Returns:
        How many decisions were made.
    """
    from duijie.reading.facts import read_facts

    made = 0
    for article in articles:
        keep_facts(article=article, facts=read_facts(as_read(article)))
        waiting = Proposal.objects.filter(facts__article=article, state__in=WAITING).distinct()
        for proposal in sorted(waiting, key=lambda one: (_ORDER.get(Kind(one.kind), 3), one.place)):
            proposal.refresh_from_db()
            if proposal.waits:
                accept(actor=None, proposal=proposal, automatic=True)
                made += 1
    return made
