"""Who may ask to belong to an organisation, who answers, and who confirms its mail domains."""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import EVERYBODY, NOBODY, Rule
from duijie.registry.models import MailDomain, MembershipRequest, Organisation
from duijie.registry.rules import govern_community, staff_organisation
from duijie.registry.standing import Standing


class _AskToJoin(Rule[Standing]):
    """Everybody who is signed in and does not belong to it."""

    def allows(self, actor: Standing, record: Organisation) -> bool:
        return actor.user is not None and record.merged_into_id is None and record.pk not in actor.organisations

    def q(self, actor: Standing) -> Q:
        return NOBODY if actor.user is None else Q(merged_into__isnull=True) & ~Q(pk__in=actor.organisations)


class _DecideRequest(Rule[Standing]):
    """Whoever says who belongs to the organisation."""

    def allows(self, actor: Standing, record: MembershipRequest) -> bool:
        return staff_organisation.allows(actor, record.organisation)

    def q(self, actor: Standing) -> Q:
        if actor.site_admin:
            return EVERYBODY
        return Q(organisation__in=actor.administers) | _governed(actor, "organisation__community__path__contains")


class _SeeRequest(Rule[Standing]):
    """Whoever asked, and whoever decides."""

    def allows(self, actor: Standing, record: MembershipRequest) -> bool:
        return (actor.user is not None and record.user_id == actor.user) or decide_request.allows(actor, record)

    def q(self, actor: Standing) -> Q:
        own = NOBODY if actor.user is None else Q(user=actor.user)
        return own | decide_request.q(actor)


class _ConfirmDomain(Rule[Standing]):
    """The secretariat that keeps the organisation, or one above it: an admin could name anybody's domain."""

    def allows(self, actor: Standing, record: MailDomain) -> bool:
        return govern_community.allows(actor, record.organisation.community)

    def q(self, actor: Standing) -> Q:
        return EVERYBODY if actor.site_admin else _governed(actor, "organisation__community__path__contains")


def _governed(actor: Standing, lookup: str) -> Q:
    condition = NOBODY
    for community in actor.secretariat:
        condition |= Q(**{lookup: str(community)})
    return condition


ask_to_join: Rule[Standing] = _AskToJoin()
decide_request: Rule[Standing] = _DecideRequest()
see_request: Rule[Standing] = _SeeRequest()
confirm_domain: Rule[Standing] = _ConfirmDomain()
