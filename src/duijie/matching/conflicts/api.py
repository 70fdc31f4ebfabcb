"""Conflicts of interest for programs."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from duijie.core.rest import SignInNeeded
from duijie.matching.conflicts.asking import conflicts_among
from duijie.matching.conflicts.parties import key_of
from duijie.matching.conflicts.schemas import AnswerOut, ConflictOut, ConflictsIn, ConflictsOut
from duijie.matching.conflicts.telling import values
from duijie.registry.standing import standing

router = Router(tags=["match"])


@router.post("/conflicts", response=ConflictsOut, summary="Are these entangled?", openapi_extra={"x-writes": True})
def conflicts(request: HttpRequest, payload: ConflictsIn) -> ConflictsOut:
    """Ask before you invite: the same organisation or a part of it, works in common, declared
    relations, earlier deals, each with its reason and source. You may ask about your own entries,
    and as broker or secretariat about those of your community; what is not open to you is left
    out. Nothing is kept, and nobody is told that you asked."""
    actor = standing(request.user)
    if actor.user is None:
        raise SignInNeeded(_("Sign in, or send a token in the header “Authorization: Bearer …”."))
    one = key_of(payload.one)
    found = conflicts_among(actor=actor, ones=[one], others=payload.others, years=payload.years)
    return ConflictsOut(
        one=one,
        answers=[
            AnswerOut(
                other=key_of(other),
                conflicts=[ConflictOut.model_validate(values(each)) for each in found[one, key_of(other)]],
            )
            for other in payload.others
        ],
    )
