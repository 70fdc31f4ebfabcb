"""Two records of one name: found in the background, decided by the secretariat, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from duijie.core import outbox
from duijie.core.errors import Conflict, NotAllowed
from duijie.library.models import Talent, Work
from duijie.registry.models import Organisation, Person, PersonPair
from duijie.registry.services import (
    add_identifier,
    add_post,
    create_organisation,
    create_person,
    merge_organisations,
    merge_people,
    sameness,
    undo_merge,
    withdraw_named,
)
from duijie.registry.standing import standing
from tests.factories.world import World, make
from tests.helpers import assert_same_queries, count_queries

pytestmark = pytest.mark.django_db


def person(world: World, name: str = "沈漪岚", **values: Any) -> Person:
    return create_person(actor=None, community=values.pop("community", world.east), name=name, **values)


def compared() -> list[PersonPair]:
    while sameness.drain():
        pass
    return list(PersonPair.objects.filter(verdict="open"))


@pytest.fixture
def pair(world: World) -> PersonPair:
    for name in ("沈漪岚", "沈漪嵐"):
        add_post(actor=None, person=person(world, name), organisation=world.firm, title="工程师")
    [found] = compared()
    return found


def test_a_new_record_of_a_known_name_is_noticed_across_scripts(pair: PersonPair) -> None:
    assert pair.probability > 0.5
    assert [row[0] for row in pair.reasons] == ["name", "organisation"]
    assert outbox.waiting(sameness.TOPIC) == 0


def test_different_orcids_ask_nobody(world: World) -> None:
    for value in ("0000-0002-1825-0097", "0000-0001-5109-3700"):
        person(world, identifiers=[("orcid", value)])
    assert compared() == []


def test_new_evidence_changes_the_doubt(world: World, pair: PersonPair) -> None:
    before = pair.probability
    for owner in (pair.one, pair.other):
        talent = make(world, "talent", title="沈漪岚", person=owner, state="published")
        Work.objects.create(talent=talent, title="电镀废水深度除镍的工程实践", year=2025)
    sameness.compare([pair.one_id])
    pair.refresh_from_db()
    assert pair.probability > max(before, 0.9)
    Talent.objects.update(visibility="private")
    sameness.compare([pair.one_id])
    pair.refresh_from_db()
    assert pair.probability == pytest.approx(before)


def test_what_is_kept_apart_is_not_asked_again_and_can_be(world: World, pair: PersonPair) -> None:
    sameness.keep_apart(actor=world.secretariat, pair=pair)
    sameness.compare_all()
    assert compared() == []
    with pytest.raises(Conflict):
        sameness.keep_apart(actor=world.secretariat, pair=pair)
    sameness.ask_again(actor=world.secretariat, pair=pair)
    assert compared() == [pair]


@pytest.mark.parametrize("who", ["owner", "broker", "secretariat_west", "organisation_admin", "outsider"])
def test_only_the_secretariat_of_both_decides(world: World, pair: PersonPair, who: str) -> None:
    for act in (sameness.keep_apart, sameness.join, sameness.ask_again):
        with pytest.raises(NotAllowed):
            act(actor=world.people[who], pair=pair)


def test_joining_and_taking_it_back_leaves_all_as_it_was(world: World, pair: PersonPair) -> None:
    one, other = pair.one, pair.other
    add_identifier(actor=None, record=other, scheme="orcid", value="0000-0002-1825-0097")
    Person.objects.filter(pk=other.pk).update(description="除镍专家", user=world.member_east)
    talent = make(world, "talent", title="沈漪岚", person=other)
    kept = sameness.join(actor=world.secretariat, pair=pair, keep=one.pk)
    kept.refresh_from_db()
    assert (kept.posts.count(), kept.user, kept.description) == (2, world.member_east, "除镍专家")

    undo_merge(actor=world.secretariat, drop=Person.objects.get(pk=other.pk))

    one, other = Person.objects.get(pk=one.pk), Person.objects.get(pk=other.pk)
    assert (one.posts.count(), other.posts.count()) == (1, 1)
    assert (one.user, other.user) == (None, world.member_east)
    assert (one.description, other.description) == ("", "除镍专家")
    assert other.identifiers.count() == 1
    assert [set(each.names.values_list("text", flat=True)) for each in (one, other)] == [{"沈漪岚"}, {"沈漪嵐"}]
    talent.refresh_from_db()
    assert talent.person_id == other.pk
    assert compared() == []
    assert PersonPair.objects.get().verdict == "apart"
    with pytest.raises(Conflict):
        undo_merge(actor=world.secretariat, drop=other)


def test_organisations_can_be_parted_again_too(world: World) -> None:
    keep = create_organisation(actor=None, community=world.east, name="中南大学")
    drop = create_organisation(actor=None, community=world.east, name="中南大學", website="https://csu.example.org")
    item = make(world, "project", organisation=drop)
    merge_organisations(actor=world.secretariat, keep=keep, drop=drop)
    with pytest.raises(NotAllowed):
        undo_merge(actor=world.owner, drop=Organisation.objects.get(pk=drop.pk))
    undo_merge(actor=world.secretariat, drop=Organisation.objects.get(pk=drop.pk))
    item.refresh_from_db()
    keep.refresh_from_db()
    assert item.organisation_id == drop.pk
    assert keep.website == ""
    assert keep.names.count() == 1


def test_a_merge_after_a_merge_is_taken_back_in_turn(world: World) -> None:
    first, second, third = (person(world) for _number in range(3))
    merge_people(actor=None, keep=second, drop=first)
    merge_people(actor=None, keep=third, drop=second)
    with pytest.raises(Conflict):
        # The first one leads to the third by now, in whose history that merge is not written.
        undo_merge(actor=None, drop=Person.objects.get(pk=first.pk))
    undo_merge(actor=None, drop=Person.objects.get(pk=second.pk))
    undo_merge(actor=None, drop=Person.objects.get(pk=first.pk))
    assert Person.objects.filter(merged_into__isnull=True).count() == 3


def test_a_doubt_does_not_keep_a_mistake_in_the_registry(world: World) -> None:
    person(world)
    mistake = person(world)
    assert len(compared()) == 1
    withdraw_named(actor=world.secretariat, record=mistake)
    assert not PersonPair.objects.exists()


def test_everybody_sees_the_doubt_and_the_secretariat_the_way_to_decide(
    client: Client, world: World, pair: PersonPair
) -> None:
    Person.objects.filter(pk=pair.one_id).update(user=world.owner)
    Person.objects.filter(pk=pair.other_id).update(user=world.member_east)
    sameness.compare([pair.one_id])
    pair.refresh_from_db()
    assert "account" in {row[0] for row in pair.reasons}
    shown = client.get(pair.one.get_absolute_url()).content.decode()
    assert pair.other.get_absolute_url() in shown
    assert "/people/same/" not in shown
    claimed = "各自的账户"
    assert claimed not in shown
    client.force_login(world.secretariat)
    assert "/people/same/" in client.get(pair.one.get_absolute_url()).content.decode()


def test_the_worklist_joins_and_parts_and_remembers(client: Client, world: World, pair: PersonPair) -> None:
    client.force_login(world.secretariat)
    assert "沈漪嵐" in client.get("/people/same/").content.decode()
    client.post(f"/people/same/{pair.pk}/", {"act": "apart"})
    assert "沈漪嵐" not in client.get("/people/same/").content.decode()
    assert "沈漪嵐" in client.get("/people/same/?tab=apart").content.decode()
    client.post(f"/people/same/{pair.pk}/", {"act": "ask"})
    client.post(f"/people/same/{pair.pk}/", {"act": "join"})
    [gone] = Person.objects.filter(merged_into__isnull=False)
    assert gone.name in client.get("/people/same/?tab=joined").content.decode()
    assert client.post(f"/people/{gone.pk}/part/")["Location"] == gone.get_absolute_url()
    gone.refresh_from_db()
    assert gone.merged_into_id is None


def test_the_worklist_is_the_secretariats(client: Client, world: World, pair: PersonPair) -> None:
    for name, list_, decide in (
        ("owner", 403, 403), ("broker", 403, 403), ("outsider", 403, 403), ("secretariat_west", 200, 404),
        ("secretariat", 200, 302), (None, 302, 302),
    ):  # fmt: skip
        client.logout()
        if name:
            client.force_login(world.people[name])
        assert client.get("/people/same/").status_code == list_, name
        assert client.post(f"/people/same/{pair.pk}/", {"act": "nothing"}).status_code == decide, name
    client.force_login(world.secretariat_west)
    assert "沈漪岚" not in client.get("/people/same/").content.decode()


def test_the_worklist_costs_the_same_for_one_and_for_thirty(client: Client, world: World) -> None:
    client.force_login(world.secretariat)
    number = 0

    def add(count: int) -> None:
        nonlocal number
        for _row in range(count):
            number += 1
            for _twin in range(2):
                add_post(
                    actor=None, person=person(world, f"沈{chr(0x4E00 + number)}岚"), organisation=world.firm, title="x"
                )
        compared()

    assert_same_queries(lambda: client.get("/people/same/"), add)


def test_comparing_many_costs_the_queries_of_few(world: World) -> None:
    two = [person(world, "沈漪岚").pk for _number in range(2)]
    sameness.compare(two)
    few = len(count_queries(lambda: sameness.compare(two)))
    many = [person(world, f"顾{chr(0x4E00 + number // 2)}舒").pk for number in range(20)]
    sameness.compare(many)
    assert len(count_queries(lambda: sameness.compare(many))) <= few + 1
    assert standing(world.owner).user
