"""Inviting, answering, asking, withdrawing; what happens when a deadline passes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import notices
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.core.text import clean
from duijie.docking.contacts import contacts_in
from duijie.docking.lifecycle import INTRODUCTION, Side
from duijie.docking.models import Introduction, Question
from duijie.docking.models.introductions import DeclineReason
from duijie.docking.queries.deals import between, open_invitations, speakers
from duijie.docking.rules import introduction_side, may_invite, speaks_for, view_introduction
from duijie.docking.services import learning, log
from duijie.docking.services.opening import open_deal
from duijie.docking.standing_in import acting, fresh
from duijie.docking.ties import check_ties
from duijie.library.lifecycle import LISTED
from duijie.library.models import Item, Problem, Project, Talent
from duijie.library.rules import view_item
from duijie.registry.standing import standing

DAYS = (2, 60)
"""The shortest and the longest time to answer."""
DEFAULT_DAYS = 14
_MESSAGE = (10, 4000)
_AT_ONCE = 200


@transaction.atomic
def invite(*, actor: User, problem: Problem, item: Item, message: str, days: int = DEFAULT_DAYS) -> Introduction:
    """Invite the other side of a match to talk; a broker invites both.

    Args:
        message: 10 to 4,000 characters, without addresses and numbers.
        days: time to answer, 2 to 60 days.

    Raises:
        NotAllowed: the actor speaks for neither side and is no broker of the problem's community.
        InvalidInput: the message or the time does not fit, nobody can answer for the other side,
            both belong to the same people, or the other side has too many open invitations.
        Conflict: the two are already introduced to each other.
    """
    if not isinstance(item, Project | Talent):
        raise InvalidInput(_("Choose a project or a talent to be introduced to."))
    found = Problem.objects.select_for_update(of=("self",)).get(pk=problem.pk)
    who = standing(actor)
    side = may_invite(who, found, item)
    if side is None or not (view_item.allows(who, found) and view_item.allows(who, item)):
        raise NotAllowed(_("You may invite for your own problems, projects and profile, or as a broker."))
    pair: tuple[Item, Item] = (found, item)
    for record in pair:
        if record.state not in LISTED:
            raise Conflict(_("“%(title)s” is not published (any more); nobody can be invited for it.") % _named(record))
    text = _checked(message)
    if not DAYS[0] <= days <= DAYS[1]:
        raise InvalidInput(
            _("Give them between %(least)s and %(most)s days to answer.") % {"least": DAYS[0], "most": DAYS[1]}
        )
    asked = {"demand": pair[1:], "supply": pair[:1], "broker": pair}[side]
    for record in asked:
        _check_invited(who, side, record)
    check_ties(who, found, item)
    if between(found, item) is not None:
        raise Conflict(_("The two are already introduced to each other; look under “Introductions”."))
    introduction = Introduction(
        community=found.community,
        problem=found,
        project=item if isinstance(item, Project) else None,
        talent=item if isinstance(item, Talent) else None,
        made_by=actor,
        made_for=side,
        message=text,
        demand_accepted=side == "demand",
        supply_accepted=side == "supply",
        demand_by=actor if side == "demand" else None,
        supply_by=actor if side == "supply" else None,
        deadline=timezone.now() + timedelta(days=days),
    )
    introduction.full_clean(validate_constraints=False)
    introduction.save()
    _log(introduction, actor, "invite", after={"side": side, "until": introduction.deadline.isoformat()})
    learning.invited(introduction)
    for record in asked:
        _tell(introduction, speakers(record), "introduction-invited", f"invited:{record.key}")
    return introduction


def _check_invited(who: Any, side: Side, record: Item) -> None:
    people = speakers(record)
    if side == "broker" and speaks_for(who, record):
        raise InvalidInput(_("“%(title)s” is yours; invite for its side.") % _named(record))
    if any(person.pk == who.user for person in people):
        raise InvalidInput(_("You answer for both sides yourself; there is nobody to invite."))
    if not people:
        raise InvalidInput(
            _("Nobody with an account answers for “%(title)s” yet; ask the secretariat to bring its owner in.")
            % _named(record)
        )
    if open_invitations(people) >= settings.OPEN_INVITATIONS:
        raise InvalidInput(
            _("Those who answer for “%(title)s” have %(limit)s open invitations already; try again in some days.")
            % {**_named(record), "limit": settings.OPEN_INVITATIONS}
        )


@transaction.atomic
def accept(*, actor: User, introduction: Introduction) -> Introduction:
    """Say yes for one's side. When both sides have, a deal begins."""
    current, side = _take(actor, introduction, "accept")
    if current.accepted_by(side):  # type: ignore[arg-type]  # the action is for the two sides only
        raise Conflict(_("Your side has accepted already; it waits for the other side."))
    setattr(current, f"{side}_accepted", True)
    setattr(current, f"{side}_by", actor)
    both = current.demand_accepted and current.supply_accepted
    if both:
        current.state, current.answered_at = Introduction.State.ACCEPTED, timezone.now()
    _save(current)
    _log(current, actor, "accept", after={"side": side, "state": current.state})
    if both:
        learning.introduced(current)
        deal = open_deal(introduction=current)
        others = [person for person in _everybody(current) if person.pk != actor.pk]
        _tell(current, others, "introduction-accepted", "accepted", url=deal.get_absolute_url())
    return current


