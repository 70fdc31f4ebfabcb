"""Who may decide whether two records are of one person."""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import EVERYBODY, NOBODY, Rule
from duijie.registry.models import PersonPair
from duijie.registry.rules import create_named
from duijie.registry.standing import Standing


class _DecidePair(Rule[Standing]):
    """Who may merge both: the secretariat of both communities, the site admin."""

    def allows(self, actor: Standing, record: PersonPair) -> bool:
        return create_named.allows(actor, record.one) and create_named.allows(actor, record.other)

    def q(self, actor: Standing) -> Q:
        if actor.site_admin:
            return EVERYBODY
        if not actor.secretariat:
            return NOBODY
        return Q(one__community__in=actor.secretariat, other__community__in=actor.secretariat)


decide_pair: Rule[Standing] = _DecidePair()
"""May join two records of one name or keep them apart."""
