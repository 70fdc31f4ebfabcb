"""What repair took out of an article and yet says something: headlines about the same matter,
mottos with their source, the footer that tells the publisher."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from duijie.reading.codes import find_identifiers
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.programme_names import Name
from duijie.reading.facts.types import Fact

_BLANKS = re.compile(r"[ \u3000\xa0\n|]+")
_SOUP_HEADLINES = 6
_CONTINUES = 16
_FIGURE = re.compile(r"[近约超逾]?[\d一二三四五六七八九十两百千]")
_SOURCE = re.compile(r"^\s*(?:——|--|—|出自|摘自)\s*(?P<who>[^\n]{2,80})\s*$")


@dataclass(frozen=True)
class Aside:
    """A piece that was removed: its own :class:`Frame`, where it stands in ``article.original`` and
    where it stood in ``article.text``."""

    frame: Frame
    start: int
    place: int

    def moved(self, fact: Fact) -> Fact:
        """A fact read from the piece, as one of the article."""
        original = (self.start + fact.start, self.start + fact.end)
        return replace(fact, start=self.place, end=self.place, original=original)


@dataclass(frozen=True, slots=True)
class Headline:
    """``frame.text[start:end]`` of a soup, and what of this article it is about."""

    start: int
    end: int
    about: str


def asides(frame: Frame, least: int = 8) -> Iterator[Aside]:
    """The removed pieces of at least ``least`` characters."""
    for words, start, place in frame.removed():
        if least <= len(words.strip()) <= 20_000:
            article = replace(frame.article, text=words, title=None, repairs=(), offset=0)
            yield Aside(Frame.of(article), start, place)


def related_headlines(frame: Frame, names: Sequence[Name]) -> Iterator[tuple[Aside, list[Headline]]]:
    """The headlines of removed soups that name a programme or organisation of this article; a short
    one behind such a one that begins with a figure goes on about it (“X”奖揭晓 10人获奖)."""
    known = {n.name for n in names} | {frame.text[m.start : m.end] for m in frame.organisations}
    known = {k for k in known if len(k) >= 4}
    for aside in asides(frame, least=80):
        found = list(_about(aside.frame.text, known))
        if found:
            yield aside, found


def _about(text: str, known: Iterable[str]) -> Iterator[Headline]:
    bounds = [0, *(m.end() for m in _BLANKS.finditer(text)), len(text)]
    pieces = [(a, b) for a, b in pairwise(bounds) if text[a:b].strip()]
    if len(pieces) < _SOUP_HEADLINES:
        return
    ordered = sorted(known, key=len, reverse=True)
    before: str | None = None
    for start, end in pieces:
        about = next((k for k in ordered if k in text[start:end]), None)
        if about is None and before and end - start <= _CONTINUES and _FIGURE.match(text, start):
            about, before = before, None
        else:
            before = about
        if about:
            yield Headline(start, start + len(text[start:end].rstrip()), about)


def mottos(frame: Frame) -> Iterator[tuple[Aside, str]]:
    """Removed sentences with a line behind them that says whose they are (——…办院方针)."""
    last: Aside | None = None
    for aside in asides(frame):
        match = _SOURCE.match(aside.frame.text)
        if match and last:
            yield last, match["who"]
        last = None if match else aside


def footer(frame: Frame) -> Aside | None:
    """The removed piece that shows the codes of the site."""
    return next((a for a in asides(frame) if find_identifiers(a.frame.text)), None)
