"""How alike two names are. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from duijie.core.text import has_han
from duijie.registry.classifications import places, short_name_zh
from duijie.registry.names import NameOf, bigrams, grams, name_key, readings

Why = Literal["identifier", "same name", "short form", "similar name", "same reading"]
PROPOSE = 0.6
"""From this score on somebody is asked whether two records are the same."""

_NUMERAL = re.compile(r"[0-9]+|[一二三四五六七八九十百零〇]+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` from 0 to 1 and what it rests on."""

    score: float
    why: Why


def jaccard(left: str, right: str) -> float:
    """The share of character bigrams that two keys have in common."""
    a, b = bigrams(left), bigrams(right)
    return len(a & b) / len(a | b)


def edit_similarity(left: str, right: str) -> float:
    """1 minus the Levenshtein distance over the length of the longer key."""
    if left == right:
        return 1.0
    if not left or not right:
        return 0.0
    before = list(range(len(right) + 1))
    for row, a in enumerate(left, 1):
        current = [row]
        for column, b in enumerate(right, 1):
            current.append(min(before[column] + 1, current[-1] + 1, before[column - 1] + (a != b)))
        before = current
    return 1 - before[-1] / max(len(left), len(right))


@lru_cache(maxsize=1)
def _place_words() -> tuple[str, ...]:
    inner = [entry for entry in places().values() if entry.parent]
    names = {entry.name_zh for entry in inner} | {short_name_zh(entry) for entry in inner}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def _place_in_front(key: str) -> tuple[str, str]:
    for name in _place_words():
        if key.startswith(name):
            return name.removesuffix("省").removesuffix("市"), key[len(name) :].lstrip("省市")
    return "", key


def is_short_form(short: str, long: str) -> bool:
    """Whether a Chinese key of two or three characters picks its characters from the longer
    one in order, beginning with the same: 浙大, 浙江大学; 中科院, 中国科学院."""
    if not (2 <= len(short) <= 3 and len(long) >= len(short) + 2 and short[0] == long[0] and has_han(short)):
        return False
    rest = iter(long)
    return all(char in rest for char in short) and short[-1] in long[-4:]


def likeness(left: str, right: str, of: NameOf = "organisation") -> Likeness:
    """Compare two names as written.

    Names of different numbers (第一医院, 第二医院) or of different places (浙江省…, 江苏省…)
    are different however many characters they share.
    """
    a, b = name_key(left), name_key(right)
    if a == b:
        return Likeness(1.0, "same name")
    if of == "person":
        if readings(left) & readings(right):
            return Likeness(0.7, "same reading")
        # One character of two or three makes another person; longer names may be misspelt.
        score = edit_similarity(a, b) if min(len(a), len(b)) >= 6 else 0.0
        return Likeness(score if score >= 0.85 else score / 2, "similar name")
    if is_short_form(a, b) or is_short_form(b, a):
        return Likeness(0.65, "short form")
    if _marks(left) & _marks(right) and (len(a) <= 7) != (len(b) <= 7):
        return Likeness(0.65, "short form")
    overlap, edits = jaccard(a, b), edit_similarity(a, b)
    score = max(overlap, edits if edits >= 0.85 else edits * 0.7)
    place_a, rest_a = _place_in_front(a)
    place_b, rest_b = _place_in_front(b)
    if place_a and place_b and place_a != place_b:
        # 浙江省杭州… and 杭州… differ only in how far out the place begins.
        inner = place_a in rest_b or place_b in rest_a
        score *= 1.0 if inner else 0.5
    elif bool(place_a) != bool(place_b) and rest_a == rest_b:
        score = max(score, 0.75)  # 澜织印染 and 绍兴澜织印染
    if _NUMERAL.findall(a) != _NUMERAL.findall(b):
        score *= 0.6
    return Likeness(min(score, 0.99), "similar name")


def _marks(name: str) -> set[str]:
    return {gram for gram in grams(name) if gram.startswith("#")}
