"""Who knows a paper best: the loss of each scorer against researchers' own statements.

    $ duijie bench expertise --data ../shared/eval/expertise

``papers.jsonl``: ``id``, ``title``, ``abstract``. ``profiles.jsonl``: ``draw``, ``researcher``,
``works`` (paper ids). ``scores.jsonl``: ``researcher``, ``paper``, ``expertise``. For one draw
the loss is Σ |Δexpertise| over the pairs of papers that a researcher judged differently and
the scorer orders wrongly (half of it for a tie), over Σ |Δexpertise| of all such pairs; the
result is the mean over the draws and ``sd`` its standard deviation over them. ``easy`` and
``hard`` are the shares of pairs ordered rightly where one paper was judged 4 or more and the
other 2 or less, and where both were judged 4 or more. ``folds_sd`` is the deviation over folds
of the researchers, and "held back" the fusion with weights chosen on the other folds
(:mod:`duijie.bench.folds`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duijie.bench.costs import cost_table, step_costs
from duijie.bench.folds import deal, held_back, spread, value
from duijie.bench.grids import english
from duijie.bench.library import Remembering, filled, lines, single
from duijie.core.errors import InvalidInput
from duijie.matching.embedders import Embedder, configured
from duijie.matching.ranking.engine import Engine
from duijie.matching.ranking.rank import Measured
from duijie.matching.types import Document, Query, Work

Floats = NDArray[np.float64]
Pair = tuple[str, str]
"""A researcher and a paper."""


@dataclass(frozen=True, slots=True)
class Gold:
    """The data set: papers by id, profiles by draw and researcher, judgements by both."""

    papers: Mapping[str, tuple[str, str]]
    profiles: Mapping[str, Mapping[str, tuple[str, ...]]]
    judgements: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Losses:
    """Wrongly ordered and all weight of one researcher in one draw, and the counts of easy
    and hard pairs: rightly ordered, all."""

    wrong: float
    weight: float
    easy: tuple[int, int]
    hard: tuple[int, int]


def run_expertise(data: Path, embedders: Sequence[Embedder] | None = None) -> dict[str, Any]:
    """The figures of BM25, each space and the shipped fusion, and of the fusion with weights
    chosen on other folds of the researchers.

    Returns:
        ``results``: ``{"scorer", "loss", "sd", "folds_sd", "easy", "hard"}``, where ``sd`` is
        the deviation over the draws and ``folds_sd`` that over the folds; ``held_back``:
        ``loss``, ``folds_sd``, and the ``least`` and ``most`` that a fixed weighting of the grid
        gets; ``best_single``; ``cost_ms``: milliseconds of each step.

    Raises:
        InvalidInput: a file is missing or has another form.
    """
    gold = read(data)
    raw = list(embedders or configured())
    spaces = [Remembering(embedder) for embedder in raw]
    scorers = {**single(spaces), **{f"grid {number}": weights for number, weights in enumerate(english())}}
    scores: dict[str, dict[str, dict[Pair, float]]] = {scorer: {} for scorer in scorers}
    for draw, paper, measured in measurements(gold, spaces):
        for scorer, weights in scorers.items():
            known = scores[scorer].setdefault(draw, {})
            known.update({(item.document, paper): item.fused for item in measured.ranked(weights)})
    scores["fusion"] = scores.pop("grid 0")
    folds = deal(["en"] * len(gold.judgements))
    sums = {scorer: _sums(gold, found) for scorer, found in scores.items()}
    results: list[dict[str, Any]] = [
        {"scorer": name, **summary(gold, scores[name]), "folds_sd": round(spread(*sums[name], folds), 4)}
        for name in (*single(spaces), "fusion")
    ]
    grid = [sums[name] for name in ("fusion", *(name for name in sums if name.startswith("grid ")))]
    return {
        "results": results,
        "held_back": _held_back(grid, folds),
        "best_single": min(results[:-1], key=lambda row: row["loss"])["scorer"],
        "cost_ms": _costs(gold, raw),
    }


def _sums(gold: Gold, scores: Mapping[str, Mapping[Pair, float]]) -> tuple[Floats, Floats]:
    """Wrongly ordered and all weight, [researchers], over all draws."""
    found = [
        [losses(judged, known, researcher) for known in scores.values()]
        for researcher, judged in gold.judgements.items()
    ]
    wrong = np.array([sum(one.wrong for one in each) for each in found])
    return wrong, np.array([sum(one.weight for one in each) for each in found])


def _held_back(grid: Sequence[tuple[Floats, Floats]], folds: NDArray[np.intp]) -> dict[str, float]:
    wrong, weight = (np.stack(columns) for columns in zip(*grid, strict=True))
    kept = held_back(wrong, weight, folds, lower=True)
    each = [value(gains, weights) for gains, weights in zip(*kept, strict=True)]
    whole = wrong.sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
    return {
        "loss": round(fmean(each), 4),
        "repeats_sd": round(pstdev(each), 4),
        "folds_sd": round(spread(*kept, folds), 4),
        "least": round(float(whole.min()), 4),
        "most": round(float(whole.max()), 4),
    }


def _costs(gold: Gold, embedders: Sequence[Embedder]) -> dict[str, float]:
    """The steps of finding who knows a paper, in the library of the first draw."""
    profiles = next(iter(gold.profiles.values()))
    papers = dict.fromkeys(paper for judged in gold.judgements.values() for paper in judged)
    queries = [Query("\n".join(gold.papers[paper])) for paper in papers]
    with filled([_talent(gold, name, works) for name, works in profiles.items()], embedders) as store:
        return step_costs(store, embedders, queries, [list(profiles)] * len(queries))


def read(data: Path) -> Gold:
    """The data set of a folder."""
    papers = {
        row["id"]: (row["title"] or "", row["abstract"] or "")
        for row in lines(data / "papers.jsonl", "id", "title", "abstract")
    }
    profiles: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in lines(data / "profiles.jsonl", "draw", "researcher", "works"):
        profiles.setdefault(str(row["draw"]), {})[str(row["researcher"])] = tuple(row["works"])
    judgements: dict[str, dict[str, float]] = {}
    for row in lines(data / "scores.jsonl", "researcher", "paper", "expertise"):
        judgements.setdefault(str(row["researcher"]), {})[row["paper"]] = float(row["expertise"])
    named = {work for draw in profiles.values() for works in draw.values() for work in works}
    named.update(paper for judged in judgements.values() for paper in judged)
    unknown = sorted(named - set(papers))
    if unknown:
        raise InvalidInput(f"{len(unknown)} papers are not in {data / 'papers.jsonl'}, such as {unknown[0]}.")
    return Gold(papers, profiles, judgements)


def measurements(gold: Gold, embedders: Sequence[Embedder]) -> Iterator[tuple[str, str, Measured]]:
    """For each draw and judged paper the signals of the researchers who judged it: the paper
    is the need, the researchers are the talents of an index of their own."""
    judges: dict[str, list[str]] = {}
    for researcher, judged in gold.judgements.items():
        for paper in judged:
            judges.setdefault(paper, []).append(researcher)
    for draw, profiles in gold.profiles.items():
        talents = [_talent(gold, researcher, works) for researcher, works in profiles.items()]
        with filled(talents, embedders) as store:
            engine = Engine(store, embedders)
            for paper, researchers in judges.items():
                title, abstract = gold.papers[paper]
                yield draw, paper, engine.measure(Query(f"{title}\n{abstract}"), researchers)


def _talent(gold: Gold, researcher: str, works: Iterable[str]) -> Document:
    return Document(researcher, "talent", "", "", tuple(Work(work, *gold.papers[work]) for work in works))


def losses(judged: Mapping[str, float], scores: Mapping[Pair, float], researcher: str) -> Losses:
    """The losses of one researcher; a paper without a score is below all others."""
    lowest = float("-inf")
    wrong = weight = 0.0
    easy, hard = [0, 0], [0, 0]
    for one, other in combinations(judged, 2):
        gap = judged[one] - judged[other]
        if not gap:
            continue
        left, right = scores.get((researcher, one), lowest), scores.get((researcher, other), lowest)
        agrees = left != right and (left > right) == (gap > 0)
        weight += abs(gap)
        wrong += 0.0 if agrees else abs(gap) * (0.5 if left == right else 1.0)
        low, high = sorted((judged[one], judged[other]))
        for count, counts in ((easy, high >= 4 and low <= 2), (hard, low >= 4)):
            if counts:
                count[0] += agrees
                count[1] += 1
    return Losses(wrong, weight, (easy[0], easy[1]), (hard[0], hard[1]))


def summary(
    gold: Gold, scores: Mapping[str, Mapping[Pair, float]], researchers: Iterable[str] | None = None
) -> dict[str, float]:
    """``loss``, ``sd``, ``easy`` and ``hard`` over the draws, of all or some researchers."""
    chosen = list(gold.judgements if researchers is None else researchers)
    by_draw, easy, hard = [], [0, 0], [0, 0]
    for found in scores.values():
        each = [losses(gold.judgements[name], found, name) for name in chosen]
        by_draw.append(sum(one.wrong for one in each) / max(sum(one.weight for one in each), 1e-9))
        for one in each:
            for total, part in ((easy, one.easy), (hard, one.hard)):
                total[0] += part[0]
                total[1] += part[1]
    return {
        "loss": round(fmean(by_draw), 4),
        "sd": round(pstdev(by_draw), 4),
        "easy": round(easy[0] / max(easy[1], 1), 4),
        "hard": round(hard[0] / max(hard[1], 1), 4),
    }


def table(results: Mapping[str, Any]) -> str:
    """The same for people: a line a scorer."""
    columns = ("loss", "sd", "folds_sd", "easy", "hard")
    out = [f"{'scorer':18}" + "".join(f"{name:>9}" for name in columns)]
    out += [f"{row['scorer']:18}" + "".join(f"{row[name]:>9.4f}" for name in columns) for row in results["results"]]
    held = results["held_back"]
    out.append(
        f"{'fusion, held back':18}{held['loss']:>9.4f}{'':9}{held['folds_sd']:>9.4f}   (± {held['repeats_sd']:.4f} "
        f"between repeats; any one weighting: {held['least']:.4f} to {held['most']:.4f})"
    )
    out.append(f"best single scorer: {results['best_single']}")
    out.append(cost_table(results["cost_ms"]))
    return "\n".join(out)
