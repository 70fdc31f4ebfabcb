"""Declaring a relation on the site."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.matching.models import Relation
from duijie.matching.services.relations import declare_relation, end_relation
from duijie.registry.services import add_post, create_organisation, create_person
from tests.factories.world import World
from tests.helpers import assert_same_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(world: World) -> Any:
    return create_person(actor=None, community=world.east, name="顾望舒")


def declared(client: Client, who: Any, **values: str) -> Any:
    client.force_login(who)
    return client.post("/relations/new/", {"kind": "family", "details": "表兄妹", **values})


def test_a_member_declares_a_relation_and_ends_it(client: Client, world: World, other: Any) -> None:
    assert declared(client, world.owner, to="顾望舒").status_code == 302
    relation = Relation.objects.get()
    assert (relation.user, relation.other_person, relation.declared_by) == (world.owner, other, world.owner)
    shown = client.get("/relations/").content.decode()
    assert "表兄妹" in shown
    assert client.post(f"/relations/{relation.pk}/end/", {"until": ""}).status_code == 302
    relation.refresh_from_db()
    assert relation.until == timezone.localdate()
    assert not relation.lasts


def test_who_has_claimed_a_profile_declares_for_it(client: Client, world: World, other: Any) -> None:
    own = create_person(actor=None, community=world.east, name="沈漪岚", user=world.owner)
    declared(client, world.owner, to=f"person:{other.pk}")
    assert Relation.objects.get().person == own


def test_people_of_one_name_are_told_apart_by_their_posts(client: Client, world: World, other: Any) -> None:
    twin = create_person(actor=None, community=world.east, name="顧望舒")
    add_post(actor=None, person=twin, organisation=world.firm, title="总工程师")
    response = declared(client, world.owner, to="顾望舒")
    assert response.status_code == 422
    assert "总工程师 · 东湖电镀有限公司" in response.content.decode()
    assert "表兄妹" in response.content.decode()
    assert declared(client, world.owner, to="顾望舒", to_pick=f"person:{twin.pk}").status_code == 302
    assert Relation.objects.get().other_person == twin


def test_nobody_of_that_name(client: Client, world: World) -> None:
    assert declared(client, world.owner, to="无此人").status_code == 422
    assert not Relation.objects.exists()


def test_only_the_secretariat_declares_for_others_and_sees_all(client: Client, world: World, other: Any) -> None:
    organisation = create_organisation(actor=None, community=world.east, name="环境学院")
    client.force_login(world.secretariat)
    east = "/c/east"
    response = client.post(f"{east}/relations/new/", {"kind": "ownership", "of": "顾望舒", "to": "环境学院"})
    assert response.status_code == 302
    relation = Relation.objects.get()
    assert (relation.person, relation.other_organisation, relation.community) == (other, organisation, world.east)
    assert "环境学院" in client.get(f"{east}/relations/all/").content.decode()
    with pytest.raises(NotAllowed):
        declare_relation(actor=world.member_east, community=world.east, kind="family", of=other, to=organisation)
    for name, status in (("owner", 403), ("broker", 403), ("secretariat_west", 403), ("secretariat_root", 200)):
        client.force_login(world.people[name])
        assert client.get(f"{east}/relations/all/").status_code == status, name


def test_a_relation_is_read_and_ended_by_its_declarer_and_the_secretariat(
    client: Client, world: World, other: Any
) -> None:
    relation = declare_relation(actor=world.owner, community=world.east, kind="family", to=other, details="表兄妹")
    for name in ("teammate", "broker", "secretariat_west", "outsider"):
        client.force_login(world.people[name])
        assert client.post(f"/relations/{relation.pk}/end/").status_code == 404, name
        assert "表兄妹" not in client.get("/relations/").content.decode()
    client.logout()
    assert client.post(f"/relations/{relation.pk}/end/")["Location"].startswith("/accounts/login/")
    client.force_login(world.secretariat)
    client.post(f"/relations/{relation.pk}/end/")
    relation.refresh_from_db()
    assert not relation.lasts


def test_dates_that_do_not_fit_are_refused(world: World, other: Any) -> None:
    today = timezone.localdate()
    values: Any = {"actor": world.owner, "community": world.east, "kind": "other", "to": other}
    with pytest.raises(InvalidInput):
        declare_relation(**values, since=today, until=today - timedelta(days=1))
    relation = declare_relation(**values, since=today - timedelta(days=9))
    with pytest.raises(InvalidInput):
        end_relation(actor=world.owner, relation=relation, until=today + timedelta(days=1))
    end_relation(actor=world.owner, relation=relation)
    with pytest.raises(Conflict):
        end_relation(actor=world.owner, relation=relation)
    with pytest.raises(InvalidInput):
        declare_relation(**(values | {"of": other, "actor": world.secretariat}))


def test_the_list_costs_the_same_for_one_and_for_thirty(client: Client, world: World, other: Any) -> None:
    client.force_login(world.owner)

    def add(count: int) -> None:
        for _number in range(count):
            declare_relation(actor=world.owner, community=world.east, kind="other", to=other)

    assert_same_queries(lambda: client.get("/relations/"), add)
