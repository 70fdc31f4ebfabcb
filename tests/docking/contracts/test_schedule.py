"""A schedule of milestones either adds up or says where it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from duijie.docking.contracts.schedule import Step, flaws

START = date(2026, 12, 1)


@st.composite
def schedules(draw: st.DrawFn) -> list[Step]:
    days = sorted(draw(st.lists(st.integers(0, 400), min_size=1, max_size=8)))
    return [
        Step(f"第{n}步", START + timedelta(days=day), "达标", Decimal(draw(st.integers(0, 10**9))) / 100)
        for n, day in enumerate(days)
    ]


def _flaws(steps: list[Step], *, amount: Decimal | None = None, currency: str = "CNY") -> list[str]:
    """The sentences in English, whatever language is spoken here."""
    total = sum((step.amount for step in steps), Decimal(0)) if amount is None else amount
    end = START + timedelta(days=400)
    return [
        flaw.template.format(**flaw.values)
        for flaw in flaws(amount=total, currency=currency, start=START, end=end, steps=steps)
    ]


@given(schedules())
def test_what_adds_up_has_no_flaw(steps: list[Step]) -> None:
    assert _flaws(steps) == []


@given(schedules(), st.data())
def test_each_mistake_is_named(steps: list[Step], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(steps) - 1))
    outside = [*steps[:at], replace(steps[at], due=START - timedelta(days=1)), *steps[at + 1 :]]
    assert any(f"“{steps[at].title}” is due on" in flaw for flaw in _flaws(outside))
    assert any("make them equal" in flaw for flaw in _flaws(steps, amount=sum((s.amount for s in steps), Decimal(1))))
    assert any("not known" in flaw for flaw in _flaws(steps, currency="ABC"))


def test_steps_out_of_order_name_both() -> None:
    early, later = Step("方案", START + timedelta(days=9), "x", Decimal(1)), Step("报告", START, "x", Decimal(1))
    [flaw] = _flaws([early, later])
    assert "报告" in flaw and "方案" in flaw


def test_an_end_before_the_beginning_and_no_step_at_all() -> None:
    told = flaws(amount=Decimal(0), currency="CNY", start=START, end=START - timedelta(days=1), steps=[])
    assert len(told) == 2
