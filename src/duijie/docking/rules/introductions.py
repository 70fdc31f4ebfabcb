"""Who speaks for which side of an introduction, and who may read it."""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import NOBODY, Rule
from duijie.docking.lifecycle import Side
from duijie.docking.models import Introduction
from duijie.library.models import Item, Talent
from duijie.registry.building_rules import Own
from duijie.registry.standing import Standing


class _SpeaksForItem(Rule[Standing]):
    """The owner of an item and the admins of its organisation."""

    def allows(self, actor: Standing, record: Item) -> bool:
        return actor.user is not None and (
            record.owner_id == actor.user
            or (record.organisation_id is not None and record.organisation_id in actor.administers)
        )

    def q(self, actor: Standing) -> Q:
        return of_item(actor, "")


class _Profiled(Rule[Standing]):
    """The person whom a talent profile is about."""

    def allows(self, actor: Standing, record: Talent) -> bool:
        return actor.user is not None and record.person is not None and record.person.user_id == actor.user

    def q(self, actor: Standing) -> Q:
        return Q(person__user=actor.user) if actor.user is not None else NOBODY


def of_item(actor: Standing, prefix: str) -> Q:
    """The condition that an item reached over ``prefix`` is spoken for by its owner or organisation's admin."""
    if actor.user is None:
        return NOBODY
    condition = Q(**{f"{prefix}owner": actor.user})
    if actor.administers:
        condition |= Q(**{f"{prefix}organisation__in": actor.administers})
    return condition


class _Demand(Rule[Standing]):
    def allows(self, actor: Standing, record: Introduction) -> bool:
        return speaks_for(actor, record.problem)

    def q(self, actor: Standing) -> Q:
        return of_item(actor, "problem__")


class _Supply(Rule[Standing]):
    def allows(self, actor: Standing, record: Introduction) -> bool:
        return speaks_for(actor, record.item)

    def q(self, actor: Standing) -> Q:
        if actor.user is None:
            return NOBODY
        return of_item(actor, "project__") | of_item(actor, "talent__") | Q(talent__person__user=actor.user)


class _Secretariat(Rule[Standing]):
    """The secretariat of the introduction's own community."""

    def allows(self, actor: Standing, record: Introduction) -> bool:
        return record.community_id in actor.secretariat

    def q(self, actor: Standing) -> Q:
        return Q(community__in=actor.secretariat) if actor.secretariat else NOBODY


class _StandsIn(Rule[Standing]):
    """Who stands in for the broker who made the introduction, while they do."""

    def allows(self, actor: Standing, record: Introduction) -> bool:
        return record.pk in actor.stands_in

    def q(self, actor: Standing) -> Q:
        return Q(pk__in=actor.stands_in) if actor.stands_in else NOBODY


speak_for_item: Rule[Standing] = _SpeaksForItem()
"""May answer for a problem or project and invite in its name."""

speak_for_talent: Rule[Standing] = _SpeaksForItem() | _Profiled()
"""May answer for a talent profile and invite in its name."""

demand_side: Rule[Standing] = _Demand()
supply_side: Rule[Standing] = _Supply()

view_introduction: Rule[Standing] = _Demand() | _Supply() | Own("made_by_id") | _StandsIn() | _Secretariat()
"""May read the invitation, its questions and what became of it."""


def speaks_for(actor: Standing, item: Item) -> bool:
    """Whether the actor may answer for an item of any kind."""
    return (speak_for_talent if isinstance(item, Talent) else speak_for_item).allows(actor, item)


def introduction_side(actor: Standing, introduction: Introduction) -> Side | None:
    """For whom the actor speaks in an introduction; None for the secretariat and everybody else."""
    if demand_side.allows(actor, introduction):
        return "demand"
    if supply_side.allows(actor, introduction):
        return "supply"
    if introduction.made_for == "broker" and introduction.made_by_id is not None:
        return "broker" if introduction.made_by_id == actor.user or introduction.pk in actor.stands_in else None
    return None


def may_invite(actor: Standing, problem: Item, item: Item) -> Side | None:
    """For whom the actor may invite: the problem's side, the item's, or both as a broker who sees both."""
    if actor.user is None:
        return None
    if speaks_for(actor, problem):
        return "demand"
    if speaks_for(actor, item):
        return "supply"
    brokered = problem.community_id in actor.broker or problem.community_id in actor.secretariat
    return "broker" if brokered else None
