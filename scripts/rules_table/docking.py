"""Who may see and do what on the way from a match to a delivered contract.

The actors are those of one deal. Its records are never saved; what the rules read of a database
(who takes part, who stands in) is put there by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from scripts.rules_table.items import ABOVE, ADMIN, BESIDE, BROKER, HERE, MEMBER, OTHER, OWNER, ROOT, SECRETARIAT
from scripts.rules_table.tables import Actor, Cells, Row, Table

if TYPE_CHECKING:
    from duijie.docking.models import Contract, Deal, Introduction
    from duijie.registry.standing import Standing

COLLEAGUE, SOLVER, SOLVER_COLLEAGUE, STAND_IN, OTHER_BROKER = (UUID(int=number) for number in range(30, 35))
DEAL, INTRODUCTION = UUID(int=40), UUID(int=41)

ACTORS: tuple[Actor, ...] = (
    ("visitor", "访客"),
    ("member", "成员"),
    ("demand lead", "需求方负责人"),
    ("demand colleague", "需求方同事"),
    ("supply lead", "供给方负责人"),
    ("supply colleague", "供给方同事"),
    ("broker", "经纪人"),
    ("stand-in", "代理经纪人"),
    ("other broker, leads the station", "其他经纪人（组长）"),
    ("secretariat", "秘书处"),
    ("secretariat above", "上级秘书处"),
    ("secretariat elsewhere", "其他秘书处"),
    ("site admin", "站点管理员"),
)
STATES = {
    "talking": "洽谈中",
    "negotiating": "协商中",
    "agreed": "条款已商定",
    "contracted": "已签约",
    "delivered": "已交付",
    "ended": "已结束",
}
ACTIONS = {
    "propose": "提出方案",
    "offer-terms": "提出条款",
    "agree": "同意条款",
    "reopen-terms": "重新商议条款",
    "end": "结束对接",
    "accept": "接受",
    "decline": "谢绝",
    "ask": "提问或答复",
    "withdraw": "收回邀请",
}


def standings() -> dict[str, Standing]:
    """Each actor of the tables. Those of the parties are members elsewhere; only the owner of the problem
    and the owner of the project answer for them."""
    from duijie.registry.standing import ANONYMOUS, Standing

    here, above, beside = (frozenset({one}) for one in (HERE, ROOT, BESIDE))
    broker = Standing(user=BROKER, member=here, broker=here)
    return {
        "visitor": ANONYMOUS,
        "member": Standing(user=MEMBER, member=here),
        "demand lead": Standing(user=OWNER, member=here),
        "demand colleague": Standing(user=COLLEAGUE, member=here),
        "supply lead": Standing(user=SOLVER, member=beside),
        "supply colleague": Standing(user=SOLVER_COLLEAGUE, member=beside),
        "broker": broker,
        "stand-in": replace(broker, user=STAND_IN, stands_in=frozenset({INTRODUCTION})),
        "other broker, leads the station": replace(broker, user=OTHER_BROKER),
        "secretariat": Standing(user=SECRETARIAT, member=here, secretariat=here),
        "secretariat above": Standing(user=ABOVE, member=above, secretariat=above),
        "secretariat elsewhere": Standing(user=OTHER, member=beside, secretariat=beside),
        "site admin": Standing(user=ADMIN, site_admin=True),
    }


def introduction(*, state: str = "open", made_for: str = "broker") -> Introduction:
    """Of the owner's problem and the solver's project, made by the broker."""
    from duijie.docking.models import Introduction
    from duijie.library.models import Problem, Project

    makers = {"broker": BROKER, "demand": OWNER, "supply": SOLVER}
    record = Introduction(
        pk=INTRODUCTION, community_id=HERE, state=state, made_for=made_for, made_by_id=makers[made_for],
        problem=Problem(owner_id=OWNER, community_id=HERE, state="published"),
        project=Project(owner_id=SOLVER, community_id=BESIDE, state="published"),
    )  # fmt: skip
    record._state.fields_cache["deal"] = None
    return record


def deal(*, state: str = "talking") -> Deal:
    """With a lead and a colleague of each side, and the broker."""
    from duijie.docking.models import Deal, Participant

    record = Deal(pk=DEAL, community_id=HERE, state=state, introduction=introduction(state="accepted"))
    people = (
        (OWNER, "demand", True), (COLLEAGUE, "demand", False), (SOLVER, "supply", True),
        (SOLVER_COLLEAGUE, "supply", False), (BROKER, "broker", False),
    )  # fmt: skip
    rows = [Participant(deal_id=DEAL, user_id=user, side=side, lead=lead) for user, side, lead in people]
    record._prefetched_objects_cache = {"participants": rows}  # type: ignore[attr-defined]
    return record


def _contract(**values: Any) -> Contract:
    from duijie.docking.models import Contract

    return Contract(deal=deal(state="contracted"), **values)


def _cells(allows: Callable[[Standing], bool]) -> Cells:
    actors = standings()
    return tuple(bool(allows(actors[english])) for english, _chinese in ACTORS)


def _ask(rule: Any, record: Any) -> Cells:
    return _cells(lambda who: rule.allows(who, record))


def _offered(record: Introduction, action: str, who: Standing) -> bool:
    from duijie.docking.present import introduction_actions
    from duijie.docking.rules import introduction_side

    return action in introduction_actions(record, introduction_side(who, record))


def _possible(record: Deal, action: str, who: Standing) -> bool:
    from duijie.docking.present import deal_actions
    from duijie.docking.rules import deal_side

    return action in deal_actions(record, deal_side(who, record))


def introductions() -> list[Row]:
    """Inviting and answering, before there is a deal."""
    from duijie.docking.rules import (
        may_invite,
        speak_for_item,
        speak_for_party,
        speak_for_talent,
        view_introduction,
    )
    from duijie.library.models import Talent
    from duijie.registry.models import Person

    opened = introduction()
    talent = Talent(owner_id=None, person=Person(user_id=SOLVER))
    rows: list[Row] = [
        ("answer and invite for the problem", "代表问题答复和邀请", _ask(speak_for_item, opened.problem)),
        ("answer and invite for the project", "代表项目答复和邀请", _ask(speak_for_item, opened.item)),
        (
            "answer and invite for the talent profile that is about them",
            "代表关于本人的人才档案答复和邀请",
            _ask(speak_for_talent, talent),
        ),
        (
            "bring the two together",
            "引荐双方",
            _cells(lambda who: may_invite(who, opened.problem, opened.item) is not None),
        ),
        ("read the invitation, the questions and answers", "查看邀请和问答", _ask(view_introduction, opened)),
    ]
    for made_for, whose in (
        ("broker", "by the broker"),
        ("demand", "by the demand side"),
        ("supply", "by the supply side"),
    ):
        record = introduction(made_for=made_for)
        chinese = {"broker": "经纪人发出", "demand": "需求方发出", "supply": "供给方发出"}[made_for]
        record.demand_accepted, record.supply_accepted = made_for == "demand", made_for == "supply"
        for action in ("accept", "decline", "ask", "withdraw"):
            asked = _cells(partial(_offered, record, action))
            rows.append((f"{action}; open, made {whose}", f"{ACTIONS[action]}；未答复，{chinese}", asked))
    rows.append(
        (
            "refuse or admit who stands in for the broker; open",
            "拒绝或接受代理经纪人；未答复",
            _ask(speak_for_party, opened),
        )
    )
    return rows


def rooms() -> list[Row]:
    """The deal's room: who is in it, what is said, kept and met there."""
    from duijie.docking.models import DealFile, Meeting, Thread
    from duijie.docking.rules import (
        change_meeting,
        know_deal,
        read_file,
        read_meeting,
        read_thread,
        speak_for_party,
        view_deal,
        withdraw_file,
    )

    record = deal()
    record.introduction.deal = record
    rows: list[Row] = [
        (
            "know that there is a deal, between whom and in which state",
            "知道有此对接、双方及其状态",
            _ask(know_deal, record),
        ),
        ("enter the room, read its record", "进入对接室、查看办理记录", _ask(view_deal, record)),
        (
            "refuse or admit who stands in for the broker",
            "拒绝或接受代理经纪人",
            _ask(speak_for_party, record.introduction),
        ),
    ]
    for shared, english, chinese in (
        (True, "open to the broker", "对经纪人开放"),
        (False, "of the parties alone", "仅双方"),
    ):
        thread = Thread(deal=record, with_broker=shared)
        rows.append((f"read and write in a thread; {english}", f"阅读话题、发言；{chinese}", _ask(read_thread, thread)))
        for side, whose in (("demand", "需求方"), ("supply", "供给方"), ("broker", "经纪人")):
            if side == "broker" and not shared:
                continue  # the broker keeps nothing from anybody
            file = DealFile(deal=record, side=side, with_broker=shared)
            meeting = Meeting(deal=record, side=side, with_broker=shared)
            if side == "demand":
                rows.append((f"open a file; {english}", f"打开文件；{chinese}", _ask(read_file, file)))
                rows.append((f"see a meeting; {english}", f"查看会议；{chinese}", _ask(read_meeting, meeting)))
            rows.append((f"withdraw a file of the {side} side; {english}", f"撤回{whose}的文件；{chinese}",
                         _ask(withdraw_file, file)))  # fmt: skip
            rows.append((f"change a meeting of the {side} side; {english}", f"更改{whose}召集的会议；{chinese}",
                         _ask(change_meeting, meeting)))  # fmt: skip
    for action in ("propose", "offer-terms", "agree", "reopen-terms", "end"):
        rows += _by_state(action)
    return rows


