"""The registry for programs: who there is, and the codes that items carry."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router

from duijie.core.errors import InvalidInput, NotFound, StaleEdit
from duijie.core.rest import Page, PageIn, as_precondition, expected_version, mark_version, paginate, writer
from duijie.core.text import clean
from duijie.registry import present, queries, schemas, services
from duijie.registry.middleware import community_of
from duijie.registry.models import Community, Field, Organisation, Person, Place, Post
from duijie.registry.standing import standing

router = Router(tags=["registry"])
_WRITES = {"x-writes": True}


# Organisations


@router.get("/organisations", response=Page[schemas.OrganisationOut], summary="List organisations")
def list_organisations(
    request: HttpRequest, filters: Query[schemas.OrganisationFilters]
) -> Page[schemas.OrganisationOut]:
    """Organisations by name, identifier, kind or place, in the order of their names."""
    rows = queries.organisations(
        standing(request.user),
        text=clean(filters.q),
        kind=filters.kind or "",
        place=clean(filters.place or ""),
        community=community_of(request),
    )
    rows = rows.select_related("community").prefetch_related("identifiers")
    return paginate(
        request, Page[schemas.OrganisationOut], rows, filters, lambda row: present.organisation(request, row)
    )


@router.post(
    "/organisations",
    response={201: schemas.OrganisationMade},
    summary="Make an organisation",
    openapi_extra=_WRITES,
)
def create_organisation(
    request: HttpRequest, response: HttpResponse, payload: schemas.OrganisationIn
) -> schemas.OrganisationMade:
    """For the secretariat. The answer names records that may be the same."""
    actor = writer(request)
    values = _linked(payload.model_dump(exclude_unset=True))
    similar = _similar(values, "organisation")
    made = services.create_organisation(actor=actor, community=home(request, values.pop("community", None)), **values)
    made = queries.access_organisation(standing(actor), made.pk)
    _told(request, response, made)
    return schemas.OrganisationMade(**present.organisation_values(request, made), similar=similar)


@router.get("/organisations/{uuid:organisation_id}", response=schemas.OrganisationOut, summary="Read an organisation")
def get_organisation(request: HttpRequest, response: HttpResponse, organisation_id: UUID) -> schemas.OrganisationOut:
    """One organisation. The id of a record that was merged gives the one that it was merged into."""
    row = queries.access_organisation(standing(request.user), organisation_id)
    mark_version(response, row.version)
    return present.organisation(request, row)


@router.patch(
    "/organisations/{uuid:organisation_id}",
    response=schemas.OrganisationOut,
    summary="Change an organisation",
    openapi_extra=_WRITES,
)
def update_organisation(
    request: HttpRequest, response: HttpResponse, organisation_id: UUID, payload: schemas.OrganisationPatch
) -> schemas.OrganisationOut:
    """For the secretariat and the organisation's own admin; say which version you changed."""
    actor = writer(request)
    row = queries.access_organisation(standing(actor), organisation_id)
    values = _linked(payload.model_dump(exclude_unset=True))
    version = expected_version(request, values.pop("version", None), row.version)
    try:
        services.update_organisation(actor=actor, organisation=row, expected_version=version, **values)
    except StaleEdit as error:
        raise as_precondition(request, error) from error
    return get_organisation(request, response, row.pk)


# People and posts


@router.get("/people", response=Page[schemas.PersonOut], summary="List people")
def list_people(request: HttpRequest, filters: Query[schemas.PersonFilters]) -> Page[schemas.PersonOut]:
    """People by name, identifier or organisation, in the order of their names."""
    rows = queries.people(standing(request.user), text=clean(filters.q), community=community_of(request))
    if filters.organisation:
        rows = rows.filter(pk__in=Post.objects.filter(organisation=filters.organisation).values("person"))
    rows = rows.select_related("community").prefetch_related("identifiers")
    return paginate(request, Page[schemas.PersonOut], rows, filters, lambda row: present.person(request, row))


