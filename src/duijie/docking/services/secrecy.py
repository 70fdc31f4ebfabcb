"""Giving the confidentiality undertaking, and what it opens."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict, NotAllowed
from duijie.core.models import User
from duijie.docking.models import Deal, Participant
from duijie.docking.services import confidence, log
from duijie.docking.services.deals import entered, others, tell
from duijie.docking.undertaking import EDITION, EN, ZH


@transaction.atomic
def promise(*, actor: User, deal: Deal, edition: str) -> Participant:
    """Give the undertaking for oneself. It opens a confidential problem to the supply side.

    Args:
        edition: the one that was read.

    Raises:
        Conflict: the undertaking was changed after the page was opened.
    """
    current, side = entered(actor, deal)
    if edition != EDITION:
        raise Conflict(_("The undertaking was changed meanwhile; read it again before you give it."))
    row = current.participants.select_for_update().filter(user=actor, left_at=None).first()
    if row is None:
        raise NotAllowed(_("You stand in for the broker; the undertaking is given by those who take part themselves."))
    if row.promise == EDITION:
        return row
    row.promise, row.promised_at = EDITION, timezone.now()
    row.save(update_fields=["promise", "promised_at"])
    log.write(
        stream=current.introduction_id,
        actor=actor,
        action="promise",
        about=current,
        after={"edition": EDITION, "side": side, "sha256": log.fingerprint(ZH + EN)},
    )
    if side == "supply":
        confidence.open_problem(deal=current, user=actor)
    tell(current, others(current, actor), "deal-promised", f"promised:{row.pk}:{EDITION}")
    return row
