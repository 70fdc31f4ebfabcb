"""A name of a programme where it stands, and which names are one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from duijie.reading.facts.programme_english import Kind

SAME_THING = frozenset("倡议 计划 工程 平台 项目 行动 专项 规划 战略 数字平台 建设".split())
"""Behind a quotation these words only say what it is: “X”倡议."""


@dataclass(frozen=True, slots=True)
class Name:
    """``text[start:end]`` names ``name``; ``sign`` says what gave it away, the surest first:
    quoted, proper, founded, listed."""

    start: int
    end: int
    name: str
    kind: Kind
    sign: Literal["quoted", "proper", "founded", "listed"]


def distinct(names: Iterable[Name]) -> tuple[Name, ...]:
    """One mention for each programme, the first of its fullest name; two names that only a
    classifying word or a place in front tells apart are one (“X”, “X”倡议)."""
    chosen: dict[str, Name] = {}
    for name in names:
        key = base(name.name)
        twin = next((k for k in chosen if k == key or _same(k, key)), None)
        if twin is None:
            chosen[key] = name
        elif len(name.name) > len(chosen[twin].name):
            first = chosen.pop(twin)
            longer = replace(name, sign=_surer(first, name))
            chosen[key if len(key) >= len(twin) else twin] = longer
    return tuple(sorted(chosen.values(), key=lambda n: n.start))


def _surer(one: Name, other: Name) -> Literal["quoted", "proper", "founded", "listed"]:
    order = ("quoted", "proper", "founded", "listed")
    return min(one.sign, other.sign, key=order.index)


def base(name: str) -> str:
    """A name without marks and without the word that only says what it is.

    >>> base("“一带一路”倡议"), base("“清流”三年行动计划")
    ('一带一路', '清流三年行动计划')
    """
    plain = re.sub(r"[“”‘’《》\s]", "", name)
    match = re.fullmatch(r"“([^“”]+)”(\w+)", name)
    return match[1] if match and match[2] in SAME_THING else plain


def _same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.endswith(short) and len(short) >= 4 and 2 * len(short) >= len(long)
