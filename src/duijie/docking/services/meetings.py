"""Calling, changing and cancelling the meetings of a deal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import mailing, notices
from duijie.core.errors import Conflict, InvalidInput, NotAllowed, StaleEdit
from duijie.core.models import User
from duijie.core.text import clean
from duijie.docking import invitation
from duijie.docking.models import Deal, Meeting
from duijie.docking.rules import change_meeting
from duijie.docking.services import log
from duijie.docking.services.deals import entered
from duijie.docking.standing_in import in_room
from duijie.registry.standing import standing

LONGEST = timedelta(days=30)
AHEAD = timedelta(days=5 * 366)
_TITLE, _PLACE = 200, 500


@transaction.atomic
def call(
    *,
    actor: User,
    deal: Deal,
    title: str,
    starts: datetime,
    ends: datetime,
    place: str = "",
    with_broker: bool = True,
    form: UUID | None = None,
) -> Meeting:
    """Call a meeting; everybody it is open to gets an invitation for their calendar.

    Args:
        starts, ends: with their time zones.
        with_broker: the broker is invited; a broker cannot meet themselves alone.
        form: the id of the form that is sent; sent again, it gives the meeting that it made.

    Raises:
        NotAllowed: the actor is not in the room.
        Conflict: the deal is over.
        InvalidInput: no title, a time in the past, an end before the beginning, more than 30 days.
    """
    current, side = entered(actor, deal)
    if form is not None and (known := Meeting.objects.filter(deal=current, form=form).first()):
        return known
    if side == "broker" and not with_broker:
        raise NotAllowed(_("Only the parties may meet without the broker."))
    meeting = Meeting(
        deal=current, made_by=actor, side=side, with_broker=with_broker, form=form,
        **_checked(title, starts, ends, place),
    )  # fmt: skip
    meeting.full_clean()
    meeting.save()
    _say(actor, "call-meeting", meeting, {})
    _invite(meeting, "deal-meeting")
    return meeting


@transaction.atomic
def change(
    *, actor: User, meeting: Meeting, title: str, starts: datetime, ends: datetime, place: str, version: int
) -> Meeting:
    """Change a meeting; the calendars of those invited follow.

    Args:
        version: of the meeting when the form was opened.

    Raises:
        NotAllowed: another side called it.
        Conflict: it is cancelled, has begun, or the deal is over.
        StaleEdit: somebody changed it meanwhile.
        InvalidInput: as for :func:`call`.
    """
    current = _locked(actor, meeting)
    if current.cancelled_at is not None:
        raise Conflict(_("This meeting is cancelled; call a new one."))
    if current.starts <= timezone.now():
        raise Conflict(_("This meeting has begun already; call a new one."))
    if current.version != version:
        raise StaleEdit(_("Somebody changed this meeting meanwhile; look at it again before you change it."))
    values = _checked(title, starts, ends, place)
    before = _told(current)
    if all(getattr(current, name) == value for name, value in values.items()):
        return current
    for name, value in values.items():
        setattr(current, name, value)
    _next(current)
    _say(actor, "change-meeting", current, before)
    _invite(current, "deal-meeting-changed")
    return current


@transaction.atomic
def cancel(*, actor: User, meeting: Meeting) -> Meeting:
    """Cancel a meeting that is not over, also when the deal has ended; calendars take it out.

    Raises:
        NotAllowed: another side called it.
        Conflict: it is over.
    """
    current = _locked(actor, meeting, alive=False)
    if current.cancelled_at is not None:
        return current
    if current.ends <= timezone.now():
        raise Conflict(_("This meeting is over; it cannot be cancelled any more."))
    before = _told(current)
    current.cancelled_at = timezone.now()
    _next(current)
    _say(actor, "cancel-meeting", current, before)
    _invite(current, "deal-meeting-cancelled")
    return current


def guests(meeting: Meeting) -> list[User]:
    """Everybody in the room who is invited."""
    return in_room(meeting.deal, broker=meeting.with_broker)


def as_invitation(meeting: Meeting) -> invitation.Invited:
    """The meeting for a calendar."""
    people = [invitation.Guest(user.email, str(user)) for user in guests(meeting)]
    by = meeting.made_by
    organiser = invitation.Guest(by.email, str(by)) if by else invitation.Guest(settings.DEFAULT_FROM_EMAIL, "Duijie")
    return invitation.Invited(
        uid=f"{meeting.pk}@{urlsplit(settings.SITE_URL).hostname or 'duijie'}",
        sequence=meeting.sequence,
        title=meeting.title,
        starts=meeting.starts,
        ends=meeting.ends,
        changed=meeting.updated_at,
        place=meeting.place,
        url=f"{settings.SITE_URL}{meeting.get_absolute_url()}",
        organiser=organiser,
        guests=people,
        cancelled=meeting.cancelled_at is not None,
    )


def _checked(title: str, starts: datetime, ends: datetime, place: str) -> dict[str, Any]:
    title, place = " ".join(clean(title).split()), " ".join(clean(place).split())
    wrong: dict[str, list[Any]] = {}
    if not title or len(title) > _TITLE:
        wrong["title"] = [_("Give the meeting a title of at most %(most)s characters.") % {"most": _TITLE}]
    if len(place) > _PLACE:
        wrong["place"] = [_("Say where in at most %(most)s characters.") % {"most": _PLACE}]
    now = timezone.now()
    if starts <= now:
        wrong["starts"] = [_("This time has passed; choose one that is to come.")]
    elif starts - now > AHEAD:
        wrong["starts"] = [_("A meeting can be called at most five years ahead.")]
    if ends <= starts:
        wrong["ends"] = [_("The meeting must end after it begins.")]
    elif ends - starts > LONGEST:
        wrong["ends"] = [_("A meeting lasts at most %(most)s days; call several.") % {"most": LONGEST.days}]
    if wrong:
        raise InvalidInput(next(iter(wrong.values()))[0], fields=wrong)
    return {"title": title, "starts": starts, "ends": ends, "place": place}


def _locked(actor: User, meeting: Meeting, *, alive: bool = True) -> Meeting:
    deal, _side = entered(actor, meeting.deal, alive=alive)
    current = Meeting.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=meeting.pk)
    current.deal = deal
    change_meeting.check(standing(actor), current, _("Only the side that called a meeting may change or cancel it."))
    return current


def _next(meeting: Meeting) -> None:
    meeting.sequence += 1
    meeting.version += 1
    meeting.full_clean()
    meeting.save()


def _told(meeting: Meeting) -> dict[str, Any]:
    return {
        "starts": meeting.starts.isoformat(),
        "ends": meeting.ends.isoformat(),
        "title": log.fingerprint(meeting.title),
        "place": log.fingerprint(meeting.place),
        "sequence": meeting.sequence,
        "cancelled": meeting.cancelled_at is not None,
    }


def _say(actor: User, action: str, meeting: Meeting, before: dict[str, Any]) -> None:
    log.write(
        stream=meeting.deal.introduction_id,
        actor=actor,
        action=action,
        about=meeting,
        before=before,
        after=_told(meeting),
    )


def _invite(meeting: Meeting, kind: str) -> None:
    """Tell everybody who is invited, whoever called it included: it is their calendar too."""
    told = as_invitation(meeting)
    introduction = meeting.deal.introduction
    notices.tell(
        users=guests(meeting),
        kind=kind,
        params={"problem": introduction.problem.title, "item": introduction.item.title},
        url=meeting.get_absolute_url(),
        key=f"deal:{meeting.deal_id}:meeting:{meeting.pk}:{meeting.sequence}",
        attachments=[mailing.Attachment("meeting.ics", invitation.media_type(told), invitation.written(told))],
    )
