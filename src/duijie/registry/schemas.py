"""What the API gives of the registry."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from duijie.core.rest import Id, Out, PageIn

OrganisationKind = Literal[
    "company", "university", "institute", "hospital", "government", "association", "cooperative", "other"
]
NameKind = Literal["main", "alias", "short", "former"]
Scheme = Literal["ror", "orcid", "uscc", "icp", "site_code"]
Code = Annotated[str, Field(max_length=20, description="A code of the classification.")]


class NameOut(Out):
    """A name in one language."""

    text: str
    language: str
    kind: NameKind


class IdentifierOut(Out):
    """A name in somebody's scheme: ROR, ORCID, unified social credit code and so on."""

    scheme: Scheme
    value: str


class _NamedOut(Out):
    id: UUID
    name: str
    names: list[NameOut]
    identifiers: list[IdentifierOut]
    description: str
    website: str
    community: str = Field(description="The slug of its community.")
    external_id: str
    sample: bool
    version: int
    updated_at: datetime
    url: str = Field(description="Its page on the site.")


class OrganisationOut(_NamedOut):
    """A company, university, institute, hospital, government body or association."""

    kind: OrganisationKind
    place: str = Field(description="An ISO 3166 or GB/T 2260 code, or empty.")
    parent: UUID | None = Field(description="The organisation that it is part of.")


class PersonOut(_NamedOut):
    """Somebody known by name."""


class PostOut(Out):
    """A role of a person at an organisation for a time."""

    id: UUID
    person: UUID
    person_name: str
    organisation: UUID
    organisation_name: str
    title: str
    start: date | None
    end: date | None


class CodedOut(Out):
    """A code of a classification, with its names."""

    code: str
    name_zh: str
    name_en: str
    parent: str | None


class CommunityOut(Out):
    """An association, society, branch or alliance with its own members, libraries and site."""

    id: UUID
    slug: str
    name_zh: str
    name_en: str
    description_zh: str
    description_en: str
    parent: str | None = Field(description="The slug of the community above it.")
    colour: str
    sample: bool
    url: str = Field(description="Its site.")


class _Named(PageIn):
    q: str = Field("", max_length=200, description="A part of any of the names, in either script.")
    scheme: Scheme | None = Field(None, description="With `identifier`: the scheme of an identifier.")
    identifier: str = Field("", max_length=120, description="With `scheme`: the value of an identifier.")


class OrganisationFilters(_Named):
    """What organisations to list."""

    kind: Annotated[list[OrganisationKind], Field(max_length=8)] = Field([])
    place: Annotated[list[Code], Field(max_length=30)] = Field([], description="A place stands for all below it.")


class PersonFilters(_Named):
    """What people to list."""

    organisation: Id | None = Field(None, description="Those with a post there, past ones included.")


class PostFilters(PageIn):
    """What posts to list."""

    person: Id | None = None
    organisation: Id | None = None


class CodeFilters(PageIn):
    """What codes to list."""

    q: str = Field("", max_length=100, description="A part of the Chinese or English name, or of the code.")
    parent: Code | None = Field(None, description="Those directly below this code.")
