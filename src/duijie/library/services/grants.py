"""Opening a problem to somebody in confidence, and closing it again.

Who may do so is for the room that takes the promise to decide; it calls these inside its
own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from duijie.core import audit
from duijie.core.models import User
from duijie.library.models import Grant, Problem
from duijie.registry.standing import forget


def grant_reading(*, actor: User | None, problem: Problem, user: User, reason: str) -> Grant:
    """Let ``user`` read the problem; the same reason twice grants once."""
    grant, made = Grant.objects.get_or_create(problem=problem, user=user, reason=reason, ended_at=None)
    if made:
        audit.record(actor=actor, action="grant", target=problem, after={"user": str(user.pk)}, note=reason)
        forget(user)
    return grant


def take_reading_back(*, actor: User | None, problem: Problem, reason: str, user: User | None = None) -> int:
    """End what was granted for ``reason``, to one person or to all; how many grants."""
    rows = Grant.objects.filter(problem=problem, reason=reason, ended_at=None)
    if user is not None:
        rows = rows.filter(user=user)
        forget(user)
    ended = rows.update(ended_at=timezone.now())
    if ended:
        audit.record(actor=actor, action="end-grant", target=problem, after={"ended": ended}, note=reason)
    return ended


def granted(user: User) -> Iterable[UUID]:
    """The problems that are open to somebody in confidence (see registry.standing.add_grants)."""
    return Grant.objects.filter(user=user, ended_at=None).values_list("problem", flat=True)
