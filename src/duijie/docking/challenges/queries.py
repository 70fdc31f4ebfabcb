"""Every read of challenges that needs a name. Those that a reader asks take the actor's standing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.core.models import User
from duijie.docking.challenges.lifecycle import LIVE
from duijie.docking.challenges.rules import (
    assess,
    be_officer,
    count_proposals,
    judge_proposal,
    own_proposal,
    read_proposal,
    run_challenge,
    view_challenge,
)
from duijie.docking.challenges.scoring import mean, weighted
from duijie.docking.models import (
    Assessor,
    Challenge,
    ChallengeRules,
    LogEntry,
    OpenedFile,
    OpenedProposal,
    SealedProposal,
)
from duijie.docking.queries.deals import speakers
from duijie.docking.rules import speak_for_item, speak_for_talent
from duijie.library.models import Item, Problem, Project, Talent
from duijie.registry.models import Community, Role
from duijie.registry.standing import Standing

_THERE_IS_NONE = _("There is no such challenge, or it is not open to you.")
_SHOWN = ("problem__organisation", "problem__community", "community")
OFFERED = frozenset({"submitted", "published", "matched"})
"""The states of a project or profile with which one may answer a challenge."""


def challenges(actor: Standing, community: Community | None = None) -> QuerySet[Challenge]:
    """The published challenges that the actor may see, of a community and those below it, the open ones
    first, then the latest."""
    rows = view_challenge.filter(actor, Challenge.objects.filter(published_at__isnull=False))
    if community is not None:
        rows = rows.filter(Q(community=community) | Q(community__path__startswith=f"{community.path}/"))
    return _named(rows).order_by("-published_at", "-id")


def _named(rows: QuerySet[Challenge]) -> QuerySet[Challenge]:
    return rows.select_related(*_SHOWN).prefetch_related("problem__organisation__names")


def with_part(actor: Standing) -> QuerySet[Challenge]:
    """The challenges that the actor runs, opens or judges, the latest first."""
    if actor.user is None:
        return Challenge.objects.none()
    return _named(Challenge.objects.filter(run_challenge.q(actor) | be_officer.q(actor) | assess.q(actor))).order_by(
        "-id"
    )


def access_challenge(actor: Standing, pk: UUID | str) -> Challenge:
    """One challenge.

    Raises:
        NotFound: there is none, or the actor may not know of it.
    """
    rows = Challenge.objects.select_related(*_SHOWN, "award__project", "award__talent", "deal")
    found = rows.prefetch_related("officers__user", "assessors__user").filter(pk=pk).first()
    if found is None or not view_challenge.allows(actor, found):
        raise NotFound(_THERE_IS_NONE)
    return found


def of_problem(actor: Standing, problem: Item) -> Challenge | None:
    """The challenge on a problem that the actor may see: the one that goes on, else the last."""
    rows = view_challenge.filter(actor, Challenge.objects.filter(problem=problem.pk)).select_related("problem")
    found = list(rows.order_by("-id")[:10])
    return next((row for row in found if row.state in LIVE), found[0] if found else None)


def editions(challenge: Challenge) -> list[ChallengeRules]:
    """The published editions of the rules, the last first."""
    return list(challenge.editions.filter(published_at__isnull=False).order_by("-number"))


def in_force(challenge: Challenge) -> ChallengeRules:
    """The rules in force; those in preparation of a draft."""
    found = challenge.editions.order_by("-number").first()
    assert found is not None  # noqa: S101 - made with the challenge
    return found


def number_of_proposals(actor: Standing, challenge: Challenge) -> int | None:
    """How many proposals stand; None for who may not know it before the opening."""
    if challenge.opened_at is not None:
        return challenge.proposals.count()
    if not count_proposals.allows(actor, challenge):
        return None
    return challenge.sealed.filter(state=SealedProposal.State.STANDING).count()


def how_far(actor: Standing, challenge: Challenge) -> tuple[int, int] | None:
    """How many proposals of an opening that goes on are open, and of how many; for who may know their number."""
    if challenge.state != Challenge.State.OPENING:
        return None
    number = number_of_proposals(actor, challenge)
    return None if number is None else (challenge.proposals.count(), number)


def own_sealed(actor: Standing, challenge: Challenge) -> SealedProposal | None:
    """What the actor has handed in and not taken back."""
    rows = own_proposal.filter(actor, challenge.sealed.filter(state=SealedProposal.State.STANDING))
    return rows.first()


def access_sealed(actor: Standing, challenge: Challenge, pk: UUID | str) -> SealedProposal:
    """What the actor handed in.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = own_proposal.filter(actor, challenge.sealed.filter(pk=pk)).first()
    if found is None:
        raise NotFound(_("There is no such proposal, or it is not open to you."))
    found.challenge = challenge
    return found


def own_proposals(actor: Standing) -> QuerySet[SealedProposal]:
    """What the actor handed in to any challenge and not replaced since, the latest first."""
    rows = own_proposal.filter(actor, SealedProposal.objects.exclude(state=SealedProposal.State.REPLACED))
    return rows.select_related("challenge__problem", "opened").order_by("-handed_in_at", "-id")


def protocol(challenge: Challenge) -> QuerySet[OpenedProposal]:
    """The lines of the opening protocol, once all are open. For everybody who may see the challenge."""
    lines = challenge.proposals.all() if challenge.opened_at is not None else challenge.proposals.none()
    rows = lines.select_related("sealed", "solver", "project__organisation", "talent__organisation")
    names = ("project__organisation__names", "talent__organisation__names")
    return rows.prefetch_related(*names).order_by("number")


