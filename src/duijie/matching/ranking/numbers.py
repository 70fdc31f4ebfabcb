"""Whether a sentence states the number that a requirement asks for.

>>> requirement = Requirement("去除率不低于95%", quantity=find("去除率不低于95%")[0])
>>> stated(requirement, "处理后总磷去除率达97.3%，成本3元/吨").note
('satisfied', '≥ 95 %', '97.3 %')
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from duijie.matching.ranking import overlap
from duijie.matching.ranking.signals import wording
from duijie.matching.types import Quantity, Requirement
from duijie.matching.understanding.quantities import comparable, convert, find, satisfies, written
from duijie.matching.understanding.units import parse

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
        if comparable(wanted.unit, quantity.unit) and (answer := satisfies(wanted, quantity)) is not None
    ]
    if not judged:
        return None
    about = overlap.asked(wording(requirement))
    subject = frozenset(term for term in about if overlap.telling(term) and not term[0].isdigit())
    shared = [len(subject & overlap.terms(_clause(sentence, quantity))) for quantity, _ in judged]
    near = [_near(wanted, quantity, tied=count > 0) for (quantity, _), count in zip(judged, shared, strict=True)]
    judged = [pair for pair, kept in zip(judged, near, strict=True) if kept]
    shared = [count for count, kept in zip(shared, near, strict=True) if kept]
    if not judged:
        return None
    most = max(shared)
    nearest = [pair for pair, count in zip(judged, shared, strict=True) if count == most]
    if most == 0 and (len({answer for _, answer in nearest}) > 1 or (len(nearest) > 1 and _everywhere(wanted.unit))):
        return None
    # 由60%提高到97%: what was reached counts.
    quantity, answer = max(nearest, key=lambda pair: pair[1])
    note = ("satisfied" if answer else "not satisfied", written(wanted), written(quantity))
    return Stated(quantity, answer, most > 0, _everywhere(wanted.unit), note)


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
