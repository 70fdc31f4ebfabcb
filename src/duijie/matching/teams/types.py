"""What goes into a proposal of teams and what comes out: plain, immutable dataclasses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from duijie.core.errors import InvalidInput, Sentence, gettext_noop
from duijie.matching.types import Kind

MOST_CANDIDATES: Final = 200
MOST_MEMBERS: Final = 5
MOST_TEAMS: Final = 3
COVERS: Final = 0.9
"""The strength from which a requirement counts as covered, not only as partly covered."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item or a person that may join a team.

    ``strengths`` has one number from 0 (nothing shown) to 1 (surely covered) for each
    requirement; ``score`` is how well it fits the need as a whole, 0 to 1. ``capacity`` is how
    many requirements it can take on, None for any number, 0 for who has no time at all.
    ``places`` are GB/T 2260 or ISO 3166 codes, ``languages`` those it works in. ``conflicts``
    are the ids of candidates that it cannot be in one team with; one of a pair need name it.

    Raises:
        InvalidInput: a strength or the score is no number from 0 to 1, or the capacity is negative.
    """

    id: str
    kind: Kind
    strengths: tuple[float, ...]
    score: float = 0.0
    capacity: int | None = None
    places: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    conflicts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for value in (*self.strengths, self.score):
            if not (math.isfinite(value) and 0 <= value <= 1):
                raise InvalidInput(
                    Sentence(
                        gettext_noop("“{id}” has {value} as a strength or score: give a number from 0 to 1."),
                        id=self.id,
                        value=value,
                    )
                )
        if self.capacity is not None and self.capacity < 0:
            raise InvalidInput(
                Sentence(gettext_noop("“{id}” has a negative capacity: give 0 or more, or none."), id=self.id)
            )


@dataclass(frozen=True, slots=True)
class Constraints:
    """What every team must keep to.

    Args:
        most: how many members at most, 2 to 5.
        places: each member is in one of these places or below it; empty for anywhere.
        somebody_in: at least one member is in one of these places; empty for no such wish.
        languages: all members share one of these languages; empty for any mixture.

    Raises:
        InvalidInput: ``most`` is no number from 2 to 5, or a language is no code.
    """

    most: int = MOST_MEMBERS
    places: tuple[str, ...] = ()
    somebody_in: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 2 <= self.most <= MOST_MEMBERS:
            raise InvalidInput(
                Sentence(gettext_noop("A team has 2 to {most} members: choose a number from that."), most=MOST_MEMBERS)
            )
        wrong = [code for code in self.languages if not (2 <= len(code) <= 3 and code.isascii() and code.islower())]
        if wrong:
            raise InvalidInput(
                Sentence(
                    gettext_noop("“{code}” is no code of a language; write two or three letters, such as zh or en."),
                    code=wrong[0][:20],
                )
            )


@dataclass(frozen=True, slots=True)
class Worth:
    """What the parts of a team's value count, in must-requirements covered.

    The number of must-requirements covered comes first and is not traded for anything; the
    value decides among teams that cover the same number of them. A member has to bring more
    than ``member``: a third of what half an answer to a must is worth. ``score`` only tells
    apart those who cover the same.
    """

    must: float = 1.0
    nice: float = 0.4
    member: float = 0.15
    score: float = 0.05


@dataclass(frozen=True, slots=True)
class Share:
    """What a member takes on: the requirement's index, and how surely it is covered."""

    requirement: int
    strength: float

    @property
    def covers(self) -> bool:
        """Whether the requirement is covered, not only partly."""
        return self.strength >= COVERS


@dataclass(frozen=True, slots=True)
class Member:
    """A candidate in a team with what it takes on, in the order of the requirements."""

    candidate: Candidate
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """Members, who takes on most first; each requirement is taken on by one of them at most.

    ``value`` is in must-requirements covered, less what the members cost (:class:`Worth`).
    """

    members: tuple[Member, ...]
    value: float
    asked: int

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the members, sorted."""
        return tuple(sorted(member.candidate.id for member in self.members))

    @property
    def covered(self) -> tuple[int, ...]:
        """The requirements that the team covers."""
        return tuple(sorted(s.requirement for m in self.members for s in m.shares if s.covers))

    @property
    def partly(self) -> tuple[int, ...]:
        """The requirements that it covers only partly."""
        return tuple(sorted(s.requirement for m in self.members for s in m.shares if not s.covers))

    @property
    def uncovered(self) -> tuple[int, ...]:
        """The requirements that nobody in it takes on."""
        taken = {s.requirement for m in self.members for s in m.shares}
        return tuple(index for index in range(self.asked) if index not in taken)


Reason = Literal["teams", "single", "no better", "no candidates"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Up to three teams, the best first.

    ``alone`` is the best single candidate that keeps to the constraints; every team is better
    than it. ``reason`` says why there are no teams: "single" (it covers every must-requirement,
    or every requirement where none is a must), "no better" (no team covers more than it) or
    "no candidates" (nobody covers anything and keeps to the constraints). ``proven`` is false when
    the time was over before every team was looked at or ruled out: a better one may exist.
    """

    teams: tuple[Team, ...]
    alone: Team | None
    reason: Reason
    proven: bool = True