def access_proposal(actor: Standing, challenge: Challenge, number: int) -> OpenedProposal:
    """An opened proposal.

    Raises:
        NotFound: there is none, or it is not open to the actor.
    """
    found = protocol(challenge).filter(number=number).first()
    if found is not None:
        found.challenge = challenge
    if found is None or not read_proposal.allows(actor, found):
        raise NotFound(_("There is no such proposal, or it is not open to you."))
    return found


def access_file(actor: Standing, proposal: OpenedProposal, pk: UUID | str) -> OpenedFile:
    """A file of a proposal that the actor may read.

    Raises:
        NotFound: there is none.
    """
    found = proposal.files.filter(pk=pk).first()
    if found is None or not read_proposal.allows(actor, proposal):
        raise NotFound(_("There is no such file, or it is not open to you."))
    found.proposal = proposal
    return found


def offers(actor: Standing) -> list[Item]:
    """The actor's projects and profiles with which they may answer a challenge."""
    if actor.user is None:
        return []
    return [
        *Project.objects.filter(speak_for_item.q(actor), state__in=OFFERED).order_by("-id")[:100],
        *Talent.objects.filter(speak_for_talent.q(actor), state__in=OFFERED).order_by("-id")[:100],
    ]


def may_be_officers(problem: Problem) -> list[tuple[User, bool]]:
    """Who may open the proposals of a challenge on a problem: the secretariat, those who answer for the
    problem and their colleagues; and whether somebody is of the problem's own side."""
    own = {user.pk: user for user in speakers(problem)}
    if problem.organisation_id:
        members = Role.objects.filter(organisation=problem.organisation_id).values("user")
        own |= {user.pk: user for user in User.objects.filter(pk__in=members, is_active=True)}
    held = Role.objects.filter(kind=Role.Kind.SECRETARIAT, community=problem.community_id).values("user")
    others = User.objects.filter(pk__in=held, is_active=True).exclude(pk__in=list(own))
    found = [(user, False) for user in others] + [(user, True) for user in own.values()]
    return sorted(found, key=lambda one: (one[1], str(one[0]), one[0].pk))


@dataclass(frozen=True, slots=True)
class Judged:
    """An opened proposal with its scores: ``given`` by assessor, ``score`` the mean of those complete."""

    proposal: OpenedProposal
    given: dict[int, Decimal | None]
    score: Decimal | None

    @property
    def complete(self) -> bool:
        """Whether every assessor has scored it by every criterion."""
        return bool(self.given) and all(value is not None for value in self.given.values())


def judged(challenge: Challenge, lines: Iterable[OpenedProposal] | None = None) -> list[Judged]:
    """The proposals that could be opened, with their scores, in the order of the protocol: all of them, or
    ``lines`` of them."""
    criteria = in_force(challenge).criteria
    weights = [int(row["weight"]) for row in criteria]
    assessors = [row.pk for row in acting(challenge)]
    rows = protocol(challenge).filter(failure="").prefetch_related("scores")
    if lines is not None:
        rows = rows.filter(pk__in=[line.pk for line in lines])
    found = []
    for row in rows:
        row.challenge = challenge
        points: dict[int, dict[int, int]] = {pk: {} for pk in assessors}
        for score in row.scores.all():
            if score.assessor_id in points:
                points[score.assessor_id][score.criterion] = score.points
        given = {pk: weighted(weights, points[pk]) for pk in assessors}
        found.append(Judged(row, given, mean([value for value in given.values() if value is not None])))
    return found


def visible_scores(actor: Standing, challenge: Challenge, lines: Iterable[OpenedProposal]) -> list[Judged]:
    """As :func:`judged` for who may read what assessors gave; the solver's own line once the shortlist is out."""
    out = challenge.shortlisted_at is not None
    return [
        row
        for row in judged(challenge, lines)
        if judge_proposal.allows(actor, row.proposal) or (out and own_proposal.allows(actor, row.proposal))
    ]


def acting(challenge: Challenge) -> list[Assessor]:
    """The assessors who were not excused."""
    return list(challenge.assessors.filter(excused_at=None, user__isnull=False).select_related("user"))


def assessor_of(actor: Standing, challenge: Challenge) -> Assessor | None:
    """The actor as an assessor."""
    if actor.user is None:
        return None
    return challenge.assessors.filter(user=actor.user, excused_at=None).first()


def history(actor: Standing, challenge: Challenge) -> QuerySet[LogEntry]:
    """What was done, the latest first; for those who run it and its officers. That a proposal came in
    names nobody before the opening."""
    rows = LogEntry.objects.filter(stream=challenge.pk).order_by("-place")
    return rows if count_proposals.allows(actor, challenge) else rows.none()


def shown_names(rows: Iterable[OpenedProposal]) -> Sequence[Any]:
    """Each line of a protocol with the name it is shown by: the organisation's, else the person's."""
    return [(row, name_of(row)) for row in rows]


def name_of(row: OpenedProposal) -> str:
    """Whose proposal it is, as everybody may read it after the opening."""
    item = row.item
    if item is not None and item.organisation is not None:
        return f"{item.organisation.display_name} · {item.title}"
    if item is not None:
        return item.title
    return person_name(row.solver) if row.solver is not None else ""


def person_name(user: User | None) -> str:
    """Somebody's name as visitors may read it: never a part of their address."""
    return user.name if user is not None and user.name else "—"
