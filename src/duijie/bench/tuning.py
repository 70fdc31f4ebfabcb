"""What choosing the weights by these sets is worth: cross-validation of the ranking.

    $ duijie bench needs --cv --needs … --corpus …
    $ duijie bench expertise --cv --data …

A small grid around the shipped weights is scored; in each of 20 repeats the needs (or the
researchers) are dealt into five folds, the best of the grid on four is scored on the fifth.
``held_back`` is the mean over the repeats of what that gives, with its deviation; ``shipped``
what the fixed weights give; ``least`` and ``most`` the ends of the grid. A grid whose ends lie
near each other is a plateau, where the choice hardly matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

import numpy as np

from duijie.bench import expertise, needs
from duijie.bench.library import Remembering, filled
from duijie.matching.embedders import Embedder, configured
from duijie.matching.engine import Engine
from duijie.matching.rank import SHIPPED, WORDS, Weights

FOLDS = 5
REPEATS = 20


def cross_validate_needs(needs_file: Path, corpus: Path, embedders: Sequence[Embedder] | None = None) -> dict[str, Any]:
    """MRR@10 of the fusion with weights chosen on other needs, by language of the need."""
    asked = needs.read_needs(needs_file)
    spaces = [Remembering(embedder) for embedder in embedders or configured(needs.SPACES)]
    with filled(needs.read_corpus(corpus), spaces) as store:
        measured = [Engine(store, spaces).measure(need.query) for need in asked]
    rows = []
    for group, grid in (("zh", _chinese()), ("en", _across())):
        mine = [number for number, need in enumerate(asked) if need.lang[:2] == group]
        gains = np.array(
            [
                [_reciprocal(measured[n].ranked(weights), asked[n].relevant) for n in mine]
                for weights in (SHIPPED, *grid)
            ]
        )
        rows.append({"group": group, "measure": "mrr@10", **_held_back(gains, np.ones_like(gains), best=max)})
    return {"results": rows}


def cross_validate_expertise(data: Path, embedders: Sequence[Embedder] | None = None) -> dict[str, Any]:
    """The loss with weights chosen on other researchers."""
    gold = expertise.read(data)
    spaces = [Remembering(embedder) for embedder in embedders or configured()]
    grid = [SHIPPED, *_english()]
    scores: list[dict[str, dict[expertise.Pair, float]]] = [{} for _ in grid]
    for draw, paper, measured in expertise.measurements(gold, spaces):
        for found, weights in zip(scores, grid, strict=True):
            known = found.setdefault(draw, {})
            known.update({(item.document, paper): item.fused for item in measured.ranked(weights)})
    wrong, weight = np.zeros((2, len(grid), len(gold.judgements)))
    for row, found in enumerate(scores):
        for column, (researcher, judged) in enumerate(gold.judgements.items()):
            for known in found.values():
                one = expertise.losses(judged, known, researcher)
                wrong[row, column] += one.wrong
                weight[row, column] += one.weight
    return {"results": [{"group": "all", "measure": "loss", **_held_back(wrong, weight, best=min)}]}


def _held_back(gains: np.ndarray, weights: np.ndarray, *, best: Any) -> dict[str, float]:
    """The figures of a grid [settings, cases] whose first row is what ships; a setting's value
    is Σ gains over Σ weights of the cases."""
    rng = np.random.default_rng(0)
    cases = gains.shape[1]
    whole = gains.sum(axis=1) / weights.sum(axis=1)
    repeats = []
    for _ in range(REPEATS):
        folds = rng.permutation(cases) % FOLDS
        gained = held = 0.0
        for fold in range(FOLDS):
            train = folds != fold
            values = gains[:, train].sum(axis=1) / np.maximum(weights[:, train].sum(axis=1), 1e-9)
            chosen = int(np.flatnonzero(values == best(values))[0])
            gained += gains[chosen, ~train].sum()
            held += weights[chosen, ~train].sum()
        repeats.append(gained / held)
    spread = [_resampled(gains[0], weights[0], rng) for _ in range(200)]
    return {
        "shipped": round(float(whole[0]), 4),
        "shipped_sd": round(pstdev(spread), 4),
        "held_back": round(fmean(repeats), 4),
        "held_back_sd": round(pstdev(repeats), 4),
        "least": round(float(whole.min()), 4),
        "most": round(float(whole.max()), 4),
    }


def _resampled(gains: np.ndarray, weights: np.ndarray, rng: np.random.Generator) -> float:
    """The value over a bootstrap sample of the cases."""
    drawn = rng.integers(len(gains), size=len(gains))
    return float(gains[drawn].sum() / max(weights[drawn].sum(), 1e-9))


def _reciprocal(ranked: Any, relevant: frozenset[str]) -> float:
    return needs.mrr([needs.rank_of(ranked, relevant)])


def _chinese() -> list[Weights]:
    return [
        replace(SHIPPED, zh={"e5.whole": 1.0, "e5.each": each, WORDS: words})
        for each, words in product((0.0, 0.25, 0.5, 1.0), (0.0, 2.0, 3.0, 4.0, 6.0))
    ]


def _across() -> list[Weights]:
    return [
        replace(SHIPPED, across={"e5.whole": 1.0, "e5.each": each, "use.whole": use, "use.each": use})
        for each, use in product((0.0, 0.25, 0.5, 1.0), (0.0, 0.125, 0.25, 0.5))
    ]


def _english() -> list[Weights]:
    names = ("minilm.whole", "minilm.best", "e5.each", WORDS)
    return [
        replace(SHIPPED, en=dict(zip(names, values, strict=True)))
        for values in product((0.5, 1.0), (0.5, 1.0, 2.0), (0.0, 0.5, 1.0), (0.0, 1.0, 2.0))
    ]


def table(results: Mapping[str, Any]) -> str:
    """The same for people."""
    columns = ("shipped", "shipped_sd", "held_back", "held_back_sd", "least", "most")
    lines = [f"{'group':6}{'measure':9}" + "".join(f"{name:>13}" for name in columns)]
    lines += [
        f"{row['group']:6}{row['measure']:9}" + "".join(f"{row[name]:>13.4f}" for name in columns)
        for row in results["results"]
    ]
    return "\n".join(lines)