@router.post("/people", response={201: schemas.PersonMade}, summary="Make a person", openapi_extra=_WRITES)
def create_person(request: HttpRequest, response: HttpResponse, payload: schemas.PersonIn) -> schemas.PersonMade:
    """For the secretariat. The answer names records that may be the same."""
    actor = writer(request)
    values = _linked(payload.model_dump(exclude_unset=True))
    similar = _similar(values, "person")
    made = services.create_person(actor=actor, community=home(request, values.pop("community", None)), **values)
    made = queries.access_person(standing(actor), made.pk)
    _told(request, response, made)
    return schemas.PersonMade(**present.named_values(request, made), similar=similar)


@router.get("/people/{uuid:person_id}", response=schemas.PersonOut, summary="Read a person")
def get_person(request: HttpRequest, response: HttpResponse, person_id: UUID) -> schemas.PersonOut:
    """One person. The id of a record that was merged gives the one that it was merged into."""
    row = queries.access_person(standing(request.user), person_id)
    mark_version(response, row.version)
    return present.person(request, row)


@router.patch("/people/{uuid:person_id}", response=schemas.PersonOut, summary="Change a person", openapi_extra=_WRITES)
def update_person(
    request: HttpRequest, response: HttpResponse, person_id: UUID, payload: schemas.PersonPatch
) -> schemas.PersonOut:
    """For the secretariat; say which version you changed."""
    actor = writer(request)
    row = queries.access_person(standing(actor), person_id)
    values = _linked(payload.model_dump(exclude_unset=True))
    version = expected_version(request, values.pop("version", None), row.version)
    try:
        services.update_person(actor=actor, person=row, expected_version=version, **values)
    except StaleEdit as error:
        raise as_precondition(request, error) from error
    return get_person(request, response, row.pk)


@router.get("/posts", response=Page[schemas.PostOut], summary="List posts")
def list_posts(request: HttpRequest, filters: Query[schemas.PostFilters]) -> Page[schemas.PostOut]:
    """Who holds or held which post where, the latest first."""
    rows = Post.objects.select_related("person", "organisation").order_by("-start", "title", "id")
    rows = rows.filter(person__merged_into=None, organisation__merged_into=None)
    community = community_of(request)
    if not community.is_root:
        rows = rows.filter(organisation__community__path__startswith=community.path)
    if filters.person:
        rows = rows.filter(person=filters.person)
    if filters.organisation:
        rows = rows.filter(organisation=filters.organisation)
    return paginate(request, Page[schemas.PostOut], rows, filters, present.post)


@router.post("/posts", response={201: schemas.PostOut}, summary="Add a post", openapi_extra=_WRITES)
def create_post(request: HttpRequest, payload: schemas.PostIn) -> schemas.PostOut:
    """Say that a person holds a post; for the secretariat and the organisation's own admin."""
    actor = writer(request)
    values = _linked(payload.model_dump(exclude_unset=True), person=True)
    return present.post(services.add_post(actor=actor, **values))


@router.patch("/posts/{uuid:post_id}", response=schemas.PostOut, summary="End a post", openapi_extra=_WRITES)
def end_post(request: HttpRequest, post_id: UUID, payload: schemas.PostEnd) -> schemas.PostOut:
    """Say when a post ended."""
    actor = writer(request)
    post = Post.objects.filter(pk=post_id).first()
    if post is None:
        raise NotFound(_("There is no such post."))
    return present.post(services.end_post(actor=actor, post=post, end=payload.end))


# The codes and the communities


@router.get("/fields", response=Page[schemas.CodedOut], summary="List fields of science")
def list_fields(request: HttpRequest, filters: Query[schemas.CodeFilters]) -> Page[schemas.CodedOut]:
    """The OECD FORD fields: `2` Engineering and technology, `2.5` Materials engineering."""
    return paginate(request, Page[schemas.CodedOut], _coded(Field, filters), filters, present.code)


