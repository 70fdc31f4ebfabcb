"""Conflicts of interest on the way to a contract: those that stand in its way, and what deals add to them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import InvalidInput
from duijie.docking.models import Deal
from duijie.docking.rules import know_deal
from duijie.library.models import Item
from duijie.matching.conflicts import conflicts_between
from duijie.matching.conflicts.hooks import Found
from duijie.matching.conflicts.marking import marks
from duijie.matching.conflicts.types import Conflict
from duijie.matching.conflicts.types import Deal as Tie
from duijie.registry.standing import Standing

_FORBIDDING = frozenset({"same person", "same account", "declared"})
"""Kinds that, when they block, keep two from being introduced. Colleagues may work together: that
they are is shown, not forbidden."""


def check_ties(actor: Standing, problem: Item, item: Item) -> None:
    """Refuse to introduce two between whom a conflict of interest stands.

    Raises:
        InvalidInput: with the reason where the actor may know it, without one where not.
    """
    found = conflicts_between(actor=None, one=problem, other=item)
    if not any(one.strength == "blocking" and one.kind in _FORBIDDING for one in found):
        return
    known = [one for one in shown_ties(actor, problem, item) if one.strength == "blocking"]
    if known:
        raise InvalidInput(_("A conflict of interest stands in the way: %(reason)s") % {"reason": known[0].reason})
    raise InvalidInput(_("A conflict of interest stands in the way; the secretariat can say more."))


def shown_ties(actor: Standing, problem: Item, item: Item) -> tuple[Conflict, ...]:
    """What ties the two, as far as the actor may know."""
    return marks(actor, str(problem.pk), [item]).get(item.key, ())


def earlier_deals(
    actor: Standing | None, people: frozenset[UUID], organisations: frozenset[UUID], users: frozenset[UUID]
) -> Iterable[Found]:
    """The contracts between any of these, for matching.conflicts.hooks. Whoever is in the deal's
    room, or of the secretariat or the brokers of its community, may know of it."""
    rows = Deal.objects.filter(state__in=[Deal.State.CONTRACTED, Deal.State.DELIVERED]).select_related(
        "introduction__problem", "introduction__project", "introduction__talent__person"
    )
    ours = Q()
    for side in ("problem", "project", "talent"):
        ours |= Q(**{f"introduction__{side}__organisation__in": organisations})
        ours |= Q(**{f"introduction__{side}__owner__in": users})
    ours |= Q(introduction__talent__person__in=people)
    for deal in rows.filter(ours).prefetch_related("participants"):
        open_ = actor is None or know_deal.allows(actor, deal)
        problem, item = deal.introduction.problem, deal.introduction.item
        for one in _ids(problem):
            for other in _ids(item):
                yield Found(
                    Tie(
                        one=one,
                        other=other,
                        reason=_("They have a contract with each other."),
                        since=deal.moved_at.date(),
                        ended=deal.moved_at.date() if deal.state == Deal.State.DELIVERED else None,
                    ),
                    open_,
                )


def _ids(item: Item) -> list[UUID]:
    person = getattr(item, "person_id", None)
    return [found for found in (item.organisation_id, item.owner_id, person) if found]
