"""Somebody deletes their account: what becomes of their part in challenges."""

from __future__ import annotations

from django.db import transaction

from duijie.core.errors import Conflict
from duijie.core.models import User
from duijie.docking.challenges.services.handing_in import take_back
from duijie.docking.models import Challenge, Officer, SealedProposal


def opens_sealed(user: User) -> int:
    """In how many published challenges somebody is an officer whose key may still be needed."""
    return Officer.objects.filter(user=user, gave_at=None, challenge__state=Challenge.State.OPEN).count()


@transaction.atomic
def take_all_back(user: User) -> int:
    """Take back the proposals of somebody that are still before their deadline; how many. Later ones stay."""
    rows = SealedProposal.objects.filter(
        solver=user, state=SealedProposal.State.STANDING, challenge__state=Challenge.State.OPEN
    ).select_related("challenge__problem")
    taken = 0
    for row in rows:
        if row.challenge.over:
            continue
        try:
            take_back(actor=user, challenge=row.challenge)
        except Conflict:  # its deadline came, or it was opened, at this very moment: it stays like the others
            continue
        taken += 1
    return taken