@router.get("/places", response=Page[schemas.CodedOut], summary="List places")
def list_places(request: HttpRequest, filters: Query[schemas.CodeFilters]) -> Page[schemas.CodedOut]:
    """Countries (ISO 3166-1) and Chinese provinces and cities (GB/T 2260)."""
    return paginate(request, Page[schemas.CodedOut], _coded(Place, filters), filters, present.code)


@router.get("/communities", response=Page[schemas.CommunityOut], summary="List communities")
def list_communities(request: HttpRequest, filters: Query[PageIn]) -> Page[schemas.CommunityOut]:
    """The communities of this installation, each after the one above it."""
    rows = Community.objects.select_related("parent").order_by("path")
    return paginate(request, Page[schemas.CommunityOut], rows, filters, lambda row: present.community(request, row))


@router.get("/communities/{slug:slug}", response=schemas.CommunityOut, summary="Read a community")
def get_community(
    request: HttpRequest,
    response: HttpResponse,
    slug: str = Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$"),
) -> schemas.CommunityOut:
    """One community, by its slug."""
    row = Community.objects.select_related("parent").filter(slug=slug).first()
    if row is None:
        raise NotFound(_("There is no such community; see /communities for all."))
    mark_version(response, row.version)
    return present.community(request, row)


def home(request: HttpRequest, slug: str | None) -> Community:
    """The community with this slug, or the one whose site the request came to.

    Raises:
        InvalidInput: there is no such community.
    """
    if slug is None:
        return community_of(request)
    community = Community.objects.filter(slug=clean(slug)).first()
    if community is None:
        raise InvalidInput(
            _("Some fields need another look."),
            fields={"community": [_("There is no such community; see /communities for all.")]},
        )
    return community


def linked(name: str, model: type[Organisation] | type[Person], pk: UUID) -> Any:
    """The record that the field ``name`` refers to by its id.

    Raises:
        InvalidInput: there is none, or it was merged into another.
    """
    row = model._default_manager.filter(pk=pk, merged_into__isnull=True).first()
    if row is None:
        raise InvalidInput(
            _("Some fields need another look."), fields={name: [_("There is no such record in the registry.")]}
        )
    return row


def _linked(values: dict[str, Any], *, person: bool = False) -> dict[str, Any]:
    """Names, identifiers and other records as the services take them."""
    if "names" in values:
        values["names"] = [
            services.Name(name["text"], name.get("language") or "", name.get("kind", "alias"))
            for name in values["names"]
        ]
    if "place" in values:
        values["place"] = values["place"] or ""
    if "identifiers" in values:
        values["identifiers"] = [(one["scheme"], one["value"]) for one in values["identifiers"]]
    for name in ("parent", "organisation"):
        if values.get(name) is not None:
            values[name] = linked(name, Organisation, values[name])
    if person:
        values["person"] = linked("person", Person, values["person"])
    return values


def _similar(values: dict[str, Any], kind: Any) -> list[schemas.SimilarOut]:
    names = [name.text for name in values.get("names", ())]
    return present.similar(queries.propose_duplicates(values["name"], names, values.get("identifiers", ()), kind))


def _told(request: HttpRequest, response: HttpResponse, row: Organisation | Person) -> None:
    prefetch_related_objects([row], "names", "identifiers", "community")
    response["Location"] = request.build_absolute_uri(f"{request.path.rstrip('/')}/{row.pk}")
    mark_version(response, row.version)


def _coded(model: type[Any], filters: schemas.CodeFilters) -> QuerySet[Any]:
    rows = model._default_manager.order_by("code")
    words = clean(filters.q)
    if words:
        rows = rows.filter(Q(name_zh__icontains=words) | Q(name_en__icontains=words) | Q(code__startswith=words))
    if filters.parent is not None:
        rows = rows.filter(parent=clean(filters.parent))
    return rows
