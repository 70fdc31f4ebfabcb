"""What the API takes and gives of the three libraries. Input and output are separate."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from duijie.core.currencies import KNOWN
from duijie.core.rest import Code, Day, Id, In, Out, PageIn, Tongue, may_be_left_out

Kind = Literal["problem", "project", "talent"]
State = Literal["draft", "submitted", "published", "matched", "closed", "archived"]
Visibility = Literal["public", "community", "private"]
Cooperation = Literal["development", "transfer", "licence", "consulting", "service"]
Language = Literal["zh-Hans", "zh-Hant", "en"]
ProblemKind = Literal["need", "challenge"]
Confidentiality = Literal["open", "title-only"]
Stage = Literal["idea", "laboratory", "pilot", "production", "market"]
Availability = Literal["open", "limited", "closed"]
Comparator = Literal["<", "<=", "=", ">=", ">", "~"]
WorkKind = Literal["paper", "patent", "project", "standard"]
ActionName = Literal[
    "submit", "withdraw", "publish", "return", "take-down", "match", "reopen", "close", "archive", "restore"
]

Title = Annotated[str, Field(min_length=1, max_length=200)]
Body = Annotated[str, Field(min_length=1, max_length=20_000)]
Codes = Annotated[list[Code], Field(max_length=50)]
Money = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2, strict=False)]
MoneyOut = Annotated[Decimal, AfterValidator(lambda amount: amount.quantize(Decimal("0.01")))]
Year = Annotated[int, Field(ge=1, le=9999)]


class Ref(Out):
    """A record by its id and name."""

    id: UUID
    name: str


class CommunityRef(Out):
    """A community by its id, address and name."""

    id: UUID
    slug: str
    name: str


class RequirementOut(Out):
    """One checkable clause of a problem, with the quantity it names."""

    text: str
    must: bool = Field(description="False for a nice-to-have.")
    comparator: Comparator | None
    value: float | None
    upper: float | None = Field(description="The upper end, when a range is named.")
    unit: str


class WorkOut(Out):
    """What proves a talent."""

    id: int
    external_id: str
    kind: WorkKind
    title: str
    abstract: str
    year: int | None
    venue: str


class ItemOut(Out):
    """What the three libraries' items have in common."""

    id: UUID
    kind: Kind
    title: str = Field(description="The title; of a talent, the name. Plain text: HTML in it is data.")
    language: Language
    state: State
    visibility: Visibility
    complete: bool = Field(
        description="False for a problem of which only title, fields and places are open to you; the rest is null."
    )
    community: CommunityRef
    organisation: Ref | None
    fields: list[str] = Field(description="OECD FORD codes, see /fields.")
    places: list[str] = Field(description="ISO 3166 or GB/T 2260 codes, see /places.")
    keywords: list[str]
    cooperation: list[Cooperation] = Field(description="Kinds of contract the owner is open to.")
    external_id: str
    sample: bool
    version: int = Field(description="Grows with each change; send it back with yours.")
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    url: str = Field(description="Its page on the site.")


class ProblemOut(ItemOut):
    """What somebody needs solved."""

    statement: str | None
    problem_kind: ProblemKind | None
    industry: str | None
    budget_min: MoneyOut | None
    budget_max: MoneyOut | None
    bounty: MoneyOut | None
    currency: str | None
    deadline: date | None
    confidentiality: Confidentiality


class ProjectOut(ItemOut):
    """A result, technology or programme that can solve problems."""

    summary: str
    trl: int | None = Field(description="Technology readiness level (ISO 16290), 1 to 9.")
    stage: Stage | None
    ip: str = Field(description="Intellectual property.")
    team: str
    year: int | None


class TalentOut(ItemOut):
    """A person or team as an expert."""

    name_en: str
    headline: str
    expertise: str
    post: str
    languages: list[str]
    availability: Availability
    person: UUID | None = Field(description="The registry's person, where known.")


class Offered(Out):
    """What the caller may do with the one item that was asked for."""

    may_edit: bool
    actions: list[ActionName] = Field(description="The life-cycle actions that you may take now.")


class ProblemDetail(ProblemOut, Offered):
    """A problem with its requirements."""

    requirements: list[RequirementOut] | None


class ProjectDetail(ProjectOut, Offered):
    """A project, and what you may do with it."""


class TalentDetail(TalentOut, Offered):
    """A talent with the works."""

    works: list[WorkOut]


class RequirementIn(In):
    """One checkable clause."""

    text: str = Field(min_length=1, max_length=500, examples=["运行成本低于5元/吨"])
    must: bool = True
    comparator: Comparator | None = None
    value: float | None = None
    upper: float | None = None
    unit: str = Field("", max_length=30)


class WorkIn(In):
    """A paper, patent, project or standard."""

    title: str = Field(min_length=1, max_length=400)
    kind: WorkKind = "paper"
    abstract: str = Field("", max_length=10_000)
    year: Year | None = None
    venue: str = Field("", max_length=300)
    external_id: str = Field("", max_length=120)


