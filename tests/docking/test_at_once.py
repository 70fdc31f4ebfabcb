"""Two people who act on one deal in the same moment: one winner, one clear sentence, nothing half done."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from duijie.core.models import User
from duijie.docking.models import Deal, Introduction, LogEntry, Submission, Terms
from duijie.docking.services import deals, delivery, introductions, terms
from tests.docking.agreed import agreed, drafted, fresh, scan, signed
from tests.docking.conftest import Match
from tests.docking.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def test_one_invites_and_the_broker_too(match: Match) -> None:
    told = race(lambda: match.invite(), lambda: match.invite(match.world.broker))
    assert Introduction.objects.count() == 1
    assert len(told) == 1


def test_one_says_yes_while_the_other_takes_the_invitation_back(match: Match) -> None:
    invited = match.invite()
    told = race(
        lambda: introductions.accept(actor=match.solver, introduction=invited),
        lambda: introductions.withdraw(actor=match.asker, introduction=invited),
    )
    invited.refresh_from_db()
    assert len(told) == 1
    assert Deal.objects.count() == (invited.state == "accepted")


def test_both_sides_of_a_broker_say_yes_and_one_deal_begins(match: Match) -> None:
    invited = match.invite(match.world.broker)
    told = race(
        lambda: introductions.accept(actor=match.solver, introduction=invited),
        lambda: introductions.accept(actor=match.asker, introduction=invited),
    )
    assert told == [] and Deal.objects.get().threads.count() == 1


def test_one_agrees_while_the_other_puts_new_terms_forward(match: Match) -> None:
    deal = match.deal()
    sheet = _sheet(match.solver, deal)
    told = race(lambda: terms.agree(actor=match.asker, terms=sheet), lambda: _sheet(match.solver, deal, "2"))
    assert len(told) == 1, "agreed terms are not replaced, and replaced ones not agreed to"
    newest = Terms.objects.latest("number")
    assert (fresh(deal).state == "agreed") == newest.agreed == (newest.number == 1)


def test_both_end_a_deal(match: Match) -> None:
    deal = agreed(match)
    told = race(
        lambda: deals.end(actor=match.solver, deal=deal, reason="没有人手"),
        lambda: deals.end(actor=match.asker, deal=deal, reason="另有方案"),
    )
    assert len(told) == 1
    assert LogEntry.objects.filter(action="end").count() == 1
    assert fresh(deal).ended_note in ("没有人手", "另有方案")


def test_one_ends_a_deal_while_the_other_signs(match: Match) -> None:
    from duijie.docking.services import signing

    version = drafted(match).versions.get()
    signing.sign(actor=match.asker, version=version, upload=scan())
    told = race(
        lambda: signing.sign(actor=match.solver, version=version, upload=scan()),
        lambda: deals.end(actor=match.asker, deal=version.contract.deal, reason="另有方案"),
    )
    version.contract.refresh_from_db()
    ended = fresh(version.contract.deal).state == "ended"
    assert ended, "a contract may be ended after it was signed, too"
    assert len(told) <= 1 and version.contract.state in ("withdrawn", "terminated", "ended")


def test_a_round_is_accepted_and_rejected(match: Match) -> None:
    contract = signed(match)
    step = contract.milestones.earliest("ordinal")
    handed_in = delivery.submit(actor=match.solver, milestone=step, text="报告")
    told = race(
        lambda: delivery.accept(actor=match.asker, submission=handed_in),
        lambda: delivery.reject(actor=match.asker, submission=handed_in, reason="缺少数据"),
    )
    step.refresh_from_db()
    answer = Submission.objects.get().answer
    assert len(told) == 1 and (step.state, answer) in [("accepted", "accepted"), ("open", "rejected")]


def test_two_of_a_side_hand_the_same_step_in(match: Match) -> None:
    contract = signed(match)
    deals.bring(actor=match.solver, deal=contract.deal, email=match.solver_colleague.email)
    step = contract.milestones.earliest("ordinal")
    told = race(
        *(
            lambda actor=actor: delivery.submit(actor=actor, milestone=step, text="报告", uploads=[scan()])
            for actor in (match.solver, match.solver_colleague)
        )
    )
    assert len(told) == 1 and Submission.objects.get().files.count() == 1


def test_a_payment_is_confirmed_and_disputed(match: Match) -> None:
    values = {"payer": "demand", "amount": Decimal("1"), "paid_on": timezone.localdate()}
    payment = delivery.record_payment(actor=match.asker, contract=signed(match), values=values)
    told = race(
        lambda: delivery.confirm_payment(actor=match.solver, payment=payment),
        lambda: delivery.dispute_payment(actor=match.solver, payment=payment, reason="没有到账"),
    )
    payment.refresh_from_db()
    assert len(told) == 1 and payment.state in ("confirmed", "disputed")


def _sheet(actor: User, deal: Deal, subject: str = "1") -> Terms:
    today = timezone.localdate()
    values: dict[str, Any] = {
        "kind": "development", "subject": subject, "amount": Decimal("100"), "currency": "CNY", "start": today,
        "end": today, "ownership": "双方共有。", "secrecy_years": 5,
    }  # fmt: skip
    return terms.offer_terms(
        actor=actor, deal=deal, values=values, milestones=[terms.Step("全部", today, "达标", Decimal("100"))]
    )
