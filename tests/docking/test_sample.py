"""A new site's rooms are worth looking at: each demo account finds what it is told to look for."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import LazySettings
from django.test import Client, override_settings
from django.utils import timezone

from duijie.core.models import Mail, Notice, User
from duijie.docking import sample
from duijie.docking.funnel import STEPS, lines
from duijie.docking.models import Challenge, Contract, Deal, Introduction, LogEntry, Station
from duijie.docking.queries.stations import ways
from duijie.docking.services.log import verify_all
from duijie.library.sample import load
from duijie.registry.models import Community
from tests.helpers import browser
from tests.layers import held

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")


@held
def site() -> None:
    """A first start: the sample community, then what happened in its rooms."""
    with TemporaryDirectory() as var, override_settings(VAR=Path(var)):
        load()
        assert sample.load()


def signed_in(name: str) -> Client:
    return browser(User.objects.get(email=f"{name}@example.org"))


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_every_state_is_there_once_and_a_second_load_changes_nothing(site: None) -> None:
    assert sorted(Introduction.objects.values_list("state", flat=True)) == ["accepted"] * 3 + ["declined", "open"]
    assert sorted(Deal.objects.values_list("state", flat=True)) == ["contracted", "delivered", "negotiating"]
    assert sorted(Contract.objects.values_list("state", flat=True)) == ["delivered", "signed"]
    assert verify_all().holds
    assert not sample.load()
    assert Introduction.objects.count() == 5 and Station.objects.count() == 2


def test_nobody_is_mailed_and_only_what_waits_is_news(site: None) -> None:
    assert not Mail.objects.exclude(to="").exists()
    unread = Notice.objects.filter(read_at=None)
    assert {notice.user.email for notice in unread} == {"researcher@example.org", "bamboo.sample@example.org"}


def test_who_signs_in_finds_rooms_and_contracts_marked_as_sample(site: None) -> None:
    researcher = signed_in("researcher")
    mark = '<span class="tag sample">'
    assert shown(researcher, "/introductions/").count(mark) == 1  # it waits for an answer
    assert shown(researcher, "/deals/").count(mark) == 3
    assert shown(researcher, "/contracts/").count(mark) == 2
    for deal in Deal.objects.all():
        room = deal.get_absolute_url()
        parts = ["", "proposals/", "files/", "meetings/", "log/"]
        parts += ["contract/", "delivery/"] if deal.state != "negotiating" else []
        for part in parts:
            assert mark in shown(researcher, f"{room}{part}"), part
    talking = Deal.objects.get(state="negotiating")
    alone = [talking.files.first(), talking.meetings.first()]
    pages = [record.get_absolute_url() for record in alone if record is not None]
    assert len(pages) == 2
    pages += [f"{talking.get_absolute_url()}{part}" for part in ("promise/", "threads/", "files/new/", "terms/new/")]
    for address in pages:
        assert mark in shown(researcher, address), address
    assert "三个月就堵了" in shown(signed_in("enterprise"), talking.get_absolute_url())
    assert "价格与付款" not in shown(signed_in("broker"), talking.get_absolute_url())


def test_brokers_see_their_stations_worklist_and_funnel(site: None) -> None:
    broker = signed_in("broker")
    assert "电池与装备挂点组（样例）" in shown(broker, "/stations/")
    assert "太湖南岸水环境挂点组（样例）" in shown(broker, "/c/yunting-water/stations/")
    assert "24" in shown(broker, "/c/yunting-water/stations/funnel/")
    assert shown(broker, "/worklist/")


def test_the_sample_has_grown_over_months_and_the_funnel_tells_the_days_of_each_step(site: None) -> None:
    rows = list(LogEntry.objects.order_by("stream", "place"))
    for before, after in pairwise(rows):
        assert before.stream != after.stream or before.at < after.at, "what was done first was sealed first"
    assert rows[0].at < timezone.now() and max(row.at for row in rows) <= timezone.now()
    assert min(row.at for row in rows) < timezone.now() - timedelta(days=250)
    (line,) = lines([*ways(Community.objects.get(slug="yunting")), *ways(Community.objects.get(slug="yunting-water"))])
    counts = [line.counts[step] for step in STEPS]
    assert counts == sorted(counts, reverse=True) and counts[0] > counts[1] > 0
    assert all(days is None or days > 0 for days in line.days.values()) and line.days["introduced"]


def test_without_the_sample_community_nothing_is_made(db: None) -> None:
    assert not sample.load()
    assert not Introduction.objects.exists()


def test_the_other_sides_cannot_sign_in(site: None) -> None:
    others = User.objects.filter(email__endswith=".sample@example.org")
    assert len(others) == 8 and not any(user.has_usable_password() for user in others)


def test_a_challenge_is_open_with_a_sealed_proposal_that_nobody_reads(site: None) -> None:
    challenge = Challenge.objects.get()
    address = challenge.get_absolute_url()
    assert '<span class="tag sample">' in shown(browser(None), address)
    assert "导线防冰" in shown(browser(None), "/challenges/")
    assert "已密封 1 份方案" in shown(signed_in("secretariat"), address)
    assert "已密封" not in shown(signed_in("researcher"), address)
    assert "交出密钥" in shown(signed_in("secretariat"), f"{address}officer/")
