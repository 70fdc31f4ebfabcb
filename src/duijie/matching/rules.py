"""Who may judge matches and see what became of them.

What a community's log says is for its own secretariat: not for the one above it, not for a branch.
"""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import NOBODY, Rule
from duijie.library.models import Item
from duijie.library.rules import edit_item, read_problem_body
from duijie.registry.building_rules import OfSecretariat, Own
from duijie.registry.standing import Standing


class _BrokerOf(Rule[Standing]):
    """A broker of the problem's community who may read it."""

    def allows(self, actor: Standing, record: Item) -> bool:
        return record.community_id in actor.broker and read_problem_body.allows(actor, record)

    def q(self, actor: Standing) -> Q:
        if not actor.broker:
            return NOBODY
        return Q(community__in=actor.broker) & read_problem_body.q(actor)


own_search: Rule[Standing] = Own("owner_id")
"""May open, rename, pause and delete a saved search: nobody else, for a need may be confidential, from the
site admin too."""

see_use: Rule[Standing] = OfSecretariat("pk")
"""May see the report on the use of matches, calibrate, and switch exploration."""

judge_matches: Rule[Standing] = edit_item | _BrokerOf()
"""May say of a problem's matches that they do not suit. A need that somebody only tries is judged by
whoever has it in their session."""
