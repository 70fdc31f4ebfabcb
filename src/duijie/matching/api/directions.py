"""The other directions for programs: what an item, a person or oneself answers, and who could cooperate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from duijie.core.models import User
from duijie.core.rest import SignInNeeded
from duijie.library import queries
from duijie.library.models import Item
from duijie.library.schemas import Ref
from duijie.matching.api import schemas
from duijie.matching.api.sending import evidence_out, offered_item, requirement_out, said_of
from duijie.matching.queries.filling import Watch
from duijie.matching.queries.learned import Learned, learned_of
from duijie.matching.services.directions import Answered, items_of_mine, items_of_person, problems_for
from duijie.matching.services.partners import partners_of
from duijie.registry.queries import access_organisation, access_person
from duijie.registry.standing import Standing, standing

router = Router(tags=["match"])
Window = Query[schemas.WindowIn]


@router.get("/projects/{project_id}/problems", response=schemas.AnswersOut, summary="What does this project answer?")
def problems_of_project(request: HttpRequest, project_id: UUID, window: Window) -> schemas.AnswersOut:
    """The open problems that a project answers, scored as matches of these problems, each with the
    sentences on both sides. Of a problem that shows its title only, the title was matched."""
    actor = standing(request.user)
    return _answers(request, actor, [queries.access_item(actor, "project", project_id)], window)


@router.get("/talents/{talent_id}/problems", response=schemas.AnswersOut, summary="What does this talent answer?")
def problems_of_talent(request: HttpRequest, talent_id: UUID, window: Window) -> schemas.AnswersOut:
    """The open problems that a talent answers through expertise and works."""
    actor = standing(request.user)
    return _answers(request, actor, [queries.access_item(actor, "talent", talent_id)], window)


@router.get("/people/{person_id}/problems", response=schemas.AnswersOut, summary="What does this person answer?")
def problems_of_person(request: HttpRequest, person_id: UUID, window: Window) -> schemas.AnswersOut:
    """The open problems that a person answers through published profiles and works."""
    actor = standing(request.user)
    return _answers(request, actor, items_of_person(actor, access_person(actor, person_id)), window)


@router.get("/me/problems", response=schemas.AnswersOut, summary="What do I answer?", openapi_extra={"x-writes": True})
def problems_for_me(request: HttpRequest, window: Window) -> schemas.AnswersOut:
    """The open problems that your own published profiles and projects answer."""
    if not isinstance(request.user, User):
        raise SignInNeeded(_("Sign in, or send a token in the header “Authorization: Bearer …”."))
    actor = standing(request.user)
    return _answers(request, actor, items_of_mine(actor), window)


@router.get(
    "/organisations/{organisation_id}/partners", response=schemas.PartnersOut, summary="Who could cooperate with it?"
)
def partners_of_organisation(request: HttpRequest, organisation_id: UUID, window: Window) -> schemas.PartnersOut:
    """The organisations whose open problems something of this one answers, or the other way round:
    of the organisation, its parts and the people who hold posts there. Left out are itself, its
    parts and what it is part of. Nobody is asked."""
    actor = standing(request.user)
    organisation = access_organisation(actor, organisation_id)
    late = Watch.begin(actor)
    found = partners_of(actor=actor, organisation=organisation, limit=window.limit, offset=window.offset)
    told = _loaded([tie.answered for row in found.rows for tie in row.ties])
    return schemas.PartnersOut(
        problems=len(found.problems),
        items=len(found.items),
        partners=[
            schemas.PartnerOut(
                organisation=Ref(id=row.organisation.pk, name=row.organisation.name),
                strength=row.strength,
                ties=[
                    schemas.TieOut(asks=tie.asks, answer=_answer(request, actor, tie.answered, told))
                    for tie in row.ties
                ],
                more=row.more,
            )
            for row in found.rows
        ],
        total=found.total,
        limit=window.limit,
        offset=window.offset,
        **said_of(found, late, empty=not found.rows),
    )


def _answers(
    request: HttpRequest, actor: Standing, items: Sequence[Item], window: schemas.WindowIn
) -> schemas.AnswersOut:
    late = Watch.begin(actor)
    found = problems_for(actor=actor, items=items, limit=window.limit, offset=window.offset)
    told = _loaded(found.rows)
    prefetch_related_objects([*found.items], "organisation", "community")
    return schemas.AnswersOut(
        items=[offered_item(request, actor, item) for item in found.items],
        waiting=found.waiting,
        answers=[_answer(request, actor, row, told) for row in found.rows],
        total=found.total,
        limit=window.limit,
        offset=window.offset,
        **said_of(found, late, empty=not found.rows),
    )


def _answer(
    request: HttpRequest, actor: Standing, row: Answered, told: Mapping[UUID, Learned]
) -> schemas.ProblemAnswerOut:
    match = row.offer.match
    return schemas.ProblemAnswerOut(
        problem=offered_item(request, actor, row.problem),
        item=offered_item(request, actor, row.offer.item),
        score=match.score,
        chance=told[row.problem.community_id].chance(match.score),
        requirements=[requirement_out(one) for one in row.requirements],
        said=list(row.said),
        covered=list(match.covered),
        missing=list(match.missing),
        evidence=[evidence_out(one) for one in match.evidence],
        best=evidence_out(match.best) if match.best else None,
    )


def _loaded(rows: Sequence[Answered]) -> dict[UUID, Learned]:
    """Load whose each item is, in the same queries for one and for many; what the scores mean in the
    communities of the problems."""
    prefetch_related_objects([row.problem for row in rows], "organisation", "community")
    prefetch_related_objects([row.offer.item for row in rows], "organisation", "community")
    return learned_of({row.problem.community_id for row in rows})
