"""Teams as the page shows them: each member beside what it takes on, and what nobody does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from duijie.library.display import dressed
from duijie.library.languages import language_name
from duijie.matching.filters import places_offered
from duijie.matching.present.matches import Dock, docked
from duijie.matching.services.teaming import FoundTeams, OfferedTeam
from duijie.matching.teams import Constraints
from duijie.matching.types import Requirement
from duijie.registry.standing import Standing

LANGUAGES = ("zh", "en")
SIZES = (2, 3, 4, 5)
_LONGEST_CODE = 20


@dataclass(frozen=True, slots=True)
class ShownMember:
    """A member's item, as dressed by the library, and what it takes on."""

    item: Any
    docks: tuple[Dock, ...]


@dataclass(frozen=True, slots=True)
class ShownTeam:
    """One team; ``open`` are the requirements that nobody in it takes on."""

    number: int
    members: tuple[ShownMember, ...]
    covered: int
    partly: int
    asked: int
    open: tuple[Requirement, ...]


def shown_teams(found: FoundTeams, actor: Standing) -> list[ShownTeam]:
    """The teams of an answer. Of an item that is not open to the actor, the title alone."""
    items = [joined.offer.item for team in found.teams for joined in team.members]
    dress = {item.key: item for item in dressed({item.key: item for item in items}.values(), actor)}
    return [_shown(number, team, found.requirements, dress) for number, team in enumerate(found.teams, 1)]


def _shown(number: int, team: OfferedTeam, asked: Sequence[Requirement], dress: dict[str, Any]) -> ShownTeam:
    members = []
    for joined in team.members:
        item = dress[joined.offer.item.key]
        members.append(ShownMember(item, tuple(docked(asked, one) for one in joined.evidence) if item.open else ()))
    return ShownTeam(
        number=number,
        members=tuple(members),
        covered=len(team.team.covered),
        partly=len(team.team.partly),
        asked=len(asked),
        open=tuple(asked[index] for index in team.team.uncovered),
    )


def why_none(found: FoundTeams) -> str:
    """Why there are no teams, in a sentence; empty when there are some."""
    return {
        "single": _("One match covers every requirement that must be met; no team is needed."),
        "no better": _("No team covers more than the best single match."),
        "no candidates": _("Nothing that was found covers a requirement, has time and keeps to what is wanted here."),
        "no requirements": _("The need has no separate requirements to share out: add some, then look again."),
    }.get(found.reason, "")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a reader wants of every team, read from the address; what does not fit is left out."""

    most: int = SIZES[-1]
    somebody_in: str = ""
    language: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Wishes:
        size, place, language = query.get("most", ""), query.get("somebody_in", ""), query.get("language", "")
        return cls(
            most=int(size) if size in map(str, SIZES) else SIZES[-1],
            somebody_in=place if place.isalnum() and len(place) <= _LONGEST_CODE else "",
            language=language if language in LANGUAGES else "",
        )

    @property
    def constraints(self) -> Constraints:
        """As the search takes them."""
        return Constraints(
            most=self.most,
            somebody_in=(self.somebody_in,) if self.somebody_in else (),
            languages=(self.language,) if self.language else (),
        )


def choices(wishes: Wishes) -> dict[str, Any]:
    """What the form of wishes offers: sizes, languages, the provinces and countries that occur."""
    return {
        "sizes": SIZES,
        "languages": [(code, language_name(code)) for code in LANGUAGES],
        "places": [
            (place.code, place.name) for place in places_offered([wishes.somebody_in] if wishes.somebody_in else [])
        ],
    }
