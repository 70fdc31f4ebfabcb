"""A cache that all processes share: the counters by which guessing is slowed down.

It lies in PostgreSQL, in a table of its own that is kept in no backup. Each write is one statement,
so that of two who add a key at once one alone is told to have done it, and nothing that has not
expired is ever thrown out to make room: what is over is removed once an hour.
"""

from __future__ import annotations

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router

_FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


class SharedCache(DatabaseCache):
    """Django's cache in a table, without its races and without its limit of entries.

    ``LOCATION`` is the table, with the columns cache_key, value and expires.
    """

    _table: str

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """Write an entry; ``add`` only where none is alive, ``touch`` only where one is. Whether it was done."""
        until = self.get_backend_timeout(timeout)
        expires = _FOREVER if until is None else datetime.fromtimestamp(until, tz=UTC)
        table = self._quoted()
        with connections[router.db_for_write(self.cache_model_class)].cursor() as cursor:
            if mode == "touch":
                cursor.execute(
                    f"UPDATE {table} SET expires = %s WHERE cache_key = %s AND expires >= now()",  # noqa: S608
                    [expires, key],
                )
                return bool(cursor.rowcount)
            kept = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
            alive = f" WHERE {table}.expires < now()" if mode == "add" else ""
            cursor.execute(
                f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608
                f"ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires{alive}",
                [key, kept, expires],
            )
            return bool(cursor.rowcount)

    def remove_expired(self) -> int:
        """Remove what is over; how many entries."""
        with connections[router.db_for_write(self.cache_model_class)].cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._quoted()} WHERE expires < now()")  # noqa: S608
            return int(cursor.rowcount)

    def _quoted(self) -> str:
        return connections[router.db_for_write(self.cache_model_class)].ops.quote_name(self._table)
