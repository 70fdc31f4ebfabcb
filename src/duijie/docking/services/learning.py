"""What becomes of introductions, told to what learns from it (see matching.services.use)."""

from __future__ import annotations

from duijie.docking.models import Introduction
from duijie.docking.models.introductions import DeclineReason
from duijie.matching.models.use import UseEvent
from duijie.matching.services import use

_REASONS: dict[str, str] = {
    DeclineReason.FIELD: UseEvent.Reason.OTHER_MATTER,
    DeclineReason.CAPACITY: UseEvent.Reason.NO_TIME,
    DeclineReason.READINESS: UseEvent.Reason.NOT_READY,
    DeclineReason.TERMS: UseEvent.Reason.TERMS,
    DeclineReason.PARTNER: UseEvent.Reason.KNOWN,
}
"""The other reasons say nothing of how well the two fit, and are not learned from."""


def invited(introduction: Introduction) -> None:
    """The two were brought together; counted when the side with the problem or a broker did it."""
    if introduction.made_for != "supply":
        use.record_invited(
            actor=None, community=introduction.community, asked=_asked(introduction), item=introduction.item
        )


def introduced(introduction: Introduction) -> None:
    """Both sides have accepted."""
    use.record_introduced(
        actor=None, community=introduction.community, asked=_asked(introduction), item=introduction.item
    )


def declined(introduction: Introduction) -> None:
    """One side has declined, for a reason that says something of the fit."""
    reason = _REASONS.get(introduction.reason)
    if reason is not None:
        use.record_declined(
            actor=None,
            community=introduction.community,
            asked=_asked(introduction),
            item=introduction.item,
            reason=reason,
        )


def _asked(introduction: Introduction) -> str:
    return use.asked_of(problem=introduction.problem_id)
