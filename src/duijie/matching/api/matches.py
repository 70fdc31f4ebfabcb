"""Matching for programs: the same call as the site's matches page."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router

from duijie.core.errors import InvalidInput
from duijie.matching.api import schemas
from duijie.matching.api.sending import evidence_out, offered_item, requirement_out, said_of
from duijie.matching.filters import check_codes
from duijie.matching.needs import asked_apart
from duijie.matching.queries.filling import Watch
from duijie.matching.queries.learned import Learned, learned_in
from duijie.matching.services.finding import Offer, find_matches
from duijie.matching.services.teaming import OfferedTeam, find_teams
from duijie.matching.teams import Constraints
from duijie.matching.types import Filter, Quantity, Requirement
from duijie.matching.understanding.requirements import check_statement, split
from duijie.registry.standing import Standing, standing

router = Router(tags=["match"])


@router.post("/match", response=schemas.FoundOut, summary="Who and what can solve this?")
def match(request: HttpRequest, payload: schemas.MatchIn) -> schemas.FoundOut:
    """State a need in your own words, in Chinese or English; the answer ranks the projects and
    people open to you, each with the sentences that prove it and with what is missing.
    Nothing of the need is kept."""
    actor = standing(request.user)
    where = _where(payload)
    late = Watch.begin(actor, where.kinds)
    found = find_matches(
        actor=actor,
        text=payload.text,
        requirements=None if payload.requirements is None else tuple(map(_asked, payload.requirements)),
        where=where,
        limit=payload.limit,
        offset=payload.offset,
    )
    prefetch_related_objects([offer.item for offer in found.offers], "organisation", "community")
    told = learned_in(getattr(request, "community", None))
    return schemas.FoundOut(
        requirements=[requirement_out(one) for one in found.requirements],
        matches=[_offer(request, actor, offer, told) for offer in found.offers],
        calibration=schemas.CalibrationOut(calibrated=told.calibrated, outcomes=told.outcomes, needed=told.needed),
        total=found.total,
        limit=payload.limit,
        offset=payload.offset,
        **said_of(found, late, empty=not found.offers),
    )


@router.post("/match/teams", response=schemas.TeamsOut, summary="Who can solve this together?")
def match_teams(request: HttpRequest, payload: schemas.TeamsIn) -> schemas.TeamsOut:
    """Where no single match covers what must be met: up to three teams of at most five projects
    and people open to you, with what each takes on, the sentences that prove it, and what remains
    uncovered. Nothing of the need is kept, and nobody is asked."""
    actor = standing(request.user)
    where = _where(payload)
    late = Watch.begin(actor, where.kinds)
    found = find_teams(
        actor=actor,
        text=payload.text,
        requirements=None if payload.requirements is None else tuple(map(_asked, payload.requirements)),
        where=where,
        constraints=Constraints(
            most=payload.most_members, somebody_in=tuple(payload.somebody_in), languages=tuple(payload.languages)
        ),
        count=payload.count,
    )
    return schemas.TeamsOut(
        requirements=[requirement_out(one) for one in found.requirements],
        teams=[_team(request, actor, team) for team in found.teams],
        reason=found.reason,  # type: ignore[arg-type]
        proven=found.proven,
        alone=offered_item(request, actor, found.alone.item) if found.alone else None,
        considered=found.considered,
        **said_of(found, late, empty=not found.teams),
    )


@router.post("/match/split", response=schemas.SplitOut, summary="Split a need into requirements")
def split_need(request: HttpRequest, payload: schemas.SplitIn) -> schemas.SplitOut:
    """The checkable clauses that a text states, with their quantities: look them over, change them,
    and send them with the need."""
    return schemas.SplitOut(requirements=[requirement_out(one) for one in split(check_statement(payload.text))])


def _where(payload: schemas.MatchIn | schemas.TeamsIn) -> Filter:
    if payload.trl_min and payload.trl_max and payload.trl_min > payload.trl_max:
        message = _("The highest level is below the lowest; exchange the two.")
        raise InvalidInput.at("trl_max", message)
    wished = payload.somebody_in if isinstance(payload, schemas.TeamsIn) else []
    check_codes(fields=payload.fields, places=[*payload.places, *wished])
    return Filter(
        kinds=tuple(dict.fromkeys(payload.kinds)),
        fields=tuple(payload.fields),
        places=tuple(payload.places),
        cooperation=tuple(payload.cooperation),
        trl_min=payload.trl_min,
        trl_max=payload.trl_max,
    )


def _asked(asked: schemas.AskedIn) -> Requirement:
    stated = None
    if asked.value is not None:
        stated = Quantity(asked.value, asked.unit, asked.comparator or "=", asked.upper)
    return Requirement(asked.text, asked.must, asked_apart(asked.text, stated))


def _offer(request: HttpRequest, actor: Standing, offer: Offer, told: Learned) -> schemas.MatchOut:
    match = offer.match
    return schemas.MatchOut(
        item=offered_item(request, actor, offer.item),
        score=match.score,
        chance=told.chance(match.score),
        parts=dict(match.parts),
        covered=list(match.covered),
        missing=list(match.missing),
        evidence=[evidence_out(one) for one in match.evidence],
        best=evidence_out(match.best) if match.best else None,
        same=[item.key for item in offer.same],
    )


def _team(request: HttpRequest, actor: Standing, offered: OfferedTeam) -> schemas.TeamOut:
    team = offered.team
    return schemas.TeamOut(
        members=[
            schemas.TeamMemberOut(
                item=offered_item(request, actor, joined.offer.item),
                score=joined.offer.match.score,
                evidence=[evidence_out(one) for one in joined.evidence],
            )
            for joined in offered.members
        ],
        covered=list(team.covered),
        partly=list(team.partly),
        uncovered=list(team.uncovered),
        value=team.value,
    )
