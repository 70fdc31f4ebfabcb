"""Adding and changing organisations and people."""

from __future__ import annotations

from datetime import date

import pytest

from duijie.core import audit
from duijie.core.errors import Conflict, InvalidInput, NotAllowed, StaleEdit
from duijie.registry.models import Organisation, Place
from duijie.registry.queries import find_field, find_place, organisations, people, posts_of, propose_duplicates
from duijie.registry.services import (
    Name,
    add_identifier,
    add_post,
    create_organisation,
    create_person,
    end_post,
    load_classifications,
    update_organisation,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def test_classifications_are_there_after_migration_and_loading_again_changes_nothing() -> None:
    assert load_classifications() == 0
    place = Place.objects.get(pk="330600")
    assert place.ancestors == ["CN", "330000", "330600"]
    assert find_place("绍兴") == place
    assert str(find_field("Civil engineering")) in ("土木工程", "Civil engineering")


@pytest.mark.parametrize("who", ["owner", "teammate", "organisation_admin", "broker", "outsider", "secretariat_west"])
def test_others_than_the_secretariat_add_nothing(world: World, who: str) -> None:
    before = Organisation.objects.count()
    with pytest.raises(NotAllowed):
        create_organisation(actor=getattr(world, who), community=world.east, name="新公司")
    assert Organisation.objects.count() == before


def test_the_admin_of_an_organisation_describes_it_but_does_not_say_who_it_is(world: World) -> None:
    changed = update_organisation(
        actor=world.organisation_admin, organisation=world.firm, expected_version=1, description="做电镀"
    )
    assert changed.description == "做电镀"
    with pytest.raises(NotAllowed):
        update_organisation(
            actor=world.organisation_admin, organisation=world.firm, expected_version=2,
            identifiers=[("ror", "00a2xv884")],
        )  # fmt: skip


def test_a_stale_edit_is_shown_the_difference(world: World) -> None:
    update_organisation(actor=None, organisation=world.firm, expected_version=1, website="https://a.example.org")
    with pytest.raises(StaleEdit) as refused:
        update_organisation(actor=None, organisation=world.firm, expected_version=1, website="https://b.example.org")
    assert refused.value.details == {
        "changes": {"website": {"theirs": "https://a.example.org", "yours": "https://b.example.org"}},
        "version": 2,
    }


def test_a_renamed_organisation_is_still_found_by_its_former_name(world: World) -> None:
    firm = create_organisation(actor=None, community=world.east, name="老名字厂")
    update_organisation(actor=None, organisation=firm, expected_version=1, name="新名字有限公司")
    assert list(organisations(text="老名字")) == [firm]
    assert firm.names.get(text="老名字厂").kind == "former"
    entry = audit.entries(firm).get(action="update")
    assert (entry.before["name"], entry.after["name"]) == ("老名字厂", "新名字有限公司")


def test_an_identifier_belongs_to_one_record(world: World) -> None:
    first = create_organisation(actor=None, community=world.east, name="浙江大学", identifiers=[("ror", "00a2xv884")])
    assert add_identifier(actor=None, record=first, scheme="ror", value="https://ror.org/00a2xv884").pk
    with pytest.raises(Conflict) as refused:
        create_organisation(actor=None, community=world.east, name="别的", identifiers=[("ror", "00A2XV884")])
    assert "浙江大学" in str(refused.value)
    assert not Organisation.objects.filter(name="别的").exists()


def test_what_is_entered_again_is_proposed_whatever_the_language(world: World) -> None:
    university = create_organisation(
        actor=None, community=world.east, name="浙江大学", names=[Name("Zhejiang University", "en", "main")],
        identifiers=[("ror", "00a2xv884")],
    )  # fmt: skip
    create_organisation(actor=None, community=world.east, name="浙江工业大学")
    for name in ("浙江大學", "Zhejiang  university", "The Zhejiang University"):
        assert [found.record for found in propose_duplicates(name)] == [university], name
    [found] = propose_duplicates("完全不同", identifiers=[("ror", "https://ror.org/00a2xv884")])
    assert (found.record, found.why, found.score) == (university, "identifier", 1.0)
    assert university in [found.record for found in propose_duplicates("浙大")]
    assert propose_duplicates("浙江大学", exclude=university.pk) == []
    assert propose_duplicates("哈尔滨工程大学") == []


def test_a_person_is_found_by_name_identifier_and_reading(world: World) -> None:
    person = create_person(
        actor=None, community=world.east, name="张伟", identifiers=[("orcid", "0000-0002-1825-0097")]
    )
    assert [found.record for found in propose_duplicates("ZHANG Wei", kind="person")] == [person]
    assert list(people(text="https://orcid.org/0000-0002-1825-0097")) == [person]


def test_a_post_has_a_beginning_and_one_end(world: World) -> None:
    person = create_person(actor=None, community=world.east, name="李芳")
    post = add_post(
        actor=world.secretariat, person=person, organisation=world.firm, title="总工", start=date(2020, 1, 1)
    )
    with pytest.raises(InvalidInput):
        end_post(actor=None, post=post, end=date(2019, 1, 1))
    end_post(actor=world.organisation_admin, post=post, end=date(2024, 1, 1))
    with pytest.raises(Conflict):
        end_post(actor=None, post=post, end=date(2025, 1, 1))
    add_post(actor=None, person=person, organisation=world.firm, title="顾问", start=date(2024, 2, 1))
    assert [row.title for row in posts_of(person)] == ["顾问", "总工"]
    with pytest.raises(NotAllowed):
        add_post(actor=world.member_east, person=person, organisation=world.firm, title="假的")


def test_an_organisation_is_no_part_of_itself(world: World) -> None:
    above = create_organisation(actor=None, community=world.east, name="上级")
    below = create_organisation(actor=None, community=world.east, name="下级", parent=above)
    with pytest.raises(InvalidInput):
        update_organisation(actor=None, organisation=above, expected_version=1, parent=below)
