"""Asking for pages: with manners, within bounds, and only where it may lead."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from duijie.core.errors import DuijieError, InvalidInput, TooLarge
from duijie.reading.sources.fetching import Client, FetchFailed, FetchRefused, HostMemory, Manners
from tests.reading.sources.server import LOOPBACK, Reply, Site, drip, packed, page, visiting


def test_a_page_is_fetched_under_the_projects_name(site: Site) -> None:
    site.replies["/a"] = page("一", "文章")
    with visiting(contact="mailto:library@example.org") as (client, _):
        answer = client.fetch(site.url + "/a")
    assert "文章" in answer.body.decode()
    assert (answer.media_type, answer.address) == ("text/html", site.url + "/a")
    assert site.asked == ["/robots.txt", "/a"]
    assert all(headers["user-agent"].startswith("Duijie/") for headers in site.headers)
    assert "(+mailto:library@example.org)" in site.headers[-1]["user-agent"]


def test_robots_txt_is_obeyed_and_asked_for_once(site: Site) -> None:
    site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /inner\nAllow: /inner/open$\n")
    site.replies["/inner/open"] = site.replies["/a"] = page("a", "b")
    with visiting() as (client, _):
        client.fetch(site.url + "/a")
        client.fetch(site.url + "/inner/open")
        with pytest.raises(FetchRefused, match=r"robots\.txt"):
            client.fetch(site.url + "/inner/secret")
    assert site.asked == ["/robots.txt", "/a", "/inner/open"]


def test_rules_for_duijie_come_before_those_for_all(site: Site) -> None:
    site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nAllow: /\n\nUser-agent: duijie\nDisallow: /\n")
    with visiting() as (client, _), pytest.raises(FetchRefused):
        client.fetch(site.url + "/a")


@pytest.mark.parametrize("status", [404, 403, 401])
def test_where_there_is_no_robots_txt_all_is_allowed(site: Site, status: int) -> None:
    site.replies |= {"/robots.txt": Reply(status), "/a": page("a", "b")}
    with visiting() as (client, _):
        assert client.fetch(site.url + "/a").body


@pytest.mark.parametrize("status", [500, 503, 429])
def test_where_robots_txt_fails_nothing_is_fetched_until_it_answers(site: Site, status: int) -> None:
    site.replies |= {"/robots.txt": Reply(status), "/a": page("a", "b")}
    with visiting() as (client, time):
        for wait in (0, 20):
            time.at += wait
            with pytest.raises(FetchFailed, match=r"robots\.txt") as failed:
                client.fetch(site.url + "/a")
            assert failed.value.again
        assert client.hosts.due(site.url) > time.at  # its other pages wait too
        time.at += 45
        with pytest.raises(FetchFailed, match=r"robots\.txt") as failed:
            client.fetch(site.url + "/a")
        assert not failed.value.again  # they are given up together, unasked
        assert site.asked == ["/robots.txt"] * 2
        site.replies["/robots.txt"] = Reply(404)
        time.at += 301
        assert client.fetch(site.url + "/a").body


def test_a_host_is_asked_as_seldom_as_it_wishes(site: Site) -> None:
    site.replies |= {f"/{n}": page("a", "b") for n in range(3)}
    with visiting(delay=1.5) as (client, time):
        for n in range(3):
            client.fetch(f"{site.url}/{n}")
    assert time.slept == [1.5, 1.5, 1.5]
    site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nCrawl-delay: 7")
    with visiting(delay=1.5) as (client, time):
        for n in range(3):
            client.fetch(f"{site.url}/{n}")
    assert time.slept == [1.5, 7, 7]


def test_a_host_that_wants_days_between_two_requests_is_left_alone(site: Site) -> None:
    site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nCrawl-delay: 86400")
    with visiting() as (client, _), pytest.raises(FetchRefused, match="86,400 s between requests"):
        client.fetch(site.url + "/a")


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    site.replies["/a"] = Reply(body=b"text", headers={"ETag": '"v1"', "Last-Modified": "Fri, 17 Jan 2020 00:00:00 GMT"})
    with visiting() as (client, _):
        first = client.fetch(site.url + "/a")
        assert client.fetch(site.url + "/a", etag=first.etag).unchanged
        assert client.fetch(site.url + "/a", last_modified=first.last_modified).unchanged
        assert not client.fetch(site.url + "/a", etag='"v0"').unchanged


def test_a_redirect_to_this_machine_is_not_followed(site: Site) -> None:
    other = Site()
    try:
        other.replies["/secret"] = page("a", "b")
        site.replies["/a"] = Reply(302, headers={"Location": f"http://127.0.0.2:{other.port}/secret"})
        with (
            visiting(guard=LOOPBACK.of("127.0.0.1")) as (client, _),
            pytest.raises(FetchRefused, match=r"127\.0\.0\.2"),
        ):
            client.fetch(site.url + "/a")
        assert other.asked == []
    finally:
        other.stop()


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/x", "gopher://x", "http://u:p@x.org/"])
def test_a_redirect_to_another_scheme_or_with_a_password_is_refused(site: Site, target: str) -> None:
    site.replies["/a"] = Reply(302, headers={"Location": target})
    with visiting() as (client, _), pytest.raises(InvalidInput):
        client.fetch(site.url + "/a")


def test_redirects_are_followed_but_not_for_ever(site: Site) -> None:
    site.replies |= {"/a": Reply(301, headers={"Location": "/b"}), "/b": page("a", "b")}
    site.replies["/loop"] = Reply(302, headers={"Location": "/loop"})
    with visiting() as (client, _):
        assert client.fetch(site.url + "/a").address == site.url + "/b"
        with pytest.raises(FetchFailed, match="more than 5 times"):
            client.fetch(site.url + "/loop")


def test_a_redirect_asks_the_other_hosts_robots_txt(site: Site) -> None:
    site.replies["/a"] = Reply(302, headers={"Location": f"http://localhost:{site.port}/b"})
    site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /b")
    with visiting() as (client, _), pytest.raises(FetchRefused, match="localhost"):
        client.fetch(site.url + "/a")


def test_this_machine_is_not_fetched_unless_allowed(site: Site) -> None:
    site.replies["/a"] = page("a", "b")
    with visiting(guard=LOOPBACK.of("")) as (client, _):
        for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433"):
            with pytest.raises((FetchRefused, FetchFailed, InvalidInput)):
                client.fetch(f"http://{host}:{site.port}/a")
    assert site.asked == []


def test_the_name_is_asked_once_and_the_connection_goes_to_what_was_checked(site: Site) -> None:
    """A name that is public when checked and inner when connected to (DNS rebinding)."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["192.0.2.1"] if len(asked) == 1 else ["127.0.0.1"]

    site.replies["/a"] = page("a", "b")
    with visiting(guard=LOOPBACK.of("192.0.2.0/24"), resolver=rebinding, silence=0.2, seconds=0.5) as (client, _):
        with pytest.raises(FetchFailed):  # the checked address answers nothing; the other one is not tried
            client.fetch(f"http://rebind.example:{site.port}/a")
        assert asked == ["rebind.example"]
        client.hosts = HostMemory()
        client._rules.clear()
        with pytest.raises(FetchRefused, match=r"127\.0\.0\.1"):
            client.fetch(f"http://rebind.example:{site.port}/a")
    assert site.asked == []


