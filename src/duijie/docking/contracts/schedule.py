"""Whether milestones and payments add up. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from duijie.core.errors import InvalidInput, Sentence, gettext_noop
from duijie.docking.contracts.amounts import checked


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone: what is due when, when it counts as accepted, what is paid for it in the terms' currency."""

    title: str
    due: date
    criteria: str
    amount: Decimal


def flaws(*, amount: Decimal, currency: str, start: date, end: date, steps: Sequence[Step]) -> tuple[Sentence, ...]:
    """What is wrong with a schedule, a sentence each; empty: nothing.

    >>> [str(flaw) for flaw in flaws(
    ...     amount=Decimal(5), currency="CNY", start=date(2026, 1, 1), end=date(2026, 2, 1), steps=[]
    ... )]
    ['Add at least one milestone.']
    """
    found: list[Sentence] = []
    for value in (amount, *(step.amount for step in steps)):
        try:
            checked(value, currency)
        except InvalidInput as error:
            found.append(error.message)
            break
    if end < start:
        found.append(Sentence(gettext_noop("The work ends before it begins; exchange the two dates.")))
    if not steps:
        found.append(Sentence(gettext_noop("Add at least one milestone.")))
    found += [
        Sentence(
            gettext_noop("“{title}” is due on {due}, outside the time from {start} to {end}."),
            title=step.title,
            due=step.due,
            start=start,
            end=end,
        )
        for step in steps
        if not start <= step.due <= end
    ]
    found += [
        Sentence(
            gettext_noop("“{later}” is due before “{earlier}”; put them in the order of their dates."),
            later=later.title,
            earlier=earlier.title,
        )
        for earlier, later in pairwise(steps)
        if later.due < earlier.due
    ]
    paid = sum((step.amount for step in steps), Decimal(0))
    if steps and paid != amount:
        found.append(
            Sentence(
                gettext_noop(
                    "The payments of the milestones make {paid:,}, the amount is {amount:,}; make them equal."
                ),
                paid=paid,
                amount=amount,
            )
        )
    return tuple(found)
