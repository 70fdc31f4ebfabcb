"""What people do in a deal's room: write, open threads, bring colleagues, leave, end it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import notices
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import Notice, User
from duijie.core.text import clean
from duijie.docking.lifecycle import DEAL, LIVE, Side
from duijie.docking.models import Deal, Introduction, Message, Participant, Thread
from duijie.docking.rules import deal_side, read_thread, view_deal
from duijie.docking.services import confidence, log
from duijie.docking.services.reasons import reason_of
from duijie.docking.standing_in import fresh, in_room
from duijie.registry.models import Role
from duijie.registry.standing import standing

_LONGEST = 20_000


def locked(deal: Deal) -> Deal:
    """The deal as it stands now, locked with its introduction: writers of one deal wait for each other."""
    Introduction.objects.select_for_update(of=("self",)).get(pk=deal.introduction_id)
    return (
        Deal.objects.select_for_update(of=("self",))
        .select_related("introduction__problem", "introduction__project", "introduction__talent__person")
        .get(pk=deal.pk)
    )


def entered(actor: User, deal: Deal, *, alive: bool = True) -> tuple[Deal, Side]:
    """The deal, locked, and for whom the actor speaks in it.

    Raises:
        NotAllowed: the actor is not in the room.
        Conflict: the deal is over, and ``alive`` asks for one that is not.
    """
    current = locked(deal)
    who = fresh(actor, current.introduction_id)
    side = deal_side(who, current)
    if side is None or not view_deal.allows(who, current):
        raise NotAllowed(_("Only those who take part in this deal may do this."))
    if alive and current.state not in LIVE:
        raise Conflict(
            _("This deal is %(state)s; its room is kept for reading.") % {"state": current.get_state_display()}
        )
    return current, side


@transaction.atomic
def post(*, actor: User, thread: Thread, text: str, form: UUID | None = None) -> Message:
    """Write in a thread.

    Args:
        form: the id of the form that is sent; sent again, it gives the message that it made.
    """
    text = clean(text)
    if not text:
        raise InvalidInput(_("Write something first."), fields={"text": [_("Write something first.")]})
    if len(text) > _LONGEST:
        sentence = _("The message is longer than %(most)s characters; send it as a file.") % {"most": f"{_LONGEST:,}"}
        raise InvalidInput.at("text", sentence)
    deal, side = entered(actor, thread.deal)
    _check_reads(actor, thread)
    if form is not None:
        known = Message.objects.filter(thread=thread, form=form).first()
        if known is not None:
            return known
    message = Message.objects.create(thread=thread, author=actor, side=side, text=text, form=form)
    log.write(
        stream=deal.introduction_id,
        actor=actor,
        action="post",
        about=deal,
        after={"thread": thread.pk, "message": message.pk, "sha256": log.fingerprint(text)},
    )
    deal.save(update_fields=["updated_at"])
    readers, about = _readers(deal, thread, but=actor), f"thread:{thread.pk}"
    tell(deal, readers, "deal-message", f"message:{message.pk}", f"?thread={thread.pk}", about)
    return message


@transaction.atomic
def open_thread(*, actor: User, deal: Deal, title: str, with_broker: bool = True) -> Thread:
    """Begin a conversation of its own; the parties may keep it from the broker."""
    current, side = entered(actor, deal)
    title = clean(title)
    if not title or len(title) > 120:
        sentence = _("Give the thread a title of at most 120 characters.")
        raise InvalidInput.at("title", sentence)
    if side == "broker" and not with_broker:
        raise NotAllowed(_("Only the parties may keep a thread to themselves."))
    thread = Thread.objects.create(deal=current, title=title, with_broker=with_broker, made_by=actor)
    log.write(
        stream=current.introduction_id,
        actor=actor,
        action="open-thread",
        about=current,
        after={"thread": thread.pk, "with_broker": with_broker},
    )
    return thread


@transaction.atomic
def bring(*, actor: User, deal: Deal, email: str) -> Participant:
    """Bring a colleague of one's own organisation into the room; who leads a side may.

    Raises:
        InvalidInput: there is no such colleague. The sentence is the same whether the account
            does not exist or is somebody else's: accounts are not to be found out this way.
    """
    current, side = entered(actor, deal)
    lead = current.participants.filter(user=actor, lead=True, left_at=None).exists()
    if not lead or side == "broker":
        raise NotAllowed(_("Only who leads a side may bring colleagues."))
    mine = Role.objects.filter(user=actor, organisation__isnull=False).values("organisation")
    colleague = (
        User.objects.filter(email=clean(email).lower(), is_active=True, roles__organisation__in=mine).distinct().first()
    )
    if colleague is None:
        sentence = _("Nobody with this address belongs to your organisation here; ask its admin to add them first.")
        raise InvalidInput.at("email", sentence)
    row = current.participants.filter(user=colleague).first()
    if row is not None and row.side != side:
        raise InvalidInput(_("They are in this deal for the other side."))
    if row is not None and row.left_at is None:
        return row
    if row is None:
        row = Participant(deal=current, user=colleague, side=side)
    row.left_at = None
    row.save()
    log.write(
        stream=current.introduction_id,
        actor=actor,
        action="bring",
        about=current,
        after={"user": str(colleague.pk), "name": str(colleague), "side": side},
    )
    tell(current, [colleague], "deal-joined", f"joined:{row.pk}:{row.joined_at.isoformat()}")
    return row


@transaction.atomic
def leave(*, actor: User, deal: Deal) -> None:
    """Leave the room. The last one of a side who leads cannot: they end the deal instead."""
    current, side = entered(actor, deal, alive=False)
    rows = current.participants.filter(side=side, left_at=None)
    row = rows.filter(user=actor).first()
    if row is None:
        raise NotAllowed(_("You stand in for the broker; give the delegation back instead."))
    if row.lead and current.state in LIVE and not rows.filter(lead=True).exclude(pk=row.pk).exists():
        raise Conflict(_("You lead your side; end the deal, or let a colleague lead first."))
    row.left_at = timezone.now()
    row.save(update_fields=["left_at"])
    log.write(stream=current.introduction_id, actor=actor, action="leave", about=current, after={"side": side})
    confidence.close_problem(actor=actor, deal=current, user=actor)


@transaction.atomic
def hand_over(*, actor: User, deal: Deal, participant: Participant) -> None:
    """Let a colleague in the room lead the side as well."""
    current, side = entered(actor, deal)
    if not current.participants.filter(user=actor, lead=True, left_at=None).exists():
        raise NotAllowed(_("Only who leads a side may let others lead."))
    row = current.participants.select_for_update().get(pk=participant.pk)
    if row.side != side or row.left_at is not None:
        raise InvalidInput(_("Choose somebody of your own side who is in the room."))
    row.lead = True
    row.save(update_fields=["lead"])
    log.write(
        stream=current.introduction_id, actor=actor, action="hand-over", about=current, after={"user": str(row.user_id)}
    )


@transaction.atomic
def end(*, actor: User, deal: Deal, reason: str) -> Deal:
    """End a deal before anything was delivered, with the reason that both sides read. A contract ends with it."""
    from duijie.docking.services import amendments

    reason = reason_of(reason)
    current = move(actor=actor, deal=deal, action="end", note=reason)
    current.ended_note = reason
    current.save(update_fields=["ended_note"])
    confidence.close_problem(actor=actor, deal=current)
    amendments.close(actor=actor, deal=current, reason=reason)
    tell(current, others(current, actor), "deal-ended", "ended")
    return current


def move(
    *, actor: User | None, deal: Deal, action: str, note: str = "", after: Mapping[str, Any] | None = None
) -> Deal:
    """Take a deal to its next state; call it in a transaction. ``actor`` None: the installation itself.
    ``after`` is what the log keeps of it besides the state.

    Raises:
        NotAllowed: the actor's side may not take the action.
        Conflict: the deal's state does not allow it (any more).
    """
    step = DEAL[action]
    if actor is None:
        current = locked(deal)
    else:
        current, side = entered(actor, deal, alive=False)
        if side not in step.by:
            raise NotAllowed(_("Your side may not do this."))
    if current.state not in step.sources:
        raise Conflict(
            _("This deal is %(state)s now, so the action is no longer possible.")
            % {"state": current.get_state_display()}
        )
    before = current.state
    current.state, current.moved_at = step.target, timezone.now() if step.target != before else current.moved_at
    current.version += 1
    current.save()
    log.write(
        stream=current.introduction_id,
        actor=actor,
        action=action,
        about=current,
        before={"state": before},
        after={**(after or {}), "state": current.state},
        note=note,
    )
    return current


def _check_reads(actor: User, thread: Thread) -> None:
    read_thread.check(standing(actor), thread, _("This thread is not open to you."))


def _readers(deal: Deal, thread: Thread, *, but: User) -> list[User]:
    return in_room(deal, broker=thread.with_broker, but=but)


def others(deal: Deal, actor: User) -> list[User]:
    """Everybody else in the room."""
    return in_room(deal, but=actor)


def tell(deal: Deal, users: list[User], kind: str, what: str, query: str = "", about: str = "") -> list[Notice]:
    """Tell people of something in the deal, each of them once for each ``what``; those told now.

    Args:
        about: what of the deal it is, where not all in the room may read that: ``thread:id``.
    """
    return notices.tell(
        users=users,
        kind=kind,
        params={"problem": deal.introduction.problem.title, "item": deal.introduction.item.title},
        url=deal.get_absolute_url() + query,
        key=f"deal:{deal.pk}:{what}",
        about=about,
    )
