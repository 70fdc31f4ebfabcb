"""From stored passages to what lies near them in the index: who is worth weighing.

An item that asks for problems, unlike a need, is in the index already: its own vectors are the
questions, and nothing is embedded. What comes back only says who is weighed; the scores are
those of the match (:meth:`duijie.matching.ranking.engine.Engine.weigh`).
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duijie.core.text import terms, to_simplified
from duijie.matching.ranking.asking import Posed
from duijie.matching.ranking.working import WORKERS, Degraded, Store
from duijie.matching.store import Hit, StoredPassage
from duijie.matching.types import Filter

log = logging.getLogger(__name__)

MOST_PROBES: Final = 12
"""Vectors a space that are asked with; more passages are asked with as means of neighbours."""
_TERMS: Final = 200  # the index asks for the most telling of them
_TEXT: Final = 600  # characters of a passage whose words are asked for
_FEWEST: Final = 12  # of them for each of many items
_WORDS: Final = ""  # in place of a space


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to the index: a vector in a space, or terms."""

    space: str = _WORDS
    vector: NDArray[np.float32] | None = None
    terms: tuple[str, ...] = ()


def probes(rows: Iterable[StoredPassage]) -> list[Probe]:
    """The questions that the passages of a few items ask: their vectors in every space, and the
    words of each item."""
    listed = list(rows)
    found: list[Probe] = []
    for space in dict.fromkeys(name for row in listed for name in row.vectors):
        vectors = [vector for row in listed if (vector := row.vectors.get(space)) is not None]
        if vectors:
            found += [Probe(space, mean) for mean in grouped(np.stack(vectors), MOST_PROBES)]
    by_document: dict[str, dict[str, None]] = {}
    for row in listed:
        words = by_document.setdefault(row.passage.document, {})
        words.update(dict.fromkeys(terms(f"{row.passage.title} {row.passage.text[:_TEXT]}")))
    found += [Probe(terms=tuple(words)[:_TERMS]) for words in list(by_document.values())[:MOST_PROBES]]
    return found


def probes_of_many(rows: Iterable[StoredPassage]) -> list[Probe]:
    """The questions that many unlike items ask: one vector of each in the space that has most of
    them, and the first words of all together."""
    listed = list(rows)
    held = Counter(name for row in listed for name, vector in row.vectors.items() if vector is not None)
    found: list[Probe] = []
    for space, _count in held.most_common(1):
        by_document: dict[str, list[NDArray[np.float32]]] = {}
        for row in listed:
            if (vector := row.vectors.get(space)) is not None:
                by_document.setdefault(row.passage.document, []).append(vector)
        found += [Probe(space, grouped(np.stack(vectors), 1)[0]) for vectors in by_document.values()]
    firsts = {row.passage.document: row.passage for row in reversed(listed)}
    share = max(_TERMS // max(len(firsts), 1), _FEWEST)
    words: dict[str, None] = {}
    for passage in firsts.values():
        # A talent's title is a name: the text says what for.
        words.update(dict.fromkeys(terms(f"{passage.title} {passage.text[:_TEXT]}")[:share]))
    return [*found, Probe(terms=tuple(words))] if words else found


def probes_of_need(posed: Posed) -> list[Probe]:
    """The questions that a need asks as a whole."""
    found = [Probe(space, need.whole) for space, need in posed.asked.items()]
    return [*found, Probe(terms=tuple(terms(to_simplified(posed.query.text))))]


def grouped(vectors: NDArray[np.float32], most: int) -> NDArray[np.float32]:
    """At most ``most`` unit vectors [m, d]: the rows themselves, or means of runs of them."""
    if len(vectors) <= most:
        return vectors
    means = np.stack([part.mean(axis=0) for part in np.array_split(vectors, most)])
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)


def near(
    store: Store, asked: Sequence[Probe], *, where: Filter, k: int
) -> tuple[list[list[Hit]], tuple[Degraded, ...]]:
    """What lies near each question, in their order, and the spaces that failed.

    Raises:
        Unavailable: the index cannot be read by words either.
    """

    places: dict[str, list[int]] = {}
    for place, probe in enumerate(asked):
        places.setdefault(probe.space, []).append(place)

    def ask(space: str) -> list[list[Hit]]:
        probes = [asked[place] for place in places[space]]
        if space == _WORDS:
            return [store.lexical(probe.terms, where=where, k=k) for probe in probes]
        vectors = [probe.vector for probe in probes if probe.vector is not None]
        return store.nearest_each(space, vectors, where=where, k=k)

    futures = {space: WORKERS.submit(ask, space) for space in places}
    lists: list[list[Hit]] = [[] for _ in asked]
    failed: dict[str, Degraded] = {}
    for space, future in futures.items():
        try:
            for place, hits in zip(places[space], future.result(), strict=True):
                lists[place] = hits
        except Exception as problem:  # whatever a space throws, words must still answer
            if space == _WORDS:
                raise
            log.warning("The space %s failed: %s", space, problem)
            failed[space] = Degraded(space, str(problem))
    return lists, tuple(failed.values())


def documents(lists: Iterable[Sequence[Hit]]) -> list[str]:
    """The items that stand high in any list, best first, by reciprocal ranks (Cormack et al.,
    2009); an item counts once a list."""
    merit: dict[str, float] = {}
    for hits in lists:
        seen: set[str] = set()
        for place, hit in enumerate(hits):
            document = hit.document
            if document not in seen:
                seen.add(document)
                merit[document] = merit.get(document, 0.0) + 1.0 / (60 + place)
    return sorted(merit, key=lambda document: (-merit[document], document))


def of_documents(rows: Mapping[str, StoredPassage], wanted: Iterable[str]) -> dict[str, StoredPassage]:
    """The passages of these items alone."""
    kept = set(wanted)
    return {identity: row for identity, row in rows.items() if row.passage.document in kept}
