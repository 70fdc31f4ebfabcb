"""Folding step by step, while searches and writes go on.

The engine's one call ``optimize`` rewrites every file of a table below a million rows and merges
all parts of each search structure: seconds to minutes, in which changed rows make it give up.
Its lower layer (``lance``, the wheel ``pylance``) offers the steps one by one, and only the
first is needed for speed:

1. *index*: a part of each structure for the rows that none covers yet, a moment's work;
2. *merge*: when the parts have become many, or files are due, all but the first and largest
   become one;
3. *compact*: many small files become one; large ones stay where they are, and so do the
   addresses of their rows. Files that different parts cover cannot become one, and each file
   made anew has every structure rewritten for it: merging comes first;
4. *clean*: with that, versions that no answer can need any more are deleted.

Each step commits by itself. A step that another writer's commit overtakes leaves the table as it
was and is taken again at the next folding. Of the two long steps a folding takes one at most:
meanwhile rows come in that searches scan one by one.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Any

from duijie.matching.store.guard import was_raced

log = logging.getLogger(__name__)

PARTS = 6
"""Parts of a structure from which on they are merged: each costs a search by words some 7 ms, one
by meaning 5 ms, and merging 24,000 rows takes 4 s and 6 s."""

SMALL_FILES = 64
"""Small files of a table from which on they become one."""

FULL = 50_000
"""Rows of a file that is left where it is until half of them are deleted."""

_HOLES = 0.5


def fold(table: Any, *, keep: timedelta) -> None:
    """Take the steps that are due on a table of ``lancedb``.

    Raises:
        OSError, RuntimeError, ValueError: the engine failed for another reason than a race.
    """
    dataset = table.to_lance()
    _unless_raced("index", lambda: dataset.optimize.optimize_indices(num_indices_to_merge=0))
    dataset.checkout_latest()
    parts = _parts(dataset)
    many_files = sum(fragment.count_rows() < FULL for fragment in dataset.get_fragments()) > SMALL_FILES
    if max(parts.values(), default=0) > (3 if many_files else PARTS):
        for name, count in parts.items():
            if count > 2:
                _unless_raced("merge", partial(_merge, dataset, name, count - 1))
                dataset.checkout_latest()
    elif many_files:
        _unless_raced("compact", partial(_compact, dataset))
        dataset.checkout_latest()
        _unless_raced("clean", lambda: dataset.cleanup_old_versions(older_than=keep))
    table.checkout_latest()


def _merge(dataset: Any, name: str, parts: int) -> None:
    """Make the last ``parts`` parts of a structure one."""
    dataset.optimize.optimize_indices(num_indices_to_merge=parts, index_names=[name])


def _compact(dataset: Any) -> None:
    # Where rows of a full file are compacted away, the first part of each structure is rewritten
    # with it, which takes minutes: that can wait for a folding with ``force``.
    dataset.optimize.compact_files(target_rows_per_fragment=FULL, materialize_deletions_threshold=_HOLES)


def _parts(dataset: Any) -> dict[str, int]:
    """Of how many parts each search structure is made."""
    return {index.name: len(index.segments) for index in dataset.describe_indices()}


def _unless_raced(step: str, act: Any) -> None:
    try:
        act()
    except (OSError, RuntimeError) as error:
        if not was_raced(error):
            raise
        log.info("Folding: the step %s was overtaken by a write and comes again", step)
