"""Guessing is slow, and nobody learns who has an account."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from threading import Barrier, Thread
from typing import Any

import pytest
from allauth.account import app_settings
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache, caches
from django.db import connection, connections
from django.test import Client

from duijie.core.counters import SharedCache
from duijie.core.models import Counter, Mail
from duijie.core.tasks import forget_counters
from duijie.registry.models import Invitation
from tests.factories.world import World

pytestmark = pytest.mark.django_db
SIGN_UP = {"name": "林澜", "password1": "一座 bridge 过河 2026"}


@pytest.fixture(autouse=True)
def _no_limits_left() -> None:
    cache.clear()


def _shown(client: Client, path: str, **data: str) -> tuple[int, str, str]:
    """What an answer says, without what was typed and what is new in every page."""
    answer = client.post(path, data)
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return answer.status_code, answer.headers.get("Location", ""), text.replace(data.get("email", "\0"), "…")


def test_the_limits_of_sign_in_sign_up_and_reset_are_on() -> None:
    limits = app_settings.RATE_LIMITS
    for action in ("login", "login_failed", "signup", "reset_password", "reset_password_from_key", "reauthenticate"):
        assert limits[action], action
    assert app_settings.PREVENT_ENUMERATION


def test_with_a_mail_server_signing_up_says_the_same_for_every_address(world: World, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    known = _shown(Client(), "/accounts/signup/", email="owner@example.org", **SIGN_UP)
    unknown = _shown(Client(), "/accounts/signup/", email="nobody@example.org", **SIGN_UP)
    assert known == unknown
    assert known[0] == 302
    assert sorted(message.to[0] for message in mail.outbox) == ["nobody@example.org", "owner@example.org"]


def test_signing_in_says_the_same_for_a_wrong_password_and_an_unknown_address(world: World) -> None:
    known = Client().post("/accounts/login/", {"login": "owner@example.org", "password": "wrong one here"})
    unknown = Client().post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong one here"})
    said = {" ".join(answer.context["form"].non_field_errors()) for answer in (known, unknown)}
    assert len(said) == 1
    assert said != {""}


@pytest.mark.parametrize("address", ["owner@example.org", "nobody@example.org"])
def test_after_five_wrong_passwords_the_right_one_has_to_wait(world: World, address: str) -> None:
    client = Client()
    for number in range(5):
        client.post("/accounts/login/", {"login": address, "password": f"guess number {number}"})
    refused = client.post("/accounts/login/", {"login": address, "password": "correct horse battery"})
    assert refused.status_code == 200
    assert "登录失败次数过多" in str(refused.context["form"].non_field_errors())
    assert client.get("/account/").status_code == 302


def test_asking_for_new_passwords_without_end_is_refused_in_a_sentence(world: World) -> None:
    client = Client()
    answers = [client.post("/accounts/password/reset/", {"email": "owner@example.org"}) for _ in range(7)]
    assert answers[-1].status_code == 429
    assert "短时间内尝试次数过多" in answers[-1].content.decode()
    assert len(mail.outbox) <= 5


def test_one_machine_does_not_try_many_addresses(world: World) -> None:
    client = Client()
    for number in range(10):
        client.post("/accounts/login/", {"login": f"nobody{number}@example.org", "password": "guess"})
    refused = client.post("/accounts/login/", {"login": "owner@example.org", "password": "correct horse battery"})
    assert "登录失败次数过多" in str(refused.context["form"].non_field_errors())
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    right = elsewhere.post("/accounts/login/", {"login": "owner@example.org", "password": "correct horse battery"})
    assert right.status_code == 302


def test_many_machines_do_not_try_one_address(world: World) -> None:
    for number in range(5):
        Client(REMOTE_ADDR=f"203.0.113.{number}").post(
            "/accounts/login/", {"login": " Owner@Example.org ", "password": "guess"}
        )
    refused = Client(REMOTE_ADDR="203.0.113.99").post(
        "/accounts/login/", {"login": "owner@example.org", "password": "correct horse battery"}
    )
    assert "登录失败次数过多" in str(refused.context["form"].non_field_errors())


def test_a_claimed_address_does_not_start_the_count_anew(world: World) -> None:
    for number in range(10):
        Client(headers={"x-forwarded-for": f"198.51.100.{number}"}).post(
            "/accounts/login/", {"login": f"nobody{number}@example.org", "password": "guess"}
        )
    refused = Client(headers={"x-forwarded-for": "198.51.100.77"}).post(
        "/accounts/login/", {"login": "owner@example.org", "password": "correct horse battery"}
    )
    assert "登录失败次数过多" in str(refused.context["form"].non_field_errors())


def test_an_unknown_address_costs_as_much_work_as_a_known_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    work: list[int] = []
    encode = hashers.MD5PasswordHasher.encode

    def counted(*given: Any) -> str:
        work.append(1)
        return encode(*given)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
    spent = []
    for address in ("owner@example.org", "nobody@example.org"):
        work.clear()
        Client().post("/accounts/login/", {"login": address, "password": "wrong one here"})
        spent.append(len(work))
    assert spent[0] == spent[1] > 0


@pytest.mark.parametrize("path", ["/c/east/community/members/", "firm"])
def test_inviting_says_the_same_for_a_known_and_an_unknown_address(world: World, path: str) -> None:
    client = Client()
    client.force_login(world.organisation_admin if path == "firm" else world.secretariat)
    path = f"/organisations/{world.firm.pk}/members/" if path == "firm" else path
    said = []
    for email in ("member-west@example.org", "nobody@example.org"):
        sent = client.post(path, {"email": email, "kind": "member"})
        told = [str(message).replace(email, "…") for message in client.get(path).context["messages"]]
        again = client.post(path, {"email": email, "kind": "member"})
        refused = str(again.context["form"].errors).replace(email, "…")
        said.append((sent.status_code, sent["Location"], told, again.status_code, refused))
        Invitation.objects.all().delete()
    assert said[0] == said[1]
    assert said[0][2]
    assert sorted(Mail.objects.filter(key__startswith="join:").values_list("to", flat=True).distinct()) == [
        "member-west@example.org", "nobody@example.org",
    ]  # fmt: skip
    assert not world.member_west.roles.filter(community=world.east).exists()


def test_adding_an_address_to_an_account_says_the_same_for_every_address(world: World, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    EmailAddress.objects.create(user=world.owner, email=world.owner.email, verified=True, primary=True)
    EmailAddress.objects.create(user=world.outsider, email=world.outsider.email, verified=True, primary=True)
    said = []
    for email in (world.owner.email, "nobody@example.org"):
        client = Client()
        client.force_login(world.outsider)
        answer = client.post("/accounts/email/", {"action_add": "", "email": email})
        said.append((answer.status_code, answer.headers.get("Location")))
    assert said[0] == said[1]
    assert EmailAddress.objects.get(email=world.owner.email, verified=True).user == world.owner


# ---- The counters --------------------------------------------------------------------------


def test_the_count_is_one_for_all_processes(world: World, transactional_db: None) -> None:
    shared = caches["default"]
    assert isinstance(shared, SharedCache)
    shared.set("counted-here", [1, 2], 60)
    database = connection.settings_dict
    script = (
        "import django; django.setup(); from django.db import connections; import sys, json\n"
        "connections['default'].settings_dict.update(json.loads(sys.argv[1]))\n"
        "from django.core.cache import cache\n"
        "print(cache.get('counted-here'), cache.add('counted-here', 0), cache.add('counted-there', 7, 60))"
    )
    given = json.dumps({key: database[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
    answer = subprocess.run(
        [sys.executable, "-c", script, given],
        capture_output=True, text=True, check=True, timeout=120,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "duijie.config.settings"},
    )  # fmt: skip
    assert answer.stdout.split("\n")[-2] == "[1, 2] False True", answer.stderr
    assert shared.get("counted-there") == 7


def test_of_two_who_add_at_once_one_alone_has(transactional_db: None) -> None:
    together, won = Barrier(6), []

    def add() -> None:
        together.wait()
        won.append(caches["default"].add("lock", 1, 60))
        connections.close_all()

    threads = [Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 5 + [True]


def test_what_is_over_is_as_if_it_were_not_there_and_is_removed() -> None:
    shared = caches["default"]
    assert isinstance(shared, SharedCache)
    shared.set("over", 1, -1)
    shared.set("lasting", 2, None)
    assert shared.get("over") is None and not shared.touch("over", 60)
    assert shared.add("over", 3, 60) and shared.get("over") == 3
    assert not shared.add("lasting", 9, 60) and shared.get("lasting") == 2
    assert shared.touch("lasting", 60) and shared.delete("lasting") and not shared.delete("lasting")
    shared.set("old", 1, -1)
    forget_counters(0)
    assert [row.cache_key for row in Counter.objects.all()] == [":1:over"]


def test_many_entries_push_no_count_out() -> None:
    shared = caches["default"]
    shared.set("a-count", 5, 60)
    for number in range(400):  # Django's own cache in a table keeps 300
        shared.set(f"0-filler-{number}", 1, 60)
    assert shared.get("a-count") == 5


def test_a_counter_tells_no_address_of_whom(world: World) -> None:
    Client().post("/accounts/login/", {"login": "owner@example.org", "password": "guess"})
    kept = " ".join(f"{row.cache_key} {row.value}" for row in Counter.objects.all())
    assert kept and "owner" not in kept
