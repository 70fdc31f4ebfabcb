"""Learn from one community's log: calibrate its scores, choose how much is explored."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core import audit
from duijie.core.errors import InvalidInput
from duijie.core.models import User
from duijie.matching.edition import edition
from duijie.matching.learning import calibration
from duijie.matching.learning.exploration import MOST
from duijie.matching.models.use import Calibration, Exploration
from duijie.matching.queries import use as queries_use
from duijie.matching.rules import see_use
from duijie.registry.models import Community
from duijie.registry.standing import standing


@transaction.atomic
def calibrate(*, community: UUID) -> Calibration:
    """Fit what this community's outcomes say of today's scores; below the stated numbers only the
    counts are kept, and what was fitted before is dropped."""
    outcomes = queries_use.outcomes(community, edition())
    scores, accepted, needs = ([getattr(o, name) for o in outcomes] for name in ("score", "accepted", "need"))
    values = {
        "outcomes": len(outcomes),
        "accepted": sum(accepted),
        "needs": len(set(needs)),
        "curve": {},
        "figures": {},
    }
    if calibration.enough(accepted, needs):
        fitted = calibration.fit(scores, accepted, needs)
        values["curve"] = fitted.calibrator.as_json()
        values["figures"] = {
            "before": asdict(fitted.before),
            "after": asdict(fitted.after),
            "tried": dict(fitted.tried),
        }
    row, _made = Calibration.objects.update_or_create(community_id=community, edition=edition(), defaults=values)
    return row


@transaction.atomic
def set_exploration(*, actor: User, community: Community, share: float) -> Exploration:
    """Say on which share of pages two nearly equal matches change places; 0 switches it off.

    Raises:
        NotAllowed: the actor is not of the community's secretariat.
        InvalidInput: the share is not between 0 and one half.
    """
    see_use.check(standing(actor), community, _("Only the secretariat of the community may switch exploration."))
    if not 0 <= share <= MOST:  # also what is no number
        raise InvalidInput(_("The share of pages lies between 0 and 50 %; 0 switches exploration off."))
    row = Exploration.objects.select_for_update().filter(community=community).first() or Exploration(
        community=community
    )
    before = row.share if not row._state.adding else None
    row.share = share
    row.version += 0 if row._state.adding else 1
    row.full_clean()
    row.save()
    audit.record(actor=actor, action="explore", target=community, before={"share": before}, after={"share": share})
    return row
