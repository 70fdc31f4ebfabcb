"""``duijie bench learning``: does what is learned from use come near the truth?

The log is generated, so that the truth is known. Offers have a score and, by a curve that no
calibrator is told, a chance to be accepted; some needs are choosier than others. Lists are shown in
the order of a ranker to visitors who look at each place with a chance that falls with it, and open
what they look at as it is worth; exploration is the platform's own. Two rankers are then compared by
counting what was opened (naive) and by :mod:`duijie.matching.learning.replay`, and both with the
difference that there really is.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from duijie.matching.learning.calibration import fit
from duijie.matching.learning.exploration import explore
from duijie.matching.learning.position import Impression, estimate
from duijie.matching.learning.reliability import Numbers, error
from duijie.matching.learning.replay import compare, discount

OUTCOMES = (100, 300, 1000, 3000)
EXPLORED = (0.0, 0.05, 0.1, 0.2)
STEEPNESS = (0.5, 1.0, 1.5)
_LIST = 10
_VIEWS = 3  # visitors of one problem


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Means over runs. ``before`` and ``after`` are what the platform tells (expected calibration
    error and Brier score, the latter out of fold); ``fresh`` the error on as many new outcomes;
    ``off`` how far a calibrated score lies from the true chance on average, ``off_before`` the score
    as it is."""

    outcomes: int
    error_before: float
    error_after: float
    error_fresh: float
    brier_before: float
    brier_after: float
    off_before: float
    off: float
    methods: dict[str, int]


@dataclass(frozen=True, slots=True)
class Replayed:
    """Over runs: the difference there is between two rankers, what counting openings says and what
    the replay says (means); ``right`` and ``naive_right`` how often each says which is better,
    ``inside`` how often that holds the truth; ``steepness`` as estimated, ``source`` on what."""

    steepness: float
    explored: float
    truth: float
    naive: float
    replay: float
    interleaved: float
    naive_right: int
    right: int
    sure: int
    inside: int
    runs: int
    estimated: float
    sources: dict[str, int]


def run_learning(needs: int, runs: int, seed: int) -> dict[str, Any]:
    """Both measurements."""
    return {
        "calibration": [asdict(_calibrated(count, runs, seed)) for count in OUTCOMES],
        "replay": [
            asdict(_replayed(needs, runs, seed, steepness, share)) for steepness in STEEPNESS for share in EXPLORED
        ],
    }


def true_chance(score: Numbers) -> Numbers:
    """What a score really means: far less than it seems, and no logistic curve of it."""
    return 0.03 + 0.8 * score**3


