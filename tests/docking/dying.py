"""Processes that kill themselves at a commit: what ``kill -9`` does, at the moments that matter."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any, Literal

Moment = Literal["before", "after"]
_WRITES = ("INSERT", "UPDATE", "DELETE")


def die_at(number: int, moment: Moment) -> None:
    """From now on, kill this process before or after it commits for the ``number``-th time: at the
    end of a transaction, or with a writing statement outside of any."""
    from django.db import connection

    left = [number]

    def reached() -> bool:
        left[0] -= 1
        return left[0] == 0

    def dying(work: Callable[[], Any]) -> Any:
        last = reached()
        if last and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            return work()
        finally:
            if last:
                os.kill(os.getpid(), signal.SIGKILL)

    committing = connection._commit  # type: ignore[attr-defined]

    def commit() -> Any:
        return dying(committing)

    def execute(run: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        writes = isinstance(sql, str) and (sql.lstrip().upper().startswith(_WRITES) or "procrastinate_defer" in sql)
        if writes and not connection.in_atomic_block:
            return dying(lambda: run(sql, params, many, context))
        return run(sql, params, many, context)

    connection._commit = commit  # type: ignore[attr-defined]
    connection.execute_wrappers.append(execute)
