"""Clean text, damaged as the web damages it, comes out clean; undamaged text is left alone.

The articles are ours and the rules were not made from them. At least 999 of 1,000 characters
must be right.
"""

from __future__ import annotations

import random

import pytest

from duijie.reading import Article, read_bytes
from tests.reading import damage
from tests.reading.prose import ACADEMY, ARTICLES, ENGLISH, FOOTER, HEADLINES

CLEAN = (*ARTICLES, ACADEMY)


def read(text: str | bytes) -> list[Article]:
    return read_bytes(text if isinstance(text, bytes) else text.encode())


def assert_repaired(pairs: list[tuple[str, str]], label: str | None) -> None:
    wrong = total = 0
    for truth, damaged in pairs:
        articles = read(damaged)
        assert [a.restored() for a in articles] == [a.original for a in articles]
        if label:
            assert label in articles[0].damage
        wrong += damage.errors(truth, "".join(a.text for a in articles))
        total += len(truth)
    assert wrong <= 0.001 * total


@pytest.mark.parametrize("text", CLEAN)
def test_undamaged_text_is_left_as_it_is(text: str) -> None:
    (article,) = read(text)
    assert (article.text, article.repairs, article.damage) == (text, (), ())


def test_undamaged_english_keeps_its_words() -> None:
    (article,) = read(ENGLISH)
    assert article.text.split() == ENGLISH.split()
    assert article.damage == ()


@pytest.mark.parametrize("brackets", ["()", "（）"])
@pytest.mark.parametrize("every", [0.03, 0.3, 1.0])
def test_glosses_over_a_converted_page_are_removed(every: float, brackets: str) -> None:
    rng = random.Random(7)
    hant = [damage.traditional(text) for text in CLEAN]
    pairs = [(t, damage.glossed(t, rng, every=every, only_two_forms=True, brackets=brackets)) for t in hant]
    assert_repaired(pairs, "pinyin-gloss")
    assert all("traditional-converted" in read(page)[0].damage for _, page in pairs)


@pytest.mark.parametrize("every", [0.05, 0.15])
def test_glosses_spread_over_a_simplified_page_are_removed(every: float) -> None:
    rng = random.Random(8)
    assert_repaired([(t, damage.glossed(t, rng, every=every, only_two_forms=False)) for t in CLEAN], "pinyin-gloss")


@pytest.mark.parametrize("width", [12, 15, 18, 20, 24, 30, 38])
def test_columns_are_joined(width: int) -> None:
    assert_repaired([(text, damage.cut_into_lines(text, width)) for text in CLEAN], "line-broken")
    for text in CLEAN:
        # Hardly a paragraph is left in pieces.
        pieces = damage.paragraphs("\n".join(a.text for a in read(damage.cut_into_lines(text, width))))
        assert len(pieces) <= len(damage.paragraphs(text)) + 1


def test_paragraphs_cut_by_pages_are_joined() -> None:
    rng = random.Random(9)
    joined = cut = 0
    for text in CLEAN:
        damaged = damage.cut_by_pages(text, rng, 4)
        found = damage.paragraphs("\n".join(a.text for a in read(damaged)))
        whole = damage.paragraphs(text)
        cut += len(damage.paragraphs(damaged)) - len(whole)
        joined += len(damage.paragraphs(damaged)) - len(found)
        assert "".join(found) == "".join(whole)
    assert joined >= 0.75 * cut


@pytest.mark.parametrize("times", [1, 3, 6])
def test_footers_are_removed_however_often_they_stand(times: int) -> None:
    assert_repaired([(text, damage.with_footers(text, FOOTER, times)) for text in CLEAN], "boilerplate-footer")
    (article,) = read(damage.with_footers(ACADEMY, FOOTER, times))
    assert [i.value for i in article.identifiers] == ["京ICP备05002857号-1", "京公网安备110402500047号", "bm48000002"]
    assert article.publisher == "中国科学院"


def test_a_soup_of_headlines_in_one_line_is_dropped() -> None:
    rng = random.Random(10)
    pairs = [(text, damage.with_soup(text, HEADLINES, rng, one_line=True)) for text in CLEAN]
    assert_repaired(pairs, "headline-soup")


def test_a_soup_of_headlines_in_lines_is_dropped() -> None:
    rng = random.Random(11)
    for text in CLEAN:
        (article,) = read(damage.with_soup(text, HEADLINES, rng, one_line=False))
        assert article.title == text.split("\n\n", 1)[0]
        assert (article.date, article.source) == ("2022-10-01", "江城日报")
        assert damage.paragraphs(article.text) == damage.paragraphs(text)
        assert "headline-soup" in article.damage


@pytest.mark.parametrize("foreign", ["澳门赌场", "开云体育", "bet365官网", "金尊国际", "天恒娱乐"])
def test_a_hijacked_name_is_restored_and_marked(foreign: str) -> None:
    page = damage.hijacked(damage.with_footers(ACADEMY, FOOTER, 2), "中国科学院", foreign)
    (article,) = read(page)
    assert article.text == ACADEMY
    assert {"hijacked-name", "boilerplate-footer"} == set(article.damage)
    assert article.publisher == "中国科学院"
    assert any(foreign in warning for warning in article.warnings)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("utf-8", "latin-1"), ("gb18030", "latin-1"), ("big5hkscs", "latin-1"), ("utf-8", "windows-1252 as browsers do")],
)
def test_text_stored_in_the_wrong_encoding_is_read_rightly(right: str, wrong: str) -> None:
    pairs = []
    for text in CLEAN:
        truth = damage.traditional(text).replace("爲", "為") if right == "big5hkscs" else text
        data = truth.encode(right)
        pairs.append((truth, data.decode("latin-1") if wrong == "latin-1" else _as_browsers(data)))
    assert_repaired(pairs, None)


def _as_browsers(data: bytes) -> str:
    return "".join(bytes([b]).decode("cp1252") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b) for b in data)


def test_utf8_read_as_gbk_comes_back_but_for_what_was_lost() -> None:
    for text in CLEAN:
        (article,) = read(text.encode().decode("gb18030", "replace"))
        assert damage.errors(text, article.text) <= 0.12 * len(text)
        assert "科" in article.text or "湖" in article.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5hkscs", "utf-16", "utf-16-le"])
def test_files_are_read_in_any_encoding(encoding: str) -> None:
    for text in CLEAN:
        text = damage.traditional(text).replace("爲", "為") if encoding == "big5hkscs" else text
        assert "".join(a.text for a in read(text.encode(encoding))) == text


def test_all_at_once() -> None:
    rng = random.Random(12)
    page = damage.traditional(damage.with_footers(damage.hijacked(ACADEMY, "中国科学院", "澳门赌场"), FOOTER, 3))
    page = page.replace("中國科學院", "澳門賭場")
    page = damage.glossed(page, rng, every=0.4, only_two_forms=True)
    (article,) = read("首頁 > 工作動態\n" + page)
    assert damage.errors(damage.traditional(ACADEMY), article.text) <= 0.001 * len(ACADEMY)
    assert set(article.damage) == {"pinyin-gloss", "traditional-converted", "hijacked-name", "boilerplate-footer"}
    assert article.section == "工作动态"
