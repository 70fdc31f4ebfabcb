"""An introduction that waits for an answer, and one that was declined with a reason."""

from __future__ import annotations

from duijie.core.clock import days_ago
from duijie.docking.models.introductions import DeclineReason
from duijie.docking.sample.people import People, pair
from duijie.docking.sample.visits import looked_at
from duijie.docking.services import introductions


def waiting(people: People) -> None:
    """The bamboo co-operative asks the university; the researcher has not answered."""
    problem, project = pair(17, 21)
    looked_at(problem, project, actor=people.bamboo, days=8)
    with days_ago(5):
        introduction = introductions.invite(
            actor=people.bamboo,
            problem=problem,
            item=project,
            message="我们有原料也有场地，缺的是工艺和懂行的人。看到贵校的中试线吨竹屑净增值一千八百多元，"
            "想请教：一百三十多家作坊分散供料，能不能先从每年五百吨做起？",
            days=21,
        )
    with days_ago(2, 16):
        introductions.ask(
            actor=people.researcher, introduction=introduction, text="原料含水率大致在什么范围？雨季能否集中堆放？"
        )


def declined(people: People) -> None:
    """A broker introduces a cell maker to an institute that has no time now."""
    problem, project = pair(2, 3)
    looked_at(problem, project, actor=people.broker, days=61)
    with days_ago(52):
        introduction = introductions.invite(
            actor=people.broker,
            problem=problem,
            item=project,
            message="Tarnbeck checks 30,000 pouch cells a week after formation; your scanner looks at them before it. "
            "Would you both like to talk about a trial line?",
        )
    with days_ago(50, 17):
        introductions.accept(actor=people.tarnbeck, introduction=introduction)
    with days_ago(47, 9):
        introductions.decline(
            actor=people.songmo,
            introduction=introduction,
            reason=DeclineReason.CAPACITY,
            note="两条中试线排到年底，明年二季度以后可以再谈；期间愿意提供样机的检测数据。",
        )
