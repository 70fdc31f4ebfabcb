"""Would another ranker have done better? Told from a log, without showing anybody anything.

Each opened item counts by the inverse of the chance that its place was looked at, so that what was
opened far below counts for those who overlooked it there (inverse propensity scoring for rankings:
Joachims, Swaminathan and Schnabel, 2017). A ranker's value is the mean, over what was opened and so
weighted, of the discount 1 / log2(1 + place) at the place where the ranker puts it: the estimate is
self-normalised, between 0 and 1, and 1 when all that is worth opening stands first. Weights are
clipped. The interval is a bootstrap over needs, since openings of one need are not independent; each
resample also draws how steeply looks fall, since that is only estimated.

    >>> comparison = compare(impressions, old, new, estimate(impressions))   # doctest: +SKIP
    >>> comparison.difference, comparison.low, comparison.high               # doctest: +SKIP
    (0.041, 0.018, 0.064)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from duijie.matching.learning.interleaving import team_draft
from duijie.matching.learning.position import Impression, Propensities
from duijie.matching.learning.reliability import Numbers

Rankings = Mapping[str, Sequence[str]]
"""The order in which a ranker puts the items of each need; items it does not name come last."""

CLIP = 0.05
_DRAFTS = 8  # coins per impression


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rankers on one log.

    ``first`` and ``second`` are their values, ``difference`` is second less first; ``naive`` is the
    same difference with every opening counted once, for whoever wants to see the bias of places.
    ``interleaved`` is the share of openings, weighted alike, that the second would have brought in
    team drafts of both, less the first's: -1 to 1. ``effective`` says how many openings of equal
    weight the weighted ones are worth, ``clipped`` what share of them was clipped.
    """

    first: float
    second: float
    difference: Estimate
    naive: Estimate
    interleaved: Estimate
    needs: int
    impressions: int
    openings: int
    effective: float
    clipped: float


def compare(
    impressions: Sequence[Impression],
    first: Rankings,
    second: Rankings,
    propensities: Propensities,
    *,
    clip: float = CLIP,
    resamples: int = 1000,
    seed: int = 1,
) -> Comparison:
    """Compare two rankers on what a log says was opened.

    Args:
        impressions: the log. Only needs that both rankers rank count.
        propensities: the chance that each place is looked at.
        clip: no place counts as less looked at than this.

    Raises:
        ValueError: nothing was opened that both rankers rank.
    """
    used = [one for one in impressions if one.need in first and one.need in second]
    rows = [row for number, one in enumerate(used) for row in _openings(one, first, second, propensities, number)]
    if not rows:
        raise ValueError("Nothing was opened that both rankers rank.")
    names = sorted({one.need for one in used})
    at = {name: number for number, name in enumerate(names)}
    need = np.array([at[row.need] for row in rows], dtype=np.intp)
    chance, place, a, b, team = (
        np.array([getattr(row, name) for row in rows], dtype=np.float64)
        for name in ("chance", "place", "first", "second", "team")
    )
    weight = 1 / np.maximum(chance, clip)
    ones = np.ones_like(weight)
    told = ((weight, b - a), (ones, b - a), (weight, team))
    random = np.random.default_rng(seed)
    drawn = np.empty((resamples, len(told)))
    for number in range(resamples):
        times = random.multinomial(len(names), np.full(len(names), 1 / len(names))).astype(np.float64)[need]
        looks = np.minimum(chance * place ** -random.normal(0.0, propensities.spread), 1.0)
        heavy = times / np.maximum(looks, clip)
        drawn[number] = _mean(heavy, b - a), _mean(times, b - a), _mean(heavy, team)
    difference, naive, interleaved = (
        _estimate(_mean(one, value), drawn[:, column]) for column, (one, value) in enumerate(told)
    )
    return Comparison(
        first=_mean(weight, a),
        second=_mean(weight, b),
        difference=difference,
        naive=naive,
        interleaved=interleaved,
        needs=len(names),
        impressions=len(used),
        openings=len(rows),
        effective=float(weight.sum() ** 2 / (weight**2).sum()),
        clipped=float(np.mean(chance < clip)),
    )


@dataclass(frozen=True, slots=True)
class _Opening:
    need: str
    chance: float
    place: int
    first: float
    second: float
    team: float


def discount(place: int) -> float:
    """What a place (from 1) is worth: 1 at the first, 0.63 at the second (Järvelin and Kekäläinen, 2002)."""
    return 1.0 / log2(1 + place)


def _openings(
    one: Impression, first: Rankings, second: Rankings, propensities: Propensities, number: int
) -> list[_Opening]:
    if not one.opened:
        return []
    orders = tuple(_order(one.items, ranking[one.need]) for ranking in (first, second))
    ranks = tuple({item: place for place, item in enumerate(order, 1)} for order in orders)
    credit = _credit(orders[0], orders[1], propensities, number)
    return [
        _Opening(
            one.need,
            propensities.at(place),
            place,
            discount(ranks[0][item]),
            discount(ranks[1][item]),
            credit[item],
        )
        for item, place in zip(one.items, one.places, strict=True)
        if item in one.opened
    ]


def _order(items: Sequence[str], ranking: Sequence[str]) -> list[str]:
    """The items as a ranker puts them; those it does not name keep their order, behind the others."""
    at = {item: place for place, item in enumerate(ranking)}
    return sorted(items, key=lambda item: at.get(item, len(at)))


def _credit(first: Sequence[str], second: Sequence[str], propensities: Propensities, number: int) -> dict[str, float]:
    """For each item the chance that it is looked at in a team draft, positive when the second ranker
    brought it, negative when the first; the mean of some drafts."""
    found = dict.fromkeys(first, 0.0)
    for coin in range(_DRAFTS):
        draft = team_draft(first, second, seed=f"{number} {coin}")
        for place, (item, team) in enumerate(zip(draft.items, draft.teams, strict=True), 1):
            found[item] += (1.0 if team else -1.0) * propensities.at(place) / _DRAFTS
    return found


def _mean(weight: Numbers, value: Numbers) -> float:
    total = float(weight.sum())
    return float((weight * value).sum()) / total if total else float("nan")


def _estimate(value: float, drawn: Numbers) -> Estimate:
    """A value with the percentile interval of its resamples; one that drew no opening says nothing."""
    finite = drawn[np.isfinite(drawn)]
    low, high = np.percentile(finite, [2.5, 97.5]) if len(finite) else (np.nan, np.nan)
    return Estimate(value, float(low), float(high))
