"""Quantities in Chinese and English text: find them. How they compare is told in
:mod:`duijie.matching.understanding.comparing`.

    >>> found = find("运行成本低于5元/吨，去除率不低于95%")
    >>> [(q.comparator, q.value, q.unit) for q in found]
    [('<', 5.0, '元/吨'), ('>=', 95.0, '%')]

What is written in digits but counts or measures nothing is left out: names (CO2, PM2.5,
5G), dates, standards (GB/T 2260-2007), list numbers, ordinals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from duijie.core import numerals
from duijie.matching.types import Comparator, Quantity
from duijie.matching.understanding.figures import NUMBER, Number, value_of
from duijie.matching.understanding.units import PRESSURE, WORTH, Unit, comparable, convert, parse, read_unit
from duijie.matching.understanding.variants import half_width

_MULTIPLIER = re.compile(
    r"\s?(万亿|千万|百万|十万|亿|万|千|百)(?!分)|\s?(hundred|thousand|million|billion|trillion)\b", re.IGNORECASE
)
# 20k EUR, 30k cycles, 20w元; $5m only where the currency stands before.
_MONEY = r"(?:元|块|yuan|RMB|CNY|USD|EUR|GBP|euros?|dollars?|[€£$¥])"
_SHORT = re.compile(rf"\s?(k|m|mn|bn|w)(?=\s?{_MONEY})|(k)(?=\s[a-z])", re.IGNORECASE)
_SHORT_MONEY = re.compile(r"\s?(k|m|mn|bn)(?![^\W_])", re.IGNORECASE)
_SHORT_FOR = {"k": 1e3, "w": 1e4, "m": 1e6, "mn": 1e6, "bn": 1e9}

_NOT = r"(?:不(?:得|能够?|可以?|应该?|要|会|许|准)?|[别勿莫]|严禁|禁止)"
_BEFORE_WORDS: tuple[tuple[Comparator, str], ...] = (
    (
        ">=",
        rf"{_NOT}[低少小短弱差]于|{_NOT}下于|不下|至少|最少|最低|起码|"
        r"大于等于|大于或等于|高于或等于|≥|>=|⩾|≧|＞=|≮|"
        r"\b(?:at least|(?:no|not) (?:less|lower|fewer|smaller) than|not below|"
        r"a minimum of|minimum(?: of)?|min\.?)",
    ),
    (
        "<=",
        rf"{_NOT}(?:超过|高于|大于|多于|长于)|{_NOT}超|至多|最多|最高|最大|"
        r"上限|小于等于|小于或等于|低于或等于|≤|<=|⩽|≦|≯|"
        r"\b(?:at most|(?:no|not) (?:more|greater|higher|longer|larger) than|"
        r"not (?:exceed(?:ing)?|above|over)|up to|within|"
        r"a maximum of|maximum(?: of)?|max\.?)",
    ),
    (
        ">",
        r"超过|大于|高于|多于|优于|长于|高出|逾|超|>|"
        r"\b(?:more than|greater than|higher than|larger than|longer than|above|over|"
        r"exceed(?:s|ed|ing)?|beyond)",
    ),
    (
        "<",
        r"低于|小于|少于|短于|不到|不足|未满|<|"
        r"\b(?:less than|lower than|fewer than|smaller than|shorter than|below|under)",
    ),
    (
        "~",
        r"约|大约|大概|约为|近|将近|接近|≈|~|\b(?:about|around|approximately|approx\.?|"
        r"roughly|some|nearly|almost|circa|ca\.?)",
    ),
)
_AFTER_WORDS: tuple[tuple[Comparator, str], ...] = (
    (
        ">=",
        r"\s*(?:的)?(?:及|或|和)?以上|\s*起(?![重动来吊作步草])|\s+(?:or|and) (?:more|"
        r"above|over|better|longer|higher|greater)\b|\s?\+(?!\d)",
    ),
    (
        "<=",
        r"\s*(?:的)?(?:及|或|和)?(?:以下|以内|之内)|内(?![部容径壁层腔孔衬胆置存阻燃酯])|"
        r"\s+(?:or|and) (?:less|fewer|below|under|lower|shorter)\b",
    ),
    ("~", r"\s*(?:左右|上下|前后)"),
)
_BEFORE = [
    (sign, re.compile(rf"(?:{words})\s*(?:的|有|到|在|为|是)?\s*$", re.IGNORECASE)) for sign, words in _BEFORE_WORDS
]
_AFTER = [(sign, re.compile(words, re.IGNORECASE)) for sign, words in _AFTER_WORDS]
_MORE_INSIDE = re.compile(r"[多余](?=[\w%])")
_TO = re.compile(r"\s*(?:-|–|—|―|~|～|至|到|\bto\b|\band\b)\s*")
_PLUS_MINUS = re.compile(r"\s*(?:±|\+/-|\+-)\s*")
_SIGN = re.compile(r"[-+]|零下|负|minus\s", re.IGNORECASE)
# Behind a letter, a figure or a unit a hyphen joins; behind a Chinese word it may be a sign.
_MINUS = re.compile(r"(?:零下|(?<!正)负|\bminus\s)\s?\Z|(?<![A-Za-z\d)\]%°℃℉.\-])-\Z", re.IGNORECASE)
_TOLERANCE = re.compile(r"(?:±|\+/-|\+-|正负)\s?\Z")
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_CURRENCY_FIRST = re.compile(r"(US\$|HK\$|NT\$|\$|¥|€|£|RMB|CNY|USD|EUR)\s?$")
_SCALE_FIRST = re.compile(
    r"(?<![A-Za-z])(pH|TRL)\s*(?:值|级|level)?\s*(?:of|is|为|在|=|:|约|达|至少|不低于)?\s*$", re.IGNORECASE
)
_BELOW = r"立方米|平方米|千克|公斤|公顷|小时|分钟|个月|[吨克升亩天日年月米秒度斤件株头台人]"
_PER_FIRST = re.compile(rf"每(?P<unit>{_BELOW})(?:约|达到|达|为|需|需要|不超过|低于|大约|近|只要)?$")
# Further off, and 吨水 for 每吨水, only where it can hardly mean anything else (:func:`_per`).
_PER_FAR = re.compile(
    rf"(?:每(?P<unit>{_BELOW})|(?P<head>[吨亩])(?:水|泥|钢|煤|油|矿|料|产品|均)"
    rf"|(?P<turn>[日年])(?:处理|生产|加工|产能|产量|产|供|吞吐|消纳))[^，,。；;:：、\d]{{0,10}}$"
)
# Digits that are names, dates, standards or ordinals; their spans are closed to quantities.
_NAMES = re.compile(
    r"(?P<standard>(?<![A-Za-z])(?:GB|GB/T|GBJ|GBZ|GB/Z|ISO|IEC|IEEE|DIN|ASTM|EN|BS|JIS|HJ|JB|YY|"
    r"HG|CJ|CJJ|JGJ|JTG|SL|DL|NB|QB|NY|LY|SN|SY|FZ|DB|ICP|AQ|MT|YB|YS|TB|RFC)"
    r"(?:/[TZ])?(?:\s?[A-Z]?\d+(?:\.\d+)*)(?:\s?[-—–:]\s?\d{2,4})?)"
    r"|(?P<iso>(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?\b(?!\s?[%‰°℃℉Ω]))"
    r"|(?P<year>(?<!\d)(?:19|20)\d\d(?:\s?[-~～—–至到]\s?(?:19|"
    r"20)?\d\d)?\s?年度?(?!\s?(?:以上|以内|"
    r"左右))(?:\s?\d{1,2}\s?月(?:份)?(?:\s?\d{1,2}\s?[日号])?)?)"
    r"|(?P<day>(?<!\d)\d{1,2}\s?月(?:份|\s?\d{1,2}\s?[日号]|(?=[\s,，。、至到-])))"
    r"|(?P<english_date>\b\d{1,2}\s(?:January|February|March|April|May|June|July|"
    r"August|September|October|November|December)\b)"
    r"|(?P<ordinal>第\s?[\d一二两三四五六七八九十百]+\s?[年天个次期批届代季周月]?)"
    r"|(?P<ordinal_en>\b\d+(?:st|nd|rd|th)\b)"
    r"|(?P<idiom>一年比一年|一天比一天|一年四季|一年到头|一天到晚|一次性|一度|一元化|"
    r"二元|三元(?!/)|四元|多元|十分|百分百|千方百计|万一|半径|半导体|半成品|过半|"
    r"一成不变|八成新|一级|二级|三级)"
    r"|(?P<clock>\b\d{1,2}:\d{2}(?::\d{2})?\b|\b24/7\b)"
    # 5,5 mm may be five and a half or a list; 10-3 Pa has most likely lost that 3 was a power.
    r"|(?P<comma>(?<![\d.,])\d{1,3}(?:\.\d{3})*,(?:\d{1,2}|\d{4,})(?![\d,]))"
    r"|(?P<power>(?<![\d.,])(?<![×x*])(?<![×x*] )10-[1-9](?![\d.]))",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"[A-Za-z_]$|[A-Za-z]\.$|[A-Za-z]-$|\d[./]$")
_SIGNIFICANCE = re.compile(r"(?<![A-Za-z])[Pp]\s*(?:[<>≤≥=]|值)")
_CELSIUS = re.compile(r"\s?C(?![A-Za-z\d])")
_HOT = 30.0  # 240C is a temperature, 2C how fast a battery is charged
_SMALL_K = re.compile(r"[248]K\Z")
_ENGLISH_JOIN = re.compile(r"[\s-]?")


@lru_cache(maxsize=8192)
def find(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text in order. ``text[q.start:q.end]`` is each as written, its
    comparator included."""
    flat = _flat(text)
    closed = [match.span() for match in _NAMES.finditer(flat)]
    return tuple(_scan(flat, closed))


