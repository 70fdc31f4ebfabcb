"""Who may see and do what with a challenge and its sealed proposals.

The actors are those of one challenge. Its records are never saved; what the rules read of a database
(officers, assessors, who handed in) is put there by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from scripts.rules_table.items import ADMIN, BESIDE, BROKER, FIRM, HERE, MEMBER, OTHER, OWNER, SECRETARIAT, TEAMMATE
from scripts.rules_table.tables import Actor, Cells, Row, Table

if TYPE_CHECKING:
    from duijie.docking.models import Challenge
    from duijie.registry.standing import Standing

OFFICER, SOLVER, RIVAL, ASSESSOR = (UUID(int=number) for number in range(50, 54))

ACTORS: tuple[Actor, ...] = (
    ("visitor", "访客"),
    ("member", "成员"),
    ("problem's owner", "问题所有者"),
    ("colleague of the owner", "所有者的同事"),
    ("officer, by that office alone", "开标人（仅凭此职）"),
    ("solver", "揭榜方"),
    ("other solver", "其他揭榜方"),
    ("assessor", "评审人"),
    ("broker", "经纪人"),
    ("secretariat", "秘书处"),
    ("secretariat elsewhere", "其他秘书处"),
    ("site admin", "站点管理员"),
)


def standings() -> dict[str, Standing]:
    """Each actor of the table, holding that one role and no other."""
    from duijie.registry.standing import ANONYMOUS, Standing

    here, beside = frozenset({HERE}), frozenset({BESIDE})
    return {
        "visitor": ANONYMOUS,
        "member": Standing(user=MEMBER, member=here),
        "problem's owner": Standing(user=OWNER, member=here),
        "colleague of the owner": Standing(user=TEAMMATE, member=here, organisations=frozenset({FIRM})),
        "officer, by that office alone": Standing(user=OFFICER, member=here),
        "solver": Standing(user=SOLVER, member=beside),
        "other solver": Standing(user=RIVAL, member=beside),
        "assessor": Standing(user=ASSESSOR, member=here),
        "broker": Standing(user=BROKER, member=here, broker=here),
        "secretariat": Standing(user=SECRETARIAT, member=here, secretariat=here),
        "secretariat elsewhere": Standing(user=OTHER, member=beside, secretariat=beside),
        "site admin": Standing(user=ADMIN, site_admin=True),
    }


def challenge(*, published: bool = True, visibility: str = "public") -> Challenge:
    """On the owner's problem, with its officer, an assessor, and two who handed in."""
    from django.utils import timezone

    from duijie.docking.models import Assessor, Challenge, Officer, SealedProposal
    from duijie.library.models import Problem

    problem = Problem(owner_id=OWNER, organisation_id=FIRM, community_id=HERE, state="published", visibility=visibility)
    record = Challenge(problem=problem, community_id=HERE, state="open" if published else "draft")
    record.published_at = timezone.now() if published else None
    record._prefetched_objects_cache = {  # type: ignore[attr-defined]
        "officers": [Officer(user_id=OFFICER)],
        "assessors": [Assessor(user_id=ASSESSOR)] if published else [],
        "sealed": _Rows([SealedProposal(solver_id=SOLVER), SealedProposal(solver_id=RIVAL)] if published else []),
    }
    return record


class _Rows(list[Any]):
    """Rows that were never saved, as far as the rules ask them."""

    def filter(self, *, solver: UUID) -> _Rows:
        return _Rows(row for row in self if row.solver_id == solver)

    def exists(self) -> bool:
        return bool(self)


def _cells(allows: Callable[[Standing], bool]) -> Cells:
    actors = standings()
    return tuple(bool(allows(actors[english])) for english, _chinese in ACTORS)


def _ask(rule: Any, record: Any) -> Cells:
    return _cells(lambda who: rule.allows(who, record))


def rows() -> list[Row]:
    """From the draft to the award."""
    from django.utils import timezone

    from duijie.docking.challenges import rules
    from duijie.docking.models import OpenedProposal, SealedProposal

    record = challenge()
    sealed = SealedProposal(challenge=record, solver_id=SOLVER)
    done = challenge()
    done.state, done.opened_at = "opened", timezone.now()
    opened = OpenedProposal(challenge=done, solver_id=SOLVER)
    return [
        (
            "put a published problem out as a challenge",
            "把已发布的问题发榜",
            _ask(rules.open_challenge, record.problem),
        ),
        ("see it in preparation", "查看准备中的榜题", _ask(rules.view_challenge, challenge(published=False))),
        (
            "read rules, timetable, protocol, shortlist and award; public problem",
            "阅读规则、时间表、开标记录、入围名单和中榜结果；公开的问题",
            _ask(rules.view_challenge, record),
        ),
        (
            "the same; private problem",
            "同上；不公开的问题",
            _ask(rules.view_challenge, challenge(visibility="private")),
        ),
        (
            "prepare, publish and end it, change its rules, name assessors, write feedback, decide shortlist and award",
            "拟定和发布榜题、变更规则、指定评审人、写反馈、公布入围名单、定榜、结束",
            _ask(rules.run_challenge, record),
        ),
        (
            "choose the passphrase of an officer, give the key",
            "设置开标人口令、交出密钥",
            _ask(rules.be_officer, record),
        ),
        (
            "know before the opening how many proposals there are",
            "开标前得知方案份数",
            _ask(rules.count_proposals, record),
        ),
        ("hand in a proposal", "提交方案", _cells(lambda who: "solver" in rules.parts_of(who, record))),
        (
            "replace the solver's proposal, take it back, have its receipt",
            "替换、撤回揭榜方的方案，获取回执",
            _ask(rules.own_proposal, sealed),
        ),
        (
            "read the solver's proposal and its files; opened",
            "阅读揭榜方的方案及文件；已开标",
            _ask(rules.read_proposal, opened),
        ),
        ("score the proposals; opened", "给方案评分；已开标", _ask(rules.assess, record)),
        ("read what assessors gave; opened", "查看评审人的评分；已开标", _ask(rules.judge_proposal, opened)),
    ]


def tables() -> list[Table]:
    """The table of this subject."""
    return [Table("Challenges", "揭榜挂帅", ACTORS, rows())]
