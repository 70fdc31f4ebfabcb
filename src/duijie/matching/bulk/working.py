"""The work on one batch of passages: what it gives depends on the batch and the models alone.

So it does not matter in which process, in which order or how often a batch is worked on; the
rows come out the same, bit for bit, on processors of one kind. Batches are small enough to be
lost and done again, and large enough that a model is kept busy.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from duijie.matching.embedders import DEFAULTS, Embedder, configured
from duijie.matching.embedders.centring import tongue_of
from duijie.matching.store import Prepared, Vectors, fingerprint, prepare
from duijie.matching.types import Facets, Passage

Known = tuple[NDArray[np.float32], NDArray[np.float32]]
"""The vector of a passage [d] and those of its sentences [s, d]."""


@dataclass(frozen=True, slots=True)
class Spaces:
    """Which embedders, as :func:`duijie.matching.embedders.configured` takes them. It is what is
    sent to another machine, which loads the models itself."""

    names: tuple[str, ...] = DEFAULTS
    endpoint: tuple[str, str, str, int, float] = ("", "", "", 0, 3.0)
    model: tuple[str, int] = ("", 0)
    threads: int = 2

    def load(self) -> Sequence[Embedder]:
        """The embedders, loaded once a process."""
        return _loaded(self)


@dataclass(frozen=True, slots=True)
class Batch:
    """Passages with their facets, and what is known of their vectors: by space, then by
    fingerprint."""

    rows: Sequence[tuple[Passage, Facets]]
    known: Mapping[str, Mapping[str, Known]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """A batch as rows of the index; ``fresh`` are the vectors that were not known, in the form of
    :attr:`Batch.known`, ``documents`` how many there were, ``lacking`` those that lack vectors,
    and ``process`` who did it."""

    prepared: Prepared
    fresh: Mapping[str, Mapping[str, Known]]
    documents: int
    lacking: frozenset[str]
    process: int


def work(embedders: Sequence[Embedder], batch: Batch, *, compute: bool = True) -> Done:
    """Segment and embed a batch; without ``compute`` only known vectors are stored.

    Passages in a language that a space was not trained on have no vector in it.

    Raises:
        Unavailable: an embedder failed.
        InvalidInput: it gave vectors that cannot be.
    """
    fresh: dict[str, dict[str, Known]] = {}
    vectors: dict[str, Vectors] = {}
    lacking: set[str] = set()
    for embedder in embedders:
        pieces = [piece for piece, _ in batch.rows if tongue_of(f"{piece.title} {piece.text}") in embedder.languages]
        prints = [fingerprint(piece) for piece in pieces]
        known = dict(batch.known.get(embedder.name, {}))
        missing = {mark: piece for mark, piece in zip(prints, pieces, strict=True) if mark not in known}
        fresh[embedder.name] = _embedded(embedder, missing) if compute else {}
        known |= fresh[embedder.name]
        there = [(piece.id, *known[mark]) for piece, mark in zip(pieces, prints, strict=True) if mark in known]
        lacking.update(piece.document for piece, mark in zip(pieces, prints, strict=True) if mark not in known)
        stacked = np.stack([vector for _, vector, _ in there]) if there else np.zeros((0, embedder.dimension))
        ids, blocks = [identity for identity, _, _ in there], [block for _, _, block in there]
        vectors[embedder.name] = Vectors(embedder.dimension, ids, stacked, blocks)
    documents = len({piece.document for piece, _ in batch.rows})
    return Done(prepare(batch.rows, vectors), fresh, documents, frozenset(lacking), os.getpid())


def _embedded(embedder: Embedder, missing: Mapping[str, Passage]) -> dict[str, Known]:
    if not missing:
        return {}
    embedded = embedder.embed(list(missing.values()))
    return dict(zip(missing, zip(embedded.vectors, embedded.sentences, strict=True), strict=True))


def worked(spaces: Spaces, batches: Iterable[Batch]) -> Iterator[Done]:
    """Every batch, in order, in this process."""
    for batch in batches:
        yield work(spaces.load(), batch)


@lru_cache(maxsize=2)
def _loaded(spaces: Spaces) -> tuple[Embedder, ...]:
    return tuple(configured(spaces.names, endpoint=spaces.endpoint, model=spaces.model, threads=spaces.threads))
