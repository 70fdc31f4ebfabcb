"""PostgreSQL's advisory locks: for work of which only one process may do a thing, and no row stands for it.

A process that is killed lets go. The fixed keys stand here together, so that no two are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

WORDS_OF_THE_INDEX = 7_341_001
REBUILDING = 7_341_002
STORIES = 7_341_003
MAIL_DOMAINS = 7_341_004

_MOST = 0x7FFF_FFFF_FFFF_FFFF


def one_after_the_other(key: int) -> None:
    """Wait until nobody else holds the key, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [key])


@contextmanager
def alone(key: int) -> Iterator[bool]:
    """Hold the key for this session while the block runs: False, at once, when another one has it.

    ``key`` may be any whole number, such as the ``int`` of a UUID; 63 bits of it count.
    """
    key &= _MOST
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [key])
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [key])
