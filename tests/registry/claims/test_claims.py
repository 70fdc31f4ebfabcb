"""“This is me”: a page that reading made is claimed, confirmed by the secretariat, and taken back."""

from __future__ import annotations

from functools import partial

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from duijie.core import audit
from duijie.core.errors import NotAllowed
from duijie.core.models import User
from duijie.docking.queries.deals import speakers
from duijie.library.models import State
from duijie.registry.models import Person, PersonClaim
from duijie.registry.services import (
    claim_person,
    confirm_claim,
    create_person,
    merge_people,
    take_page_back,
    undo_merge,
    update_person,
)
from duijie.registry.services.claiming import claim_by_orcid
from tests.factories.world import World, make
from tests.helpers import assert_same_queries, browser, told

pytestmark = pytest.mark.django_db
QUEUE = "/people/claims/"


@pytest.fixture
def person(world: World) -> Person:
    """As reading makes one: of the eastern community, of nobody's account."""
    return create_person(actor=None, community=world.east, name="林澜", identifiers=[("orcid", "0000-0002-1825-0097")])


_as = partial(browser, language="en")


def _text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def _owner(person: Person) -> User | None:
    return Person.objects.get(pk=person.pk).user


def test_a_claim_waits_for_the_secretariat_and_makes_the_page_ones_own(world: World, person: Person) -> None:
    client, path = _as(world.outsider), f"/people/{person.pk}/"
    assert "This is me" in _text(client, path)
    asked = client.post(f"{path}claim/", {"message": "我是林澜", "proof": "https://example.org/lin"}, follow=True)
    assert "You have said that this is you" in asked.content.decode()
    assert _owner(person) is None
    assert told(world.secretariat) == ["registry-claimed"] and told(world.organisation_admin) == []
    secretariat = _as(world.secretariat)
    queue = _text(secretariat, QUEUE)
    assert "我是林澜" in queue and "outsider@example.org" in queue and "not confirmed" in queue
    assert 'href="https://example.org/lin"' in queue
    row = PersonClaim.objects.get()
    done = secretariat.post(f"{QUEUE}{row.pk}/", {"act": "confirm"}, follow=True)
    assert "The page of 林澜 belongs to outsider now." in done.content.decode()
    assert _owner(person) == world.outsider
    assert told(world.outsider) == ["registry-claim-confirmed"]
    entry = audit.entries(person).filter(action="confirm-claim").get()
    assert (entry.actor, entry.after["by"]) == (world.secretariat, "secretariat")
    mine = _text(client, path)
    assert "This is your own page." in mine and "This is me" not in mine
    assert "林澜" in _text(client, "/account/")


def test_a_visitor_signs_in_first_and_sees_nothing_of_claims(world: World, person: Person) -> None:
    claim_person(user=world.outsider, person=person, message="秘密的话")
    visitor = Client(headers={"accept-language": "en"})
    page = _text(visitor, f"/people/{person.pk}/")
    assert "This is me" in page and "秘密的话" not in page and "outsider" not in page
    assert visitor.get(f"/people/{person.pk}/claim/")["Location"].startswith("/accounts/login/?next=")
    for path in (f"/people/{person.pk}/claim/", QUEUE, f"/people/{person.pk}/claim/take-back/"):
        assert visitor.post(path)["Location"].startswith("/accounts/login/") or visitor.post(path).status_code == 405


@pytest.mark.parametrize(
    "name",
    [
        "owner", "teammate", "organisation_admin", "member_east", "broker", "secretariat", "secretariat_west",
        "secretariat_root", "admin", "outsider",
    ],
)  # fmt: skip
def test_who_sees_and_decides_claims(world: World, person: Person, name: str) -> None:
    row = claim_person(user=world.outsider, person=person, message="秘密的话")
    client, may = _as(world.people[name]), name in ("secretariat", "admin")
    shown = client.get(QUEUE)
    assert ("秘密的话" in shown.content.decode()) == may
    answered = client.post(f"{QUEUE}{row.pk}/", {"act": "confirm"}).status_code
    assert answered == (302 if may else 403 if name == "outsider" else 404)
    assert (_owner(person) == world.outsider) == may
    back = client.post(f"/people/{person.pk}/claim/take-back/", {"reason": "x"}).status_code
    assert back == (302 if may else 403)


