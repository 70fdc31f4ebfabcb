"""Long needs: ask for the terms that tell most.

A pasted page of 300 words holds 500 terms; the index would walk the postings of each, the
commonest of which cost most and tell least. The store keeps the share of passages in which
the commoner terms occur, from a sample of its rows, and a query keeps those of them that
weigh most.
"""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from duijie.matching.store import folding, schema

KEPT = 40
"""Distinct common terms of a query that are asked for."""

_SAMPLE = 20_000
_SEEN_AT_LEAST = 3
_RELOAD_SECONDS = 60.0


class Shares(Mapping[str, float]):
    """In which share of passages a term occurs, as of the last folding; a term that is not
    here is rarer than any that is."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._shares: dict[str, float] = {}
        self._read_at = -math.inf
        self._measured_at = -math.inf
        self._version = -1
        self._lock = threading.Lock()

    def __getitem__(self, term: str) -> float:
        return self._current()[term]

    def __iter__(self) -> Any:
        return iter(self._current())

    def __len__(self) -> int:
        return len(self._current())

    def measure(self, words: Any, *, keep: timedelta, at_most_every: float = 0.0) -> None:
        """Count a sample of the table ``words`` and put the result into the index; results older
        than ``keep`` are deleted. Nothing is done when they were counted less than
        ``at_most_every`` seconds ago."""
        rows = words.count_rows()
        if at_most_every and self._measured_at == -math.inf and self._current():
            self._measured_at = time.monotonic()  # whoever folded before this process has counted
        if not rows or time.monotonic() - self._measured_at < at_most_every:
            return
        self._measured_at = time.monotonic()
        step = max(1, rows // _SAMPLE)
        offsets = list(range(0, rows, step))
        texts = words.take_offsets(offsets).select(["terms"]).to_arrow()["terms"].combine_chunks()
        lists = pc.utf8_split_whitespace(texts)
        # A term counts once a passage.
        pairs = pa.table({"row": pc.list_parent_indices(lists), "term": pc.list_flatten(lists)})
        counts = pairs.group_by(["row", "term"]).aggregate([]).group_by("term").aggregate([([], "count_all")])
        counts = counts.filter(pc.greater_equal(counts["count_all"], _SEEN_AT_LEAST))
        share = pc.cast(pc.divide(pc.cast(counts["count_all"], pa.float64()), float(len(offsets))), pa.float32())
        table = pa.table({"term": counts["term"], "share": share}).cast(schema.SHARES_SCHEMA)
        kept = self._connection.create_table(schema.TERMS_SHARE, table, mode="overwrite")
        folding.compact(kept, keep)
        self._read_at = -math.inf

    def _current(self) -> dict[str, float]:
        if time.monotonic() - self._read_at > _RELOAD_SECONDS:
            with self._lock:
                self._read_at = time.monotonic()
                try:
                    table = self._connection.open_table(schema.TERMS_SHARE)
                    if table.version != self._version:
                        read = table.to_arrow()
                        self._shares = dict(zip(read["term"].to_pylist(), read["share"].to_pylist(), strict=True))
                        self._version = table.version
                except (OSError, RuntimeError, ValueError):
                    # Not measured yet, or being replaced: a query is then only cut later.
                    pass
        return self._shares


def prune(terms: Sequence[str], shares: Mapping[str, float], kept: int = KEPT) -> list[str]:
    """The terms to ask for, each as often as it stands in ``terms``, in their order.

    Of the terms that are known to be common those ``kept`` stay whose occurrences in the
    query × ln(1 / share) is largest. A term that is not known to be common stays always:
    it costs next to nothing, and it may be the one that finds the passage.
    """
    counts = Counter(terms)
    common = {term: count * -math.log(shares[term]) for term, count in counts.items() if term in shares}
    if len(common) <= kept:
        return list(terms)
    dropped = set(sorted(common, key=lambda term: -common[term])[kept:])
    return [term for term in terms if term not in dropped]
