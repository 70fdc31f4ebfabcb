"""What the API gives of challenges."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from duijie.core.rest import Out, PageIn
from duijie.library.schemas import MoneyOut

State = Literal["open", "opening", "opened", "shortlisted", "awarded", "ended"]


class ChallengeFilters(PageIn):
    """Which challenges."""

    state: State | None = Field(None, description="Only those in this state.")


class ChallengeOut(Out):
    """A published challenge, as lists have it."""

    id: UUID
    problem: UUID
    title: str = Field(description="Of its problem. Plain text: HTML in it is data.")
    state: State
    bounty: MoneyOut
    currency: str = Field(description="ISO 4217.")
    published_at: datetime
    proposals_until: datetime = Field(description="Nothing is handed in after that.")
    opening_at: datetime = Field(description="Nobody can open the proposals before that.")
    award_by: date
    sample: bool
    updated_at: datetime
    url: str = Field(description="Its page on the site.")


class CriterionOut(Out):
    """What proposals are scored by."""

    zh: str
    en: str
    weight: int = Field(description="Of 100.")


class EditionOut(Out):
    """An edition of the rules."""

    number: int
    published_at: datetime
    reason: str = Field(description="Why the rules were changed; empty of the first edition.")
    text_zh: str
    text_en: str
    eligibility_zh: str
    eligibility_en: str
    criteria: list[CriterionOut]


class LineOut(Out):
    """A line of the opening protocol."""

    number: int
    solver: str
    handed_in_at: datetime
    receipt: str = Field(description="SHA-256 of the sealed bytes.")
    failure: Literal["", "missing", "altered", "unrecorded", "unopened", "unreadable"] = Field(
        description="Why it could not be opened; empty of one that was."
    )
    shortlisted: bool


class OpeningOut(Out):
    """The opening protocol."""

    opened_at: datetime
    officers: list[str]
    proposals: list[LineOut]


class AwardOut(Out):
    """The award."""

    number: int = Field(description="Of the proposal in the protocol.")
    solver: str
    reasons: str
    awarded_at: datetime


class ChallengeDetail(ChallengeOut):
    """A challenge with its rules, and what is public of its course."""

    rules: EditionOut = Field(description="Those in force.")
    changes: list[EditionOut] = Field(description="Later editions than the first, the last first.")
    opening: OpeningOut | None
    award: AwardOut | None
    ended: str = Field(description="Why it ended without an award.")
