"""What a line of the log may hold: nothing that people wrote, and nobody's address.

An exception is told by its kind and where it happened. What it says is left out unless it is one
of ours for who runs the installation: databases quote values, and values are people's words.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from uuid import UUID

from duijie.core.errors import Unavailable

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_KEY = re.compile(r"(?<=/)[^/\s]{16,}(?=/|\s|$)")
_QUERY = re.compile(r"(?<=\?)\S+")
_Told = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def _masked(text: str) -> str:
    """Without addresses, queries, and the keys and free words in paths; ids of records stay.

    >>> _masked("Not Found: /accounts/password/reset/key/4-cx2k1a-0f3d9e/ of li@example.org?q=镍")
    'Not Found: /accounts/password/reset/key/… of …?…'
    """
    return _QUERY.sub("…", _MAIL.sub("…", _KEY.sub(_shown, text)))


def _shown(found: re.Match[str]) -> str:
    try:
        return str(UUID(found[0]))
    except ValueError:
        return "…"


def _exception(told: _Told) -> str:
    kind, error, trace = told
    if kind is None or error is None:
        return ""
    frames = "".join(traceback.format_tb(trace))
    said = f": {_masked(str(error))}" if isinstance(error, Unavailable) else ""
    return f"{frames}{kind.__module__}.{kind.__qualname__}{said}"


class LineFormatter(logging.Formatter):
    """A line for people."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        record.message = _masked(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return _exception(ei)


class JsonFormatter(logging.Formatter):
    """A JSON object a line: time, level, logger, request_id, message, and exception where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": _masked(record.getMessage()),
        }
        if record.exc_info:
            told["exception"] = _exception(record.exc_info)
        return json.dumps(told, ensure_ascii=False)
