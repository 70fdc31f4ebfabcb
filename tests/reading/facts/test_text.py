"""From any Simplified offset one comes back to the words that were printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.reading.facts.text import WorkingText, folded
from duijie.reading.steps.script import Region, simplified

PHRASES = st.sampled_from(
    "網際網路 資訊 軟體 數據機 計程車 「湖畔」 （聯盟） 江城大學 發展 頭髮 乾淨 著名 ABC 2021年 ， 。 "
    "\n ： 項目 影印機 硬體 資料庫".split(" ")
)
TEXTS = st.lists(PHRASES | st.text(max_size=4), max_size=12).map("".join)
REGIONS = st.sampled_from(["cn", "tw", "hk"])


@given(TEXTS, REGIONS)
def test_the_blocks_cover_both_texts_without_a_gap(source: str, region: Region) -> None:
    text = WorkingText.of(source, region)
    now = then = 0
    for block in text.blocks:
        assert (block.start, block.source_start) == (now, then)
        assert block.end > block.start or block.source_end > block.source_start
        now, then = block.end, block.source_end
    assert (now, then) == (len(text.shown), len(source))
    assert len(text.plain) == len(text.shown)


@given(TEXTS, REGIONS, st.integers(0, 60), st.integers(0, 60))
def test_a_quote_is_a_piece_of_the_source_and_says_what_was_found(source: str, region: Region, a: int, b: int) -> None:
    text = WorkingText.of(source, region)
    start, end = sorted((min(a, len(text.plain)), min(b, len(text.plain))))
    first, last = text.to_source(start, end)
    assert 0 <= first <= last <= len(source)
    if start < end:
        assert first < last
    # A wider span never has a narrower quote.
    wider = text.to_source(max(0, start - 1), min(len(text.plain), end + 1))
    assert wider[0] <= first and last <= wider[1]


@given(TEXTS)
def test_marks_keep_their_places(source: str) -> None:
    assert len(folded(source)) == len(source)
    assert folded(folded(source)) == folded(source)


@pytest.mark.parametrize(
    ("printed", "found", "quote"),
    [
        ("臺灣的網際網路與軟體發展聯盟成立", "互联网", "網際網路"),
        ("臺灣的網際網路與軟體發展聯盟成立", "发展联盟", "發展聯盟"),
        ("使用數據機的「資訊」學會：", "“信息”学会:", "「資訊」學會："),
    ],
)
def test_phrases_that_change_their_length_lead_back_whole(printed: str, found: str, quote: str) -> None:
    text = WorkingText.of(printed, "tw")
    at = text.plain.index(found)
    assert text.quote(at, at + len(found)) == quote
    assert simplified(printed, "tw") == text.shown
