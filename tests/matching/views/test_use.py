"""Opening and judging matches, and the report on their use, as visitors and the secretariat meet them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from duijie.core import outbox
from duijie.library.models import Item
from duijie.matching.edition import edition
from duijie.matching.indexing import feeding
from duijie.matching.indexing.topics import ITEMS
from duijie.matching.learning.calibration import Calibrator
from duijie.matching.models import Calibration, Exploration, UseEvent
from duijie.matching.services import use
from duijie.matching.views import tracing
from duijie.registry.models import Community, Organisation
from duijie.registry.standing import ANONYMOUS
from tests.factories.world import World, make
from tests.helpers import assert_same_queries

pytestmark = pytest.mark.django_db

NEED = "我们电镀车间的废水里镍超标。要求出水镍低于 0.1 mg/L。"
Kind = UseEvent.Kind


@pytest.fixture
def stocked(world: World, index: Path) -> list[Item]:
    """Two projects that fit."""
    items: list[Item] = [
        make(world, "project", state="published", title=title, summary="螯合树脂深度除镍，出水镍 0.05 mg/L。")
        for title in ("甲除镍", "乙除镍")
    ]
    outbox.put(ITEMS, [item.key for item in items])
    while feeding.drain_words():
        pass
    return items


def state(client: Client, text: str = NEED) -> str:
    return str(client.post("/match/", {"text": text})["Location"])


def link(shown: str, title: str) -> str:
    found = re.search(rf'href="([^"]+)">{title}</a>', shown)
    assert found
    return found[1]


def judge_of(shown: str, item: Item) -> str:
    found = re.search(rf'action="([^"]*judge/{item.kind.value}/{item.pk}/)"', shown)
    assert found
    return found[1]


def test_what_a_visitor_sees_and_opens_is_written_down(client: Client, stocked: list[Item], world: World) -> None:
    address = state(client)
    shown = client.get(address).content.decode()
    client.get(address)
    assert UseEvent.objects.filter(kind=Kind.SHOWN).count() == 2
    assert set(UseEvent.objects.values_list("community", flat=True)) == {world.root.pk}
    response = client.get(link(shown, "乙除镍"), follow=True)
    assert "乙除镍" in response.content.decode()
    row = UseEvent.objects.get(kind=Kind.OPENED)
    assert row.item_id == next(item.pk for item in stocked if item.title == "乙除镍")
    assert not row.signed_in


def test_looking_at_the_head_or_fetching_ahead_is_no_use(client: Client, stocked: list[Item]) -> None:
    address = state(client)
    client.head(address)
    assert not UseEvent.objects.exists()
    shown = client.get(address).content.decode()
    client.get(link(shown, "甲除镍"), headers={"Sec-Purpose": "prefetch"})
    assert not UseEvent.objects.filter(kind=Kind.OPENED).exists()


def test_an_address_that_was_passed_on_leads_to_the_item_and_counts_for_nobody(
    client: Client, stocked: list[Item]
) -> None:
    address = link(client.get(state(client)).content.decode(), "甲除镍")
    assert Client().get(address)["Location"] == next(i.get_absolute_url() for i in stocked if i.title == "甲除镍")
    assert not UseEvent.objects.filter(kind=Kind.OPENED).exists()
    assert client.get(re.sub("/project/", "/teapot/", address)).status_code == 404


def test_a_log_that_cannot_be_written_shows_the_matches_all_the_same(
    client: Client, stocked: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import DatabaseError

    def full(**_values: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(tracing, "record_shown", full)
    shown = client.get(state(client)).content.decode()
    assert "/open/" not in link(shown, "甲除镍")


def test_the_visitor_marks_a_match_as_not_suitable_and_takes_it_back(client: Client, stocked: list[Item]) -> None:
    address = state(client)
    judge = judge_of(client.get(address).content.decode(), stocked[0])
    response = client.post(judge, {"reason": "place", "query": "kind=project"})
    assert response["Location"] == f"{address}?kind=project#judge-project-{stocked[0].pk}"
    shown = client.get(address).content.decode()
    assert "太远" in shown
    assert "收回" in shown
    part = client.post(judge, {"back": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "太远</span>" in part  # to be chosen again
    assert [row.kind for row in UseEvent.objects.order_by("id") if row.kind not in ("shown", "opened")] == [
        "declined",
        "reconsidered",
    ]
    assert client.post(judge, {"reason": "no such"}).status_code == 422
    assert client.post(judge, {}).status_code == 422
    assert client.get(judge).status_code == 405
    assert Client().post(judge, {"reason": "place"}).status_code == 404  # the need is not theirs


def test_only_who_keeps_a_problem_is_asked_to_judge(client: Client, stocked: list[Item], world: World) -> None:
    problem = make(world, "problem", state="published", statement=NEED)
    for user, judges in ((None, False), (world.member_west, False), (world.owner, True), (world.broker, True)):
        visitor = Client()
        if user:
            visitor.force_login(user)
        address = visitor.post(f"/problems/{problem.pk}/match/")["Location"]
        assert ("judge/project" in visitor.get(address).content.decode()) is judges
        response = visitor.post(f"{address}judge/project/{stocked[0].pk}/", {"reason": "terms"})
        assert response.status_code == (302 if judges else 403)
    assert set(UseEvent.objects.values_list("community", flat=True)) == {world.east.pk}  # the problem's
    assert set(UseEvent.objects.values_list("asked", flat=True)) == {f"problem:{problem.pk}"}


def test_before_calibration_the_page_says_so_and_afterwards_what_scores_mean(
    client: Client, stocked: list[Item], world: World
) -> None:
    address = state(client)
    shown = client.get(address).content.decode()
    assert "尚未校准" in shown
    assert "并非概率" in shown
    curve = Calibrator("isotonic", xs=(0.0, 1.0), ys=(0.7, 0.7)).as_json()
    row = Calibration.objects.create(community=world.east, edition=edition(), outcomes=120, curve=curve)
    assert "尚未校准" in client.get(address).content.decode()  # another community's
    row.community = world.root
    row.save()
    shown = client.get(address).content.decode()
    assert "尚未校准" not in shown
    assert "70<small>/100" in shown
    assert "约 7 个被接受" in shown
    assert "120" in shown
    english = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "about 7 in 10 like this were accepted" in english


def test_an_explored_page_stays_as_it_is_for_its_visitor(client: Client, stocked: list[Item], world: World) -> None:
    Exploration.objects.create(community=world.root, share=0.5)
    orders = set()
    for _ in range(25):
        visitor = Client()
        address = state(visitor)
        order = [re.findall(r"(甲|乙)除镍</a>", visitor.get(address).content.decode()) for _again in range(2)]
        assert order[0] == order[1]
        orders.add("".join(order[0]))
    assert orders == {"甲乙", "乙甲"}
    explored = UseEvent.objects.filter(explored=True)
    assert explored.exists()
    assert {row.propensity for row in explored} == {0.5}


def fill(world: World, community: Community, items: list[Item], needs: int = 12) -> None:
    """Pages that were seen in a community."""
    for number in range(needs):
        asked = use.asked_of(key=f"{community.slug}{number}")
        placed = [use.Placed(item.kind.value, item.pk, rank, 0.8) for rank, item in enumerate(items, 1)]
        answer = use.record_shown(actor=ANONYMOUS, community=community, asked=asked, visitor="v", placed=placed)
        use.record_opened(
            actor=ANONYMOUS, asked=asked, answer=answer, item_kind=items[0].kind.value, item_id=items[0].pk
        )


def test_the_report_is_for_the_secretariat_of_the_community(client: Client, world: World) -> None:
    addresses = ["/c/east/match/use/", "/c/east/match/use/exposure.csv"]
    for address in addresses:
        assert client.get(address)["Location"].startswith("/c/east/accounts/login/")
        for user, status in (
            (world.secretariat, 200),
            (world.admin, 200),
            (world.secretariat_root, 403),
            (world.secretariat_west, 403),
            (world.broker, 403),
            (world.owner, 403),
            (world.outsider, 403),
        ):
            visitor = Client()
            visitor.force_login(user)
            assert visitor.get(address).status_code == status, (address, user)
    for address in ("/c/east/match/use/explore/", "/c/east/match/use/calibrate/"):
        for user in (world.broker, world.secretariat_root):
            visitor = Client()
            visitor.force_login(user)
            assert visitor.post(address, {"percent": "5"}).status_code == 403
    assert not Exploration.objects.exists()


def test_the_report_counts_one_community_and_nothing_that_its_reader_may_not_see(client: Client, world: World) -> None:
    lab = Organisation.objects.create(name="西山研究所", community=world.west)
    mine = make(world, "project", state="published")
    open_one = make(world, "project", state="published", organisation=lab, community=world.west, owner=None)
    hidden_lab = Organisation.objects.create(name="不可见研究所", community=world.west)
    hidden = make(
        world, "project", state="published", visibility="private", organisation=hidden_lab,
        community=world.west, owner=None,
    )  # fmt: skip
    fill(world, world.east, [mine, open_one, hidden])
    fill(world, world.west, [hidden], needs=5)
    client.force_login(world.secretariat)
    shown = client.get("/c/east/match/use/").content.decode()
    assert "东湖电镀有限公司" in shown
    assert "西山研究所" in shown
    assert "不可见研究所" not in shown
    told = client.get("/c/east/match/use/exposure.csv").content.decode("utf-8-sig").splitlines()
    assert told[0].startswith("organisation,exposure_share,merit_share,ratio")
    assert [line.split(",")[0] for line in told[1:]] == ["东湖电镀有限公司", "西山研究所"]
    assert "不可见研究所" not in client.get("/c/east/match/use/exposure.csv?by=region").content.decode()
    funnel = client.get("/c/east/match/use/funnel.csv").content.decode("utf-8-sig").splitlines()
    assert "shown,24,24,12,1.0000" in funnel
    assert "opened,12,12,12,0.5000" in funnel
    client.force_login(world.secretariat_west)
    western = client.get("/c/west/match/use/exposure.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in western[1:]] == ["不可见研究所"]  # their own private item


def test_exposure_is_told_by_region_and_by_career_stage(client: Client, world: World) -> None:
    from duijie.library.models import Talent, Work

    project = make(world, "project", state="published", places=["340100"])
    people = [make(world, "talent", state="published", title=f"专家{number}", places=["DE"]) for number in range(2)]
    for person, year in zip(people, (1990, 2024), strict=True):
        assert isinstance(person, Talent)
        Work.objects.create(talent=person, title="论文", year=year)
    fill(world, world.east, [project, *people])
    client.force_login(world.secretariat)
    regions = client.get("/c/east/match/use/exposure.csv?by=region").content.decode("utf-8-sig")
    assert "安徽" in regions
    assert "德国" in regions
    stages = client.get("/c/east/match/use/exposure.csv?by=stage").content.decode("utf-8-sig").splitlines()
    assert len(stages) == 3
    assert client.get("/c/east/match/use/?by=stage").status_code == 200
    assert client.get("/c/east/match/use/teapot.csv").status_code == 404


def test_the_secretariat_switches_exploration_on_the_page(client: Client, world: World) -> None:
    client.force_login(world.secretariat)
    client.post("/c/east/match/use/explore/", {"percent": "5"})
    assert Exploration.objects.get().share == 0.05
    assert '<option value="5" selected>' in client.get("/c/east/match/use/").content.decode()
    for percent in ("", "-3", "80", "9999", "x"):
        assert client.post("/c/east/match/use/explore/", {"percent": percent}).status_code == 422
    client.post("/c/east/match/use/calibrate/")
    assert Calibration.objects.get().community == world.east


def test_the_report_draws_what_was_calibrated(client: Client, world: World) -> None:
    from duijie.matching.services import learning
    from duijie.registry.standing import standing

    item = make(world, "project", state="published")
    actor = standing(world.member_east)
    for number in range(120):
        asked, good = use.asked_of(key=str(number)), number % 3
        placed = [use.Placed("project", item.pk, 1, 0.3 + 0.3 * good)]
        use.record_shown(actor=actor, community=world.east, asked=asked, visitor="v", placed=placed)
        values = {"actor": actor, "community": world.east, "asked": asked, "item": item}
        if number % 10 < 2 + 3 * good:
            use.record_invited(**values)  # type: ignore[arg-type]
        else:
            use.record_declined(reason="other-matter", **values)  # type: ignore[arg-type]
    learning.calibrate(community=world.east.pk)
    client.force_login(world.secretariat)
    shown = client.get("/c/east/match/use/").content.decode()
    assert '<svg class="chart square"' in shown
    assert "期望校准误差" in shown
    told = client.get("/c/east/match/use/calibration.csv").content.decode("utf-8-sig")
    assert told.count("after,") >= 2
    assert client.get("/c/west/match/use/").status_code == 403


def test_the_report_costs_the_same_for_one_row_and_thirty(client: Client, world: World) -> None:
    client.force_login(world.secretariat)

    def add(number: int) -> None:
        for one in range(number):
            lab = Organisation.objects.create(name=f"研究所{UseEvent.objects.count()}-{one}", community=world.east)
            fill(world, world.east, [make(world, "project", state="published", organisation=lab)], needs=2)

    assert_same_queries(lambda: client.get("/c/east/match/use/"), add)
