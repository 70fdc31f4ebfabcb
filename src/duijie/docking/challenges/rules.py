"""Who may see and do what with a challenge."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from duijie.core.permissions import NOBODY, Rule
from duijie.docking.challenges.lifecycle import Part
from duijie.docking.models import Assessor, Challenge, Officer, OpenedProposal, SealedProposal
from duijie.docking.rules import speak_for_item
from duijie.library.models import Problem
from duijie.library.rules import view_item
from duijie.registry.standing import Standing


class _KeptBySecretariat(Rule[Standing]):
    """The secretariat of a problem's community, once the problem left its draft."""

    def allows(self, actor: Standing, record: Problem) -> bool:
        return record.community_id in actor.secretariat and record.state != "draft"

    def q(self, actor: Standing) -> Q:
        return Q(community__in=actor.secretariat) & ~Q(state="draft") if actor.secretariat else NOBODY


class _Runs(Rule[Standing]):
    """Who answers for the challenge's problem, and the secretariat of its community."""

    def allows(self, actor: Standing, record: Challenge) -> bool:
        return record.community_id in actor.secretariat or speak_for_item.allows(actor, record.problem)

    def q(self, actor: Standing) -> Q:
        if actor.user is None:
            return NOBODY
        own = Q(problem__in=Problem.objects.filter(speak_for_item.q(actor)).values("pk"))
        return own | Q(community__in=actor.secretariat) if actor.secretariat else own


class _Officer(Rule[Standing]):
    """One of its officers."""

    def allows(self, actor: Standing, record: Challenge) -> bool:
        return actor.user is not None and any(row.user_id == actor.user for row in record.officers.all())

    def q(self, actor: Standing) -> Q:
        return Q(pk__in=_named(Officer, actor)) if actor.user is not None else NOBODY


class _Assessor(Rule[Standing]):
    """One of its assessors who was not excused."""

    def allows(self, actor: Standing, record: Challenge) -> bool:
        return actor.user is not None and any(
            row.user_id == actor.user and row.excused_at is None for row in record.assessors.all()
        )

    def q(self, actor: Standing) -> Q:
        return Q(pk__in=_named(Assessor, actor, excused_at=None)) if actor.user is not None else NOBODY


class _TookPart(Rule[Standing]):
    """Whoever handed a proposal in."""

    def allows(self, actor: Standing, record: Challenge) -> bool:
        return actor.user is not None and record.sealed.filter(solver=actor.user).exists()

    def q(self, actor: Standing) -> Q:
        if actor.user is None:
            return NOBODY
        return Q(Exists(SealedProposal.objects.filter(challenge=OuterRef("pk"), solver=actor.user)))


class _Published(Rule[Standing]):
    """A challenge that was published, for everybody who may see its problem."""

    def allows(self, actor: Standing, record: Challenge) -> bool:
        return record.published_at is not None and view_item.allows(actor, record.problem)

    def q(self, actor: Standing) -> Q:
        seen = Problem.objects.filter(view_item.q(actor)).values("pk")
        return Q(published_at__isnull=False, problem__in=seen)


class _OfChallenge(Rule[Standing]):
    """A rule of challenges, asked of what belongs to one."""

    def __init__(self, inner: Rule[Standing]) -> None:
        self.inner = inner

    def allows(self, actor: Standing, record: OpenedProposal) -> bool:
        return self.inner.allows(actor, record.challenge)

    def q(self, actor: Standing) -> Q:
        return Q(challenge__in=Challenge.objects.filter(self.inner.q(actor)).values("pk"))


class _Opened(Rule[Standing]):
    """What belongs to a challenge whose proposals are all open: of a half done opening nobody reads anything."""

    def allows(self, actor: Standing, record: OpenedProposal) -> bool:
        return record.challenge.opened_at is not None

    def q(self, actor: Standing) -> Q:
        return Q(challenge__opened_at__isnull=False)


class _HandedIn(Rule[Standing]):
    """Whoever handed it in."""

    def allows(self, actor: Standing, record: SealedProposal | OpenedProposal) -> bool:
        return actor.user is not None and record.solver_id == actor.user

    def q(self, actor: Standing) -> Q:
        return Q(solver=actor.user) if actor.user is not None else NOBODY


def _named(model: type[Officer] | type[Assessor], actor: Standing, **more: object) -> object:
    return model._default_manager.filter(user=actor.user, **more).values("challenge")


open_challenge: Rule[Standing] = speak_for_item | _KeptBySecretariat()
"""May put a problem out as a challenge."""

run_challenge: Rule[Standing] = _Runs()
"""May prepare and publish it, change its rules, name assessors, publish shortlist and award, end it.
Sees before the opening how many proposals there are, and nothing of them."""

be_officer: Rule[Standing] = _Officer()
"""May take office and give their key for the opening. Sees how many proposals there are."""

assess: Rule[Standing] = _Assessor()
"""May score the opened proposals."""

view_challenge: Rule[Standing] = _Published() | _Runs() | _Officer() | _Assessor() | _TookPart()
"""May read its rules, notices and timetable, and later the opening protocol, the shortlist and the award."""

count_proposals: Rule[Standing] = _Runs() | _Officer()
"""May know before the opening how many proposals were handed in; never whose they are."""

own_proposal: Rule[Standing] = _HandedIn()
"""May see that it was handed in, replace it, take it back, and have its receipt and its sealed bytes."""

read_proposal: Rule[Standing] = _Opened() & (_HandedIn() | _OfChallenge(_Runs()) | _OfChallenge(_Assessor()))
"""May read an opened proposal and its files, once all are open. Its officers may not by that office."""

judge_proposal: Rule[Standing] = _Opened() & (_OfChallenge(_Runs()) | _OfChallenge(_Assessor()))
"""May read what assessors gave it."""


def stands_aside(actor: Standing, challenge: Challenge) -> bool:
    """Whether somebody is too near to hand in a proposal: of the problem's side, who runs it, its officers."""
    problem = challenge.problem
    return (
        run_challenge.allows(actor, challenge)
        or be_officer.allows(actor, challenge)
        or (problem.organisation_id is not None and problem.organisation_id in actor.organisations)
    )


def parts_of(actor: Standing, challenge: Challenge) -> frozenset[Part]:
    """What somebody is in a challenge."""
    found: set[Part] = set()
    if run_challenge.allows(actor, challenge):
        found.add("runs")
    if be_officer.allows(actor, challenge):
        found.add("officer")
    if assess.allows(actor, challenge):
        found.add("assessor")
    seen = challenge.published_at is not None and view_challenge.allows(actor, challenge)
    if actor.user is not None and seen and not stands_aside(actor, challenge):
        found.add("solver")
    return frozenset(found)
