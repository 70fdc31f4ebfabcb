"""A reader states amounts in many ways; they are found, converted and compared."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.core.errors import InvalidInput
from duijie.core.numerals import chinese, english
from duijie.matching.types import Comparator, Quantity
from duijie.matching.understanding.comparing import satisfies, written
from duijie.matching.understanding.quantities import find
from duijie.matching.understanding.units import comparable, convert, parse


def shown(text: str) -> list[str]:
    return [written(quantity) for quantity in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("运行成本低于5元/吨，去除率不低于95%", ["< 5 元/吨", "≥ 95 %"]),
        ("運行成本低於5元/噸", ["< 5 元/吨"]),
        ("處理量每天200噸以上", ["≥ 200 吨/天"]),
        ("總除銅率達九成八以上", ["≥ 98 %"]),
        ("氟降到万分之二以内、氯降到千分之二以内", ["≤ 0.02 %", "≤ 0.2 %"]),
        ("百分之九十五", ["95 %"]),
        ("两个月以上的喂养试验", ["≥ 2 个月"]),
        ("使毛平均变短不到半毫米", ["< 0.5 毫米"]),
        ("吨水别超过4块钱", ["≤ 4 块钱/吨"]),
        ("别低于90%，切勿高于5毫克每升", ["≥ 90 %", "≤ 5 毫克每升"]),
        ("每吨加工成本5200元，每台设备重5吨", ["5200 元/吨", "5 吨"]),
        ("日处理能力600吨，每天运行8小时", ["600 吨/天", "8 小时"]),
        ("每克100 MPN以下", ["≤ 100 MPN/克"]),
        ("fired below 1240C at 2C", ["< 1240 ℃"]),
        ("above 2 W/mK", ["> 2 W/mK"]),
        ("投资五百万元，年产3万吨", ["5,000,000 元", "30,000 吨/年"]),
        ("偵測能力達每公斤幾微克", ["≈ 2–9 微克/公斤"]),
        ("几十例以上的分组对照", ["≥ 20 例"]),
        ("近4000人参加", ["≈ 4000 人"]),
        ("三十多种农药", ["> 30 种"]),
        ("温度10～20℃", ["10–20 ℃"]),
        ("10%~20%", ["10–20 %"]),
        ("10-20万吨", ["100,000–200,000 吨"]),
        ("25±2℃", ["≈ 23–27 ℃"]),
        ("菌数为3×10^4 CFU/mL，初始10⁴个", ["30,000 CFU/mL", "10,000 个"]),
        ("施氮量225 kg·hm-2，浓度1,200 mg·L-1", ["225 kg·hm-2", "1200 mg·L-1"]),
        ("５０％以下", ["≤ 50 %"]),
        ("pH值为6.5～7.5", ["6.5–7.5 pH"]),
        ("达到TRL 6级以上", ["≥ 6 TRL"]),
        ("算力10 TOPS，噪声低于65 dB(A)", ["10 TOPS", "< 65 dB"]),
        ("培养7d后", ["7 d"]),
        ("a 28-day compressive strength above forty megapascals", ["28 day", "> 40 megapascals"]),
        ("more than ninety percent sound after about ten weeks", ["> 90 percent", "≈ 10 weeks"]),
        ("between 10 and 20 mg/L", ["10–20 mg/L"]),
        ("no more than $3.5 million", ["≤ 3,500,000 $"]),
        ("below 20k EUR, $2-3 million or 10–20k EUR", ["< 20,000 EUR", "2,000,000–3,000,000 $", "10,000–20,000 EUR"]),
        ("under $5k, €1.5M, 不超过20w元", ["< 5000 $", "1,500,000 €", "≤ 200,000 元"]),
        ("30k cycles at 3k rpm, 4k video, 3 m long", ["30,000 cycles", "3000 rpm", "3 m"]),
        ("within two months", ["≤ 2 months"]),
        ("at least 20 species, 200 tonnes a day", ["≥ 20 species", "200 tonnes a day"]),
        ("removal ≥95 % at up to 200 kg", ["≥ 95 %", "≤ 200 kg"]),
        ("one week or more", ["≥ 1 week"]),
        ("工作温度-40℃~85℃", ["-40 … 85 ℃"]),
        ("－40℃至＋85℃", ["-40 … 85 ℃"]),
        ("储存于零下20到零下40度", ["-40 … -20 度"]),
        ("温度不超过－20℃，-20 ℃以下可启动", ["≤ -20 ℃", "≤ -20 ℃"]),
        ("耐零下40度", ["-40 度"]),
        ("from -40 °C to 85 °C, below minus 20 °C", ["-40 … 85 °C", "< -20 °C"]),
        ("真空度-0.09MPa", ["-0.09 MPa"]),
        ("- 40 m 管, -95%", ["40 m", "95 %"]),
        ("精度优于±0.5%，误差≤±1mm", ["±0.5 %", "±1 mm"]),
        ("收率≮95%，残留≯5mg/L", ["≥ 95 %", "≤ 5 mg/L"]),
        ("升至120，300小时不变", ["300 小时"]),
        ("１，０００元", ["1000 元"]),
        ("本底真空5×10-4 Pa", ["0.0005 Pa"]),
        ("pH≤9，TRL≥6", ["≤ 9 pH", "≥ 6 TRL"]),
        ("under $5 per tonne", ["< 5 $ per tonne"]),
    ],
)
def test_a_reader_finds_the_amounts_of_a_text(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "CO2、PM2.5、5G、4K视频、H2O、A4纸、B2C",
        "符合GB/T 2260-2007和ISO 16290标准",
        "2023年5月3日，2019年，3月，第3天，2021-03-04",
        "1. 好用 2. 省心 (3) 便宜",
        "一种方法，两种产品，一个系统，三元材料，一年比一年贵",
        "百度、千克级、万元户、半径、十分满意",
        "差异显著(p<0.05)",
        "5,5 mm, 1.000,5 mg, 真空度10-3 Pa，摆角大于±5°",
        "the 3rd trial, 5G phones, version 2.5.1",
        "",
        "！？。",
    ],
)
def test_names_dates_standards_and_list_numbers_are_no_amounts(text: str) -> None:
    assert shown(text) == []


_UNITS = ["%", "mg/L", "元/吨", "kWh", "MPa", "℃", "吨/天", "m³/h", "μm", "个月", "小时", "亩", "dB", "Hz", "rpm", "kW"]
_NUMBERS = st.integers(0, 99_999) | st.decimals(0, 9999, places=2).map(float)


def test_a_share_that_looks_like_a_month_is_a_share() -> None:
    assert [(q.value, q.unit) for q in find("增幅达2019.5%，于2019.12投产")] == [(2019.5, "%")]


@given(
    number=_NUMBERS,
    unit=st.sampled_from(_UNITS),
    before=st.sampled_from(["", "不低于", "低于", "约", "至少", "不超过", "≥", "> "]),
    around=st.sampled_from([("去除率", "，效果好"), ("", ""), ("除銅率達", "以上"), ("the value is ", " in all")]),
)
def test_an_amount_stands_exactly_where_its_offsets_say(
    number: float, unit: str, before: str, around: tuple[str, str]
) -> None:
    text = f"{around[0]}{before}{number}{unit}{around[1]}"
    found = find(text)
    assert len(found) == 1
    (quantity,) = found
    assert quantity.value == pytest.approx(float(number))
    assert quantity.unit == unit
    assert str(number) + unit in text[quantity.start : quantity.end]
    assert before.strip() in text[quantity.start : quantity.end]


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error_and_offsets_lie_in_it(text: str) -> None:
    last = 0
    for quantity in find(text):
        assert last <= quantity.start < quantity.end <= len(text)
        assert math.isfinite(quantity.value)
        assert parse(quantity.unit) is not None
        last = quantity.end


@given(st.text("0123456789.,-~±%℃年月天万亿百千几第半以上下低于 /·kgmLd", max_size=60))
def test_texts_made_of_digits_and_units_are_read_without_an_error(text: str) -> None:
    for quantity in find(text):
        assert 0 <= quantity.start < quantity.end <= len(text)
        written(quantity)


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (2, "MPa", "bar", 20),
        (25, "℃", "K", 298.15),
        (212, "°F", "°C", 100),
        (3000, "元/吨", "元/kg", 3),
        (1, "mg·L-1", "g/m³", 1),
        (15, "亩", "公顷", 1),
        (1, "μg/kg", "ppb", 1),
        (95, "%", "‰", 950),
        (2, "元/度", "元/kWh", 2),
        (3600, "rpm", "Hz", 60),
        (24, "t/d", "kg/h", 1000),
        (12, "个月", "年", 1),
        (5, "万元", "元", 50_000),
        (1, "微克每千克", "mg/kg", 0.001),
    ],
)
def test_units_convert(value: float, source: str, target: str, expected: float) -> None:
    assert convert(value, source, target) == pytest.approx(expected)


@given(
    st.floats(-1e6, 1e6).map(lambda x: round(x, 3)),
    st.sampled_from([("MPa", "psi"), ("℃", "℉"), ("kWh", "kcal"), ("亩", "acre"), ("元/吨", "元/斤"), ("d", "min")]),
)
def test_converting_there_and_back_gives_the_same(value: float, pair: tuple[str, str]) -> None:
    there = convert(value, *pair)
    assert convert(there, pair[1], pair[0]) == pytest.approx(value, rel=1e-6, abs=1e-6)


def test_what_measures_different_things_is_not_converted() -> None:
    with pytest.raises(InvalidInput, match="measure different things"):
        convert(1, "元", "美元")
    with pytest.raises(InvalidInput, match="not a known unit"):
        convert(1, "蒲式耳耳", "kg")
    assert not comparable("件", "例")


@pytest.mark.parametrize(
    ("asked", "given_", "answer"),
    [
        ("去除率不低于95%", "97.3%", True),
        ("去除率不低于95%", "94%", False),
        ("不低于95%", "五成以上", None),
        ("不低于95%", "可达98%以上", True),
        ("除铜率达98%以上", "980‰", True),
        ("低于5元/吨", "4.2元/吨", True),
        ("低于5元/吨", "5元/吨", False),
        ("低于5元/吨", "0.004元/公斤", True),
        ("低于5元/吨", "4美元/吨", None),
        ("两个月以上", "60 d", True),
        ("两个月以上", "8 weeks", True),
        ("两个月以上", "30天", False),
        ("above 40 MPa", "45.2 MPa", True),
        ("above 40 MPa", "抗压强度38.5兆帕", False),
        ("above 40 MPa", "28 d", None),
        ("10~20℃", "15 ℃", True),
        ("10~20℃", "5–30 ℃", True),
        ("10~20℃", "15–25 ℃", False),
        ("不低于95%", "94±3%", False),
        ("约4000人", "3900人", True),
        ("约4000人", "2000人", False),
        ("±0.5%", "±1%", False),
        ("±0.5%", "±0.3%", True),
        ("小于1mm", "±2mm", False),
        ("小于1mm", "±1mm", False),
        ("不超过1mm", "±1mm", True),
        ("±0.5℃", "0.3℃", True),
        ("±0.5℃", "低于0.4℃", True),
        ("±0.5℃", "25℃", None),
        ("20℃", "±2℃", None),
        ("大于1mm", "±2mm", None),
        ("-40℃", "40℃", False),
        ("-20℃以下", "5℃", False),
        ("-20℃以下", "-30℃", True),
    ],
)
def test_a_stated_number_meets_a_bound_or_does_not_or_cannot_be_compared(
    asked: str, given_: str, answer: bool | None
) -> None:
    assert satisfies(find(asked)[0], find(given_)[0]) is answer


_SIGNS: list[Comparator] = ["<", "<=", ">", ">="]


@given(st.integers(1, 1000), st.integers(1, 1000), st.sampled_from(_SIGNS))
def test_bounds_agree_with_arithmetic_in_any_unit(bound: int, value: int, sign: Comparator) -> None:
    required = Quantity(bound, "kg", sign)
    expected = {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}[sign]
    assert satisfies(required, Quantity(value, "kg")) is expected
    assert satisfies(required, Quantity(value * 1000, "g")) is expected
    assert satisfies(required, Quantity(value, "元")) is None


def test_a_number_that_is_none_is_refused_with_a_sentence() -> None:
    with pytest.raises(InvalidInput, match="finite number"):
        written(Quantity(math.nan, "kg"))


@given(st.integers(1, 9999))
def test_english_number_words_are_read(number: int) -> None:
    assert english(_in_words(number)) == number


@pytest.mark.parametrize(
    ("word", "low", "high"),
    [
        ("一百二十三", 123, 123),
        ("五百万", 5_000_000, 5_000_000),
        ("十几", 11, 19),
        ("几十", 20, 90),
        ("零点几", 0.1, 0.9),
        ("两千零五", 2005, 2005),
        ("三万", 30_000, 30_000),
        ("一亿二千万", 120_000_000, 120_000_000),
    ],
)
def test_chinese_numerals_are_read(word: str, low: float, high: float) -> None:
    assert chinese(word) == pytest.approx((low, high))


def test_thousand_alone_is_no_numeral() -> None:
    assert chinese("千") is None


def _in_words(number: int) -> str:
    ones = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen"
    ).split()
    tens = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
    words = []
    if number >= 1000:
        words += [ones[number // 1000], "thousand"]
        number %= 1000
    if number >= 100:
        words += [ones[number // 100], "hundred"]
        number %= 100
    if number >= 20:
        words.append(tens[number // 10])
        number %= 10
    if number:
        words.append(ones[number])
    return " ".join(words)


@pytest.mark.parametrize(
    ("text", "comparator", "value", "upper"),
    [
        ("三个月内完成", "<=", 3, None),
        ("水管内径20 mm", "=", 20, None),
        ("一个泵房不要超过两万块", "<=", 20000, None),
        ("一亩地不能超过一两块", "<=", 2, None),
        ("四五百吨", "~", 400, 500),
    ],
)
def test_amounts_as_people_say_them(text: str, comparator: str, value: float, upper: float | None) -> None:
    found = find(text)[-1]
    assert (found.comparator, found.value, found.upper) == (comparator, value, upper)
