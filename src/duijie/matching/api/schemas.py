"""What the API takes and gives of matching."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from duijie.core.rest import FURTHEST, MOST, Code, In, Out, PageIn
from duijie.library.schemas import Comparator, Cooperation, Kind, Ref
from duijie.matching.understanding.requirements import MAX_CHARS

Codes = Annotated[list[Code], Field(max_length=30)]
Level = Annotated[int, Field(ge=1, le=9)]
_EXAMPLE = "我厂废水含砷高，超标被罚。想找除砷办法，运行成本低于5元/吨，最好不产生污泥。"
Text = Annotated[
    str, Field(min_length=1, max_length=MAX_CHARS, examples=[_EXAMPLE], description="The need in one's own words.")
]


Clause = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    Field(min_length=1, max_length=500, examples=["运行成本低于5元/吨"]),
]


class AskedIn(In):
    """One requirement. Without a value, the quantity that the text names is read from it."""

    text: Clause
    must: bool = Field(True, description="False for a nice-to-have.")
    comparator: Comparator | None = None
    value: float | None = Field(None, ge=-1e18, le=1e18)
    upper: float | None = Field(None, ge=-1e18, le=1e18, description="The upper end of a range.")
    unit: str = Field("", max_length=30)


class MatchIn(In):
    """A need, and what may be offered for it."""

    text: Text
    requirements: Annotated[list[AskedIn], Field(max_length=50)] | None = Field(
        None, description="Absent or null: split out of the text. An empty list: none."
    )
    kinds: Annotated[list[Kind], Field(min_length=1, max_length=3)] = Field(
        ["project", "talent"], description="The libraries to offer from."
    )
    fields: Codes = Field([], description="FORD codes; either of them.")
    places: Codes = Field([], description="Place codes; a place stands for all below it.")
    cooperation: Annotated[list[Cooperation], Field(max_length=5)] = Field([])
    trl_min: Level | None = None
    trl_max: Level | None = None
    limit: int = Field(10, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=FURTHEST)


class SplitIn(In):
    """A text to split."""

    text: Text


class QuantityOut(Out):
    """A number with its unit, as the text states it."""

    comparator: Comparator
    value: float
    upper: float | None = Field(description="The upper end of a range.")
    unit: str


class AskedOut(Out):
    """One requirement; its place in the list is how evidence refers to it."""

    text: str
    must: bool
    quantity: QuantityOut | None


class SplitOut(Out):
    """The requirements that the text states."""

    requirements: list[AskedOut]


class NoteOut(Out):
    """What is to be said of the numbers: what was asked and what is given."""

    verdict: str
    asked: str
    given: str


class EvidenceOut(Out):
    """How an item answers one requirement."""

    requirement: int = Field(description="Its place in `requirements`, from 0; -1 for the need as a whole.")
    verdict: Literal["covered", "partly", "not shown"]
    sentence: str = Field(description="The exact sentence of the item; empty when nothing is shown.")
    marks: list[tuple[int, int]] = Field(description="(start, end) of the words in the sentence that answer.")
    source: str = Field(description="The title of the work it comes from; empty for the item's own text.")
    work: str = Field(description="The id of that work.")
    reasons: list[Literal["words", "meaning", "number"]]
    confidence: float = Field(description="From 0 to 1.")
    note: NoteOut | None


class OfferedItem(Out):
    """The item that is offered; read all of it at `/problems`, `/projects` or `/talents`."""

    id: UUID
    kind: Kind
    title: str
    complete: bool = Field(description="False for a problem of which only title, fields and places are open to you.")
    organisation: Ref | None
    fields: list[str]
    places: list[str]
    cooperation: list[Cooperation]
    trl: int | None
    url: str = Field(description="Its page on the site.")


_CHANCE = (
    "Of ten matches with such a score how many were accepted in the community of the need, as a share from 0 to 1; "
    "null while its scores are not yet calibrated."
)


class MatchOut(Out):
    """An item offered for the need, the best first."""

    item: OfferedItem
    score: float = Field(description="From 0 to 1, comparable within one answer.")
    chance: float | None = Field(description=_CHANCE)
    parts: dict[str, float] = Field(description="What each scorer contributed.")
    covered: list[int] = Field(description="The places of the requirements that are covered.")
    missing: list[int] = Field(description="The places of the requirements that the item does not show.")
    evidence: list[EvidenceOut] = Field(description="One entry for each requirement.")
    best: EvidenceOut | None = Field(description="The sentence that speaks most for the whole need.")
    same: list[str] = Field(description="Items that say the same and are open to you: kind, a colon, id.")


class IndexingOut(Out):
    """The libraries are still being indexed: something that fits may be missing from this answer;
    ask again in a moment."""

    items: int = Field(description="How many published items are open to you.")
    by_words: int = Field(description="How many of them can be found by their words so far.")
    by_meaning: int = Field(description="How many of them can be found by meaning too.")
    sentence: str


class SearchedOut(Out):
    """What every answer says of itself."""

    degraded: list[str] = Field(description="In sentences, what could not be used this time.")
    indexing: IndexingOut | None = Field(
        description="How far the index is while libraries still wait for it; null when all open to you is there."
    )
    took_ms: dict[str, float] = Field(description="Milliseconds by step.")


class CalibrationOut(Out):
    """What the scores mean in this community. Before there are enough outcomes they order the matches
    of one answer by words and meaning, and are no probability."""

    calibrated: bool
    outcomes: int = Field(description="How many matches were accepted or turned down so far.")
    needed: int = Field(description="How many it takes at least.")


class FoundOut(SearchedOut):
    """The answer to a need."""

    requirements: list[AskedOut] = Field(description="Those that were matched against.")
    matches: list[MatchOut]
    calibration: CalibrationOut
    total: int = Field(description="How many items were ranked; `matches` is a part of them.")
    limit: int
    offset: int


class TeamsIn(In):
    """A need, and what teams for it must keep to."""

    text: Text
    requirements: Annotated[list[AskedIn], Field(max_length=50)] | None = Field(
        None, description="Absent or null: split out of the text."
    )
    kinds: Annotated[list[Literal["project", "talent"]], Field(min_length=1, max_length=2)] = Field(
        ["project", "talent"], description="The libraries to choose members from."
    )
    fields: Codes = Field([], description="FORD codes; each member has one of them.")
    places: Codes = Field([], description="Place codes; each member is in one of them or below it.")
    cooperation: Annotated[list[Cooperation], Field(max_length=5)] = Field([])
    trl_min: Level | None = None
    trl_max: Level | None = None
    most_members: int = Field(5, ge=2, le=5)
    somebody_in: Codes = Field([], description="Place codes; at least one member is in one of them or below it.")
    languages: Annotated[list[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]], Field(max_length=10)] = Field(
        [], description="Two or three letters, such as zh or en; all members share one of them."
    )
    count: int = Field(3, ge=1, le=3, description="How many teams at most.")


class TeamMemberOut(Out):
    """A member and what it takes on."""

    item: OfferedItem
    score: float = Field(description="Of the member as a match for the whole need, from 0 to 1.")
    evidence: list[EvidenceOut] = Field(description="One entry for each requirement that it takes on.")


class TeamOut(Out):
    """A few items that together cover the need; who takes on most first."""

    members: list[TeamMemberOut]
    covered: list[int] = Field(description="The places of the requirements that the team covers.")
    partly: list[int] = Field(description="Those that it covers only partly.")
    uncovered: list[int] = Field(description="Those that nobody in it takes on.")
    value: float = Field(description="In must-requirements covered, less what the members cost.")


class TeamsOut(SearchedOut):
    """Up to three teams, the best first."""

    requirements: list[AskedOut] = Field(description="Those that were matched against.")
    teams: list[TeamOut]
    reason: Literal["teams", "single", "no better", "no candidates", "no requirements"] = Field(
        description=(
            "Why there are no teams: one match covers every must-requirement (`single`), no team covers more than "
            "one match (`no better`), nothing found covers anything within what is wanted (`no candidates`)."
        )
    )
    proven: bool = Field(
        description="Whether no better team exists; false when the search was ended before it had looked everywhere."
    )
    alone: OfferedItem | None = Field(description="The match that covers most alone.")
    considered: int = Field(description="How many of the best matches were looked at.")


class WindowIn(PageIn):
    """Which part of an answer."""

    limit: int = Field(10, ge=1, le=MOST, description=f"How many at most, 1 to {MOST}.")


class ProblemAnswerOut(Out):
    """An open problem and the item that answers it best."""

    problem: OfferedItem
    item: OfferedItem
    score: float = Field(description="That of the item as a match of the problem, from 0 to 1.")
    chance: float | None = Field(description=_CHANCE)
    requirements: list[AskedOut] = Field(description="Of the problem; empty when only its title is open to you.")
    said: list[str] = Field(description="For each requirement the sentence of the problem that states it, or empty.")
    covered: list[int] = Field(description="The places of the requirements that are covered.")
    missing: list[int] = Field(description="The places of the requirements that the item does not show.")
    evidence: list[EvidenceOut] = Field(description="One entry for each requirement.")
    best: EvidenceOut | None = Field(description="The sentence that speaks most for the whole problem.")


class AnswersOut(SearchedOut):
    """The open problems that some items answer, the best first."""

    items: list[OfferedItem] = Field(description="What was asked with; empty: nothing published is there to match by.")
    waiting: bool = Field(description="Whether none of these is in the search index yet.")
    answers: list[ProblemAnswerOut]
    total: int = Field(description="How many problems were looked at; `answers` is a part of them.")
    limit: int
    offset: int


class TieOut(Out):
    """A pair that speaks for a partner."""

    asks: bool = Field(description="Whether the problem is one of the organisation asked for, and the item theirs.")
    answer: ProblemAnswerOut


class PartnerOut(Out):
    """An organisation that could cooperate."""

    organisation: Ref
    strength: float = Field(description="From 0 to 1: that of the best pair and a share of the next two.")
    ties: list[TieOut] = Field(description="The strongest pairs, with the sentences that carry them.")
    more: int = Field(description="How many weaker pairs there are.")


class PartnersOut(SearchedOut):
    """Who could cooperate with an organisation, the strongest first."""

    problems: int = Field(description="How many of its open problems were asked with.")
    items: int = Field(description="How many of its projects and talents were asked with.")
    partners: list[PartnerOut]
    total: int
    limit: int
    offset: int
