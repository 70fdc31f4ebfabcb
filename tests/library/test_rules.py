"""Who may see and do what: both faces of every rule agree, and the table says what was meant."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from duijie.core.permissions import Rule
from duijie.library.models import ITEM_MODELS
from duijie.library.rules import edit_item, moderate_item, read_problem_body, view_item
from duijie.registry.standing import Standing, standing
from tests.factories.world import World, every_item, make

RULES = {"view": view_item, "edit": edit_item, "moderate": moderate_item}


@pytest.mark.parametrize("kind", sorted(ITEM_MODELS))
@pytest.mark.parametrize("rule", sorted(RULES))
def test_the_record_and_the_query_say_the_same(world: World, kind: str, rule: str) -> None:
    _agree(RULES[rule], world, kind)


def test_the_record_and_the_query_say_the_same_of_a_problems_body(world: World) -> None:
    _agree(read_problem_body, world, "problem")


def _agree(rule: Rule[Standing], world: World, kind: str) -> None:
    items = every_item(world, kind)
    allowed = 0
    for name, user in {**world.people, "anonymous": AnonymousUser()}.items():
        actor = standing(user)
        selected = set(rule.filter(actor, ITEM_MODELS[kind]._default_manager.all()).values_list("pk", flat=True))
        for item in items:
            assert rule.allows(actor, item) == (item.pk in selected), (name, str(item))
        allowed += len(selected)
    assert allowed  # a rule that lets nobody do anything would agree with itself


EVERYBODY = {
    "owner", "teammate", "organisation_admin", "member_east", "member_west", "broker", "secretariat",
    "secretariat_west", "secretariat_root", "outsider", "admin", "anonymous",
}  # fmt: skip
TEAM = {"owner", "teammate", "organisation_admin", "admin"}

SEES = {
    ("published", "public"): EVERYBODY,
    ("published", "community"): TEAM | {"member_east", "broker", "secretariat", "secretariat_root"},
    ("published", "private"): TEAM | {"secretariat"},
    ("submitted", "public"): TEAM | {"secretariat"},
    ("draft", "public"): TEAM,
    ("archived", "public"): TEAM | {"secretariat"},
}


@pytest.mark.parametrize(("state", "visibility"), sorted(SEES))
def test_who_sees_an_item_of_the_eastern_branch(world: World, state: str, visibility: str) -> None:
    item = make(world, "project", state=state, visibility=visibility)
    people = {**world.people, "anonymous": AnonymousUser()}
    assert {name for name, user in people.items() if view_item.allows(standing(user), item)} == SEES[state, visibility]


def test_what_a_sharing_parent_shows_to_its_community_its_branches_see(world: World) -> None:
    item = make(world, "project", state="published", visibility="community", community=world.root, organisation=None)
    assert view_item.allows(standing(world.member_west), item)
    world.root.shares = False
    world.root.save()
    del world.member_west._standing  # type: ignore[attr-defined]
    assert not view_item.allows(standing(world.member_west), item)


def test_a_title_only_problem_shows_its_statement_to_the_team_the_secretariat_and_the_broker(world: World) -> None:
    item = make(world, "problem", state="published", confidentiality="title-only")
    people = {**world.people, "anonymous": AnonymousUser()}
    readers = {name for name, user in people.items() if read_problem_body.allows(standing(user), item)}
    assert readers == TEAM | {"secretariat", "broker"}


def test_only_owner_organisation_admin_secretariat_and_site_admin_edit(world: World) -> None:
    item = make(world, "project", state="published")
    people = {**world.people, "anonymous": AnonymousUser()}
    editors = {name for name, user in people.items() if edit_item.allows(standing(user), item)}
    assert editors == {"owner", "organisation_admin", "secretariat", "admin"}
    moderators = {name for name, user in people.items() if moderate_item.allows(standing(user), item)}
    assert moderators == {"secretariat", "admin"}


def test_a_disabled_account_is_a_stranger(world: World) -> None:
    item = make(world, "project", state="draft")
    world.owner.is_active = False
    assert not view_item.allows(standing(world.owner), item)
