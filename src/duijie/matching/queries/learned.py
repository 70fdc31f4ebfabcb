"""What the scores of a community's answers mean today: calibrated by outcomes, or not yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from duijie.matching.edition import edition
from duijie.matching.learning.calibration import OUTCOMES, Calibrator
from duijie.matching.models.use import Calibration
from duijie.registry.models import Community


@dataclass(frozen=True, slots=True)
class Learned:
    """What scores mean in one community: calibrated by ``outcomes``, or not yet, of ``needed``."""

    outcomes: int = 0
    calibrator: Calibrator | None = None
    needed: int = OUTCOMES

    @property
    def calibrated(self) -> bool:
        """Whether a score can be told as a chance."""
        return self.calibrator is not None

    def chance(self, score: float) -> float | None:
        """How many of those with such a score were accepted, from 0 to 1; None while not calibrated."""
        return self.calibrator.chance(score) if self.calibrator else None


def learned_in(community: Community | None) -> Learned:
    """What scores mean in a community; without one nothing is kept, so nothing was learned."""
    return learned_of([community.pk])[community.pk] if community else Learned()


def learned_of(communities: Collection[UUID]) -> dict[UUID, Learned]:
    """The same for several at once, each by its own outcomes alone."""
    wanted = set(communities)
    rows = Calibration.objects.filter(community_id__in=wanted, edition=edition())
    found = {
        row.community_id: Learned(row.outcomes, Calibrator.of_json(row.curve) if row.curve else None) for row in rows
    }
    return {pk: found.get(pk, Learned()) for pk in wanted}
