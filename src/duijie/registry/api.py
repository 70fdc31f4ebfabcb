"""The registry for programs: who there is, and the codes that items carry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from duijie.core.errors import InvalidInput, NotFound
from duijie.core.rest import Page, mark_version, paginate
from duijie.core.text import clean
from duijie.registry import schemas
from duijie.registry.models import Community, Field, Organisation, Person, Place, Post
from duijie.registry.names import name_key
from duijie.registry.rules import view_named
from duijie.registry.standing import standing

router = Router(tags=["registry"])


# Who


@router.get("/organisations", response=Page[schemas.OrganisationOut], summary="List organisations")
def list_organisations(
    request: HttpRequest, filters: Query[schemas.OrganisationFilters]
) -> Page[schemas.OrganisationOut]:
    """Organisations by name, kind, place or identifier, in the order of their names."""
    rows = _named(request, Organisation, filters)
    if filters.kind:
        rows = rows.filter(kind__in=filters.kind)
    if filters.place:
        below = Q(pk__in=filters.place)
        for code in filters.place:
            below |= Q(ancestors__contains=[code])
        rows = rows.filter(place__in=[*filters.place, *Place.objects.filter(below).values_list("pk", flat=True)])
    return paginate(request, Page[schemas.OrganisationOut], rows, filters, _shower(request, _organisation))


@router.get("/organisations/{uuid:organisation_id}", response=schemas.OrganisationOut, summary="Read an organisation")
def get_organisation(request: HttpRequest, response: HttpResponse, organisation_id: UUID) -> schemas.OrganisationOut:
    """One organisation. The id of a record that was merged gives the one that it was merged into."""
    row = _one(request, Organisation, organisation_id)
    mark_version(response, row.version)
    return _organisation(request, row)


@router.get("/people", response=Page[schemas.PersonOut], summary="List people")
def list_people(request: HttpRequest, filters: Query[schemas.PersonFilters]) -> Page[schemas.PersonOut]:
    """People by name, identifier or organisation, in the order of their names."""
    rows = _named(request, Person, filters)
    if filters.organisation:
        rows = rows.filter(pk__in=Post.objects.filter(organisation=filters.organisation).values("person"))
    return paginate(request, Page[schemas.PersonOut], rows, filters, _shower(request, _person))


@router.get("/people/{uuid:person_id}", response=schemas.PersonOut, summary="Read a person")
def get_person(request: HttpRequest, response: HttpResponse, person_id: UUID) -> schemas.PersonOut:
    """One person. The id of a record that was merged gives the one that it was merged into."""
    row = _one(request, Person, person_id)
    mark_version(response, row.version)
    return _person(request, row)


@router.get("/posts", response=Page[schemas.PostOut], summary="List posts")
def list_posts(request: HttpRequest, filters: Query[schemas.PostFilters]) -> Page[schemas.PostOut]:
    """Who holds or held which post where, the latest first."""
    rows = Post.objects.select_related("person", "organisation").order_by("-start", "title", "id")
    rows = rows.filter(person__merged_into=None, organisation__merged_into=None)
    if filters.person:
        rows = rows.filter(person=filters.person)
    if filters.organisation:
        rows = rows.filter(organisation=filters.organisation)
    return paginate(request, Page[schemas.PostOut], rows, filters, _post)


# The codes and the communities


@router.get("/fields", response=Page[schemas.CodedOut], summary="List fields of science")
def list_fields(request: HttpRequest, filters: Query[schemas.CodeFilters]) -> Page[schemas.CodedOut]:
    """The OECD FORD fields: `2` Engineering and technology, `2.5` Materials engineering."""
    return paginate(request, Page[schemas.CodedOut], _coded(Field, filters), filters, _code)


@router.get("/places", response=Page[schemas.CodedOut], summary="List places")
def list_places(request: HttpRequest, filters: Query[schemas.CodeFilters]) -> Page[schemas.CodedOut]:
    """Countries (ISO 3166-1) and Chinese provinces and cities (GB/T 2260)."""
    return paginate(request, Page[schemas.CodedOut], _coded(Place, filters), filters, _code)


@router.get("/communities", response=Page[schemas.CommunityOut], summary="List communities")
def list_communities(request: HttpRequest, filters: Query[schemas.PageIn]) -> Page[schemas.CommunityOut]:
    """The communities of this installation, each after the one above it."""
    rows = Community.objects.select_related("parent").order_by("path")
    return paginate(request, Page[schemas.CommunityOut], rows, filters, _shower(request, _community))


@router.get("/communities/{slug}", response=schemas.CommunityOut, summary="Read a community")
def get_community(request: HttpRequest, response: HttpResponse, slug: str) -> schemas.CommunityOut:
    """One community, by its slug."""
    row = Community.objects.select_related("parent").filter(slug=clean(slug)).first()
    if row is None:
        raise NotFound(_("There is no such community; see /communities for all."))
    mark_version(response, row.version)
    return _community(request, row)


# Finding


def _named(request: HttpRequest, model: type[Any], filters: Any) -> QuerySet[Any]:
    rows = view_named.filter(standing(request.user), model._default_manager.all())
    rows = rows.select_related("community").prefetch_related("names", "identifiers").order_by("name", "id")
    if bool(filters.identifier) != bool(filters.scheme):
        raise InvalidInput(_("Name both the scheme and the identifier, such as scheme=ror&identifier=03yrm5c26."))
    if filters.scheme:
        rows = rows.filter(identifiers__scheme=filters.scheme, identifiers__value=clean(filters.identifier))
    if clean(filters.q):
        names = model.names.rel.related_model._default_manager.filter(key__contains=name_key(clean(filters.q)))
        rows = rows.filter(pk__in=names.values(model._meta.model_name))
    return rows


def _one(request: HttpRequest, model: type[Any], pk: UUID) -> Any:
    """The record, or the one it was merged into: ids that were given out stay good."""
    rows = model._default_manager.select_related("community").prefetch_related("names", "identifiers")
    row = rows.filter(pk=pk).first()
    for _step in range(10):
        if row is None or row.merged_into_id is None:
            break
        row = rows.filter(pk=row.merged_into_id).first()
    if row is None or not view_named.allows(standing(request.user), row):
        raise NotFound(_("There is no such record in the registry."))
    return row


def _coded(model: type[Any], filters: schemas.CodeFilters) -> QuerySet[Any]:
    rows = model._default_manager.order_by("code")
    words = clean(filters.q)
    if words:
        rows = rows.filter(Q(name_zh__icontains=words) | Q(name_en__icontains=words) | Q(code__startswith=words))
    if filters.parent is not None:
        rows = rows.filter(parent=clean(filters.parent))
    return rows


# Showing


def _shower(request: HttpRequest, show: Callable[[HttpRequest, Any], Any]) -> Callable[[Any], Any]:
    return lambda row: show(request, row)


def _common(request: HttpRequest, row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "names": [
            schemas.NameOut(text=name.text, language=name.language, kind=name.kind)
            for name in sorted(row.names.all(), key=lambda name: name.pk)
        ],
        "identifiers": [
            schemas.IdentifierOut(scheme=one.scheme, value=one.value)
            for one in sorted(row.identifiers.all(), key=lambda one: (one.scheme, one.value))
        ],
        "description": row.description,
        "website": row.website,
        "community": row.community.slug,
        "external_id": row.external_id,
        "sample": row.sample,
        "version": row.version,
        "updated_at": row.updated_at,
        "url": request.build_absolute_uri(row.get_absolute_url()),
    }


def _organisation(request: HttpRequest, row: Organisation) -> schemas.OrganisationOut:
    return schemas.OrganisationOut(**_common(request, row), kind=row.kind, place=row.place, parent=row.parent_id)


def _person(request: HttpRequest, row: Person) -> schemas.PersonOut:
    return schemas.PersonOut(**_common(request, row))


def _post(row: Post) -> schemas.PostOut:
    return schemas.PostOut(
        id=row.pk,
        person=row.person_id,
        person_name=row.person.name,
        organisation=row.organisation_id,
        organisation_name=row.organisation.name,
        title=row.title,
        start=row.start,
        end=row.end,
    )


def _code(row: Field | Place) -> schemas.CodedOut:
    return schemas.CodedOut(code=row.pk, name_zh=row.name_zh, name_en=row.name_en, parent=row.parent_id)


def _community(request: HttpRequest, row: Community) -> schemas.CommunityOut:
    # The sites lie side by side, whichever of them is asked.
    site = f"{request.scheme}://{request.get_host()}{row.home}"
    return schemas.CommunityOut(
        id=row.pk,
        slug=row.slug,
        name_zh=row.name_zh,
        name_en=row.name_en,
        description_zh=row.description_zh,
        description_en=row.description_en,
        parent=row.parent.slug if row.parent else None,
        colour=row.colour,
        sample=row.sample,
        url=site,
    )
