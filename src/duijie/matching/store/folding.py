"""Search structures over the tables: made, kept up with what is written, and kept small.

A fresh row is found at once because the engine scans the rows that no structure covers
yet; folding brings them in. The figures behind the limits are in docs/adr/0007-index.md.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

from lancedb.index import FTS, Bitmap, BTree, IvfSq, LabelList

from duijie.matching.store import steps
from duijie.matching.store.guard import was_raced

APPROXIMATE_FROM = 50_000
"""Rows of a vector space from which on a search looks at the nearest partitions only."""

TAIL = 500
"""Rows outside the search structures from which on folding pays; of a large table a hundredth of
its rows, since each folding adds a part to every structure."""

_LONGEST_TAIL = 4_000  # scanning these takes a search by words 30 ms, as much as four parts of a structure
_LONGEST_TAIL_OF_VECTORS = 10_000  # scanning these takes a search by meaning 25 ms
_VECTORS = 500  # of so many rows one: a part of the vectors' structure takes the longer the more partitions there are

_BULK = 10_000
_PARTITION = 1_000
_REGROWN = 4
_TRAINED = re.compile(r"vector_(\d+)")

_WHITESPACE = FTS(
    base_tokenizer="whitespace",
    max_token_length=None,
    lower_case=False,
    stem=False,
    remove_stop_words=False,
    ascii_folding=False,
    with_position=False,
)


def prepare(table: Any) -> Any:
    """Give a new table its word and filter structures; give the table back."""
    names = table.schema.names
    for name in ("id", "document"):
        table.create_index(name, config=BTree())
    for name in ("kind", "trl"):
        table.create_index(name, config=Bitmap())
    for name in ("audience", "fields", "places", "cooperation"):
        table.create_index(name, config=LabelList())
    if "terms" in names:
        table.create_index("terms", config=_WHITESPACE)
    return table


def fold(
    table: Any, *, keep: timedelta, alone: Callable[[], AbstractContextManager[None]], force: bool = False
) -> bool:
    """Bring a table's search structures up to its rows and delete outdated versions; give
    whether there was enough to do.

    A large table is folded by steps (:mod:`duijie.matching.store.steps`). Folding all at once,
    as is done with small tables and with ``force``, rewrites the files. A change to a row of one of
    them meanwhile makes the engine give up, and go on giving up while changes keep coming; then,
    and where folding takes but a moment, it is done with ``alone`` held, which keeps writers
    waiting. Only so is it safe to remove what folding that was given up has left.
    """
    table.checkout_latest()
    due, large = _due(table), table.count_rows() >= APPROXIMATE_FROM
    if not (force or due or _regrows(table) or (large and steps.scattered(table))):
        return False
    _refill(table)
    if large and not force:
        steps.fold(table, due=due, keep=keep)
    elif not (large and _optimized(table, keep)):
        with alone():
            table.checkout_latest()
            compact(table, keep, delete_unverified=True)
    if "vector" in table.schema.names:
        _partition(table)
    return True


def complete(table: Any) -> None:
    """Make all search structures of a table anew, and delete every older version of it."""
    prepare(table)
    if "vector" in table.schema.names:
        _partition(table)
    dataset = table.to_lance()
    dataset.cleanup_old_versions(older_than=timedelta(0))
    table.checkout_latest()


def _refill(table: Any) -> None:
    """Make the word structure anew when more rows are outside it than in it, as after an
    import: folding them in goes one by one, on one core."""
    for index in table.list_indices():
        outside = index.num_unindexed_rows or 0
        if index.columns == ["terms"] and outside > max(_BULK, index.num_indexed_rows or 0):
            table.create_index("terms", config=_WHITESPACE)


def _optimized(table: Any, keep: timedelta) -> bool:
    try:
        compact(table, keep)
    except (OSError, RuntimeError) as error:
        if not was_raced(error):
            raise
        return False
    return True


def compact(table: Any, keep: timedelta, *, delete_unverified: bool = False) -> None:
    """Merge a table's small files, fold new rows in, delete versions older than ``keep``."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="optimize\\(cleanup_older_than=0\\)")
        table.optimize(cleanup_older_than=keep, delete_unverified=delete_unverified)


def tail(table: Any) -> int:
    """The rows that searches scan one by one: all of them in a vector space that is small
    enough for an exact answer."""
    counts = [
        index.num_unindexed_rows or 0 for index in table.list_indices() if index.columns in (["terms"], ["vector"])
    ]
    if counts:
        return min(counts)
    return 0 if "vector" not in table.schema.names else table.count_rows()


def disk_bytes(folder: Path | None) -> int:
    """What a local index takes on disk, old versions included; 0 when it is elsewhere."""
    if folder is None:
        return 0
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # cleaned up in the meantime
            continue
    return total


def _due(table: Any) -> list[str]:
    """The search structures outside which so many rows lie that folding pays."""
    rows = table.count_rows()
    enough = min(max(TAIL, rows // 100), _LONGEST_TAIL)
    vectors = max(enough, min(rows // _VECTORS, _LONGEST_TAIL_OF_VECTORS))
    return [
        index.name
        for index in table.list_indices()
        if (index.num_unindexed_rows or 0) >= (vectors if index.columns == ["vector"] else enough)
    ]


def _regrows(table: Any) -> bool:
    return "vector" in table.schema.names and _regrown(table.count_rows(), _trained(list(table.list_indices())))


def _trained(indices: list[Any]) -> dict[str, int]:
    """The vector structures, with the rows that each was trained on (its name says it)."""
    found = ((index.name, _TRAINED.fullmatch(index.name)) for index in indices)
    return {name: int(match.group(1)) for name, match in found if match}


def _regrown(rows: int, trained: dict[str, int]) -> bool:
    return rows >= max(APPROXIMATE_FROM, _REGROWN * max(trained.values(), default=0))


def _partition(table: Any) -> None:
    """Train the partitions when there are enough rows, and again each time these have quadrupled."""
    rows, trained = table.count_rows(), _trained(list(table.list_indices()))
    if not _regrown(rows, trained):
        return
    table.create_index(
        "vector",
        config=IvfSq(
            distance_type="cosine", num_partitions=max(1, rows // _PARTITION), sample_rate=256, max_iterations=20
        ),
        name=f"vector_{rows}",
    )
    for name in trained:
        table.drop_index(name)
