"""Where rows lie: from an id straight to its row.

To look 200 ids up in the engine's own structure of a million takes some 20 ms a table; to
fetch 200 rows whose addresses are known takes a third of that. So a reader remembers the
addresses of a large table, 16 bytes a row. They are a hint, never the truth: writing and
folding move rows, and who fetches by address compares the id of what comes back and looks
up what is missing. What a search or a look-up has come across since is noted beside them. When
much is missing all the same the addresses are learnt anew, beside the searches.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duijie.matching.store import schema

log = logging.getLogger(__name__)

FROM = 20_000
"""Rows of a table from which on its addresses are worth remembering."""

_AT_MOST_EVERY = 30.0
_MISSED = 0.1
_BATCH = 8_192
_TOUCHED = 2_000
_NOTED = 20_000
"""Addresses noted since the last learning, at most: those of the rows that searches find again and again."""


class Addresses:
    """The addresses of one table's rows, as of some moment; safe to share among threads."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self._keys: NDArray[np.int64] = np.empty(0, np.int64)
        self._rows: NDArray[np.int64] = np.empty(0, np.int64)
        self._noted: dict[str, int] = {}
        self._lock = threading.Lock()
        self._learning: threading.Thread | None = None
        self._learnt_at = -np.inf

    def __len__(self) -> int:
        return len(self._keys)

    def of(self, ids: Sequence[str]) -> list[int]:
        """The addresses that are known, in no order; one may belong to another id."""
        keys, rows, noted = self._keys, self._rows, self._noted
        if not len(keys) or not ids:
            return []
        newer = [row for identity in ids if (row := noted.get(identity)) is not None]
        rest = [identity for identity in ids if identity not in noted]
        wanted = np.fromiter(map(hash, rest), np.int64, len(rest))
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found: list[int] = rows[at[keys[at] == wanted]].tolist()
        return newer + found

    def note(self, ids: Sequence[str], rows: Sequence[int]) -> None:
        """That a search came across these rows there; of a small table nothing is kept."""
        if not len(self._keys):
            return
        if len(self._noted) > _NOTED:
            self._noted = {}
        self._noted.update(zip(ids, rows, strict=True))

    def missed(self, share: float) -> None:
        """That ``share`` of the rows asked for lay elsewhere: learn anew when it is much."""
        if share <= _MISSED:
            return
        with self._lock:
            busy = self._learning is not None and self._learning.is_alive()
            if busy or time.monotonic() - self._learnt_at < _AT_MOST_EVERY:
                return
            self._learning = threading.Thread(target=self._learn_quietly, name="duijie-addresses", daemon=True)
            self._learning.start()

    def learn(self) -> None:
        """Read where every row lies now; nothing is kept of a table that is small."""
        keys, rows = [], []
        self._noted = {}
        if self._table.count_rows() >= FROM:
            for batch in self._table.search().select(["id"]).with_row_id(True).limit(None).to_batches(_BATCH):
                names = batch.column("id").to_pylist()
                keys.append(np.fromiter(map(hash, names), np.int64, len(names)))
                rows.append(batch.column("_rowid").to_numpy().astype(np.int64))
        if keys:
            known = np.concatenate(keys)
            order = np.argsort(known)
            # Whoever reads between the two lines compares ids all the same.
            self._rows = np.concatenate(rows)[order]
            self._keys = known[order]
            self._touch(np.concatenate(rows))
        self._learnt_at = time.monotonic()

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