def test_a_refusal_has_a_reason_that_the_claimant_alone_reads(world: World, person: Person) -> None:
    row = claim_person(user=world.outsider, person=person)
    secretariat, client = _as(world.secretariat), _as(world.outsider)
    empty = secretariat.post(f"{QUEUE}{row.pk}/", {"act": "decline", "reason": ""}, follow=True)
    assert "Say why" in empty.content.decode()
    secretariat.post(f"{QUEUE}{row.pk}/", {"act": "decline", "reason": "请附单位证明"})
    assert "请附单位证明" in _text(client, f"/people/{person.pk}/")
    assert "请附单位证明" not in _text(_as(world.member_east), f"/people/{person.pk}/")
    assert told(world.outsider) == ["registry-claim-declined"]
    assert client.post(f"/people/{person.pk}/claim/", {"message": "附上了"}).status_code == 302
    assert "附上了" in _text(secretariat, QUEUE)


def test_the_second_who_claims_waits_and_the_secretariat_sees_both(world: World, person: Person) -> None:
    first = claim_person(user=world.outsider, person=person, message="我是真的")
    second = claim_person(user=world.member_west, person=person, message="我才是")
    queue = _text(_as(world.secretariat), QUEUE)
    assert "我是真的" in queue and "我才是" in queue and queue.count("Somebody else says to be this person") == 2
    confirm_claim(actor=world.secretariat, claim=first)
    refused = _as(world.secretariat).post(f"{QUEUE}{second.pk}/", {"act": "confirm"}, follow=True)
    assert "take it back from there first" in refused.content.decode()
    assert "The page belongs to outsider" in refused.content.decode()
    assert _owner(person) == world.outsider
    take_page_back(actor=world.secretariat, person=person, reason="弄错了")
    confirm_claim(actor=world.secretariat, claim=second)
    assert _owner(person) == world.member_west


