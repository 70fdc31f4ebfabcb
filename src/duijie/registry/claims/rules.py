"""Who may say “This is me”, and who decides it."""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import EVERYBODY, NOBODY, Rule
from duijie.registry.models import Person, PersonClaim
from duijie.registry.rules import create_named
from duijie.registry.standing import Standing


class _ClaimPerson(Rule[Standing]):
    """Everybody who is signed in, of a page that has not been merged away and is not theirs already."""

    def allows(self, actor: Standing, record: Person) -> bool:
        return actor.user is not None and record.merged_into_id is None and record.user_id != actor.user

    def q(self, actor: Standing) -> Q:
        if actor.user is None:
            return NOBODY
        return Q(merged_into__isnull=True) & (Q(user__isnull=True) | ~Q(user=actor.user))


class _DecideClaim(Rule[Standing]):
    """The secretariat that keeps the person, and the site admin."""

    def allows(self, actor: Standing, record: PersonClaim) -> bool:
        return create_named.allows(actor, record.person)

    def q(self, actor: Standing) -> Q:
        return EVERYBODY if actor.site_admin else Q(person__community__in=actor.secretariat)


class _SeeClaim(Rule[Standing]):
    """Whoever made it, and whoever decides."""

    def allows(self, actor: Standing, record: PersonClaim) -> bool:
        return (actor.user is not None and record.user_id == actor.user) or decide_claim.allows(actor, record)

    def q(self, actor: Standing) -> Q:
        own = NOBODY if actor.user is None else Q(user=actor.user)
        return own | decide_claim.q(actor)


claim_person: Rule[Standing] = _ClaimPerson()
decide_claim: Rule[Standing] = _DecideClaim()
see_claim: Rule[Standing] = _SeeClaim()
