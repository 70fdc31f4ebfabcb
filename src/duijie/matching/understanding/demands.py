"""Which amount a clause demands, and whether at least, at most or exactly.

>>> demanded("寿命10年").comparator, demanded("运行成本5元/吨").comparator
('>=', '<=')
"""

from __future__ import annotations

import re
from dataclasses import replace

from duijie.matching.types import Comparator, Quantity
from duijie.matching.understanding.course import moved
from duijie.matching.understanding.quantities import find
from duijie.matching.understanding.units import WORTH, parse
from duijie.matching.understanding.variants import folded

BOUND: tuple[Comparator, ...] = ("<", "<=", ">", ">=")
# 寿命10年 and 耐300℃ are met by more, 耐-40℃ by less.
_BEARS = re.compile(
    r"(?:耐受?|抗|承受|经受|经得[起住]|扛得?住|顶得?住|(?:寿命|使用期|质保期?|保修期?)(?:要|达|为)?|"
    r"\b(?:withstand(?:s|ing)?|surviv(?:e|es|ing)|resist(?:s|ing|ant to)?|endur(?:e|es|ing)|"
    r"(?:life|lifetime|life span|lifespan|warranty)(?: of)?))"
    r"(?:低温|高温|温度?|压力?|拉|住)?\s*(?:of\s)?\Z"
)
_REACH = re.compile(r"(?:达到?|达至|至|到|reach(?:es|ing)?|achiev(?:e|es|ing)|of)\s*$", re.IGNORECASE)

_LASTS = re.compile(
    r"\s*(?:之?内|都)?(?:不(?!超过|到|足|大于|高于|多于)|无需|无(?=故障)|免)|\s*without\b", re.IGNORECASE
)


_ERROR = re.compile(r"精度|误差|偏差|准确度|不确定度|分辨率|\b(?:accura|precis|error|deviation|resolution)")
_PRICE = re.compile(r"成本|费|价|\b(?:cost|price|fee)")
_OUTPUT = re.compile(
    r"处理|[产能]量|产能|能力|效率|速度|吞吐|加工|生产|\b(?:capacity|throughput|output|process|produc)"
)


def demanded(text: str) -> Quantity | None:
    """The quantity that a clause demands: a bound before a plain value, a measure before a
    count. 达到95% and 十年不用换 demand at least that. None when the clause demands no amount."""
    found = [q for q in find(text) if q.comparator in BOUND or not getattr(parse(q.unit), "counted", True)]
    found.sort(key=lambda q: q.comparator not in BOUND)
    if not found:
        return None
    best = found[0]
    reached = _REACH.search(folded(text[: best.start])) or _LASTS.match(folded(text[best.end :]))
    if best.comparator != "=" or best.upper is not None:
        return best
    if reached or moved(text, best):
        return replace(best, comparator=">=")
    if _BEARS.search(folded(text[: best.start])):
        return replace(best, comparator="<=" if best.value < 0 else ">=")
    return replace(best, comparator=_meant(folded(text), best))


def _meant(text: str, amount: Quantity) -> Comparator:
    """How whoever asks means a bare amount: an error and a price at most, an output at least."""
    known = parse(amount.unit)
    bases = dict(known.dimension) if known is not None else {}
    if bases.keys() & {"length", "angle", "temperature", "time"} and _ERROR.search(text):
        return "<="
    if WORTH & bases.keys() and _PRICE.search(text):
        return "<="
    if bases.pop("time", 0) == -1 and any(power > 0 for power in bases.values()) and _OUTPUT.search(text):
        return ">="
    return "="