def test_a_proxy_of_the_environment_is_no_way_around(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = Site()
    try:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        site.replies["/a"] = page("a", "b")
        with visiting() as (client, _):
            assert client.fetch(site.url + "/a").body
        with visiting(guard=LOOPBACK.of("")) as (client, _), pytest.raises(FetchRefused):
            client.fetch(site.url + "/a")
        assert proxy.asked == []
    finally:
        proxy.stop()


def test_an_answer_that_is_too_long_is_refused_before_it_is_read(site: Site) -> None:
    site.replies["/a"] = Reply(body=b"x" * 5_000)
    with visiting(size=1_000) as (client, _), pytest.raises(TooLarge, match="larger than 1,000 bytes"):
        client.fetch(site.url + "/a")


def test_an_answer_that_never_ends_is_given_up_or_cut(site: Site) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n"
    site.replies["/endless"] = drip(head, b"<item/>" * 100, pause=0)
    with visiting(size=20_000) as (client, _):
        with pytest.raises(TooLarge):
            client.fetch(site.url + "/endless")
        answer = client.fetch(site.url + "/endless", keep_cut=True)
    assert len(answer.body) == 20_000
    assert "goes on after" in str(answer.cut)


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\nstart"])
def test_a_server_that_drips_is_given_up_when_the_time_is_over(site: Site, first: bytes) -> None:
    site.replies["/slow"] = drip(first, b"x")
    with visiting(seconds=0.4, silence=0.3) as (client, _):
        with pytest.raises(FetchFailed, match=r"did not answer within|cannot be reached") as failed:
            client.fetch(site.url + "/slow")
        assert failed.value.again


def test_what_a_dripping_feed_said_until_then_is_kept(site: Site) -> None:
    site.replies["/slow"] = drip(b"HTTP/1.1 200 OK\r\n\r\nstart", b"x")
    with visiting(seconds=0.3) as (client, _):
        answer = client.fetch(site.url + "/slow", keep_cut=True)
    assert answer.body.startswith(b"startx")
    assert "did not come to an end" in str(answer.cut)


def test_a_small_answer_that_unfolds_to_a_huge_one_is_bounded(site: Site) -> None:
    site.replies["/bomb"] = packed(b"\0" * 30_000_000)
    site.replies["/good"] = packed("正文".encode() * 100)
    site.replies["/cut"] = Reply(body=gzip.compress(b"x" * 1000)[:-9], headers={"Content-Encoding": "gzip"})
    site.replies["/br"] = Reply(body=b"xx", headers={"Content-Encoding": "br"})
    with visiting(size=1_000_000) as (client, _):
        with pytest.raises(TooLarge):
            client.fetch(site.url + "/bomb")
        assert client.fetch(site.url + "/good").body == "正文".encode() * 100
        with pytest.raises(FetchFailed, match="damaged"):
            client.fetch(site.url + "/cut")
        with pytest.raises(InvalidInput, match="“br”"):
            client.fetch(site.url + "/br")


@pytest.mark.parametrize(
    ("status", "says", "again"),
    [(404, "not there", False), (410, "no more", False), (403, "403", False), (500, "500", True), (418, "418", False)],
)
def test_a_page_that_is_not_there_is_said_so(site: Site, status: int, says: str, again: bool) -> None:
    site.replies["/a"] = Reply(status)
    with visiting() as (client, _), pytest.raises(FetchFailed, match=says) as failed:
        client.fetch(site.url + "/a")
    assert failed.value.again is again


def test_a_server_that_asks_to_be_left_alone_is(site: Site) -> None:
    site.replies["/a"] = Reply(429, headers={"Retry-After": "30"})
    site.replies["/b"] = page("a", "b")
    with visiting() as (client, time):
        with pytest.raises(FetchFailed) as failed:
            client.fetch(site.url + "/a")
        assert (failed.value.again, failed.value.after) == (True, 30)
        client.fetch(site.url + "/b")
        assert sum(time.slept) == pytest.approx(31, abs=1.1)
        site.replies["/a"].headers["Retry-After"] = "86400"  # type: ignore[union-attr]
        with pytest.raises(FetchFailed):
            client.fetch(site.url + "/a")
        with pytest.raises(FetchFailed, match="left alone"):
            client.fetch(site.url + "/b")


@pytest.mark.parametrize("address", ["", "no address", "file:///etc/passwd", "http://", "javascript:alert(1)",
                                     "http://a:b@example.org/", "http://example.org/" + "x" * 3000])  # fmt: skip
def test_what_is_no_web_address_is_said_so(address: str) -> None:
    with visiting() as (client, _), pytest.raises(InvalidInput):
        client.fetch(address)


def test_a_name_that_leads_nowhere_and_a_port_that_nobody_listens_on() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with visiting(resolver=nowhere) as (client, _), pytest.raises(FetchFailed, match="cannot be resolved"):
        client.fetch("http://nowhere.example/")
    with visiting() as (client, _), pytest.raises(FetchFailed, match="cannot be reached"):
        client.fetch("http://127.0.0.1:1/")


def test_the_host_is_named_as_its_address_writes_it(site: Site) -> None:
    site.replies["/a"] = page("a", "b")
    with visiting(resolver=lambda host, port: ["127.0.0.1"]) as (client, _):
        for host in ("example.org", "[2001:db8::1]", "xn--fsqu00a.xn--fiqs8s"):
            client.fetch(f"http://{host}:{site.port}/a")
            assert site.headers[-1]["host"] == f"{host}:{site.port}"


def test_an_answer_that_is_no_http_is_one_sentence(site: Site) -> None:
    def nonsense(handler: Any) -> None:
        handler.wfile.write(b"\x00\x01\x02 not http at all\r\n\r\n")

    site.replies["/a"] = nonsense
    site.replies["/picture"] = Reply(body=b"x", headers={"Content-Type": "image/png"})
    with Client(Manners(guard=LOOPBACK, delay=0), HostMemory()) as client:
        with pytest.raises(DuijieError, match="cannot be reached"):
            client.fetch(site.url + "/a")
        with pytest.raises(FetchFailed, match="image/png"):
            client.fetch(site.url + "/picture")
