"""Who keeps stations, leads one, and sees how far the problems of a community came."""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import NOBODY, Rule
from duijie.docking.models import Station
from duijie.registry.building_rules import OfSecretariat
from duijie.registry.models import Community
from duijie.registry.standing import Standing


class _SeeFunnel(Rule[Standing]):
    """Who keeps the stations of a community, and its brokers."""

    def allows(self, actor: Standing, record: Community) -> bool:
        return record.pk in actor.broker

    def q(self, actor: Standing) -> Q:
        return Q(pk__in=actor.broker)


class _LeadStation(Rule[Standing]):
    """Who leads a station that is not closed, as long as they are a broker of its community."""

    def allows(self, actor: Standing, record: Station) -> bool:
        return (
            actor.user is not None
            and record.lead_id == actor.user
            and record.closed_at is None
            and record.community_id in actor.broker
        )

    def q(self, actor: Standing) -> Q:
        if actor.user is None or not actor.broker:
            return NOBODY
        return Q(lead=actor.user, closed_at=None, community__in=actor.broker)


keep_stations: Rule[Standing] = OfSecretariat("pk")
"""May make stations and set targets."""

see_funnel: Rule[Standing] = keep_stations | _SeeFunnel()
"""May see how far the problems of a community came, and work its list."""

lead_station: Rule[Standing] = _LeadStation()
"""May let another broker of the station, not themselves, stand in for one of them."""
