"""Amounts in words: nobody may read another amount from them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.core import numerals
from duijie.core.errors import InvalidInput
from duijie.core.money import CURRENCIES
from duijie.docking.contracts.amounts import MOST, chinese_words, english_words, figures

_AMOUNTS = st.integers(0, int(MOST * 100)).map(lambda cents: Decimal(cents) / 100)
_FIGURES = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}


def _read_chinese(words: str) -> Decimal:
    """Reads the words the slow way: a place value at a time, knowing nothing of how they were made."""
    whole, _, rest = words.removesuffix("整").rpartition("元") if "元" in words else ("", "", words.removesuffix("整"))
    total = section = figure = 0
    yi = 0
    for char in whole:
        if char in _FIGURES:
            figure = _FIGURES[char]
        elif char in "拾佰仟":
            section += figure * {"拾": 10, "佰": 100, "仟": 1000}[char]
            figure = 0
        elif char == "万":
            total += (section + figure) * 10**4
            section = figure = 0
        else:
            assert char == "亿"
            yi = total + section + figure
            total = section = figure = 0
    yuan = yi * 10**8 + total + section + figure
    small = {unit: _FIGURES[value] for value, unit in re.findall("([壹贰叁肆伍陆柒捌玖])(角|分)", rest)}
    return Decimal(yuan) + Decimal(small.get("角", 0)) / 10 + Decimal(small.get("分", 0)) / 100


@given(_AMOUNTS)
def test_chinese_words_read_back_as_the_amount(amount: Decimal) -> None:
    words = chinese_words(amount, "CNY")
    assert words.startswith("人民币")
    assert _read_chinese(words.removeprefix("人民币")) == amount
    assert "零零" not in words and not re.search("零[万亿元角分]", words.replace("零元整", ""))


@given(st.integers(0, 999_999_999_99).map(lambda cents: Decimal(cents) / 100))
def test_english_words_read_back_as_the_amount(amount: Decimal) -> None:
    words = english_words(amount, "USD")
    match = re.fullmatch(r"(?:(.+?) US dollars?)?(?: and )?(?:(\S+) cents?)?", words)
    assert match is not None, words
    units, cents = (numerals.english(part) if part else 0 for part in match.groups())
    assert units is not None and cents is not None
    assert Decimal(units) + Decimal(cents) / 100 == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1234567.89", "人民币壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        ("0", "人民币零元整"),
        ("0.05", "人民币伍分"),
        ("100", "人民币壹佰元整"),
        ("0.50", "人民币伍角整"),
        ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("100001", "人民币壹拾万零壹元整"),
        ("10000000000", "人民币壹佰亿元整"),
        ("100000000.10", "人民币壹亿元壹角整"),
    ],
)
def test_as_banks_write_it(amount: str, words: str) -> None:
    assert chinese_words(Decimal(amount), "CNY") == words


@pytest.mark.parametrize("currency", CURRENCIES)
def test_every_currency_is_named_in_both_languages(currency: str) -> None:
    assert CURRENCIES[currency].prefix in chinese_words(Decimal(7), currency)
    assert english_words(Decimal(1), currency) == f"one {CURRENCIES[currency].unit[0]}"
    assert figures(Decimal(1200), currency).startswith(f"{currency} 1,200")


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("1", "XXX"), ("-1", "CNY"), ("0.001", "CNY"), ("0.5", "JPY"), ("100000000000000", "CNY"), ("NaN", "CNY")],
)
def test_what_cannot_be_paid_is_refused_with_a_sentence(amount: str, currency: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        chinese_words(Decimal(amount), currency)
    assert len(str(refused.value)) > 10


@pytest.mark.parametrize("currency", CURRENCIES)
def test_every_currency_can_be_written_and_none_has_parts_that_nobody_pays(currency: str) -> None:
    money = CURRENCIES[currency]
    assert chinese_words(Decimal("1200"), currency) == f"{money.prefix}壹仟贰佰元整"
    assert english_words(Decimal("1200"), currency) == f"one thousand two hundred {money.unit[1]}"
    if money.cents:
        assert english_words(Decimal("1.02"), currency) == f"one {money.unit[0]} and two {money.hundredth[1]}"
    else:
        with pytest.raises(InvalidInput):
            english_words(Decimal("1.02"), currency)
