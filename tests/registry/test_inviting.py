"""People without an account are invited by mail, and join once, with the address that was invited."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from duijie.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from duijie.core.models import Mail, User
from duijie.registry.models import Invitation, Role
from duijie.registry.services import accept_invitation, grant_role, invite_to_join, revoke_role
from duijie.registry.services.inviting import join_token
from tests.factories.world import World, world
from tests.helpers import browser

__all__ = ["world"]
pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
NEW = "newcomer@example.com"
SIGN_UP = {"name": "新人", "email": NEW, "password1": "一座 bridge 过河 2026"}


@pytest.fixture(autouse=True)
def _no_limits_left() -> None:
    cache.clear()


_as = partial(browser, language="en")


def _invited(world: World, by: User | None = None) -> Invitation:
    return invite_to_join(
        actor=by or world.organisation_admin, email=NEW, community=world.east, kind="member", organisation=world.firm
    )


def _link() -> str:
    [mail] = Mail.objects.filter(to=NEW, key__startswith="join:")
    [path] = re.findall(r"https?://[^/\s]+((?:/c/\w+)?/join/\S+/)", mail.text)
    return path


def test_an_organisation_admin_invites_and_the_newcomer_belongs_to_the_organisation(world: World) -> None:
    page = f"/organisations/{world.firm.pk}/members/"
    admin = _as(world.organisation_admin)
    assert admin.post(page, {"email": NEW}).status_code == 302
    assert NEW in admin.get(page).content.decode()
    [mail] = Mail.objects.filter(to=NEW)
    assert "东湖电镀有限公司" in mail.subject
    assert "邀请" in mail.text and "invites you" in mail.text
    newcomer = Client()
    path = _link()
    assert newcomer.get(path).status_code == 200
    assert newcomer.post(path).status_code == 200  # nobody is signed in: nothing happens
    assert newcomer.post(f"/accounts/signup/?next={path}", SIGN_UP)["Location"] == path
    assert newcomer.post(path)["Location"] == "/account/"
    user = User.objects.get(email=NEW)
    assert Role.objects.filter(user=user, organisation=world.firm, kind="member").exists()
    assert newcomer.get(path).status_code == 404  # once
    assert NEW not in [one.email for one in Invitation.objects.filter(used_at=None)]


def test_the_secretariat_invites_a_broker(world: World) -> None:
    _as(world.secretariat).post("/c/east/community/members/", {"email": NEW, "kind": "broker"})
    user = User.objects.create_user(NEW, PASSWORD)
    assert _as(user).post(_link()).status_code == 302
    assert list(Role.objects.filter(user=user).values_list("community__slug", "kind")) == [("east", "broker")]


@pytest.mark.parametrize("name", ["owner", "teammate", "broker", "outsider", "secretariat_west", "member_west"])
def test_nobody_else_invites_or_takes_back(world: World, name: str) -> None:
    user = world.people[name]
    with pytest.raises(NotAllowed):
        _invited(world, user)
    made = _invited(world)
    assert _as(user).post(f"/invitations/{made.pk}/withdraw/").status_code == 404
    assert Client().post(f"/invitations/{made.pk}/withdraw/").status_code == 302
    made.refresh_from_db()
    assert made.open


def test_an_organisation_admin_cannot_make_admins_or_brokers(world: World) -> None:
    for kind, organisation in (("organisation-admin", world.firm), ("broker", None), ("secretariat", None)):
        with pytest.raises(NotAllowed):
            invite_to_join(
                actor=world.organisation_admin, email=NEW, community=world.east, kind=kind, organisation=organisation
            )
    for kind, organisation in (("broker", world.firm), ("organisation-admin", None), ("king", None)):
        with pytest.raises(InvalidInput):
            invite_to_join(
                actor=world.secretariat, email=NEW, community=world.east, kind=kind, organisation=organisation
            )


def test_a_link_is_for_the_address_it_was_sent_to(world: World) -> None:
    token = join_token(_invited(world))
    with pytest.raises(Conflict):
        accept_invitation(user=world.outsider, token=token)
    assert not Role.objects.filter(user=world.outsider).exists()
    shown = _as(world.outsider).post(f"/join/{token}/")
    assert "sent to another address" in shown.content.decode()


def test_an_old_a_forged_and_a_withdrawn_link_open_nothing(world: World) -> None:
    made = _invited(world)
    token = join_token(made)
    assert Client().get(f"/join/{token}x/").status_code == 404
    assert Client().get("/join/no-token/").status_code == 404
    Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(f"/join/{token}/").status_code == 404
    again = _invited(world)  # an expired one is no obstacle
    assert _as(world.secretariat).post(f"/invitations/{again.pk}/withdraw/").status_code == 302
    user = User.objects.create_user(NEW, PASSWORD)
    with pytest.raises(NotFound):
        accept_invitation(user=user, token=join_token(again))


def test_who_is_invited_already_is_not_mailed_twice(world: World) -> None:
    _invited(world)
    with pytest.raises(Conflict):
        _invited(world)
    assert Mail.objects.filter(to=NEW).count() == 1


def test_an_invitation_is_worth_what_its_sender_may_still_give(world: World) -> None:
    helper = User.objects.create_user("helper@example.org", PASSWORD, name="helper")
    role = grant_role(actor=None, user=helper, community=world.east, kind="secretariat")
    made = invite_to_join(actor=helper, email=NEW, community=world.east, kind="secretariat")
    revoke_role(actor=world.secretariat, role=role)
    user = User.objects.create_user(NEW, PASSWORD)
    with pytest.raises(Conflict):
        accept_invitation(user=user, token=join_token(made))
    assert not Role.objects.filter(user=user).exists()
