"""Who sends forms or searches faster than people do has to wait; others go on."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from tests.factories.world import World, world
from tests.helpers import browser

__all__ = ["world"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(settings: Any) -> None:
    settings.POST_RATE, settings.POST_RATE_ANONYMOUS = 3, 2
    settings.SEARCH_RATE, settings.SEARCH_RATE_ANONYMOUS = 3, 2
    caches["process"].clear()


def _statuses(client: Client, method: str, path: str, number: int) -> list[int]:
    return [getattr(client, method)(path).status_code for _ in range(number)]


def test_a_user_who_searches_too_fast_waits_and_others_do_not(world: World) -> None:
    fast = browser(world.owner)
    assert _statuses(fast, "get", "/problems/?q=镍", 4) == [200, 200, 200, 429]
    assert fast.get("/problems/").status_code == 200, "looking around is not slowed down"
    assert browser(world.teammate).get("/problems/?q=镍").status_code == 200
    slow = fast.get("/problems/?q=镍")
    assert 0 < int(slow["Retry-After"]) <= 60
    assert "请在" in slow.content.decode() or "秒" in slow.content.decode()


def test_a_user_who_sends_forms_too_fast_waits(world: World) -> None:
    assert _statuses(browser(world.owner), "post", "/notices/read/", 4) == [302, 302, 302, 429]


def test_without_sign_in_an_address_is_counted(world: World) -> None:
    client = Client()
    assert _statuses(client, "get", "/people/?q=林", 3) == [200, 200, 429]
    assert Client(REMOTE_ADDR="192.0.2.7").get("/people/?q=林").status_code == 200


def test_many_users_of_one_address_together_are_counted_too(world: World, settings: Any) -> None:
    settings.POST_RATE = 1
    from duijie.core.models import User

    people = [User.objects.create_user(f"p{n}@example.org", "correct horse battery") for n in range(11)]
    statuses = [browser(one).post("/notices/read/").status_code for one in people]
    assert statuses == [302] * 10 + [429]


def test_a_claimed_address_does_not_help(world: World) -> None:
    statuses = [
        Client(headers={"x-forwarded-for": f"198.51.100.{number}"}).get("/people/?q=林").status_code
        for number in range(3)
    ]
    assert statuses == [200, 200, 429]


def test_the_limits_are_on_outside_tests() -> None:
    from duijie.config.env import Env

    found = Env.model_fields
    for name in ("post_rate", "post_rate_anonymous", "search_rate", "search_rate_anonymous", "api_rate"):
        assert found[name].default > 0


def test_mail_services_may_stop_mails_of_many_from_one_address(world: World) -> None:
    statuses = _statuses(Client(), "post", "/notices/stop/not-a-token/", 6)
    assert 429 not in statuses and len(set(statuses)) == 1
