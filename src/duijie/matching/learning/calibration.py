"""From a score to "about 7 in 10 like this were accepted".

Two ways to bend a score into a probability, and the score as it is, compete in a cross-validation
over needs: outcomes of one need are never in both halves. The one with the lowest Brier score out of
fold is kept, fitted on everything. Every way rises with the score, so the order stays the same.

- isotonic: the rising steps nearest to the outcomes, by pooling adjacent violators (Ayer et al., 1955);
- Platt: a logistic curve of the score's log odds (Platt, 1999), with his targets against certainty.

    >>> fitted = fit(scores, accepted, needs)                            # doctest: +SKIP
    >>> fitted.calibrator.chance(0.82), fitted.after.error               # doctest: +SKIP
    (0.71, 0.031)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from duijie.matching.learning.reliability import Group, Numbers, brier, error, groups

Method = Literal["raw", "platt", "isotonic"]

OUTCOMES, NEEDS, EACH = 100, 10, 10
"""Below so many outcomes, of so many needs, so many of them accepted and so many refused, nothing is
calibrated: a share of 7 in 10 among fewer could as well be 5 or 9."""

_FOLDS = 5
_EDGE = 1e-4  # scores are read this far from 0 and 1, where log odds have an end


@dataclass(frozen=True, slots=True)
class Calibrator:
    """A rising curve from score to chance. ``xs`` and ``ys`` are the corners of the isotonic one;
    ``slope`` and ``base`` those of the logistic one."""

    method: Method = "raw"
    slope: float = 1.0
    base: float = 0.0
    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()

    def chance(self, score: float) -> float:
        """The chance that an offer with this score is accepted, 0 to 1."""
        return float(self.chances(np.array([score], dtype=np.float64))[0])

    def chances(self, scores: Numbers) -> Numbers:
        """:meth:`chance` of many, [n]."""
        if self.method == "platt":
            return _logistic(self.slope * _log_odds(scores) + self.base)
        if self.method == "isotonic":
            return np.interp(scores, self.xs, self.ys)
        return np.clip(scores, 0.0, 1.0)

    def as_json(self) -> dict[str, Any]:
        """What a database keeps of it."""
        return {
            "method": self.method,
            "slope": self.slope,
            "base": self.base,
            "xs": list(self.xs),
            "ys": list(self.ys),
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Calibrator:
        """The counterpart of :meth:`as_json`."""
        return cls(kept["method"], kept["slope"], kept["base"], tuple(kept["xs"]), tuple(kept["ys"]))


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far predictions lie from what happened."""

    brier: float
    error: float
    groups: tuple[Group, ...] = ()

    @classmethod
    def of(cls, predicted: Numbers, happened: Numbers) -> Reliability:
        return cls(brier(predicted, happened), error(predicted, happened), groups(predicted, happened))


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibrator with the honest figures: ``before`` of the score as it is, ``after`` of the chosen
    way out of fold, and the Brier score of each way out of fold."""

    calibrator: Calibrator
    before: Reliability
    after: Reliability
    tried: Mapping[str, float]
    outcomes: int
    needs: int


def enough(accepted: Sequence[bool], needs: Sequence[str]) -> bool:
    """Whether there are outcomes enough to calibrate by."""
    taken = sum(accepted)
    return len(accepted) >= OUTCOMES and len(set(needs)) >= NEEDS and min(taken, len(accepted) - taken) >= EACH


def fit(scores: Sequence[float], accepted: Sequence[bool], needs: Sequence[str], *, seed: int = 1) -> Fitted:
    """The calibrator that predicts held-back needs best.

    Args:
        scores: of the offers that somebody judged, 0 to 1.
        accepted: what became of each.
        needs: which need each was offered for.

    Raises:
        ValueError: the three have not the same length, or hold no two needs.
    """
    if not len(scores) == len(accepted) == len(needs):
        raise ValueError("Scores, outcomes and needs must be as many.")
    x, y = np.asarray(scores, dtype=np.float64), np.asarray(accepted, dtype=np.float64)
    fold = _folds(needs, seed)
    if fold.max(initial=0) < 1:
        raise ValueError("A cross-validation needs two needs.")
    held: dict[Method, Numbers] = {"raw": np.clip(x, 0.0, 1.0), "platt": np.empty_like(x), "isotonic": np.empty_like(x)}
    for number in range(int(fold.max()) + 1):
        out = fold == number
        for method in ("platt", "isotonic"):
            held[method][out] = _fitted(method, x[~out], y[~out]).chances(x[out])
    tried = {method: brier(values, y) for method, values in held.items()}
    best: Method = min(held, key=lambda method: tried[method])
    return Fitted(
        _fitted(best, x, y),
        before=Reliability.of(held["raw"], y),
        after=Reliability.of(held[best], y),
        tried={str(method): value for method, value in tried.items()},
        outcomes=len(x),
        needs=len(set(needs)),
    )


def _folds(needs: Sequence[str], seed: int) -> np.ndarray[Any, np.dtype[np.int_]]:
    """The fold of each outcome; a need's outcomes lie in one."""
    names = sorted(set(needs))
    shuffled = np.random.default_rng(seed).permutation(len(names))
    at = {name: int(place) % _FOLDS for name, place in zip(names, shuffled, strict=True)}
    return np.array([at[need] for need in needs], dtype=np.int_)


