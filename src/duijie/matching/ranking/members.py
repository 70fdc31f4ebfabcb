"""Lists whose amounts are told one by one: ABS、PS和PE的识别准确率分别为97%、96%和95%.

>>> sentence = "ABS、PS和PE的识别准确率分别为97%、96%和95%"
>>> [of_another_member("PE识别准确率96%以上", sentence, amount) for amount in find(sentence)]
[True, True, False]
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Final

from duijie.matching.types import Quantity
from duijie.matching.understanding.quantities import find
from duijie.matching.understanding.stems import WORD
from duijie.matching.understanding.things import things_in
from duijie.matching.understanding.variants import folded

GOES_ON: Final = re.compile(
    r"[的、,，和与及或~～—–-]*[缓逐步进最终平均降升提增减低高下上加少改善至到为了]{0,10}|"
    r"(?:and|or|to|down to|up to|through|rising to|falling to)?"
)
"""What may stand between two amounts that are of one thing: 由68%降至63%, 98%和95%, 97 and 96 %."""
_RESPECTIVELY: Final = re.compile(r"(?:分别|依次|各)[约达为是在到提高降至]{0,6}\s*\Z")
_LIST_MARK: Final = re.compile(r"[、和与及或]")
_ENDS: Final = re.compile(r"[,，;；:：]")


def of_another_member(asked: str, sentence: str, quantity: Quantity) -> bool:
    """Whether a list told one by one has a quantity for another of its members than the one that the
    requirement names; False where the members cannot be told."""
    flat, amounts = folded(sentence), find(sentence)
    at = next((place for place, amount in enumerate(amounts) if amount.start == quantity.start), None)
    if at is None:
        return False

    def joins(place: int) -> bool:
        return GOES_ON.fullmatch(flat[amounts[place].end : amounts[place + 1].start].strip()) is not None

    first = at - len(list(takewhile(joins, range(at - 1, -1, -1))))
    last = at + len(list(takewhile(joins, range(at, len(amounts) - 1))))
    before = flat[: amounts[first].start]
    if first == last or not _RESPECTIVELY.search(before):
        return False
    members = _LIST_MARK.split(before)[-(last - first + 1) :]
    if len(members) <= last - first:
        return False
    # What stands before the list and behind it belongs to no member.
    members = [_ENDS.split(members[0])[-1], *(_ENDS.split(member)[0] for member in members[1:])]
    meant = [place for place, member in enumerate(members) if _is_named(member, folded(asked))]
    return len(meant) == 1 and meant[0] != at - first


def _is_named(member: str, asked: str) -> bool:
    """Whether a requirement names a member of a list, by its Latin name or as a thing of the glossary."""
    latin = {word.group() for word in WORD.finditer(member)}
    if latin:
        return not latin.isdisjoint(word.group() for word in WORD.finditer(asked))
    named = {name.concept for name in things_in(member)}
    return not named.isdisjoint(name.concept for name in things_in(asked))