_CLAUSE_COMMA = re.compile(r"(?<![０-９])，|，(?![０-９])")


def _flat(text: str) -> str:
    """In half width, except for commas between clauses: 120，300小时 is no six-digit number."""
    flat = half_width(text)
    if "，" not in text:
        return flat
    kept = list(flat)
    for comma in _CLAUSE_COMMA.finditer(text):
        kept[comma.start()] = "，"
    return "".join(kept)


def _scan(flat: str, closed: list[tuple[int, int]]) -> Iterator[Quantity]:
    position = 0
    while (number := _next_number(flat, position)) is not None:
        span = next((end for start, end in closed if start <= number.start < end or start < number.end <= end), None)
        if span is not None:
            position = max(span, number.start + 1)
            continue
        quantity = _quantity_at(flat, number, position)
        if quantity is None:
            position = number.end
            continue
        yield quantity
        position = quantity.end


def _next_number(flat: str, position: int, *, here: bool = False) -> Number | None:
    while True:
        match = NUMBER.match(flat, position) if here else NUMBER.search(flat, position)
        if match is None:
            return None
        number = value_of(match)
        if number is not None and not (
            match.group("arabic") and _NAME_BEFORE.search(flat[:position][-3:] + flat[position : match.start()][-3:])
        ):
            return number
        if here:
            return None
        position = match.end()


