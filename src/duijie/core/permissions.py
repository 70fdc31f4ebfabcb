"""Rules: one object says both whether somebody may see one record and which records they may see.

A :class:`Rule` has two faces that must agree: :meth:`~Rule.allows` for one record and
:meth:`~Rule.q` for a query. Rooms build theirs from small ones with ``|`` and ``&`` in their
``rules.py``; a parity test compares both faces over all actors and records.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from duijie.core.errors import NotAllowed

A = TypeVar("A")
M = TypeVar("M", bound=Model)

NOBODY = Q(pk__in=[])
EVERYBODY = ~Q(pk__in=[])


class Rule(ABC, Generic[A]):
    """One permission. ``A`` is what a rule knows of the actor (see registry.standing)."""

    @abstractmethod
    def allows(self, actor: A, record: Any) -> bool:
        """Whether the actor may, for one record."""

    @abstractmethod
    def q(self, actor: A) -> Q:
        """The condition that selects exactly the records for which :meth:`allows` is true."""

    def filter(self, actor: A, queryset: QuerySet[M]) -> QuerySet[M]:
        """The part of a query the actor may."""
        return queryset.filter(self.q(actor))

    def check(self, actor: A, record: Any, message: Any) -> None:
        """Raise :class:`NotAllowed` with the message unless allowed."""
        if record is None or not self.allows(actor, record):
            raise NotAllowed(message)

    def __or__(self, other: Rule[A]) -> Rule[A]:
        return _Either(self, other)

    def __and__(self, other: Rule[A]) -> Rule[A]:
        return _Both(self, other)


class _Either(Rule[A]):
    def __init__(self, left: Rule[A], right: Rule[A]) -> None:
        self.left, self.right = left, right

    def allows(self, actor: A, record: Any) -> bool:
        return self.left.allows(actor, record) or self.right.allows(actor, record)

    def q(self, actor: A) -> Q:
        return self.left.q(actor) | self.right.q(actor)


class _Both(Rule[A]):
    def __init__(self, left: Rule[A], right: Rule[A]) -> None:
        self.left, self.right = left, right

    def allows(self, actor: A, record: Any) -> bool:
        return self.left.allows(actor, record) and self.right.allows(actor, record)

    def q(self, actor: A) -> Q:
        return self.left.q(actor) & self.right.q(actor)
