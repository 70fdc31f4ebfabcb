"""Conflicts where people meet them: beside a match, and in the making of a team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from duijie.core import outbox
from duijie.library.models import Item
from duijie.matching import runtime
from duijie.matching.conflicts.marking import kept_apart
from duijie.matching.indexing import feeding
from duijie.matching.indexing.topics import ITEMS
from duijie.matching.services.relations import declare_relation
from duijie.matching.services.teaming import find_teams
from duijie.matching.types import Requirement
from duijie.registry.models import Person
from duijie.registry.services import add_post, create_person
from duijie.registry.standing import ANONYMOUS
from tests.factories.world import World, make

pytestmark = pytest.mark.django_db

NEED = "我们电镀车间的废水要螯合树脂深度除镍，含镍污泥要火法冶炼回收。"
CLAUSES = (Requirement("螯合树脂深度除镍"), Requirement("含镍污泥火法冶炼回收"))


@pytest.fixture
def stock(world: World, index: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Item]:
    monkeypatch.setattr(runtime, "embedders", lambda: ())

    def put(title: str, text: str, **values: Any) -> Item:
        values = {"owner": None, "organisation": None, "state": "published"} | values
        item = make(world, "talent", title=title, expertise=text, **values)
        outbox.put(ITEMS, [item.key])
        while feeding.drain_words():
            pass
        return item

    return put


def person(world: World, name: str, **values: Any) -> Person:
    return create_person(actor=None, community=world.east, name=name, **values)


def page(client: Client, problem: Item) -> str:
    address = client.post(f"/problems/{problem.pk}/match/")["Location"]
    return client.get(address).content.decode()


def test_a_match_is_marked_for_those_who_may_know_and_for_nobody_else(
    client: Client, world: World, stock: Callable[..., Item]
) -> None:
    expert = person(world, "沈漪岚")
    add_post(actor=None, person=expert, organisation=world.firm, title="顾问")
    stock("沈漪岚", "螯合树脂深度除镍二十年。", person=expert)
    problem = make(world, "problem", title="除镍", statement=NEED, state="published")
    for name, told in (
        ("owner", True), ("secretariat", True), ("broker", True), ("organisation_admin", True), ("member_east", False),
        ("outsider", False), (None, False),
    ):  # fmt: skip
        client.logout()
        if name:
            client.force_login(world.people[name])
        shown = page(client, problem)
        assert "沈漪岚" in shown
        assert ('class="meta ties"' in shown) is told, name


def test_a_declared_relation_beside_a_match_keeps_its_details(
    client: Client, world: World, stock: Callable[..., Item]
) -> None:
    expert = person(world, "沈漪岚", user=world.member_west)
    stock("沈漪岚", "螯合树脂深度除镍二十年。", person=expert)
    problem = make(world, "problem", title="除镍", statement=NEED, state="published")
    declare_relation(
        actor=world.member_west, community=world.east, kind="financial", to=world.firm, details="持股百分之三"
    )
    client.force_login(world.owner)
    shown = page(client, problem)
    assert 'class="meta ties"' in shown
    assert "持股百分之三" not in shown
    client.force_login(world.secretariat)
    assert "持股百分之三" in page(client, problem)


def test_who_declared_a_family_tie_is_in_no_team_with_the_other_whoever_asks(
    world: World, stock: Callable[..., Item]
) -> None:
    one, other = person(world, "沈漪岚"), person(world, "顾望舒")
    stock("沈漪岚", "螯合树脂深度除镍，处理电镀车间的废水。", person=one)
    stock("顾望舒", "电镀车间的含镍污泥火法冶炼回收。", person=other)
    found = find_teams(actor=ANONYMOUS, text=NEED, requirements=CLAUSES)
    assert [len(team.members) for team in found.teams] == [2]
    declare_relation(actor=None, community=world.east, kind="family", of=one, to=other)
    assert find_teams(actor=ANONYMOUS, text=NEED, requirements=CLAUSES).teams == ()


def test_colleagues_and_former_ones_may_work_together(world: World, stock: Callable[..., Item]) -> None:
    one, other = person(world, "沈漪岚"), person(world, "顾望舒")
    for each in (one, other):
        add_post(actor=None, person=each, organisation=world.firm, title="研究员")
    items = [stock(each.name, "除镍。", person=each) for each in (one, other)]
    declare_relation(actor=None, community=world.east, kind="former", of=one, to=other)
    assert not kept_apart(items)(*items)
    declare_relation(actor=None, community=world.east, kind="advisor", of=one, to=other)
    assert kept_apart(items)(*items)
