"""What similarity means nothing: the scale on which a space's cosines are read.

Cosines of e5 lie between 0.75 and 0.95, those of other spaces between 0 and 1, and both
shift with the language pair and with how general a requirement is. So each requirement is
measured against the sentences of some thirty short texts from unlike trades, embedded by the
same embedder in the same way as an item: a cosine is told as the number of standard
deviations above the mean cosine with those. That needs no other item, so that a library of
one item is judged like a library of a million.

    >>> background = Background.measure([embedder])                    # doctest: +SKIP
    >>> mean, deviation = background.scale("e5", vectors, "zh")        # doctest: +SKIP
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from duijie.core.text import sentences
from duijie.matching.types import Passage

if TYPE_CHECKING:
    from duijie.matching.embedders.base import Embedder

Tongue = Literal["zh", "en"]

_FLOOR = 1e-3


@dataclass(frozen=True, slots=True)
class Background:
    """The sentences of the background texts in each space, float32 [n, d], by language of the
    text. ``languages`` are those each space was trained on."""

    vectors: Mapping[str, Mapping[Tongue, NDArray[np.float32]]]
    languages: Mapping[str, frozenset[str]]

    @classmethod
    def measure(cls, embedders: Iterable[Embedder]) -> Background:
        """Embed the background texts; about a second a space, remembered for each embedder
        object as long as it lives."""
        vectors: dict[str, Mapping[Tongue, NDArray[np.float32]]] = {}
        languages: dict[str, frozenset[str]] = {}
        for embedder in embedders:
            vectors[embedder.name] = _embedded(embedder)
            languages[embedder.name] = frozenset(embedder.languages)
        return cls(vectors, languages)

    def scale(
        self, space: str, vectors: NDArray[np.float32], tongue: Tongue
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
        """Mean and standard deviation, each [r], of the cosines of requirement vectors [r, d]
        with background sentences of a language; None when the space has no background or
        vectors of another size."""
        sample = self.vectors.get(space, {}).get(tongue)
        if sample is None or not len(sample) or sample.shape[1] != vectors.shape[1]:
            return None
        cosines = vectors @ sample.T
        return cosines.mean(axis=1), np.maximum(cosines.std(axis=1), _FLOOR)

    def reads(self, space: str, tongue: Tongue) -> bool:
        """Whether a space was trained on a language; a space that says nothing reads all."""
        known = self.languages.get(space)
        return not known or tongue in known or "*" in known


NOTHING: Final = Background({}, {})
"""No background: cosines are then compared with those of the candidates at hand."""


@lru_cache(maxsize=1)
def passages() -> dict[Tongue, list[Passage]]:
    """The background texts as passages, by language: titles and short texts over unlike trades
    in the manner of items, written for this purpose."""
    found: dict[Tongue, list[Passage]] = {"zh": [], "en": []}
    lines = files("duijie.matching").joinpath("data/background.tsv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        name, title, body = line.split("\t")
        tongue: Tongue = "zh" if name == "zh" else "en"
        spans = tuple((span.start, span.end) for span in sentences(body))
        identifier = f"background:{number}"
        found[tongue].append(Passage(identifier, identifier, "project", "", 0, title, body, spans))
    return found


_remembered: WeakKeyDictionary[Embedder, Mapping[Tongue, NDArray[np.float32]]] = WeakKeyDictionary()
_lock = threading.Lock()


def _embedded(embedder: Embedder) -> Mapping[Tongue, NDArray[np.float32]]:
    with _lock:
        known = _remembered.get(embedder)
    if known is not None:
        return known
    found = {tongue: np.vstack(embedder.embed(texts).sentences) for tongue, texts in passages().items()}
    with _lock:
        _remembered[embedder] = found
    return found
