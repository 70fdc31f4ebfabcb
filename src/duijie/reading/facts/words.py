"""The words of a text with their parts of speech (jieba's tags), by offset."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import rjieba


@dataclass(frozen=True, slots=True)
class Word:
    """``text[start:end]`` and its tag: nr person, ns place, nt organisation, n noun, v verb, vn
    verbal noun, p preposition, c conjunction, m number, t time, x mark …"""

    start: int
    end: int
    text: str
    tag: str


@dataclass(frozen=True)
class Words:
    """All words of a text, without gaps."""

    words: tuple[Word, ...]

    @classmethod
    def of(cls, text: str) -> Words:
        found: list[Word] = []
        at = 0
        for word, tag in rjieba.tag(text):
            found.append(Word(at, at + len(word), word, tag))
            at += len(word)
        return cls(tuple(found))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(word.start for word in self.words)

    @cached_property
    def starts(self) -> frozenset[int]:
        """The offsets at which a word begins."""
        return frozenset(self._starts)

    def index(self, offset: int) -> int:
        """The number of the word in which an offset lies."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def at(self, offset: int) -> Word | None:
        """The word in which an offset lies."""
        word = self.words[self.index(offset)] if self.words else None
        return word if word and word.start <= offset < word.end else None

    @cached_property
    def text(self) -> str:
        """The text the words are of."""
        return "".join(word.text for word in self.words)

    @cached_property
    def _pairs(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        text = self.text
        for at in range(len(text) - 1):
            found.setdefault(text[at : at + 2], []).append(at)
        return found

    @cached_property
    def _known(self) -> dict[str, tuple[int, ...]]:
        return {}

    def occurrences(self, piece: str) -> tuple[int, ...]:
        """Where a piece of at least two characters stands, looked for once a piece."""
        if piece not in self._known:
            starts = self._pairs.get(piece[:2], ())
            self._known[piece] = tuple(at for at in starts if self.text.startswith(piece, at))
        return self._known[piece]

    @cached_property
    def memo(self) -> dict[tuple[str, int, float], Any]:
        """What was found at an offset of this text, for those who are asked of the same one many times."""
        return {}

    @cached_property
    def _followed(self) -> dict[str, int]:
        return {}

    def followers(self, piece: str) -> int:
        """How many different characters stand behind a piece of at least two characters."""
        if piece not in self._followed:
            ends = (at + len(piece) for at in self.occurrences(piece))
            self._followed[piece] = len({self.text[end : end + 1] for end in ends})
        return self._followed[piece]

    def between(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that lie wholly in a span."""
        first = self.index(start)
        first += first < len(self.words) and self.words[first].start < start
        last = first
        while last < len(self.words) and self.words[last].end <= end:
            last += 1
        return self.words[first:last]
