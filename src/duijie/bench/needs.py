"""From needs to the papers that answer them: MRR@10 and recall by scorer and language.

    $ duijie bench needs --needs ../shared/eval/needs/needs.jsonl --corpus ../shared/eval/needs/corpus.jsonl

``corpus``: JSON Lines of ``id``, ``title``, ``text``. ``needs``: ``id``, ``lang``, ``text``,
``requirements``, ``relevant`` (ids). A need's rank is that of its best relevant paper, one more
than the number of other papers that score as high or higher. Beside each figure stands its
spread over folds of the needs, and what the fusion gets with weights chosen on other folds
(:mod:`duijie.bench.folds`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duijie.bench.costs import cost_table, step_costs
from duijie.bench.folds import deal, held_back, spread
from duijie.bench.grids import across, chinese
from duijie.bench.library import Remembering, filled, lines, single
from duijie.core.errors import InvalidInput
from duijie.matching.embedders import Embedder, configured
from duijie.matching.ranking.engine import Engine
from duijie.matching.ranking.rank import SHIPPED, Measured, Ranked
from duijie.matching.types import Document, Query, Requirement

GROUPS = ("all", "zh-Hans", "zh-Hant", "en")
SPACES = ("e5", "use")  # the default spaces that read Chinese


@dataclass(frozen=True, slots=True)
class Need:
    """A need of the file: its query, its language and the ids that answer it."""

    query: Query
    lang: str
    relevant: frozenset[str]


def run_needs(needs: Path, corpus: Path, embedders: Sequence[Embedder] | None = None) -> dict[str, Any]:
    """The figures of BM25, each space and the shipped fusion, and of the fusion with weights
    chosen on other folds ("fusion, held back").

    Returns:
        ``results``: ``{"scorer", "group", "mrr@10", "sd", "recall@1", "recall@5", "recall@10"}``,
        where ``sd`` is the deviation over the folds; ``held_back``: for each group ``mrr@10``,
        ``sd``, and the ``least`` and ``most`` that a fixed weighting of the grid gets;
        ``best_single``: the best of the single scorers by group; ``cost_ms``: milliseconds of
        each step of an answer.

    Raises:
        InvalidInput: a file is missing or has another form.
    """
    asked, documents = read_needs(needs), read_corpus(corpus)
    raw = list(embedders or configured(SPACES))
    spaces = [Remembering(embedder) for embedder in raw]
    folds = deal([need.lang for need in asked])
    results = []
    with filled(documents, spaces) as store:
        costs = step_costs(store, raw, [need.query for need in asked])
        for scorer, weights in single(spaces).items():
            engine = Engine(store, [space for space in spaces if space.name == scorer], weights=weights)
            ranks = [rank_of(engine.measure(need.query).ranked(weights), need.relevant) for need in asked]
            results.extend(summary(scorer, ranks, asked, folds))
        measured = [Engine(store, spaces).measure(need.query) for need in asked]
    ranks = [rank_of(one.ranked(SHIPPED), need.relevant) for one, need in zip(measured, asked, strict=True)]
    results.extend(summary("fusion", ranks, asked, folds))
    return {
        "results": results,
        "held_back": _held_back(measured, asked, folds),
        "best_single": _best_single(results),
        "cost_ms": costs,
    }


def _held_back(measured: Sequence[Measured], asked: Sequence[Need], folds: NDArray[np.intp]) -> list[dict[str, Any]]:
    """Weights chosen without the fold that is scored, for Chinese and English needs apart."""
    gains = np.zeros(folds.shape)
    ends = np.zeros((2, len(asked)))
    for language, grid in (("zh", chinese()), ("en", across())):
        mine = [number for number, need in enumerate(asked) if need.lang[:2] == language]
        if not mine:
            continue
        table = np.array(
            [[_reciprocal(rank_of(measured[n].ranked(weights), asked[n].relevant)) for n in mine] for weights in grid]
        )
        gains[:, mine] = held_back(table, np.ones_like(table), folds[:, mine], lower=False)[0]
        whole = table.mean(axis=1)
        ends[:, mine] = table[[int(whole.argmin()), int(whole.argmax())]]
    rows = []
    for group, members in _members(asked):
        won = gains[:, members]
        rows.append(
            {
                "group": group,
                "mrr@10": round(float(won.mean()), 4),
                "sd": round(spread(won, np.ones_like(won), folds[:, members]), 4),
                "least": round(float(ends[0, members].mean()), 4),
                "most": round(float(ends[1, members].mean()), 4),
            }
        )
    return rows


def _best_single(results: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    best: dict[str, dict[str, Any]] = {}
    for row in results:
        if row["scorer"] != "fusion" and row["mrr@10"] > best.get(row["group"], {"mrr@10": -1})["mrr@10"]:
            best[row["group"]] = {"scorer": row["scorer"], "mrr@10": row["mrr@10"]}
    return best


def read_needs(path: Path) -> list[Need]:
    """The needs of a file."""
    found = []
    for row in lines(path, "id", "lang", "text", "requirements", "relevant"):
        if row["lang"] not in GROUPS[1:]:
            raise InvalidInput(f"The need {row['id']} of {path} is in “{row['lang']}”: use {', '.join(GROUPS[1:])}.")
        requirements = tuple(Requirement(text) for text in row["requirements"])
        found.append(Need(Query(row["text"], requirements), row["lang"], frozenset(row["relevant"])))
    return found


def read_corpus(path: Path) -> list[Document]:
    """The papers of a file, as projects."""
    return [Document(row["id"], "project", row["title"], row["text"]) for row in lines(path, "id", "title", "text")]


def rank_of(ranked: Sequence[Ranked], relevant: frozenset[str]) -> float:
    """The rank of the best relevant item, ties against it; infinite when none was found."""
    best = max((item.fused for item in ranked if item.document in relevant), default=None)
    if best is None:
        return float("inf")
    return 1 + sum(item.fused >= best for item in ranked if item.document not in relevant)


def summary(
    scorer: str, ranks: Sequence[float], needs: Sequence[Need], folds: NDArray[np.intp]
) -> list[dict[str, Any]]:
    """A scorer's figures, a row for each language that occurs and one for all."""
    gains = np.array([_reciprocal(rank) for rank in ranks])
    rows = []
    for group, members in _members(needs):
        mine = [ranks[number] for number in members]
        rows.append(
            {
                "scorer": scorer,
                "group": group,
                "mrr@10": round(mrr(mine), 4),
                "sd": round(spread(gains[members], np.ones(len(members)), folds[:, members]), 4),
                **{f"recall@{k}": round(fmean(rank <= k for rank in mine), 4) for k in (1, 5, 10)},
            }
        )
    return rows


