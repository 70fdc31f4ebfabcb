"""The one box, the requirements, the matches: as a visitor without an account meets them."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import cast

import pytest
from django.test import Client

from duijie.core import outbox
from duijie.library.models import Item, Problem
from duijie.library.models import Requirement as RequirementRow
from duijie.matching import runtime
from duijie.matching.embedders import Endpoint, EndpointSettings
from duijie.matching.indexing import feeding
from duijie.matching.indexing.topics import ITEMS
from duijie.matching.models import SavedSearch
from duijie.matching.services import finding
from duijie.matching.store.guard import reported
from duijie.matching.types import Evidence, Kind, Match, Requirement, Verdict
from tests.factories.world import World, make
from tests.matching.plating import put

pytestmark = pytest.mark.django_db

NEED = "我们电镀车间的废水里镍超标。要求出水镍低于 0.1 mg/L，最好不产生污泥。"


@pytest.fixture
def stocked(world: World, index: Path) -> World:
    """A resin project, an expert and something else, found by words."""
    for kind, values in (
        ("project", {"title": "螯合树脂除镍", "summary": "螯合树脂深度除镍，出水镍 0.05 mg/L。", "trl": 8}),
        ("talent", {"title": "沈漪岚", "expertise": "电镀废水除镍二十年，不产生污泥的工艺。"}),
        ("project", {"title": "番茄补光", "summary": "番茄育苗补光灯。"}),
    ):
        item = make(world, kind, state="published", **values)
        outbox.put(ITEMS, [item.key])
    while feeding.drain_words():
        pass
    return world


def state(client: Client, text: str = NEED, **more: str) -> str:
    response = client.post("/match/", {"text": text, **more})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def test_a_visitor_states_a_need_and_sees_the_sentence_that_answers_it(client: Client, stocked: World) -> None:
    shown = client.get(state(client)).content.decode()
    blocks = re.findall(r'<li class="match">.*?</li>(?=\s*<li class="match">|\s*</ol>)', shown, flags=re.DOTALL)
    [first] = [block for block in blocks if "螯合树脂除镍" in block]
    assert "0.05 mg/L" in re.sub(r"</?mark>", "", first)
    assert "<mark>" in first
    assert "不产生污泥" in first


def test_requirements_can_be_changed_before_matching(client: Client, stocked: World) -> None:
    address = state(client, look="1")
    shown = client.get(address).content.decode()
    assert 'value="不产生污泥"' in shown
    lines = {"clauses-TOTAL_FORMS": "2", "clauses-INITIAL_FORMS": "0"}
    more = client.post(address, {"text": NEED, **lines, "clauses-0-text": "出水 镍 0.1 mg/L", "more": "1"})
    assert 'name="clauses-4-text"' in more.content.decode()
    done = client.post(
        address,
        {"text": NEED, **lines, "clauses-0-text": "镍低于 0.1 mg/L", "clauses-0-must": "1"}
        | {"clauses-1-text": "占地小", "clauses-1-must": "0"},
    )
    shown = client.get(done["Location"]).content.decode()
    assert "占地小" in shown
    assert "不产生污泥</span>" not in shown


def test_requirements_can_be_split_out_of_a_changed_text(client: Client, stocked: World) -> None:
    address = state(client, look="1")
    empty = {"clauses-TOTAL_FORMS": "0", "clauses-INITIAL_FORMS": "0"}
    shown = client.post(
        address, {"text": "要求出水铬低于 0.2 mg/L，运行成本低于5元/吨", **empty, "split": "1"}
    ).content.decode()
    assert re.search(r'value="[^"]*铬[^"]*"', shown)


def test_matches_are_filtered_by_kind_and_readiness(client: Client, stocked: World) -> None:
    address = state(client)
    talents = client.get(f"{address}?kind=talent").content.decode()
    assert "沈漪岚" in talents
    assert "螯合树脂除镍</a>" not in talents
    assert "沈漪岚" not in client.get(f"{address}?kind=project").content.decode()
    assert "螯合树脂除镍</a>" not in client.get(f"{address}?trl=9&kind=project").content.decode()
    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "results"}).content.decode()
    assert "<html" not in part


@pytest.mark.parametrize("text", ["", "镍", "???", "长" * 20_001, "1 2 3"])
def test_what_cannot_be_matched_gets_a_sentence_and_is_kept_in_the_box(client: Client, world: World, text: str) -> None:
    response = client.post("/match/", {"text": text})
    assert response.status_code == 422
    shown = response.content.decode()
    assert 'class="errors"' in shown
    assert text in shown


def test_markup_in_a_need_is_shown_as_text(client: Client, stocked: World) -> None:
    shown = client.get(state(client, f"<script>alert(1)</script>{NEED}")).content.decode()
    assert "<script>alert" not in shown


def test_a_need_is_seen_by_who_stated_it_only(client: Client, stocked: World) -> None:
    address = state(client)
    stranger = Client().get(address)
    assert stranger.status_code == 404
    assert "请在首页重新说明" in stranger.content.decode()


def test_the_newest_needs_are_kept(client: Client, world: World) -> None:
    first = state(client, look="1")
    for _ in range(8):
        last = state(client, look="1")
    assert client.get(first).status_code == 404
    assert client.get(last).status_code == 200


def test_a_need_becomes_a_problem_after_signing_up(client: Client, stocked: World) -> None:
    address = f"{state(client)}save/"
    sign_in = client.get(address)
    assert sign_in["Location"] == f"/accounts/login/?next={address}"
    client.post(
        f"/accounts/signup/?next={address}",
        {"name": "林澜", "email": "lin@example.org", "password1": "一座 bridge 过河", "next": address},
    )
    form = client.get(address).content.decode()
    assert NEED in form
    assert 'value="不产生污泥"' in form
    assert 'action="/problems/new/"' in form


def test_a_problem_is_matched_from_its_page_by_its_own_requirements(client: Client, stocked: World) -> None:
    problem = make(stocked, "problem", state="published")
    assert isinstance(problem, Problem)
    RequirementRow.objects.create(problem=problem, text="出水镍 0.1 mg/L 以下", comparator="<", value=0.1, unit="mg/L")
    response = client.post(f"/problems/{problem.pk}/match/")
    shown = client.get(response["Location"]).content.decode()
    assert "出水镍 0.1 mg/L 以下" in shown
    assert "螯合树脂除镍" in shown
    hidden = make(stocked, "problem", state="published", confidentiality="title-only")
    assert client.post(f"/problems/{hidden.pk}/match/").status_code == 404


def test_a_number_that_stands_beside_a_requirement_is_asked_for_and_kept(client: Client, stocked: World) -> None:
    """The owner wrote the number into its own fields: it is compared, also after the page was edited and the
    search saved, as long as the line's words are as they were."""
    problem = make(stocked, "problem", state="published", statement=NEED)
    assert isinstance(problem, Problem)
    for ordinal, most in enumerate((0.1, 0.01)):
        row = {"ordinal": ordinal, "text": f"出水镍浓度（第{ordinal}档）", "comparator": "<=", "value": most}
        RequirementRow.objects.create(problem=problem, unit="mg/L", **row)
    address = client.post(f"/problems/{problem.pk}/match/")["Location"]
    english = {"Accept-Language": "en"}

    def told() -> tuple[bool, bool]:
        shown = client.get(address, headers=english).content.decode()
        return "0.05 mg/L, where ≤ 0.1 mg/L is asked" in shown, "only 0.05 mg/L, where ≤ 0.01 mg/L is asked" in shown

    assert told() == (True, True)
    lines = {
        "text": NEED,
        "clauses-TOTAL_FORMS": "2",
        "clauses-INITIAL_FORMS": "2",
        "clauses-0-text": "出水镍浓度（第0档）",
        "clauses-0-must": "1",
        "clauses-1-text": "出水镍浓度，另行商定",
        "clauses-1-must": "1",
    }
    assert client.post(f"{address}edit/", lines).status_code == 302
    assert told() == (True, False)
    client.force_login(stocked.owner)
    key = address.strip("/").rpartition("/")[2]
    assert client.post(f"/saved/new/?need={key}", {"name": "镍"}).status_code == 302
    (search,) = SavedSearch.objects.all()
    reopened = client.get(f"/saved/{search.pk}/")["Location"]
    assert "0.05 mg/L, where ≤ 0.1 mg/L is asked" in client.get(reopened, headers=english).content.decode()


