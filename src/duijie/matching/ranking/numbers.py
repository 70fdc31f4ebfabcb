"""Whether a sentence states the number that a requirement asks for.

>>> requirement = Requirement("去除率不低于95%", quantity=find("去除率不低于95%")[0])
>>> stated(requirement, "处理后总磷去除率达97.3%，成本3元/吨").note
('satisfied', '≥ 95 %', '97.3 %')
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from duijie.matching.ranking import overlap
from duijie.matching.ranking.bearers import of_another, same_measure
from duijie.matching.ranking.signals import wording
from duijie.matching.types import Quantity, Requirement
from duijie.matching.understanding import course
from duijie.matching.understanding.comparing import satisfies, written
from duijie.matching.understanding.focus import focus, held
from duijie.matching.understanding.quantities import find
from duijie.matching.understanding.units import comparable, convert, parse
from duijie.matching.understanding.variants import folded

_CLAUSE_MARK = re.compile(r"[,，;；。:：]\s?(?!\d)|\.\s")


@dataclass(frozen=True, slots=True)
class Stated:
    """The number found: whether it meets the requirement, where it stands in the sentence,
    whether words tie it to what the requirement is about, and whether it is of a ``common``
    kind, of which every text has some."""

    quantity: Quantity
    satisfied: bool
    tied: bool
    common: bool
    note: tuple[str, str, str]


def stated(requirement: Requirement, sentence: str) -> Stated | None:
    """The number of a sentence that answers a requirement's, or None.

    Among numbers of the same dimension the one whose clause shares most words with the
    requirement is taken. Without a shared word a number speaks only if it can hardly be about
    something else: all comparable numbers of the sentence agree, and for shares, durations
    and counts, which every text is full of, there is just one.
    """
    wanted = requirement.quantity
    if wanted is None:
        return None
    judged = [
        (quantity, answer)
        for quantity in find(sentence)
        if not _left_behind(sentence, quantity)
        and not of_another(requirement.text, sentence, quantity)
        and course.fits(requirement.text, sentence, quantity)
        and comparable(wanted.unit, quantity.unit)
        and (answer := _answer(requirement.text, wanted, quantity)) is not None
    ]
    if not judged:
        return None
    shared = [_shared(requirement, sentence, quantity) for quantity, _ in judged]
    near = [_near(wanted, quantity, tied=any(tie)) for (quantity, _), tie in zip(judged, shared, strict=True)]
    judged = [pair for pair, kept in zip(judged, near, strict=True) if kept]
    shared = [tie for tie, kept in zip(shared, near, strict=True) if kept]
    if not judged:
        return None
    most = max(shared)
    nearest = [pair for pair, tie in zip(judged, shared, strict=True) if tie == most]
    tied = any(most)
    if not tied and (len({answer for _, answer in nearest}) > 1 or (len(nearest) > 1 and _everywhere(wanted.unit))):
        return None
    # Of several values of one thing the best counts: 最低90%，最高97%.
    quantity, answer = max(nearest, key=lambda pair: pair[1])
    if not (tied or answer) and _everywhere(wanted.unit):
        return None  # what may be about something else does not speak against an item
    note = ("satisfied" if answer else "not satisfied", written(wanted), written(quantity))
    return Stated(quantity, answer, tied, _everywhere(wanted.unit), note)


def _shared(requirement: Requirement, sentence: str, quantity: Quantity) -> tuple[float, int]:
    """How much of what a requirement is about the clause of a quantity names, and how many of its words
    it holds, the measure by any name: of 检出率99%，误判率0.7% the second answers for 误报率."""
    clause = _clause(sentence, quantity)
    about = wording(requirement)
    subject = frozenset(term for term in overlap.asked(about) if overlap.telling(term) and not term[0].isdigit())
    measured = same_measure(requirement.text, sentence, quantity)
    return held(focus(about).core, clause) or 0.0, len(subject & overlap.terms(clause)) + measured


_WORKS_OVER = re.compile(
    r"(?:工作|使用|适用|运行|环境|[贮储存]存|测[量试温]|检测|调节)[^，,。；;]{0,6}(?:温|湿度|压力|电压|范围)|量程|耐|"
    r"\b(?:operat\w+|working|storage|ambient|measur\w+) (?:temperature|humidity|pressure|voltage|range)"
)

_BEARS = re.compile(r"耐|承受|\b(?:withstand|surviv|resist|endur)")


def _answer(text: str, wanted: Quantity, found: Quantity) -> bool | None:
    """As :func:`satisfies`; what is to work from -40 to 85 ℃ has to do so over all of it."""
    spans = wanted.comparator == "=" and wanted.upper is not None and bool(_WORKS_OVER.search(folded(text)))
    if found.comparator != "=" or found.upper is None:
        return None if spans else satisfies(wanted, found)
    low, high = (convert(value, found.unit, wanted.unit) for value in (found.value, found.upper))
    if spans and wanted.upper is not None:
        return low <= wanted.value and wanted.upper <= high
    if wanted.upper is None and _BEARS.search(folded(text)) and low <= wanted.value <= high:
        return True  # to bear -40 ℃ and good from -50 to 85 ℃
    return satisfies(wanted, found)


_FROM = re.compile(r"(?:由|从|自|\bfrom)\s*(?:[^\d,，;；。.]{0,8}|an? [a-z ]{0,20})\Z", re.IGNORECASE)
_REACHED = re.compile(r"[^,，;；。]{0,16}?(?:到|至|为|\bto\b)")


def _left_behind(sentence: str, quantity: Quantity) -> bool:
    """Whether an amount is where a change began: in 由60%提高到97% what was reached counts."""
    started = _FROM.search(sentence, max(0, quantity.start - 32), quantity.start)
    return started is not None and _REACHED.match(sentence, quantity.end) is not None


_FAR = 30.0
_FAR_TIED = 300.0


def _near(wanted: Quantity, found: Quantity, *, tied: bool) -> bool:
    """Whether two amounts are of one order: 2,900 m of altitude say nothing of 5 mm of ice."""
    asked = wanted.value if wanted.upper is None else wanted.upper
    told = convert(found.value if found.upper is None else found.upper, found.unit, wanted.unit)
    if asked == 0 or told == 0:
        return True
    ratio = abs(told / asked)
    return 1 / ratio <= (_FAR_TIED if tied else _FAR) and ratio <= (_FAR_TIED if tied else _FAR)


def _everywhere(unit: str) -> bool:
    known = parse(unit)
    return known is None or known.counted or known.dimension in ((), (("time", 1),))


def _clause(sentence: str, quantity: Quantity) -> str:
    """The clause around a quantity, without the quantity itself."""
    marks = [mark.end() for mark in _CLAUSE_MARK.finditer(sentence)]
    start = max((mark for mark in marks if mark <= quantity.start), default=0)
    end = min((mark for mark in marks if mark >= quantity.end), default=len(sentence))
    return f"{sentence[start : quantity.start]} {sentence[quantity.end : end]}"
