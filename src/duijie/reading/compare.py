"""Original and repaired text, segment beside segment, for a page that shows both."""

from __future__ import annotations

from dataclasses import dataclass

from duijie.reading.articles import Article


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


def compare_texts(original: str, repairs: tuple[object, ...] | list[object]) -> list[Segment]:
    """As :func:`compare`, from an original and its repairs (objects with start, end, step, after)."""
    segments: list[Segment] = []
    position = 0
    for r in repairs:
        start, end = r.start, r.end  # type: ignore[attr-defined]
        if start > position:
            segments.append(Segment(original[position:start], original[position:start]))
        segments.append(Segment(original[start:end], r.after, r.step))  # type: ignore[attr-defined]
        position = end
    if position < len(original):
        segments.append(Segment(original[position:], original[position:]))
    return segments
