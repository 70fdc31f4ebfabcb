"""A clock that is set back while sample data are made, so that they look as if they had grown.

The services read the time through ``django.utils.timezone``; for the length of a ``with`` that module
answers with a moment of the past. Everything else is as always: the same services, the same checks,
the same sealed log, whose entries carry the time that the services read. Only what fills an empty
installation may use it, before anybody is served: it holds for the whole process.

The time is not handed to the services instead: columns that Django fills by itself (``auto_now_add``)
ask the same module, so records and log would tell of two different days.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.utils import timezone

_TICK = timedelta(seconds=7)


@contextmanager
def days_ago(days: int, hour: float = 10) -> Iterator[None]:
    """Let it be so many days ago.

    Args:
        days: before today in the zone of the site, 1 or more.
        hour: of that day, 0 to 24; the clock starts there and goes on by seven seconds whenever it
            is read, so that what is done first is written down first.
    """
    if days < 1:
        raise ValueError("The clock is set back by whole days.")
    real = timezone.now
    midnight = timezone.localtime(real()).replace(hour=0, minute=0, second=0, microsecond=0)
    at = (midnight - timedelta(days=days) + timedelta(hours=hour)).astimezone(real().tzinfo)

    def now() -> datetime:
        nonlocal at
        at += _TICK
        return at

    timezone.now = now
    try:
        yield
    finally:
        timezone.now = real
