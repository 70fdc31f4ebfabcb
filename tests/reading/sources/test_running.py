"""A run over a source: feeds, sitemaps and lists to pages; killed and taken up again."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.core.errors import Conflict, InvalidInput, Unavailable
from duijie.reading.sources.found import Found, Kind
from duijie.reading.sources.journal import Counts, Stored
from duijie.reading.sources.running import kind_of, run
from duijie.reading.sources.sqlite_journal import SqliteJournal
from tests.reading.sources.server import Reply, Site, drip, page, visiting


class Killed(BaseException):
    """The process ends here."""


class Run:
    """What one run read and reported."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.said: list[str] = []
        self.counts = Counts()

    def go(
        self,
        path: Path,
        *seeds: Found,
        again: bool = False,
        sink: Callable[[Stored], None] | None = None,
        most: int = 1000,
        **manners: Any,
    ) -> Run:
        def read(stored: Stored) -> None:
            self.read.append(stored.final.rpartition("/")[2])
            if sink:
                sink(stored)

        def report(where: str, sentence: Any) -> None:
            self.said.append(f"{where}: {sentence}")

        with SqliteJournal(path, again=again) as journal, visiting(hosts=journal, **manners) as (client, _):
            self.counts = run(journal, client, seeds, read, report=report, most=most)
        return self


def rss(site: Site, names: Iterable[str], changed: str = "") -> bytes:
    items = "".join(f"<item><link>{site.url}/{name}</link>{changed}</item>" for name in names)
    return f"<rss><channel>{items}</channel></rss>".encode()


def fill(site: Site, *names: str) -> None:
    site.replies |= {f"/{name}": page(f"第{name}篇", f"这是第{name}篇。") for name in names}


def test_a_feed_leads_to_its_pages_each_once(site: Site, tmp_path: Path) -> None:
    fill(site, "1", "2", "3")
    site.replies["/feed"] = Reply(body=rss(site, ["1", "2", "1", "3"]))
    found = Run().go(tmp_path / "j", Found(site.url + "/feed", Kind.AUTO))
    assert found.read == ["1", "2", "3"]
    assert site.pages == ["/feed", "/1", "/2", "/3"]
    assert (found.said, found.counts) == ([], Counts(read=4))


def test_an_index_leads_to_packed_sitemaps_and_they_to_pages(site: Site, tmp_path: Path) -> None:
    fill(site, "1", "2", "3")
    parts = ["a.xml", "b.xml.gz", "a.xml"]
    index = "".join(f"<sitemap><loc>{site.url}/{p}</loc></sitemap>" for p in [*parts, "index.xml"])
    site.replies["/index.xml"] = Reply(body=f"<sitemapindex>{index}</sitemapindex>".encode())
    urls = "<urlset>" + "".join(f"<url><loc>{site.url}/{n}</loc></url>" for n in (1, 2)) + "</urlset>"
    site.replies["/a.xml"] = Reply(body=urls.encode())
    site.replies["/b.xml.gz"] = Reply(body=gzip.compress(urls.replace("/1<", "/3<").encode()))
    found = Run().go(tmp_path / "j", Found(site.url + "/index.xml", Kind.SITEMAP))
    assert sorted(found.read) == ["1", "2", "3"]
    assert len(site.pages) == len(set(site.pages)) == 6


def test_a_list_on_the_web_and_a_page_are_told_apart(site: Site, tmp_path: Path) -> None:
    fill(site, "1", "2")
    site.replies["/list.txt"] = Reply(body=f"# ours\n{site.url}/1\nnonsense\n".encode())
    found = Run().go(tmp_path / "j", *(Found(site.url + p, Kind.AUTO) for p in ("/list.txt", "/2")))
    assert sorted(found.read) == ["1", "2"]
    assert len(found.said) == 1
    assert "Line 3" in found.said[0]


def test_what_fails_is_said_and_the_rest_goes_on(site: Site, tmp_path: Path) -> None:
    fill(site, "1", "2")
    site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /secret")
    site.replies["/feed"] = Reply(body=rss(site, ["1", "missing", "secret", "bad", "2"]))
    fill(site, "bad")

    def sink(stored: Stored) -> None:
        if stored.final.endswith("/bad"):
            raise InvalidInput("No text was found in it.")

    found = Run().go(tmp_path / "j", Found(site.url + "/feed", Kind.FEED), sink=sink)
    assert found.read == ["1", "bad", "2"]
    assert found.counts == Counts(read=3, failed=3)
    assert [any(word in said for said in found.said) for word in ("404", "robots.txt", "No text")] == [True] * 3
    assert "/secret" not in site.asked


