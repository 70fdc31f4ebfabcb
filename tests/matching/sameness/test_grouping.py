"""Copies in the library: shown as one to who may see them, kept apart when somebody says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from duijie.core import outbox
from duijie.core.errors import NotAllowed
from duijie.core.models import User
from duijie.library.models import Item, Project
from duijie.matching import runtime
from duijie.matching.indexing import feeding
from duijie.matching.indexing.topics import ITEMS
from duijie.matching.models import ItemPrint, ItemTwin
from duijie.matching.sameness.queries import twins_of
from duijie.matching.services import sameness
from duijie.matching.services.finding import find_matches
from duijie.registry.standing import ANONYMOUS, standing
from tests.factories.world import World, make
from tests.helpers import assert_same_queries
from tests.matching.sameness.texts import IN_TRADITIONAL, OTHER, TEXT

pytestmark = pytest.mark.django_db

NEED = "电镀废水中的镍要用螯合树脂深度去除。"


@pytest.fixture
def put(world: World, index: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Item]:
    monkeypatch.setattr(runtime, "embedders", lambda: ())

    def make_one(title: str, text: str = TEXT, **values: Any) -> Item:
        item = make(world, "project", title=title, summary=text, **({"state": "published", "owner": None} | values))
        changed(item)
        return item

    return make_one


def changed(*items: Item) -> None:
    outbox.put(ITEMS, [item.key for item in items])
    while feeding.drain_words():
        pass
    while sameness.drain():
        pass


def found(who: User | None = None, **values: Any) -> list[tuple[str, set[str]]]:
    actor = standing(who) if who else ANONYMOUS
    offers = find_matches(actor=actor, text=NEED, **values).offers
    return [(offer.item.title, {item.title for item in offer.same}) for offer in offers]


def test_copies_are_shown_as_one_with_the_others_beside_it(put: Callable[..., Item], client: Client) -> None:
    for title, text in (
        ("树脂除镍", TEXT),
        ("除镍设备", TEXT + "欢迎来电。"),
        ("樹脂除鎳機", IN_TRADITIONAL),
        ("灯", OTHER),
    ):
        put(title, text)
    [(head, same), *others] = found()
    assert {head} | same == {"树脂除镍", "除镍设备", "樹脂除鎳機"}
    assert {title for title, _same in others} <= {"灯"}
    address = client.post("/match/", {"text": NEED})["Location"]
    shown = client.get(address).content.decode()
    assert shown.count('<li class="match">') == 1 + len(others)
    assert all(title in shown for title in same)
    answer = client.post("/api/v1/match", json.dumps({"text": NEED}), content_type="application/json").json()
    assert len(answer["matches"][0]["same"]) == 2


def test_a_copy_that_a_reader_may_not_see_is_not_there_for_them(world: World, put: Callable[..., Item]) -> None:
    put("公开", TEXT)
    put("私下", TEXT, visibility="private")
    put("社区", TEXT, visibility="community")
    for who, expected in (
        (None, {"公开"}), (world.outsider, {"公开"}), (world.secretariat_west, {"公开"}),
        (world.member_east, {"公开", "社区"}), (world.owner, {"公开", "社区", "私下"}),
        (world.secretariat, {"公开", "社区", "私下"}),
    ):  # fmt: skip
        [(head, same)] = found(who)
        assert {head} | same == expected


def test_two_that_are_like_a_hidden_one_are_not_thereby_alike(world: World, put: Callable[..., Item]) -> None:
    one, hidden, other = put("一", TEXT), put("二", TEXT + "。", visibility="private"), put("三", OTHER)
    ItemTwin.objects.all().delete()
    for pair in ((one, hidden), (hidden, other)):
        low, high = sorted(item.key for item in pair)
        ItemTwin.objects.create(one=low, other=high, score=1, why="text")
    assert twins_of(ANONYMOUS, [one.key, other.key]) == {}
    assert twins_of(standing(world.owner), [one.key]) == {one.key: [hidden]}


def test_a_title_only_problem_has_no_twins(world: World, put: Callable[..., Item]) -> None:
    values = {"state": "published", "statement": TEXT, "confidentiality": "title-only", "title": "深度除镍的难题"}
    changed(*(make(world, "problem", **values) for _number in range(2)))
    assert not ItemTwin.objects.exists()


def test_a_change_or_taking_down_parts_them(put: Callable[..., Item]) -> None:
    put("树脂除镍")
    second = put("除镍设备", TEXT + "欢迎来电。", organisation=None)
    assert ItemTwin.objects.count() == 1
    Project.objects.filter(pk=second.pk).update(summary=OTHER)
    changed(second)
    assert not ItemTwin.objects.exists()
    Project.objects.filter(pk=second.pk).update(summary=TEXT)
    changed(second)
    Project.objects.filter(pk=second.pk).update(state="archived")
    changed(second)
    assert not ItemTwin.objects.exists()
    assert not ItemPrint.objects.filter(pk=second.key).exists()


def test_not_the_same_is_remembered_and_can_be_taken_back(
    client: Client, world: World, put: Callable[..., Item]
) -> None:
    items = [put("树脂除镍"), put("除镍设备", TEXT + "欢迎来电。")]
    twin = ItemTwin.objects.get()
    for name, list_, decide in (
        ("owner", 403, 403),
        ("broker", 403, 403),
        ("secretariat_west", 200, 404),
        (None, 302, 302),
    ):
        client.logout()
        if name:
            client.force_login(world.people[name])
        assert client.get("/same/").status_code == list_, name
        assert client.post(f"/same/{twin.pk}/", {"act": "apart"}).status_code == decide, name
    with pytest.raises(NotAllowed):
        sameness.decide_twin(actor=world.owner, twin=twin, same=False)
    client.force_login(world.secretariat)
    assert "除镍设备" in client.get("/same/").content.decode()
    assert client.post(f"/same/{twin.pk}/", {"act": "apart"}).status_code == 302
    changed(*items)
    sameness.compare_all()
    assert [same for _title, same in found()] == [set(), set()]
    assert "除镍设备" in client.get("/same/?tab=apart").content.decode()
    client.post(f"/same/{twin.pk}/", {"act": "same"})
    assert len(found()) == 1


def test_a_copy_of_what_was_shown_before_the_page_is_not_shown_again(put: Callable[..., Item]) -> None:
    for number in range(4):
        put(f"除镍{number}", TEXT)
    assert len(found(limit=2)) == 1
    assert found(limit=2, offset=2) == []


def test_the_list_costs_the_same_for_one_and_for_thirty(client: Client, world: World, put: Callable[..., Item]) -> None:
    client.force_login(world.secretariat)
    number = 0

    def add(count: int) -> None:
        nonlocal number
        for _row in range(count):
            number += 1
            values = {"state": "published", "summary": f"第{number}号。", "title": f"深度除镍第{number}号"}
            changed(*(make(world, "project", **values) for _twin in range(2)))

    assert_same_queries(lambda: client.get("/same/"), add)


def test_the_command_finds_all(world: World, put: Callable[..., Item], capsys: pytest.CaptureFixture[str]) -> None:
    from duijie.matching.commands import same as command_same

    put("树脂除镍")
    put("除镍设备", TEXT + "欢迎来电。")
    ItemTwin.objects.all().delete()
    ItemPrint.objects.all().delete()
    command_same.run(as_json=True)
    assert json.loads(capsys.readouterr().out)["same_items"] == 1
