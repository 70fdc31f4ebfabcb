"""What an adapter finds: addresses to fetch, or documents that are here already."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from duijie.core.errors import DuijieError


class Kind(StrEnum):
    """What an address is asked for. ``AUTO`` is told by the answer."""

    AUTO = "auto"
    PAGE = "page"
    LIST = "list"
    FEED = "feed"
    SITEMAP = "sitemap"


@dataclass(frozen=True, slots=True)
class Found:
    """An address to fetch. ``changed`` is when its page last changed, where the source says so."""

    address: str
    kind: Kind = Kind.PAGE
    changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a page that need not be fetched."""

    address: str
    data: bytes = field(repr=False)
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that could not be read, and the sentence that says why; the rest goes on."""

    where: str
    error: DuijieError

    @property
    def message(self) -> str:
        return str(self.error)


def parse_time(text: str | None) -> datetime | None:
    """A time as feeds and sitemaps write it (RFC 822, ISO 8601), in UTC; None for anything else.

    >>> parse_time("2020-01-17"), parse_time("Fri, 17 Jan 2020 08:00:00 +0800")  # doctest: +ELLIPSIS
    (datetime.datetime(2020, 1, 17, ...), datetime.datetime(2020, 1, 17, 0, 0, ...))
    """
    text = (text or "").strip()[:64]
    if not text:
        return None
    value: Any = None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        try:
            value = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
