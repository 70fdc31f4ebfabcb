"""What words of both languages name: 镍 and nickel, 番茄, 西红柿 and tomato are one concept each.

    >>> concepts("除去水中的鎳") == concepts("nickel") != frozenset()
    True
    >>> concepts("internal short circuits") & concepts("软包电池内短路") != frozenset()
    True
    >>> concepts("an apple") <= kinds(*concepts("水果"))
    True

The glossary (``data/concepts.txt``) is our own, written for this purpose: things of science, technology and
daily work, a line each, Chinese words before ``=`` and English ones behind it. The longest word that fits is
taken: 锂电池 is no 电池 beside it. Lines that begin with ``>`` say what is a kind of what: 苹果 of 水果.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from duijie.core.text import to_traditional
from duijie.matching.understanding.stems import WORD, stem
from duijie.matching.understanding.variants import folded

_GENERAL: Final = "~"
_PROPERTY: Final = "%"
_KINDS: Final = ">"
_LATIN_LONGEST: Final = 4  # words


@dataclass(frozen=True, slots=True)
class Named:
    """A concept named in a text: its number, where the name stands in the folded text, and whether it
    is a general one, that is said of anything (检测, sensor, cheap)."""

    concept: int
    start: int
    end: int
    general: bool = False


@dataclass(frozen=True, slots=True)
class _Glossary:
    """``chinese`` are the Chinese names by their first character, the longest first; ``kinds`` are the
    concepts right under a concept."""

    chinese: Mapping[str, tuple[str, ...]]
    by_chinese: Mapping[str, int]
    by_english: Mapping[tuple[str, ...], int]
    general: frozenset[int]
    properties: frozenset[int]
    kinds: Mapping[int, frozenset[int]]

    def chinese_names(self, concept: int) -> list[str]:
        return [word for word, number in self.by_chinese.items() if number == concept]

    def english_names(self, concept: int) -> list[tuple[str, ...]]:
        return [stems for stems, number in self.by_english.items() if number == concept]


@lru_cache(maxsize=1)
def _glossary() -> _Glossary:
    chinese: dict[str, int] = {}
    english: dict[tuple[str, ...], int] = {}
    general: set[int] = set()
    properties: set[int] = set()
    kinds: dict[int, frozenset[int]] = {}
    text = files("duijie.matching").joinpath("data/concepts.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(_KINDS):
            over, _, under = line.removeprefix(_KINDS).partition(":")
            kinds[chinese[over.strip()]] = frozenset(chinese[word] for word in under.split())
            continue
        if line.startswith(_GENERAL):
            general.add(number)
        if line.startswith(_PROPERTY):
            properties.add(number)
        left, _, right = line.lstrip(_GENERAL + _PROPERTY).partition("=")
        for word in left.split():
            chinese.setdefault(word, number)
        for phrase in right.split(","):
            english.setdefault(tuple(map(stem, WORD.findall(phrase.lower()))), number)
    by_first: dict[str, list[str]] = {}
    for word in sorted(chinese, key=len, reverse=True):
        by_first.setdefault(word[0], []).append(word)
    firsts = {first: tuple(words) for first, words in by_first.items()}
    return _Glossary(firsts, chinese, english, frozenset(general), frozenset(properties), kinds)


@lru_cache(maxsize=4096)
def in_chinese(concept: int) -> tuple[str, ...]:
    """The Chinese names of a concept, each in both scripts."""
    names = _glossary().chinese_names(concept)
    return tuple(dict.fromkeys([*names, *map(to_traditional, names)]))


@lru_cache(maxsize=4096)
def in_english(concept: int) -> tuple[tuple[str, ...], ...]:
    """The English names of a concept, each as the stems of its words."""
    return tuple(_glossary().english_names(concept))


def is_thing(concept: int) -> bool:
    """Whether a text that speaks of a concept names it: not of lifetime or strength, which it tells by figures."""
    return concept not in _glossary().properties


@lru_cache(maxsize=4096)
def kinds(concept: int) -> frozenset[int]:
    """The concepts that are kinds of one, and the kinds of these."""
    under = _glossary().kinds
    found: set[int] = set()
    ahead = [concept]
    while ahead:
        new = under.get(ahead.pop(), frozenset()) - found
        found |= new
        ahead.extend(new)
    return frozenset(found - {concept})


@lru_cache(maxsize=4096)
def over(concept: int) -> frozenset[int]:
    """The concepts that a concept is a kind of, those right above it."""
    return frozenset(above for above, under in _glossary().kinds.items() if concept in under)


def named(text: str) -> Iterator[Named]:
    """The concepts that a text names, from its start to its end, the Chinese ones first."""
    glossary, flat = _glossary(), folded(text)
    start = 0
    while start < len(flat):
        word = next((w for w in glossary.chinese.get(flat[start], ()) if flat.startswith(w, start)), "")
        if word:
            concept = glossary.by_chinese[word]
            yield Named(concept, start, start + len(word), concept in glossary.general)
        start += len(word) or 1
    words = [(stem(match.group()), match.start(), match.end()) for match in WORD.finditer(flat)]
    at = 0
    while at < len(words):
        for length in range(min(_LATIN_LONGEST, len(words) - at), 0, -1):
            number = glossary.by_english.get(tuple(word for word, _, _ in words[at : at + length]))
            if number is not None:
                yield Named(number, words[at][1], words[at + length - 1][2], number in glossary.general)
                at += length
                break
        else:
            at += 1


@lru_cache(maxsize=16384)
def concepts(text: str) -> frozenset[int]:
    """The concepts that a text names."""
    return frozenset(name.concept for name in named(text))
