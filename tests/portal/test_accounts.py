"""Signing up, in and out, and a forgotten password."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from duijie.core.models import User
from duijie.registry.models import Role
from tests.factories.world import World

pytestmark = pytest.mark.django_db
SIGN_UP = {"name": "林澜", "email": "Lin@Example.org", "password1": "一座 bridge 过河 2026"}


def test_who_signs_up_is_a_member_of_the_community_they_came_to(client: Client, world: World) -> None:
    response = client.post("/c/east/accounts/signup/", SIGN_UP)
    assert response.status_code == 302
    user = User.objects.get(email="lin@example.org")
    assert str(user) == "林澜"
    assert list(Role.objects.filter(user=user).values_list("community__slug", "kind")) == [("east", "member")]
    assert client.get("/mine/").status_code == 200


def test_a_form_that_fails_keeps_what_was_typed_but_never_the_password(client: Client, world: World) -> None:
    response = client.post("/accounts/signup/", SIGN_UP | {"password1": "12345"})
    shown = response.content.decode()
    assert 'value="林澜"' in shown
    assert 'value="Lin@Example.org"' in shown
    assert "12345" not in shown
    assert "密码太短。至少需要 10 个字符" in shown
    assert 'aria-invalid="true"' in shown
    assert not User.objects.filter(email="lin@example.org").exists()


def test_signing_in_and_out(client: Client, world: World) -> None:
    wrong = client.post("/accounts/login/", {"login": "owner@example.org", "password": "not this one"})
    assert 'value="owner@example.org"' in wrong.content.decode()
    right = client.post("/accounts/login/", {"login": "owner@example.org", "password": "correct horse battery"})
    assert (right.status_code, right["Location"]) == (302, "/mine/")
    assert client.get("/accounts/logout/").status_code == 200  # asks first
    assert client.get("/mine/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/mine/").status_code == 302


def test_a_forgotten_password_is_set_anew_by_mail(client: Client, world: World) -> None:
    client.post("/accounts/password/reset/", {"email": "owner@example.org"})
    [message] = mail.outbox
    [link] = re.findall(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", str(message.body))
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": "another fine bridge", "password2": "another fine bridge"})
    assert client.login(email="owner@example.org", password="another fine bridge")


def test_nobody_learns_whether_an_address_has_an_account(client: Client, world: World) -> None:
    known = client.post("/accounts/password/reset/", {"email": "owner@example.org"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
