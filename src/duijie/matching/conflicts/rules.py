"""Who may declare, see and end relations, and ask for conflicts of interest."""

from __future__ import annotations

from uuid import UUID

from duijie.core.permissions import Rule
from duijie.registry.building_rules import Governs, Own
from duijie.registry.standing import Standing

read_relation: Rule[Standing] = Own("declared_by_id") | Governs("community__path")
"""May read all of it and end it. Others are told at most that there is a declared relation."""

govern_relations: Rule[Standing] = Governs("path")
"""May declare relations for others, and see all of the community's."""


def sees_membership(actor: Standing, user: UUID, organisation: UUID, community: UUID) -> bool:
    """Whether the actor may know that an account belongs to an organisation: the account itself, the
    organisation's admin, the secretariat that keeps the organisation."""
    return actor.site_admin or actor.user == user or organisation in actor.administers or community in actor.secretariat
