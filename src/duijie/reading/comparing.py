"""Original and repaired text, segment beside segment, for a page that shows both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duijie.reading.articles import Article
from duijie.reading.page import Repair


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of both texts. ``step`` is "" where nothing was changed; otherwise the step (or
    steps, joined by "+") that turned ``original`` into ``repaired``."""

    original: str
    repaired: str
    step: str = ""

    @property
    def changed(self) -> bool:
        return bool(self.step)


def compare(article: Article) -> list[Segment]:
    """The segments in order: their originals make up ``article.original``, their repaired
    sides ``article.text``."""
    return compare_texts(article.original, article.repairs)


def compare_texts(original: str, repairs: Sequence[Repair]) -> list[Segment]:
    """As :func:`compare`, from an original and its repairs."""
    segments: list[Segment] = []
    position = 0
    for r in repairs:
        if r.start > position:
            segments.append(Segment(original[position : r.start], original[position : r.start]))
        segments.append(Segment(original[r.start : r.end], r.after, r.step))
        position = r.end
    if position < len(original):
        segments.append(Segment(original[position:], original[position:]))
    return segments
