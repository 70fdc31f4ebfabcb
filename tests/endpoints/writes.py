"""What a request wrote, seen as it goes to the database: nothing is asked before or after."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import TracebackType
from typing import Any

from django.db import connection

_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_POINT = re.compile(r'(SAVEPOINT|ROLLBACK TO SAVEPOINT) "?(\w+)"?')
LOGS = frozenset({"docking_logentry", "core_auditentry"})
"""The tables in which is written what somebody did."""
BOOKKEEPING = frozenset({"django_session", "core_counter"})
"""Tables in which is written that somebody was here: sessions and counters."""


class Writes:
    """Within it, the tables into which something was written and not taken back to a savepoint."""

    def __init__(self) -> None:
        self._seen: list[tuple[str, str]] = []
        self._wrapper = connection.execute_wrapper(self._look)

    def __enter__(self) -> Writes:
        self._wrapper.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wrapper.__exit__(kind, error, trace)

    def _look(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(sql)
        if point := _POINT.match(text):
            if point[1] == "SAVEPOINT":
                self._seen.append(("point", point[2]))
            elif ("point", point[2]) in self._seen:
                del self._seen[self._seen.index(("point", point[2])) :]
        found = execute(sql, params, many, context)
        if write := _WRITE.match(text):
            self._seen.append(("write", write[1]))
        return found

    @property
    def tables(self) -> frozenset[str]:
        """Where something was written that stays."""
        return frozenset(name for what, name in self._seen if what == "write") - BOOKKEEPING

    @property
    def logged(self) -> bool:
        """Whether an entry in a log stays."""
        return bool(self.tables & LOGS)
