"""From what a language model answered to the objects in it, as far as it is whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

MOST = 300  # facts of one answer
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_LIST = re.compile(r'"facts"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


def objects(content: str) -> list[Any]:
    """The facts of an answer. One that breaks off gives those that are whole; prose around it is passed over.

    >>> objects('Here you are: ```json {"facts": [{"type": "role"}, {"type": "ev')
    [{'type': 'role'}]

    Raises:
        ValueError: there is no list of facts in it.
    """
    content = _THOUGHTS.sub("", content)
    found = _LIST.search(content)
    if found is not None:
        return list(_whole(content, found.end()))
    start = content.find("[")
    if start < 0 or not content[start + 1 :].lstrip().startswith(("{", "]")):
        raise ValueError("no list of facts")
    return list(_whole(content, start + 1))


def _whole(content: str, at: int) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    for _ in range(MOST):
        gap = _BETWEEN.match(content, at)
        at = gap.end() if gap else at
        if not content.startswith("{", at):
            return
        try:
            value, at = decoder.raw_decode(content, at)
        except (ValueError, RecursionError):
            return
        yield value
