"""Two records of one organisation become one, and nothing that anybody entered is lost."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from duijie.core import audit
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import OutboxEntry, User
from duijie.library.models import Talent
from duijie.registry.models import Identifier, Organisation, Person, Role
from duijie.registry.queries import access_organisation, propose_duplicates
from duijie.registry.services import (
    Name,
    add_identifier,
    add_post,
    create_organisation,
    create_person,
    grant_role,
    merge_organisations,
    merge_people,
)
from duijie.registry.standing import ANONYMOUS
from tests.factories.world import World, make

pytestmark = pytest.mark.django_db


def _organisation(world: World, name: str, **values: object) -> Organisation:
    return create_organisation(actor=None, community=world.east, name=name, **values)  # type: ignore[arg-type]


def _names(organisation: Organisation) -> set[str]:
    return set(organisation.names.values_list("text", flat=True))


def test_everything_that_pointed_to_the_double_points_to_the_kept_record(world: World) -> None:
    keep = _organisation(world, "中南大学", names=[Name("Central South University", "en", "main")])
    drop = _organisation(
        world, "中南大學", names=[Name("CSU", kind="short")], identifiers=[("ror", "00f1zfq44")],
        website="https://csu.example.org", kind="university",
    )  # fmt: skip
    part = _organisation(world, "湘雅医院", parent=drop)
    person = create_person(actor=None, community=world.east, name="王明")
    post = add_post(actor=None, person=person, organisation=drop, title="教授", start=date(2020, 9, 1))
    grant_role(actor=None, user=world.outsider, community=world.east, kind="member", organisation=drop)
    items = [make(world, kind, organisation=drop) for kind in ("problem", "project", "talent")]
    OutboxEntry.objects.all().delete()

    merge_organisations(actor=world.secretariat, keep=keep, drop=drop)

    keep.refresh_from_db()
    assert _names(keep) == {"中南大学", "Central South University", "中南大學", "CSU"}
    assert keep.names.get(text="中南大學").kind == "alias"
    assert keep.identifiers.get().value == "00f1zfq44"
    assert (keep.website, keep.kind) == ("https://csu.example.org", "university")
    part.refresh_from_db()
    post.refresh_from_db()
    assert (part.parent_id, post.organisation_id) == (keep.pk, keep.pk)
    assert Role.objects.get(user=world.outsider).organisation_id == keep.pk
    for item in items:
        before = item.version
        item.refresh_from_db()
        assert (item.organisation_id, item.version) == (keep.pk, before + 1)
    assert {entry.key for entry in OutboxEntry.objects.filter(topic="item")} == {item.key for item in items}
    assert access_organisation(ANONYMOUS, drop.pk).pk == keep.pk
    assert audit.entries(keep)[0].action == "merge"


def test_what_both_say_differently_is_written_down(world: World) -> None:
    keep = _organisation(world, "甲研究所", website="https://a.example.org")
    drop = _organisation(world, "甲研究院", website="https://b.example.org", description="旧的简介")
    merge_organisations(actor=None, keep=keep, drop=drop)
    keep.refresh_from_db()
    assert (keep.website, keep.description) == ("https://a.example.org", "旧的简介")
    values = audit.entries(keep).get(action="merge").before["values"]
    assert values["website"] == "https://b.example.org"
    assert values["name"] == "甲研究院"


def test_a_row_that_would_be_there_twice_is_kept_once_and_told_of(world: World) -> None:
    keep, drop = _organisation(world, "乙公司"), _organisation(world, "乙公司总部")
    for organisation in (keep, drop):
        grant_role(actor=None, user=world.outsider, community=world.east, kind="member", organisation=organisation)
    merge_organisations(actor=None, keep=keep, drop=drop)
    assert Role.objects.filter(user=world.outsider, organisation=keep).count() == 1
    [double] = audit.entries(keep).get(action="merge").before["doubles"]
    assert double["table"] == "registry.role"


def test_a_chain_of_merges_leads_to_the_last_one(world: World) -> None:
    records = [_organisation(world, f"丙公司{letter}") for letter in "ABCD"]
    for older, newer in pairwise(records):
        merge_organisations(actor=None, keep=newer, drop=older)
    last = records[-1]
    for record in records:
        assert access_organisation(ANONYMOUS, record.pk).pk == last.pk
    assert _names(last) == {f"丙公司{letter}" for letter in "ABCD"}
    assert Organisation.objects.filter(merged_into=last).count() == 3
    with pytest.raises(Conflict):
        merge_organisations(actor=None, keep=last, drop=records[0])


def test_a_part_can_be_merged_into_its_whole_and_the_other_way_round(world: World) -> None:
    whole = _organisation(world, "丁集团")
    part = _organisation(world, "丁集团总部", parent=whole)
    merge_organisations(actor=None, keep=part, drop=whole)
    part.refresh_from_db()
    assert part.parent_id is None
    with pytest.raises(InvalidInput):
        merge_organisations(actor=None, keep=part, drop=part)


def test_people_keep_their_posts_profiles_and_account(world: World) -> None:
    keep = create_person(actor=None, community=world.east, name="张伟")
    drop = create_person(actor=None, community=world.east, name="Wei Zhang", user=world.outsider)
    add_identifier(actor=None, record=drop, scheme="orcid", value="0000-0002-1825-0097")
    talent = make(world, "talent", person=drop)
    merge_people(actor=world.secretariat, keep=keep, drop=drop)
    assert Person.objects.get(pk=keep.pk).user_id == world.outsider.pk
    assert Talent.objects.get(pk=talent.pk).person_id == keep.pk
    assert Identifier.objects.get(scheme="orcid").person_id == keep.pk


@pytest.mark.parametrize("who", ["owner", "organisation_admin", "secretariat_west", "broker", "outsider"])
def test_only_the_secretariat_of_both_may_merge(world: World, who: str) -> None:
    keep, drop = _organisation(world, "戊公司"), _organisation(world, "戊有限公司分部")
    actor: User = getattr(world, who)
    with pytest.raises(NotAllowed):
        merge_organisations(actor=actor, keep=keep, drop=drop)
    drop.refresh_from_db()
    assert drop.merged_into_id is None


def test_a_merged_record_is_not_proposed_any_more(world: World) -> None:
    keep, drop = _organisation(world, "己科技有限公司"), _organisation(world, "己科技")
    merge_organisations(actor=None, keep=keep, drop=drop)
    assert [candidate.record.pk for candidate in propose_duplicates("己科技股份有限公司")] == [keep.pk]
