"""What the API gives of articles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from duijie.core.rest import Id, Out, PageIn


class SourceOut(Out):
    """The page that an article was read from."""

    sha256: str = Field(description="Of the bytes as they were read.")
    name: str
    address: str
    media_type: str
    size: int = Field(description="Bytes.")
    fetched_at: datetime | None
    read_at: datetime


class ArticleOut(Out):
    """One text of a public page, as lists have it."""

    id: UUID
    title: str = Field(description="Plain text: HTML in it is data.")
    date: date | None
    publisher: str = Field(description="Who published it, as the page says.")
    organisation: UUID | None = Field(description="The publisher in the registry, where it was found there.")
    source: str
    author: str
    section: str
    identifiers: list[str] = Field(description="ICP records, government site codes and the like.")
    language: str
    damage: list[str] = Field(description="What was found damaged and repaired.")
    gist: str = Field(description="How the text begins.")
    sample: bool
    updated_at: datetime
    url: str = Field(description="Its page on the site.")


class ArticleDetail(ArticleOut):
    """One article, repaired and as it was."""

    text: str = Field(description="The repaired text.")
    original: str = Field(description="The text before the repairs.")
    repairs: list[tuple[int, int, str, str]] = Field(
        description="(start, end, step, after): each place in `original` and what it became."
    )
    editors: list[str]
    warnings: list[str]
    duplicate_of: UUID | None = Field(description="The article that said the same first.")
    page: SourceOut


class ArticleFilters(PageIn):
    """What articles to list."""

    q: str = Field("", max_length=300, description="Words that must all occur, in either script.")
    publisher: str = Field("", max_length=200, description="The publisher's whole name, as the page says it.")
    year: Annotated[int, Field(ge=1, le=9999)] | None = None
    damage: str = Field("", max_length=30, description="A kind of damage.")
    sort: Literal["relevance", "latest"] = Field("relevance", description="Without words the latest come first.")


FactTypeName = Literal["document", "role", "event", "agreement", "indicator", "membership", "programme", "task"]
StatementKind = Literal["agreement", "indicator", "membership", "event", "programme", "task"]


class CandidateOut(Out):
    """A record that a name may mean."""

    id: UUID
    name: str
    score: float
    why: str


class MentionOut(Out):
    """A name in a fact and whom it means."""

    role: str = Field(description="The field of the fact that it stands in.")
    text: str
    organisation: UUID | None
    person: UUID | None
    how: str = Field(description="By what it was resolved; empty when it was not.")
    candidates: list[CandidateOut] = Field(description="Whom it may mean, where that is not clear.")


class FactOut(Out):
    """One statement of an article, with the quote that says it."""

    id: UUID
    type: str
    fields: dict[str, Any] = Field(description="What it says; the names depend on the type.")
    quote: str
    start: int = Field(description="In the article's text, in characters.")
    end: int
    original_start: int = Field(description="In the article's original, in characters.")
    original_end: int
    rule: str = Field(description="The rule or model that found it.")
    confidence: float
    state: str = Field(description="accepted, known, waiting, rejected, or empty where nothing follows from it.")
    mentions: list[MentionOut]
    article: UUID
    read_at: datetime
    url: str = Field(description="The fact in the margin of its article.")


class FactFilters(PageIn):
    """What facts to list."""

    type: FactTypeName | None = None
    article: Id | None = None
    organisation: Id | None = Field(None, description="Facts that name this organisation.")
    person: Id | None = Field(None, description="Facts that name this person.")


class LinkOut(Out):
    """A name in a statement and whom it means."""

    role: str
    text: str
    organisation: UUID | None
    person: UUID | None


class WhereOut(Out):
    """A source of a statement."""

    fact: UUID
    article: UUID
    quote: str
    publisher: str
    date: date | None
    read_at: datetime
    independent: bool = Field(description="False for a copy of, or the same voice as, one before it.")
    url: str


class StatementOut(Out):
    """Something that was read and accepted."""

    id: UUID
    kind: str
    title: str
    date: str = Field(description="ISO 8601 as far as known: 2019, 2020-01, 2020-01-17, or empty.")
    fields: dict[str, Any]
    links: list[LinkOut]
    sources: list[WhereOut]
    updated_at: datetime


class StatementFilters(PageIn):
    """What statements to list."""

    kind: StatementKind | None = None
    organisation: Id | None = Field(None, description="Statements that name this organisation.")
    person: Id | None = Field(None, description="Statements that name this person.")
