"""Challenges for programs: what everybody may read. Handing in is for people: what a program sends
would pass through places where it is not sealed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from duijie.core.errors import NotFound
from duijie.core.rest import Page, mark_version, paginate
from duijie.docking.challenges import queries, schemas
from duijie.docking.models import Challenge, ChallengeRules
from duijie.registry.middleware import community_of
from duijie.registry.standing import standing

router = Router(tags=["challenges"])
_SHOWN = (
    "id", "state", "bounty", "currency", "published_at", "proposals_until", "opening_at", "award_by", "updated_at",
)  # fmt: skip
_EDITION = ("number", "published_at", "reason", "text_zh", "text_en", "eligibility_zh", "eligibility_en", "criteria")


@router.get("/challenges", response=Page[schemas.ChallengeOut], summary="List challenges")
def list_challenges(request: HttpRequest, filters: Query[schemas.ChallengeFilters]) -> Page[schemas.ChallengeOut]:
    """The published challenges, the latest first."""
    rows = queries.challenges(standing(request.user), community_of(request))
    if filters.state is not None:
        rows = rows.filter(state=filters.state)
    return paginate(
        request, Page[schemas.ChallengeOut], rows, filters, lambda row: schemas.ChallengeOut(**_values(request, row))
    )


@router.get("/challenges/{uuid:challenge_id}", response=schemas.ChallengeDetail, summary="Read a challenge")
def get_challenge(request: HttpRequest, response: HttpResponse, challenge_id: UUID) -> schemas.ChallengeDetail:
    """One challenge: the rules in force and their changes, the opening protocol, shortlist and award once
    they are published. Of the proposals it tells whose they are after the opening, and nothing of what they say."""
    row = queries.access_challenge(standing(request.user), challenge_id)
    if row.published_at is None:
        raise NotFound(_("There is no such challenge, or it is not open to you."))
    mark_version(response, row.version)
    editions = queries.editions(row)
    return schemas.ChallengeDetail(
        **_values(request, row),
        rules=_edition(editions[0]),
        changes=[_edition(one) for one in editions[:-1]],
        opening=_opening(row),
        award=_award(row),
        ended=row.ended_note,
    )


def _values(request: HttpRequest, row: Challenge) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _SHOWN},
        "problem": row.problem_id,
        "title": row.problem.title,
        "sample": row.problem.sample,
        "url": request.build_absolute_uri(row.get_absolute_url()),
    }


def _edition(edition: ChallengeRules) -> schemas.EditionOut:
    return schemas.EditionOut(**{name: getattr(edition, name) for name in _EDITION})


def _opening(row: Challenge) -> schemas.OpeningOut | None:
    if row.opened_at is None:
        return None
    shown = row.shortlisted_at is not None
    lines = [
        schemas.LineOut(
            number=line.number,
            solver=name,
            handed_in_at=line.sealed.handed_in_at,
            receipt=line.sealed.receipt,
            failure=line.failure,
            shortlisted=shown and line.shortlisted,
        )
        for line, name in queries.shown_names(queries.protocol(row))
    ]
    officers = row.officers.filter(gave_at__isnull=False).select_related("user").order_by("gave_at")
    return schemas.OpeningOut(
        opened_at=row.opened_at, officers=[queries.person_name(one.user) for one in officers], proposals=lines
    )


def _award(row: Challenge) -> schemas.AwardOut | None:
    if row.award is None or row.awarded_at is None:
        return None
    return schemas.AwardOut(
        number=row.award.number, solver=queries.name_of(row.award), reasons=row.award_reasons, awarded_at=row.awarded_at
    )
