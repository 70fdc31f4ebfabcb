"""What an organisation remembers of those it refused or removed, and what a membership by an address rests on."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from duijie.core.models import User
from duijie.portal.account.erasure import delete_account
from duijie.registry.membership.mailboxes import digest_of
from duijie.registry.models import BarredAddress, MailDomain, MembershipRequest, Organisation, Role
from duijie.registry.services import (
    address_gone,
    ask_to_join,
    decline_request,
    leave_community,
    merge_organisations,
    remove_domain,
    remove_organisation_member,
    state_domain,
)
from duijie.registry.services.joining import sweep_addresses
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def _address(user: User, email: str) -> EmailAddress:
    return EmailAddress.objects.create(user=user, email=email, verified=True)


def _belongs(world: World, user: User) -> bool:
    return Role.objects.filter(user=user, organisation=world.firm, kind="member").exists()


def _new(email: str) -> User:
    user = User.objects.create_user(email)
    _address(user, email)
    return user


@pytest.fixture
def domain(world: World) -> MailDomain:
    return state_domain(actor=world.secretariat, organisation=world.firm, text="donghu.example", below=True)


@pytest.fixture
def second_admin(world: World) -> User:
    user = User.objects.create_user("second@example.org", name="second")
    Role.objects.create(user=user, community=world.east, kind="organisation-admin", organisation=world.firm)
    return user


def _removed(world: World, user: User, by: User) -> None:
    ask_to_join(user=user, organisation=world.firm)
    remove_organisation_member(actor=by, role=Role.objects.get(user=user, organisation=world.firm))


# ---- Whoever decided may go ----------------------------------------------------------------


def test_a_removal_stays_when_the_admin_who_did_it_deletes_the_account(
    world: World, domain: MailDomain, second_admin: User
) -> None:
    _address(world.outsider, "li@donghu.example")
    _removed(world, world.outsider, second_admin)
    BarredAddress.objects.all().delete()  # by the account alone
    delete_account(user=second_admin)
    assert ask_to_join(user=world.outsider, organisation=world.firm).state == "open"
    assert not _belongs(world, world.outsider)


def test_a_refusal_stays_when_the_admin_who_did_it_deletes_the_account(
    world: World, domain: MailDomain, second_admin: User
) -> None:
    row = ask_to_join(user=world.outsider, organisation=world.firm)
    decline_request(actor=second_admin, request=row, reason="x")
    delete_account(user=second_admin)
    MembershipRequest.objects.update(decided_at="2020-01-01T00:00:00Z")
    _address(world.outsider, "li@donghu.example")
    assert ask_to_join(user=world.outsider, organisation=world.firm).state == "open"


# ---- Another account with the same mailbox -------------------------------------------------


@pytest.mark.parametrize("again", ["li@donghu.example", "Li@Donghu.example", "li+new@donghu.example"])
def test_whoever_was_removed_waits_with_a_new_account_and_the_same_mailbox(
    world: World, domain: MailDomain, again: str
) -> None:
    first = _new("li@donghu.example")
    _removed(world, first, world.organisation_admin)
    delete_account(user=first)
    fresh = _new(again)
    client = Client(headers={"accept-language": "en"})
    client.force_login(fresh)
    assert "you are a member at once" not in client.get(f"/organisations/{world.firm.pk}/join/").content.decode()
    assert ask_to_join(user=fresh, organisation=world.firm).state == "open"
    assert not _belongs(world, fresh)
    assert ask_to_join(user=_new("wang@donghu.example"), organisation=world.firm).state == "confirmed"


def test_whoever_was_refused_waits_with_a_new_account_too_and_a_merge_forgets_nothing(world: World) -> None:
    first = _new("li@donghu.example")
    decline_request(
        actor=world.organisation_admin, request=ask_to_join(user=first, organisation=world.firm), reason="x"
    )
    delete_account(user=first)
    kept = Organisation.objects.create(name="东湖电镀", community=world.east)
    merge_organisations(actor=world.secretariat, keep=kept, drop=world.firm)
    state_domain(actor=world.secretariat, organisation=kept, text="donghu.example")
    assert ask_to_join(user=_new("li@donghu.example"), organisation=kept).state == "open"


def test_the_address_itself_is_not_kept(world: World, domain: MailDomain, settings: object) -> None:
    _removed(world, _new("li@donghu.example"), world.organisation_admin)
    row = BarredAddress.objects.get()
    assert len(row.digest) == 64 and row.digest == digest_of("li@donghu.example")
    settings.SECRET_KEY = "another key of this installation"  # type: ignore[attr-defined]
    assert row.digest != digest_of("li@donghu.example")


def test_whoever_leaves_of_their_own_accord_comes_back(world: World, domain: MailDomain) -> None:
    user = _new("li@donghu.example")
    ask_to_join(user=user, organisation=world.firm)
    leave_community(user=user, community=world.east)
    assert not BarredAddress.objects.exists()
    assert ask_to_join(user=user, organisation=world.firm).state == "confirmed"


# ---- What a membership rests on ------------------------------------------------------------


@pytest.mark.parametrize("then", ["removed", "nearer"])
def test_removing_another_address_ends_nothing_whatever_became_of_the_domain(
    world: World, domain: MailDomain, then: str
) -> None:
    user = _new("li@lab.donghu.example")
    other = _address(user, "li@private.example")
    ask_to_join(user=user, organisation=world.firm)
    if then == "removed":
        remove_domain(actor=world.organisation_admin, row=domain)
    else:
        lab = Organisation.objects.create(name="东湖实验室", community=world.east)
        state_domain(actor=world.secretariat, organisation=lab, text="lab.donghu.example")
    other.delete()
    address_gone(user=user)
    assert _belongs(world, user)
    EmailAddress.objects.filter(user=user).delete()
    address_gone(user=user)
    assert not _belongs(world, user)


def test_an_address_below_keeps_nothing_where_subdomains_did_not_count(world: World) -> None:
    state_domain(actor=world.secretariat, organisation=world.firm, text="donghu.example")
    user = _new("li@donghu.example")
    ask_to_join(user=user, organisation=world.firm)
    _address(user, "li@students.donghu.example")
    EmailAddress.objects.filter(user=user, email="li@donghu.example").delete()
    address_gone(user=user)
    assert not _belongs(world, user)


def test_another_domain_of_the_organisation_takes_the_place_of_the_first(world: World, domain: MailDomain) -> None:
    second = state_domain(actor=world.secretariat, organisation=world.firm, text="donghu-lab.example")
    user = _new("li@donghu.example")
    ask_to_join(user=user, organisation=world.firm)
    _address(user, "li@donghu-lab.example")
    EmailAddress.objects.filter(user=user, email="li@donghu.example").delete()
    address_gone(user=user)
    remove_domain(actor=world.organisation_admin, row=second)
    address_gone(user=user)
    assert _belongs(world, user)


def test_the_night_ends_what_the_signal_did_not(world: World, domain: MailDomain) -> None:
    gone, stays = _new("gone@donghu.example"), _new("stays@lab.donghu.example")
    for user in (gone, stays):
        ask_to_join(user=user, organisation=world.firm)
    EmailAddress.objects.filter(user=gone).delete()  # as by a process that is killed before the signal
    assert sweep_addresses() == 1
    assert (_belongs(world, gone), _belongs(world, stays), _belongs(world, world.teammate)) == (False, True, True)
    assert sweep_addresses() == 0


def test_the_sweep_is_a_nightly_task() -> None:
    from procrastinate.contrib.django import app

    from duijie.registry import tasks

    assert tasks.sweep_addresses.name == "registry.addresses"
    crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert crons["registry.addresses"] == "50 3 * * *"
