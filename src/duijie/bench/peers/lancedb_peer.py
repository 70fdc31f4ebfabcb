"""LanceDB's own hybrid search as its manual shows: a table with a text and a vector column, a
full-text index with the ICU tokenizer (its way to Chinese words without further files), and the
reranker by reciprocal ranks. The vectors are those that Duijie uses.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa
from lancedb.index import FTS, IvfSq
from lancedb.rerankers import RRFReranker

from duijie.bench.peers.base import Ask, Task

_APPROXIMATE_FROM = 50_000
"""Rows from which on the manual's advice to index vectors is followed; below, a scan is exact and fast."""


class LanceHybrid:
    """A table in a folder."""

    def __init__(self, folder: Path, task: Task) -> None:
        self._task = task
        schema = pa.schema(
            [
                pa.field("id", pa.string()),
                pa.field("body", pa.string()),
                pa.field("vector", pa.list_(pa.float32(), task.dimensions)),
            ]
        )
        self._table = lancedb.connect(str(folder)).create_table("passage", schema=schema)
        self._reranker = RRFReranker()

    def build(self) -> None:
        for rows in self._task.rows():
            vectors = pa.FixedSizeListArray.from_arrays(
                pa.array(self._task.vectors(rows).ravel(), pa.float32()), self._task.dimensions
            )
            body = [f"{row.title}\n{row.text}" for row in rows]
            self._table.add(pa.table({"id": [row.id for row in rows], "body": body, "vector": vectors}))
        self._table.create_index("body", config=FTS(base_tokenizer="icu", stem=False, remove_stop_words=False))
        if self._table.count_rows() >= _APPROXIMATE_FROM:
            self._table.create_index("vector", config=IvfSq(distance_type="cosine"))

    def search(self, ask: Ask, k: int) -> list[str]:
        asked: Any = self._table.search(query_type="hybrid", vector_column_name="vector", fts_columns="body")
        query = asked.vector(self._task.asked_vector(ask)).text(ask.text).distance_type("cosine")
        found: list[str] = query.rerank(self._reranker).limit(k).to_arrow()["id"].to_pylist()
        return found

    def elsewhere_mb(self) -> float:
        return 0.0

    def close(self) -> None:
        """Nothing runs."""
