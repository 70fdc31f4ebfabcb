"""The document itself: whose, of when, in which script, and how it was damaged."""

from __future__ import annotations

from collections.abc import Iterator

from duijie.reading.facts.frame import Frame
from duijie.reading.facts.types import Fact

_CONFIDENCE = 0.9
_LONGEST_QUOTE = 200
# A security record says where a site is filed with the police, not which site it is.
_SITE_CODES = ("icp", "site")


def find(frame: Frame) -> Iterator[Fact]:
    """The one fact about the article as a document. Its quote is the title where that stands in
    the text, else the first line (a footer that told the publisher is no longer in the text)."""
    article = frame.article
    start, end = _shown(frame)
    yield frame.fact(
        "document",
        start,
        end,
        "document.metadata",
        _CONFIDENCE,
        title=article.title_simplified,
        date=article.date,
        publisher=article.publisher,
        site_codes=[i.value for i in article.identifiers if i.kind in _SITE_CODES],
        language_variant=article.language_variant,
        damage=list(article.damage),
        article=article.number,
    )


def _shown(frame: Frame) -> tuple[int, int]:
    if frame.title:
        return frame.title.start, frame.title.end
    text = frame.text
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    return start, min(end, start + _LONGEST_QUOTE)
