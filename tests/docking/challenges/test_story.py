"""From a problem to the opening protocol and on to the deal."""

from __future__ import annotations

from decimal import Decimal

import pytest

from duijie.core.models import Mail, Notice
from duijie.docking.challenges.services import awarding, judging
from duijie.docking.models import Challenge, Deal
from duijie.docking.services import log
from tests.docking.challenges.staging import MARK, PDF, Stage, fresh

pytestmark = pytest.mark.django_db


def test_a_challenge_is_answered_opened_judged_and_becomes_a_deal(stage: Stage, challenge: Challenge) -> None:
    problem = stage.problem
    assert (problem.problem_kind, problem.bounty, problem.currency) == ("challenge", Decimal(1000000), "CNY")

    challenge = stage.opened_from(challenge)
    lines = list(challenge.proposals.all())
    assert [(row.number, row.solver, row.failure, row.amount) for row in lines] == [
        (1, stage.solver, "", Decimal("880000.00")),
        (2, stage.rival, "", Decimal("700000.50")),
    ]
    assert lines[0].approach.startswith(MARK) and lines[0].item == stage.match.project
    assert lines[0].files.get().file.read() == PDF

    challenge = stage.judged(challenge)
    judging.shortlist(actor=stage.owner, challenge=challenge, numbers=[1])
    awarding.award(actor=stage.secretariat, challenge=challenge, number=1, reasons="技术路线最完整，成本合理。")
    challenge = fresh(challenge)
    deal = Deal.objects.get()
    assert challenge.state == "awarded" and challenge.deal == deal and deal.state == "negotiating"
    assert {row.user: (row.side, row.lead) for row in deal.participants.all()} == {
        stage.owner: ("demand", True),
        stage.solver: ("supply", True),
    }
    first = deal.proposals.get()
    assert (first.approach, first.amount, first.weeks) == (lines[0].approach, lines[0].amount, 26)
    assert deal.files.get().file.read() == PDF
    assert log.verify_all().holds


def test_everybody_concerned_is_told_once_and_no_letter_says_what_was_proposed(
    stage: Stage, shortlisted: Challenge
) -> None:
    awarding.award(actor=stage.owner, challenge=shortlisted, number=1, reasons="技术路线最完整，成本合理。")
    rows = Notice.objects.filter(kind__startswith="challenge-")
    told = {(str(row.user), row.kind.removeprefix("challenge-")) for row in rows}
    assert {("solver", "received"), ("solver", "opened"), ("solver", "shortlisted"), ("solver", "won")} <= told
    assert {("rival", "received"), ("rival", "opened"), ("rival", "not-shortlisted"), ("rival", "awarded")} <= told
    assert {("owner", "officer"), ("secretariat", "officer"), ("secretariat", "second-key")} <= told
    assert ("judge", "assessor") in told
    assert not [row for row in Mail.objects.all() if MARK in row.subject + row.text]
