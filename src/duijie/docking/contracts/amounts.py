"""Amounts of money in figures and in words, Chinese and English. Pure.

>>> chinese_words(Decimal("1234567.89"), "CNY")
'人民币壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分'
>>> english_words(Decimal("1234567.89"), "CNY")
'one million two hundred and thirty-four thousand five hundred and sixty-seven Chinese yuan and eighty-nine fen'

The Chinese form follows what banks ask of cheques: 整 after whole yuan and whole jiao, 零 where
figures between two others are nought, none where it may be left out (1,680.32 is
壹仟陆佰捌拾元叁角贰分).
"""

from __future__ import annotations

from decimal import Decimal

from duijie.core.errors import InvalidInput, Sentence, gettext_noop
from duijie.core.money import CURRENCIES

MOST = Decimal("99999999999999.99")
"""The largest amount that is kept."""


_FIGURES = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))


def checked(amount: Decimal, currency: str) -> Decimal:
    """The amount with its cents, if it can be written.

    Raises:
        InvalidInput: an unknown currency, an amount below nought or beyond :data:`MOST`, or
            parts of a cent (of a yen).
    """
    if currency not in CURRENCIES:
        raise InvalidInput(
            Sentence(
                gettext_noop("The currency “{currency}” is not known; choose one of {known}."),
                currency=currency,
                known=", ".join(CURRENCIES),
            )
        )
    if not amount.is_finite() or not 0 <= amount <= MOST:
        raise InvalidInput(Sentence(gettext_noop("The amount must lie between 0 and {most:,}."), most=MOST))
    if amount != round(amount, CURRENCIES[currency].cents):
        raise InvalidInput(
            Sentence(
                gettext_noop("{amount} has parts smaller than {currency} is paid in; round it."),
                amount=amount,
                currency=currency,
            )
        )
    return amount.quantize(Decimal("0.01"))


def figures(amount: Decimal, currency: str) -> str:
    """``CNY 1,234,567.89``."""
    value = checked(amount, currency)
    return f"{currency} {value:,.{CURRENCIES[currency].cents}f}"


def chinese_words(amount: Decimal, currency: str) -> str:
    """The amount in capital figures, with the currency in front."""
    yuan, cents = _parts(amount, currency)
    jiao, fen = divmod(cents, 10)
    words = f"{_whole(yuan)}元" if yuan or not cents else ""
    if jiao:
        words += f"{_FIGURES[jiao]}角"
    elif fen and yuan:
        words += "零"
    words += f"{_FIGURES[fen]}分" if fen else "整"
    return CURRENCIES[currency].prefix + words


def english_words(amount: Decimal, currency: str) -> str:
    """The amount in English words, with the currency behind."""
    units, cents = _parts(amount, currency)
    money = CURRENCIES[currency]
    parts = []
    if units or not cents:
        parts.append(f"{_english(units)} {money.unit[units != 1]}")
    if cents:
        parts.append(f"{_english(cents)} {money.hundredth[cents != 1]}")
    return " and ".join(parts)


def _parts(amount: Decimal, currency: str) -> tuple[int, int]:
    return divmod(int(checked(amount, currency) * 100), 100)


def _whole(number: int) -> str:
    if number == 0:
        return _FIGURES[0]
    high, low = divmod(number, 10**8)
    words = f"{_whole(high)}亿" if high else ""
    if low:
        words += ("零" if high and low < 10**7 else "") + _below_yi(low)
    return words


def _below_yi(number: int) -> str:
    high, low = divmod(number, 10**4)
    words = f"{_group(high)}万" if high else ""
    if low:
        words += ("零" if high and low < 1000 else "") + _group(low)
    return words


def _group(number: int) -> str:
    """1 to 9,999."""
    words, skipped = "", False
    for place in (3, 2, 1, 0):
        figure = number // 10**place % 10
        if figure:
            words += ("零" if skipped and words else "") + _FIGURES[figure] + _PLACES[place]
            skipped = False
        else:
            skipped = True
    return words


def _english(number: int) -> str:
    for size, name in _SCALES:
        if number >= size:
            high, low = divmod(number, size)
            rest = "" if not low else f" and {_english(low)}" if low < 100 else f" {_english(low)}"
            return f"{_english(high)} {name}{rest}"
    if number >= 100:
        high, low = divmod(number, 100)
        return f"{_ONES[high]} hundred" + (f" and {_english(low)}" if low else "")
    if number >= 20:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    return _ONES[number]
