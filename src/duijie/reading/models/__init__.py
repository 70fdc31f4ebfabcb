"""What the room keeps: pages and their articles, the facts read from them, and what became of those."""

from duijie.reading.models.facts import Fact, FactReading, Fingerprint, Mention, Story
from duijie.reading.models.pages import Article, Page
from duijie.reading.models.proposals import (
    HOLDING,
    IN_REGISTRY,
    WAITING,
    Decision,
    Kind,
    Proposal,
    SourceTrust,
    Statement,
    StatementLink,
)
from duijie.reading.models.sources import Fetch, FetchHost, PageSource

__all__ = [
    "HOLDING",
    "IN_REGISTRY",
    "WAITING",
    "Article",
    "Decision",
    "Fact",
    "FactReading",
    "Fetch",
    "FetchHost",
    "Fingerprint",
    "Kind",
    "Mention",
    "Page",
    "PageSource",
    "Proposal",
    "SourceTrust",
    "Statement",
    "StatementLink",
    "Story",
]
