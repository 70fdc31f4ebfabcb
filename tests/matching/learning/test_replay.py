"""The replay finds the better ranker where counting openings finds the one that was shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.bench.learning import world_of
from duijie.matching.learning.interleaving import team_draft
from duijie.matching.learning.position import Impression, Propensities, estimate
from duijie.matching.learning.replay import compare, discount


def test_the_better_ranker_wins_although_it_was_not_shown() -> None:
    world = world_of(400, 1.0, 0.0, np.random.default_rng(1))
    found = compare(world.impressions, world.first, world.second, Propensities("curve", 1.0, 0.05))
    assert found.naive.high < 0 < found.difference.low
    assert found.difference.low <= world.truth <= found.difference.high
    assert found.interleaved.value > 0
    turned = compare(world.impressions, world.second, world.first, Propensities("curve", 1.0, 0.05))
    assert turned.difference.value == pytest.approx(-found.difference.value)


def test_a_ranker_is_no_better_than_itself() -> None:
    world = world_of(60, 1.0, 0.1, np.random.default_rng(2))
    found = compare(world.impressions, world.first, world.first, estimate(world.impressions), resamples=50)
    assert (found.difference.value, found.difference.low, found.difference.high) == (0, 0, 0)
    assert found.first == found.second


@pytest.mark.parametrize("steepness", [0.5, 1.0, 1.5])
def test_how_steeply_looks_fall_is_told_by_what_stood_at_two_places(steepness: float) -> None:
    random = np.random.default_rng(3)
    log = []
    for number in range(300):
        worth = random.random(8) * 0.8
        for _view in range(12):
            order = random.permutation(8)
            opened = {
                f"{item}" for place, item in enumerate(order, 1) if random.random() < worth[item] * place**-steepness
            }
            log.append(Impression(str(number), tuple(map(str, order)), tuple(range(1, 9)), frozenset(opened)))
    looks = estimate(log)
    assert looks.source == "places"
    assert looks.steepness == pytest.approx(steepness, abs=0.1)
    for place in range(1, 9):
        assert looks.at(place) == pytest.approx(place**-steepness, rel=0.25)
    assert all(looks.at(place) >= looks.at(place + 1) for place in range(1, 8))


def test_without_anything_seen_at_two_places_the_assumed_curve_holds() -> None:
    log = [Impression("need", ("a", "b"), (1, 2), frozenset({"a"}))] * 50
    looks = estimate(log)
    assert looks.source == "assumed"
    assert looks.at(2) == pytest.approx(0.5)
    assert looks.spread == pytest.approx(0.5)
    assert estimate([]) == looks


def test_what_nobody_opened_compares_nothing() -> None:
    log = [Impression("need", ("a", "b"), (1, 2))]
    with pytest.raises(ValueError, match="Nothing was opened"):
        compare(log, {"need": ["a"]}, {"need": ["b"]}, Propensities())
    opened = [Impression("need", ("a", "b"), (1, 2), frozenset({"b"}))]
    with pytest.raises(ValueError, match="Nothing was opened"):
        compare(opened, {"need": ["a"]}, {}, Propensities())
    found = compare(opened, {"need": ["a", "b"]}, {"need": ["b"]}, Propensities(), resamples=20)
    assert (found.first, found.second) == (discount(2), 1.0)
    assert found.effective == 1


names = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@settings(deadline=None)
@given(names, names, st.integers())
def test_a_draft_takes_from_both_in_turn(first: list[str], second: list[str], seed: int) -> None:
    draft = team_draft(first, second, seed=seed)
    assert set(draft.items) == {*first, *second}
    assert len(set(draft.items)) == len(draft.items)
    for side, ranking in enumerate((first, second)):
        mine = [item for item, team in zip(draft.items, draft.teams, strict=True) if team == side]
        assert mine == sorted(mine, key=ranking.index)
    if set(first) == set(second):
        assert abs(draft.teams.count(0) - draft.teams.count(1)) <= 1
    assert draft == team_draft(first, second, seed=seed)


def test_each_ranking_begins_about_half_of_the_drafts() -> None:
    begins = [team_draft("ab", "ba", seed=number).items[0] for number in range(400)]
    assert 150 < begins.count("a") < 250
