"""Whether a share tells how far something rose or fell, or where it stands.

    >>> text = "成本降低30%以上，收率提高到97%"
    >>> [moved(text, quantity) for quantity in find(text)]
    [-1, 0]

A fall by 30 % is answered neither by a rise by 35 % nor by a share of 35 %, and a recovery of
95 % not by one that was raised by 12 %.
"""

from __future__ import annotations

import re
from typing import Literal

from duijie.matching.types import Quantity
from duijie.matching.understanding.quantities import find
from duijie.matching.understanding.units import parse
from duijie.matching.understanding.variants import folded

Course = Literal[-1, 0, 1]

_DOWN_ZH = r"降低|减少|下降|减小|缩短|缩减|节约|节省|节能|节电|节水|省电|省水|削减|压缩|压降|减排|降耗|降本"
_UP_ZH = r"提高|提升|增加|增长|增大|上升|升高|延长|扩大|增产|增效"
_DOWN_EN = (
    r"reduc\w+|cut(?:s|ting)?|lower(?:s|ed|ing)?|decreas\w+|sav(?:e|es|ed|ing|ings)|drop(?:s|ped)?|fall(?:s|en)?|fell"
)
_UP_EN = r"increas\w+|rais(?:e|es|ed|ing)|improv\w+|boost\w*|rise[sn]?|rose|grow(?:s|n|th)?|grew|gain\w*|extend\w*"
# What stands between the verb and the amount: 降低能耗30%, but neither 降低到30% nor 提高后达97%.
_GAP_ZH = r"[^到至为达在，,；;。\d]{0,8}"
_GAP_EN = r"(?:\s[^\d,;.]{0,60}?)?(?:\sby|\sof)?\s"


def _before(zh: str, adjoining: str, en: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{zh}){_GAP_ZH}|(?:{adjoining})(?:了|约|近)?\s?|\b(?:{en}){_GAP_EN})\Z")


_BEFORE = {-1: _before(_DOWN_ZH, "[低减少降省]", _DOWN_EN), 1: _before(_UP_ZH, "[高增多升]", _UP_EN)}
_AFTER = {
    -1: re.compile(
        r"\s?(?:以上)?的?(?:降幅|节能|减排)|\s(?:\w+\s)?(?:lower|less|fewer|shorter|cheaper|reduction|decrease|savings?)\b"
    ),
    1: re.compile(r"\s?(?:以上)?的?(?:增幅|提升|增长)|\s(?:\w+\s)?(?:higher|more|longer|increase|improvement|gain)\b"),
}
_REACHES = re.compile(r"\b(?:to|reach\w*|at)\s\Z")
_TREND = {
    -1: re.compile(rf"{_DOWN_ZH}|[降减省节少低]|\b(?:{_DOWN_EN}|less|fewer|lower|shorter)\b"),
    1: re.compile(rf"{_UP_ZH}|[增升高多]|\b(?:{_UP_EN}|more|higher|longer)\b"),
}
_SHARES = ((), (("fold", 1),), (("point", 1),))
_CUT = re.compile(r"[,，;；。:：]\s?(?!\d)|\.\s")


def moved(text: str, quantity: Quantity) -> Course:
    """-1 for a fall by the amount, 1 for a rise, 0 for a level or what cannot be told."""
    if not _share(quantity):
        return 0
    flat = folded(text)
    start = max((cut.end() for cut in _CUT.finditer(flat, 0, quantity.start)), default=0)
    left = flat[start : quantity.start]
    if _REACHES.search(left):
        return 0
    falls, rises = (_BEFORE[way].search(left) or _AFTER[way].match(flat, quantity.end) for way in (-1, 1))
    if bool(falls) == bool(rises):
        return 0
    return -1 if falls else 1


def fits(requirement: str, sentence: str, quantity: Quantity) -> bool:
    """Whether an amount of a sentence can be held against the one that a requirement asks for."""
    asked = max((moved(requirement, one) for one in find(requirement)), key=abs, default=0)
    told = moved(sentence, quantity)
    if asked == told:
        return True
    if told:
        return False  # a change of the other kind, or a change where a level was asked for
    # 节能率达35%: a level in words, and yet the change that was asked for.
    return not _share(quantity) or _TREND[asked].search(folded(sentence)) is not None


def _share(quantity: Quantity) -> bool:
    unit = parse(quantity.unit)
    return unit is not None and unit.dimension in _SHARES
