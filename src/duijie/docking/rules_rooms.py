"""Who may see and change what lies in a deal's room: files and meetings."""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import NOBODY, Rule
from duijie.docking.models import DealFile, Meeting, Participant
from duijie.registry.standing import Standing

Shared = DealFile | Meeting


class _OpenTo(Rule[Standing]):
    """Whoever is in the room; the broker only where the parties let the broker in."""

    def allows(self, actor: Standing, record: Shared) -> bool:
        return actor.user is not None and any(
            row.user_id == actor.user and row.left_at is None and (record.with_broker or row.side != "broker")
            for row in record.deal.participants.all()
        )

    def q(self, actor: Standing) -> Q:
        if actor.user is None:
            return NOBODY
        present = Participant.objects.filter(user=actor.user, left_at=None)
        parties = present.exclude(side="broker")
        return Q(deal__in=parties.values("deal")) | Q(deal__in=present.values("deal"), with_broker=True)


class _OwnSide(Rule[Standing]):
    """Whoever is in the room for the side that it comes from."""

    def allows(self, actor: Standing, record: Shared) -> bool:
        return actor.user is not None and any(
            row.user_id == actor.user and row.left_at is None and row.side == record.side
            for row in record.deal.participants.all()
        )

    def q(self, actor: Standing) -> Q:
        if actor.user is None:
            return NOBODY
        present = Participant.objects.filter(user=actor.user, left_at=None)
        found = NOBODY
        for side in ("demand", "supply", "broker"):
            found |= Q(side=side, deal__in=present.filter(side=side).values("deal"))
        return found


read_file: Rule[Standing] = _OpenTo()
"""May know of a file, its name and checksum, and fetch it once it can be had."""

withdraw_file: Rule[Standing] = _OpenTo() & _OwnSide()
"""May withdraw a version that their side added."""

read_meeting: Rule[Standing] = _OpenTo()
"""May know of a meeting and have its invitation."""

change_meeting: Rule[Standing] = _OpenTo() & _OwnSide()
"""May move or cancel a meeting that their side called."""
