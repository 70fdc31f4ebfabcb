"""Up to three teams that differ.

A second team is of use when it is another choice, not the first with one exchanged: of those
members of an earlier team that somebody could stand in for, at most half may be in it again.
Whom nobody can stand in for (nobody else covers one of the must-requirements that this team
covers) may be in every team.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from duijie.core.errors import InvalidInput, Sentence, TooLarge, gettext_noop
from duijie.matching.teams.bounds import Overlap, Prices
from duijie.matching.teams.search import Found, best_team
from duijie.matching.teams.sharing import shared
from duijie.matching.teams.table import UNITS, Table, tabled
from duijie.matching.teams.types import (
    COVERS,
    MOST_CANDIDATES,
    MOST_TEAMS,
    Candidate,
    Constraints,
    Member,
    Proposal,
    Share,
    Team,
    Worth,
)

_WORTH = Worth()


def propose(
    candidates: Sequence[Candidate],
    *,
    musts: Sequence[bool],
    constraints: Constraints = Constraints(),  # noqa: B008 - immutable
    worth: Worth = _WORTH,
    count: int = MOST_TEAMS,
    patience: float | None = None,
) -> Proposal:
    """The best teams by exact search; the same for the same candidates in any order.

    Args:
        candidates: 200 at most, with different ids.
        musts: one for each requirement, false for a nice-to-have.
        constraints: what every team must keep to.
        worth: what coverage, members and scores count.
        count: how many teams at most.
        patience: seconds of the wall clock after which the best found so far is given, and is said
            not to be proven the best; None to search to the end.

    Raises:
        TooLarge: there are more candidates.
        InvalidInput: two have one id, or a candidate has not one strength for each requirement.
    """
    _check(candidates, musts)
    until = None if patience is None else time.perf_counter() + patience
    tables = [tabled(candidates, musts, constraints, worth, language) for language in constraints.languages or ("",)]
    single = _best_alone(tables, constraints)
    if single is None:
        return Proposal((), None, "no candidates")
    floor, alone = single
    if _covers_all(alone, musts):
        return Proposal((), alone, "single")
    teams: list[Team] = []
    chosen: list[tuple[frozenset[str], int]] = []  # whom to exchange, and how many may stay
    prices: list[Prices | None] = [None] * len(tables)
    proven = True
    while len(teams) < count:
        best: tuple[float, Table, Found] | None = None
        for place, table in enumerate(tables):
            above = best[0] if best else floor
            overlaps = _overlaps(table, chosen)
            result = best_team(
                table, size=constraints.most, above=above, overlaps=overlaps, start=prices[place], until=until
            )
            prices[place] = result.prices
            proven = proven and result.proven
            if result.found is not None:
                best = (result.found.value, table, result.found)
        if best is None:
            break
        team = _team(best[1], best[2].rows)
        teams.append(team)
        changing = frozenset(team.ids) - _needed(team, tables, musts)
        if not changing:
            break
        chosen.append((changing, len(changing) // 2))
    return Proposal(tuple(teams), alone, "teams" if teams else "no better", proven)


def covering_more(proposal: Proposal, musts: Sequence[bool]) -> Proposal:
    """The proposal without teams that cover no more requirements than the best alone: their value
    rests on half answers, which are too often mere likeness to ask several people for."""
    if proposal.alone is None:
        return proposal

    def covers(team: Team) -> tuple[int, int]:
        return sum(musts[index] for index in team.covered), len(team.covered)

    least = covers(proposal.alone)
    teams = tuple(team for team in proposal.teams if covers(team) > least)
    return replace(proposal, teams=teams, reason="no better" if proposal.teams and not teams else proposal.reason)


def _check(candidates: Sequence[Candidate], musts: Sequence[bool]) -> None:
    if len(candidates) > MOST_CANDIDATES:
        raise TooLarge(
            Sentence(
                gettext_noop("Teams are chosen among at most {limit} candidates; there are {count}: give the best."),
                limit=MOST_CANDIDATES,
                count=len(candidates),
            )
        )
    seen: set[str] = set()
    for one in candidates:
        if one.id in seen:
            raise InvalidInput(Sentence(gettext_noop("“{id}” is there twice: give each candidate once."), id=one.id))
        seen.add(one.id)
        if len(one.strengths) != len(musts):
            raise InvalidInput(
                Sentence(
                    gettext_noop("“{id}” has {given} strengths for {asked} requirements: give one for each."),
                    id=one.id,
                    given=len(one.strengths),
                    asked=len(musts),
                )
            )


def _best_alone(tables: Sequence[Table], constraints: Constraints) -> tuple[float, Team] | None:
    """The best who keeps to the constraints alone, and the value in whole numbers."""
    best: tuple[float, Table, int] | None = None
    for table in tables:
        for row in range(len(table.candidates)):
            if constraints.somebody_in and not table.gains[row, table.asked :].any():
                continue
            value, _taken = shared(table, [row])
            if best is None or value > best[0]:
                best = (value, table, row)
    return (best[0], _team(best[1], [best[2]])) if best else None


def _covers_all(team: Team, musts: Sequence[bool]) -> bool:
    asked = {index for index, must in enumerate(musts) if must} or set(range(len(musts)))
    return asked <= set(team.covered)


def _overlaps(table: Table, chosen: Sequence[tuple[frozenset[str], int]]) -> list[Overlap]:
    return [
        Overlap(frozenset(row for row, one in enumerate(table.candidates) if one.id in ids), most)
        for ids, most in chosen
    ]


def _needed(team: Team, tables: Sequence[Table], musts: Sequence[bool]) -> frozenset[str]:
    """The members that alone of all who may be chosen cover a must-requirement of the team."""
    everyone = {one.id: one for table in tables for one in table.candidates}.values()
    needed = set()
    for member in team.members:
        for share in member.shares:
            if not (musts[share.requirement] and share.covers):
                continue
            if sum(one.strengths[share.requirement] >= COVERS for one in everyone) == 1:
                needed.add(member.candidate.id)
    return frozenset(needed)


def _team(table: Table, rows: Sequence[int]) -> Team:
    """A team as it is told; what outweighs everything is no part of its value."""
    value, taken = shared(table, rows)
    members = []
    for place, row in enumerate(rows):
        one = table.candidates[row]
        held = tuple(Share(int(index), one.strengths[index]) for index in np.flatnonzero(taken == place))
        members.append(Member(one, held))
    musts = sum(table.gains[rows[place], index] >= table.must for index, place in enumerate(taken) if place >= 0)
    value -= float(musts) * table.must
    if table.gains[list(rows), table.asked :].any():
        value -= table.there
    members.sort(key=lambda member: (-sum(share.strength for share in member.shares), member.candidate.id))
    return Team(tuple(members), round(value / UNITS, 4), table.asked)
