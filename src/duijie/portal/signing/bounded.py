"""Reading what a provider answers: so many bytes, in so many seconds, and no more."""

from __future__ import annotations

import time
from contextlib import suppress
from threading import Timer
from typing import Any, Final

import requests
import urllib3

LARGEST: Final = 1024 * 1024
"""Bytes of an answer of a provider; they are a few thousand."""
SECONDS: Final = 10.0
"""How long a whole answer may take; what the settings say of time is about each step on the way."""


def bounded(answer: requests.Response, *, seconds: float = SECONDS, largest: int = LARGEST) -> None:
    """Read an answer that was asked for with ``stream=True``.

    Raises:
        requests.ReadTimeout: it was not over in time, what was waited for already included.
        requests.ConnectionError: it was broken off.
        requests.RequestException: it is larger.
    """
    left = seconds - answer.elapsed.total_seconds()
    end = time.monotonic() + left
    watch = Timer(max(left, 0.0), _hang_up, [answer.raw])
    watch.daemon = True
    watch.start()
    try:
        content = answer.raw.read(largest + 1, decode_content=True)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        answer.close()
        if time.monotonic() >= end:
            raise requests.ReadTimeout("the time for this answer is over") from error
        raise requests.ConnectionError("broken off") from error
    finally:
        watch.cancel()
    if time.monotonic() >= end or len(content) > largest:
        answer.close()
        raise (requests.ReadTimeout if len(content) <= largest else requests.RequestException)("more than is read")
    answer._content, answer._content_consumed = content, True


def _hang_up(raw: Any) -> None:
    with suppress(OSError, ValueError):  # it is over already
        raw.shutdown()
