"""What several rooms' tests share: browsers of people, what they were told, and what lists cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duijie.core.models import Notice, User


def browser(user: User | None = None, language: str = "zh-hans", **options: Any) -> Client:
    """A browser of this language, in which this person is signed in."""
    client = Client(headers={"accept-language": language}, **options)
    if user is not None:
        client.force_login(user)
    return client


def told(user: User) -> list[str]:
    """The kinds of notices that somebody was given, the first first."""
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


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