def outcomes_of(count: int, random: np.random.Generator) -> tuple[Numbers, Numbers, list[str]]:
    """(scores, outcomes, needs): some five offers of a need were judged."""
    needs = random.integers(0, max(count // 5, 2), count)
    choosy = random.normal(0, 0.08, int(needs.max()) + 1)[needs]
    scores = random.beta(3, 1.5, count)
    taken = random.random(count) < np.clip(true_chance(scores) + choosy, 0, 1)
    return scores, taken.astype(np.float64), [f"need {number}" for number in needs]


def _calibrated(count: int, runs: int, seed: int) -> Calibrated:
    rows, methods = [], {"raw": 0, "platt": 0, "isotonic": 0}
    for run in range(runs):
        random = np.random.default_rng([seed, count, run])
        scores, taken, needs = outcomes_of(count, random)
        fitted = fit(list(scores), list(taken > 0), needs, seed=run)
        methods[fitted.calibrator.method] += 1
        fresh, happened, _needs = outcomes_of(max(count, 1000), random)
        told = fitted.calibrator.chances(fresh)
        rows.append(
            (
                fitted.before.error,
                fitted.after.error,
                error(told, happened),
                fitted.before.brier,
                fitted.after.brier,
                float(np.mean(np.abs(fresh - true_chance(fresh)))),
                float(np.mean(np.abs(told - true_chance(fresh)))),
            )
        )
    means = [round(float(value), 4) for value in np.mean(np.array(rows), axis=0)]
    return Calibrated(count, means[0], means[1], means[2], means[3], means[4], means[5], means[6], methods)


@dataclass(frozen=True, slots=True)
class World:
    """A log with its truth: how much each item is worth opening, and the order of two rankers."""

    impressions: list[Impression]
    first: dict[str, list[str]]
    second: dict[str, list[str]]
    truth: float


def world_of(needs: int, steepness: float, share: float, random: np.random.Generator) -> World:
    """Lists of the first ranker, as visitors saw and opened them; the second ranker is better."""
    impressions: list[Impression] = []
    first: dict[str, list[str]] = {}
    second: dict[str, list[str]] = {}
    value = np.zeros(2)
    worth_all = 0.0
    for number in range(needs):
        need = f"need {number}"
        worth = random.random(_LIST) ** 2 * 0.6
        items = [f"{need} item {one}" for one in range(_LIST)]
        scores = [np.clip(worth / 0.6 + random.normal(0, noise, _LIST), 0, 1) for noise in (0.45, 0.2)]
        orders = [np.argsort(-score, kind="stable") for score in scores]
        first[need], second[need] = ([items[place] for place in order] for order in orders)
        for side, order in enumerate(orders):
            value[side] += sum(worth[item] * discount(place) for place, item in enumerate(order, 1))
        worth_all += float(worth.sum())
        ranked = [float(scores[0][item]) for item in orders[0]]
        for view in range(_VIEWS):
            places = explore(ranked, [False] * _LIST, share=share, seed=f"{need} {view} {random.integers(1 << 30)}")
            shown = [int(orders[0][place.origin]) for place in places]
            looked = random.random(_LIST) < np.arange(1, _LIST + 1) ** -steepness
            opened = {
                items[item] for item, seen in zip(shown, looked, strict=True) if seen and random.random() < worth[item]
            }
            impressions.append(
                Impression(need, tuple(items[item] for item in shown), tuple(range(1, _LIST + 1)), frozenset(opened))
            )
    return World(impressions, first, second, float((value[1] - value[0]) / worth_all))


def _replayed(needs: int, runs: int, seed: int, steepness: float, share: float) -> Replayed:
    rows = []
    sources = {"assumed": 0, "curve": 0, "places": 0}
    for run in range(runs):
        random = np.random.default_rng([seed, int(100 * steepness), int(100 * share), run])
        world = world_of(needs, steepness, share, random)
        looks = estimate(world.impressions)
        sources[looks.source] += 1
        found = compare(world.impressions, world.first, world.second, looks, resamples=300, seed=run)
        rows.append(
            (
                world.truth,
                found.naive.value,
                found.difference.value,
                found.interleaved.value,
                found.naive.value > 0,
                found.difference.value > 0,
                found.difference.low > 0,
                found.difference.low <= world.truth <= found.difference.high,
                looks.steepness,
            )
        )
    told = np.array(rows, dtype=np.float64)
    means, sums = told.mean(axis=0), told.sum(axis=0)
    return Replayed(
        steepness=steepness,
        explored=share,
        truth=round(float(means[0]), 4),
        naive=round(float(means[1]), 4),
        replay=round(float(means[2]), 4),
        interleaved=round(float(means[3]), 4),
        naive_right=int(sums[4]),
        right=int(sums[5]),
        sure=int(sums[6]),
        inside=int(sums[7]),
        runs=runs,
        estimated=round(float(means[8]), 3),
        sources=sources,
    )


def table(results: dict[str, Any]) -> str:
    """Both measurements as lines for people."""
    lines = [
        "Calibration: expected calibration error before and after (out of fold), and on new outcomes; Brier",
        "score before and after; mean distance of the score from the true chance before and after",
        "outcomes    error:      before   after     new    Brier:  before   after    off:  before   after   chosen",
    ]
    for row in results["calibration"]:
        chosen = ", ".join(f"{name} {count}" for name, count in row["methods"].items() if count)
        errors = f"{row['error_before']:6.3f}  {row['error_after']:6.3f}  {row['error_fresh']:6.3f}"
        scores = f"{row['brier_before']:6.3f}  {row['brier_after']:6.3f}"
        lines.append(
            f"{row['outcomes']:8}                {errors}            {scores}          "
            f"{row['off_before']:6.3f}  {row['off']:6.3f}   {chosen}"
        )
    lines += [
        "",
        "Replay: how much better the second ranker is, what counting openings says and what the replay says;",
        "how often each says rightly which is better, how often the interval does so too, and holds the truth",
        "looks   explored    true   naive  replay  interleaved    naive   replay  surely  inside   looks told",
    ]
    for row in results["replay"]:
        told = ", ".join(f"{name} {count}" for name, count in row["sources"].items() if count)
        runs = row["runs"]
        counts = "  ".join(f"{row[name]:3}/{runs:<3}" for name in ("naive_right", "right", "sure", "inside"))
        lines.append(
            f"1/k^{row['steepness']:<3}  {row['explored']:6.0%}   {row['truth']:+.3f}  {row['naive']:+.3f}  "
            f"{row['replay']:+.3f}       {row['interleaved']:+.3f}   {counts}  1/k^{row['estimated']:.2f} ({told})"
        )
    if "recording" in results:
        lines += ["", "Writing down, milliseconds (p50, p95)"]
        lines += [f"{name:28} {p50:6.2f}  {p95:6.2f}" for name, (p50, p95) in results["recording"].items()]
    return "\n".join(lines)
