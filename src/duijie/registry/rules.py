"""Who may see and do what in the registry.

Organisations, people, posts and communities are public; changing them is for the secretariat
of their community.
"""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import EVERYBODY, NOBODY, Rule
from duijie.registry.models import Community, Organisation, Person, Post
from duijie.registry.standing import Standing


class _GovernCommunity(Rule[Standing]):
    """The secretariat of a community or of one above it, and the site admin."""

    def allows(self, actor: Standing, record: Community) -> bool:
        return actor.site_admin or any(str(community) in record.path.split("/") for community in actor.secretariat)

    def q(self, actor: Standing) -> Q:
        if actor.site_admin:
            return EVERYBODY
        condition = NOBODY
        for community in actor.secretariat:
            condition |= Q(path__contains=str(community))
        return condition


class _EditNamed(Rule[Standing]):
    """The secretariat of the record's community, an organisation's own admin, the site admin."""

    def allows(self, actor: Standing, record: Organisation | Person) -> bool:
        return (
            actor.site_admin
            or record.community_id in actor.secretariat
            or (isinstance(record, Organisation) and record.pk in actor.administers)
        )

    def q(self, actor: Standing) -> Q:
        if actor.site_admin:
            return EVERYBODY
        return Q(community__in=actor.secretariat) | Q(pk__in=actor.administers)


class _OwnPerson(Rule[Standing]):
    """Somebody whose page it is, because a claim of it was confirmed."""

    def allows(self, actor: Standing, record: Person) -> bool:
        return actor.user is not None and record.user_id == actor.user and record.merged_into_id is None

    def q(self, actor: Standing) -> Q:
        return NOBODY if actor.user is None else Q(user=actor.user, merged_into__isnull=True)


class _ViewNamed(Rule[Standing]):
    """Everybody sees what has not been merged away."""

    def allows(self, actor: Standing, record: Organisation | Person) -> bool:
        return record.merged_into_id is None

    def q(self, actor: Standing) -> Q:
        return Q(merged_into__isnull=True)


class _CreateNamed(Rule[Standing]):
    """The secretariat of the record's community and the site admin."""

    def allows(self, actor: Standing, record: Organisation | Person) -> bool:
        return actor.site_admin or record.community_id in actor.secretariat

    def q(self, actor: Standing) -> Q:
        return EVERYBODY if actor.site_admin else Q(community__in=actor.secretariat)


class _EditPost(Rule[Standing]):
    """Whoever may edit the organisation at which the post is held."""

    def allows(self, actor: Standing, record: Post) -> bool:
        return edit_named.allows(actor, record.organisation)

    def q(self, actor: Standing) -> Q:
        if actor.site_admin:
            return EVERYBODY
        return Q(organisation__community__in=actor.secretariat) | Q(organisation__in=actor.administers)


class _StaffOrganisation(Rule[Standing]):
    """An organisation's own admin, and whoever governs the community that keeps it."""

    def allows(self, actor: Standing, record: Organisation) -> bool:
        return record.pk in actor.administers or govern_community.allows(actor, record.community)

    def q(self, actor: Standing) -> Q:
        if actor.site_admin:
            return EVERYBODY
        condition = Q(pk__in=actor.administers)
        for community in actor.secretariat:
            condition |= Q(community__path__contains=str(community))
        return condition


govern_community: Rule[Standing] = _GovernCommunity()
edit_named: Rule[Standing] = _EditNamed()
own_person: Rule[Standing] = _OwnPerson()
"""May change what the own page says: website and descriptions; names and identifiers are the secretariat's."""
view_named: Rule[Standing] = _ViewNamed()
create_named: Rule[Standing] = _CreateNamed()
"""May add and merge records of a community and say by which identifiers they go."""
edit_post: Rule[Standing] = _EditPost()
staff_organisation: Rule[Standing] = _StaffOrganisation()
"""May say who belongs to an organisation."""
