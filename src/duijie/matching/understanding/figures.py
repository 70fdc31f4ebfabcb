"""The numbers of a text: 1,200; 3.5×10⁴; 三百分之一; 九成八; 几十; two hundred and fifty.

    >>> match = NUMBER.search("残留3×10^4个")
    >>> value_of(match).low
    30000.0

What they count, :mod:`duijie.matching.understanding.quantities` reads.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from duijie.core import numerals


class Number(NamedTuple):
    """What a number at ``start:end`` of a text may mean, from ``low`` to ``high`` (几十 is 20 to 90)."""

    low: float
    high: float
    start: int
    end: int
    spelled: bool  # in Chinese or English number words


NUMBER = re.compile(
    rf"(?P<times>(?P<mantissa>\d+(?:\.\d+)?\s?[×x*]\s?)?10(?:\^\(?(?P<exp>[-+]?\d+)\)?|(?P<sup>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|"
    rf"(?(mantissa)(?P<flat>-(?:1[0-2]|[1-9]))(?![\d.])|(?!))))"
    rf"|(?P<arabic>{numerals.ARABIC})(?:[eE](?P<e>[-+]?\d{{1,2}})(?![\w.]))?"
    rf"|(?P<fraction>(?P<base>百|千|万|[二三四五六七八九十])分之(?P<above>{numerals.CHINESE}|{numerals.ARABIC}))"
    rf"|"
    rf"(?P<tenths>(?P<whole>[一二三四五六七八九1-9])成(?P<part>[一二三四五六七八九半1-9])?(?![功本员分果熟为立长就都套团群品交人]))"
    rf"|(?P<chinese>{numerals.CHINESE})"
    rf"|(?P<english>{numerals.ENGLISH})"
    r"|(?P<half>半|\bhalf an? )",
    re.IGNORECASE,
)
"""What looks like a number; whether it is one, :func:`value_of` says."""

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


def value_of(match: re.Match[str]) -> Number | None:
    """The number that a match of :data:`NUMBER` is; None when it only looks like one."""
    low: float | None
    high: float | None = None
    group = match.lastgroup
    spelled = False
    if match.group("times"):
        mantissa = re.match(numerals.ARABIC, match.group("times"))
        power = int(match.group("exp") or match.group("flat") or match.group("sup").translate(_SUPERSCRIPT))
        if abs(power) > 30:
            return None
        bare = re.match(r"10[\^⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]", match.group("times"))
        low = (1.0 if bare or mantissa is None else float(mantissa.group())) * 10.0**power
    elif match.group("arabic"):
        low = numerals.arabic(match.group("arabic")) * 10.0 ** int(match.group("e") or 0)
    elif match.group("fraction"):
        above = match.group("above")
        pair = (numerals.arabic(above),) * 2 if above[0].isdigit() else numerals.chinese(above)
        base = {"百": 100, "千": 1000, "万": 10000, "十": 10}.get(match.group("base"))
        base = base or "零一二三四五六七八九".index(match.group("base"))
        low, high = (pair[0] * 100 / base, pair[1] * 100 / base) if pair else (None, None)
    elif match.group("tenths"):
        digit = {char: n for n, char in enumerate("0123456789")} | {
            char: n for n, char in enumerate("零一二三四五六七八九")
        }
        part = match.group("part")
        low = 10.0 * digit[match.group("whole")] + (5 if part == "半" else digit[part] if part else 0)
    elif match.group("chinese"):
        pair = numerals.chinese(match.group("chinese"))
        low, high = pair if pair else (None, None)
        spelled = True
    elif match.group("english"):
        low = numerals.english(match.group("english"))
        spelled = True
    else:
        low, spelled = 0.5, True
    if low is None or not math.isfinite(low) or group is None:
        return None
    return Number(low, low if high is None else high, match.start(), match.end(), spelled)
