"""From a signed contract to a delivered one: rounds of evidence, payments, delays, and two sealed reviews."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.utils import timezone

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import Notice
from duijie.docking.models import Contract, LogEntry, Milestone, Payment, Review, Submission
from duijie.docking.rules import read_review
from duijie.docking.services import deals, delivery
from duijie.registry.standing import ANONYMOUS, standing
from tests.docking.agreed import PDF, fresh, scan, signed
from tests.docking.conftest import Match

STARS: dict[str, Any] = {"result": 5, "reliability": 4, "together": 5, "text": "合作愉快，按时交付。"}


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def _pay(match: Match, contract: Contract, **values: Any) -> Payment:
    given = {"payer": "demand", "amount": Decimal("300000.50"), "paid_on": timezone.localdate(), **values}
    return delivery.record_payment(actor=match.asker, contract=contract, values=given)


def delivered(match: Match, **options: Any) -> Contract:
    contract = signed(match, **options)
    for step in contract.milestones.all():
        round_ = delivery.submit(actor=match.solver, milestone=step, text="报告见附件", uploads=[scan()])
        delivery.accept(actor=match.asker, submission=round_)
    return Contract.objects.get(pk=contract.pk)


def test_a_milestone_goes_through_rounds_until_it_is_accepted(match: Match, contract: Contract) -> None:
    step = contract.milestones.first()
    assert step is not None
    first = delivery.submit(actor=match.solver, milestone=step, text="报告", uploads=[scan(), scan(PDF + b"2")])
    assert first.files.count() == 2
    with pytest.raises(Conflict):
        delivery.submit(actor=match.solver, milestone=step, text="又一份")
    with pytest.raises(InvalidInput):
        delivery.reject(actor=match.asker, submission=first, reason=" ")
    delivery.reject(actor=match.asker, submission=first, reason="缺少三十日运行数据")
    with pytest.raises(Conflict):
        delivery.accept(actor=match.asker, submission=first)
    second = delivery.submit(actor=match.solver, milestone=step, text="补充了数据")
    delivery.accept(actor=match.asker, submission=second)
    step.refresh_from_db()
    assert step.state == "accepted" and step.accepted_at is not None
    history = [(row.number, row.answer, row.reason) for row in step.submissions.all()]
    assert history == [(2, "accepted", ""), (1, "rejected", "缺少三十日运行数据")]
    assert fresh(contract.deal).state == "contracted", "one step is left"
    assert "三十日" not in str(list(LogEntry.objects.values()))


def test_the_last_acceptance_delivers_the_deal(match: Match) -> None:
    contract = delivered(match)
    assert (contract.state, fresh(contract.deal).state) == ("delivered", "delivered")
    assert Notice.objects.get(kind="deal-delivered").user == match.solver


def test_a_form_sent_twice_hands_in_and_pays_once(match: Match, contract: Contract) -> None:
    step = contract.milestones.first()
    assert step is not None
    form = uuid4()
    for _twice in range(2):
        delivery.submit(actor=match.solver, milestone=step, text="报告", uploads=[scan()], form=form)
    values = {"payer": "demand", "amount": Decimal(5), "paid_on": timezone.localdate()}
    form = uuid4()
    for _twice in range(2):
        delivery.record_payment(actor=match.asker, contract=contract, values=values, form=form)
    assert Submission.objects.count() == 1 and Payment.objects.count() == 1


def test_a_file_that_does_not_fit_leaves_nothing_behind(match: Match, contract: Contract) -> None:
    step = contract.milestones.first()
    assert step is not None
    with pytest.raises(InvalidInput):
        delivery.submit(actor=match.solver, milestone=step, text="报告", uploads=[scan(), scan(b"x", "a.exe")])
    with pytest.raises(InvalidInput):
        delivery.submit(actor=match.solver, milestone=step, text="报告", uploads=[scan()] * 11)
    with pytest.raises(InvalidInput):
        delivery.submit(actor=match.solver, milestone=step, text=" ")
    step.refresh_from_db()
    assert step.state == "open" and not Submission.objects.exists()


def test_a_payment_is_confirmed_or_disputed_by_the_other_side(match: Match, contract: Contract) -> None:
    payment = _pay(match, contract, milestone=contract.milestones.first())
    with pytest.raises(NotAllowed):
        delivery.confirm_payment(actor=match.asker, payment=payment)
    assert delivery.confirm_payment(actor=match.solver, payment=payment).state == "confirmed"
    with pytest.raises(Conflict):
        delivery.dispute_payment(actor=match.solver, payment=payment, reason="没有收到")
    second = _pay(match, contract)
    assert delivery.dispute_payment(actor=match.solver, payment=second, reason="没有收到").reason == "没有收到"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("amount", {"amount": Decimal(0)}),
        ("amount", {"amount": Decimal("-5")}),
        ("amount", {"amount": Decimal("1e15")}),
        ("paid_on", {"paid_on": timezone.localdate() + timedelta(days=2)}),
        ("payer", {"payer": "broker"}),
        ("note", {"note": "长" * 501}),
    ],
)
def test_a_payment_that_cannot_be_is_refused_by_field(
    match: Match, contract: Contract, field: str, values: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        _pay(match, contract, **values)
    assert field in refused.value.details["fields"] and not Payment.objects.exists()


def test_nobody_does_what_is_for_the_other_side_or_for_who_leads(match: Match, brokered_contract: Contract) -> None:
    deals.bring(actor=match.solver, deal=brokered_contract.deal, email=match.solver_colleague.email)
    deals.bring(actor=match.asker, deal=brokered_contract.deal, email=match.world.teammate.email)
    step = brokered_contract.milestones.first()
    assert step is not None
    with pytest.raises(NotAllowed):
        delivery.submit(actor=match.asker, milestone=step, text="我来交")
    handed_in = delivery.submit(actor=match.solver_colleague, milestone=step, text="同事可以提交")
    payment = _pay(match, brokered_contract)
    world = match.world
    outside = (world.broker, world.secretariat, world.secretariat_root, world.outsider, world.admin)
    for actor in (match.solver, match.solver_colleague, world.teammate, *outside):
        acts: list[Callable[[], object]] = [
            lambda a=actor: delivery.accept(actor=a, submission=handed_in),  # type: ignore[misc]
            lambda a=actor: delivery.reject(actor=a, submission=handed_in, reason="x"),  # type: ignore[misc]
        ]
        if actor in outside:
            acts += [
                lambda a=actor: delivery.confirm_payment(actor=a, payment=payment),  # type: ignore[misc]
                lambda a=actor: delivery.submit(actor=a, milestone=step, text="x"),  # type: ignore[misc]
                lambda a=actor: delivery.review(actor=a, contract=brokered_contract, values=STARS),  # type: ignore[misc]
                lambda a=actor: delivery.record_payment(actor=a, contract=brokered_contract, values={}),  # type: ignore[misc]
            ]
        for one in acts:
            with pytest.raises(NotAllowed):
                one()
    handed_in.refresh_from_db()
    assert handed_in.answer == ""


def test_nothing_is_delivered_before_both_have_signed(match: Match, draft: Contract) -> None:
    assert not draft.milestones.exists()
    with pytest.raises(Conflict):
        _pay(match, draft)
    with pytest.raises(Conflict):
        delivery.review(actor=match.asker, contract=draft, values=STARS)


def test_a_delay_is_told_to_both_sides_once_a_day_that_was_agreed(brokered_contract: Contract) -> None:
    assert delivery.remind_late() == 0
    Milestone.objects.filter(ordinal=0).update(due=timezone.localdate() - timedelta(days=1))
    assert brokered_contract.milestones.all()[0].late
    assert delivery.remind_late() == 1
    assert delivery.remind_late() == 0
    told = Notice.objects.filter(kind="milestone-late").values_list("user__name", flat=True)
    assert set(told) == {"owner", "solver"}


def test_a_review_is_sealed_until_both_have_spoken(match: Match) -> None:
    contract = delivered(match, brokered=True)
    people = [*match.world.people.values(), match.solver, match.solver_colleague]

    def readers(side: str) -> set[str]:
        row = Review.objects.get(side=side)
        found = {user.name for user in people if read_review.allows(standing(user), row)}
        asked = {
            user.name for user in people if read_review.filter(standing(user), Review.objects.all()).filter(pk=row.pk)
        }
        assert found == asked and not read_review.allows(ANONYMOUS, row)
        return found

    delivery.review(actor=match.asker, contract=contract, values=STARS)
    assert readers("demand") == {"owner"}
    assert set(Notice.objects.filter(kind="review-waits").values_list("user__name", flat=True)) == {"solver"}
    with pytest.raises(Conflict):
        delivery.review(actor=match.asker, contract=contract, values=STARS)
    delivery.review(actor=match.solver, contract=contract, values={**STARS, "text": "需求清楚"})
    assert readers("demand") == readers("supply") == {"owner", "solver"}
    assert "按时交付" not in str(list(LogEntry.objects.values())) + str(list(Notice.objects.values()))


@pytest.mark.parametrize("stars", [0, 6, None])
def test_stars_are_one_to_five(match: Match, stars: int | None) -> None:
    contract = delivered(match)
    with pytest.raises(InvalidInput) as refused:
        delivery.review(actor=match.asker, contract=contract, values={**STARS, "result": stars})
    assert "result" in refused.value.details["fields"] and not Review.objects.exists()


def test_payments_are_still_recorded_and_answered_after_the_end(match: Match) -> None:
    contract = delivered(match)
    payment = _pay(match, contract)
    assert delivery.confirm_payment(actor=match.solver, payment=payment).state == "confirmed"


def test_the_broker_is_not_told_of_what_is_the_parties_alone(match: Match) -> None:
    contract = delivered(match, brokered=True)
    _pay(match, contract)
    told = set(Notice.objects.filter(user=match.world.broker).values_list("kind", flat=True))
    assert "contract-signed" in told
    assert not {kind for kind in told if kind.startswith(("milestone-", "payment-", "review"))}