def test_a_server_that_stumbles_is_asked_again_but_not_for_ever(site: Site, tmp_path: Path) -> None:
    fill(site, "1")
    good = site.replies["/1"]
    answers = [Reply(503), Reply(500), good]

    def stumble(handler: Any) -> None:
        reply = answers.pop(0)
        assert isinstance(reply, Reply)
        site._send(handler, reply)

    site.replies["/1"] = stumble
    site.replies["/2"] = Reply(500)
    found = Run().go(tmp_path / "j", Found(site.url + "/1"), Found(site.url + "/2"))
    assert found.read == ["1"]
    assert site.pages.count("/2") == 3
    assert len(found.said) == 1


def test_a_feed_that_never_ends_gives_what_came(site: Site, tmp_path: Path) -> None:
    fill(site, "1")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss><channel>"
    item = f"<item><link>{site.url}/1</link></item>\n".encode() * 50
    site.replies["/endless"] = drip(head, item, pause=0)
    found = Run().go(tmp_path / "j", Found(site.url + "/endless", Kind.AUTO), size=100_000)
    assert found.read == ["1"]
    assert "goes on after" in found.said[0]


def test_a_feed_of_ever_new_addresses_is_bounded(site: Site, tmp_path: Path) -> None:
    fill(site, *(str(n) for n in range(30)))
    site.replies["/feed"] = Reply(body=rss(site, (str(n) for n in range(30))))
    found = Run().go(tmp_path / "j", Found(site.url + "/feed", Kind.FEED), most=11)
    assert len(found.read) == 10
    assert found.said == [": More than 11 addresses; the others are left out of this run."]


