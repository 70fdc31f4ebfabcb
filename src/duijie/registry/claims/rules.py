"""Who may say “This is me”, and who decides it."""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import NOBODY, Rule
from duijie.registry.building_rules import OfSecretariat, Own
from duijie.registry.models import Person
from duijie.registry.standing import Standing


class _ClaimPerson(Rule[Standing]):
    """Everybody who is signed in, of a page that has not been merged away and is not theirs already."""

    def allows(self, actor: Standing, record: Person) -> bool:
        return actor.user is not None and record.merged_into_id is None and record.user_id != actor.user

    def q(self, actor: Standing) -> Q:
        if actor.user is None:
            return NOBODY
        return Q(merged_into__isnull=True) & (Q(user__isnull=True) | ~Q(user=actor.user))


claim_person: Rule[Standing] = _ClaimPerson()
decide_claim: Rule[Standing] = OfSecretariat("person__community_id")
see_claim: Rule[Standing] = Own("user_id") | decide_claim
