"""Names, identifiers and places as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.core.errors import InvalidInput
from duijie.registry.classifications import fields, find_field, find_place, nearest_places, places
from duijie.registry.identifiers import normalise_identifier
from duijie.registry.names import grams, name_key
from duijie.registry.similarity import PROPOSE, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("华为技术有限公司", "華為技術 有限公司"),
        ("绍兴澜织印染股份有限公司", "绍兴澜织印染"),
        ("Tarnbeck Energy Cells Ltd", "tarnbeck  energy-cells Co., Ltd."),
        ("Müller GmbH", "MULLER"),
        ("The Acme Corporation", "Acme, Inc."),
        ("ＡＢＣ科技（杭州）有限公司", "abc科技(杭州)有限公司"),
    ],
)
def test_script_case_punctuation_and_legal_form_do_not_matter(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@given(st.text(max_size=60))
def test_every_name_has_a_key_and_grams_that_the_database_takes(text: str) -> None:
    assert name_key(text)
    assert all(len(gram) <= 8 for gram in grams(text)) and all(len(gram) <= 8 for gram in grams(text, "person"))
    assert name_key(name_key(text)) == name_key(name_key(name_key(text)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("浙大", "浙江大学"),
        ("中科院", "中国科学院"),
        ("MIT", "Massachusetts Institute of Technology"),
        ("澜织印染", "绍兴澜织印染有限公司"),
        ("Tarnbeck Energy Cells", "Tarnbeck Energy Cell Limited"),
        ("浙江省农业科学院", "浙江省农业科学研究院"),
    ],
)
def test_the_same_under_another_name_is_proposed(one: str, other: str) -> None:
    assert likeness(one, other).score >= PROPOSE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("浙江省农业科学院", "江苏省农业科学院"),
        ("上海市第一人民医院", "上海市第六人民医院"),
        ("清华大学", "清华大学深圳国际研究生院"),
        ("华东理工大学", "华南理工大学"),
        ("University of Leeds", "University of Leicester"),
    ],
)
def test_others_of_a_similar_name_are_not(one: str, other: str) -> None:
    assert likeness(one, other).score < PROPOSE


def test_people_are_found_across_scripts_and_orders_but_not_by_half_a_name() -> None:
    assert likeness("张伟", "Wei Zhang", "person").score >= PROPOSE
    assert likeness("張偉", "张伟", "person").score == 1
    assert likeness("李娜", "李娜娜", "person").score < PROPOSE


@pytest.mark.parametrize(
    ("scheme", "written", "kept"),
    [
        ("ror", "https://ror.org/00a2xv884", "00a2xv884"),
        ("orcid", "http://orcid.org/0000-0002-1694-233X", "0000-0002-1694-233X"),
        ("orcid", "0000000218250097", "0000-0002-1825-0097"),
        ("uscc", "91440300708461136t", "91440300708461136T"),
        ("icp", "京ICP備 05045439 號－1", "京ICP备05045439号-1"),
        ("site_code", "BM01000002", "bm01000002"),
    ],
)
def test_identifiers_are_kept_in_one_form(scheme: str, written: str, kept: str) -> None:
    assert normalise_identifier(scheme, written) == kept
    assert normalise_identifier(scheme, kept) == kept


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("ror", "00a2xv885"),
        ("orcid", "0000-0002-1825-0098"),
        ("uscc", "914403007084611360"),
        ("uscc", "9144030070846113"),
        ("icp", "ICP备1号"),
        ("site_code", "12"),
        ("isni", "0000"),
    ],
)
def test_a_mistyped_identifier_is_refused_with_its_value(scheme: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        normalise_identifier(scheme, value)
    assert value in str(refused.value) or scheme in str(refused.value)


def test_the_classifications_are_whole() -> None:
    assert len([code for code in fields() if "." not in code]) == 6
    assert len([code for code in fields() if "." in code]) == 42
    assert len([entry for entry in places().values() if entry.parent == "CN"]) == 34
    assert all(entry.parent is None or entry.parent in places() for entry in places().values())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("浙江", "330000"), ("浙江省", "330000"), ("杭州市", "330100"), ("Hangzhou", "330100"),
        ("xi'an", "610100"), ("Xian", "610100"), ("內蒙古", "150000"), ("恩施", "422800"),
        ("德国", "DE"), ("Germany", "DE"), ("cn", "CN"), ("TW", "710000"), ("香港", "810000"),
        ("吉林", "220000"), ("吉林市", "220200"), ("330600", "330600"),
    ],
)  # fmt: skip
def test_a_place_is_found_by_what_people_write(text: str, code: str) -> None:
    assert find_place(text) == code


def test_a_name_that_several_places_bear_is_asked_about() -> None:
    assert find_place("Suzhou") is None
    assert {"320500", "341300"} <= {entry.code for entry in nearest_places("Suzhou")}
    assert places()["330600"].ancestors == ("CN", "330000", "330600")


def test_a_field_is_found_in_both_languages() -> None:
    assert find_field("环境工程") == find_field("environmental engineering") == find_field("2.7") == "2.7"
    assert find_field("水利工程") is None
