"""Where rows lie: from an id straight to its row, and from a row to its names.

To look 200 ids up in the engine's own structure of a million takes some 20 ms a table; to
fetch 200 rows whose addresses are known takes a third of that. To have a search bring the ids
of its 200 hits along costs it as much as the search itself. So a reader remembers of a large
table where each row lies and what it is called, some 50 bytes a row.

From id to address that is a hint, never the truth: writing and folding move rows, and who
fetches by address compares the id of what comes back and looks up what is missing. From address
to id it stays true: a row is never changed where it lies, and no address is given twice. What a
search or a look-up has come across since is noted beside. When looking up what was missing has
cost as much as learning everything anew, that is done, beside the searches.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from duijie.matching.store import schema

log = logging.getLogger(__name__)

FROM = 20_000
"""Rows of a table from which on its addresses are worth remembering."""


class Names(NamedTuple):
    """What a row is called: the id of the passage, and of the document it is from."""

    id: str
    document: str


_AT_MOST_EVERY = 30.0
_MISSED = 50  # to look a row up takes as long as to learn so many
_BATCH = 8_192
_TOUCHED = 2_000
_NOTED = 20_000
"""Addresses noted since the last learning, at most: those of the rows that searches find again and again."""


class Addresses:
    """The addresses and names of one table's rows, as of some moment; safe to share among threads.

    Args:
        near: the table lies on a disk of this machine, so that to read a little of each file is cheap.
    """

    def __init__(self, table: Any, *, near: bool = True) -> None:
        self._table = table
        self._near = near
        self._known = _Known()
        self._noted: dict[str, int] = {}
        self._called: dict[int, Names] = {}
        self._lock = threading.Lock()
        self._learning: threading.Thread | None = None
        self._learnt_at = -np.inf
        self._looked_up = 0

    def __len__(self) -> int:
        return len(self._known.keys)

    def of(self, ids: Sequence[str]) -> list[int]:
        """The addresses that are known, in no order; one may belong to another id."""
        known, noted = self._known, self._noted
        if not len(known.keys) or not ids:
            return []
        newer = [row for identity in ids if (row := noted.get(identity)) is not None]
        return newer + known.addresses([identity for identity in ids if identity not in noted])

    def names(self, rows: Sequence[int]) -> dict[int, Names]:
        """What the rows at these addresses are called, of those that are known."""
        known, called = self._known, self._called
        newer = {row: names for row in rows if (names := called.get(row)) is not None}
        return known.names([row for row in rows if row not in newer]) | newer

    def note(self, names: Sequence[Names], rows: Sequence[int]) -> None:
        """That a search came across these rows there; of a small table nothing is kept."""
        if not len(self):
            return
        if len(self._noted) > _NOTED or len(self._called) > _NOTED:
            self._noted, self._called = {}, {}
        for name, row in zip(names, rows, strict=True):
            self._noted[name.id] = row
            self._called[row] = name

    def missed(self, rows: int) -> None:
        """That so many rows had to be looked up: learn anew when that would have cost less."""
        with self._lock:
            self._looked_up += rows
            if self._looked_up * _MISSED < max(len(self), FROM):
                return
            busy = self._learning is not None and self._learning.is_alive()
            if busy or time.monotonic() - self._learnt_at < _AT_MOST_EVERY:
                return
            self._learning = threading.Thread(target=self._learn_quietly, name="duijie-addresses", daemon=True)
            self._learning.start()

    def learn(self) -> None:
        """Read where every row lies now; nothing is kept of a table that is small."""
        if self._table.count_rows() >= FROM:
            scan = self._table.search().select(["id", "document"]).with_row_id(True).limit(None)
            self._known = known = _Known.of(scan.to_batches(_BATCH))
            self._noted, self._called = {}, {}
            if self._near:
                self._touch(known.rows)
        self._learnt_at, self._looked_up = time.monotonic(), 0

    def _touch(self, rows: NDArray[np.int64]) -> None:
        """Fetch a row here and there, which makes the engine read where each file's columns lie:
        else the first answers wait for that."""
        some = rows[:: max(1, len(rows) // _TOUCHED)].tolist()
        for start in range(0, len(some), 200):
            self._table.take_row_ids(some[start : start + 200]).select([schema.SHOWN]).to_arrow()

    def _learn_quietly(self) -> None:
        try:
            self.learn()
        except Exception:  # whatever the engine throws: rows are found without addresses too
            self._learnt_at = time.monotonic()
            log.warning("The addresses of %s could not be read", self._table.name, exc_info=True)


class _Known:
    """All that was learnt at once; never changed, so that who reads beside a learning has all of the old."""

    def __init__(self) -> None:
        self.keys: NDArray[np.int64] = np.empty(0, np.int64)
        """A hash of each id, ascending."""
        self._of_keys: NDArray[np.int64] = np.empty(0, np.int64)
        self.rows: NDArray[np.int64] = np.empty(0, np.int64)
        """The addresses, ascending."""
        self._ids: pa.ChunkedArray | pa.Array = pa.array([], pa.string())
        self._ends: NDArray[np.int16] = np.empty(0, np.int16)
        """How many characters of the id are the document's; −1 where it begins otherwise."""

    @classmethod
    def of(cls, batches: Iterable[pa.RecordBatch]) -> _Known:
        keys, rows, ends, names = [], [], [], []
        for batch in batches:
            ids, documents = batch.column("id").to_pylist(), batch.column("document").to_pylist()
            keys.append(np.fromiter(map(hash, ids), np.int64, len(ids)))
            ends.append(np.fromiter(map(_end, ids, documents), np.int16, len(ids)))
            rows.append(batch.column("_rowid").to_numpy().astype(np.int64))
            names.append(batch.column("id").cast(pa.string()))
        known = cls()
        if not keys:
            return known
        hashes, places = np.concatenate(keys), np.concatenate(rows)
        order = np.argsort(hashes)
        known.keys, known._of_keys = hashes[order], places[order]
        order = np.argsort(places, kind="stable")
        known.rows, known._ends = places[order], np.concatenate(ends)[order]
        known._ids = pa.chunked_array(names).take(pa.array(order)).combine_chunks()
        return known

    def addresses(self, ids: Sequence[str]) -> list[int]:
        wanted = np.fromiter(map(hash, ids), np.int64, len(ids))
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        found: list[int] = self._of_keys[at[self.keys[at] == wanted]].tolist()
        return found

    def names(self, rows: Sequence[int]) -> dict[int, Names]:
        if not len(self.rows) or not rows:
            return {}
        wanted = np.asarray(rows, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.rows, wanted), len(self.rows) - 1)
        at = at[(self.rows[at] == wanted) & (self._ends[at] >= 0)]
        ids = self._ids.take(pa.array(at)).to_pylist()
        found = zip(self.rows[at].tolist(), ids, self._ends[at].tolist(), strict=True)
        return {row: Names(identity, identity[:end]) for row, identity, end in found}


def _end(identity: str, document: str) -> int:
    return len(document) if identity.startswith(document) else -1
