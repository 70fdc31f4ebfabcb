"""Feeds as they are found: three formats, sloppy ones, hostile ones, ones that were cut."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from duijie.core.errors import InvalidInput
from duijie.reading.sources.feed import entries

HERE = Path(__file__).parent


def addresses(data: bytes, base: str = "https://kx.example.cn/feed.xml") -> list[str]:
    return [found.address for found in entries(data, base)]


def test_rss_2() -> None:
    found = list(entries((HERE / "rss2.xml").read_bytes(), "https://kx.example.cn/feed.xml"))
    assert [f.address for f in found] == [
        "https://kx.example.cn/news/1.html?from=rss&id=1",
        "https://kx.example.cn/news/2.html",
        "https://kx.example.cn/news/3.html",
    ]
    assert [f.changed for f in found] == [
        datetime(2020, 1, 17, tzinfo=UTC),
        datetime(2020, 2, 1, tzinfo=UTC),
        None,
    ]


def test_atom() -> None:
    found = list(entries((HERE / "atom.xml").read_bytes(), "https://lakes.example.org/feeds/atom"))
    assert [f.address for f in found] == ["https://lakes.example.org/1", "https://lakes.example.org/feeds/2"]
    assert found[0].changed == datetime(2024, 5, 2, 2, tzinfo=UTC)


def test_rss_1_in_an_old_encoding() -> None:
    assert addresses((HERE / "rss1.rdf").read_bytes()) == ["https://old.example.cn/a", "https://old.example.cn/b"]


def test_a_feed_that_was_cut_gives_what_came() -> None:
    data = (HERE / "rss2.xml").read_bytes()
    assert addresses(data[: data.index(b"<title>\xe5\x8f\xaa")]) == addresses(data)[:2]


def test_a_feed_with_damage_in_it_is_read_around_it() -> None:
    data = (HERE / "rss2.xml").read_bytes().replace(b"&amp; ", b"& ").replace(b"<dc:date>", b"<dc:date>&nbsp;")
    assert addresses(data) == addresses((HERE / "rss2.xml").read_bytes())


@pytest.mark.parametrize("data", [b"", b"hello", b"<html><body><item><link>/x</link></item></body></html>", b"\0" * 99])
def test_what_is_no_feed_is_said_so(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="is no RSS or Atom feed"):
        addresses(data)


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("https://stolen.example/")
    laughs = "".join(f'<!ENTITY a{n} "{("&a" + str(n - 1) + ";") * 10}">' for n in range(1, 12))
    data = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{laughs}<!ENTITY x SYSTEM "file://{secret}">]>
    <rss><channel><item><title>&a11;</title><link>&x;</link></item>
    <item><link>https://kx.example.cn/1</link></item></channel></rss>"""
    found = addresses(data.encode())
    assert found[-1] == "https://kx.example.cn/1"
    assert not any("stolen" in address for address in found)


@pytest.mark.parametrize("endless", [b"<a>", b"<item>", b"<a/>", b"<![CDATA["])
def test_a_feed_nested_or_widened_without_end_is_bounded(endless: bytes) -> None:
    good = b"<item><link>https://kx.example.cn/1</link></item>"
    assert addresses(b"<rss><channel>" + good + endless * 100_000) == ["https://kx.example.cn/1"]
    assert addresses(b"<rss><channel>" + good + b"<item>" + endless * 100_000) == ["https://kx.example.cn/1"]