def test_what_is_no_feed_though_it_was_said_to_be_one(site: Site, tmp_path: Path) -> None:
    fill(site, "1")
    found = Run().go(tmp_path / "j", Found(site.url + "/1", Kind.FEED))
    assert found.read == []
    assert "is no RSS or Atom feed" in found.said[0]


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_killed_anywhere_nothing_is_lost_and_nothing_fetched_twice(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Killed while it reads a page, or right after an answer came; again and again."""
    names = ["1", "2", "3", "4", "5"]
    path = tmp_path_factory.mktemp("killed") / "j"
    site = Site()
    try:
        fill(site, *names)
        site.replies["/feed"] = Reply(body=rss(site, names))
        done: list[str] = []
        for _ in range(4):
            until = data.draw(st.integers(0, 3), label="pages before the kill")
            late = data.draw(st.booleans(), label="killed after the page was read")
            seen: list[str] = []

            def sink(stored: Stored, seen: list[str] = seen, until: int = until, late: bool = late) -> None:
                if late:
                    done.append(stored.final[-1])
                if len(seen) >= until:
                    raise Killed
                seen.append(stored.final)
                if not late:
                    done.append(stored.final[-1])

            try:
                Run().go(path, Found(site.url + "/feed", Kind.FEED), sink=sink)
            except Killed:
                continue
            break
        last = Run().go(path, Found(site.url + "/feed", Kind.FEED), sink=lambda s: done.append(s.final[-1]))
        assert set(done) == set(names)
        assert last.counts.waiting == 0
        # A run over a finished source asks for its feed again, a run taken up never does.
        runs = site.pages.count("/feed")
        assert all(1 <= site.pages.count(f"/{name}") <= runs for name in names)
    finally:
        site.stop()


def test_a_resumed_run_prints_what_was_read_before_from_the_journal(site: Site, tmp_path: Path) -> None:
    fill(site, "1", "2", "3")
    site.replies["/feed"] = Reply(body=rss(site, ["1", "2", "3"]))
    seed = Found(site.url + "/feed", Kind.FEED)

    def sink(stored: Stored) -> None:
        if stored.final.endswith("/2"):
            raise Killed

    with pytest.raises(Killed):
        Run().go(tmp_path / "j", seed, again=True, sink=sink)
    found = Run().go(tmp_path / "j", seed, again=True)
    assert sorted(found.read) == ["1", "2", "3"]
    assert sorted(site.pages) == ["/1", "/2", "/3", "/feed"]


def test_the_next_run_fetches_only_what_is_new_or_has_changed(site: Site, tmp_path: Path) -> None:
    fill(site, "1", "2")
    for name in ("/1", "/2"):
        site.replies[name].headers["ETag"] = f'"{name}"'  # type: ignore[union-attr]
    site.replies["/feed"] = Reply(body=rss(site, ["1", "2"]), headers={"ETag": '"f"'})
    seed = Found(site.url + "/feed", Kind.AUTO)
    assert Run().go(tmp_path / "j", seed).read == ["1", "2"]
    assert Run().go(tmp_path / "j", seed).read == []  # all unchanged, the feed too
    assert len([h for h in site.headers if "if-none-match" in h]) == 3
    fill(site, "2", "3")
    site.replies["/feed"] = Reply(body=rss(site, ["3", "1", "2"]))
    assert sorted(Run().go(tmp_path / "j", seed).read) == ["2", "3"]


def test_a_page_that_the_source_says_is_old_is_not_asked_for_again(site: Site, tmp_path: Path) -> None:
    fill(site, "1")
    seed = Found(site.url + "/feed", Kind.FEED)
    old = "<pubDate>Fri, 17 Jan 2020 08:00:00 +0800</pubDate>"
    site.replies["/feed"] = Reply(body=rss(site, ["1"], old))
    for again in (False, False, True):
        found = Run().go(tmp_path / "j", seed, again=again)
    assert found.read == ["1"]
    assert site.pages.count("/1") == 1


def test_two_hosts_are_asked_in_turn_rather_than_one_waited_for(tmp_path: Path, site: Site) -> None:
    other = Site()
    try:
        fill(site, "1", "2")
        fill(other, "3", "4")
        seeds = [Found(f"{s.url}/{n}") for s, n in ((site, 1), (site, 2), (other, 3), (other, 4))]
        assert Run().go(tmp_path / "j", *seeds).read == ["1", "3", "2", "4"]
    finally:
        other.stop()


def test_a_journal_in_use_or_broken_is_said_so(tmp_path: Path) -> None:
    with SqliteJournal(tmp_path / "j") as journal:
        journal.begin(0)
        with pytest.raises(Conflict, match="by another process"):
            SqliteJournal(tmp_path / "j")
    (tmp_path / "broken").write_bytes(b"this is no database" * 100)
    with pytest.raises(Unavailable, match="--fresh"):
        SqliteJournal(tmp_path / "broken")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<?xml version='1.0'?>\n<!-- made --><rss version='2.0'>", Kind.FEED),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', Kind.FEED),
        (b'<rdf:RDF xmlns:rdf="x">', Kind.FEED),
        (b"<urlset>", Kind.SITEMAP),
        (gzip.compress(b"<sitemapindex>", mtime=0), Kind.SITEMAP),
        (b"<!doctype html><html><p>about &lt;rss&gt;: <rss ></p>", Kind.PAGE),
        (b"# list\n\nhttps://example.org/a\n", Kind.LIST),
        ("湖泊生态学会年会开幕 https://example.org".encode(), Kind.PAGE),
        (b"", Kind.PAGE),
        (b"%PDF-1.7", Kind.PAGE),
        (b"\x1f\x8bbroken", Kind.PAGE),
    ],
)
def test_what_an_answer_is_is_told_by_its_beginning(body: bytes, kind: Kind) -> None:
    assert kind_of(body) is kind


def test_a_host_that_is_down_is_given_up_for_all_its_pages_in_a_minute(site: Site, tmp_path: Path) -> None:
    fill(site, "1")
    down = [Found(f"http://127.0.0.1:1/{n}") for n in range(40)]
    with SqliteJournal(tmp_path / "j") as journal, visiting(hosts=journal) as (client, time):
        begun, said, read = time.at, [], []
        counts = run(
            journal,
            client,
            [*down, Found(site.url + "/1")],
            lambda stored: read.append(stored.final),
            report=lambda where, sentence: said.append(str(sentence)),
        )
    assert (counts.read, counts.failed, len(said)) == (1, 40, 40)
    assert "cannot be reached" in said[0]
    assert time.at - begun < 120