def _fitted(method: Method, x: Numbers, y: Numbers) -> Calibrator:
    if method == "platt":
        return platt(x, y)
    return isotonic(x, y) if method == "isotonic" else Calibrator()


def isotonic(x: Numbers, y: Numbers) -> Calibrator:
    """The isotonic calibrator: means of the pooled blocks, joined by straight lines. No chance is
    surer than its data: none lies nearer to 0 or 1 than one outcome more could bring it."""
    if not len(x):
        return Calibrator()
    scores, place = np.unique(x, return_inverse=True)  # equal scores are one block
    blocks: list[list[float]] = []  # sum of scores, sum of outcomes, count
    for score, happy, count in zip(scores, np.bincount(place, weights=y), np.bincount(place), strict=True):
        blocks.append([float(score * count), float(happy), float(count)])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            for column in range(3):
                blocks[-1][column] += last[column]
    edge = 1.0 / (len(x) + 2)
    corners = [(total / count, min(max(happy / count, edge), 1 - edge)) for total, happy, count in blocks]
    rising = [corners[0], *(b for a, b in pairwise(corners) if b[0] > a[0])]
    return Calibrator("isotonic", xs=tuple(c[0] for c in rising), ys=tuple(c[1] for c in rising))


def platt(x: Numbers, y: Numbers) -> Calibrator:
    """The logistic calibrator, by Newton's method on the regularised targets. A curve that would fall
    is a flat one: what is refused more often the better it scores is no reason to turn the order."""
    odds = _log_odds(x)
    taken, refused = float(y.sum()), float(len(y) - y.sum())
    target = np.where(y > 0, (taken + 1) / (taken + 2), 1 / (refused + 2))
    flat = float(np.log(target.mean() / (1 - target.mean())))
    slope, base = 0.0, flat
    for _ in range(50):
        chance = _logistic(slope * odds + base)
        weight = np.maximum(chance * (1 - chance), 1e-9)
        gradient = np.array([np.sum((chance - target) * odds), np.sum(chance - target)])
        hessian = np.array(
            [[np.sum(weight * odds * odds) + 1e-9, np.sum(weight * odds)], [np.sum(weight * odds), np.sum(weight)]]
        )
        step = np.linalg.lstsq(hessian, gradient, rcond=None)[0]
        step *= min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        slope, base = slope - float(step[0]), base - float(step[1])
        if float(np.abs(step).max()) < 1e-9:
            break
    return Calibrator("platt", slope=slope, base=base) if slope > 0 else Calibrator("platt", slope=0.0, base=flat)


def _log_odds(scores: Numbers) -> Numbers:
    held = np.clip(scores, _EDGE, 1 - _EDGE)
    return np.log(held / (1 - held))


def _logistic(values: Numbers) -> Numbers:
    return 1.0 / (1.0 + np.exp(-np.clip(values, -50.0, 50.0)))
