"""WARC files: whole, packed, cut in the middle, damaged."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.reading.limits import DEFAULT
from duijie.reading.sources.found import Document, Trouble
from duijie.reading.sources.warc import documents, is_warc
from tests.reading.sources.warc.making import info, packed, record


def html(number: int) -> bytes:
    return f"<html><body><p>第{number}篇：湖泊生态学会年会开幕。</p></body></html>".encode() * (number + 1)


RECORDS = [
    info(),
    record("http://e.cn/1", html(1)),
    record("http://e.cn/1", b"GET / HTTP/1.1\r\n\r\n", kind="request", media="application/http; msgtype=request"),
    record("http://e.cn/gone", b"<p>gone", status=404),
    record("http://e.cn/p.png", b"\x89PNG", media="image/png"),
    record("http://e.cn/2", gzip.compress(html(2), mtime=0), head="Content-Encoding: gzip\r\n"),
    record("http://e.cn/3", b"5\r\n<p>ab\r\n0\r\n\r\n", head="Transfer-Encoding: chunked\r\n"),
    record("http://e.cn/4.txt", "纯文本".encode(), kind="resource", media="text/plain"),
]
KEPT = [RECORDS[1], *RECORDS[5:]]
PAGES = {
    "http://e.cn/1": html(1),
    "http://e.cn/2": html(2),
    "http://e.cn/3": b"<p>ab",
    "http://e.cn/4.txt": "纯文本".encode(),
}


def read(path: Path, data: bytes, **limits: int) -> tuple[dict[str, bytes], list[str]]:
    path.write_bytes(data)
    found = list(documents(path, replace(DEFAULT, **limits)))
    return (
        {d.address: d.data for d in found if isinstance(d, Document)},
        [t.message for t in found if isinstance(t, Trouble)],
    )


@pytest.mark.parametrize("data", [b"".join(RECORDS), packed(RECORDS), gzip.compress(b"".join(RECORDS), mtime=0)])
def test_the_pages_of_a_warc_file(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path / "a.warc", data) == (PAGES, [])
    first = next(iter(documents(tmp_path / "a.warc")))
    assert isinstance(first, Document)
    assert first.fetched_at == datetime(2020, 1, 17, 8, tzinfo=UTC)


@pytest.mark.parametrize("form", ["plain", "packed"])
@settings(max_examples=60, deadline=None)
@given(share=st.floats(0.01, 0.999))
def test_a_file_cut_anywhere_keeps_what_came_before_and_says_so(
    tmp_path_factory: pytest.TempPathFactory, form: str, share: float
) -> None:
    whole = b"".join(RECORDS) if form == "plain" else packed(RECORDS)
    data = whole[: max(1, int(len(whole) * share))]
    found, said = read(tmp_path_factory.mktemp("cut") / "a.warc.gz", data)
    assert list(found.items()) == list(PAGES.items())[: len(found)]
    sizes = [len(one) if form == "plain" else len(packed([one])) for one in RECORDS]
    ends = [sum(sizes[: n + 1]) for n in range(len(sizes))]
    whole_pages = sum(end <= len(data) for end, one in zip(ends, RECORDS, strict=True) if one in KEPT)
    assert len(found) >= whole_pages
    if len(data) in ends or data.replace(b"\r", b"").endswith(b"\n\n"):
        return  # between two records nothing shows that others followed
    assert len(said) == 1
    assert any(word in said[0] for word in ("cut in the middle", "no WARC file"))


def test_the_page_before_the_cut_is_whole_though_it_was_read_ahead(tmp_path: Path) -> None:
    data = b"".join(RECORDS)
    found, said = read(tmp_path / "a.warc", data[:-30])
    assert list(found) == ["http://e.cn/1", "http://e.cn/2", "http://e.cn/3"]
    assert said == ["The WARC file a.warc is cut in the middle; the 3 pages before are kept."]


def test_damage_in_the_middle_ends_the_reading_with_a_sentence(tmp_path: Path) -> None:
    data = packed(RECORDS[:2]) + b"garbage" * 10 + packed(RECORDS[2:])
    found, said = read(tmp_path / "a.warc.gz", data)
    assert (list(found), said) == (
        ["http://e.cn/1"],
        ["The WARC file a.warc.gz is damaged; the 1 pages before that are kept."],
    )


def test_a_page_that_is_too_large_is_left_out_and_the_rest_goes_on(tmp_path: Path) -> None:
    records = [*RECORDS[:2], record("http://e.cn/big", b"<p>" + b"x" * 400_000)]
    records.append(record("http://e.cn/bomb", gzip.compress(b"\0" * 400_000), head="Content-Encoding: gzip\r\n"))
    found, said = read(tmp_path / "a.warc", b"".join([*records, *RECORDS[5:]]), text_bytes=100_000)
    assert found == PAGES
    assert said == ["The page is larger than 0.1 MB; it is left out."] * 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"just some text\n\n" * 50, "is no WARC file"),
        (gzip.compress(b"just some text\n\n" * 50, mtime=0), "is no WARC file"),
        (b"\x1f\x8bnothing", "no WARC file|damaged"),
        (info(), "no page that can be read"),
        (b"WARC/1.0\r\nA: " + b"x" * 5_000_000, "damaged|cut"),
    ],
)
def test_what_holds_no_pages_is_one_sentence(tmp_path: Path, data: bytes, says: str) -> None:
    found, said = read(tmp_path / "a.warc", data)
    assert (found, len(said)) == ({}, 1)
    assert re.search(says, said[0]), said


def test_a_warc_file_is_known_by_its_name_or_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "renamed.txt").write_bytes(info())
    (tmp_path / "a.txt").write_text("text")
    assert is_warc(tmp_path / "x.warc.gz")
    assert is_warc(tmp_path / "renamed.txt")
    assert not is_warc(tmp_path / "a.txt")
    found = list(documents(tmp_path / "absent.warc"))
    assert isinstance(found[0], Trouble)
    assert "cannot be read" in found[0].message
