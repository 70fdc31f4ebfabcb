"""A user makes a token, a program uses it, the user revokes it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from duijie.api.models import ApiToken
from duijie.api.services import MOST_TOKENS, create_token
from duijie.core.models import AuditEntry, User
from duijie.library.models import Problem
from tests.api.conftest import Api, World

pytestmark = pytest.mark.django_db
NEW = {"title": "x", "statement": "y"}


def _browser(user: User, **values: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"}, **values)
    client.force_login(user)
    return client


def _speaks(secret: str) -> int:
    return Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_token_is_shown_once_works_and_is_revoked(world: World) -> None:
    browser = _browser(world.owner)
    page = browser.post("/me/tokens/", {"name": "Nightly job", "scope": "write", "days": "30"})
    secret = re.search(r'value="(dj_[\w-]{40,})"', page.content.decode())
    assert page.status_code == 200
    assert secret is not None
    assert "no-store" in page["Cache-Control"]
    again = browser.get("/me/tokens/").content.decode()
    assert "Nightly job" in again
    assert secret[1] not in again
    assert secret[1][:10] in again

    me = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret[1]}"}).json()
    assert (me["email"], me["read_only"]) == ("owner@example.org", False)
    assert {"kind": "member", "community": "branch", "organisation": str(world.works.pk)} in me["roles"]
    token = ApiToken.objects.get()
    assert token.last_used_at is not None

    browser.post(f"/me/tokens/{token.pk}/revoke/")
    assert _speaks(secret[1]) == 401
    assert set(AuditEntry.objects.filter(target_id=str(token.pk)).values_list("action", flat=True)) == {
        "create-token",
        "revoke-token",
    }


def test_the_token_itself_is_kept_nowhere(world: World) -> None:
    _token, secret = create_token(actor=world.owner, name="job", scope="read")
    kept = " ".join(str(value) for value in ApiToken.objects.values_list().get())
    assert secret not in kept
    assert secret not in str(list(AuditEntry.objects.values_list()))


def test_a_token_that_reads_writes_nothing(world: World) -> None:
    reader = Api(world.owner, scope="read")
    draft = world.item("problem", state="draft")
    assert reader.get(f"/problems/{draft.pk}").status_code == 200
    for refused in (
        reader.post("/problems", NEW),
        reader.patch(f"/problems/{draft.pk}", {"title": "z", "version": 1}),
        reader.post(f"/problems/{draft.pk}/actions", {"action": "submit"}),
        reader.post("/organisations", {"name": "x"}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
    assert Problem.objects.get().title == draft.title


def test_tokens_end(world: World) -> None:
    token, secret = create_token(actor=world.owner, name="job", scope="read", days=1)
    assert _speaks(secret) == 200
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert _speaks(secret) == 401
    _token, secret = create_token(actor=world.owner, name="job", scope="read", days=None)
    assert _speaks(secret) == 200
    User.objects.filter(pk=world.owner.pk).update(is_active=False)
    assert _speaks(secret) == 401


@pytest.mark.parametrize("header", ["Bearer dj_wrong", "Bearer", "Basic b3duZXI6eA==", "Bearer \u00e9", "nonsense"])
def test_a_wrong_token_is_refused_even_for_what_is_public(world: World, header: str) -> None:
    refused = Api().get("/problems", Authorization=header)
    assert (refused.status_code, refused.json()["code"]) == (401, "sign-in-needed")
    assert refused["WWW-Authenticate"].startswith("Bearer")


def test_nobody_revokes_or_sees_the_token_of_another(world: World) -> None:
    token, secret = create_token(actor=world.owner, name="Hidden job", scope="read")
    for name in ("teammate", "manager", "secretariat", "outsider"):
        browser = _browser(getattr(world, name))
        assert "Hidden job" not in browser.get("/me/tokens/").content.decode()
        assert browser.post(f"/me/tokens/{token.pk}/revoke/").status_code == 404
    assert Client().get("/me/tokens/").status_code == 302
    assert Client().post(f"/me/tokens/{token.pk}/revoke/").status_code == 302
    assert _speaks(secret) == 200


def test_what_was_typed_stays_when_the_form_fails(world: World) -> None:
    page = _browser(world.owner).post("/me/tokens/", {"name": "Nightly job", "scope": "everything", "days": "30"})
    assert page.status_code == 422
    assert 'value="Nightly job"' in page.content.decode()
    assert not ApiToken.objects.exists()


def test_there_is_an_end_to_how_many_tokens_one_has(world: World) -> None:
    for number in range(MOST_TOKENS):
        create_token(actor=world.owner, name=f"job {number}", scope="read")
    page = _browser(world.owner).post("/me/tokens/", {"name": "one more", "scope": "read", "days": "30"})
    assert page.status_code == 409
    assert "revoke one" in page.content.decode()
    assert ApiToken.objects.count() == MOST_TOKENS


def test_the_browsers_session_reads_and_needs_the_csrf_token_to_write(world: World) -> None:
    browser = _browser(world.owner, enforce_csrf_checks=True)
    assert browser.get("/api/v1/me").json()["email"] == "owner@example.org"
    refused = browser.post("/api/v1/problems", NEW, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
    assert not Problem.objects.exists()
    browser.get("/api/docs")
    token = browser.cookies["csrftoken"].value
    made = browser.post("/api/v1/problems", NEW, content_type="application/json", headers={"X-CSRFToken": token})
    assert made.status_code == 201, made.content


def test_nobody_is_told_that_they_are_nobody(world: World) -> None:
    assert Api().get("/me").status_code == 401


# How often


def test_who_asks_too_often_is_told_when_to_go_on(world: World, settings: Any) -> None:
    settings.API_RATE_ANONYMOUS = 3
    settings.API_RATE = 5
    statuses = [Api().get("/fields").status_code for _ in range(4)]
    # The minute may turn in between; then the count begins again.
    assert statuses in ([200, 200, 200, 429], [200] * 4)
    known = Api(world.owner)
    answers = [known.get("/fields") for _ in range(12)]
    assert answers[0].status_code == 200  # counted for the token, not the address
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["code"] == "too-many-requests"
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["Content-Type"] == "application/problem+json"


def test_a_claimed_address_counts_only_behind_a_trusted_proxy(world: World, settings: Any) -> None:
    settings.API_RATE_ANONYMOUS = 2
    claimed = [Api().get("/fields", X_Forwarded_For=f"10.0.0.{n}").status_code for n in range(8)]
    assert 429 in claimed
    settings.TRUSTED_PROXIES = 1
    trusted = [Api().get("/fields", X_Forwarded_For=f"1.2.3.4, 10.0.1.{n}").status_code for n in range(8)]
    assert set(trusted) == {200}


def test_guessing_tokens_is_slowed_down(world: World, settings: Any) -> None:
    settings.API_RATE_ANONYMOUS = 2
    guesses = [Api().get("/fields", Authorization=f"Bearer dj_{n}").status_code for n in range(8)]
    assert set(guesses) == {401, 429}
