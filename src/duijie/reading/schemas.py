"""What the API gives of articles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from duijie.core.rest import Out, PageIn


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
