"""A challenge that is open for proposals, with one that is sealed already."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from duijie.core.clock import days_ago
from duijie.docking.challenges.services import handing_in, preparing, publishing
from duijie.docking.challenges.services.preparing import Criterion, Rules
from duijie.docking.models import Challenge
from duijie.docking.sample.people import People, pair
from duijie.library.models import Problem

PASSPHRASES = ("sample mountain under seven silver lines", "sample ledger beside the quiet harbour")
"""Of the two officers of the sample, the grid company's and the secretariat's. They stand here for everybody to
read, because what they protect is a sample."""


def open_one(people: People) -> None:
    """A grid company looks for lines that do not ice; the university with the coating has answered."""
    problem, project = pair(18, 68)
    now = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    until = now + timedelta(days=45)
    with days_ago(12):
        challenge = _prepared(people, problem, until)
    with days_ago(11):
        for officer, passphrase in zip((people.yunling, people.secretariat), PASSPHRASES, strict=True):
            preparing.take_office(actor=officer, challenge=challenge, passphrase=passphrase)
    with days_ago(9):
        challenge = publishing.publish(actor=people.yunling, challenge=challenge)
    plan = ContentFile("样例附件：两公里试验段的施工安排与观测表。".encode(), name="施工安排.txt")
    with days_ago(3, 15):
        handing_in.hand_in(
            actor=people.weiyang,
            challenge=challenge,
            item=project,
            values={
                "approach": "（样例）超疏水层减少附着，嵌入的电热丝只在覆冰预警时通电；用带电作业机器人分段涂覆。",
                "amount": Decimal("4600000"),
                "currency": "CNY",
                "weeks": 40,
            },
            uploads=[UploadedFile(plan, plan.name, "text/plain", plan.size)],
        )


def _prepared(people: People, problem: Problem, until: datetime) -> Challenge:
    return preparing.prepare(
        actor=people.yunling,
        problem=problem,
        rules=Rules(
            bounty=problem.bounty or Decimal(1_000_000),
            currency=problem.currency,
            proposals_until=until,
            opening_at=until + timedelta(days=1),
            award_by=(until + timedelta(days=40)).date(),
            criteria=[
                Criterion("技术路线与已有数据", "Method and data so far", 45),
                Criterion("不停电施工的办法", "How it is fitted to live lines", 30),
                Criterion("造价与工期", "Cost and time", 25),
            ],
            text_zh="（样例）在一段两公里的试验线路上不停电施工，过一个覆冰期，冰厚不超过对照段的三成。"
            "榜金分两次付：方案评审通过付三成，过冬验收合格付七成。",
            text_en="(Sample) Fit two kilometres of a live trial line; through one winter its ice stays below 30% of"
            " that on the line beside it. The bounty is paid in two parts: 30% for the plan, 70% after the winter.",
            eligibility_zh="高校、科研院所和企业均可，可联合揭榜。",
            eligibility_en="Universities, institutes and companies, alone or together.",
        ),
        officers=[people.yunling, people.secretariat],
    )
