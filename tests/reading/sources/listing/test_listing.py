"""Lists of addresses, as people keep them."""

from __future__ import annotations

from duijie.reading.sources.found import Found, Trouble
from duijie.reading.sources.listing import entries, lines_of


def read(text: bytes, base: str = "") -> tuple[list[str], list[str]]:
    found = list(entries(lines_of(text), "list.txt", base))
    return (
        [f.address for f in found if isinstance(f, Found)],
        [f.message for f in found if isinstance(f, Trouble)],
    )


def test_one_address_a_line() -> None:
    text = b"\xef\xbb\xbf# ours\r\nhttps://example.org/a  a remark\r\n\r\n  HTTP://EXAMPLE.org:80/b#top\nhttp://x.cn"
    assert read(text) == (["https://example.org/a", "http://example.org/b", "http://x.cn/"], [])


def test_a_line_that_is_none_is_named_and_the_rest_goes_on() -> None:
    good, bad = read("https://example.org/a\n今天的新闻\nfile:///etc/passwd\nhttps://example.org/b\n".encode("gb18030"))
    assert good == ["https://example.org/a", "https://example.org/b"]
    assert len(bad) == 2
    assert bad[1].startswith("Line 3 of list.txt: ")
    assert "only those are fetched" in bad[1]


def test_addresses_may_be_relative_to_a_list_from_the_web() -> None:
    assert read(b"/a\n./b", "https://example.org/x/list.txt")[0] == ["https://example.org/a", "https://example.org/x/b"]


def test_a_file_without_line_ends_is_bounded() -> None:
    good, bad = read(b"x" * 100_000)
    assert (good, len(bad)) == ([], 10)
    assert all(len(sentence) < 300 for sentence in bad)
