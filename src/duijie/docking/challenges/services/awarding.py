"""The award, and the deal that follows from it."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from duijie.core import notices
from duijie.core.errors import Conflict, InvalidInput, TooLarge
from duijie.core.models import User
from duijie.docking.challenges.services.common import runners, save, say, taking, tell, text_of
from duijie.docking.challenges.services.judging import check_runner
from duijie.docking.lifecycle import DEAL
from duijie.docking.models import Challenge, Deal, Introduction, OpenedProposal, Participant
from duijie.docking.queries.deals import between, speakers
from duijie.docking.rules import deal_side, speaks_for
from duijie.docking.services import files, learning, log, terms
from duijie.docking.services.opening import open_deal
from duijie.docking.ties import check_ties
from duijie.library.models import Item, Problem, Project, Talent
from duijie.registry.standing import standing


@transaction.atomic
def award(*, actor: User, challenge: Challenge, number: int, reasons: str) -> Challenge:
    """Give the award to one of the shortlist, with reasons that everybody reads. A deal begins between who
    answers for the problem and the winner, or the one that lives between them goes on; the winning proposal
    is put into its room.

    Raises:
        NotAllowed: a conflict of interest ties the actor to one of the proposals.
        InvalidInput: no reasons, a proposal that is not on the shortlist, a conflict of interest.
        Conflict: nobody with an account answers for one of the two sides any more.
    """
    why = text_of(reasons, "reasons", 10_000, least=10)
    current = taking(actor, challenge, "award")
    check_runner(actor, current)
    winner = current.proposals.select_related("solver", "project", "talent__person").filter(number=number).first()
    if winner is None or not winner.shortlisted:
        sentence = _("Choose one of the shortlist.")
        raise InvalidInput.at("number", sentence)
    deal = _deal(actor, current, winner)
    current.award, current.award_reasons, current.deal = winner, why, deal
    current.state, current.awarded_at = Challenge.State.AWARDED, timezone.now()
    save(current)
    after = {"state": current.state, "number": number, "receipt": winner.sealed.receipt, "deal": str(deal.pk)}
    say(current, actor, "award", before={"state": "shortlisted"}, after=after, note=why)
    solvers = [row.solver for row in current.proposals.select_related("solver") if row.solver]
    if winner.solver is not None:
        tell(current, [winner.solver], "won", "award", url=deal.get_absolute_url())
    told = [*solvers, *runners(current)]
    tell(current, [one for one in told if one.pk != actor.pk], "awarded", "award")
    return current


def _deal(actor: User, challenge: Challenge, winner: OpenedProposal) -> Deal:
    item, solver = winner.item, winner.solver
    if item is None or solver is None or not solver.is_active or not speaks_for(standing(solver), item):
        raise Conflict(_("Nobody answers for this proposal any more; choose another, or end the challenge."))
    own = speaks_for(standing(actor), challenge.problem)
    asker = actor if own else next((one for one in speakers(challenge.problem) if one.pk != solver.pk), None)
    if asker is None:
        raise Conflict(_("Nobody with an account answers for the problem; the secretariat gives it an owner first."))
    check_ties(standing(actor), challenge.problem, item)
    deal = _room(challenge, item, asker, solver)
    if deal_side(standing(solver), deal) == "supply":
        _bring_proposal(winner, deal, solver)
    return deal


def _bring_proposal(winner: OpenedProposal, deal: Deal, solver: User) -> None:
    """Put the winning proposal into the room. A broker who is there reads none of it: the files are the
    parties' own then, and the solver proposes anew what the broker may see. Agreed terms stay as they are."""
    broker = deal.participants.filter(side="broker", left_at=None).exists()
    if not broker and deal.state in DEAL["propose"].sources:
        values = {
            "approach": winner.approach, "amount": winner.amount, "currency": winner.currency, "weeks": winner.weeks,
        }  # fmt: skip
        terms.propose(actor=solver, deal=deal, values=values)
    for file in winner.files.all():
        try:
            with file.file.open("rb") as stream:
                upload = SimpleUploadedFile(file.name, stream.read(), file.media_type)
            files.add(actor=solver, deal=deal, upload=upload, with_broker=not broker)
        except (InvalidInput, TooLarge, FileNotFoundError):  # what the room does not take stays where it is
            continue


def _room(challenge: Challenge, item: Item, asker: User, solver: User) -> Deal:
    """The room of the two: the one in which they work already, else a new one."""
    Problem.objects.select_for_update(of=("self",)).get(pk=challenge.problem_id)  # as who invites: one at a time
    known = between(challenge.problem, item)
    if known is not None:  # its sides may have answered meanwhile
        known = Introduction.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if known is not None and known.state == Introduction.State.ACCEPTED:
        deal = Deal.objects.get(introduction=known)
        _let_in(deal, solver)
        return deal
    if known is not None and known.state != Introduction.State.OPEN:
        known = None
    if known is not None and known.made_for == "broker":
        _withdraw(known, challenge)
        known = None
    introduction = known or Introduction(
        community=challenge.community,
        problem=challenge.problem,
        project=item if isinstance(item, Project) else None,
        talent=item if isinstance(item, Talent) else None,
        made_by=asker,
        made_for="demand",
        message=_message(asker, challenge),
        deadline=timezone.now(),
    )
    introduction.demand_accepted = introduction.supply_accepted = True
    introduction.demand_by, introduction.supply_by = asker, solver
    introduction.state, introduction.answered_at = Introduction.State.ACCEPTED, timezone.now()
    introduction.full_clean(validate_constraints=False, validate_unique=False)
    introduction.save()
    _say(introduction, challenge)
    learning.introduced(introduction)
    return open_deal(introduction=introduction)


def _let_in(deal: Deal, solver: User) -> None:
    """Let the winner into a room in which only colleagues of theirs have been; who is there stays who they are."""
    row = deal.participants.filter(user=solver).first()
    if row is not None and (row.left_at is None or row.side != "supply"):
        return
    row = row or Participant(deal=deal, user=solver, side="supply")
    row.left_at = None
    row.save()
    after = {"user": str(solver.pk), "name": str(solver), "side": "supply"}
    log.write(stream=deal.introduction_id, actor=None, action="bring", about=deal, after=after)


def _withdraw(introduction: Introduction, challenge: Challenge) -> None:
    """Withdraw what a broker began: a room of theirs would show them the winning proposal."""
    introduction.state, introduction.answered_at = Introduction.State.WITHDRAWN, timezone.now()
    introduction.version += 1
    introduction.save()
    _say(introduction, challenge)
    if introduction.made_by is not None:
        notices.tell(
            users=[introduction.made_by],
            kind="introduction-withdrawn",
            params={
                "problem": introduction.problem.title,
                "item": introduction.item.title,
                "until": timezone.localtime(introduction.deadline).date().isoformat(),
            },
            url=introduction.get_absolute_url(),
            key=f"introduction:{introduction.pk}:withdrawn",
        )


def _say(introduction: Introduction, challenge: Challenge) -> None:
    after = {"challenge": str(challenge.pk), "state": introduction.state}
    log.write(stream=introduction.pk, actor=None, action="award", about=introduction, after=after)


def _message(asker: User, challenge: Challenge) -> str:
    with override(asker.language):
        return str(_("The award of the challenge “%(problem)s”.") % {"problem": challenge.problem.title})
