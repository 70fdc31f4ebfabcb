"""Assertions that several rooms' tests share."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def count_queries(act: Callable[[], object]) -> list[str]:
    """The SQL that ``act`` sends."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured.captured_queries]


def assert_same_queries(show: Callable[[], object], add: Callable[[int], object]) -> None:
    """A list costs the same number of queries for 1 and for 30 rows.

    Args:
        show: opens the list once.
        add: makes that many more rows for it.
    """
    add(1)
    show()  # what is read once a process is read now
    one = count_queries(show)
    add(29)
    thirty = count_queries(show)
    assert len(one) == len(thirty), "\n".join(sql for sql in thirty if sql not in one)