class _ItemFields(In):
    title: Title = may_be_left_out(description="The title; of a talent, the name.")
    language: Language = may_be_left_out(description="Told from the text when absent.")
    visibility: Visibility = may_be_left_out()
    organisation: Id | None = may_be_left_out(description="An organisation that you belong to.")
    fields: Codes = may_be_left_out(examples=[["2.5"]])
    places: Codes = may_be_left_out(examples=[["430100"]])
    keywords: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=30)] = may_be_left_out()
    cooperation: Annotated[list[Cooperation], Field(max_length=5)] = may_be_left_out()
    external_id: str = may_be_left_out(max_length=120, description="Your own id of it, unique in the community.")


class _ProblemFields(_ItemFields):
    statement: Body = may_be_left_out(description="The need in the person's own words.")
    problem_kind: ProblemKind = may_be_left_out()
    industry: str = may_be_left_out(max_length=120)
    budget_min: Money | None = None
    budget_max: Money | None = None
    bounty: Money | None = None
    currency: str = may_be_left_out(max_length=20, description=f"One of {KNOWN}.", examples=["CNY"])
    deadline: Day | None = None
    confidentiality: Confidentiality = may_be_left_out()
    requirements: Annotated[list[RequirementIn], Field(max_length=50)] = may_be_left_out(
        description="Replaces all of them."
    )


class _ProjectFields(_ItemFields):
    summary: Body = may_be_left_out()
    trl: Annotated[int, Field(ge=1, le=9)] | None = None
    stage: Stage | None = None
    ip: str = may_be_left_out(max_length=2000)
    team: str = may_be_left_out(max_length=2000)
    year: Year | None = None


class _TalentFields(_ItemFields):
    name_en: str = may_be_left_out(max_length=200)
    headline: str = may_be_left_out(max_length=200)
    expertise: Body = may_be_left_out()
    post: str = may_be_left_out(max_length=120)
    languages: Annotated[list[Tongue], Field(max_length=20)] = may_be_left_out()
    availability: Availability = may_be_left_out()
    person: Id | None = may_be_left_out(description="A person of the registry.")
    works: Annotated[list[WorkIn], Field(max_length=500)] = may_be_left_out(description="Replaces all of them.")


_COMMUNITY: Any = Field(None, max_length=40, description="The slug of its home; the site's own when absent.")
_VERSION: Any = Field(None, ge=1, le=2_147_483_647, description="The version you changed, unless sent as If-Match.")


class ProblemIn(_ProblemFields):
    """A new problem; it begins as a draft of yours."""

    title: Title = Field(examples=["含砷酸性废水的低成本处理"])
    statement: Body = Field(examples=["我厂废水含砷高，想找除砷办法，运行成本低于5元/吨。"])
    community: str | None = _COMMUNITY


class ProblemPatch(_ProblemFields):
    """What to change of a problem; what is absent stays."""

    version: int | None = _VERSION


class ProjectIn(_ProjectFields):
    """A new project; it begins as a draft of yours."""

    title: Title
    summary: Body
    community: str | None = _COMMUNITY


class ProjectPatch(_ProjectFields):
    """What to change of a project; what is absent stays."""

    version: int | None = _VERSION


class TalentIn(_TalentFields):
    """A new talent; it begins as a draft of yours."""

    title: Title
    expertise: Body
    community: str | None = _COMMUNITY


class TalentPatch(_TalentFields):
    """What to change of a talent; what is absent stays."""

    version: int | None = _VERSION


class ActionIn(In):
    """A step of the life cycle."""

    action: ActionName
    reason: str = Field("", max_length=2000, description="Needed for return and take-down; the owner reads it.")


_View = Literal["published", "mine", "moderation"]
Many = Annotated[list[Code], Field(max_length=30)]


class _Filters(PageIn):
    q: str = Field("", max_length=300, description="Words that must all occur.")
    field: Many = Field([], description="FORD codes; a major field stands for all below it.")
    place: Many = Field([], description="Place codes; a place stands for all below it.")
    cooperation: Annotated[list[Cooperation], Field(max_length=5)] = Field([])
    sort: Literal["relevance", "latest"] = Field("relevance", description="Without words the latest come first.")
    view: _View = Field(
        "published",
        description="published: what is open to you; mine: your own and your organisation's, in any state; "
        "moderation: what waits for your decision. The latter two take no other filter.",
    )


class ProblemFilters(_Filters):
    """What problems to list."""

    problem_kind: Annotated[list[ProblemKind], Field(max_length=2)] = Field([])


class ProjectFilters(_Filters):
    """What projects to list."""

    stage: Annotated[list[Stage], Field(max_length=5)] = Field([])
    trl: Annotated[list[Annotated[int, Field(ge=1, le=9)]], Field(max_length=9)] = Field([])


class TalentFilters(_Filters):
    """What talents to list."""

    availability: Annotated[list[Availability], Field(max_length=3)] = Field([])


class FacetOut(Out):
    """How often one value occurs."""

    value: str
    count: int


class FacetsOut(Out):
    """How many of the items found have which value, by facet; the twelve most frequent each."""

    total: int
    facets: dict[str, list[FacetOut]]
