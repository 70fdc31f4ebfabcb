"""Text as people write it, in both languages and scripts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.core.text import clean, fold, language, normalise, sentences, terms, to_simplified

ANY_TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=300)
MIXED = st.text(alphabet="联盟聯合创新。，；.!? abcXYZ019%（）()\n", max_size=200)


def test_traditional_and_simplified_share_their_terms() -> None:
    assert terms("設施農業與溫室") == terms("设施农业与温室")


def test_english_words_meet_in_their_stem_whatever_case_or_accent() -> None:
    assert set(terms("Removal of phosphorus, CAFÉS")) == set(terms("removing Phosphorus cafe"))


def test_function_words_are_no_terms() -> None:
    assert terms("the of and 的 了") == []


def test_a_chinese_word_is_found_by_part_of_it() -> None:
    assert set(terms("去除率")) & set(terms("去除"))


def test_full_width_digits_and_letters_are_their_plain_selves() -> None:
    assert terms("ＰＨ值７．５") == terms("PH值7.5")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("需要低成本的除镍技术，出水低于 0.1 mg/L", "zh-Hans"),
        ("設施農業公司在番茄育苗室裝了人工照明", "zh-Hant"),
        ("We need a coating that survives 900 °C", "en"),
        ("The institute (中国科学院) signed", "en"),
        ("基于 LoRaWAN 与 NB-IoT 的 Remote Monitoring 方案", "zh-Hans"),
        ("", "en"),
    ],
)
def test_the_language_is_told_from_the_text(text: str, expected: str) -> None:
    assert language(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("成本低。效果好！行吗？", ["成本低。", "效果好！", "行吗？"]),
        ("建立了模型；提出了方法.结果表明,精度3.5%较好.", ["建立了模型；", "提出了方法.", "结果表明,精度3.5%较好."]),
        ("He paid 3.5 million. See Fig. 3 for e.g. details.", ["He paid 3.5 million.", "See Fig. 3 for e.g. details."]),
        ("It stays at 40 °C. Then J. Smith left.", ["It stays at 40 °C.", "Then J. Smith left."]),
        ("Peel is rich in vitamin C. The flesh is not.", ["Peel is rich in vitamin C.", "The flesh is not."]),
        ("We saw C. elegans with A. B. Jones. It moved.", ["We saw C. elegans with A. B. Jones.", "It moved."]),
        ("Made by Acme Inc. We tested it.", ["Made by Acme Inc.", "We tested it."]),
        ("The U.S. Department agreed.", ["The U.S. Department agreed."]),
        ("富含维生素C. 结果表明有效.", ["富含维生素C.", "结果表明有效."]),
        ("“It was plan B.” The next failed.", ["“It was plan B.”", "The next failed."]),
        ("他说：“可以。”然后走了。", ["他说：“可以。”", "然后走了。"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("……。", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert [span.text for span in sentences(text)] == expected


@given(st.one_of(ANY_TEXT, MIXED))
def test_sentences_are_pieces_of_the_text_in_order_and_lose_no_word(text: str) -> None:
    spans = sentences(text)
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    kept = "".join(span.text for span in spans)
    assert [c for c in text if c.isalnum()] == [c for c in kept if c.isalnum()]


@given(ANY_TEXT)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(ANY_TEXT)
def test_terms_hold_no_blank_and_are_the_same_in_any_script(text: str) -> None:
    found = terms(text)
    assert not any(" " in term or "\n" in term for term in found)
    assert terms(to_simplified(text)) == found


def test_cleaning_drops_what_nobody_sees() -> None:
    assert clean(" a\u202eb\u200bc\x00 ") == "abc"


def test_folding_takes_accents_away() -> None:
    assert fold("Ångström") == "angstrom"
