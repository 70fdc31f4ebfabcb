"""Full dates in Chinese and English, in figures, words and characters.

A date without a year is none, and one that could be read in two ways (03/04/2026) neither.
"""

from __future__ import annotations

import re
from datetime import date

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_GAP = r"\s{0,4}"  # bounded: lines of nothing but blanks exist
_YEAR = r"(?:19|20)\d{2}"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_ZONE = r"(?:\s{0,4}(?:Z\b|[+-]\d{2}:?\d{2}(?!\d)|(?:UTC|GMT|CET|CEST|BST|EST|EDT|PST|CST)\b))?"
_CLOCK = (
    rf"{_GAP}[,，]?{_GAP}[T@]?{_GAP}(?:at\s{{1,4}})?\d{{1,2}}[:：时]\d{{2}}(?:[:：分]\d{{2}}(?:\.\d+)?秒?)?分?"
    rf"(?:{_GAP}[ap]\.?m\.?)?{_ZONE}"
)
_WEEKDAY = (
    r"(?:[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?)"
)
_FIGURES = (
    rf"(?<!\d)(?P<y1>{_YEAR}){_GAP}[-./年]{_GAP}(?P<m1>1[0-2]|0?[1-9]){_GAP}[-./月]{_GAP}"
    rf"(?P<d1>{_DAY})(?!\d){_GAP}[日号]?"
)
_DAY_FIRST = (
    rf"(?<![\w.])(?P<d2>{_DAY})(?:st|nd|rd|th)?(?:\s{{1,4}}of)?[\s.-]{{1,4}}"
    rf"(?P<m2>{_MONTH})\.?,?[\s-]{{1,4}}(?P<y2>{_YEAR})(?![\d\w])"
)
_MONTH_FIRST = rf"(?<!\w)(?P<m3>{_MONTH})\.?\s{{1,4}}(?P<d3>{_DAY})(?:st|nd|rd|th)?,?\s{{1,4}}(?P<y3>{_YEAR})(?![\d\w])"
# Points are put between day, month and year by those who begin with the day; Hungarians begin with the year.
_POINTED = rf"(?<![\d.])(?P<d5>{_DAY})\.{_GAP}(?P<m5>1[0-2]|0?[1-9])\.{_GAP}(?P<y5>{_YEAR})(?![\d.])"
_YEAR_FIRST = rf"(?<![\d.])(?P<y6>{_YEAR})[.,]?\s{{1,4}}(?P<m6>{_MONTH})\w{{0,3}}\.?\s{{1,4}}(?P<d6>{_DAY})(?!\d)"
_FIGURE = "[〇○零一二三四五六七八九]"
_CHARACTERS = (
    rf"(?P<y4>[二一]{_FIGURE}{{3}})年"
    r"(?P<m4>十[一二]?|[一二三四五六七八九])月(?P<d4>[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
)

# The whole expression with weekday and time of day; for a date's bare value see iso_date.
DATE = re.compile(
    rf"(?:{_WEEKDAY}{_GAP}[,，]?{_GAP})?(?:{_FIGURES}|{_DAY_FIRST}|{_MONTH_FIRST}|{_CHARACTERS}|{_POINTED}|{_YEAR_FIRST})"
    rf"(?:{_GAP}[,，]?{_GAP}{_WEEKDAY})?(?:{_CLOCK})?",
    re.I,
)
_HEADING = (
    r"(?:发布|发表|更新|成文|日期|时间|于|"
    r"(?:first |last )?(?:published|posted|updated|modified|issued)(?: on)?|date(?: of \w+)?)"
)


def iso_date(text: str) -> str | None:
    """The first full date of a (Simplified) text as YYYY-MM-DD.

    >>> iso_date("2020年1月17日"), iso_date("Posted on June 22nd, 2026"), iso_date("二〇二一年十月八日")
    ('2020-01-17', '2026-06-22', '2021-10-08')
    >>> iso_date("2021-02-31") is iso_date("May 2021") is None
    True
    """
    for match in DATE.finditer(text):
        if found := value(match):
            return found
    return None


def value(match: re.Match[str]) -> str | None:
    """The day that a match of ``DATE`` names, or None for one that is in no calendar."""
    parts = match.groupdict()
    if parts["y1"]:
        numbers = [int(parts[key]) for key in ("y1", "m1", "d1")]
    elif parts["y5"]:
        numbers = [int(parts[key]) for key in ("y5", "m5", "d5")]
    elif parts["y4"]:
        numbers = [_characters(parts[key]) for key in ("y4", "m4", "d4")]
    else:
        n = next(n for n in "236" if parts[f"y{n}"])
        numbers = [int(parts[f"y{n}"]), _MONTHS.index(parts[f"m{n}"][:3].lower()) + 1, int(parts[f"d{n}"])]
    try:
        return date(*numbers).isoformat()
    except ValueError:
        return None


def _characters(text: str) -> int:
    figures = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (figures[tens] if tens else 1) + (figures[ones] if ones else 0)
    return int("".join(str(figures[c]) for c in text)) if text else 0


def is_date(plain: str) -> bool:
    """Whether a line is nothing but a date (with year), perhaps in brackets or announced."""
    return len(plain) <= 80 and _DATE_LINE.match(plain) is not None


_DATE_LINE = re.compile(rf"^[\[(（【\s]*(?:{_HEADING})*\s*[:：]?\s*(?:{DATE.pattern})[\])）】\s]*$", re.I)
