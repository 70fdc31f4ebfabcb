"""Teams out of the libraries: for whoever asks, of what they may read, with the sentences that prove it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from duijie.core import outbox
from duijie.core.errors import InvalidInput
from duijie.core.models import User
from duijie.library.models import Item, Talent
from duijie.matching import runtime
from duijie.matching.commands import teams as command_teams
from duijie.matching.indexing import feeding
from duijie.matching.indexing.topics import ITEMS
from duijie.matching.services import sameness
from duijie.matching.services.finding import find_matches
from duijie.matching.services.teaming import FoundTeams, find_teams
from duijie.matching.teams import Constraints
from duijie.matching.types import Filter, Requirement
from duijie.registry.models import Person
from duijie.registry.standing import ANONYMOUS, standing
from tests.factories.world import World, make
from tests.helpers import count_queries

pytestmark = pytest.mark.django_db

NEED = "我们电镀车间的废水要螯合树脂深度除镍，含镍污泥要火法冶炼回收，还要镍浓度光谱在线监测仪。"
CLAUSES = (Requirement("螯合树脂深度除镍"), Requirement("含镍污泥火法冶炼回收"), Requirement("镍浓度光谱在线监测仪"))
RESIN = "我们用螯合树脂深度除镍，处理电镀车间的废水。"
SMELTER = "电镀车间的含镍污泥火法冶炼回收，做成镍铁。"
METER = "镍浓度光谱在线监测仪，用于电镀车间。"


@pytest.fixture
def stock(world: World, index: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Item]:
    """Puts a published item into the library and the index, which is asked by words alone."""
    monkeypatch.setattr(runtime, "embedders", lambda: ())

    def put(kind: str, title: str, text: str, **values: Any) -> Item:
        body = {"project": "summary", "talent": "expertise", "problem": "statement"}[kind]
        item = make(world, kind, title=title, state=values.pop("state", "published"), **{body: text}, **values)
        outbox.put(ITEMS, [item.key])
        while feeding.drain_words():
            pass
        return item

    return put


@pytest.fixture
def three(stock: Callable[..., Item]) -> dict[str, Item]:
    """Three who cover one requirement each."""
    return {
        "resin": stock("project", "树脂除镍", RESIN),
        "smelter": stock("project", "污泥冶炼", SMELTER),
        "meter": stock("talent", "监测专家", METER),
    }


def ask(user: User | None = None, **values: Any) -> FoundTeams:
    actor = standing(user) if user else ANONYMOUS
    return find_teams(actor=actor, text=NEED, requirements=values.pop("requirements", CLAUSES), **values)


def titles(found: FoundTeams) -> list[set[str]]:
    return [{joined.offer.item.title for joined in team.members} for team in found.teams]


def test_those_who_complete_each_other_are_proposed_with_the_sentence_of_each(three: dict[str, Item]) -> None:
    found = ask()
    assert titles(found)[0] == {"树脂除镍", "污泥冶炼", "监测专家"}
    [first, *_] = found.teams
    proofs = {
        joined.offer.item.title: [(e.requirement, e.sentence) for e in joined.evidence] for joined in first.members
    }
    assert proofs == {"树脂除镍": [(0, RESIN)], "污泥冶炼": [(1, SMELTER)], "监测专家": [(2, METER)]}
    assert first.team.uncovered == ()


def test_what_nobody_covers_is_said(three: dict[str, Item]) -> None:
    found = ask(requirements=(*CLAUSES, Requirement("梨树冬季修剪")))
    assert 3 in found.teams[0].team.uncovered


def test_who_answers_only_by_half_is_asked_by_nobody(stock: Callable[..., Item]) -> None:
    stock("project", "树脂除镍", RESIN)
    stock("project", "沾边", "含镍污泥要火法处理，电镀废水除镍。")
    matches = find_matches(actor=ANONYMOUS, text=NEED, requirements=CLAUSES).offers
    assert [e.verdict for o in matches if o.item.title == "沾边" for e in o.match.evidence].count("partly") >= 1
    assert titles(ask()) == []


def test_one_who_covers_all_needs_no_team(three: dict[str, Item], stock: Callable[..., Item]) -> None:
    stock("project", "全套", RESIN + SMELTER + METER)
    found = ask()
    assert (found.reason, found.teams) == ("single", ())
    assert found.alone
    assert found.alone.item.title == "全套"


def test_who_has_no_time_is_left_out_and_who_has_little_takes_on_little(
    three: dict[str, Item], stock: Callable[..., Item]
) -> None:
    Talent.objects.filter(pk=three["meter"].pk).update(availability="closed")
    assert titles(ask())[0] == {"树脂除镍", "污泥冶炼"}
    Talent.objects.filter(pk=three["meter"].pk).update(availability="open", state="matched")
    assert titles(ask())[0] == {"树脂除镍", "污泥冶炼"}
    stock("talent", "忙人", RESIN + SMELTER + METER, availability="limited")
    found = ask()
    busy = [joined for team in found.teams for joined in team.members if joined.offer.item.title == "忙人"]
    assert busy
    assert all(len(joined.evidence) <= 2 for joined in busy)


def test_copies_make_no_second_team(three: dict[str, Item], stock: Callable[..., Item]) -> None:
    copy = stock("project", "污泥冶炼二号", SMELTER, owner=three["smelter"].owner)
    outbox.put(ITEMS, [three["smelter"].key, copy.key])
    while feeding.drain_words() or sameness.drain():
        pass
    teams = titles(ask())
    assert len(teams[0]) == 3
    assert len({"污泥冶炼", "污泥冶炼二号"} & set().union(*teams)) == 1


def test_a_person_with_two_entries_is_in_a_team_once(three: dict[str, Item], world: World) -> None:
    person = Person.objects.create(name="沈漪岚", community=world.east)
    Talent.objects.filter(pk=three["meter"].pk).update(person=person)
    double = make(world, "talent", title="另一条", expertise=SMELTER, state="published", person=person)
    outbox.put(ITEMS, [double.key])
    while feeding.drain_words():
        pass
    for members in titles(ask()):
        assert not {"另一条", "监测专家"} <= members


def test_conflicts_are_whatever_the_caller_says(three: dict[str, Item]) -> None:
    def rivals(one: Item, other: Item) -> bool:
        return {one.title, other.title} == {"树脂除镍", "污泥冶炼"}

    for members in titles(ask(conflicts=rivals)):
        assert not {"树脂除镍", "污泥冶炼"} <= members
    assert {"树脂除镍", "污泥冶炼"} <= titles(ask())[0]  # of one owner and one organisation, which is no conflict


def test_teams_keep_to_places_languages_and_size(three: dict[str, Item]) -> None:
    type(three["resin"])._default_manager.filter(pk=three["resin"].pk).update(places=["430100"], language="en")
    assert titles(ask(constraints=Constraints(languages=("zh",))))[0] == {"污泥冶炼", "监测专家"}
    assert all("树脂除镍" in team for team in titles(ask(constraints=Constraints(most=2, somebody_in=("430000",)))))
    assert all(len(team) == 2 for team in titles(ask(constraints=Constraints(most=2))))


def test_each_is_proposed_only_what_is_open_to_them(world: World, stock: Callable[..., Item]) -> None:
    stock("project", "公开", RESIN)
    stock("project", "社区", SMELTER, visibility="community")
    stock("talent", "私下", METER, visibility="private")
    assert titles(ask(world.owner)) == [{"公开", "社区", "私下"}]
    assert titles(ask(world.teammate)) == [{"公开", "社区", "私下"}]
    assert titles(ask(world.secretariat)) == [{"公开", "社区", "私下"}]
    assert titles(ask(world.member_east)) == [{"公开", "社区"}]
    for stranger in (world.outsider, world.secretariat_west, None):
        found = ask(stranger)
        assert (found.teams, found.considered) == ((), 1)


def test_what_was_hidden_since_it_was_indexed_is_no_member(three: dict[str, Item]) -> None:
    type(three["resin"])._default_manager.filter(pk=three["resin"].pk).update(visibility="private")
    assert titles(ask()) == [{"污泥冶炼", "监测专家"}]


def test_a_title_only_problem_is_never_a_member(
    world: World, stock: Callable[..., Item], three: dict[str, Item]
) -> None:
    stock("problem", "螯合树脂深度除镍", "秘密的配方", confidentiality="title-only")
    found = ask(where=Filter(kinds=("problem", "project", "talent")))
    assert found.teams
    assert {joined.offer.match.kind for team in found.teams for joined in team.members} <= {"project", "talent"}
    with pytest.raises(InvalidInput):
        ask(where=Filter(kinds=("problem",)))


def test_a_need_without_requirements_or_without_answer_says_so(three: dict[str, Item]) -> None:
    assert ask(requirements=()).reason == "no requirements"
    assert ask(requirements=(Requirement("航天器热控涂层"), Requirement("梨树冬季修剪"))).reason == "no candidates"


def test_teams_cost_the_same_queries_for_few_and_many_items(stock: Callable[..., Item], three: dict[str, Item]) -> None:
    ask()
    few = len(count_queries(ask))
    for number in range(12):
        stock("project", f"又一{number}", RESIN)
    assert len(count_queries(ask)) == few


def test_the_command_prints_members_sentences_and_what_is_open(
    three: dict[str, Item], capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [*(clause.text for clause in CLAUSES), "梨树冬季修剪"]
    where, constraints = Filter(kinds=("project", "talent")), Constraints()
    command_teams.run(NEED, where=where, constraints=constraints, requirements=texts, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert {member["title"] for member in told["teams"][0]["members"]} >= {"树脂除镍", "污泥冶炼"}
    assert 3 in told["teams"][0]["uncovered"]
    command_teams.run(NEED, where=where, constraints=constraints, requirements=texts, as_json=False)
    lines = capsys.readouterr().out
    assert f"✓ [1] {RESIN}" in lines
    assert "nobody: 梨树冬季修剪" in lines


# --- the page ---------------------------------------------------------------------------------------


def stated(client: Client, *extra: str) -> str:
    """The address of the matches of the need with the three requirements."""
    address = str(client.post("/match/", {"text": NEED, "look": "1"})["Location"])
    lines = {"clauses-TOTAL_FORMS": "6", "clauses-INITIAL_FORMS": "0", "text": NEED}
    for number, text in enumerate([*(clause.text for clause in CLAUSES), *extra]):
        lines |= {f"clauses-{number}-text": text, f"clauses-{number}-must": "1"}
    return str(client.post(address, lines)["Location"])


def test_the_matches_page_leads_to_teams_and_stays_without_them(client: Client, three: dict[str, Item]) -> None:
    address = stated(client, "梨树冬季修剪")
    shown = client.get(address).content.decode()
    assert f'href="{address}teams/"' in shown  # a plain link: no script needed
    assert f'hx-get="{address}teams/"' in shown
    page = client.get(f"{address}teams/").content.decode()
    assert "<html" in page
    for text in (RESIN, SMELTER):
        assert text in re.sub(r"</?mark>", "", page)
    assert page.index("本组中没有人显示能满足") < page.rindex("梨树冬季修剪")
    part = client.get(f"{address}teams/", headers={"HX-Request": "true", "HX-Target": "teams"}).content.decode()
    assert "<html" not in part
    assert "树脂除镍" in part


def test_the_filters_of_the_matches_hold_for_the_teams(client: Client, three: dict[str, Item]) -> None:
    address = stated(client)
    assert f'hx-get="{address}teams/?kind=project"' in client.get(f"{address}?kind=project").content.decode()
    assert "监测专家" not in client.get(f"{address}teams/?kind=project").content.decode()
    narrow = client.get(f"{address}teams/?most=2&language=zh&somebody_in=430000").content.decode()
    assert 'class="match team"' not in narrow
    for odd in ("?most=99", "?most=x", "?somebody_in=%27", "?language=%00", "?page=2"):
        assert client.get(f"{address}teams/{odd}").status_code == 200


def test_a_place_is_offered_where_something_is_and_not_all_of_the_world(
    client: Client, three: dict[str, Item], stock: Callable[..., Item]
) -> None:
    caches["process"].clear()
    stock("project", "萧山", RESIN, places=["330100"])
    stock("project", "私下", RESIN, places=["FJ"], visibility="private")
    address = stated(client)
    for page in (f"{address}teams/?somebody_in=430000&places=FR", f"{address}?places=FR"):
        shown = client.get(page).content.decode()
        assert 'value="330000"' in shown, "the province of a city that occurs"
        assert 'value="FR"' in shown, "what is chosen stays"
        assert 'value="FJ"' not in shown, "nothing public is there"
        assert 'value="AQ"' not in shown, "nothing is there"
    assert '<option value="430000" selected>' in client.get(f"{address}teams/?somebody_in=430000").content.decode()
    caches["process"].clear()


def test_where_one_match_covers_all_no_teams_are_offered(
    client: Client, three: dict[str, Item], stock: Callable[..., Item]
) -> None:
    stock("project", "全套", RESIN + SMELTER + METER)
    address = stated(client)
    assert 'id="teams"' not in client.get(address).content.decode()
    page = client.get(f"{address}teams/").content.decode()
    assert 'class="match team"' not in page
    assert "全套" in page


def test_a_visitor_sees_no_private_member_on_the_page(client: Client, world: World, stock: Callable[..., Item]) -> None:
    stock("project", "公开", RESIN)
    stock("project", "公开二", SMELTER)
    stock("talent", "私下", METER, visibility="private")
    shown = client.get(f"{stated(client)}teams/").content.decode()
    assert "公开二" in shown
    assert "私下" not in shown
    client.force_login(world.owner)
    assert "私下" in client.get(f"{stated(client)}teams/").content.decode()
    assert Client().get(f"{stated(client)}teams/").status_code == 404  # a need is seen by who stated it only


def test_when_the_index_is_away_the_page_says_so(client: Client, three: dict[str, Item], settings: Any) -> None:
    address = stated(client)
    settings.INDEX_URI = "/proc/none/index"
    runtime.close()
    away = client.get(f"{address}teams/")
    assert away.status_code == 503
    assert "/proc" not in away.content.decode()
