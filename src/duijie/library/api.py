"""The libraries for programs: the same rules, queries and services as the site's pages.

The three libraries have the same endpoints; they differ in their schemas alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from duijie.core.errors import InvalidInput, StaleEdit
from duijie.core.rest import Page, as_precondition, expected_version, paginate, writer
from duijie.library import present, queries, schemas, services
from duijie.library.models import Item
from duijie.library.rules import may_read_body
from duijie.registry.api import home, linked
from duijie.registry.middleware import community_of
from duijie.registry.models import Organisation, Person
from duijie.registry.standing import standing

router = Router()
_WRITES = {"x-writes": True}
_Out = TypeVar("_Out", bound=schemas.ItemOut)

# What is read


def _found(request: HttpRequest, kind: str, filters: Any) -> QuerySet[Item]:
    actor = standing(request.user)
    if filters.view != "published":
        narrowing = filters.model_fields_set - {"view", "limit", "offset"}
        if narrowing:
            raise InvalidInput(
                _("The view “%(view)s” takes no other filter; leave out %(names)s.")
                % {"view": filters.view, "names": ", ".join(sorted(narrowing))}
            )
        writer_only = queries.mine if filters.view == "mine" else queries.awaiting_moderation
        return writer_only(kind, actor)
    search = queries.Search(
        text=filters.q,
        fields=tuple(filters.field),
        places=tuple(filters.place),
        cooperation=tuple(filters.cooperation),
        problem_kind=tuple(getattr(filters, "problem_kind", ())),
        stage=tuple(getattr(filters, "stage", ())),
        availability=tuple(getattr(filters, "availability", ())),
        trl=tuple(str(level) for level in getattr(filters, "trl", ())),
        sort=filters.sort,
    )
    return queries.listed(kind, actor, community_of(request), search)


def _page(request: HttpRequest, kind: str, filters: Any, page: type[Page[_Out]], out: type[_Out]) -> Page[_Out]:
    actor = standing(request.user)
    return paginate(
        request, page, _found(request, kind, filters), filters, lambda item: out(**present.listed(request, actor, item))
    )


def _facets(request: HttpRequest, kind: str, filters: Any) -> schemas.FacetsOut:
    items = _found(request, kind, filters)
    counts = queries.facet_counts(items, kind)
    return schemas.FacetsOut(
        total=items.order_by().count(),
        facets={
            name: [schemas.FacetOut(value=value, count=count) for value, count in values]
            for name, values in counts.items()
        },
    )


# What is written


def _resolved(values: Mapping[str, Any]) -> dict[str, Any]:
    """Ids of other records as those records; null of a text column as the empty text."""
    found = dict(values)
    for name, model in (("organisation", Organisation), ("person", Person)):
        if found.get(name) is not None:
            found[name] = linked(name, model, found[name])
    if "stage" in found:
        found["stage"] = found["stage"] or ""
    return found


def _lines(values: dict[str, Any]) -> dict[str, Any]:
    """Requirements and works, taken out of the values."""
    lines: dict[str, Any] = {name: values.pop(name) for name in ("requirements", "works") if name in values}
    for row in lines.get("requirements", ()):
        row["comparator"] = row.get("comparator") or ""
    return lines


def _create(request: HttpRequest, response: HttpResponse, kind: str, payload: Any) -> dict[str, Any]:
    actor = writer(request)
    values = payload.model_dump(exclude_unset=True)
    community = home(request, values.pop("community", None))
    lines = _lines(values)
    item = services.create_item(actor=actor, kind=kind, community=community, values=_resolved(values), **lines)
    response["Location"] = request.build_absolute_uri(f"{request.path.rstrip('/')}/{item.pk}")
    return present.detailed(request, response, item)


def _update(request: HttpRequest, response: HttpResponse, kind: str, pk: UUID, payload: Any) -> dict[str, Any]:
    actor = writer(request)
    item = queries.access_item(standing(actor), kind, pk)
    complete = may_read_body(standing(actor), item)
    values = payload.model_dump(exclude_unset=True)
    version = expected_version(request, values.pop("version", None), item.version)
    lines = _lines(values)
    try:
        item = services.update_item(actor=actor, item=item, values=_resolved(values), expected_version=version, **lines)
    except StaleEdit as error:
        raise as_precondition(request, error) from error
    return present.detailed(request, response, item, complete=complete)


def _act(request: HttpRequest, response: HttpResponse, kind: str, pk: UUID, step: schemas.ActionIn) -> dict[str, Any]:
    actor = writer(request)
    item = queries.access_item(standing(actor), kind, pk)
    complete = may_read_body(standing(actor), item)
    item = services.act(actor=actor, item=item, action=step.action, reason=step.reason)
    return present.detailed(request, response, item, complete=complete)


@router.get("/problems", response=Page[schemas.ProblemOut], tags=["problems"], summary="List problems")
def list_problems(request: HttpRequest, filters: Query[schemas.ProblemFilters]) -> Page[schemas.ProblemOut]:
    """The problems open to you, narrowed by words and facets; the best or the latest first."""
    return _page(request, "problem", filters, Page[schemas.ProblemOut], schemas.ProblemOut)


@router.get("/problems/facets", response=schemas.FacetsOut, tags=["problems"], summary="Count problems by facet")
def count_problems(request: HttpRequest, filters: Query[schemas.ProblemFilters]) -> schemas.FacetsOut:
    """How many of the problems that the same filters list have which field, place and so on."""
    return _facets(request, "problem", filters)


@router.post(
    "/problems",
    response={201: schemas.ProblemDetail},
    tags=["problems"],
    summary="Make a problem",
    openapi_extra=_WRITES,
)
def create_problem(request: HttpRequest, response: HttpResponse, payload: schemas.ProblemIn) -> schemas.ProblemDetail:
    """Make a draft that belongs to you; the action *submit* sends it to the secretariat."""
    return schemas.ProblemDetail(**_create(request, response, "problem", payload))


@router.get("/problems/{uuid:problem_id}", response=schemas.ProblemDetail, tags=["problems"], summary="Read a problem")
def get_problem(request: HttpRequest, response: HttpResponse, problem_id: UUID) -> schemas.ProblemDetail:
    """One problem that is open to you, and what you may do with it."""
    item = queries.access_item(standing(request.user), "problem", problem_id)
    return schemas.ProblemDetail(**present.detailed(request, response, item))


@router.patch(
    "/problems/{uuid:problem_id}",
    response=schemas.ProblemDetail,
    tags=["problems"],
    summary="Change a problem",
    openapi_extra=_WRITES,
)
def update_problem(
    request: HttpRequest, response: HttpResponse, problem_id: UUID, payload: schemas.ProblemPatch
) -> schemas.ProblemDetail:
    """Change what the body names and leave the rest; say which version you changed."""
    return schemas.ProblemDetail(**_update(request, response, "problem", problem_id, payload))


@router.post(
    "/problems/{uuid:problem_id}/actions",
    response=schemas.ProblemDetail,
    tags=["problems"],
    summary="Take a problem through its life cycle",
    openapi_extra=_WRITES,
)
def act_on_problem(
    request: HttpRequest, response: HttpResponse, problem_id: UUID, payload: schemas.ActionIn
) -> schemas.ProblemDetail:
    """Take a named step (submit, publish, return, close …); `actions` of a problem lists those you may take."""
    return schemas.ProblemDetail(**_act(request, response, "problem", problem_id, payload))


@router.get("/projects", response=Page[schemas.ProjectOut], tags=["projects"], summary="List projects")
def list_projects(request: HttpRequest, filters: Query[schemas.ProjectFilters]) -> Page[schemas.ProjectOut]:
    """The projects open to you, narrowed by words and facets; the best or the latest first."""
    return _page(request, "project", filters, Page[schemas.ProjectOut], schemas.ProjectOut)


@router.get("/projects/facets", response=schemas.FacetsOut, tags=["projects"], summary="Count projects by facet")
def count_projects(request: HttpRequest, filters: Query[schemas.ProjectFilters]) -> schemas.FacetsOut:
    """How many of the projects that the same filters list have which field, place and so on."""
    return _facets(request, "project", filters)


@router.post(
    "/projects",
    response={201: schemas.ProjectDetail},
    tags=["projects"],
    summary="Make a project",
    openapi_extra=_WRITES,
)
def create_project(request: HttpRequest, response: HttpResponse, payload: schemas.ProjectIn) -> schemas.ProjectDetail:
    """Make a draft that belongs to you; the action *submit* sends it to the secretariat."""
    return schemas.ProjectDetail(**_create(request, response, "project", payload))


@router.get("/projects/{uuid:project_id}", response=schemas.ProjectDetail, tags=["projects"], summary="Read a project")
def get_project(request: HttpRequest, response: HttpResponse, project_id: UUID) -> schemas.ProjectDetail:
    """One project that is open to you, and what you may do with it."""
    item = queries.access_item(standing(request.user), "project", project_id)
    return schemas.ProjectDetail(**present.detailed(request, response, item))


@router.patch(
    "/projects/{uuid:project_id}",
    response=schemas.ProjectDetail,
    tags=["projects"],
    summary="Change a project",
    openapi_extra=_WRITES,
)
def update_project(
    request: HttpRequest, response: HttpResponse, project_id: UUID, payload: schemas.ProjectPatch
) -> schemas.ProjectDetail:
    """Change what the body names and leave the rest; say which version you changed."""
    return schemas.ProjectDetail(**_update(request, response, "project", project_id, payload))


@router.post(
    "/projects/{uuid:project_id}/actions",
    response=schemas.ProjectDetail,
    tags=["projects"],
    summary="Take a project through its life cycle",
    openapi_extra=_WRITES,
)
def act_on_project(
    request: HttpRequest, response: HttpResponse, project_id: UUID, payload: schemas.ActionIn
) -> schemas.ProjectDetail:
    """Take a named step (submit, publish, return, close …); `actions` of a project lists those you may take."""
    return schemas.ProjectDetail(**_act(request, response, "project", project_id, payload))


@router.get("/talents", response=Page[schemas.TalentOut], tags=["talents"], summary="List talents")
def list_talents(request: HttpRequest, filters: Query[schemas.TalentFilters]) -> Page[schemas.TalentOut]:
    """The talents open to you, narrowed by words and facets; the best or the latest first."""
    return _page(request, "talent", filters, Page[schemas.TalentOut], schemas.TalentOut)


@router.get("/talents/facets", response=schemas.FacetsOut, tags=["talents"], summary="Count talents by facet")
def count_talents(request: HttpRequest, filters: Query[schemas.TalentFilters]) -> schemas.FacetsOut:
    """How many of the talents that the same filters list have which field, place and so on."""
    return _facets(request, "talent", filters)


@router.post(
    "/talents",
    response={201: schemas.TalentDetail},
    tags=["talents"],
    summary="Make a talent",
    openapi_extra=_WRITES,
)
def create_talent(request: HttpRequest, response: HttpResponse, payload: schemas.TalentIn) -> schemas.TalentDetail:
    """Make a draft that belongs to you; the action *submit* sends it to the secretariat."""
    return schemas.TalentDetail(**_create(request, response, "talent", payload))


@router.get("/talents/{uuid:talent_id}", response=schemas.TalentDetail, tags=["talents"], summary="Read a talent")
def get_talent(request: HttpRequest, response: HttpResponse, talent_id: UUID) -> schemas.TalentDetail:
    """One talent that is open to you, and what you may do with it."""
    item = queries.access_item(standing(request.user), "talent", talent_id)
    return schemas.TalentDetail(**present.detailed(request, response, item))


@router.patch(
    "/talents/{uuid:talent_id}",
    response=schemas.TalentDetail,
    tags=["talents"],
    summary="Change a talent",
    openapi_extra=_WRITES,
)
def update_talent(
    request: HttpRequest, response: HttpResponse, talent_id: UUID, payload: schemas.TalentPatch
) -> schemas.TalentDetail:
    """Change what the body names and leave the rest; say which version you changed."""
    return schemas.TalentDetail(**_update(request, response, "talent", talent_id, payload))


@router.post(
    "/talents/{uuid:talent_id}/actions",
    response=schemas.TalentDetail,
    tags=["talents"],
    summary="Take a talent through its life cycle",
    openapi_extra=_WRITES,
)
def act_on_talent(
    request: HttpRequest, response: HttpResponse, talent_id: UUID, payload: schemas.ActionIn
) -> schemas.TalentDetail:
    """Take a named step (submit, publish, return, close …); `actions` of a talent lists those you may take."""
    return schemas.TalentDetail(**_act(request, response, "talent", talent_id, payload))
