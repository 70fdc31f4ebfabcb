"""Who belongs to a community and to an organisation, and who says so."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from duijie.core import audit
from duijie.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from duijie.core.models import User
from duijie.library.rules import view_item
from duijie.registry.models import Community, Invitation, Organisation, Role
from duijie.registry.rules import staff_organisation
from duijie.registry.services import (
    accept_invitation,
    add_organisation_member,
    grant_role,
    remove_organisation_member,
    revoke_role,
)
from duijie.registry.services.inviting import join_token
from duijie.registry.standing import ANONYMOUS, standing
from tests.factories.world import World, make
from tests.helpers import assert_same_queries
from tests.registry.test_communities import EVERYBODY, GOVERNORS, signed_in

pytestmark = pytest.mark.django_db
MEMBERS = "/c/east/community/members/"


def role(user: User, community: Community, kind: str) -> Role:
    return Role.objects.get(user=user, community=community, kind=kind)


def give(client: Client, **values: str) -> str:
    return client.post(MEMBERS, {"kind": "member", **values}, follow=True).text


# ---- The list ------------------------------------------------------------------------------


def test_the_secretariat_sees_its_members_and_finds_them(world: World) -> None:
    client = signed_in(world, "secretariat")
    page = client.get(MEMBERS).text
    assert "broker@example.org" in page and "东湖电镀有限公司" in page
    assert "member-west@example.org" not in page and "outsider@example.org" not in page
    by_name = client.get(MEMBERS, {"q": "TEAM"}).text
    assert "teammate@example.org" in by_name and "broker@example.org" not in by_name
    by_role = client.get(MEMBERS, {"kind": "broker"}).text
    assert "broker@example.org" in by_role and "teammate@example.org" not in by_role
    grant_role(actor=None, user=world.outsider, community=world.east, kind="member")
    Organisation.objects.get(pk=world.firm.pk).names.create(text="東湖電鍍", key="东湖电镀", grams=[])
    by_firm = client.get(MEMBERS, {"q": "東湖電鍍"}).text
    assert "owner@example.org" in by_firm and "outsider@example.org" not in by_firm
    assert "Nobody found." in client.get(MEMBERS, {"q": "没有这个人"}).text


def test_roles_held_elsewhere_are_not_told(world: World) -> None:
    grant_role(actor=None, user=world.broker, community=world.west, kind="secretariat")
    page = signed_in(world, "secretariat").get(MEMBERS, {"q": "broker"}).text
    assert page.count("/revoke/") == 1


def test_the_list_is_cut_into_pages_and_costs_the_same(world: World) -> None:
    client = signed_in(world, "secretariat")
    made = iter(range(100))

    def add(number: int) -> None:
        for _ in range(number):
            n = next(made)
            user = User.objects.create_user(f"new{n:02}@example.org", name=f"new{n:02}")
            firm = Organisation.objects.create(name=f"单位{n}", community=world.east)
            grant_role(actor=None, user=user, community=world.east, kind="member", organisation=firm)
            grant_role(actor=None, user=user, community=world.east, kind="broker")

    assert_same_queries(lambda: client.get(MEMBERS, {"q": "new"}), add)
    first, second = (client.get(MEMBERS, {"q": "new", "page": number}).text for number in ("1", "2"))
    assert "new00@" in first and "new29@" not in first and "new29@" in second


# ---- Giving --------------------------------------------------------------------------------


def test_a_role_is_given_by_address_once_with_an_entry(world: World) -> None:
    grant_role(actor=None, user=world.outsider, community=world.east, kind="member")
    client = signed_in(world, "secretariat")
    page = give(client, email=" Outsider@Example.org ", kind="broker")
    assert "outsider now has the role “broker”." in page
    assert "outsider@example.org has not been confirmed by its owner" in page
    entry = audit.entries(world.east).first()
    assert entry is not None and entry.actor == world.secretariat
    assert entry.after == {"user": str(world.outsider.pk), "kind": "broker"}
    EmailAddress.objects.create(user=world.outsider, email="outsider@example.org", verified=True, primary=True)
    again = give(client, email="outsider@example.org", kind="broker")
    assert "has the role “broker” already" in again and "has not been confirmed" not in again
    assert world.outsider.roles.filter(kind="broker").count() == 1


def test_an_organisation_admin_needs_the_organisation_and_a_broker_none(world: World) -> None:
    world.firm.names.create(text="东湖电镀有限公司", key="东湖电镀", grams=[])
    grant_role(actor=None, user=world.outsider, community=world.east, kind="member")
    client = signed_in(world, "secretariat")
    assert "Name the organisation" in give(client, email="outsider@example.org", kind="organisation-admin")
    wrong = give(client, email="outsider@example.org", kind="broker", organisation="东湖电镀有限公司")
    assert "Only members and organisation admins belong" in wrong and 'value="outsider@example.org"' in wrong
    assert "There is no organisation of this name" in give(
        client, email="outsider@example.org", organisation="无此单位"
    )
    assert world.outsider.roles.count() == 1
    give(client, email="outsider@example.org", kind="organisation-admin", organisation="东湖电镀有限公司")
    assert standing(world.outsider).administers == {world.firm.pk}


def test_an_address_without_an_account_in_use_is_invited_in_the_same_words(world: World) -> None:
    world.outsider.is_active = False
    world.outsider.save()
    client = signed_in(world, "secretariat")
    for email in ("nobody@example.org", "outsider@example.org"):
        answer = client.post(MEMBERS, {"email": email, "kind": "member"})
        assert answer.status_code == 302
        assert f"An invitation to join goes out to {email}" in client.get(MEMBERS).text
        again = client.post(MEMBERS, {"email": email, "kind": "member"})
        assert again.status_code == 422
        assert f'value="{email}"' in again.text
    assert client.post(MEMBERS, {"email": "no address", "kind": "king"}).status_code == 422


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_those_who_govern_give_and_take_roles(world: World, who: str) -> None:
    grant_role(actor=None, user=world.outsider, community=world.east, kind="member")
    client = signed_in(world, who)
    client.post(MEMBERS, {"email": "outsider@example.org", "kind": "secretariat"})
    assert world.outsider.roles.filter(kind="secretariat").exists() == (who in GOVERNORS)
    held = role(world.member_east, world.east, "member")
    client.post(f"{MEMBERS}{held.pk}/revoke/")
    assert Role.objects.filter(pk=held.pk).exists() == (who not in GOVERNORS)


def test_no_secretariat_makes_itself_a_member_of_an_organisation_of_another_community(world: World) -> None:
    """Members of an organisation read its drafts."""
    draft = make(world, "project", state="draft")
    world.firm.names.create(text="东湖电镀有限公司", key="东湖电镀", grams=[])
    client = signed_in(world, "secretariat_west")
    answer = client.post(
        "/c/west/community/members/",
        {"email": "secretariat-west@example.org", "kind": "member", "organisation": "东湖电镀有限公司"},
    )
    assert answer.status_code == 422 and "kept by another community" in answer.text
    assert not view_item.allows(standing(User.objects.get(pk=world.secretariat_west.pk)), draft)
    grant_role(
        actor=world.secretariat_root, user=world.outsider, community=world.west, kind="member", organisation=world.firm
    )
    with pytest.raises(InvalidInput):
        grant_role(actor=world.admin, user=world.outsider, community=world.west, kind="king")


# ---- Taking away ---------------------------------------------------------------------------


def test_a_role_is_taken_away_with_an_entry_and_others_stay(world: World) -> None:
    grant_role(actor=None, user=world.broker, community=world.east, kind="member")
    client = signed_in(world, "secretariat")
    held = role(world.broker, world.east, "broker")
    assert client.get(f"{MEMBERS}{held.pk}/revoke/").status_code == 405
    page = client.post(f"{MEMBERS}{held.pk}/revoke/", follow=True).text
    assert "broker no longer has the role “broker”." in page
    assert list(world.broker.roles.values_list("kind", flat=True)) == ["member"]
    entry = audit.entries(world.east).first()
    assert entry is not None and (entry.action, entry.before["kind"]) == ("revoke-role", "broker")
    assert client.post(f"{MEMBERS}{held.pk}/revoke/").status_code == 404
    with pytest.raises(NotFound):
        revoke_role(actor=world.secretariat, role=held)


def test_a_role_of_another_community_is_not_there(world: World) -> None:
    held = role(world.member_west, world.west, "member")
    assert signed_in(world, "secretariat").post(f"{MEMBERS}{held.pk}/revoke/").status_code == 404
    assert signed_in(world, "secretariat").post(f"/c/west/community/members/{held.pk}/revoke/").status_code == 403
    assert Role.objects.filter(pk=held.pk).exists()


def test_the_first_community_keeps_one_of_its_secretariat(world: World) -> None:
    held = role(world.secretariat_root, world.root, "secretariat")
    for who in ("secretariat_root", "admin"):
        page = signed_in(world, who).post(f"/community/members/{held.pk}/revoke/", {"sure": "1"}, follow=True).text
        assert "keeps one of its secretariat" in page
    grant_role(actor=None, user=world.outsider, community=world.root, kind="secretariat")
    signed_in(world, "admin").post(f"/community/members/{held.pk}/revoke/")
    assert not Role.objects.filter(pk=held.pk).exists()
    with pytest.raises(Conflict):
        revoke_role(actor=world.admin, role=role(world.outsider, world.root, "secretariat"), sure=True)


def test_taking_ones_own_last_say_away_is_asked_once_more(world: World) -> None:
    client = signed_in(world, "secretariat")
    held = role(world.secretariat, world.east, "secretariat")
    asked = client.post(f"{MEMBERS}{held.pk}/revoke/")
    assert asked.status_code == 200 and "Take your own role away?" in asked.text
    assert Role.objects.filter(pk=held.pk).exists()
    gone = client.post(f"{MEMBERS}{held.pk}/revoke/", {"sure": "1"})
    assert gone["Location"] == "/c/east/community/"  # the members are no longer theirs to see
    assert not Role.objects.filter(pk=held.pk).exists()


def test_who_governs_from_above_is_not_asked(world: World) -> None:
    held = grant_role(actor=None, user=world.secretariat_root, community=world.east, kind="secretariat")
    answer = signed_in(world, "secretariat_root").post(f"{MEMBERS}{held.pk}/revoke/")
    assert answer["Location"] == MEMBERS
    assert not Role.objects.filter(pk=held.pk).exists()


# ---- The members of an organisation --------------------------------------------------------


def test_an_organisation_admin_adds_and_removes_a_colleague(world: World) -> None:
    client = signed_in(world, "organisation_admin")
    page = f"/organisations/{world.firm.pk}/members/"
    assert page in client.get(world.firm.get_absolute_url()).text
    added = client.post(page, {"email": "outsider@example.org"}, follow=True).text
    assert "An invitation to join goes out to outsider@example.org" in added
    assert not world.outsider.roles.exists()  # not even that there is such an account is told
    accept_invitation(user=world.outsider, token=join_token(Invitation.objects.get()))
    assert standing(User.objects.get(pk=world.outsider.pk)).organisations == {world.firm.pk}
    held = role(world.outsider, world.east, "member")
    removed = client.post(f"{page}{held.pk}/remove/", follow=True).text
    assert "outsider no longer belongs to 东湖电镀有限公司." in removed
    stays = role(world.outsider, world.east, "member")
    assert stays.organisation is None  # only the secretariat decides on the community
    assert actions_of(world)[:4] == ["grant-role", "revoke-role", "join-by-invitation", "invite-to-join"]


def actions_of(world: World) -> list[str]:
    return list(audit.entries(world.east).values_list("action", flat=True))


def test_an_organisation_admin_names_no_admins_and_removes_none(world: World) -> None:
    client = signed_in(world, "organisation_admin")
    page = f"/organisations/{world.firm.pk}/members/"
    client.post(page, {"email": "outsider@example.org", "kind": "organisation-admin"})
    assert Invitation.objects.get().kind == "member"
    held = role(world.organisation_admin, world.east, "organisation-admin")
    assert client.post(f"{page}{held.pk}/remove/").status_code == 409
    assert Role.objects.filter(pk=held.pk).exists()
    broker = role(world.broker, world.east, "broker")
    assert client.post(f"{page}{broker.pk}/remove/").status_code == 404


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_its_admin_and_those_who_govern_say_who_belongs_to_it(world: World, who: str) -> None:
    client = signed_in(world, who)
    allowed = (*GOVERNORS, "organisation_admin")
    page = f"/organisations/{world.firm.pk}/members/"
    held = role(world.teammate, world.east, "member")
    expected = 200 if who in allowed else 302 if who == "anonymous" else 403
    assert client.get(page).status_code == expected
    client.post(page, {"email": "outsider@example.org"})
    client.post(f"{page}{held.pk}/remove/")
    added = Invitation.objects.filter(email="outsider@example.org", organisation=world.firm).exists()
    if who == "admin":  # who sees all accounts adds them at once
        added = world.outsider.roles.filter(organisation=world.firm).exists()
    assert (added, Role.objects.filter(pk=held.pk).exists()) == ((True, False) if who in allowed else (False, True))
    assert (f"{page}" in client.get(world.firm.get_absolute_url()).text) == (who in allowed)


def test_both_faces_of_the_rule_agree(world: World) -> None:
    Organisation.objects.create(name="总会的机构", community=world.root)
    Organisation.objects.create(name="西部的机构", community=world.west)
    for actor in (ANONYMOUS, *(standing(user) for user in world.people.values())):
        found = set(staff_organisation.filter(actor, Organisation.objects.all()))
        assert found == {one for one in Organisation.objects.all() if staff_organisation.allows(actor, one)}


def test_the_services_themselves_refuse_others(world: World) -> None:
    held = role(world.teammate, world.east, "member")
    for who in (world.teammate, world.outsider, world.secretariat_west):
        with pytest.raises(NotAllowed):
            add_organisation_member(actor=who, user=world.outsider, organisation=world.firm)
        with pytest.raises(NotAllowed):
            remove_organisation_member(actor=who, role=held)


def test_the_list_of_an_organisation_costs_the_same_for_one_and_for_thirty(world: World) -> None:
    client = signed_in(world, "organisation_admin")
    made = iter(range(100))

    def add(number: int) -> None:
        for _ in range(number):
            user = User.objects.create_user(f"a{next(made):02}@example.org")
            grant_role(actor=None, user=user, community=world.east, kind="member", organisation=world.firm)

    assert_same_queries(lambda: client.get(f"/organisations/{world.firm.pk}/members/"), add)
