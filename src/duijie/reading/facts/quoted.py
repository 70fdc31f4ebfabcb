"""Names in quotation marks and titles in book-title marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_TITLE = re.compile(r"《([^《》\n]{2,120}(?:《[^《》\n]{1,60}》[^《》\n]{0,60})?)》")
_NAME = re.compile(r"“([^“”\n]{1,80}(?:“[^“”\n]{1,40}”[^“”\n]{0,40})?)”")


@dataclass(frozen=True, slots=True)
class Quoted:
    """``text[start:end]`` is the marks with what they hold, ``inner`` what they hold."""

    start: int
    end: int
    inner: str
    kind: Literal["title", "name"]


def find_quoted(text: str) -> tuple[Quoted, ...]:
    """What stands in 《》 (title) and “” (name), in order; marks inside a title belong to it.

    >>> [(q.kind, q.inner) for q in find_quoted("签署《“湖畔”合作协议》,启动“清流”计划")]
    [('title', '“湖畔”合作协议'), ('name', '清流')]
    """
    found = [Quoted(m.start(), m.end(), m[1], "title") for m in _TITLE.finditer(text)]
    taken = [(q.start, q.end) for q in found]
    for m in _NAME.finditer(text):
        if not any(start <= m.start() < end for start, end in taken):
            found.append(Quoted(m.start(), m.end(), m[1], "name"))
    return tuple(sorted(found, key=lambda q: q.start))