def _below_zero(minus: re.Match[str], unit: str) -> bool:
    """Whether a sign before an amount is one: 零下 always, a hyphen only before what goes below
    zero in these texts (temperatures, gauge pressures); before others it is a dash or a bullet."""
    if minus.group() != "-":
        return True
    known = parse(unit) if unit else None
    return known is not None and (known.offset != 0 or known.dimension == PRESSURE)


def _is_share(flat: str, number: Number) -> bool:
    return re.search("分之|[一二三四五六七八九1-9]成", flat[number.start : number.end]) is not None


def _quantity_at(flat: str, number: Number, floor: int) -> Quantity | None:
    """The quantity whose first number is ``number``; nothing before ``floor`` belongs to it."""
    start, share = number.start, _is_share(flat, number)
    unit, end, scale, more = ("%", number.end, 1.0, False) if share else _unit_after(flat, number)
    low, high = number.low * scale, number.high * scale
    vague = number.low != number.high
    minus = _MINUS.search(flat, max(0, start - 7), start)
    signed = minus is not None and _below_zero(minus, unit)

    ranged = False
    if pm := _PLUS_MINUS.match(flat, end):
        second = _next_number(flat, pm.end(), here=True)
        if second is not None:
            own, end, scale2, _ = _unit_after(flat, second)
            unit = own or unit
            signed = minus is not None and _below_zero(minus, unit)
            spread = second.low * scale2
            low, high, vague = low - spread, high + spread, True
    elif to := _TO.match(flat, end):
        leading = _SIGN.match(flat, to.end())
        second = _next_number(flat, leading.end() if leading else to.end(), here=True)
        if second is not None and (to.group().strip() != "and" or _BETWEEN.search(flat[floor:start])):
            own, stop, scale2, _ = (
                ("%", second.end, 1.0, False) if _is_share(flat, second) else _unit_after(flat, second)
            )
            money_first = not unit and _CURRENCY_FIRST.search(flat, max(0, start - 5), start)
            if money_first or (own and (not unit or own == unit or comparable(own, unit))):
                # 10-20万吨 means 10万 to 20万; 3万-5万 has said it twice.
                below = minus is not None and (leading is not None or _below_zero(minus, own))
                first = (
                    convert(-low if below else low, unit, own)
                    if unit and own != unit
                    else (-low if below else low) * (scale2 if scale == 1 and not unit else 1)
                )
                last = second.high * scale2 * (-1 if leading and leading.group() != "+" else 1)
                ranged = first < last or (last < 0 and first != last)
                if ranged:
                    low, high, unit, end = min(first, last), max(first, last), own, stop
                    signed = below
    if minus is not None and signed:
        start = minus.start()
        if not ranged:
            low, high = -high, -low

    left = flat[max(floor, start - 24) : start]
    tolerance = _TOLERANCE.search(left)
    if tolerance is not None:
        start, left = start - len(tolerance.group()), left[: tolerance.start()]
    if not unit and (money := _CURRENCY_FIRST.search(left)):
        unit = money.group(1)
        start -= len(left) - money.start()
        left = left[: money.start()]
        priced = read_unit(unit + flat[end : end + 24], 0) if flat[end : end + 1] != "-" else None  # $5 per tonne
        if priced is not None and len(priced[0]) > len(unit) and parse(priced[0]) is not None:
            unit, end = priced[0], end + priced[1] - len(unit)
    before = _comparator(left)
    named = left if before is None else left[: before[1]]
    if unit in ("", "级") and (scale_name := _SCALE_FIRST.search(left) or _SCALE_FIRST.search(named)):
        # pH 6-8: the name stands before the number and needs no unit behind it.
        unit = {"ph": "pH", "trl": "TRL"}[scale_name.group(1).lower()]
        to = _TO.match(flat, number.end)
        closing = _next_number(flat, to.end(), here=True) if to else None
        if closing is not None and closing.high > low:
            high, end = closing.high, closing.end
    if unit and (divisor := _per(unit, left.rstrip())):
        unit = f"{unit}/{divisor}"
    comparator: Comparator = "="
    if before is not None:
        comparator = before[0]
        start -= len(left) - before[1]
    for sign, pattern in _AFTER:
        if after := pattern.match(flat, end):
            comparator = sign if comparator in ("=", "~") else comparator
            end = after.end()
            break
    else:
        if more and comparator in ("=", "~"):
            comparator = ">"
    known = parse(unit)
    if comparator == ">" and known is not None and known.dimension and flat[start : start + 2] == "优于":
        comparator = "<"  # an error better than 2 mm is smaller, a share better than 95 % larger
    if tolerance is not None:
        if comparator in (">", ">=") and not flat.startswith("优于", start):
            return None  # more than ±5° is a reach, not an error
        low, comparator, vague = -high, "~", True
    if known is None or not _measures(flat, number, unit, known, comparator, ranged):
        return None
    return _made(low, high, unit, comparator, start, end, vague, flat)