@transaction.atomic
def decline(*, actor: User, introduction: Introduction, reason: str, note: str = "") -> Introduction:
    """Say no for one's side, with one of the reasons of :class:`DeclineReason`."""
    if reason not in DeclineReason.values:
        raise InvalidInput(_("Choose a reason; it helps to make better matches."))
    note = clean(note)
    if len(note) > 2000:
        raise InvalidInput(_("The note is longer than 2,000 characters; shorten it."))
    current, side = _take(actor, introduction, "decline")
    current.state, current.reason, current.note = Introduction.State.DECLINED, reason, note
    current.answered_at = timezone.now()
    _save(current)
    learning.declined(current)
    _log(current, actor, "decline", after={"side": side, "state": current.state, "reason": reason})
    others = [person for person in _everybody(current) if person.pk != actor.pk]
    _tell(current, others, "introduction-declined", "declined")
    return current


@transaction.atomic
def ask(*, actor: User, introduction: Introduction, text: str) -> Question:
    """Ask the other side, or answer what it asked, before deciding."""
    current, side = _take(actor, introduction, "ask")
    question = Question(introduction=current, author=actor, side=side, text=_checked(text, least=2, most=2000))
    question.full_clean()
    question.save()
    _log(current, actor, "ask", after={"side": side, "question": question.pk})
    others = [person for person in _everybody(current) if person.pk != actor.pk]
    _tell(current, others, "introduction-asked", f"asked:{question.pk}")
    return question


@transaction.atomic
def withdraw(*, actor: User, introduction: Introduction) -> Introduction:
    """Take an invitation back; whoever's side made it may."""
    current, side = _take(actor, introduction, "withdraw")
    if side != current.made_for:
        raise NotAllowed(_("Only the side that invited may take the invitation back; you can decline it."))
    current.state, current.answered_at = Introduction.State.WITHDRAWN, timezone.now()
    _save(current)
    _log(current, actor, "withdraw", after={"state": current.state})
    others = [person for person in _everybody(current) if person.pk != actor.pk]
    _tell(current, others, "introduction-withdrawn", "withdrawn")
    return current


@transaction.atomic
def expire_due() -> int:
    """End the introductions whose time to answer has passed; how many."""
    late = Introduction.objects.filter(state=Introduction.State.OPEN, deadline__lt=timezone.now())
    rows = list(late.select_for_update(of=("self",), skip_locked=True)[:_AT_ONCE])
    for current in rows:
        current.state, current.answered_at = Introduction.State.EXPIRED, timezone.now()
        _save(current)
        _log(current, None, "expire", after={"state": current.state})
        _tell(current, _everybody(current), "introduction-expired", "expired")
    return len(rows)


@transaction.atomic
def remind_due() -> int:
    """Remind those who have not answered three days before the end, once; how many introductions."""
    soon = timezone.now() + timedelta(days=3)
    due = Introduction.objects.filter(
        state=Introduction.State.OPEN,
        reminded_at=None,
        deadline__lt=soon,
        created_at__lt=timezone.now() - timedelta(days=1),
    )
    rows = list(due.select_for_update(of=("self",), skip_locked=True)[:_AT_ONCE])
    for current in rows:
        current.reminded_at = timezone.now()
        current.save(update_fields=["reminded_at"])
        late = [*(speakers(current.problem) if not current.demand_accepted else [])]
        late += speakers(current.item) if not current.supply_accepted else []
        _tell(current, late, "introduction-reminder", "reminder")
    return len(rows)


def _take(actor: User, introduction: Introduction, action: str) -> tuple[Introduction, Side]:
    """The introduction, locked, and the side for which the actor may take the action now."""
    current = Introduction.objects.select_for_update(of=("self",)).get(pk=introduction.pk)
    who = fresh(actor, current.pk)
    side = introduction_side(who, current)
    step = INTRODUCTION[action]
    if not view_introduction.allows(who, current) or side is None or side not in step.by:
        raise NotAllowed(_("You may not do this with this introduction."))
    if current.state not in step.sources:
        raise Conflict(
            _("This introduction is %(state)s now, so the action is no longer possible.")
            % {"state": current.get_state_display()}
        )
    if current.deadline < timezone.now():
        raise Conflict(_("The time to answer has passed; ask for a new invitation."))
    return current, side


def _save(introduction: Introduction) -> None:
    introduction.version += 1
    introduction.full_clean(validate_constraints=False, validate_unique=False)
    introduction.save()


def _log(introduction: Introduction, actor: User | None, action: str, after: dict[str, Any]) -> None:
    log.write(stream=introduction.pk, actor=actor, action=action, about=introduction, after=after)


def _everybody(introduction: Introduction) -> list[User]:
    """Those who answer for either side, who made the introduction, and who stands in for them."""
    people = [*speakers(introduction.problem), *speakers(introduction.item)]
    return people + ([introduction.made_by] if introduction.made_by else []) + acting(introduction)


def _tell(introduction: Introduction, users: list[User], kind: str, what: str, url: str = "") -> None:
    notices.tell(
        users=users,
        kind=kind,
        params={
            "problem": introduction.problem.title,
            "item": introduction.item.title,
            "until": timezone.localtime(introduction.deadline).date().isoformat(),
        },
        url=url or introduction.get_absolute_url(),
        key=f"introduction:{introduction.pk}:{what}",
    )


def _checked(message: str, least: int = _MESSAGE[0], most: int = _MESSAGE[1]) -> str:
    text = clean(message)
    if not least <= len(text) <= most:
        raise InvalidInput(
            _("Write between %(least)s and %(most)s characters.") % {"least": least, "most": most},
            fields={
                "message": [_("Write between %(least)s and %(most)s characters.") % {"least": least, "most": most}]
            },
        )
    found = contacts_in(text)
    if found:
        sentence = _("Leave out “%(contact)s”: how to reach each other is shown once both have accepted.") % {
            "contact": found[0]
        }
        raise InvalidInput.at("message", sentence)
    return text


def _named(record: Item) -> dict[str, str]:
    return {"title": record.title}
