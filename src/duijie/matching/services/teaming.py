"""Who together covers a need: the one call that serves the site, the API and the command line."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Final

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from duijie.core.errors import InvalidInput
from duijie.library.models import Item, State, Talent
from duijie.library.rules import may_read_body, view_item
from duijie.matching import runtime
from duijie.matching.conflicts.marking import kept_apart
from duijie.matching.indexing.documents import audience, listed_items
from duijie.matching.ranking.working import Degraded
from duijie.matching.services.finding import Offer, as_one
from duijie.matching.services.parts import part_by_part
from duijie.matching.teams import Candidate, Constraints, Proposal, Team, covering_more, propose
from duijie.matching.teams.strengths import strengths
from duijie.matching.types import Evidence, Filter, Match, Query, Requirement
from duijie.matching.understanding.requirements import check_statement, split
from duijie.registry.standing import Standing

CONSIDERED: Final = 60
"""How many of the best matches teams are chosen from: docs/adr/0008 has what more would cost."""
PATIENCE: Final = 0.4
"""Seconds after which a search for teams is ended; what takes longer is one case in fifty of
twenty requirements that nearly everybody answers."""
LIMITED: Final = 2
"""How many requirements somebody with limited time can take on."""

_CAPACITY: Final[dict[str, int | None]] = {
    Talent.Availability.OPEN: None,
    Talent.Availability.LIMITED: LIMITED,
    Talent.Availability.CLOSED: 0,
}

Conflicts = Callable[[Item, Item], bool]


@dataclass(frozen=True, slots=True)
class Joined:
    """A member with its item and the evidence for each requirement that it takes on."""

    offer: Offer
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class OfferedTeam:
    """A team with the items of its members, in the order of ``team.members``."""

    team: Team
    members: tuple[Joined, ...]


@dataclass(frozen=True, slots=True)
class FoundTeams:
    """The answer to a need.

    ``alone`` is the match that covers most alone. ``reason`` is "teams", or why there are none:
    "single" (``alone`` covers every must-requirement), "no better" (no team covers more than
    ``alone``), "no candidates" (nothing that is found covers a requirement wholly and
    keeps to the constraints) or "no requirements". ``considered`` is how many matches were looked at.
    """

    requirements: tuple[Requirement, ...]
    reason: str
    teams: tuple[OfferedTeam, ...] = ()
    alone: Offer | None = None
    considered: int = 0
    degraded: tuple[Degraded, ...] = ()
    took_ms: dict[str, float] = field(default_factory=dict)
    proven: bool = True
    """Whether no better team exists; false when the search ran out of :data:`PATIENCE`."""


def find_teams(
    *,
    actor: Standing,
    text: str,
    requirements: Sequence[Requirement] | None = None,
    where: Filter = Filter(kinds=("project", "talent")),  # noqa: B008 - immutable
    constraints: Constraints = Constraints(),  # noqa: B008 - immutable
    conflicts: Conflicts | None = None,
    count: int = 3,
) -> FoundTeams:
    """Which few items cover this together, where none does alone?

    Args:
        actor: whose eyes it is for; only items the actor may read are members.
        text: the need in the person's own words, 20,000 characters at most.
        requirements: None to split them out of the text.
        where: whom to choose from; its audience is replaced by the actor's.
        constraints: what every team must keep to.
        conflicts: whether two items cannot be in one team. It is asked for every two of up to
            ``CONSIDERED`` items, so it must answer from what it has at hand. None: two entries of
            one person, and what :func:`duijie.matching.conflicts.marking.kept_apart` knows.
        count: how many teams at most.

    Raises:
        InvalidInput: the text has nothing to match by, or only problems are to be chosen from.
        Unavailable: the index cannot be read.
    """
    text = check_statement(text)
    kinds = tuple(kind for kind in where.kinds or ("project", "talent") if kind != "problem")
    if not kinds:
        message = _("Teams are made of projects and talents: name at least one of these kinds.")
        raise InvalidInput.at("kinds", message)
    clauses = tuple(requirements) if requirements is not None else split(text)
    if not clauses:
        return FoundTeams((), "no requirements")
    engine, query, where = runtime.engine(), Query(text, clauses), replace(where, audience=audience(actor), kinds=kinds)
    answer = engine.match(query, where=where, limit=CONSIDERED)
    took = dict(answer.took_ms)
    begun = time.perf_counter()
    matches = answer.matches
    # A space that has just failed is not asked again: teams then rest on what the others say.
    if len(clauses) > 1 and not answer.degraded and not any(_covers_all(match, clauses) for match in matches):
        matches = part_by_part(engine, query, matches, where=where)
    took["parts"] = 1000 * (time.perf_counter() - begun)
    begun = time.perf_counter()
    offers = _readable(actor, matches)
    took["items"] = 1000 * (time.perf_counter() - begun)
    begun = time.perf_counter()
    apart = conflicts or kept_apart(offer.item for offer in offers.values())
    took["conflicts"] = 1000 * (time.perf_counter() - begun)
    begun = time.perf_counter()
    musts = [clause.must for clause in clauses]
    proposal = propose(
        _candidates(offers, len(clauses), apart),
        musts=musts,
        constraints=constraints,
        count=count,
        patience=PATIENCE,
    )
    took["teams"] = 1000 * (time.perf_counter() - begun)
    return _told(clauses, covering_more(proposal, musts), offers, answer.degraded, took)


def _covers_all(match: Match, clauses: Sequence[Requirement]) -> bool:
    """Whether nobody else is needed."""
    asked = {place for place, clause in enumerate(clauses) if clause.must} or set(range(len(clauses)))
    return asked <= set(match.covered)


def _readable(actor: Standing, matches: Sequence[Match]) -> dict[str, Offer]:
    """What the actor may read now, whatever the index says, by the item's key; of items that say the
    same only the best, for one of them instead of the other is no other team."""
    items, _gone = listed_items(match.document for match in matches)
    found = []
    for match in matches:
        item = items.get(match.document)
        if item is not None and view_item.allows(actor, item) and may_read_body(actor, item):
            found.append(Offer(match, item))
    return {offer.item.key: offer for offer in as_one(actor, found)}


def _candidates(offers: dict[str, Offer], asked: int, conflicts: Conflicts) -> list[Candidate]:
    apart: dict[str, set[str]] = {key: set() for key in offers}
    for (key, one), (other_key, other) in combinations(offers.items(), 2):
        if conflicts(one.item, other.item):
            apart[key].add(other_key)
    return [
        Candidate(
            id=key,
            kind=offer.match.kind,
            strengths=strengths(offer.match.evidence, asked),
            score=min(max(offer.match.score, 0.0), 1.0),
            capacity=_capacity(offer.item),
            places=tuple(offer.item.places),
            languages=_languages(offer.item),
            conflicts=frozenset(apart[key]),
        )
        for key, offer in offers.items()
        if offer.match.covered  # half an answer alone is too often mere likeness to ask somebody for
    ]


def _capacity(item: Item) -> int | None:
    """What is matched already has no time for another problem."""
    if item.state != State.PUBLISHED:
        return 0
    return _CAPACITY.get(item.availability, None) if isinstance(item, Talent) else None


def _languages(item: Item) -> tuple[str, ...]:
    """The languages that an item says it works in, and the one it is written in, without script
    and country: zh-Hant → zh."""
    codes = [*getattr(item, "languages", ()), item.language]
    return tuple(dict.fromkeys(code.partition("-")[0].lower() for code in codes if code))


def _told(
    clauses: tuple[Requirement, ...],
    proposal: Proposal,
    offers: dict[str, Offer],
    degraded: tuple[Degraded, ...],
    took: dict[str, float],
) -> FoundTeams:
    teams = tuple(
        OfferedTeam(
            team,
            tuple(
                Joined(
                    offers[member.candidate.id],
                    tuple(
                        one
                        for share in member.shares
                        for one in offers[member.candidate.id].match.evidence
                        if one.requirement == share.requirement
                    ),
                )
                for member in team.members
            ),
        )
        for team in proposal.teams
    )
    shown = [joined.offer.item for team in teams for joined in team.members]
    alone = offers[proposal.alone.ids[0]] if proposal.alone else None
    prefetch_related_objects([*shown, *([alone.item] if alone else [])], "organisation", "community")
    return FoundTeams(
        requirements=clauses,
        reason=proposal.reason,
        teams=teams,
        alone=alone,
        considered=len(offers),
        degraded=degraded,
        took_ms=took,
        proven=proposal.proven,
    )