def _members(needs: Sequence[Need]) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """The groups that occur, each with the numbers of its needs."""
    for group in GROUPS:
        members = np.flatnonzero([group in ("all", need.lang) for need in needs])
        if len(members):
            yield group, members


def mrr(ranks: Sequence[float]) -> float:
    """The mean reciprocal rank, 0 beyond the tenth."""
    return fmean(map(_reciprocal, ranks))


def _reciprocal(rank: float) -> float:
    return 1 / rank if rank <= 10 else 0.0


def table(results: Mapping[str, Any]) -> str:
    """The same for people: a line a scorer and group."""
    columns = ("mrr@10", "sd", "recall@1", "recall@5", "recall@10")
    out = [f"{'scorer':18}{'needs':9}" + "".join(f"{name:>11}" for name in columns)]
    out += [
        f"{row['scorer']:18}{row['group']:9}" + "".join(f"{row[name]:>11.3f}" for name in columns)
        for row in results["results"]
    ]
    out += [
        f"{'fusion, held back':18}{row['group']:9}{row['mrr@10']:>11.3f}{row['sd']:>11.3f}"
        f"   (any one weighting: {row['least']:.3f} to {row['most']:.3f})"
        for row in results["held_back"]
    ]
    out += [
        f"best single scorer for {group}: {best['scorer']} {best['mrr@10']:.3f}"
        for group, best in results["best_single"].items()
    ]
    out.append(cost_table(results["cost_ms"]))
    return "\n".join(out)
