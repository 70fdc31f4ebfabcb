"""Belonging to an organisation: at once by a confirmed address under its domain, else by its admin's word."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from duijie.core import audit
from duijie.core.errors import NotAllowed
from duijie.core.models import User
from duijie.registry.models import MailDomain, MembershipRequest, Organisation, Role
from duijie.registry.services import (
    address_gone,
    ask_to_join,
    confirm_domain,
    confirm_request,
    decline_request,
    merge_organisations,
    remove_organisation_member,
    revoke_role,
    state_domain,
)
from duijie.registry.standing import standing
from tests.factories.world import World
from tests.helpers import assert_same_queries, browser, told

pytestmark = pytest.mark.django_db
KEEPERS = {"organisation_admin", "secretariat", "secretariat_root", "admin"}


_as = partial(browser, language="en")


def _address(user: User, email: str, verified: bool = True) -> EmailAddress:
    return EmailAddress.objects.create(user=user, email=email, verified=verified)


def _belongs(world: World, user: User, organisation: Organisation | None = None) -> bool:
    return Role.objects.filter(user=user, organisation=organisation or world.firm, kind="member").exists()


@pytest.fixture
def domain(world: World) -> MailDomain:
    return state_domain(actor=world.secretariat, organisation=world.firm, text="donghu.example", below=True)


# ---- At once -------------------------------------------------------------------------------


def test_a_confirmed_address_under_the_domain_lets_in_at_once(world: World, domain: MailDomain) -> None:
    _address(world.outsider, "li@lab.Donghu.example")
    client = _as(world.outsider)
    page = client.get(f"/organisations/{world.firm.pk}/join/").content.decode()
    assert "You have a confirmed address under donghu.example" in page
    joined = client.post(f"/organisations/{world.firm.pk}/join/", {"message": ""}, follow=True)
    assert "You belong to 东湖电镀有限公司 now." in joined.content.decode()
    assert _belongs(world, world.outsider)
    assert "registry-joined" in told(world.organisation_admin)
    [entry] = audit.entries(world.firm).filter(action="ask-to-join")
    assert entry.after["state"] == "confirmed"
    again = client.post(f"/organisations/{world.firm.pk}/join/", {"message": ""})
    assert again.status_code == 422 and "belong to this organisation already" in again.content.decode()


@pytest.mark.parametrize(
    ("email", "verified"),
    [("li@donghu.example", False), ("li@notdonghu.example", True), ("li@donghu.example.evil.org", True)],
)
def test_no_other_address_does(world: World, domain: MailDomain, email: str, verified: bool) -> None:
    _address(world.outsider, email, verified)
    assert ask_to_join(user=world.outsider, organisation=world.firm).state == "open"
    assert not _belongs(world, world.outsider)
    assert not standing(User.objects.get(pk=world.outsider.pk)).organisations


def test_a_domain_that_nobody_has_confirmed_lets_nobody_in(world: World) -> None:
    row = state_domain(actor=world.organisation_admin, organisation=world.firm, text="donghu.example")
    assert row.confirmed_at is None
    _address(world.outsider, "li@donghu.example")
    assert ask_to_join(user=world.outsider, organisation=world.firm).state == "open"
    confirm_domain(actor=world.secretariat, row=row)
    _address(world.member_east, "wang@donghu.example")
    assert ask_to_join(user=world.member_east, organisation=world.firm).state == "confirmed"


def test_an_address_belongs_to_the_organisation_with_the_nearest_domain(world: World, domain: MailDomain) -> None:
    lab = Organisation.objects.create(name="东湖实验室", community=world.east)
    state_domain(actor=world.secretariat, organisation=lab, text="lab.donghu.example")
    _address(world.outsider, "li@lab.donghu.example")
    assert ask_to_join(user=world.outsider, organisation=world.firm).state == "open"
    assert ask_to_join(user=world.outsider, organisation=lab).state == "confirmed"


# ---- By somebody's word --------------------------------------------------------------------


def test_everybody_else_waits_for_the_admin_who_confirms(world: World) -> None:
    client = _as(world.outsider)
    asked = client.post(f"/organisations/{world.firm.pk}/join/", {"message": "我是化验室的李"}, follow=True)
    assert "nobody has answered yet" in asked.content.decode()
    assert told(world.organisation_admin) == ["registry-asked"] and told(world.secretariat) == []
    row = MembershipRequest.objects.get()
    admin = _as(world.organisation_admin)
    page = admin.get(f"/organisations/{world.firm.pk}/requests/").content.decode()
    assert "我是化验室的李" in page and "address not confirmed" in page
    assert admin.post(f"/membership-requests/{row.pk}/", {"act": "confirm"}).status_code == 302
    assert _belongs(world, world.outsider)
    assert told(world.outsider) == ["registry-confirmed"]
    twice = admin.post(f"/membership-requests/{row.pk}/", {"act": "decline", "reason": "x"}, follow=True)
    assert "answered or taken back already" in twice.content.decode()
    assert _belongs(world, world.outsider)


def test_a_refusal_has_a_reason_that_is_read_and_is_not_asked_again_at_once(world: World) -> None:
    client, admin = _as(world.outsider), _as(world.organisation_admin)
    path = f"/organisations/{world.firm.pk}/join/"
    client.post(path, {"message": ""})
    row = MembershipRequest.objects.get()
    empty = admin.post(f"/membership-requests/{row.pk}/", {"act": "decline", "reason": "  "}, follow=True)
    assert "Say why" in empty.content.decode()
    admin.post(f"/membership-requests/{row.pk}/", {"act": "decline", "reason": "我们不认识您"})
    assert not _belongs(world, world.outsider) and told(world.outsider) == ["registry-declined"]
    assert "我们不认识您" in client.get(path).content.decode()
    assert client.post(path, {"message": ""}).status_code == 422
    MembershipRequest.objects.update(decided_at=timezone.now() - timedelta(days=31))
    assert client.post(path, {"message": ""}).status_code == 302


def test_without_an_admin_the_secretariat_is_told(world: World) -> None:
    Role.objects.filter(kind="organisation-admin").delete()
    ask_to_join(user=world.outsider, organisation=world.firm)
    assert told(world.secretariat) == ["registry-asked"] and told(world.secretariat_root) == []


def test_a_request_is_taken_back_by_whoever_made_it(world: World) -> None:
    client = _as(world.outsider)
    path = f"/organisations/{world.firm.pk}/join/withdraw/"
    assert client.post(path).status_code == 409
    ask_to_join(user=world.outsider, organisation=world.firm)
    assert _as(world.member_east).post(path).status_code == 409
    assert MembershipRequest.objects.get().state == "open"
    assert client.post(path).status_code == 302
    assert MembershipRequest.objects.get().state == "withdrawn"
    assert client.get(path).status_code == 405


@pytest.mark.parametrize(
    "name",
    [
        "owner", "teammate", "organisation_admin", "member_east", "member_west", "broker", "secretariat",
        "secretariat_west", "secretariat_root", "admin", "visitor",
    ],
)  # fmt: skip
def test_who_sees_and_answers_requests(world: World, name: str) -> None:
    row = ask_to_join(user=world.outsider, organisation=world.firm)
    client = Client() if name == "visitor" else _as(world.people[name])
    listed = client.get(f"/organisations/{world.firm.pk}/requests/").status_code
    answered = client.post(f"/membership-requests/{row.pk}/", {"act": "confirm"}).status_code
    if name == "visitor":
        assert (listed, answered) == (302, 302)
    else:
        assert listed == (200 if name in KEEPERS else 403)
        assert answered == (302 if name in KEEPERS else 404)
    assert _belongs(world, world.outsider) == (name in KEEPERS)


def test_whoever_asks_does_not_answer_themselves(world: World) -> None:
    row = ask_to_join(user=world.outsider, organisation=world.firm)
    assert _as(world.outsider).post(f"/membership-requests/{row.pk}/", {"act": "confirm"}).status_code == 403
    assert not _belongs(world, world.outsider)


def test_the_list_of_requests_costs_the_same_for_one_and_thirty(world: World) -> None:
    client, made = _as(world.organisation_admin), iter(range(100))

    def add(number: int) -> None:
        for _ in range(number):
            ask_to_join(user=User.objects.create_user(f"a{next(made)}@example.org"), organisation=world.firm)

    assert_same_queries(lambda: client.get(f"/organisations/{world.firm.pk}/requests/"), add)


# ---- What ends it --------------------------------------------------------------------------


def test_a_membership_that_rested_on_an_address_ends_when_the_address_is_removed(
    world: World, domain: MailDomain
) -> None:
    user = world.outsider
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    _address(user, "li@donghu.example")
    ask_to_join(user=user, organisation=world.firm)
    client = _as(user)
    client.post("/accounts/email/", {"action_remove": "", "email": "li@donghu.example"})
    assert not EmailAddress.objects.filter(email="li@donghu.example").exists()
    assert not _belongs(world, user)
    assert Role.objects.filter(user=user, community=world.east, organisation=None).exists()
    assert "registry-left" in told(world.organisation_admin)


def test_another_address_under_the_domain_keeps_it_and_the_admins_word_is_not_touched(
    world: World, domain: MailDomain
) -> None:
    first, second = _address(world.outsider, "li@donghu.example"), _address(world.outsider, "l@lab.donghu.example")
    ask_to_join(user=world.outsider, organisation=world.firm)
    first.delete()
    address_gone(user=world.outsider)
    assert _belongs(world, world.outsider)
    second.delete()
    address_gone(user=world.outsider)
    assert not _belongs(world, world.outsider)
    address_gone(user=world.teammate)  # added by hand
    assert _belongs(world, world.teammate)


@pytest.mark.parametrize("by", ["organisation_admin", "secretariat"])
def test_whoever_was_removed_does_not_come_back_by_an_address(world: World, domain: MailDomain, by: str) -> None:
    _address(world.outsider, "li@donghu.example")
    ask_to_join(user=world.outsider, organisation=world.firm)
    role = Role.objects.get(user=world.outsider, organisation=world.firm)
    if by == "organisation_admin":
        remove_organisation_member(actor=world.organisation_admin, role=role)
    else:
        revoke_role(actor=world.secretariat, role=role)
    row = ask_to_join(user=world.outsider, organisation=world.firm)
    assert row.state == "open" and not _belongs(world, world.outsider)
    confirm_request(actor=world.organisation_admin, request=row)
    assert _belongs(world, world.outsider)


def test_removing_a_domain_lets_nobody_in_and_nobody_out(world: World, domain: MailDomain) -> None:
    _address(world.outsider, "li@donghu.example")
    ask_to_join(user=world.outsider, organisation=world.firm)
    _as(world.organisation_admin).post(f"/organisations/{world.firm.pk}/domains/{domain.pk}/", {"act": "remove"})
    assert _belongs(world, world.outsider)
    _address(world.member_east, "wang@donghu.example")
    assert ask_to_join(user=world.member_east, organisation=world.firm).state == "open"


# ---- Stating domains -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["owner", "teammate", "broker", "member_west", "secretariat_west", "outsider"])
def test_nobody_else_states_or_removes_domains(world: World, domain: MailDomain, name: str) -> None:
    client = _as(world.people[name])
    path = f"/organisations/{world.firm.pk}/domains/"
    assert client.get(path).status_code == 403
    assert client.post(path, {"domain": "other.example"}).status_code == 403
    assert client.post(f"{path}{domain.pk}/", {"act": "remove"}).status_code == 403
    assert Client().get(path).status_code == 302
    assert list(MailDomain.objects.values_list("domain", flat=True)) == ["donghu.example"]


def test_an_admin_with_an_address_there_needs_no_secretariat(world: World) -> None:
    _address(world.organisation_admin, "boss@donghu.example")
    page = _as(world.organisation_admin).post(
        f"/organisations/{world.firm.pk}/domains/", {"domain": "@DongHu.example"}, follow=True
    )
    assert "counts from now on" in page.content.decode()
    assert MailDomain.objects.get().confirmed_by == world.organisation_admin
    assert told(world.secretariat) == []


def test_without_one_the_domain_waits_for_the_secretariat(world: World) -> None:
    path = f"/organisations/{world.firm.pk}/domains/"
    admin = _as(world.organisation_admin)
    assert (
        "waits for the secretariat" in admin.post(path, {"domain": "huge-firm.example"}, follow=True).content.decode()
    )
    row = MailDomain.objects.get()
    assert told(world.secretariat) == ["registry-domain-stated"]
    assert admin.post(f"{path}{row.pk}/", {"act": "confirm"}).status_code == 403
    row.refresh_from_db()
    assert row.confirmed_at is None
    assert _as(world.secretariat).post(f"{path}{row.pk}/", {"act": "confirm"}).status_code == 302
    row.refresh_from_db()
    assert row.confirmed_by == world.secretariat


@pytest.mark.parametrize("typed", ["qq.com", "163.com", "gmail.com", "edu.cn", "nonsense", ""])
def test_a_domain_that_says_nothing_is_refused_in_a_sentence(world: World, typed: str) -> None:
    answer = _as(world.secretariat).post(f"/organisations/{world.firm.pk}/domains/", {"domain": typed})
    assert answer.status_code == 422
    assert answer.context["form"].errors["domain"]
    assert not MailDomain.objects.exists()


def test_a_domain_of_another_organisation_is_moved_by_the_secretariat_alone(world: World, domain: MailDomain) -> None:
    other = Organisation.objects.create(name="西湖电镀", community=world.east)
    admin = User.objects.create_user("west@example.org", name="west")
    Role.objects.create(user=admin, community=world.east, kind="organisation-admin", organisation=other)
    _address(admin, "me@donghu.example")
    path = f"/organisations/{other.pk}/domains/"
    refused = _as(admin).post(path, {"domain": "donghu.example", "move": "1"})
    assert refused.status_code == 422 and "only the secretariat can move it" in refused.content.decode()
    secretariat = _as(world.secretariat)
    asked = secretariat.post(path, {"domain": "donghu.example"})
    assert "belongs to 东湖电镀有限公司 now" in asked.content.decode() and "Move it here" in asked.content.decode()
    assert MailDomain.objects.get().organisation == world.firm
    assert secretariat.post(path, {"domain": "donghu.example", "move": "1"}).status_code == 302
    assert MailDomain.objects.get().organisation == other


def test_a_domain_above_or_below_anothers_waits_for_the_secretariat(world: World, domain: MailDomain) -> None:
    other = Organisation.objects.create(name="西湖电镀", community=world.east)
    admin = User.objects.create_user("west@example.org", name="west")
    Role.objects.create(user=admin, community=world.east, kind="organisation-admin", organisation=other)
    _address(admin, "me@lab.donghu.example")
    assert state_domain(actor=admin, organisation=other, text="lab.donghu.example").confirmed_at is None


def test_a_secretariat_elsewhere_moves_nothing(world: World, domain: MailDomain) -> None:
    other = Organisation.objects.create(name="西部电镀", community=world.west)
    answer = _as(world.secretariat_west).post(
        f"/organisations/{other.pk}/domains/", {"domain": "donghu.example", "move": "1"}
    )
    assert answer.status_code == 422
    assert MailDomain.objects.get().organisation == world.firm


def test_a_merge_brings_domains_and_requests_along(world: World, domain: MailDomain) -> None:
    kept = Organisation.objects.create(name="东湖电镀", community=world.east)
    row = ask_to_join(user=world.outsider, organisation=world.firm)
    merge_organisations(actor=world.secretariat, keep=kept, drop=world.firm)
    domain.refresh_from_db()
    row.refresh_from_db()
    assert (domain.organisation, row.organisation) == (kept, kept)
    _address(world.member_east, "li@donghu.example")
    assert ask_to_join(user=world.member_east, organisation=kept).state == "confirmed"


def test_the_page_of_the_organisation_offers_it_to_those_who_do_not_belong(world: World) -> None:
    path = f"/organisations/{world.firm.pk}/"
    assert "I belong here" in _as(world.outsider).get(path).content.decode()
    assert "I belong here" in Client(headers={"accept-language": "en"}).get(path).content.decode()
    assert "I belong here" not in _as(world.owner).get(path).content.decode()
    visitor = Client().get(f"{path}join/")
    assert visitor.status_code == 302 and "next=" in visitor["Location"]


def test_decline_by_a_stranger_in_code_is_refused_too(world: World) -> None:
    row = ask_to_join(user=world.outsider, organisation=world.firm)
    for user in (world.owner, world.secretariat_west):
        with pytest.raises(NotAllowed):
            decline_request(actor=user, request=row, reason="x")


def test_subdomains_too_are_confirmed_by_the_secretariat(world: World) -> None:
    _address(world.organisation_admin, "boss@donghu.example")
    row = state_domain(actor=world.organisation_admin, organisation=world.firm, text="donghu.example", below=True)
    assert row.confirmed_at is None and told(world.secretariat) == ["registry-domain-stated"]
