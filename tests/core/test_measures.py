"""Quantities and amounts of money as a reader of each language writes them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.core.measures import in_language
from duijie.core.money import CURRENCIES, shown
from duijie.matching.understanding import units

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        ("≥ 30 天", "≥ 30 days", "≥ 30 天"),
        ("1 天", "1 day", "1 天"),
        ("1–3 个月", "1–3 months", "1–3 个月"),
        ("30 days", "30 days", "30 天"),
        ("≥ 60 %", "≥ 60%", "≥ 60%"),
        ("500 吨每天", "500 t/day", "500 吨/天"),
        ("5 $ per tonne", "USD\u00a05/tonne", "5\u00a0美元/t"),
        ("4.3 元/吨", "CNY\u00a04.3/t", "4.3\u00a0元/吨"),
        ("0.6 元/度", "CNY\u00a00.6/kWh", "0.6\u00a0元/度"),
        ("85 度", "85 ℃", "85 度"),
        ("12 千瓦时/吨", "12 kWh/t", "12 千瓦时/吨"),
        ("3 kilograms", "3 kilograms", "3 kg"),
        ("≤ 2,000 万元", "≤ CNY\u00a020,000,000", "≤ 2,000\u00a0万元"),
        ("2,000,000–3,000,000 $", "USD\u00a02,000,000–USD\u00a03,000,000", "200\u00a0万美元–300\u00a0万美元"),
        ("≥ 6 TRL", "≥ TRL 6", "≥ TRL 6"),
        ("≥ 100 个", "≥ 100", "≥ 100 个"),
        ("2 元/个", "CNY\u00a02/item", "2\u00a0元/个"),
        ("-40 … 85 ℃", "-40 … 85 ℃", "-40 … 85 ℃"),
        ("±0.5 mm", "±0.5 mm", "±0.5 mm"),
        ("3 kg·hm-2", "3 kg·hm-2", "3 kg·hm-2"),
        ("6", "6", "6"),
        ("5 某物", "5 某物", "5 某物"),
        ("不产生污泥", "不产生污泥", "不产生污泥"),
    ],
)
def test_a_reader_sees_the_unit_in_their_own_language(written: str, english: str, chinese: str) -> None:
    assert (in_language(written, "en"), in_language(written, "zh-hans")) == (english, chinese)


def test_every_chinese_unit_that_needs_are_read_with_has_an_english_one() -> None:
    left = [name for name in units._ATOMS if HAN.search(in_language(f"2 {name}", "en"))]
    assert left == []


def test_what_an_english_unit_means_is_what_the_chinese_one_does() -> None:
    """Where the other language's unit is known to the reader of needs too, it measures as much."""
    for name, unit in units._ATOMS.items():
        for language in ("en", "zh-hans"):
            said = in_language(f"2 {name}", language).removeprefix("2").strip()
            other = units.parse(said)
            if said != name and other is not None and not unit.counted:
                assert (other.dimension, other.factor) == (unit.dimension, unit.factor), (name, said)


@pytest.mark.parametrize(
    ("amount", "currency", "english", "chinese"),
    [
        ("1860000.00", "CNY", "CNY\u00a01,860,000", "186\u00a0万元"),
        ("1234567.80", "USD", "USD\u00a01,234,567.80", "1,234,567.80\u00a0美元"),
        ("15000", "CNY", "CNY\u00a015,000", "1.5\u00a0万元"),
        ("12345", "EUR", "EUR\u00a012,345", "12,345\u00a0欧元"),
        ("9999.90", "CNY", "CNY\u00a09,999.90", "9,999.90\u00a0元"),
        ("320000000", "JPY", "JPY\u00a0320,000,000", "3.2\u00a0亿日元"),
        ("100000", "TWD", "TWD\u00a0100,000", "10\u00a0万新台币"),
        ("0", "CNY", "CNY\u00a00", "0\u00a0元"),
        ("20000", "XAU", "XAU\u00a020,000", "2\u00a0万XAU"),
    ],
)
def test_amounts_are_written_one_way_in_each_language(amount: str, currency: str, english: str, chinese: str) -> None:
    value = Decimal(amount)
    assert (shown(value, currency, "en"), shown(value, currency, "zh-hans")) == (english, chinese)


@given(st.decimals(min_value=0, max_value=10**13, places=2), st.sampled_from(sorted(CURRENCIES)))
def test_no_amount_is_rounded(amount: Decimal, currency: str) -> None:
    for language in ("en", "zh-hans"):
        written = shown(amount, currency, language)
        digits = re.search(r"[\d,.]+", written)
        assert digits is not None
        times = 10**8 if "亿" in written else 10**4 if "万" in written else 1
        assert Decimal(digits[0].replace(",", "")) * times == amount