def _made(
    low: float, high: float, unit: str, comparator: Comparator, start: int, end: int, vague: bool, flat: str
) -> Quantity:
    if comparator in (">", ">="):
        return Quantity(_neat(low), unit, comparator, None, start, end)
    if comparator in ("<", "<="):
        return Quantity(_neat(high), unit, comparator, None, start, end)
    upper = _neat(high) if high != low else None
    return Quantity(_neat(low), unit, "~" if vague else comparator, upper, start, end)


def _neat(value: float) -> float:
    return float(f"{value:.12g}")


def _per(unit: str, left: str) -> str | None:
    """What a unit is to be divided by, said before the number: 每吨…5元, 每天处理500吨, 吨水成本3元.

    Directly before it is anything; further off it is the time in which an amount is made, or the
    mass, volume or area that money or energy is spent on.
    """
    known = parse(unit)
    if "/" in unit or known is None:
        return None
    if near := _PER_FIRST.search(left):
        return near["unit"] if parse(f"{unit}/{near['unit']}") is not None else None
    far = _PER_FAR.search(left)
    if far is None:
        return None
    below = far["unit"] or far["head"] or {"日": "天", "年": "年"}[far["turn"]]
    divisor, bases = parse(below), dict(known.dimension)
    if divisor is None or parse(f"{unit}/{below}") is None:
        return None
    if dict(divisor.dimension) == {"time": 1}:
        made = {"mass": 1}, {"length": 3}, {"length": 2}
        return below if bases in made or WORTH & bases.keys() or known.counted else None
    spent = bool(WORTH & bases.keys()) or bases == {"mass": 1, "length": 2, "time": -2}
    matter = dict(divisor.dimension) in ({"mass": 1}, {"length": 3}, {"length": 2})
    return below if spent and matter else None


