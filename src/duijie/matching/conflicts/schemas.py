"""What the API takes and gives of conflicts of interest."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from duijie.core.rest import In, Out
from duijie.matching.conflicts.asking import MOST_YEARS
from duijie.matching.conflicts.types import YEARS

_KEY = r"^(person|organisation|problem|project|talent):[0-9a-fA-F-]{32,36}$"
Key = Annotated[str, Field(pattern=_KEY, examples=["talent:0190a3c2-7d11-7c50-8f1e-0d4cf3b8a9e2"])]


class ConflictsIn(In):
    """One side, and all the others to compare it with."""

    one: Key = Field(description="`person`, `organisation`, `problem`, `project` or `talent`, a colon, and its id.")
    others: Annotated[list[Key], Field(min_length=1, max_length=500)]
    years: int = Field(YEARS, ge=0, le=MOST_YEARS, description="For how many years what is over still counts.")


class GroundOut(Out):
    """What it rests on."""

    basis: Literal["record", "read", "declared", "hidden"] = Field(
        description=(
            "`record`: a confirmed record; `read`: a fact that was read and not confirmed yet; `declared`: somebody "
            "declared it; `hidden`: somebody declared it, and its details are not for you."
        )
    )
    confidence: float = Field(description="From 0 to 1; 1 for a record.")
    quote: str = Field(description="The sentence that says it, where one does.")
    page: str = Field(description="The address of the article on this site.")


class ConflictOut(Out):
    """One reason."""

    kind: Literal["same person", "same account", "same organisation", "shared work", "declared", "deal"]
    strength: Literal["blocking", "disclose", "note"]
    reason: str
    path: list[str] = Field(description="The organisations from one side's to the other's.")
    since: date | None
    until: date | None = Field(description="Null while it lasts, or where nobody knows.")
    source: GroundOut


class AnswerOut(Out):
    """What is known with one other; an empty list when nothing is, to you."""

    other: str
    conflicts: list[ConflictOut]


class ConflictsOut(Out):
    """An answer for each other, in the order asked."""

    one: str
    answers: list[AnswerOut]
