"""The registry's records as the API sends them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from duijie.registry import schemas
from duijie.registry.models import Community, Field, Organisation, Person, Place, Post
from duijie.registry.queries import Candidate


def named_values(request: HttpRequest, row: Organisation | Person) -> dict[str, Any]:
    """What organisations and people have in common."""
    return {
        "id": row.pk,
        "name": row.name,
        "names": [
            schemas.NameOut.model_validate({"text": name.text, "language": name.language, "kind": name.kind})
            for name in sorted(row.names.all(), key=lambda name: name.pk)
        ],
        "identifiers": [
            schemas.IdentifierOut.model_validate({"scheme": one.scheme, "value": one.value})
            for one in sorted(row.identifiers.all(), key=lambda one: (one.scheme, one.value))
        ],
        "description": row.description,
        "description_en": row.description_en,
        "website": row.website,
        "community": row.community.slug,
        "external_id": row.external_id,
        "sample": row.sample,
        "version": row.version,
        "updated_at": row.updated_at,
        "url": request.build_absolute_uri(row.get_absolute_url()),
    }


def organisation_values(request: HttpRequest, row: Organisation) -> dict[str, Any]:
    """An organisation, ready for its schema."""
    return named_values(request, row) | {"kind": row.kind, "place": row.place, "parent": row.parent_id}


def organisation(request: HttpRequest, row: Organisation) -> schemas.OrganisationOut:
    """An organisation; its names, identifiers and community are loaded."""
    return schemas.OrganisationOut(**organisation_values(request, row))


def person(request: HttpRequest, row: Person) -> schemas.PersonOut:
    """A person; names, identifiers and community are loaded."""
    return schemas.PersonOut(**named_values(request, row))


def post(row: Post) -> schemas.PostOut:
    """A post; person and organisation are loaded."""
    return schemas.PostOut(
        id=row.pk,
        person=row.person_id,
        person_name=row.person.name,
        organisation=row.organisation_id,
        organisation_name=row.organisation.name,
        title=row.title,
        start=row.start,
        end=row.end,
        former=row.former,
    )


def code(row: Field | Place) -> schemas.CodedOut:
    """A code of a classification."""
    return schemas.CodedOut(code=row.pk, name_zh=row.name_zh, name_en=row.name_en, parent=row.parent_id)


def community(request: HttpRequest, row: Community) -> schemas.CommunityOut:
    """A community; the one above it is loaded."""
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


def similar(candidates: Iterable[Candidate]) -> list[schemas.SimilarOut]:
    """Records that may be the same."""
    return [
        schemas.SimilarOut.model_validate(
            {"id": one.record.pk, "name": one.name, "score": round(one.score, 3), "why": one.why}
        )
        for one in candidates
    ]
