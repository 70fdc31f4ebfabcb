"""Who may ask to belong to an organisation, who answers, and who confirms its mail domains."""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import NOBODY, Rule
from duijie.registry.building_rules import Administers, Governs, Own
from duijie.registry.models import Organisation
from duijie.registry.standing import Standing


class _AskToJoin(Rule[Standing]):
    """Everybody who is signed in and does not belong to it."""

    def allows(self, actor: Standing, record: Organisation) -> bool:
        return actor.user is not None and record.merged_into_id is None and record.pk not in actor.organisations

    def q(self, actor: Standing) -> Q:
        return NOBODY if actor.user is None else Q(merged_into__isnull=True) & ~Q(pk__in=actor.organisations)


ask_to_join: Rule[Standing] = _AskToJoin()

decide_request: Rule[Standing] = Administers("organisation_id") | Governs("organisation__community__path")
"""As staff_organisation, which says who belongs to the organisation."""

see_request: Rule[Standing] = Own("user_id") | decide_request

confirm_domain: Rule[Standing] = Governs("organisation__community__path")
"""Not the organisation's admin, who could name anybody's domain."""
