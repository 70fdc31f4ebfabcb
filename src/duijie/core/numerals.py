"""Numbers as people write them: 1,200; 3.5×10⁴; 五百万; 九成八; 几十; two hundred and fifty.

>>> chinese("一百二十三"), chinese("几十"), english("two hundred and fifty")
((123.0, 123.0), (20.0, 90.0), 250.0)
"""

from __future__ import annotations

import re

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

MULTIPLIERS = {
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "万亿": 1e12,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}

CHINESE = "[零〇一二两三四五六七八九十百千万亿几数]+(?:点[零〇一二三四五六七八九几]+)?"
"""What a Chinese numeral looks like; whether it is one, :func:`chinese` says."""

ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"

_ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "dozen": 12, "thousand": 10**3, "million": 10**6, "billion": 10**9}

_ENGLISH_WORD = "(?:" + "|".join(sorted([*_ONES, *_TENS, *_SCALES], key=len, reverse=True)) + ")"
ENGLISH = rf"\b{_ENGLISH_WORD}(?:(?:[ -]|\s+and\s+){_ENGLISH_WORD})*\b"


def chinese(word: str) -> tuple[float, float] | None:
    """The least and the greatest number that a Chinese numeral may mean; None when it is none.

    几 and 数 mean 2 to 9 (十几 11 to 19, 零点几 0.1 to 0.9). A numeral that begins with 百, 千,
    万 or 亿 is none: 千克, 万元 and 百度 are other things.
    """
    whole, _, fraction = word.partition("点")
    if not whole or whole[0] in "百千万亿":
        return None
    loose = _NEIGHBOURS.search(whole)
    if loose:
        # 一两块, 四五百: one digit or the next.
        cut = loose.start()
        low, high = (_whole(whole[:cut] + whole[at] + whole[cut + 2 :], 2) for at in (cut, cut + 1))
    else:
        low, high = _whole(whole, 2), _whole(whole, 9)
    if low is None or high is None:
        return None
    if fraction:
        low += _fraction(fraction, 1)
        high += _fraction(fraction, 9)
    return float(low), float(high)


_NEIGHBOURS = re.compile(
    r"(?<![零〇一二两三四五六七八九])(?:一[二两]|[二两]三|三四|四五|五六|六七|七八|八九)(?![零〇一二两三四五六七八九])"
)


def _whole(word: str, vague: int) -> float | None:
    if all(char in _DIGITS for char in word):
        # 二〇二五 is read digit by digit; a single digit is the usual case.
        return int("".join(str(_DIGITS[char]) for char in word))
    total = section = 0
    digit: int | None = None
    for position, char in enumerate(word):
        if char in "几数":
            if digit is not None:
                return None
            digit = vague if position == 0 else (1 if vague == 2 else 9)
        elif char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (1 if digit is None else digit) * _SMALL[char]
            digit = None
        else:
            section += digit or 0
            # 一亿二千万 adds, 三万亿 multiplies.
            if total < _LARGE[char]:
                total = (total + section or 1) * _LARGE[char]
            else:
                total += (section or 1) * _LARGE[char]
            section, digit = 0, None
    return total + section + (digit or 0)


def _fraction(digits: str, vague: int) -> float:
    return float("0." + "".join(str(vague if char == "几" else _DIGITS[char]) for char in digits))


def english(words: str) -> float | None:
    """The number that English number words mean; None when they are none in a row
    ("two three")."""
    total: float = 0
    section: float = 0
    last = ""
    for word in re.findall(r"[a-z]+", words.lower()):
        if word == "and":
            continue
        if word in _ONES:
            if last == "one" or (last == "ten" and _ONES[word] > 9):
                return None
            section += _ONES[word]
            last = "one"
        elif word in _TENS:
            if last in ("one", "ten"):
                return None
            section += _TENS[word]
            last = "ten"
        elif word in _SCALES:
            scale = _SCALES[word]
            if scale < 1000:
                section = (section or 1) * scale
            else:
                total += (section or 1) * scale
                section = 0
            last = "scale"
        else:
            return None
    return float(total + section)


def arabic(digits: str) -> float:
    """The value of 1,200 or 3.5."""
    return float(digits.replace(",", ""))
