"""bm25s: scores of every term and row computed beforehand, held in memory.

Set up as its manual shows, with its defaults (Lucene's BM25, k1 1.5, b 0.75); it leaves Chinese
to whoever calls, so it is given the same terms as the others.
"""

from __future__ import annotations

from pathlib import Path

import bm25s

from duijie.bench.peers.base import Ask, Task


class Bm25s:
    """The index lives in memory only."""

    def __init__(self, folder: Path, task: Task) -> None:
        self._task = task
        self._ids: list[str] = []
        self._index = bm25s.BM25()

    def build(self) -> None:
        corpus: list[list[str]] = []
        for rows in self._task.rows():
            self._ids.extend(row.id for row in rows)
            corpus.extend(self._task.words(f"{row.title}\n{row.text}") for row in rows)
        self._index.index(corpus, show_progress=False)

    def search(self, ask: Ask, k: int) -> list[str]:
        words = self._task.words(ask.text)
        found, scores = self._index.retrieve([words], k=min(k, len(self._ids)), show_progress=False)
        return [self._ids[int(row)] for row, score in zip(found[0], scores[0], strict=True) if score > 0]

    def elsewhere_mb(self) -> float:
        return 0.0

    def close(self) -> None:
        """Nothing runs."""