def test_that_a_page_is_somebodys_is_told_to_nobody_else(world: World, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(user=world.owner)
    page = _text(_as(world.outsider), f"/people/{person.pk}/")
    assert "This is me" in page
    asked = _as(world.outsider).post(f"/people/{person.pk}/claim/", {"message": ""}, follow=True).content.decode()
    assert "The secretariat looks at it" in asked and "owner@example.org" not in asked


def test_one_account_has_one_page(world: World, person: Person) -> None:
    other = create_person(actor=None, community=world.east, name="另一人")
    Person.objects.filter(pk=other.pk).update(user=world.outsider)
    client = _as(world.outsider)
    assert "This is me" not in _text(client, f"/people/{person.pk}/")
    answer = client.post(f"/people/{person.pk}/claim/", {"message": ""})
    assert answer.status_code == 422 and "ask for the two to be merged" in answer.content.decode()
    assert client.get(f"/people/{other.pk}/claim/")["Location"] == f"/people/{other.pk}/"


def test_a_claim_is_made_once_and_not_without_end(world: World, person: Person) -> None:
    client = _as(world.outsider)
    for _ in range(2):
        answer = client.post(f"/people/{person.pk}/claim/", {"message": ""})
    assert answer.status_code == 422 and "the secretariat looks at it" in answer.content.decode()
    assert PersonClaim.objects.count() == 1
    for number in range(4):
        claim_person(user=world.outsider, person=create_person(actor=None, community=world.east, name=f"人{number}"))
    sixth = create_person(actor=None, community=world.east, name="第六人")
    refused = client.post(f"/people/{sixth.pk}/claim/", {"message": ""})
    assert "write to the secretariat instead" in refused.content.decode()


def test_a_claim_is_taken_back_by_whoever_made_it(world: World, person: Person) -> None:
    claim_person(user=world.outsider, person=person)
    path = f"/people/{person.pk}/claim/withdraw/"
    assert _as(world.owner).post(path).status_code == 409
    assert _as(world.outsider).post(path).status_code == 302
    assert PersonClaim.objects.get().state == "withdrawn"
    assert _as(world.outsider).post(path).status_code == 409


def test_a_page_given_by_mistake_is_taken_back_with_a_reason(world: World, person: Person) -> None:
    confirm_claim(actor=world.secretariat, claim=claim_person(user=world.outsider, person=person))
    secretariat = _as(world.secretariat)
    assert "Take it from outsider" in _text(secretariat, f"{QUEUE}?tab=confirmed")
    secretariat.post(f"/people/{person.pk}/claim/take-back/", {"reason": " "})
    assert _owner(person) == world.outsider
    secretariat.post(f"/people/{person.pk}/claim/take-back/", {"reason": "不是同一人"})
    assert _owner(person) is None
    assert told(world.outsider)[-1] == "registry-claim-ended"
    client = _as(world.outsider)
    assert "不是同一人" in _text(client, f"/people/{person.pk}/")
    assert client.get(f"/people/{person.pk}/edit/").status_code == 403
    assert "不是同一人" in _text(secretariat, f"{QUEUE}?tab=refused")
    assert audit.entries(person).filter(action="take-page-back").exists()


# ---- What one may do with it ---------------------------------------------------------------


def test_the_owner_changes_website_and_descriptions_and_nothing_else(world: World, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(user=world.outsider)
    client, path = _as(world.outsider), f"/people/{person.pk}/edit/"
    page = _text(client, path)
    assert "Website and descriptions are yours to change" in page
    sent = {"version": "1", "name": "钟南山", "aliases": "钟南山", "identifiers": "", "description": "做膜分离",
            "website": "https://example.org/"}  # fmt: skip
    assert client.post(path, sent).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.description, person.website) == ("林澜", "做膜分离", "https://example.org/")
    assert [row.text for row in person.names.all()] == ["林澜"]
    assert person.identifiers.count() == 1
    assert client.post(path, sent | {"description": "别的"}).status_code == 409  # an old version
    assert client.get(f"/people/{person.pk}/merge/").status_code == 403
    with pytest.raises(NotAllowed):
        update_person(actor=world.outsider, person=person, expected_version=2, name="钟南山")
    with pytest.raises(NotAllowed):
        update_person(actor=world.outsider, person=person, expected_version=2, identifiers=[])


@pytest.mark.parametrize("name", ["owner", "organisation_admin", "member_east", "broker", "secretariat_west"])
def test_nobody_else_edits_the_page(world: World, person: Person, name: str) -> None:
    Person.objects.filter(pk=person.pk).update(user=world.outsider)
    client = _as(world.people[name])
    assert client.get(f"/people/{person.pk}/edit/").status_code == 403
    assert client.post(f"/people/{person.pk}/edit/", {"version": "1", "description": "x"}).status_code == 403
    assert Client().get(f"/people/{person.pk}/edit/").status_code == 302


def test_the_secretariat_still_edits_all_of_it(world: World, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(user=world.outsider)
    page = _text(_as(world.secretariat), f"/people/{person.pk}/edit/")
    assert "yours to change" not in page and "disabled" not in page.partition('<form class="form"')[2]


def test_invitations_about_a_profile_reach_the_confirmed_person_only(world: World, person: Person) -> None:
    profile = make(world, "talent", title="林澜", person=person, state=State.PUBLISHED, owner=None, organisation=None)
    assert speakers(profile) == []
    row = claim_person(user=world.outsider, person=person)
    profile.refresh_from_db()
    assert speakers(profile) == []
    confirm_claim(actor=world.secretariat, claim=row)
    assert speakers(type(profile)._default_manager.get(pk=profile.pk)) == [world.outsider]
    take_page_back(actor=world.secretariat, person=person, reason="x")
    assert speakers(type(profile)._default_manager.get(pk=profile.pk)) == []


def test_a_merge_and_its_undoing_take_claims_along(world: World, person: Person) -> None:
    kept = create_person(actor=None, community=world.east, name="林澜")
    confirm_claim(actor=world.secretariat, claim=claim_person(user=world.outsider, person=person))
    merge_people(actor=world.secretariat, keep=kept, drop=person)
    assert _owner(kept) == world.outsider and PersonClaim.objects.get().person == kept
    undo_merge(actor=world.secretariat, drop=Person.objects.get(pk=person.pk))
    assert (_owner(kept), _owner(person)) == (None, world.outsider)
    assert PersonClaim.objects.get().person == person


def test_a_deleted_account_leaves_the_page_and_no_claim(world: World, person: Person) -> None:
    confirm_claim(actor=world.secretariat, claim=claim_person(user=world.outsider, person=person, message="秘密的话"))
    world.outsider.delete()
    assert _owner(person) is None and not PersonClaim.objects.exists()


def test_the_queue_costs_the_same_for_one_and_thirty(world: World) -> None:
    client, made = _as(world.secretariat), iter(range(100))

    def add(number: int) -> None:
        for _ in range(number):
            n = next(made)
            one = create_person(actor=None, community=world.east, name=f"人{n}")
            claim_person(user=User.objects.create_user(f"c{n}@example.org"), person=one)

    assert_same_queries(lambda: client.get(QUEUE), add)


def test_a_refusal_stays_when_whoever_decided_deletes_the_account(world: World, person: Person) -> None:
    SocialAccount.objects.create(user=world.outsider, provider="orcid", uid="0000-0002-1825-0097")
    claim_person(user=world.outsider, person=person)
    take_page_back(actor=world.secretariat, person=person, reason="x")
    PersonClaim.objects.update(decided_by=None)  # as deleting the account does
    assert claim_by_orcid(user=world.outsider) is None
    assert _owner(person) is None
