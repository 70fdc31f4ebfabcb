"""Every read of the docking room that needs a name. All take the actor's standing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.core.models import User
from duijie.docking.lifecycle import LIVE
from duijie.docking.models import Deal, Introduction, LogEntry, Participant, Proposal, ProposalAnswer, Terms, Thread
from duijie.docking.rules import demand_side, read_thread, supply_side, view_deal, view_introduction
from duijie.library.models import Item, Problem, Requirement, Talent
from duijie.registry.models import Role
from duijie.registry.standing import Standing, standing

INTRODUCED = (
    "problem__organisation",
    "problem__community",
    "project__organisation",
    "talent__organisation",
    "talent__person",
    "made_by",
    "community",
)
_THERE_IS_NONE = _("There is no such introduction or deal, or it is not open to you.")


def speakers(item: Item) -> list[User]:
    """The people who can answer for an item: its owner, the admins of its organisation, the
    person a talent profile is about."""
    wanted = Q(pk=item.owner_id)
    if item.organisation_id:
        admins = Role.objects.filter(kind=Role.Kind.ORGANISATION_ADMIN, organisation=item.organisation_id)
        wanted |= Q(pk__in=admins.values("user"))
    if isinstance(item, Talent) and item.person is not None and item.person.user_id:
        wanted |= Q(pk=item.person.user_id)
    return list(User.objects.filter(wanted, is_active=True).order_by("pk"))


def open_invitations(users: Iterable[User]) -> int:
    """How many introductions wait for an answer of these people: the load that an inviter sees.

    Counted over the person most asked, since each of them answers alone.
    """
    return max((awaiting(standing(user)).count() for user in users), default=0)


def introductions(actor: Standing) -> QuerySet[Introduction]:
    """The introductions the actor may see, the newest first."""
    return view_introduction.filter(actor, Introduction.objects.select_related(*INTRODUCED)).order_by("-id")


def mine(actor: Standing) -> QuerySet[Introduction]:
    """The introductions in which the actor speaks for a side, made the introduction or stands in for who did."""
    own = demand_side.q(actor) | supply_side.q(actor)
    if actor.user is not None:
        own |= Q(made_by=actor.user) | Q(pk__in=actor.stands_in)
    return Introduction.objects.filter(own).select_related(*INTRODUCED, "deal").order_by("-id")


def awaiting(actor: Standing) -> QuerySet[Introduction]:
    """The open introductions that wait for the actor's own answer."""
    return (
        Introduction.objects.filter(
            (demand_side.q(actor) & Q(demand_accepted=False)) | (supply_side.q(actor) & Q(supply_accepted=False)),
            state=Introduction.State.OPEN,
        )
        .select_related(*INTRODUCED)
        .order_by("deadline", "id")
    )


def access_introduction(actor: Standing, pk: UUID | str) -> Introduction:
    """One introduction.

    Raises:
        NotFound: there is none, or the actor may not know of it.
    """
    found = Introduction.objects.select_related(*INTRODUCED).filter(pk=pk).first()
    if found is None or not view_introduction.allows(actor, found):
        raise NotFound(_THERE_IS_NONE)
    return found


def access_introduction_or_deal(actor: Standing, pk: UUID | str) -> Introduction:
    """One introduction, for who may read it or is in the room of its deal; errors as :func:`access_introduction`."""
    found = (
        Introduction.objects.select_related(*INTRODUCED, "deal")
        .prefetch_related("deal__participants")
        .filter(pk=pk)
        .first()
    )
    deal = getattr(found, "deal", None)
    if found is None or not (
        view_introduction.allows(actor, found) or (deal is not None and view_deal.allows(actor, deal))
    ):
        raise NotFound(_THERE_IS_NONE)
    return found


def between(problem: Item, item: Item) -> Introduction | None:
    """The introduction of the two that is open or led to a deal still alive, if any."""
    return (
        Introduction.objects.filter(problem=problem.pk, **{f"{item.kind.value}": item.pk})
        .filter(Q(state=Introduction.State.OPEN) | Q(deal__state__in=LIVE))
        .first()
    )


