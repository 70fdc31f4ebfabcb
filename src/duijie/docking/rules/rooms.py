"""Who is in a deal's room, and who may see and change what lies in it: threads, files, meetings."""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import NOBODY, Rule
from duijie.docking.lifecycle import Side
from duijie.docking.models import Deal, DealFile, Meeting, Participant, Thread
from duijie.registry.standing import Standing

Kept = Thread | DealFile | Meeting
Shared = DealFile | Meeting
SIDES: tuple[Side, ...] = ("demand", "supply", "broker")


def deal_side(actor: Standing, deal: Deal) -> Side | None:
    """For whom the actor speaks in a deal: as one of those in its room, or standing in for its broker."""
    for row in deal.participants.all():
        if actor.user is not None and row.user_id == actor.user and row.left_at is None:
            side: Side = row.side  # type: ignore[assignment]  # the choices of the field
            return side
    return "broker" if deal.introduction_id in actor.stands_in else None


def in_rooms(actor: Standing, path: str, *sides: Side) -> Q:
    """The condition that the actor is in the room of the deal at ``path`` for one of the sides.

    Args:
        path: from the record to the deal, as ``"deal"``; empty where the record is the deal.
    """
    if actor.user is None:
        return NOBODY
    present = Participant.objects.filter(user=actor.user, left_at=None, side__in=sides)
    found = Q(**{f"{path or 'pk'}__in": present.values("deal")})
    if "broker" in sides and actor.stands_in:
        found |= Q(**{f"{path}__introduction__in" if path else "introduction__in": actor.stands_in})
    return found


class _InRoom(Rule[Standing]):
    """Whoever takes part in the deal and has not left, or stands in for its broker; nobody else, the
    secretariat included."""

    def allows(self, actor: Standing, record: Deal) -> bool:
        return deal_side(actor, record) is not None

    def q(self, actor: Standing) -> Q:
        return in_rooms(actor, "", *SIDES)


class _OfCommunity(Rule[Standing]):
    """The secretariat and the brokers of the deal's own community."""

    def allows(self, actor: Standing, record: Deal) -> bool:
        return record.community_id in actor.secretariat or record.community_id in actor.broker

    def q(self, actor: Standing) -> Q:
        held = actor.secretariat | actor.broker
        return Q(community__in=held) if held else NOBODY


class _OpenTo(Rule[Standing]):
    """Whoever is in the room; the broker only where the parties let the broker in."""

    def allows(self, actor: Standing, record: Kept) -> bool:
        side = deal_side(actor, record.deal)
        return side is not None and (record.with_broker or side != "broker")

    def q(self, actor: Standing) -> Q:
        shared = in_rooms(actor, "deal", "broker") & Q(with_broker=True)
        return in_rooms(actor, "deal", "demand", "supply") | shared


class _OwnSide(Rule[Standing]):
    """Whoever is in the room for the side that it comes from."""

    def allows(self, actor: Standing, record: Shared) -> bool:
        return deal_side(actor, record.deal) == record.side

    def q(self, actor: Standing) -> Q:
        found = NOBODY
        for side in SIDES:
            found |= Q(side=side) & in_rooms(actor, "deal", side)
        return found


view_deal: Rule[Standing] = _InRoom()
"""May enter the deal's room."""

know_deal: Rule[Standing] = _InRoom() | _OfCommunity()
"""May know that there is a deal, between whom, and in which state: not what is said in it."""

read_thread: Rule[Standing] = _OpenTo()
"""May read a conversation and write in it."""

read_file: Rule[Standing] = _OpenTo()
"""May know of a file, its name and checksum, and fetch it once it can be had."""

withdraw_file: Rule[Standing] = _OpenTo() & _OwnSide()
"""May withdraw a version that their side added."""

read_meeting: Rule[Standing] = _OpenTo()
"""May know of a meeting and have its invitation."""

change_meeting: Rule[Standing] = _OpenTo() & _OwnSide()
"""May move or cancel a meeting that their side called."""
