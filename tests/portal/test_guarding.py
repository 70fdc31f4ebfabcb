"""Guessing is slow, and nobody learns who has an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account import app_settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

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
