"""What the API takes and gives of the registry. Input and output are separate."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from duijie.core.rest import Code, Day, Id, In, Out, PageIn, Tongue, may_be_left_out

OrganisationKind = Literal[
    "company", "university", "institute", "hospital", "government", "association", "cooperative", "other"
]
NameKind = Literal["main", "alias", "short", "former"]
Scheme = Literal["ror", "orcid", "uscc", "icp", "site_code"]


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
    description_en: str
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


class SimilarOut(Out):
    """A record that may be the same."""

    id: UUID
    name: str = Field(description="The name that is alike.")
    score: float = Field(description="From 0 to 1.")
    why: Literal["identifier", "same name", "short form", "similar name", "same reading"]


class OrganisationMade(OrganisationOut):
    """A new organisation, with those it may be a double of."""

    similar: list[SimilarOut] = Field(description="Look at these: when one is the same, have the two merged.")


class PersonMade(PersonOut):
    """A new person, with those it may be a double of."""

    similar: list[SimilarOut] = Field(description="Look at these: when one is the same, have the two merged.")


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
    former: bool = Field(description="It is over, and nobody said since when.")


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
    q: str = Field("", max_length=200, description="A part of any of the names in either script, or an identifier.")


class OrganisationFilters(_Named):
    """What organisations to list."""

    kind: OrganisationKind | None = None
    place: Code | None = Field(None, description="A place stands for all below it.")


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


Name = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=20_000)]
_COMMUNITY: Any = Field(None, max_length=40, description="The slug of its community; the site's own when absent.")
_VERSION: Any = Field(None, ge=1, le=2_147_483_647, description="The version you changed, unless sent as If-Match.")


class NameIn(In):
    """A further name; its language is told from the text when absent."""

    text: Name
    language: Tongue | None = None
    kind: NameKind = "alias"


class IdentifierIn(In):
    """An identifier in its scheme; a whole address such as https://ror.org/… is read too."""

    scheme: Scheme
    value: str = Field(min_length=1, max_length=120)


class _NamedFields(In):
    name: Name = may_be_left_out()
    names: Annotated[list[NameIn], Field(max_length=50)] = may_be_left_out(description="Replaces all further names.")
    identifiers: Annotated[list[IdentifierIn], Field(max_length=20)] = may_be_left_out(
        description="Replaces all; for the secretariat alone."
    )
    description: Text = may_be_left_out()
    description_en: Text = may_be_left_out()
    website: Annotated[str, Field(max_length=200)] = may_be_left_out(examples=["https://example.org"])


class _OrganisationFields(_NamedFields):
    kind: OrganisationKind = may_be_left_out()
    place: Code | None = Field(None, description="A code of /places.")
    parent: Id | None = None


class OrganisationIn(_OrganisationFields):
    """A new organisation."""

    name: Name
    external_id: str = Field("", max_length=120)
    community: str | None = _COMMUNITY


class OrganisationPatch(_OrganisationFields):
    """What to change of an organisation; what is absent stays."""

    version: int | None = _VERSION


class PersonIn(_NamedFields):
    """A new person."""

    name: Name
    external_id: str = Field("", max_length=120)
    community: str | None = _COMMUNITY


class PersonPatch(_NamedFields):
    """What to change of a person; what is absent stays."""

    version: int | None = _VERSION


class PostIn(In):
    """A new post."""

    person: Id
    organisation: Id
    title: Annotated[str, Field(min_length=1, max_length=120)]
    start: Day | None = None
    end: Day | None = None


class PostEnd(In):
    """When a post ended."""

    end: Day