def deals(actor: Standing) -> QuerySet[Deal]:
    """The deals in which the actor takes part, those that moved last first."""
    return (
        view_deal.filter(actor, Deal.objects.all())
        .select_related("introduction__problem", "introduction__project", "introduction__talent")
        .annotate(last_message=Max("threads__messages__created_at"))
        .order_by("-updated_at", "-id")
    )


def access_deal(actor: Standing, pk: UUID | str) -> Deal:
    """One deal, for who is in its room; errors as :func:`access_introduction`."""
    found = (
        Deal.objects.select_related(*(f"introduction__{name}" for name in INTRODUCED))
        .prefetch_related("participants__user")
        .filter(pk=pk)
        .first()
    )
    if found is None or not view_deal.allows(actor, found):
        raise NotFound(_THERE_IS_NONE)
    return found


def threads(actor: Standing, deal: Deal) -> QuerySet[Thread]:
    """The threads of a deal that the actor may read, the oldest first."""
    return read_thread.filter(actor, Thread.objects.filter(deal=deal)).annotate(length=Count("messages")).order_by("id")


def access_thread(actor: Standing, deal: Deal, pk: int | None) -> Thread:
    """One thread of a deal, the first when ``pk`` is None; errors as :func:`access_introduction`."""
    rows = threads(actor, deal)
    found = (rows.filter(pk=pk) if pk is not None else rows).first()
    if found is None:
        raise NotFound(_THERE_IS_NONE)
    return found


def access_terms(deal: Deal, pk: UUID | str) -> Terms:
    """One sheet of terms of a deal whose room the reader is in.

    Raises:
        NotFound: there is none.
    """
    found = deal.terms.prefetch_related("milestones").select_related("made_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such sheet of terms."))
    return found


def access_comparison(actor: Standing, pk: UUID | str) -> tuple[Problem, dict[str, Any]]:
    """The last proposals for a problem, for those who speak for it in the deals: the requirements,
    the proposals, and what each says to each.

    ``columns``: the proposals with their deals; ``rows``: a requirement and an answer or None for
    each column. Only deals in whose rooms the actor is, on the problem's side.

    Raises:
        NotFound: there is no such problem, or the actor takes part in no deal on its side.
    """
    own = Participant.objects.filter(user=actor.user, side="demand", left_at=None) if actor.user else None
    rows = Deal.objects.filter(introduction__problem_id=pk)
    rows = rows.filter(pk__in=own.values("deal")) if own is not None else rows.none()
    found = list(rows.select_related(*(f"introduction__{name}" for name in INTRODUCED)).order_by("id"))
    if not found:
        raise NotFound(_("There is no such problem, or no proposal for it that is yours to read."))
    newest = Proposal.objects.filter(deal__in=found).order_by("deal_id", "-number").distinct("deal_id")
    columns = list(
        Proposal.objects.filter(pk__in=[row.pk for row in newest])
        .select_related("deal__introduction__project", "deal__introduction__talent")
        .prefetch_related("answers")
        .order_by("amount", "id")
    )
    said = [{answer.requirement_text: answer for answer in column.answers.all()} for column in columns]
    problem = found[0].introduction.problem
    return problem, {
        "columns": columns,
        "rows": [(row, [_to(row, answers) for answers in said]) for row in problem.requirements.all()],
    }


def _to(requirement: Requirement, answers: Mapping[str, ProposalAnswer]) -> ProposalAnswer | None:
    """The answer to a requirement: by its words with the quantity, or by its words alone as proposals kept it once."""
    return answers.get(requirement.clause[:500]) or answers.get(requirement.text)


def log_of(stream: UUID) -> QuerySet[LogEntry]:
    """What was done, the latest first."""
    return LogEntry.objects.filter(stream=stream).order_by("-place")


def present(deal: Deal) -> list[Participant]:
    """Who is in the room."""
    return [row for row in deal.participants.all() if row.left_at is None]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person: invitations to answer, deals alive."""

    invitations: int
    deals: int


def waiting(actor: Standing) -> Waiting:
    """What waits for the actor."""
    return Waiting(awaiting(actor).count(), deals(actor).filter(state__in=LIVE).count())
