"""From needs to the papers that answer them: MRR@10 and recall by scorer and language.

    $ duijie bench needs --needs ../shared/eval/needs/needs.jsonl --corpus ../shared/eval/needs/corpus.jsonl

``corpus``: JSON Lines of ``id``, ``title``, ``text``. ``needs``: ``id``, ``lang``, ``text``,
``requirements``, ``relevant`` (ids). A need's rank is that of its best relevant paper, one more
than the number of other papers that score as high or higher.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from duijie.bench.library import Remembering, filled, lines, single
from duijie.core.errors import InvalidInput
from duijie.matching.embedders import Embedder, configured
from duijie.matching.engine import Engine
from duijie.matching.rank import SHIPPED, Ranked
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
    """``{"results": [{"scorer", "group", "mrr@10", "recall@1", "recall@5", "recall@10"}]}`` for
    BM25, each space and the shipped fusion.

    Raises:
        InvalidInput: a file is missing or has another form.
    """
    asked, documents = read_needs(needs), read_corpus(corpus)
    spaces = [Remembering(embedder) for embedder in embedders or configured(SPACES)]
    results = []
    with filled(documents, spaces) as store:
        for scorer, weights in {**single(spaces), "fusion": SHIPPED}.items():
            used = spaces if scorer == "fusion" else [space for space in spaces if space.name == scorer]
            engine = Engine(store, used, weights=weights)
            ranks = [rank_of(engine.measure(need.query).ranked(weights), need.relevant) for need in asked]
            results.extend(summary(scorer, ranks, asked))
    return {"results": results}


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


def summary(scorer: str, ranks: Sequence[float], needs: Sequence[Need]) -> list[dict[str, Any]]:
    """A scorer's figures, a row for each language that occurs and one for all."""
    rows = []
    for group in GROUPS:
        mine = [rank for rank, need in zip(ranks, needs, strict=True) if group in ("all", need.lang)]
        if mine:
            rows.append(
                {
                    "scorer": scorer,
                    "group": group,
                    "mrr@10": round(mrr(mine), 4),
                    **{f"recall@{k}": round(fmean(rank <= k for rank in mine), 4) for k in (1, 5, 10)},
                }
            )
    return rows


def mrr(ranks: Sequence[float]) -> float:
    """The mean reciprocal rank, 0 beyond the tenth."""
    return fmean(1 / rank if rank <= 10 else 0.0 for rank in ranks)


def table(results: Mapping[str, Any]) -> str:
    """The same for people: a line a scorer and group."""
    columns = ("mrr@10", "recall@1", "recall@5", "recall@10")
    out = [f"{'scorer':8} {'needs':8}" + "".join(f"{name:>11}" for name in columns)]
    out += [
        f"{row['scorer']:8} {row['group']:8}" + "".join(f"{row[name]:>11.3f}" for name in columns)
        for row in results["results"]
    ]
    return "\n".join(out)
