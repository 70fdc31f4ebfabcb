"""Folding step by step, while searches and writes go on.

The engine's one call ``optimize`` rewrites every file of a table below a million rows and merges
all parts of each search structure: seconds to minutes, in which changed rows make it give up.
Its lower layer (``lance``, the wheel ``pylance``) offers the steps one by one, and only the
first is needed for speed:

1. *join*: the small files that no structure covers yet become one, a moment's work;
2. *index*: a part of each structure for the rows that it does not cover yet, hardly more;
3. *merge*: when a structure has become many parts, the newest become one, back to the first that is
   much larger than all after it: a row is merged as often as the rows double, not with each merging;
4. *compact*: many small files become one; large ones stay where they are, and so do the
   addresses of their rows. Files that different parts cover cannot become one, and each file
   made anew has every structure rewritten for it: the parts over small files are merged first;
5. *clean*: with a long step, or where nothing else was due, versions that no answer can need any
   more are deleted.

Each step commits by itself. A step that another writer's commit overtakes leaves the table as it
was and is taken again at the next folding. Of the two long steps a folding takes one at most:
meanwhile rows come in that searches scan one by one.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from lance.optimize import Compaction, CompactionOptions

from duijie.matching.store.guard import was_raced

log = logging.getLogger(__name__)

PARTS = 10
"""Parts of a structure from which on the newest are merged: each costs a search by words some 7 ms, one
by meaning 5 ms; to merge 24,000 rows takes 4 s and 6 s, in which searches scan what comes in."""

SMALL_FILES = 128
"""Small files of a table from which on they become one: each costs a search next to nothing, and to
make them one takes 5 to 12 s, since their rows are indexed anew."""

SCATTERED = 64
"""Small files that no structure covers from which on they are joined, however few rows they have."""

FULL = 50_000
"""Rows of a file that is left where it is until half of them are deleted."""

_HOLES = 0.5
_MUCH = 2  # so many times the rows of all later parts
_FEW = 8  # small files of a part that are left for another time
_APART = 2  # parts over files that become one: what was merged a folding ago, and what came since


def fold(table: Any, *, due: Collection[str], keep: timedelta) -> None:
    """Take the steps that are due on a table of ``lancedb``.

    Args:
        due: the structures outside which many rows lie.
        keep: versions older than this are deleted.

    Raises:
        OSError, RuntimeError, ValueError: the engine failed for another reason than a race.
    """
    dataset = table.to_lance()
    fresh = _fresh(dataset)
    if len(fresh) > 1:
        _unless_raced("join", partial(_join, dataset, fresh))
        dataset.checkout_latest()
    rows = _rows(dataset)
    small = {file for file, count in rows.items() if count < FULL}
    many_files = len(small) > SMALL_FILES
    names = sorted(_parts(dataset)) if many_files else sorted(due)
    if names:
        _unless_raced("index", lambda: dataset.optimize.optimize_indices(num_indices_to_merge=0, index_names=names))
        dataset.checkout_latest()
    merged = False
    for name, parts in _parts(dataset).items():
        sizes = [sum(rows.get(file, 0) for file in part) for part in parts]
        newest = over(parts, small) if many_files else crowded(sizes)
        if newest > (_APART if many_files else 1):
            merged = True
            _unless_raced("merge", partial(_merge, dataset, name, newest))
            dataset.checkout_latest()
    if many_files and not merged:
        _unless_raced("compact", lambda: Compaction.execute(dataset, _files()))
        dataset.checkout_latest()
    if many_files or merged or not due:
        _unless_raced("clean", lambda: dataset.cleanup_old_versions(older_than=keep))
    table.checkout_latest()


def scattered(table: Any) -> bool:
    """Whether so many small files came since the last folding that joining them pays."""
    return len(_fresh(table.to_lance())) > SCATTERED


def crowded(sizes: Sequence[int]) -> int:
    """How many of the newest parts are to become one; 0 while there are few.

    Args:
        sizes: the rows of each part, the oldest first; that one is never merged.
    """
    if len(sizes) <= PARTS:
        return 0
    first = len(sizes) - 2
    while first > 1 and sizes[first - 1] <= _MUCH * sum(sizes[first:]):
        first -= 1
    return len(sizes) - first


def over(parts: Sequence[Collection[int]], files: Iterable[int]) -> int:
    """How many of the newest parts there are from the first on, but the oldest, that covers more than
    a few of ``files``."""
    wanted = set(files)
    first = next((at for at, part in enumerate(parts) if at and len(wanted.intersection(part)) > _FEW), len(parts))
    return len(parts) - first


def _rows(dataset: Any) -> dict[int, int]:
    """The rows of each file."""
    return {fragment.fragment_id: fragment.count_rows() for fragment in dataset.get_fragments()}


def _fresh(dataset: Any) -> set[int]:
    """The small files that no structure covers."""
    covered = {file for parts in _parts(dataset).values() for part in parts for file in part}
    return {file for file, count in _rows(dataset).items() if count < FULL and file not in covered}


def _join(dataset: Any, files: Collection[int]) -> None:
    """Make one of files that no structure covers: nothing has to be indexed anew for it."""
    plan = Compaction.plan(dataset, options=_files())
    ours = [task for task in plan.tasks if len(task.fragments) > 1 and all(f.id in files for f in task.fragments)]
    Compaction.commit(dataset, [task.execute(dataset) for task in ours], _files())


def _merge(dataset: Any, name: str, parts: int) -> None:
    """Make the last ``parts`` parts of a structure one."""
    dataset.optimize.optimize_indices(num_indices_to_merge=parts, index_names=[name])


def _files() -> CompactionOptions:
    # Where rows of a full file are compacted away, the first part of each structure is rewritten
    # with it, which takes minutes: that can wait for a folding with ``force``.
    return {"target_rows_per_fragment": FULL, "materialize_deletions_threshold": _HOLES}


def _parts(dataset: Any) -> dict[str, list[set[int]]]:
    """The files that each part of each search structure covers, the oldest part first."""
    return {index.name: [set(part.fragment_ids) for part in index.segments] for index in dataset.describe_indices()}


def _unless_raced(step: str, act: Any) -> None:
    try:
        act()
    except (OSError, RuntimeError) as error:
        if not was_raced(error):
            raise
        log.info("Folding: the step %s was overtaken by a write and comes again", step)
