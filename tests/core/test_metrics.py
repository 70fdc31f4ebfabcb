"""Figures for Prometheus: who may read them, and that they tell of rooms and never of people."""

from __future__ import annotations

import pytest
from django.test import Client

from duijie.core import mailing, outbox
from duijie.docking.services import deals
from tests.docking.conftest import Match, match
from tests.factories.world import world

__all__ = ["match", "world"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def near(settings: object) -> None:
    settings.METRICS_FROM = ["127.0.0.1", "10.2.0.0/16"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer no"}])
def test_nobody_finds_them_until_somebody_may(client: Client, headers: dict[str, str]) -> None:
    assert client.get("/metrics", headers=headers).status_code == 404


def test_a_token_or_a_network_opens_them(client: Client, near: None, settings: object) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.2.3.4").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.3.0.1").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert client.get("/metrics", headers={"Forwarded": "for=127.0.0.1"}).status_code == 404
    settings.METRICS_TOKEN = "let-me-in-令牌"  # type: ignore[attr-defined]
    wrong = client.get("/metrics", REMOTE_ADDR="10.3.0.1", headers={"Authorization": "Bearer let-me"})
    assert wrong.status_code == 404
    settings.METRICS_TOKEN = "let-me-in"  # type: ignore[attr-defined]
    right = client.get("/metrics", REMOTE_ADDR="10.3.0.1", headers={"Authorization": "Bearer let-me-in"})
    assert right.status_code == 200


def _figures(client: Client) -> dict[str, float]:
    text = client.get("/metrics").content.decode()
    lines = [line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_they_count_requests_by_room_and_path_template_and_what_waits(client: Client, near: None, match: Match) -> None:
    deal = match.deal()
    before = _figures(client)
    client.force_login(match.asker)
    assert client.get("/problems/").status_code == 200
    assert client.get(f"/deals/{deal.pk}/log/").status_code == 200
    assert client.get("/no-such-page/秘密").status_code == 404
    mailing.queue(key="a", to="li@example.org", subject="x", text="y")
    outbox.put("items", ["a", "b"])
    after = _figures(client)

    def grew(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert grew('duijie_requests_total{method="GET",path="/<kind:kind>/",room="library",status="200"}') == 1
    assert grew('duijie_requests_total{method="GET",path="/deals/<uuid:pk>/log/",room="docking",status="200"}') == 1
    assert grew('duijie_requests_total{method="GET",path="",room="none",status="404"}') == 1
    assert grew('duijie_request_seconds_count{path="/<kind:kind>/",room="library"}') == 1
    assert grew('duijie_mails{state="waiting"}') == 1
    assert grew('duijie_outbox_entries{topic="items"}') == 2


def test_they_tell_nothing_of_people_or_their_words(client: Client, near: None, match: Match) -> None:
    deals.post(actor=match.asker, thread=match.deal().threads.get(), text="绝密八十万")
    client.force_login(match.asker)
    client.get("/problems/?q=绝密八十万")
    client.generic("绝密", "/problems/")
    text = client.get("/metrics").content.decode()
    assert "绝密" not in text and match.asker.email not in text and str(match.asker.pk) not in text
