"""What a need names that a text in the other language names too, by the glossary.

    >>> asked = Named("Find internal shorts in pouch cells")
    >>> asked.share("软包电芯内短路的在线筛查", chinese=True)
    1.0
    >>> asked.share("柑橘黄龙病检测包", chinese=True)
    0.0

Between languages words cannot be compared, and of a short need meaning alone is a poor witness: a
need of six words is near to any test kit. What the glossary does not know counts among what is
asked and is never found, so that a need of which little is known is hardly moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from duijie.matching.types import Passage
from duijie.matching.understanding.concepts import in_chinese, in_english
from duijie.matching.understanding.focus import focus
from duijie.matching.understanding.stems import WORD, stem


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A concept: what it counts among all that is asked, and its names in both languages."""

    weight: float
    chinese: tuple[str, ...]
    english: frozenset[tuple[str, ...]]


class Named:
    """The things that a need names, as they are called in both languages.

    Args:
        need: the statement. What it asks for counts by the weights of
            :func:`duijie.matching.understanding.focus.focus`.
    """

    def __init__(self, need: str) -> None:
        about = focus(need)
        keys = () if about.general else (*about.core, *about.rest)
        whole = sum(min(key.weight, _MOST) for key in keys)
        weights: dict[int, float] = {}
        for key in keys:
            if key.concept >= 0:
                weights[key.concept] = weights.get(key.concept, 0.0) + min(key.weight, _MOST) / whole
        self._wanted = [
            _Wanted(weight, in_chinese(concept), frozenset(in_english(concept))) for concept, weight in weights.items()
        ]
        self._english = _pattern(stems for wanted in self._wanted for stems in wanted.english)

    @property
    def things(self) -> int:
        """How many different things of what is asked the glossary knows."""
        return len(self._wanted)

    def share(self, text: str, *, chinese: bool) -> float:
        """The share of what is asked that a text names, by weight, 0 to 1."""
        if not self._wanted:
            return 0.0
        if chinese:
            return sum((w.weight for w in self._wanted if any(name in text for name in w.chinese)), 0.0)
        told = {tuple(map(stem, WORD.findall(match.group()))) for match in self._english.finditer(text.lower())}
        return sum((w.weight for w in self._wanted if told & w.english), 0.0) if told else 0.0

    def shares(self, passages: Iterable[tuple[Passage, bool]]) -> Mapping[str, float]:
        """The same of passages, title and text, each with whether it is Chinese; by id, without those
        that name nothing."""
        found = {}
        for passage, chinese in passages:
            share = self.share(f"{passage.title}\n{passage.text}", chinese=chinese)
            if share:
                found[passage.id] = share
        return found


_MOST = 1.5  # what the head of a long compound may count at most


def _pattern(names: Iterable[tuple[str, ...]]) -> re.Pattern[str]:
    """Where one of these names may stand; whether it does is told by its stems."""
    alternatives = {r"[^\w]+".join(f"{_open(word)}[^\\W_]{{0,5}}" for word in stems) for stems in names if stems}
    longest_first = sorted(alternatives, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b") if longest_first else _NOTHING


def _open(stemmed: str) -> str:
    """A stem as a pattern that its words begin with: batteri of battery."""
    return f"{re.escape(stemmed[:-1])}[iy]" if stemmed.endswith("i") else re.escape(stemmed)


_NOTHING = re.compile(r"(?!)")
