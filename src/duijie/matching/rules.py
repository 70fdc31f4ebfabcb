"""Who may judge matches and see what became of them.

What a community's log says is for its own secretariat: not for the one above it, not for a branch.
"""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import EVERYBODY, NOBODY, Rule
from duijie.library.models import Item
from duijie.library.rules import edit_item, read_problem_body
from duijie.matching.models import SavedSearch
from duijie.registry.models import Community
from duijie.registry.standing import Standing


class _SeeUse(Rule[Standing]):
    """The secretariat of the community itself, and the site admin."""

    def allows(self, actor: Standing, record: Community) -> bool:
        return actor.site_admin or record.pk in actor.secretariat

    def q(self, actor: Standing) -> Q:
        if actor.site_admin:
            return EVERYBODY
        return Q(pk__in=actor.secretariat) if actor.secretariat else NOBODY


class _BrokerOf(Rule[Standing]):
    """A broker of the problem's community who may read it."""

    def allows(self, actor: Standing, record: Item) -> bool:
        return record.community_id in actor.broker and read_problem_body.allows(actor, record)

    def q(self, actor: Standing) -> Q:
        if not actor.broker:
            return NOBODY
        return Q(community__in=actor.broker) & read_problem_body.q(actor)


class _OwnSearch(Rule[Standing]):
    """Who saved it, and nobody else: a need may be confidential, from the site admin too."""

    def allows(self, actor: Standing, record: SavedSearch) -> bool:
        return actor.user is not None and record.owner_id == actor.user

    def q(self, actor: Standing) -> Q:
        return Q(owner=actor.user) if actor.user is not None else NOBODY


own_search: Rule[Standing] = _OwnSearch()
"""May open, rename, pause and delete a saved search."""

see_use: Rule[Standing] = _SeeUse()
"""May see the report on the use of matches, calibrate, and switch exploration."""

judge_matches: Rule[Standing] = edit_item | _BrokerOf()
"""May say of a problem's matches that they do not suit. A need that somebody only tries is judged by
whoever has it in their session."""
