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
from duijie.matching.ranking.members import GOES_ON, of_another_member
from duijie.matching.types import Quantity
from duijie.matching.understanding.concepts import Named, concepts, kinds
from duijie.matching.understanding.general import EN_EMPTY, EN_GENERAL
from duijie.matching.understanding.quantities import find
from duijie.matching.understanding.rates import REMOVAL, rates, unlike
from duijie.matching.understanding.stems import WORD, stem
from duijie.matching.understanding.things import things_in
from duijie.matching.understanding.variants import folded

_MARK: Final = re.compile(r"[,，;；。:：(（)）]\s?(?!\d)|\.\s")
_AFTER_CHINESE: Final = re.compile(r"\s*的(?P<of>[^,，;；。:：\d]{1,12})")
_DIRECTLY_AFTER: Final = re.compile(r"(?P<of>[^,，;；。:：\d]{2,12})")
_INTO: Final = ("在", "用", "以", "含", "加", "加入", "添加", "对", "从", "将", "把")
_AFTER_ENGLISH: Final = re.compile(r"\s*(?:of\s+(?:the\s+|all\s+)?)?(?P<of>(?:[a-z][a-z-]*\s?){1,4})", re.IGNORECASE)
_ENDS_ENGLISH: Final = re.compile(
    r"\b(?:and|or|but|in|at|for|from|by|with|within|after|before|over|under|on|to|than|while|when|is|are|was|were)\b",
    re.IGNORECASE,
)
_RATE: Final = re.compile(r"(?:其|总|综合|平均)?(?P<act>[^\W\d_A-Za-z]{2})率")
_MEASURE_ENDS: Final = tuple("率度量比值")
_CHARACTERS: Final = 16
_WORDS: Final = 6


def bearer(text: str, quantity: Quantity) -> str:
    """The words directly at a quantity that say what it is of, "" where none stand there.

    Behind it where the text says so (95%的锂, 95 % of the lithium), else before it, back to the mark or
    the amount that ends what is said of something else. 由68%降至63% and 98%和95% are of one thing.
    """
    amounts = find(text)
    at = next((place for place, other in enumerate(amounts) if other.start == quantity.start), len(amounts))
    end = amounts[at + 1].start if at + 1 < len(amounts) else len(text)
    behind = text[quantity.end : end]
    before = ""
    for place in range(at, -1, -1):
        start = amounts[place - 1].end if place else 0
        stop = amounts[place].start if place < len(amounts) else quantity.start
        marked = max((mark.end() for mark in _MARK.finditer(text, start, stop)), default=start)
        before = text[marked:stop].strip()
        if marked > start or not GOES_ON.fullmatch(before):
            break
    if has_han(before or behind):
        found = _AFTER_CHINESE.match(behind)
        if found is None and (not before or before.endswith(_INTO)) and has_han(behind[:1]):
            found = _DIRECTLY_AFTER.match(behind)  # 在18%二氧化碳中
        return found["of"] if found else before[-_CHARACTERS:]
    found = _AFTER_ENGLISH.match(behind)
    told = _ENDS_ENGLISH.split(found["of"])[0].strip() if found else ""
    return told if things_in(told) else " ".join(before.split()[-_WORDS:])


def of_another(asked: str, sentence: str, quantity: Quantity) -> bool:
    """Whether a quantity of a sentence is of something else than the requirement ``asked`` is about: another
    measure (a purity is no recovery), or a thing that it does not name, beside none that it does."""
    at = bearer(sentence, quantity)
    told_of, asked_of = rates(at), rates(asked)
    if told_of and asked_of:
        if told_of.isdisjoint(asked_of):
            return True
    elif unlike(at, asked):
        return True
    if of_another_member(asked, sentence, quantity):
        return True
    things = things_in(at)
    if told_of == {REMOVAL}:
        things = [name for name in things if name.concept not in _media()]
    elif not things:
        things, at = _things_before(sentence, quantity, at)
    if not things or _head_unknown(folded(at)[max(name.end for name in things) :]):
        return False
    told = {name.concept for name in things}
    wanted = {name.concept for name in things_in(asked)}
    return bool(wanted) and not any(_same(one, other) for one in told for other in wanted)


def same_measure(asked: str, sentence: str, quantity: Quantity) -> bool:
    """Whether a quantity of a sentence is of the measure that a requirement asks for, by any of its
    names: 误判率 for 误报率. For one that names a thing the measure is not enough: 回用比例 for 锂回收率."""
    return not things_in(asked) and not rates(bearer(sentence, quantity)).isdisjoint(rates(asked))


def _things_before(sentence: str, quantity: Quantity, at: str) -> tuple[list[Named], str]:
    """For a bare measure the thing that the clause before it is about, if it tells of the same act:
    氨气用酸洗回收，回收率99%."""
    act = _RATE.match(at)
    if act is None:
        return [], at
    before = _MARK.split(sentence[: quantity.start])[-2:-1]
    if not before or act["act"] not in before[0]:
        return [], at
    things = [name for name in things_in(before[0]) if name.start == 0]
    return things, before[0][: things[0].end] if things else at


@lru_cache(maxsize=1)
def _media() -> frozenset[int]:
    """What things are removed from: 废水 in 对废水的去除率."""
    return concepts("废水 废气 尾气 烟气 空气 土壤 地下水 饮用水 海水 污泥")


def _same(one: int, other: int) -> bool:
    return one == other or one in kinds(other) or other in kinds(one)


def _head_unknown(behind: str) -> bool:
    """Whether a noun that the glossary does not know stands between the last thing and what is measured:
    膜产水回用率 is that of the water, not of the membrane."""
    if not has_han(behind):
        words = [word.group() for word in WORD.finditer(behind)]
        return any(word not in EN_EMPTY and stem(word) not in EN_GENERAL and not rates(word) for word in words)
    return any(tag.startswith("n") and not word.endswith(_MEASURE_ENDS) for word, tag in rjieba.tag(behind))
