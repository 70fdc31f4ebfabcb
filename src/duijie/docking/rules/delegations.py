"""Who may know of a delegation and end it, and who may refuse somebody who stands in."""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import NOBODY, Rule
from duijie.docking.models import Delegation, Introduction, Participant
from duijie.docking.rules.introductions import demand_side, supply_side
from duijie.registry.standing import Standing


class _InDelegation(Rule[Standing]):
    """Who gave it, who stands in, who arranged it, and the secretariat of its community."""

    def allows(self, actor: Standing, record: Delegation) -> bool:
        own = (record.giver_id, record.taker_id, record.made_by_id)
        return actor.user is not None and (actor.user in own or record.community_id in actor.secretariat)

    def q(self, actor: Standing) -> Q:
        if actor.user is None:
            return NOBODY
        own = Q(giver=actor.user) | Q(taker=actor.user) | Q(made_by=actor.user)
        return own | Q(community__in=actor.secretariat) if actor.secretariat else own


class _OthersArranged(Rule[Standing]):
    """For whom somebody else arranged it."""

    def allows(self, actor: Standing, record: Delegation) -> bool:
        return actor.user is not None and record.giver_id == actor.user and record.made_by_id != actor.user

    def q(self, actor: Standing) -> Q:
        if actor.user is None:
            return NOBODY
        return Q(giver=actor.user) & (~Q(made_by=actor.user) | Q(made_by__isnull=True))


class _LeadsParty(Rule[Standing]):
    """Who leads one of the two sides in the room; before there is one, who speaks for a side."""

    def allows(self, actor: Standing, record: Introduction) -> bool:
        deal = getattr(record, "deal", None)
        if deal is None:
            return demand_side.allows(actor, record) or supply_side.allows(actor, record)
        return actor.user is not None and any(
            row.user_id == actor.user and row.lead and row.left_at is None and row.side != "broker"
            for row in deal.participants.all()
        )

    def q(self, actor: Standing) -> Q:
        if actor.user is None:
            return NOBODY
        leading = Participant.objects.filter(user=actor.user, lead=True, left_at=None).exclude(side="broker")
        speaking = demand_side.q(actor) | supply_side.q(actor)
        return Q(deal__in=leading.values("deal")) | (Q(deal__isnull=True) & speaking)


see_delegation: Rule[Standing] = _InDelegation()
"""May know of it, its reason and what it covers, and end it."""

agree_delegation: Rule[Standing] = _OthersArranged()
"""May agree to what was arranged for them, so that it begins at once."""

speak_for_party: Rule[Standing] = _LeadsParty()
"""May refuse somebody who stands in for the broker, and admit them again."""
