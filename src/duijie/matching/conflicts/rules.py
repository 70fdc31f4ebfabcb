"""Who may declare, see and end relations, and ask for conflicts of interest."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from duijie.core.permissions import EVERYBODY, NOBODY, Rule
from duijie.matching.models.relations import Relation
from duijie.registry.models import Community
from duijie.registry.rules import govern_community
from duijie.registry.standing import Standing


class _ReadRelation(Rule[Standing]):
    """Who declared it, and the secretariat of its community or of one above."""

    def allows(self, actor: Standing, record: Relation) -> bool:
        return (actor.user is not None and record.declared_by_id == actor.user) or govern_community.allows(
            actor, record.community
        )

    def q(self, actor: Standing) -> Q:
        if actor.site_admin:
            return EVERYBODY
        condition = Q(declared_by=actor.user) if actor.user is not None else NOBODY
        for community in actor.secretariat:
            condition |= Q(community__path__contains=str(community))
        return condition


class _GovernRelations(Rule[Standing]):
    """The secretariat of the community or of one above it."""

    def allows(self, actor: Standing, record: Community) -> bool:
        return govern_community.allows(actor, record)

    def q(self, actor: Standing) -> Q:
        return govern_community.q(actor)


read_relation: Rule[Standing] = _ReadRelation()
"""May read all of it and end it. Others are told at most that there is a declared relation."""

govern_relations: Rule[Standing] = _GovernRelations()
"""May declare relations for others, and see all of the community's."""


def sees_membership(actor: Standing, user: UUID, organisation: UUID, community: UUID) -> bool:
    """Whether the actor may know that an account belongs to an organisation: the account itself, the
    organisation's admin, the secretariat that keeps the organisation."""
    return actor.site_admin or actor.user == user or organisation in actor.administers or community in actor.secretariat
