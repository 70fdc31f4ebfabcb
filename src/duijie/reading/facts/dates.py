"""Dates in running text, the year or month added only from what the page itself states."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from duijie.reading.dates import DATE
from duijie.reading.dates import value as full_value

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_NAME = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_RANGE = r"(?:\s*(?:日)?\s*[-~—至到]+\s*(?:\d{1,2}\s*月)?\d{1,2}(?=\s*日))?"
_PARTIAL = re.compile(
    r"(?<![\d.])(?P<ym_y>(?:19|20)\d{2})\s*年\s*(?P<ym_m>1[0-2]|0?[1-9])\s*月(?:份|底|初|中旬|上旬|下旬)?(?!\s*\d)"
    rf"|(?<![\d.年])(?P<md_m>1[0-2]|0?[1-9])\s*月\s*(?P<md_d>3[01]|[12]\d|0?[1-9]){_RANGE}\s*[日号]"
    r"|(?<![\d.月年])(?P<m_m>1[0-2]|[1-9])\s*月(?:份|底|初|中旬|上旬|下旬)(?!\d)"
    r"|(?<![\d.])(?P<y_y>(?:19|20)\d{2})\s*年(?![\d年]|来|前|后|内|间)"
    rf"|(?<![\d.月年])(?P<d_d>3[01]|[12]\d|[1-9]){_RANGE}日(?![本元报常期程前子内均益游后])"
    r"|(?P<same>当[天日](?:上午|下午|晚上?)?|同[日天]|是日)"
    r"|(?P<this>今年|本年度?)|(?P<last>去年|上年度?)|(?P<that>当年|同年)"
    rf"|\b(?P<en_m>{_MONTH_NAME})\.?\s+(?P<en_d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|"
    rf"th)?(?:\s*[-–]\s*\d{{1,2}})?\b(?!\s*,?\s*\d{{4}})"
    rf"|\b(?P<de_d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\s+(?P<de_m>{_MONTH_NAME})\b(?!\s*,?\s*\d{{4}})"
    rf"|\b(?P<my_m>{_MONTH_NAME})\.?,?\s+(?P<my_y>(?:19|20)\d{{2}})\b"
    r"|\b(?:in|since|during|In|Since|During)\s+(?P<in_y>(?:19|20)\d{2})\b(?![-–/])"
)
_SPAN = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*年\s*(?P<m>1[0-2]|0?[1-9])\s*月\s*(?P<d>3[01]|[12]\d|0?[1-9])\s*日?\s*[-~—至到]+"
    r"\s*(?:(?:(?:19|20)\d{2}\s*年)?(?:1[0-2]|0?[1-9])\s*月)?(?:3[01]|[12]\d|0?[1-9])\s*日"
)
_EN_SPAN = re.compile(
    rf"\b(?P<m>{_MONTH_NAME})\.?\s+(?P<d>\d{{1,2}})\s*(?:-|–|to|"
    rf"and)\s*(?:{_MONTH_NAME}\s+)?\d{{1,2}},?\s+(?P<y>(?:19|20)\d{{2}})\b"
    rf"|\b(?P<d2>\d{{1,2}})\s*(?:-|–|to|and)\s*\d{{1,2}}\s+(?P<m2>{_MONTH_NAME}),?\s+(?P<y2>(?:19|20)\d{{2}})\b"
)
_CONTEXT = re.compile(r"将于|拟于|定于|即将")


@dataclass(frozen=True, slots=True)
class DateMention:
    """``text[start:end]`` and the day, month or year it names (``2020-01-17``, ``2020-01``,
    ``2020``; the first day of several), None when the page does not tell the year.
    ``inferred`` says that year or month came from elsewhere in the page."""

    start: int
    end: int
    value: str | None
    inferred: bool = False


def find_dates(text: str, published: str | None = None) -> tuple[DateMention, ...]:
    """The dates of a text, in order.

    A month and day without a year take the year of the page's date, or of the full date before
    it, whichever the page states: the year that brings it nearest. A bare day (18日) takes the
    month of the date before it, else of the page's date.

    >>> [m.value for m in find_dates("1月7日发布榜单,17日开会。2021年11月5日至7日再次举办,同日签约。", "2020-01-18")]
    ['2020-01-07', '2020-01-17', '2021-11-05', '2021-11-05']
    >>> find_dates("11月7日上午召开学习会")[0].value is None
    True
    """
    anchor = _parsed(published)
    found: list[DateMention] = []
    taken = 0
    last: str | None = None  # the last day or month named
    for match in _matches(text):
        if match.start() < taken:
            continue
        stated = _stated(match)
        if stated is not None or match.re is not _PARTIAL:
            mention = DateMention(match.start(), match.end(), stated)
        else:
            future = _CONTEXT.search(text[max(0, match.start() - 6) : match.start()]) is not None
            value = _inferred(match.groupdict(), anchor, last, future=future)
            mention = DateMention(match.start(), match.end(), value, inferred=value is not None)
        found.append(mention)
        taken = match.end()
        if mention.value and len(mention.value) > 4:
            last = mention.value
    return tuple(found)


def _matches(text: str) -> list[re.Match[str]]:
    patterns = (_SPAN, _EN_SPAN, DATE, _PARTIAL)
    ranked = [(m.start(), rank, m) for rank, p in enumerate(patterns) for m in p.finditer(text)]
    return [m for _, _, m in sorted(ranked, key=lambda r: r[:2])]


def _stated(match: re.Match[str]) -> str | None:
    """The value of an expression that says its year itself."""
    if match.re is DATE:
        return full_value(match)
    parts = match.groupdict()
    if match.re is _SPAN:
        return _day(int(parts["y"]), int(parts["m"]), int(parts["d"]))
    if match.re is _EN_SPAN:
        month, day, year = (parts[k] or parts[f"{k}2"] for k in "mdy")
        return _day(int(year), _month(month), int(day))
    if parts["ym_y"]:
        return f"{parts['ym_y']}-{int(parts['ym_m']):02d}"
    if parts["my_y"]:
        return f"{parts['my_y']}-{_month(parts['my_m']):02d}"
    return parts["y_y"] or parts["in_y"]


def _inferred(parts: dict[str, str | None], anchor: date | None, last: str | None, *, future: bool) -> str | None:
    base = _parsed(last) or anchor
    if parts["same"]:
        return last if last and len(last) == 10 else None
    if parts["this"] or parts["last"]:
        return str(anchor.year - bool(parts["last"])) if anchor else None
    if parts["that"]:
        return last[:4] if last else None
    month, day = parts["md_m"] or parts["m_m"], parts["md_d"]
    if name := parts["en_m"] or parts["de_m"]:
        month, day = str(_month(name)), parts["en_d"] or parts["de_d"]
    if month:
        year = (
            _nearest_year(anchor, int(month), int(day or 15), future=future) if anchor else base.year if base else None
        )
        if year is None:
            return None
        return _day(year, int(month), int(day)) if day else f"{year}-{int(month):02d}"
    if parts["d_d"] and base and (last is None or len(last) >= 7):
        return _day(base.year, base.month, int(parts["d_d"]))
    return None


def _nearest_year(anchor: date, month: int, day: int, *, future: bool) -> int:
    """The year in which a day lies nearest to the page's date; not after it by more than half
    a year, and in the next year only when the text announces it."""
    years = (anchor.year - 1, anchor.year, anchor.year + 1) if future else (anchor.year - 1, anchor.year)
    return min(years, key=lambda y: abs((date(y, month, min(day, 28)) - anchor).days))


def _parsed(value: str | None) -> date | None:
    if value is None or len(value) < 7:
        return None
    try:
        return date.fromisoformat(value if len(value) == 10 else f"{value}-01")
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _month(name: str) -> int:
    return next(i for i, full in enumerate(_MONTHS, 1) if full.startswith(name.lower()[:3]))
