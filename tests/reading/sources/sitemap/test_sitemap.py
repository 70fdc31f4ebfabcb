"""Sitemaps and indexes of them, plain and under gzip."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from duijie.core.errors import InvalidInput, TooLarge
from duijie.reading.sources.found import Kind
from duijie.reading.sources.sitemap import entries, unpacked

HERE = Path(__file__).parent
URLSET = (HERE / "urlset.xml").read_bytes()
BASE = "https://kx.example.cn/sitemap.xml"


@pytest.mark.parametrize("data", [URLSET, gzip.compress(URLSET, mtime=0)])
def test_the_pages_of_a_sitemap(data: bytes) -> None:
    found = list(entries(data, BASE))
    assert [f.address for f in found] == [
        "https://kx.example.cn/news/1.html?a=1&b=2",
        "https://kx.example.cn/%E4%B8%AD%E6%96%87/2.html",
    ]
    assert {f.kind for f in found} == {Kind.PAGE}
    assert found[0].changed == datetime(2024, 3, 5, tzinfo=UTC)


def test_the_sitemaps_of_an_index() -> None:
    found = list(entries((HERE / "index.xml").read_bytes(), BASE))
    assert [(f.kind, f.address[-15:]) for f in found] == [
        (Kind.SITEMAP, "map-news.xml.gz"),
        (Kind.SITEMAP, "temap-pages.xml"),
    ]


def test_a_sitemap_that_was_cut_gives_what_came() -> None:
    long = b"<urlset>" + b"".join(b"<url><loc>https://kx.example.cn/%d</loc></url>" % n for n in range(20_000))
    assert len(list(entries(long, BASE))) == 20_000
    whole = gzip.compress(long)
    assert 5_000 < len(list(entries(whole[: len(whole) // 2], BASE))) < 20_000


def test_a_sitemap_that_unfolds_without_end_is_refused() -> None:
    with pytest.raises(TooLarge, match="unfolds to more than"):
        unpacked(gzip.compress(b" " * 2_000_000), BASE, limit=1_000_000)


@pytest.mark.parametrize("data", [b"", b"<rss/>", b"\x1f\x8bnot gzip at all", b"<html>"])
def test_what_is_no_sitemap_is_said_so(data: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"is no sitemap|damaged"):
        list(entries(data, BASE))
