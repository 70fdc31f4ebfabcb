"""Teams of items that together cover a need: the best there is, honestly told."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.core.errors import InvalidInput, TooLarge
from duijie.matching.teams import Candidate, Constraints, Team, Worth, covering_more, propose

pytestmark = pytest.mark.usefixtures("in_english")

WORTH = Worth()


def one(name: str, *strengths: float, **more: Any) -> Candidate:
    return Candidate(name, more.pop("kind", "project"), tuple(strengths), **more)


# --- what a user would expect ----------------------------------------------------------------------


def test_two_who_complete_each_other_are_proposed_with_what_each_takes_on() -> None:
    found = propose([one("resin", 1, 0, 0), one("press", 0, 1, 0), one("lamp", 0, 0, 0)], musts=(True, True, True))
    [team] = found.teams
    assert team.ids == ("press", "resin")
    assert [(m.candidate.id, [s.requirement for s in m.shares]) for m in team.members] == [
        ("press", [1]),
        ("resin", [0]),
    ]
    assert (team.covered, team.partly, team.uncovered) == ((0, 1), (), (2,))


def test_where_one_covers_every_must_no_team_is_made() -> None:
    found = propose([one("all", 1, 1, 0), one("rest", 0, 0, 1)], musts=(True, True, False))
    assert (found.teams, found.reason) == ((), "single")
    assert found.alone
    assert found.alone.ids == ("all",)
    assert propose([one("a", 1, 0), one("b", 0, 1)], musts=(False, False)).teams  # without a must, all count


def test_a_second_who_covers_the_same_is_not_taken_along() -> None:
    found = propose([one("a", 1, 0), one("b", 1, 0), one("c", 0, 1)], musts=(True, True))
    assert [team.ids for team in found.teams] == [("a", "c"), ("b", "c")]


def test_nobody_is_better_together_than_alone_when_all_cover_the_same() -> None:
    found = propose([one("a", 1, 0), one("b", 1, 0)], musts=(True, True))
    assert (found.teams, found.reason) == ((), "no better")
    assert found.alone
    assert found.alone.ids == ("a",)


def test_who_covers_nothing_is_no_candidate() -> None:
    found = propose([one("a", 0, 0)], musts=(True, True))
    assert (found.teams, found.alone, found.reason) == ((), None, "no candidates")
    assert propose([], musts=(True,)).reason == "no candidates"
    assert propose([one("a")], musts=()).reason == "no candidates"


def test_a_must_is_covered_before_any_number_of_wishes() -> None:
    wishes = [one(f"wish{n}", 0, *(1 if k == n else 0 for k in range(6)), score=1) for n in range(6)]
    found = propose([one("must", 1, *[0] * 6), *wishes], musts=(True, *[False] * 6))
    assert found.reason == "single"
    found = propose(
        [one("must", 1, 0, *[0] * 6), *[one(w.id, 0, *w.strengths) for w in wishes]], musts=(True, True, *[False] * 6)
    )
    assert "must" in found.teams[0].ids


def test_size_costs_so_that_a_trifle_does_not_make_a_team_larger() -> None:
    pair = [one("a", 1, 0, 0), one("b", 0, 1, 0)]
    assert propose([*pair, one("c", 0, 0, 0.3)], musts=(True, True, False)).teams[0].ids == ("a", "b")
    assert propose([*pair, one("c", 0, 0, 0.8)], musts=(True, True, False)).teams[0].ids == ("a", "b", "c")


def test_half_an_answer_more_is_no_reason_to_ask_several() -> None:
    people = [one("a", 1, 1, 0), one("b", 0, 1, 0.5)]
    found = propose(people, musts=(True, True, True))
    assert [team.ids for team in found.teams] == [("a", "b")]
    none = covering_more(found, (True, True, True))
    assert (none.teams, none.reason, none.alone) == ((), "no better", found.alone)
    whole = propose([*people, one("c", 0, 0, 1)], musts=(True, True, True))
    assert covering_more(whole, (True, True, True)).teams == whole.teams != ()
    wish = propose([one("a", 1, 0, 0), one("b", 0, 0, 1)], musts=(True, True, False))
    assert covering_more(wish, (True, True, False)).teams == wish.teams != ()
    assert covering_more(propose([], musts=(True,)), (True,)).reason == "no candidates"


def test_no_team_has_more_members_than_wanted() -> None:
    each = [one(f"p{n}", *(1 if k == n else 0 for k in range(8))) for n in range(8)]
    assert len(propose(each, musts=[True] * 8).teams[0].members) == 5
    team = propose(each, musts=[True] * 8, constraints=Constraints(most=3)).teams[0]
    assert (len(team.members), len(team.uncovered)) == (3, 5)


def test_rivals_are_not_put_together() -> None:
    rivals = [one("a", 1, 0, conflicts=frozenset({"b"})), one("b", 0, 1, score=1), one("c", 0, 0.95)]
    assert [team.ids for team in propose(rivals, musts=(True, True)).teams] == [("a", "c")]


def test_who_has_little_time_takes_on_little() -> None:
    busy = one("busy", 1, 1, 1, 0, capacity=1, kind="talent")
    others = [one("x", 0, 0.95, 0.95, 0), one("y", 0, 0, 0, 1)]
    team = propose([busy, *others], musts=[True] * 4).teams[0]
    shares = {m.candidate.id: [s.requirement for s in m.shares] for m in team.members}
    assert shares == {"busy": [0], "x": [1, 2], "y": [3]}
    away = [one("busy", 1, 1, 1, 0, capacity=0), *others]
    assert "busy" not in propose(away, musts=[True] * 4).teams[0].ids


def test_places_and_languages_are_kept_to() -> None:
    people = [
        one("here", 1, 0, 0, places=("430100",), languages=("zh",)),
        one("near", 0, 0.9, 0, places=("430200",), languages=("zh", "en")),
        one("far", 0, 1, 0, places=("440100",), languages=("en",)),
        one("off", 0, 0, 1, places=("US",), languages=("en",)),
    ]
    musts = (True, True, True)

    def team(**constraints: Any) -> tuple[str, ...]:
        return propose(people, musts=musts, constraints=Constraints(**constraints)).teams[0].ids

    assert team() == ("far", "here", "off")
    assert team(places=("430000",)) == ("here", "near")
    assert team(languages=("en",)) == ("far", "off")
    assert team(languages=("zh",)) == ("here", "near")
    assert team(most=2, somebody_in=("430200",)) in (("here", "near"), ("near", "off"))
    nowhere = propose(people, musts=musts, constraints=Constraints(places=("FR",)))
    assert nowhere.reason == "no candidates"


def test_a_further_team_keeps_whom_nobody_can_replace_and_exchanges_half_of_the_others() -> None:
    people = [
        one("key", 1, 0, 0),
        *(one(f"l{n}", 0, 1, 0) for n in range(3)),
        *(one(f"r{n}", 0, 0, 1) for n in range(3)),
    ]
    teams = propose(people, musts=(True, True, True)).teams
    assert len(teams) == 3
    assert all("key" in team.ids for team in teams)
    for a, b in combinations(teams, 2):
        assert len((set(a.ids) & set(b.ids)) - {"key"}) <= 1


def test_the_order_of_the_candidates_changes_nothing() -> None:
    people = hard(60, 8, seed=3)
    shuffled = people[:]
    Random(1).shuffle(shuffled)
    musts = [n % 3 > 0 for n in range(8)]
    assert propose(people, musts=musts) == propose(shuffled, musts=musts)


# --- bad input --------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [math.nan, math.inf, -0.1, 1.1])
def test_a_strength_that_is_none_is_told(value: float) -> None:
    with pytest.raises(InvalidInput, match="from 0 to 1"):
        one("a", value)
    with pytest.raises(InvalidInput, match="from 0 to 1"):
        one("a", 1, score=value)


def test_what_does_not_fit_together_is_told() -> None:
    with pytest.raises(InvalidInput, match="twice"):
        propose([one("a", 1), one("a", 1)], musts=(True,))
    with pytest.raises(InvalidInput, match="2 strengths for 1"):
        propose([one("a", 1, 1)], musts=(True,))
    with pytest.raises(InvalidInput, match="negative capacity"):
        one("a", 1, capacity=-1)
    with pytest.raises(InvalidInput, match="2 to 5"):
        Constraints(most=6)
    with pytest.raises(TooLarge, match="at most 200"):
        propose([one(f"p{n}", 1) for n in range(201)], musts=(True,))


# --- exactness --------------------------------------------------------------------------------------


def hard(count: int, asked: int, seed: int) -> list[Candidate]:
    """Candidates of many near ties."""
    random = Random(seed)
    return [
        Candidate(
            f"project:{n:03}",
            "project",
            tuple(random.choice((0, 0, 0, 0.1, 0.25, 0.4, 1)) for _ in range(asked)),
            score=random.randrange(11) / 10,
            capacity=random.choice((None, None, None, 2)),
        )
        for n in range(count)
    ]


def handed_out(team: Sequence[Candidate], asked: int) -> Iterator[tuple[tuple[int | None, float], ...]]:
    """Every way in which the members can take on the requirements, none beyond their time."""
    for takers in product([None, *range(len(team))], repeat=asked):
        if all(member.capacity is None or takers.count(place) <= member.capacity for place, member in enumerate(team)):
            yield tuple(
                (taker, 0.0 if taker is None else team[taker].strengths[index]) for index, taker in enumerate(takers)
            )


def worth_of(team: Sequence[Candidate], musts: Sequence[bool]) -> tuple[int, float]:
    """The best way: must-requirements covered first, then the value."""
    cost = sum(WORTH.member - WORTH.score * member.score for member in team)
    return max(
        (
            sum(must and strength >= 0.9 for must, (_taker, strength) in zip(musts, held, strict=True)),
            round(
                sum((WORTH.must if must else WORTH.nice) * s for must, (_t, s) in zip(musts, held, strict=True)) - cost,
                4,
            ),
        )
        for held in handed_out(team, len(musts))
    )


def below(place: str, wanted: Sequence[str]) -> bool:
    return any(place.startswith(code.rstrip("0")) for code in wanted)


def may_be(team: Sequence[Candidate], constraints: Constraints) -> bool:
    ids = {member.id for member in team}
    return (
        len(team) <= constraints.most
        and not any(member.conflicts & ids for member in team)
        and all(member.capacity != 0 and any(member.strengths) for member in team)
        and (not constraints.places or all(any(below(p, constraints.places) for p in m.places) for m in team))
        and (not constraints.somebody_in or any(below(p, constraints.somebody_in) for m in team for p in m.places))
        and (
            not constraints.languages
            or any(all(language in m.languages for m in team) for language in constraints.languages)
        )
    )


def told(team: Team, musts: Sequence[bool]) -> tuple[int, float]:
    return sum(musts[index] for index in team.covered), team.value


def quantised(most: int) -> st.SearchStrategy[float]:
    return st.integers(0, most).map(lambda n: n / most)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Candidate], list[bool], Constraints]:
    asked = draw(st.integers(1, 4))
    count = draw(st.integers(1, 8))
    names = [f"p{n}" for n in range(count)]
    strength = st.one_of(st.just(0.0), st.just(1.0), quantised(20))
    people = [
        Candidate(
            name,
            "talent",
            tuple(draw(strength) for _ in range(asked)),
            score=draw(quantised(10)),
            capacity=draw(st.sampled_from([None, None, 0, 1, 2])),
            places=draw(st.sampled_from([(), ("430100",), ("440100",), ("430100", "440300")])),
            languages=draw(st.sampled_from([("zh",), ("en",), ("zh", "en"), ()])),
            conflicts=frozenset(draw(st.sets(st.sampled_from([*names, "elsewhere"]), max_size=2))) - {name},
        )
        for name in names
    ]
    constraints = Constraints(
        most=draw(st.integers(2, 5)),
        places=draw(st.sampled_from([(), (), ("430000",)])),
        somebody_in=draw(st.sampled_from([(), (), ("440000",)])),
        languages=draw(st.sampled_from([(), (), ("zh",), ("en", "zh")])),
    )
    return people, draw(st.lists(st.booleans(), min_size=asked, max_size=asked)), constraints


@given(cases())
@settings(max_examples=80, deadline=None)
def test_the_best_team_is_the_best_of_all_teams(case: tuple[list[Candidate], list[bool], Constraints]) -> None:
    people, musts, constraints = case
    found = propose(people, musts=musts, constraints=constraints)
    alone = [worth_of([person], musts) for person in people if may_be([person], constraints)]
    assert (found.alone is None) == (not alone)
    if found.alone is None:
        assert not found.teams
        return
    assert told(found.alone, musts) == max(alone)
    asked = {n for n, must in enumerate(musts) if must} or set(range(len(musts)))
    if asked <= set(found.alone.covered):
        assert not found.teams
        return
    best = max(
        (
            worth_of(team, musts)
            for size in range(2, 6)
            for team in combinations(people, size)
            if may_be(team, constraints)
        ),
        default=(-1, 0.0),
    )
    if best <= max(alone):
        assert not found.teams
    else:
        assert told(found.teams[0], musts) == best
    for team in found.teams:
        members = [member.candidate for member in team.members]
        assert may_be(members, constraints)
        assert told(team, musts) == worth_of(members, musts) > max(alone)
    values = [told(team, musts) for team in found.teams]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("seed", range(6))
def test_a_larger_case_is_exact_too(seed: int) -> None:
    people, musts = hard(14, 5, seed), [True, True, False, True, False]
    best = max(worth_of(team, musts) for size in range(1, 4) for team in combinations(people, size))
    found = propose(people, musts=musts, constraints=Constraints(most=3))
    assert told(found.teams[0] if found.teams else found.alone, musts) == best  # type: ignore[arg-type]


def test_who_has_no_time_gets_good_teams_that_are_not_called_the_best() -> None:
    from duijie.bench.teams import case as generated

    people, musts = generated(200, 20, 0.4, 3)
    hurried = propose(people, musts=musts, patience=0)
    thorough = propose(people, musts=musts)
    assert thorough.proven and not hurried.proven
    assert hurried.teams and hurried.alone is not None
    assert hurried.alone.value < hurried.teams[0].value <= thorough.teams[0].value


@given(cases())
@settings(max_examples=40, deadline=None)
def test_what_is_said_to_be_proven_is_the_best(case: tuple[list[Candidate], list[bool], Constraints]) -> None:
    people, musts, constraints = case
    hurried = propose(people, musts=musts, constraints=constraints, patience=0)
    if hurried.proven:
        assert hurried == propose(people, musts=musts, constraints=constraints)
