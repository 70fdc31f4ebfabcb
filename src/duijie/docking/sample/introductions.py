"""An introduction that waits for an answer, and one that was declined with a reason."""

from __future__ import annotations

from duijie.docking.models.introductions import DeclineReason
from duijie.docking.sample.people import People, pair
from duijie.docking.services import introductions


def waiting(people: People) -> None:
    """The bamboo co-operative asks the university; the researcher has not answered."""
    problem, project = pair(17, 21)
    introduction = introductions.invite(
        actor=people.bamboo,
        problem=problem,
        item=project,
        message="我们有原料也有场地，缺的是工艺和懂行的人。看到贵校的中试线吨竹屑净增值一千八百多元，"
        "想请教：一百三十多家作坊分散供料，能不能先从每年五百吨做起？",
        days=21,
    )
    introductions.ask(
        actor=people.researcher, introduction=introduction, text="原料含水率大致在什么范围？雨季能否集中堆放？"
    )


def declined(people: People) -> None:
    """A broker introduces a cell maker to an institute that has no time now."""
    problem, project = pair(2, 3)
    introduction = introductions.invite(
        actor=people.broker,
        problem=problem,
        item=project,
        message="Tarnbeck checks 30,000 pouch cells a week after formation; your scanner looks at them before it. "
        "Would you both like to talk about a trial line?",
    )
    introductions.accept(actor=people.tarnbeck, introduction=introduction)
    introductions.decline(
        actor=people.songmo,
        introduction=introduction,
        reason=DeclineReason.CAPACITY,
        note="两条中试线排到年底，明年二季度以后可以再谈；期间愿意提供样机的检测数据。",
    )
