"""Who may see and do what with an item.

Every rule is given the actor's :class:`~duijie.registry.standing.Standing`. The same rules
serve the site, the API, the search index and the exports.
"""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import EVERYBODY, NOBODY, Rule
from duijie.library.lifecycle import LISTED
from duijie.library.models import Item, Visibility
from duijie.registry.building_rules import Administers, Own
from duijie.registry.standing import Standing

PUBLIC_STATES = LISTED | {"closed"}


class _SiteAdmin(Rule[Standing]):
    def allows(self, actor: Standing, record: Item) -> bool:
        return actor.site_admin

    def q(self, actor: Standing) -> Q:
        return EVERYBODY if actor.site_admin else NOBODY


class _Teammate(Rule[Standing]):
    """Somebody of the item's organisation."""

    def allows(self, actor: Standing, record: Item) -> bool:
        return record.organisation_id is not None and record.organisation_id in actor.organisations

    def q(self, actor: Standing) -> Q:
        return Q(organisation__in=actor.organisations) if actor.organisations else NOBODY


class _Secretariat(Rule[Standing]):
    """The secretariat of the item's own community, once the item left its draft."""

    def allows(self, actor: Standing, record: Item) -> bool:
        return record.community_id in actor.secretariat and record.state != "draft"

    def q(self, actor: Standing) -> Q:
        return Q(community__in=actor.secretariat) & ~Q(state="draft") if actor.secretariat else NOBODY


class _Public(Rule[Standing]):
    def allows(self, actor: Standing, record: Item) -> bool:
        return record.visibility == Visibility.PUBLIC and record.state in PUBLIC_STATES

    def q(self, actor: Standing) -> Q:
        return Q(visibility=Visibility.PUBLIC, state__in=PUBLIC_STATES)


class _Community(Rule[Standing]):
    """Somebody whose roles let them see community-visible items of the item's community."""

    def allows(self, actor: Standing, record: Item) -> bool:
        return (
            record.visibility == Visibility.COMMUNITY
            and record.state in PUBLIC_STATES
            and record.community_id in actor.sees
        )

    def q(self, actor: Standing) -> Q:
        if not actor.sees:
            return NOBODY
        return Q(visibility=Visibility.COMMUNITY, state__in=PUBLIC_STATES, community__in=actor.sees)


class _Broker(Rule[Standing]):
    """A broker of the item's own community, once the item left its draft."""

    def allows(self, actor: Standing, record: Item) -> bool:
        return record.community_id in actor.broker and record.state != "draft"

    def q(self, actor: Standing) -> Q:
        return Q(community__in=actor.broker) & ~Q(state="draft") if actor.broker else NOBODY


class _Open(Rule[Standing]):
    """Items that hide nothing but their title: all but problems marked title-only."""

    def allows(self, actor: Standing, record: Item) -> bool:
        return getattr(record, "confidentiality", "open") == "open"

    def q(self, actor: Standing) -> Q:
        return Q(confidentiality="open")


class _Granted(Rule[Standing]):
    """Somebody to whom a problem was opened in confidence (see library.services.grants)."""

    def allows(self, actor: Standing, record: Item) -> bool:
        return record.pk in actor.granted and record.state != "draft"

    def q(self, actor: Standing) -> Q:
        return Q(pk__in=actor.granted) & ~Q(state="draft") if actor.granted else NOBODY


_inside = _SiteAdmin() | Own("owner_id") | _Teammate() | _Secretariat()

view_item: Rule[Standing] = _inside | _Public() | _Community() | _Granted()
"""May know that the item exists and read its title, field and place."""

edit_item: Rule[Standing] = _SiteAdmin() | Own("owner_id") | Administers("organisation_id") | _Secretariat()
"""May change it and take the owner's actions."""

moderate_item: Rule[Standing] = _SiteAdmin() | _Secretariat()
"""May publish it, return it, take it down."""

read_problem_body: Rule[Standing] = _inside | _Granted() | (_Broker() & view_item) | (_Open() & view_item)
"""May read the statement and requirements of a problem, not only its title."""


def may_read_body(actor: Standing, item: Item) -> bool:
    """Whether the actor may read all of the item; for projects and talents, whoever may view it."""
    if item.kind == "problem":
        return read_problem_body.allows(actor, item)
    return view_item.allows(actor, item)
