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

__all__ = [
    "HOLDING",
    "IN_REGISTRY",
    "WAITING",
    "Article",
    "Decision",
    "Fact",
    "FactReading",
    "Fingerprint",
    "Kind",
    "Mention",
    "Page",
    "Proposal",
    "SourceTrust",
    "Statement",
    "StatementLink",
    "Story",
]