def _by_state(action: str) -> Iterable[Row]:
    """A row for the states with the same answer, none for those in which nobody may."""
    groups: dict[Cells, list[str]] = {}
    for state in STATES:
        record = deal(state=state)
        cells = _cells(partial(_possible, record, action))
        if any(cells):
            groups.setdefault(cells, []).append(state)
    for cells, states in groups.items():
        yield (
            f"{action}; {', '.join(states)}",
            f"{ACTIONS[action]}；{'、'.join(STATES[state] for state in states)}",
            cells,
        )


def contracts() -> list[Row]:
    """The contract, its delivery and its reviews."""
    from django.utils import timezone

    from duijie.docking.models import Review
    from duijie.docking.rules import know_contract, party_of_contract, read_contract, read_review

    kept, shown = _contract(broker_reads=False), _contract(broker_reads=True)
    opened = _contract(reviews_open_at=timezone.now())
    return [
        ("know that there is a contract, its kind and state", "知道有合同及其类型和状态", _ask(know_contract, kept)),
        (
            "read its text, versions, signatures and amendments",
            "阅读文本、版本、签署和补充协议",
            _ask(read_contract, kept),
        ),
        ("the same, where a party lets the broker read", "同上，一方允许经纪人阅读时", _ask(read_contract, shown)),
        (
            "draft, hand in and read evidence, record payments, fill in the registration sheet",
            "起草、提交和查看证明材料、登记付款、填写登记表",
            _ask(party_of_contract, kept),
        ),
        (
            "read the review of the demand side; sealed",
            "查看需求方的评价；未公开",
            _ask(read_review, Review(contract=kept, side="demand")),
        ),
        (
            "read the review of the supply side; sealed",
            "查看供给方的评价；未公开",
            _ask(read_review, Review(contract=kept, side="supply")),
        ),
        (
            "read the review of either side; both given",
            "查看任一方的评价；双方均已评价",
            _ask(read_review, Review(contract=opened, side="demand")),
        ),
    ]


