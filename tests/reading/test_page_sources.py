"""Sources that the secretariat keeps: run in the background, taken up after a kill, kept as articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from duijie.core import audit
from duijie.core.errors import InvalidInput, NotAllowed
from duijie.reading.models import Article, Fetch, Page, PageSource
from duijie.reading.page_sources.journal import DatabaseHosts, DatabaseJournal
from duijie.reading.rules import manage_source
from duijie.reading.services.sources import (
    add_source,
    change_source,
    due_sources,
    pause_source,
    remove_source,
    run_now,
    run_source,
    storable_address,
)
from duijie.reading.sources.fetching import Manners, Robots
from duijie.reading.sources.found import Found, Kind
from duijie.registry.standing import standing
from tests.factories.world import World
from tests.reading.sources.server import LOOPBACK, Reply, Site, Time, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    with translation.override("en"):
        yield


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    for n in range(1, 6):
        running.replies[f"/{n}"] = page(
            f"湖泊学会第{n}次年会", f"湖泊生态学会第{n}次年会在江城开幕。\n到会代表三百人。"
        )
        running.replies[f"/{n}"].headers["ETag"] = f'"{n}"'  # type: ignore[union-attr]
    feed(running, 1, 2, 3)
    yield running
    running.stop()


def feed(site: Site, *numbers: int) -> None:
    items = "".join(f"<item><link>{site.url}/{n}</link></item>" for n in numbers)
    site.replies["/feed"] = Reply(
        body=f"<rss><channel>{items}</channel></rss>".encode(), headers={"ETag": f'"{numbers}"'}
    )


def source(world: World, site: Site, **values: Any) -> PageSource:
    given = {"name": "要闻", "address": site.url + "/feed"} | values
    return add_source(actor=world.secretariat, community=world.east, **given)


def go(record: PageSource, pages: int | None = None) -> Any:
    """Run it with a clock that does not wait; stop after so many steps."""
    left = iter(range(10_000 if pages is None else pages))
    return run_source(
        record,
        manners=Manners(guard=LOOPBACK, seconds=5, silence=5),
        clock=Time().clock,
        stop=lambda: next(left, None) is None,
    )


def test_a_feed_becomes_the_communitys_articles(world: World, site: Site) -> None:
    record = source(world, site)
    assert record in due_sources()
    counts = go(record)
    assert (counts.read, counts.waiting, counts.failed) == (4, 0, 0)
    assert Article.objects.filter(community=world.east).count() == 3
    assert set(Page.objects.values_list("address", flat=True)) == {f"{site.url}/{n}" for n in (1, 2, 3)}
    assert all(page.fetched_at for page in Page.objects.all())
    record.refresh_from_db()
    assert (record.going, record.notice, bool(record.finished_at)) == (False, "", True)
    assert record not in due_sources()


def test_the_next_run_fetches_what_is_new(world: World, site: Site) -> None:
    record = source(world, site)
    go(record)
    before = len(site.pages)
    go(record)
    assert len(site.pages) - before == 4
    assert len([h for h in site.headers if "if-none-match" in h]) == 4  # all of them unchanged
    feed(site, 1, 2, 3, 4)
    go(record)
    assert Article.objects.count() == 4


@pytest.mark.parametrize("steps", range(1, 8))
def test_stopped_after_any_step_it_goes_on_and_fetches_nothing_twice(world: World, site: Site, steps: int) -> None:
    record = source(world, site)
    go(record, steps)
    Fetch.objects.filter(state="waiting", address__endswith="/2").update(state="fetching")  # as a kill leaves it
    record.refresh_from_db()
    go(record)
    assert Article.objects.count() == 3
    assert sorted(site.pages) == ["/1", "/2", "/3", "/feed"]


def test_what_was_fetched_and_not_read_is_read_from_the_kept_bytes(world: World, site: Site, monkeypatch: Any) -> None:
    record = source(world, site)

    class Killed(BaseException):
        pass

    def kill(*_args: Any, **_values: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr("duijie.reading.services.keeping.save_articles", kill)
        go(record)
    assert Fetch.objects.filter(state="fetched").count() == 1
    go(record)
    assert Article.objects.count() == 3
    assert len(site.pages) == len(set(site.pages))


def test_failures_are_kept_with_their_sentence(world: World, site: Site) -> None:
    feed(site, 1, 9)
    record = source(world, site)
    counts = go(record)
    assert (counts.read, counts.failed) == (2, 1)
    record.refresh_from_db()
    assert "404" in record.notice
    assert "404" in Fetch.objects.get(state="failed").sentence


def test_a_paused_source_rests_and_run_now_wakes_it(world: World, site: Site) -> None:
    record = source(world, site)
    pause_source(actor=world.secretariat, source=record, paused=True)
    assert record not in due_sources()
    assert go(record).read == 0
    run_now(actor=world.secretariat, source=record)
    assert record in due_sources()
    go(record)
    assert Article.objects.count() == 3
    assert [entry.action for entry in audit.entries(record)] == ["run", "pause", "add"]


def test_a_list_may_be_written_down_and_one_only_when_told_to_is_never_due(world: World, site: Site) -> None:
    record = source(
        world, site, address="", addresses=f"# ours\n{site.url}/1\n{site.url}/2", kind="list", every="never"
    )
    assert record not in due_sources()
    go(record)
    assert Article.objects.count() == 2
    record.refresh_from_db()
    assert record.next_run_at is None


def test_what_is_no_source_is_said_field_by_field(world: World, site: Site) -> None:
    with pytest.raises(InvalidInput) as refused:
        source(world, site, address="file:///etc/passwd", addresses="nonsense", name="")
    assert set(refused.value.details["fields"]) == {"address", "addresses", "name"}
    with pytest.raises(InvalidInput):
        source(world, site, address="")
    assert PageSource.objects.count() == 0
    record = source(world, site)
    with pytest.raises(InvalidInput):
        change_source(actor=world.secretariat, source=record, address="ftp://x.cn/")


def test_only_the_secretariat_of_the_community_keeps_its_sources(world: World, site: Site) -> None:
    record = source(world, site)
    allowed = {"secretariat", "admin"}
    for name, person in world.people.items():
        may = manage_source.allows(standing(person), record)
        assert may is (name in allowed), name
        assert manage_source.filter(standing(person), PageSource.objects.all()).exists() is may
    for act in (run_now, remove_source):
        with pytest.raises(NotAllowed):
            act(actor=world.secretariat_west, source=record)
    remove_source(actor=world.secretariat, source=record)
    assert PageSource.objects.count() == 0


def test_hosts_are_shared_and_turns_are_never_given_twice(db: None) -> None:
    hosts = DatabaseHosts()
    assert hosts.robots("https://e.cn") is None
    assert [hosts.reserve("https://e.cn", 100.0, 2.0) for _ in range(3)] == [100.0, 102.0, 104.0]
    hosts.hold("https://e.cn", 500.0)
    hosts.hold("https://e.cn", 200.0)
    assert hosts.due("https://e.cn") == 500.0
    assert hosts.reserve("https://e.cn", 600.0, 1.0) == 600.0
    hosts.keep_robots("https://e.cn", Robots("User-agent: *\0"), 7.0)
    assert hosts.robots("https://e.cn") == (Robots("User-agent: *"), 7.0)


def test_a_run_holds_as_many_addresses_as_it_may(world: World, site: Site) -> None:
    journal = DatabaseJournal(source(world, site))
    journal.begin(1.0)
    many = (Found(f"https://e.cn/{n % 900}", Kind.PAGE) for n in range(2_000))
    assert journal.add(many, 0, 1_000)
    assert not journal.add([Found(f"https://e.cn/x{n}") for n in range(200)], 0, 1_000)
    assert journal.counts().waiting == 1_000


@pytest.mark.parametrize(
    ("address", "kept"),
    [("https://e.cn/a?b=1", True), ("http://127.0.0.1:8000/a", True), ("http://intranet/a", False)],
)
def test_an_address_that_a_page_cannot_keep_is_left_out(address: str, kept: bool) -> None:
    assert bool(storable_address(address)) is kept