def test_what_a_number_is_counted_in_is_said_in_the_readers_language(client: Client, world: World, index: Path) -> None:
    put(make(world, "project", state="published", title="膜法回用", summary="膜的清洗周期为45天，运行成本4.3元/吨。"))
    address = state(client, "膜清洗周期不短于30天，运行成本不超过5元/吨。")
    english = client.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert "45 days, where ≥ 30 days is asked" in english
    assert "CNY\xa04.3/t, where ≤ CNY\xa05/t is asked" in english
    assert "45天" in re.sub(r"</?mark>", "", english), "the sentence is quoted as it was written"
    assert "要求 ≥ 30 天，给出 45 天" in client.get(address).content.decode()


def test_when_the_index_is_away_the_need_is_kept(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    address = state(client)

    def away(**_values: object) -> None:
        with reported("The index could not be read", "/srv/index"):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(finding, "find_matches", away)
    response = client.get(address)
    assert response.status_code == 503
    shown = response.content.decode()
    assert "您的需求已保留" in shown
    assert "镍超标" in shown
    assert "/srv/index" not in shown  # where it lies is for those who keep it
    client.force_login(world.secretariat)
    shown = client.get(state(client)).content.decode()
    assert "无法读取索引：磁盘已满；请腾出空间后重试，没有任何改动（/srv/index）。" in shown
    assert "No space left" not in shown


def test_a_space_that_is_down_is_named_in_the_readers_language(
    client: Client, stocked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The discard port: nobody listens there.
    down = Endpoint(EndpointSettings("http://127.0.0.1:9/v1", "m", 3), name="e5")
    monkeypatch.setattr(runtime, "embedders", lambda: (down,))
    shown = client.get(state(client)).content.decode()
    assert "螯合树脂除镍" in shown
    assert "这次有一部分检索未能使用" in shown
    assert "127.0.0.1" not in shown
    client.force_login(stocked.secretariat)
    shown = client.get(state(client)).content.decode()
    assert "未使用向量空间 e5：无法连接向量服务 http://127.0.0.1:9/v1/embeddings" in shown
    assert "cannot be reached" not in shown


def found_of(*offers: tuple[Item, float, Verdict]) -> finding.Found:
    """An answer to one requirement: items with their score and what they show for it."""
    return finding.Found(
        requirements=(Requirement("出水镍低于 0.1 mg/L"),),
        offers=tuple(
            finding.Offer(
                Match(
                    item.key, cast("Kind", item.kind.value), item.title, score,
                    evidence=(Evidence(0, verdict, "出水镍 0.05 mg/L。" if verdict != "not shown" else ""),),
                ),
                item,
            )
            for item, score, verdict in offers
        ),
        total=len(offers),
    )  # fmt: skip


def answered(client: Client, monkeypatch: pytest.MonkeyPatch, found: finding.Found, page: str = "") -> str:
    monkeypatch.setattr(finding, "find_matches", lambda **_values: found)
    return client.get(state(client) + page).content.decode()


WEAKER = "以下与需求关系较弱"
UNPROVED = "没有找到能证明满足要求的项目或人才"


def test_a_line_is_drawn_below_the_last_match_that_answers_something(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [make(world, "project", state="published", title=f"项目{number}") for number in range(4)]
    verdicts: tuple[Verdict, ...] = ("covered", "not shown", "partly", "not shown")
    rows: list[tuple[Item, float, Verdict]] = [
        (item, 0.4 - number / 10, verdict) for number, (item, verdict) in enumerate(zip(items, verdicts, strict=True))
    ]
    shown = answered(client, monkeypatch, found_of(*rows))
    assert shown.index("项目2</a>") < shown.index(WEAKER) < shown.index("项目3</a>")
    assert shown.count(WEAKER) == 1
    assert '<ol class="matches" start="4">' in shown
    assert UNPROVED not in shown


def test_half_an_answer_of_something_far_from_the_need_is_weak_and_proves_nothing(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = (make(world, "project", state="published", title=title) for title in ("沾边的", "无关的"))
    shown = answered(client, monkeypatch, found_of((near, 0.3, "partly"), (far, 0.1, "partly")))
    assert shown.index(UNPROVED) < shown.index("沾边的</a>") < shown.index(WEAKER) < shown.index("无关的</a>")


def test_a_match_that_is_near_is_not_called_weak(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [make(world, "project", state="published", title=f"项目{number}") for number in range(2)]
    shown = answered(client, monkeypatch, found_of((items[0], 0.9, "covered"), (items[1], 0.6, "not shown")))
    assert WEAKER not in shown


def test_where_nothing_is_proved_the_page_says_so_and_offers_to_ask_others(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = make(world, "project", state="published", title="番茄补光")
    shown = answered(client, monkeypatch, found_of((item, 0.1, "not shown")))
    assert shown.index(UNPROVED) < shown.index("番茄补光")
    assert shown.count("存为问题</a>") == 2  # beside the need, and here
    assert WEAKER not in shown
    deeper = answered(client, monkeypatch, found_of((item, 0.1, "not shown")), "?page=2")
    assert UNPROVED not in deeper  # what the first page showed is not known here
    assert deeper.index(WEAKER) < deeper.index("番茄补光")


def test_the_number_of_matches_is_called_what_it_is(client: Client, stocked: World) -> None:
    shown = client.get(state(client)).content.decode()
    assert re.search(r"前 \d+ 个匹配", shown)
    assert "并非概率" in shown
    english = client.get(state(client), headers={"accept-language": "en"}).content.decode()
    assert re.search(r"The best \d+ matches", english)
