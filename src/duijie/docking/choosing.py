"""For which of one's own problems, projects and profiles somebody may invite."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from duijie.docking.rules import may_invite, speak_for_item, speak_for_talent
from duijie.library.lifecycle import LISTED
from duijie.library.models import Item, Problem, Project, Talent
from duijie.library.queries import access_item
from duijie.library.rules import view_item
from duijie.registry.standing import Standing

_MOST = 200

Choices = list[tuple[str, str]]


def chosen(actor: Standing, problem: str, item: str) -> tuple[Item | None, Item | None]:
    """The problem and the item that the addresses ``problem=<id>`` and ``item=<kind>:<id>`` name.

    Raises:
        NotFound: one is named that is not there, or not open to the actor.
    """
    kind, _colon, pk = item.partition(":")
    one = access_item(actor, "problem", _id(problem)) if problem else None
    other = access_item(actor, kind if kind in ("project", "talent") else "", _id(pk)) if item else None
    return one, other


def choices_for(actor: Standing, problem: Item | None, item: Item | None) -> tuple[Choices, Choices]:
    """What may be chosen beside what is chosen already: empty where there is nothing to choose from."""
    if problem is not None and item is not None:
        allowed = may_invite(actor, problem, item) is not None
        return ([(str(problem.pk), problem.title)], [(item.key, item.title)]) if allowed else ([], [])
    if item is not None:
        rows = Problem.objects.filter(_for_problems(actor, item), view_item.q(actor), state__in=LISTED)
        return [(str(row.pk), row.title) for row in rows.order_by("-id")[:_MOST]], [(item.key, item.title)]
    assert problem is not None  # noqa: S101 - the caller chose one
    broker = problem.community_id in actor.broker | actor.secretariat or speak_for_item.allows(actor, problem)
    if broker:
        return [(str(problem.pk), problem.title)], []
    own: list[Item] = [
        *Project.objects.filter(speak_for_item.q(actor), state__in=LISTED).order_by("-id")[:_MOST],
        *Talent.objects.filter(speak_for_talent.q(actor), state__in=LISTED).order_by("-id")[:_MOST],
    ]
    return [(str(problem.pk), problem.title)], [(row.key, row.title) for row in own]


def _for_problems(actor: Standing, item: Item) -> Q:
    """The problems for which the actor may invite to this item."""
    brokered = Q(community__in=actor.broker | actor.secretariat)
    own = speak_for_item.q(actor)
    rule = speak_for_talent if isinstance(item, Talent) else speak_for_item
    return Q() if rule.allows(actor, item) else own | brokered


def _id(text: str) -> UUID | str:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
