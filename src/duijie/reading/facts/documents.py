"""The document itself: whose, of when, in which script, and how it was damaged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.reading.codes import find_identifiers
from duijie.reading.facts.asides import footer
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.types import Fact

_CONFIDENCE = 0.9
_LONGEST_QUOTE = 200
# A security record says where a site is filed with the police, not which site it is.
_SITE_CODES = ("icp", "site")


def find(frame: Frame) -> Iterator[Fact]:
    """The one fact about the article as a document. Its quote is the title where that stands in
    the text, else the removed line of the footer that shows whose page it is, else the first line."""
    fact = _fact(frame)
    if frame.title is None and (aside := footer(frame)):
        line = next(m for m in re.finditer(r"[^\n]+", aside.frame.text) if find_identifiers(m.group()))
        shown = aside.frame.fact("document", line.start(), line.end(), fact.rule, fact.confidence, **fact.fields)
        yield aside.moved(shown)
    else:
        yield fact


def _fact(frame: Frame) -> Fact:
    article = frame.article
    start, end = _shown(frame)
    return frame.fact(
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
