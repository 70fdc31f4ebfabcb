"""My account: the page, sessions, the second factor, the export and the deletion."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from duijie.core import mailing, notices
from duijie.core.models import AuditEntry, Mail, User
from duijie.docking.models import Deal, Introduction, LogEntry, Message, Participant, Thread
from duijie.docking.services.log import verify_all, write
from duijie.library.models import Problem, State
from duijie.matching.models import SavedSearch
from duijie.portal.account.holdings import holdings
from duijie.registry.models import Person, Role
from tests.factories.world import World, make

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
PAGES = ("/account/", "/account/delete/", "/accounts/sessions/", "/accounts/2fa/", "/accounts/email/")


@pytest.fixture(autouse=True)
def _no_limits_left() -> None:
    cache.clear()


def _signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def _proved(user: User) -> Client:
    """Signed in, and the password given once more."""
    client = _signed_in(user)
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
    assert client.post("/accounts/reauthenticate/", {"password": "not this one"}).status_code == 200
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def _room(world: World, user: User, state: str = "talking") -> Deal:
    """A deal in which somebody speaks for a problem, with something said by each side."""
    problem = make(world, "problem", state=State.PUBLISHED)
    project = make(world, "project", state=State.PUBLISHED, owner=world.member_west, organisation=None)
    introduction = Introduction.objects.create(
        community=world.east, problem=problem, project=project, made_by=user, made_for="demand",
        message="请看这个问题。", state="accepted", deadline=timezone.now(), demand_by=user,
        supply_by=world.member_west,
    )  # fmt: skip
    deal = Deal.objects.create(introduction=introduction, community=world.east, state=state, moved_at=timezone.now())
    Participant.objects.create(deal=deal, user=user, side="demand", lead=True)
    Participant.objects.create(deal=deal, user=world.member_west, side="supply", lead=True)
    thread = Thread.objects.create(deal=deal, title="开始", made_by=user)
    Message.objects.create(thread=thread, author=user, side="demand", text="这是我写的。")
    Message.objects.create(thread=thread, author=world.member_west, side="supply", text="这是别人的秘密。")
    write(stream=introduction.pk, actor=user, action="accept", about=introduction)
    return deal


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_of_an_account_are_for_whoever_is_signed_in(client: Client, world: World, path: str) -> None:
    assert client.get(path).status_code == 302
    for user in (world.owner, world.outsider, world.secretariat, world.admin):
        found = _signed_in(user).get(path)
        assert found.status_code == 200
        assert world.teammate.email not in found.content.decode()


def test_name_and_language_are_changed_and_a_bad_form_keeps_what_was_typed(world: World) -> None:
    client = _signed_in(world.owner)
    assert client.post("/account/", {"name": "王一", "language": "en"}).status_code == 302
    world.owner.refresh_from_db()
    assert (world.owner.name, world.owner.language) == ("王一", "en")
    refused = client.post("/account/", {"name": "  ", "language": "xx"})
    assert refused.status_code == 422
    world.owner.refresh_from_db()
    assert world.owner.name == "王一"


def test_one_session_signs_another_out_and_nobody_elses(world: World) -> None:
    phone, laptop, other = _signed_in(world.owner), _signed_in(world.owner), _signed_in(world.outsider)
    first, second = UserSession.objects.filter(user=world.owner).order_by("pk")
    [foreign] = UserSession.objects.filter(user=world.outsider)
    assert laptop.post(f"/account/sessions/{foreign.pk}/end/").status_code == 404
    assert laptop.get(f"/account/sessions/{first.pk}/end/").status_code == 405
    assert Client().post(f"/account/sessions/{first.pk}/end/").status_code == 302
    assert phone.get("/account/").status_code == 200
    laptop.post(f"/account/sessions/{first.pk}/end/")
    assert phone.get("/account/").status_code == 302
    assert laptop.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 200
    assert laptop.post(f"/account/sessions/{second.pk}/end/")["Location"] == "/accounts/login/"
    assert laptop.get("/account/").status_code == 302


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_an_app_with_codes_is_set_up_and_asked_for_at_the_next_sign_in(world: World) -> None:
    client = _proved(world.owner)
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200, page.headers
    secret = page.context["form"].secret
    assert "data:image/svg+xml" in page.content.decode()
    assert client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/2fa/totp/activate/", {"code": _code(secret)}).status_code == 302
    codes = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    cache.clear()
    again = Client()
    asked = again.post("/accounts/login/", {"login": world.owner.email, "password": PASSWORD})
    assert asked["Location"] == "/accounts/2fa/authenticate/"
    assert again.get("/account/").status_code == 302
    assert "webauthn.js" in again.get("/accounts/2fa/authenticate/").content.decode()
    assert again.post("/accounts/2fa/authenticate/", {"code": codes[0]})["Location"] == "/mine/"
    assert again.get("/account/").status_code == 200
    once = Client()
    once.post("/accounts/login/", {"login": world.owner.email, "password": PASSWORD})
    assert once.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 200  # used up


@pytest.mark.parametrize("path", ["webauthn/", "webauthn/add/", "totp/activate/"])
def test_the_pages_of_the_second_factor_have_no_script_in_them(world: World, path: str) -> None:
    answer = _proved(world.owner).get(f"/accounts/2fa/{path}")
    assert answer.status_code == 200, answer.headers
    shown = answer.content.decode()
    opened = [part.partition(">")[0] for part in shown.split("<script")[1:]]
    assert all("src=" in tag or 'type="application/json"' in tag for tag in opened)


@pytest.mark.parametrize("credential", ["3", '{"id": "AA", "rawId": "AA", "response": {}}'])
def test_a_key_that_is_not_known_is_called_a_key_and_not_a_code(world: World, credential: str) -> None:
    cache.clear()
    shown = Client().post("/accounts/2fa/webauthn/login/", {"credential": credential}, follow=True).content.decode()
    assert "这里不认识这个通行密钥或安全密钥" in shown
    assert "验证码不正确" not in shown
    added = _proved(world.owner).post("/accounts/2fa/webauthn/add/", {"name": "k", "credential": credential})
    assert "The key could not be added." in added.content.decode()
    assert not Authenticator.objects.exists()


def test_a_key_of_somebody_else_is_not_there(world: World) -> None:
    key = Authenticator.objects.create(user=world.owner, type=Authenticator.Type.WEBAUTHN, data={"name": "k"})
    client = _proved(world.outsider)
    assert client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_the_export_holds_what_is_mine_and_nothing_of_others(world: World) -> None:
    _room(world, world.owner)
    make(world, "problem", title="别人的草稿", owner=world.teammate)
    SavedSearch.objects.create(owner=world.owner, name="我的搜索", kind="need", text="除镍")
    mailing.queue(key="x", to=world.teammate.email, subject="给别人的", text="…", user=world.teammate)
    client = _signed_in(world.owner)
    assert client.get("/account/export/").status_code == 405
    assert Client().post("/account/export/")["Location"].startswith("/accounts/login/")
    answer = client.post("/account/export/")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    parts = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert parts["account.json"]["e-mail"] == "owner@example.org"
    assert [row["kind"] for row in parts["items.json"]] == ["problem"]
    assert [row["text"] for row in parts["messages.json"]] == ["这是我写的。"]
    assert parts["introductions.json"][0]["my_message"] == "请看这个问题。"
    assert parts["saved-searches.json"][0]["name"] == "我的搜索"
    assert parts["roles.json"][0]["organisation__name"] == world.firm.name
    everything = json.dumps(parts, ensure_ascii=False)
    for foreign in ("这是别人的秘密。", "别人的草稿", "给别人的", world.member_west.email, "password", "digest"):
        assert foreign not in everything


def test_a_deal_that_is_alive_is_ended_first(world: World) -> None:
    deal = _room(world, world.owner)
    client = _signed_in(world.owner)
    refused = client.post("/account/delete/", {"proof": PASSWORD, "sure": "on"})
    assert refused.status_code == 422
    assert "You take part in 1 deal that is alive" in refused.content.decode()
    assert User.objects.filter(pk=world.owner.pk).exists()
    Deal.objects.filter(pk=deal.pk).update(state="ended")
    assert client.post("/account/delete/", {"proof": PASSWORD, "sure": "on"})["Location"] == "/"
    assert not User.objects.filter(pk=world.owner.pk).exists()


def test_the_last_of_the_secretariat_hands_over_first(world: World) -> None:
    refused = _signed_in(world.secretariat_root).post("/account/delete/", {"proof": PASSWORD, "sure": "on"})
    assert "give the role to somebody else first" in refused.content.decode()
    assert User.objects.filter(pk=world.secretariat_root.pk).exists()
    # The root governs the branches, so that a branch may be left.
    assert _signed_in(world.secretariat).post("/account/delete/", {"proof": PASSWORD, "sure": "on"}).status_code == 302


@pytest.mark.parametrize("given", [{"proof": "wrong", "sure": "on"}, {"proof": PASSWORD}, {"sure": "on"}])
def test_nothing_is_deleted_without_the_password_and_a_tick(world: World, given: dict[str, str]) -> None:
    client = _signed_in(world.owner)
    assert client.post("/account/delete/", given).status_code == 422
    assert client.get("/account/").status_code == 200


def test_guessing_the_password_at_the_deletion_is_limited(world: World) -> None:
    client = _signed_in(world.owner)
    answers = [client.post("/account/delete/", {"proof": f"guess {n}", "sure": "on"}).status_code for n in range(12)]
    assert answers[:10] == [422] * 10
    assert answers[-1] == 429


def test_nothing_personal_is_left_but_what_the_page_says(world: World) -> None:
    user = User.objects.create_user("weiming@example.org", PASSWORD, name="未名湖畔的人")
    Role.objects.create(user=user, community=world.east, organisation=world.firm)
    EmailAddress.objects.create(user=user, email="second@example.org", verified=True)
    Person.objects.create(name="网页上的人", community=world.east, user=user)
    _room(world, user, state="ended")
    shared = make(world, "problem", owner=user, state=State.PUBLISHED)
    own = make(world, "problem", owner=user, organisation=None, state=State.PUBLISHED, published_at=timezone.now())
    draft = make(world, "project", owner=user, organisation=None, summary="只有我知道的草稿内容")
    submitted = make(world, "problem", owner=user, organisation=None, state=State.SUBMITTED)
    notices.register("test", title="A", text="B")
    notices.tell(users=[user], kind="test", params={}, url="/", key="account:k")
    Mail.objects.create(key="a", to="SECOND@example.org", subject="s", text="t", due_at=timezone.now())
    SavedSearch.objects.create(owner=user, name="x", kind="need", text="y")
    AuditEntry.objects.create(
        actor=user, actor_label=str(user), action="edit", target_type="core.user", target_id=str(user.pk),
        target_label=str(user),
    )  # fmt: skip
    client = _signed_in(user)
    assert client.post("/account/delete/", {"proof": PASSWORD, "sure": "on"}).status_code == 302
    assert client.get("/account/").status_code == 302
    assert UserSession.objects.filter(user_id=user.pk).count() == 0
    assert [one.name for one in holdings() if one.rows(user).exists()] == []
    for record, state in ((shared, State.PUBLISHED), (own, State.ARCHIVED)):
        record.refresh_from_db()
        assert (record.owner_id, record.state) == (None, state)
    assert not Problem.objects.filter(pk=submitted.pk).exists()
    assert Message.objects.filter(text="这是我写的。", author=None).exists()
    # Every text of every table, but the sealed log: the name, the addresses and the draft are nowhere.
    marks = ("未名湖畔", "weiming@", "second@", str(draft.pk), "只有我知道的草稿")
    found = {label for label, text in _texts() for mark in marks if mark in text.lower()}
    assert found <= {"docking.LogEntry", "core.OutboxEntry"}
    assert LogEntry.objects.filter(actor=str(user.pk)).exists()
    assert verify_all().holds


def _texts() -> list[tuple[str, str]]:
    rows = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'select row_to_json(t)::text from "{model._meta.db_table}" t')  # noqa: S608
            rows += [(model._meta.label, text) for (text,) in cursor.fetchall()]
    return rows


def test_the_pages_cost_the_same_for_many_sessions(world: World) -> None:
    client = _signed_in(world.owner)
    for number in range(20):
        UserSession.objects.create(
            user=world.owner, ip="127.0.0.1", session_key=f"gone-{number}", user_agent="x",
            created_at=timezone.now() - timedelta(days=1),
        )  # fmt: skip
    assert len(client.get("/accounts/sessions/").context["sessions"]) == 1  # those that ended are not shown
