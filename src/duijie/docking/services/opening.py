"""A deal begins."""

from __future__ import annotations

from django.utils import timezone

from duijie.core.models import User
from duijie.docking.models import Deal, Introduction, Participant, Thread
from duijie.docking.services import log


def open_deal(*, introduction: Introduction) -> Deal:
    """The room of an introduction that both sides accepted: whoever accepted leads their side, the
    broker who introduced them takes part. Call it in the transaction of the acceptance."""
    deal = Deal(introduction=introduction, community=introduction.community, moved_at=timezone.now())
    deal.full_clean()
    deal.save()
    people: list[tuple[User | None, str, bool]] = [
        (introduction.demand_by, "demand", True),
        (introduction.supply_by, "supply", True),
    ]
    if introduction.made_for == "broker":
        people.append((introduction.made_by, "broker", False))
    for user, side, lead in people:
        if user is not None:
            Participant.objects.create(deal=deal, user=user, side=side, lead=lead)
    Thread.objects.create(deal=deal, title="", made_by=None)
    log.write(stream=introduction.pk, actor=None, action="open-deal", about=deal, after={"state": deal.state})
    return deal