def _comparator(left: str) -> tuple[Comparator, int] | None:
    best: tuple[Comparator, int] | None = None
    for comparator, pattern in _BEFORE:
        match = pattern.search(left)
        if match and (best is None or match.start() < best[1]):
            best = (comparator, match.start())
    return best


def _unit_after(flat: str, number: Number) -> tuple[str, int, float, bool]:
    """Unit, end, multiplier and whether 多 or 余 stands inside (三十多种), after a number."""
    end, scale, more = number.end, 1.0, False
    if match := _MORE_INSIDE.match(flat, end):
        end, more = match.end(), True
    if _CURRENCY_FIRST.search(flat, max(0, number.start - 5), number.start) and (
        factor := _SHORT_MONEY.match(flat, end)
    ):
        return "", factor.end(), _SHORT_FOR[factor.group(1).lower()], more
    spaced = _ENGLISH_JOIN.match(flat, end)
    unit = read_unit(flat, spaced.end() if spaced else end)
    if unit is None and (factor := _SHORT.match(flat, end)):
        spaced = _ENGLISH_JOIN.match(flat, factor.end())
        after = read_unit(flat, spaced.end() if spaced else factor.end())
        if after is None:
            return "", end, scale, more  # 4k screens
        return after[0], after[1], _SHORT_FOR[(factor.group(1) or factor.group(2)).lower()], more
    if unit is None and (factor := _MULTIPLIER.match(flat, end)):
        scale = numerals.MULTIPLIERS[(factor.group(1) or factor.group(2)).lower()]
        end = factor.end()
        if match := _MORE_INSIDE.match(flat, end):
            end, more = match.end(), True
        spaced = _ENGLISH_JOIN.match(flat, end)
        unit = read_unit(flat, spaced.end() if spaced else end)
    if unit is None and number.high >= _HOT and (heat := _CELSIUS.match(flat, end)):
        return "℃", heat.end(), scale, more
    if unit is None:
        return "", end, scale, more
    if unit[0] == "K" and _SMALL_K.match(flat[number.start : unit[1]]):
        return "", end, scale, more  # 4K is a picture format, 4 K a temperature
    return unit[0], unit[1], scale, more


def _measures(flat: str, number: Number, unit: str, known: Unit, comparator: Comparator, ranged: bool) -> bool:
    """Whether a number with its unit says how much; 一种, 两家 and bare digits do not."""
    if comparator in ("<", "<=", ">", ">=") and (unit or not number.spelled):
        return not _SIGNIFICANCE.search(flat[max(0, number.start - 6) : number.start])
    if not unit:
        return comparator == "~" and not number.spelled and number.low >= 10
    if flat[number.start] == "半" or flat[number.start : number.start + 4].lower() == "half":
        return not known.counted
    return not (known.counted and number.spelled and number.high < 10 and not ranged)
