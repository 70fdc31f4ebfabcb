"""The small rules of which the rooms build theirs: whose a record is, and who keeps it.

A path is written as in a query and ends in a column, so that no record is fetched to ask:
``"community_id"``, ``"pk"`` where the record is the community itself, ``"person__community_id"``.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from django.db.models import Q

from duijie.core.errors import NotAllowed
from duijie.core.permissions import EVERYBODY, NOBODY, Rule
from duijie.registry.standing import Standing


def _at(record: Any, path: str) -> Any:
    return reduce(getattr, path.split("__"), record)


class Own(Rule[Standing]):
    """The one account that a record names at ``path``."""

    def __init__(self, path: str) -> None:
        self.path = path

    def allows(self, actor: Standing, record: Any) -> bool:
        return actor.user is not None and _at(record, self.path) == actor.user

    def q(self, actor: Standing) -> Q:
        return Q(**{self.path: actor.user}) if actor.user is not None else NOBODY


class OfSecretariat(Rule[Standing]):
    """The secretariat of the community at ``path``, not of one above it; and the site admin."""

    def __init__(self, path: str = "community_id") -> None:
        self.path = path

    def allows(self, actor: Standing, record: Any) -> bool:
        return actor.site_admin or _at(record, self.path) in actor.secretariat

    def q(self, actor: Standing) -> Q:
        if actor.site_admin:
            return EVERYBODY
        return Q(**{f"{self.path}__in": actor.secretariat}) if actor.secretariat else NOBODY


class Governs(Rule[Standing]):
    """The secretariat of the community whose place in the tree stands at ``path``, or of one above it; and the
    site admin."""

    def __init__(self, path: str) -> None:
        self.path = path

    def allows(self, actor: Standing, record: Any) -> bool:
        line = _at(record, self.path).split("/")
        return actor.site_admin or any(str(community) in line for community in actor.secretariat)

    def q(self, actor: Standing) -> Q:
        if actor.site_admin:
            return EVERYBODY
        condition = NOBODY
        for community in actor.secretariat:
            condition |= Q(**{f"{self.path}__contains": str(community)})
        return condition


class Administers(Rule[Standing]):
    """The admin of the organisation at ``path``."""

    def __init__(self, path: str) -> None:
        self.path = path

    def allows(self, actor: Standing, record: Any) -> bool:
        return _at(record, self.path) in actor.administers

    def q(self, actor: Standing) -> Q:
        return Q(**{f"{self.path}__in": actor.administers}) if actor.administers else NOBODY


def secretarial_only(actor: Standing, message: Any) -> None:
    """Open a worklist to secretariats; its rows are then those of their own communities.

    Raises:
        NotAllowed: the actor is of none.
    """
    if not actor.secretarial:
        raise NotAllowed(message)
