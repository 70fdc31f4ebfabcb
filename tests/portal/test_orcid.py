"""Signing in through ORCID, and the page of the person who has that iD."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from duijie.core import audit
from duijie.core.models import User
from duijie.registry.models import Person, PersonClaim
from duijie.registry.services import claim_person, create_person, take_page_back
from tests.factories.world import World
from tests.portal.dance import address_in, dance, leave, orcid
from tests.portal.provider_server import Provider, serving

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/orcid/login/"
ID = "0000-0002-1825-0097"
PASSWORD = "correct horse battery"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    cache.clear()
    with serving() as found:
        settings.SIGN_IN_PROVIDERS = (orcid(found),)
        yield found


@pytest.fixture
def person(world: World) -> Person:
    return create_person(actor=None, community=world.east, name="林澜", identifiers=[("orcid", ID)])


def _browser() -> Client:
    return Client(headers={"accept-language": "en"})


def _connected(user: User) -> Client:
    client = _browser()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    dance(client, f"{LOGIN}?process=connect")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_who_comes_from_orcid_gives_an_address_that_has_to_be_confirmed(
    provider: Provider, world: World, person: Person
) -> None:
    client = _browser()
    assert "Sign in with ORCID" in client.get("/accounts/signup/").content.decode()
    asked = dance(client, LOGIN)
    assert provider.asked[0]["scope"] == "/authenticate"
    assert asked.context["form"].initial == {"email": "", "name": "林澜"}
    done = client.post("/accounts/3rdparty/signup/", {"name": "林澜", "email": "lin@example.net"}, follow=True)
    assert done.status_code == 200
    user = User.objects.get(email="lin@example.net")
    assert not EmailAddress.objects.get(user=user).verified
    assert SocialAccount.objects.get(user=user).uid == ID
    person.refresh_from_db()
    assert person.user == user  # the iD of the page is theirs: at once
    claim = PersonClaim.objects.get()
    assert (claim.state, claim.orcid, claim.decided_by) == ("confirmed", ID, None)
    assert audit.entries(person).filter(action="confirm-claim").get().after["by"] == "orcid"
    assert "This is your own page." in client.get(f"/people/{person.pk}/").content.decode()


def test_connecting_orcid_gives_the_page_at_once(provider: Provider, world: World, person: Person) -> None:
    client = _browser()
    client.force_login(world.outsider)
    assert "Connect ORCID" in client.get(f"/people/{person.pk}/claim/").content.decode()
    page = _connected(world.outsider).get("/account/").content.decode()
    assert ID in page
    person.refresh_from_db()
    assert person.user == world.outsider


def test_a_claim_with_the_right_id_connected_is_confirmed_at_once(provider: Provider, world: World) -> None:
    _connected(world.outsider)
    later = create_person(actor=None, community=world.east, name="后来读到的人", identifiers=[("orcid", ID)])
    client = _browser()
    client.force_login(world.outsider)
    assert f"ORCID says that the iD {ID}" in client.get(f"/people/{later.pk}/claim/").content.decode()
    done = client.post(f"/people/{later.pk}/claim/", {"message": ""}, follow=True)
    assert "ORCID says so" in done.content.decode()
    later.refresh_from_db()
    assert later.user == world.outsider


def test_an_id_of_another_person_opens_nothing(provider: Provider, world: World, person: Person) -> None:
    provider.orcid = {"orcid": "0000-0001-5109-3700", "name": "林澜"}
    _connected(world.outsider)
    assert claim_person(user=world.outsider, person=person).state == "open"
    person.refresh_from_db()
    assert person.user is None


def test_a_page_that_is_somebodys_stays_until_the_secretariat_decides(
    provider: Provider, world: World, person: Person
) -> None:
    Person.objects.filter(pk=person.pk).update(user=world.owner)
    _connected(world.outsider)
    row = claim_person(user=world.outsider, person=person)
    person.refresh_from_db()
    assert (row.state, row.orcid, person.user) == ("open", ID, world.owner)
    client = _browser()
    client.force_login(world.secretariat)
    assert f"ORCID says that {ID}" in client.get("/people/claims/").content.decode()


def test_what_the_secretariat_took_back_does_not_come_again_by_itself(
    provider: Provider, world: World, person: Person
) -> None:
    _connected(world.outsider)
    take_page_back(actor=world.secretariat, person=person, reason="弄错了")
    dance(_browser(), LOGIN)
    person.refresh_from_db()
    assert person.user is None
    assert claim_person(user=world.outsider, person=person).state == "open"


def test_an_id_claimed_without_orcid_is_no_proof(world: World, person: Person) -> None:
    SocialAccount.objects.create(user=world.outsider, provider="campus", uid=ID)
    assert claim_person(user=world.outsider, person=person).state == "open"


@pytest.mark.parametrize(
    "answer", [{"orcid": "0000-0002-1825-0098"}, {"orcid": ""}, {}, {"orcid": ["0000-0002-1825-0097"]}, {"orcid": None}]
)
def test_an_answer_without_a_right_id_signs_nobody_in(provider: Provider, world: World, answer: dict[str, Any]) -> None:
    provider.orcid = answer
    client = _browser()
    refused = dance(client, LOGIN)
    assert refused.status_code == 401
    assert "cannot be trusted" in refused.content.decode()
    assert not SocialAccount.objects.exists()


def test_orcid_down_is_said_in_a_sentence(provider: Provider, world: World) -> None:
    provider.down = {"/oauth/token"}
    answer = dance(_browser(), LOGIN)
    assert answer.status_code == 503
    assert "ORCID does not answer just now" in answer.content.decode()


def test_nothing_is_asked_of_orcid_but_who_it_is(provider: Provider, world: World) -> None:
    dance(_browser(), LOGIN)
    assert provider.paths == ["/oauth/authorize", "/oauth/token"]
    assert "scope=%2Fauthenticate" in address_in(leave(_browser(), f"{LOGIN}?scope=/activities/update"))