def stations() -> list[Row]:
    """Stations, the worklist and the funnel, targets, delegations."""
    from duijie.docking.models import Delegation, Station
    from duijie.docking.rules import agree_delegation, keep_stations, lead_station, see_delegation, see_funnel
    from scripts.rules_table.items import communities

    here = communities()[HERE]
    day = date(2026, 1, 1)
    delegation = Delegation(community_id=HERE, giver_id=BROKER, taker_id=STAND_IN, made_by_id=BROKER,
                            first_day=day, last_day=day)  # fmt: skip
    arranged = Delegation(community_id=HERE, giver_id=BROKER, taker_id=STAND_IN, made_by_id=OTHER_BROKER,
                          first_day=day, last_day=day)  # fmt: skip
    station = Station(community_id=HERE, lead_id=OTHER_BROKER)
    return [
        ("make, change and close stations, set targets", "建立、修改、关闭挂点组，设定目标", _ask(keep_stations, here)),
        (
            "work the list, see how far problems came, the stations and their targets",
            "使用工作清单，查看问题进展、挂点组及其目标",
            _ask(see_funnel, here),
        ),
        (
            "let a broker of the station, not oneself, stand in for another of it",
            "为组内经纪人委托组内另一位经纪人（不能是自己）代理",
            _ask(lead_station, station),
        ),
        (
            "see the delegation of the broker to who stands in, and end it",
            "查看经纪人的代理及其原因，结束代理",
            _ask(see_delegation, delegation),
        ),
        (
            "agree to who stands in for the broker, arranged by who leads their station",
            "同意组长为经纪人安排的代理",
            _ask(agree_delegation, arranged),
        ),
    ]


def tables() -> list[Table]:
    """The tables of this subject."""
    return [
        Table("Introductions", "引荐", ACTORS, introductions()),
        Table("The room of a deal", "对接室", ACTORS, rooms()),
        Table("Contracts and delivery", "合同与交付", ACTORS, contracts()),
        Table("Stations and delegations", "挂点组与代理", ACTORS, stations()),
    ]
