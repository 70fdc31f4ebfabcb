"""A、B和C分别为x、y和z: which of several things a figure of a row belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duijie.reading.facts.frame import Frame
from duijie.reading.facts.numbers import Number
from duijie.reading.facts.spans import starting
from duijie.reading.facts.words import Words

_BETWEEN = re.compile(r"\s*(?:[、,]|和|与|及|以及|(?:19|20)\d\d年的?|,?降至|,?增至|[近约超逾]|超过|达到?)*\s*")
_LIST = re.compile(
    r"(?P<row>[^,;。:\n]+?)(?:的(?P<what>[^,;。的、]{2,14}))?(?:均|则|,)*(?:在[^,;。]{2,30}实现[^,;。]{2,12},)?$"
)
_JOINT = re.compile(r"、|和|与|及|以及|,")
_HEAD = re.compile(r"^(?:到?(?:19|20)\d\d年(?:底|末)?,?|截[至止][^,]{1,12},|其中,?|目前,?|全[市省区县国校院])+")
_TOTAL = re.compile(r"(?:数|量|率|额|比例|比重|年龄|面积|收入|经费|规模|长度|时间)$")


def respectively(frame: Frame, number: Number, earlier: Sequence[Number]) -> str:
    """The measure of a number of such a row; "" for any other.

    ``earlier`` are the numbers before it in its sentence. Words and figures must be equally many.
    """
    sentence = frame.sentence(number.start)
    at = frame.text.rfind("分别", sentence.start, number.start)
    if at < 0:
        return ""
    before = [n for n in earlier if n.start > at]
    row = [*before, number]
    starts = [at + 2, *(n.end for n in row[:-1])]
    if not _LEADS.fullmatch(frame.text[starts[0] : row[0].start]) or not all(
        _BETWEEN.fullmatch(frame.text[a : n.start]) for a, n in zip(starts[1:], row[1:], strict=True)
    ):
        return ""
    found = _LIST.search(_HEAD.sub("", frame.text[sentence.start : at]))
    if not found:
        return ""
    named = [m.name for m in starting(frame.organisations, sentence.start, at)]
    items = _shared([i.strip() for i in _JOINT.split(found["row"]) if i.strip()])
    # The row goes on behind this number as long as figures are joined.
    wanted = len(row) + _more(frame, number, sentence.end)
    if len(items) < 2 or len(items) != wanted:
        # 平均年龄分别降至2011年的56.9岁和2013年的56.7岁: one thing, several times.
        dated = all(_YEAR.search(frame.text[a : n.start]) for a, n in zip(starts, row, strict=True))
        return _HEAD.sub("", frame.text[sentence.start : at]).rpartition(",")[2] if dated else ""
    item, last = items[len(row) - 1], items[-1]
    tail = found["what"] or next((t for t in _TAILS if last.endswith(t) and not item.endswith(t)), "")
    if len(row) == 1 and not any(
        i.startswith(n) for i in items[1:] for n in named
    ):  # 江城大学2022年招收|本科生、硕士生和博士生
        item = re.sub(
            r"^.*(?:19|20)\d\d年度?(?=[一-鿿]{2})",
            "",
            next((item[len(n) :] for n in named if item.startswith(n) and len(item) > len(n) + 1), item),
        )
    told = item + tail
    return told if _TOTAL.search(told) or number.kind in ("money", "share") else f"{told}数"


_YEAR = re.compile(r"(?:19|20)\d\d年")
_LEADS = re.compile(
    r"(?:\s|为|是|有|达到?|增长|下降|突破|超过?|增至|降至|招收|设立|完成|提高|占|约|近|逾|(?:19|20)\d\d年的)*"
)
_TAILS = ("招生人数", "人数", "数量", "占比", "比例", "总数")
_NEXT = re.compile(
    r"\s*[余多]?[一-鿿%]{0,3}\s*(?:[、,]|和|与|及|以及)\s*(?:[近约超逾]|超过|(?:19|20)\d\d年的)?\d[\d,.]*[万亿千百]*"
)


def _more(frame: Frame, number: Number, limit: int) -> int:
    count, at = 0, number.end
    while match := _NEXT.match(frame.text, at, limit):
        count, at = count + 1, match.end()
    return count


_FIGURE = r"[近约超逾]?\d[\d,.]*[万亿千百]*[余多]?\s*(?:[一-鿿]{1,2}(?![一-鿿])|%|个百分点)"
_FIGURES = rf"\s*(?P<figures>{_FIGURE}(?:\s*(?:、|和|与|及)\s*{_FIGURE})+)"
_COUNTS = re.compile(
    rf"(?P<row>[^,;。:\d]{{2,40}}?(?:、|和|与|及)[^,;。:\d]{{2,30}}?)(?:数量|总数)?(?:分别)?(?:达到?|为|有|突破|超过?)+{_FIGURES}"
)
_GROWTH = re.compile(
    rf"(?:\s*,\s*(?:分别)?(?P<how>(?:同比|较上年|比上年)?(?:增长|下降|提高|增加|减少|上升))"
    rf"(?:了|达)?{_FIGURES.replace('figures', 'grown')})?"
)
_ROWS = re.compile(_COUNTS.pattern + _GROWTH.pattern)
_SHORT = 4


def _shared(items: list[str]) -> list[str]:
    """Items of a row with what only the first says of all: 技术合同成交额、登记项数."""
    if len(items) < 2 or not _TOTAL.search(items[0]):
        return items
    last = Words.of(items[0]).words[-1]
    lead = items[0][: last.start]
    if len(lead) < 2 or lead.endswith("的"):
        return items
    return [items[0], *(lead + i if len(i) <= _SHORT and _TOTAL.search(i) else i for i in items[1:])]


_TWO_FIGURES = re.compile(r"\d[^\d,;。]{0,8}(?:、|和|与|及)\s*[近约超逾]?\d")
_PARTS = re.compile(r"\s*(?:、|和|与|及)\s*")


def row_of_figures(frame: Frame, number: Number) -> str:
    """The measure of a figure in 企业、机构达10家、20家,分别增长3%、4%; "" elsewhere."""
    sentence = frame.sentence(number.start)
    if not _TWO_FIGURES.search(frame.text, sentence.start, sentence.end):
        return ""
    for match in _ROWS.finditer(frame.text, sentence.start, sentence.end):
        if not match.start() <= number.start < match.end():
            continue
        items = _shared([i.strip() for i in _PARTS.split(_HEAD.sub("", match["row"])) if i.strip()])
        grown = match["grown"] is not None and number.start >= match.start("grown")
        start, figures = (match.start("grown"), match["grown"]) if grown else (match.start("figures"), match["figures"])
        parts = list(re.finditer(_FIGURE, figures))
        if len(parts) != len(items):
            return ""
        at = next((i for i, p in enumerate(parts) if start + p.start() <= number.start < start + p.end()), None)
        if at is None:
            return ""
        item = items[at].strip()
        if grown:
            return item + re.sub(r"^(?:较上年|比上年)", "", match["how"])
        return item if _TOTAL.search(item) or number.kind in ("money", "share") else f"{item}数"
    return ""
