"""A fact: one statement that an article makes, with the quote that says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from duijie.reading.articles import Article

FactType = Literal["document", "role", "event", "agreement", "indicator", "membership", "programme", "task"]
TYPES: tuple[FactType, ...] = get_args(FactType)


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement read from an article.

    ``fields`` holds JSON values, as the undamaged Simplified original would read; the names of
    the fields of each type are in :data:`FIELDS`. ``quote`` is ``article.text[start:end]``, the
    words that show it; :meth:`duijie.reading.Article.in_original` leads on to the page's own.
    ``rule`` names the rule or model that found it. ``confidence`` is the share of facts found
    so that a careful reader accepts.

    An editor's line or a caption is no part of the repaired text, yet says who edited: a fact
    read from such a line has ``original``, the offsets of its quote in ``article.original``,
    and ``start == end`` is where the line stood. :meth:`in_original` serves both kinds.
    """

    type: FactType
    fields: Mapping[str, Any]
    quote: str
    start: int
    end: int
    rule: str
    confidence: float = field(compare=False)
    original: tuple[int, int] | None = None

    def in_original(self, article: Article) -> tuple[int, int]:
        """Where the (perhaps damaged) quote stands in ``article.original``."""
        return self.original or article.in_original(self.start, self.end)


FIELDS: Mapping[FactType, tuple[str, ...]] = {
    "document": ("title", "date", "publisher", "site_codes", "language_variant", "damage", "article"),
    "role": ("person", "role", "organisation", "organisation_implied"),
    "event": ("name", "date", "place", "organisations", "people"),
    "agreement": ("title", "parties", "signatories", "date"),
    "indicator": ("subject", "measure", "value", "unit", "as_of", "modifier"),
    "membership": ("organisation", "member_of", "date"),
    "programme": ("name", "owner", "kind", "description"),
    "task": ("issuer", "text", "area"),
}
"""What each type says. A field that the text does not state is None or empty, never guessed;
dates are ISO 8601, shortened where only a year or month is stated (``2019``, ``2020-01``)."""
