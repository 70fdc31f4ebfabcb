"""Every repair is on record, and the original can be made anew to the byte."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.reading import read_bytes
from duijie.reading.charset import decode
from duijie.reading.page import Edit, Repair, apply_edits, restore
from tests.reading.prose import ACADEMY, ARTICLES

_TEXT = st.text(alphabet="聯盟科技ab \n(lián)，。", max_size=40)


@st.composite
def _edits(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    return [Edit(a, b, draw(st.text("xyz字", max_size=3))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]


@settings(deadline=None)
@given(st.data())
def test_any_sequence_of_edits_can_be_undone(data: st.DataObject) -> None:
    original = text = data.draw(_TEXT)
    repairs: tuple[Repair, ...] = ()
    for step in ("one", "two", "three"):
        edits = data.draw(_edits(text))
        expected = text
        for edit in reversed(edits):
            expected = expected[: edit.start] + edit.after + expected[edit.end :]
        text, repairs = apply_edits(text, repairs, original, step, edits)
        assert text == expected
        assert restore(text, repairs) == original
        assert all(original[r.start : r.end] == r.before and r.before != r.after for r in repairs)
        assert all(a.end <= b.start for a, b in pairwise(repairs))


def test_a_later_step_that_drops_what_an_earlier_one_changed_becomes_one_repair() -> None:
    original = "聯(lián)盟 打印"
    text, repairs = apply_edits(original, (), original, "pinyin-gloss", [Edit(1, 7)])
    text, repairs = apply_edits(text, repairs, original, "navigation", [Edit(0, 3)])
    assert text == "打印"
    assert repairs == (Repair(0, 9, "pinyin-gloss+navigation", "聯(lián)盟 ", ""),)


def test_a_quote_of_the_repaired_text_is_found_in_the_original() -> None:
    article = read_bytes("參加國際科學組織聯(lián)盟和創(chuàng)新大會的單位代表。".encode())[0]
    start = article.text.index("聯盟")
    a, b = article.in_original(start, start + 2)
    assert article.original[a:b] == "聯(lián)盟"


@settings(deadline=None)
@given(st.binary(max_size=300).filter(lambda b: not any(c < 32 and c not in (9, 10, 13) for c in b) and b.strip()))
def test_decoding_gives_the_bytes_back(data: bytes) -> None:
    assert decode(data).to_bytes() == data


_LINES = st.lists(
    st.one_of(
        st.binary(max_size=20).filter(lambda b: not any(c < 32 or c == ord("<") for c in b)),
        st.text("联盟聯科技abc，。 ", max_size=20).map(lambda t: t.encode("gb18030")),
        st.text("聯盟科技abc，。 ", max_size=20).map(lambda t: t.encode("big5hkscs", "ignore")),
        st.text("联盟聯科技abc，。 ", max_size=20).map(str.encode),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(
    st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"]),
    _LINES,
    st.lists(st.sampled_from([b"\n", b"\r\n", b"\r"]), min_size=8, max_size=8),
)
def test_a_text_file_is_restored_to_the_byte(bom: bytes, lines: list[bytes], ends: list[bytes]) -> None:
    """Whatever its marks, line ends and invalid bytes: through the articles back to the file."""
    from duijie.core.errors import DuijieError

    data = bom + b"".join(line + end for line, end in zip(lines, ends, strict=False))
    try:
        articles = read_bytes(data, "a.txt")
    except DuijieError:
        return
    decoded = decode(data)
    assert "".join(article.restored() for article in articles) == decoded.text
    assert replace(decoded, text="".join(a.restored() for a in articles)).to_bytes() == data


@settings(deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=200),
    st.sampled_from(["utf-8", "gb18030", "utf-8-sig"]),
)
def test_whatever_is_read_can_be_restored(text: str, encoding: str) -> None:
    from duijie.core.errors import DuijieError

    data = text.encode(encoding)
    try:
        articles = read_bytes(data)
    except DuijieError:
        return
    assert all(article.restored() == article.original for article in articles)
    assert decode(data).text == "".join(article.original for article in articles)
    assert decode(data).to_bytes() == data


def test_articles_of_one_page_share_out_its_text() -> None:
    page = "\n\n".join(f"{a}\n\n江城市科协\n[2022-01-1{i}]" for i, a in enumerate((*ARTICLES, ACADEMY)))
    articles = read_bytes(page.encode())
    assert len(articles) == 6
    assert "".join(article.original for article in articles) == page
    assert [page[a.offset : a.offset + len(a.original)] == a.original for a in articles] == [True] * 6
