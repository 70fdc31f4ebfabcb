"""What a deal opens in confidence, and closes again."""

from __future__ import annotations

from duijie.core.models import User
from duijie.docking.models import Deal
from duijie.library.services import grant_reading, take_reading_back


def open_problem(*, deal: Deal, user: User) -> None:
    """Let somebody who gave the undertaking read the deal's problem."""
    grant_reading(actor=user, problem=deal.introduction.problem, user=user, reason=_reason(deal))


def close_problem(*, actor: User | None, deal: Deal, user: User | None = None) -> None:
    """Take that back, from one person who leaves or from all."""
    take_reading_back(actor=actor, problem=deal.introduction.problem, reason=_reason(deal), user=user)


def _reason(deal: Deal) -> str:
    return f"deal:{deal.pk}"
