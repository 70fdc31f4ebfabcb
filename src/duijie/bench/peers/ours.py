"""Duijie itself, through the same door as its users: words and vectors put into the index, and a
need answered with its requirements, evidence included."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from duijie.bench.peers.base import Ask, Task
from duijie.bench.scale import SPACE, rank
from duijie.matching.embedders import configured
from duijie.matching.ranking.engine import Engine, put_vectors, put_words
from duijie.matching.ranking.working import FETCHED, SCORED
from duijie.matching.store import PassageStore
from duijie.matching.types import Audience, Document, Facets, Filter, Passage, Query, Requirement

_EVERYTHING = Filter(audience=Audience(everything=True))


class Duijie:
    """With embedders where the task has texts of people; where it gives terms and vectors (texts
    of no language), both searches and the ranking of them."""

    def __init__(self, folder: Path, task: Task) -> None:
        self._task = task
        self._embedders = [] if task.embedder is None else list(configured(("e5", "use")))
        spaces = {one.name: one.dimension for one in self._embedders} or {SPACE: task.dimensions}
        self._store = PassageStore.create(str(folder), spaces)

    def build(self) -> None:
        if self._embedders:
            documents = [Document(row.id, "project", row.title, row.text) for rows in self._task.rows() for row in rows]
            put_vectors(self._store, self._embedders, put_words(self._store, documents))
        else:
            for rows in self._task.rows():
                pieces = [Passage(r.id, r.id, "project", "", 0, r.title, r.text, ((0, len(r.text)),)) for r in rows]
                self._store.put_words(
                    ((piece, Facets()) for piece in pieces), segment=lambda piece: self._task.words(piece.text)
                )
                vectors = self._task.vectors(rows)
                self._store.put_vectors(SPACE, [row.id for row in rows], vectors, list(vectors[:, None, :]))
        self._store.optimize(force=True)

    def search(self, ask: Ask, k: int) -> list[str]:
        if self._embedders:
            query = Query(ask.text, tuple(Requirement(text) for text in ask.requirements))
            answer = Engine(self._store, self._embedders).match(query, where=_EVERYTHING, limit=k)
            return [match.document for match in answer.matches]
        words, vector = self._task.words(ask.text), np.asarray(self._task.asked_vector(ask))
        lexical = self._store.lexical(words, where=_EVERYTHING, k=SCORED)
        near = self._store.nearest(SPACE, vector, where=_EVERYTHING, k=FETCHED)
        return [item.document for item in rank(self._store, _EVERYTHING, (words, vector), lexical, near)[:k]]

    def elsewhere_mb(self) -> float:
        return 0.0

    def close(self) -> None:
        """Nothing runs."""
