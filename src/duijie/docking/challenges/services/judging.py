"""Judging what was opened: assessors without conflicts, points by the criteria, feedback, the shortlist."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.core.text import clean
from duijie.docking.challenges.queries import acting, assessor_of, in_force, judged
from duijie.docking.challenges.services.common import save, say, taking, tell, text_of
from duijie.docking.models import Assessor, Challenge, OpenedProposal, Score
from duijie.docking.services import log
from duijie.matching.conflicts import conflicts_among
from duijie.matching.conflicts.types import Conflict as Tie
from duijie.registry.models import Role
from duijie.registry.standing import standing

MOST_ASSESSORS = 20
MOST_POINTS = 100
MOST_SHORTLISTED = 30
_NOBODY = _("Nobody with this address can assess here; ask the secretariat to give them a role in the community first.")


@transaction.atomic
def name_assessor(*, actor: User, challenge: Challenge, email: str) -> Assessor:
    """Let somebody of the community score the proposals, after looking for conflicts of interest with each.

    Raises:
        InvalidInput: there is no such member (the sentence is the same for an unknown address), they
            handed in a proposal, or a conflict of interest stands in the way.
    """
    current = taking(actor, challenge, "name-assessor")
    held = Role.objects.filter(community=current.community).values("user")
    found = User.objects.filter(email=clean(email).lower(), is_active=True, pk__in=held).first()
    if found is None:
        raise _refused(_NOBODY)
    check_ties_of(found, current)
    row = current.assessors.filter(user=found).first()
    if row is not None and row.excused_at is None:
        return row
    if len(acting(current)) >= MOST_ASSESSORS:
        raise _refused(_("There are %(most)s assessors already.") % {"most": MOST_ASSESSORS})
    row = row or Assessor(challenge=current, user=found)
    row.named_by, row.excused_at, row.excused_for = actor, None, ""
    row.save()
    say(current, actor, "name-assessor", after={"user": str(found.pk)})
    tell(current, [found], "assessor", f"assessor:{row.pk}:{current.version}")
    return row


def check_ties_of(user: User, challenge: Challenge) -> None:
    """Refuse who cannot judge these proposals.

    Raises:
        InvalidInput: they handed one in, or a conflict of interest with one of them blocks.
    """
    handed, ties = _near(user, challenge)
    if handed:
        raise _refused(_("They handed in a proposal themselves."))
    if ties:
        raise _refused(_("A conflict of interest with one of the proposals stands in the way; choose somebody else."))


def check_runner(user: User, challenge: Challenge) -> None:
    """Refuse who runs a challenge but is too near to one of its proposals to have a say in it.

    That they have or had a contract with a solver is no obstacle: customers choose whom they know.

    Raises:
        NotAllowed: they handed one in, or another conflict of interest with one of them blocks.
    """
    handed, ties = _near(user, challenge)
    if handed or any(tie.kind != "deal" for tie in ties):
        raise NotAllowed(
            _("A conflict of interest ties you to one of the proposals; somebody else who runs it does this.")
        )


def _near(user: User, challenge: Challenge) -> tuple[bool, list[Tie]]:
    """Whether somebody handed in one of the proposals, else what ties them to one of them and blocks."""
    rows = list(challenge.proposals.filter(failure="").select_related("project", "talent", "solver"))
    if any(row.solver_id == user.pk for row in rows):
        return True, []
    others = [row.item.key for row in rows if row.item is not None]
    others += [f"user:{row.solver_id}" for row in rows if row.solver_id is not None]
    found = conflicts_among(actor=None, ones=[f"user:{user.pk}"], others=others) if others else {}
    return False, [one for told in found.values() for one in told if one.strength == "blocking"]


@transaction.atomic
def excuse(*, actor: User, challenge: Challenge, assessor: Assessor, reason: str) -> Assessor:
    """Let an assessor go before the shortlist; what they gave does not count any more."""
    why = text_of(reason, "reason", 2000)
    current = taking(actor, challenge, "excuse-assessor")
    row = current.assessors.select_for_update(of=("self",)).get(pk=assessor.pk)
    if row.excused_at is not None:
        return row
    row.excused_at, row.excused_for = timezone.now(), why
    row.save()
    say(current, actor, "excuse-assessor", after={"user": str(row.user_id or "")}, note=why)
    return row


@transaction.atomic
def score(
    *, actor: User, proposal: OpenedProposal, points: Mapping[int, int], notes: Mapping[int, str] | None = None
) -> list[Score]:
    """Give a proposal points, 0 to 100, by every criterion. Given again, they replace those before.

    Raises:
        InvalidInput: a criterion is missing or out of range, or a conflict of interest has come up.
    """
    current = taking(actor, proposal.challenge, "score")
    assessor = assessor_of(standing(actor), current)
    if assessor is None:
        raise NotAllowed(_("You may not do this with this challenge."))
    line = _readable(current, proposal)
    criteria = in_force(current).criteria
    told = {
        f"points_{place}": [_("Give 0 to %(most)s points.") % {"most": MOST_POINTS}]
        for place in range(len(criteria))
        if not 0 <= points.get(place, -1) <= MOST_POINTS
    }
    if told:
        raise InvalidInput(next(iter(told.values()))[0], fields=told)
    check_ties_of(actor, current)
    rows = []
    for place in range(len(criteria)):
        row = Score.objects.filter(assessor=assessor, proposal=line, criterion=place).first()
        row = row or Score(assessor=assessor, proposal=line, criterion=place)
        row.points, row.note = points[place], clean((notes or {}).get(place, ""))[:1000]
        row.full_clean(validate_constraints=False)
        row.save()
        rows.append(row)
    say(current, actor, "score", about=line, after={"points": [row.points for row in rows]})
    return rows


@transaction.atomic
def feed_back(*, actor: User, proposal: OpenedProposal, text: str) -> OpenedProposal:
    """Write to a solver what was good and what was missing; read by them once the shortlist is published."""
    current = taking(actor, proposal.challenge, "feed-back")
    check_runner(actor, current)
    line = _readable(current, proposal)
    line.feedback, line.feedback_by = text_of(text, "feedback", 10_000, least=10), actor
    line.version += 1
    line.save(update_fields=["feedback", "feedback_by", "version", "updated_at"])
    say(current, actor, "feed-back", about=line, after={"sha256": log.fingerprint(line.feedback)})
    return line


def _readable(challenge: Challenge, proposal: OpenedProposal) -> OpenedProposal:
    line = challenge.proposals.select_for_update(of=("self",)).get(pk=proposal.pk)
    line.challenge = challenge
    if line.failure:
        raise Conflict(_("This proposal could not be opened; there is nothing to judge."))
    return line


@transaction.atomic
def shortlist(*, actor: User, challenge: Challenge, numbers: Collection[int]) -> Challenge:
    """Publish who is on the shortlist, once every proposal is scored by every assessor and has its feedback.

    Raises:
        Conflict: there are no assessors, or a score or a feedback is missing.
        InvalidInput: nobody chosen, more than :data:`MOST_SHORTLISTED`, or a number that is not there.
    """
    current = taking(actor, challenge, "shortlist")
    check_runner(actor, current)
    rows = judged(current)
    if not acting(current):
        raise Conflict(_("Name at least one assessor; the proposals are scored by the published criteria first."))
    missing = [str(row.proposal.number) for row in rows if not row.complete]
    if missing:
        raise Conflict(
            _("Not every assessor has scored these proposals: %(numbers)s.") % {"numbers": ", ".join(missing)}
        )
    silent = [str(row.proposal.number) for row in rows if not row.proposal.feedback]
    if silent:
        raise Conflict(
            _("Every solver is owed an answer; write feedback for these proposals: %(numbers)s.")
            % {"numbers": ", ".join(silent)}
        )
    chosen = set(numbers)
    if not chosen or not chosen <= {row.proposal.number for row in rows}:
        sentence = _("Choose at least one of the proposals that were opened.")
        raise InvalidInput.at("numbers", sentence)
    if len(chosen) > MOST_SHORTLISTED:
        told = _("A shortlist has at most %(most)s proposals; choose fewer.") % {"most": MOST_SHORTLISTED}
        raise InvalidInput.at("numbers", told)
    current.proposals.filter(number__in=chosen).update(shortlisted=True)
    current.state, current.shortlisted_at = Challenge.State.SHORTLISTED, timezone.now()
    save(current)
    scores = {str(row.proposal.number): str(row.score) for row in rows}
    after = {"state": current.state, "shortlisted": sorted(chosen), "scores": scores}
    say(current, actor, "shortlist", before={"state": "opened"}, after=after)
    for row in rows:
        solver = row.proposal.solver
        if solver is not None:
            kind = "shortlisted" if row.proposal.number in chosen else "not-shortlisted"
            tell(current, [solver], kind, "shortlist", url=_address(row.proposal))
    return current


def _address(line: OpenedProposal) -> str:
    from django.urls import reverse

    return reverse("docking:challenge-proposal", args=[line.challenge_id, line.number])


def _refused(sentence: Any) -> InvalidInput:
    return InvalidInput.at("email", sentence)
