"""Passages that do not exist, shaped like those that do: for measuring scale only.

What is kept of reality, because speed depends on it: a Zipf vocabulary in two languages,
passages of about 110 Chinese terms pairs or 160 English words, topics that share words and
lie together in the vector space, vectors of a low intrinsic dimension (noise alone would
make every approximate index look useless), and facets whose values are as unequal as those
of a real community. Everything follows from one seed; a row depends on the seed and its
number only, so any rows can be made again alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from duijie.matching.types import Facets, Kind, Passage

DIMENSIONS = 384
_INTRINSIC = 48
_BLOCK = 1_000
_TOPICS = 400
_TOPIC_WORDS = 1500
_KINDS: tuple[Kind, ...] = ("project", "talent", "problem")
_FIELDS = tuple(f"{major}.{minor}" for major in range(1, 7) for minor in range(1, 8))
_PLACES = tuple(f"{province}{city:02d}00" for province in (11, 31, 32, 33, 37, 42, 44, 51, 61) for city in range(1, 13))
_COOPERATION = ("development", "transfer", "licence", "consulting", "service")
_COMMUNITIES = tuple(f"c{number}" for number in range(40))


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows: ``passages`` and ``facets`` in step with ``vectors`` [n, 384] float32 unit rows."""

    passages: list[Passage]
    facets: list[Facets]
    vectors: NDArray[np.float32]


class World:
    """A vocabulary, topics and the shape of their vectors, all from one seed.

    Args:
        seed: any integer.
        vocabulary: distinct terms of each language.
    """

    def __init__(self, seed: int, *, vocabulary: int = 120_000) -> None:
        self._seed = seed
        rng = np.random.default_rng([seed, 0])
        self._words = {"zh": _chinese_words(vocabulary), "en": _english_words(vocabulary)}
        weights = 1.0 / (np.arange(vocabulary) + 10.0)
        self._cumulative = np.cumsum(weights / weights.sum())
        topical = 1.0 / (np.arange(_TOPIC_WORDS) + 5.0)
        self._topical = np.cumsum(topical / topical.sum())
        self._topic_words = rng.integers(100, vocabulary, size=(_TOPICS, _TOPIC_WORDS))
        shape = rng.standard_normal((_INTRINSIC, DIMENSIONS)) / np.sqrt(DIMENSIONS)
        self._shape = shape.astype(np.float32)
        self._centres = rng.standard_normal((_TOPICS, _INTRINSIC)).astype(np.float32)
        self._common = (rng.standard_normal(DIMENSIONS) / np.sqrt(DIMENSIONS) * 4).astype(np.float32)

    def batches(self, rows: int, *, size: int = 10_000) -> Iterator[Batch]:
        """``rows`` rows in batches of at most ``size``; memory does not grow with ``rows``."""
        for start in range(0, rows, size):
            yield self.batch(start, min(size, rows - start))

    def batch(self, start: int, count: int) -> Batch:
        """Rows ``start`` to ``start + count``; a row is the same in whatever batch it comes."""
        blocks = [self._block(number) for number in range(start // _BLOCK, -(-(start + count) // _BLOCK))]
        own = slice(start % _BLOCK, start % _BLOCK + count)
        return Batch(
            list(chain.from_iterable(block.passages for block in blocks))[own],
            list(chain.from_iterable(block.facets for block in blocks))[own],
            np.concatenate([block.vectors for block in blocks])[own],
        )

    def _block(self, number: int) -> Batch:
        """The rows of a block; every document has two passages, which follow each other."""
        start = number * _BLOCK
        rng = np.random.default_rng([self._seed, 1, start])
        topics = rng.integers(0, _TOPICS, size=_BLOCK)
        kinds = rng.choice(3, p=(0.6, 0.25, 0.15), size=_BLOCK // 2)
        passages: list[Passage] = []
        facets: list[Facets] = []
        for offset, topic in enumerate(topics):
            text = " ".join(self._draw(rng, int(topic), int(rng.integers(90, 230))))
            kind = _KINDS[int(kinds[offset // 2])]
            document = f"{kind}:{(start + offset) // 2}"
            passages.append(
                Passage(f"{document}:{offset % 2}", document, kind, "", offset % 2, "", text, ((0, len(text)),))
            )
            facets.append(_facets(rng, int(topic)))
        return Batch(passages, facets, self.vectors(rng, topics))

    def vectors(self, rng: np.random.Generator, topics: NDArray[np.int64]) -> NDArray[np.float32]:
        """Unit vectors [n, 384] around the centres of ``topics``, in a space of 48 dimensions
        with a common direction and a little noise, as sentence embedders give."""
        inner = self._centres[topics] + 0.9 * rng.standard_normal((len(topics), _INTRINSIC)).astype(np.float32)
        outer = inner @ self._shape + self._common
        outer += 0.05 * rng.standard_normal(outer.shape).astype(np.float32)
        return (outer / np.linalg.norm(outer, axis=1, keepdims=True)).astype(np.float32)

    def queries(self, count: int, words: int) -> list[tuple[list[str], NDArray[np.float32]]]:
        """``count`` needs of ``words`` words: their index terms and their vector [384]."""
        rng = np.random.default_rng([self._seed, 2, words])
        topics = rng.integers(0, _TOPICS, size=count)
        vectors = self.vectors(rng, topics)
        return [(self._draw(rng, int(topic), words), vectors[row]) for row, topic in enumerate(topics)]

    def _draw(self, rng: np.random.Generator, topic: int, count: int) -> list[str]:
        words = self._words["zh" if topic % 2 else "en"]
        common = np.searchsorted(self._cumulative, rng.random(count - count // 2))
        own = self._topic_words[topic][np.searchsorted(self._topical, rng.random(count // 2))]
        return [words[index] for index in (*common.tolist(), *own.tolist())]


def _facets(rng: np.random.Generator, topic: int) -> Facets:
    visibility = ("public", "community", "private")[int(rng.choice(3, p=(0.85, 0.12, 0.03)))]
    fields = (_FIELDS[topic % len(_FIELDS)],) if rng.random() < 0.8 else (_FIELDS[topic % len(_FIELDS)], "2.11")
    return Facets(
        visibility=visibility,
        communities=(_COMMUNITIES[int(rng.integers(40))],),
        readers=(f"u{int(rng.integers(20_000))}",),
        fields=fields,
        places=(_PLACES[min(int(rng.exponential(20)), len(_PLACES) - 1)],),
        cooperation=(_COOPERATION[int(rng.integers(5))],),
        trl=int(rng.integers(1, 10)),
    )


def _chinese_words(count: int) -> list[str]:
    """Distinct two- and three-character strings, the first of them most frequent."""
    first, base = 0x4E00, 2_000
    return [
        chr(first + number % base)
        + chr(first + (number * 7) // base % base)
        + (chr(first + number % 97) if number % 3 == 2 else "")
        for number in range(count)
    ]


def _english_words(count: int) -> list[str]:
    """Distinct pronounceable strings, shorter ones first."""
    consonants, vowels = "bcdfghklmnprstvz", "aeiou"
    syllables = [c + v for c in consonants for v in vowels]
    words = []
    for number in range(count):
        word, rest = "", number + len(syllables)
        while rest:
            word += syllables[rest % len(syllables)]
            rest //= len(syllables)
        words.append(word)
    return words
