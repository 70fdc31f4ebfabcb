"""Whose a number is: 氨 of 焙烧尾气氨回收率99%, lithium of "recovers 95 % of the lithium".

    >>> sentence = "废水零外排，焙烧尾气氨回收率99%"
    >>> bearer(sentence, find(sentence)[0])
    '焙烧尾气氨回收率'
    >>> of_another("锂回收率不低于90%", sentence, find(sentence)[0])
    True

A rate of recovery says nothing of lithium where it is that of ammonia, though all the other words are
the same. Told only where the glossary knows both things.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import rjieba

from duijie.core.text import has_han
from duijie.matching.types import Quantity
from duijie.matching.understanding.concepts import Named, in_chinese, is_thing, kinds, named
from duijie.matching.understanding.quantities import find
from duijie.matching.understanding.variants import folded

_MARK: Final = re.compile(r"[,，;；。:：(（)）]\s?(?!\d)|\.\s")
_AFTER_CHINESE: Final = re.compile(r"\s*的(?P<of>[^,，;；。:：\d]{1,12})")
_AFTER_ENGLISH: Final = re.compile(r"\s*(?:of\s+(?:the\s+|all\s+)?)?(?P<of>(?:[a-z][a-z-]*\s?){1,4})", re.IGNORECASE)
_ENDS_ENGLISH: Final = re.compile(
    r"\b(?:and|or|but|in|at|for|from|by|with|within|after|before|over|under|on|to|than|while|when|is|are|was|were)\b",
    re.IGNORECASE,
)
_MEASURES: Final = tuple("率度量比值")
_CHARACTERS: Final = 16
_WORDS: Final = 6


def bearer(text: str, quantity: Quantity) -> str:
    """The words directly at a quantity that say what it is of, "" where none stand there.

    Behind it where the text says so (95%的锂, 95 % of the lithium), else before it, back to the mark or
    the amount that ends what is said of something else.
    """
    others = [other for other in find(text) if other.start != quantity.start]
    end = min((other.start for other in others if other.start >= quantity.end), default=len(text))
    start = max((other.end for other in others if other.end <= quantity.start), default=0)
    start = max((mark.end() for mark in _MARK.finditer(text, start, quantity.start)), default=start)
    before, behind = text[start : quantity.start].strip(), text[quantity.end : end]
    if has_han(before or behind):
        found = _AFTER_CHINESE.match(behind)
        return found["of"] if found else before[-_CHARACTERS:]
    found = _AFTER_ENGLISH.match(behind)
    told = _ENDS_ENGLISH.split(found["of"])[0].strip() if found else ""
    return told if _things(told) else " ".join(before.split()[-_WORDS:])


def of_another(asked: str, sentence: str, quantity: Quantity) -> bool:
    """Whether a quantity of a sentence is that of a thing of which the requirement ``asked`` says nothing,
    and of none that it speaks of."""
    at = bearer(sentence, quantity)
    things = _things(at)
    if not things or _head_unknown(folded(at)[max(name.end for name in things) :]):
        return False
    told = {name.concept for name in things}
    wanted = {name.concept for name in _things(asked)}
    return bool(wanted) and not any(_same(one, other) for one in told for other in wanted)


def _same(one: int, other: int) -> bool:
    return one == other or one in kinds(other) or other in kinds(one)


def _things(text: str) -> list[Named]:
    found = [name for name in named(folded(text)) if not name.general and is_thing(name.concept)]
    return [name for name in found if not _is_act(name.concept)]


def _head_unknown(behind: str) -> bool:
    """Whether a noun that the glossary does not know stands between the last thing and what is measured:
    膜产水回用率 is that of the water, not of the membrane."""
    return any(tag == "n" and not word.endswith(_MEASURES) for word, tag in rjieba.tag(behind))


@lru_cache(maxsize=4096)
def _is_act(concept: int) -> bool:
    """Whether a concept is something that is done (回收, 焙烧): its rate is that of what it is done to."""
    return any(tag.startswith("v") for name in in_chinese(concept)[:1] for _, tag in rjieba.tag(name))
