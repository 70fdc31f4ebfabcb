"""What each step of an answer costs: milliseconds a need, one need after the other.

The second stage is everything after the candidates: fetching their rows, scoring them in each
space, weighing the signals, and the evidence of the items shown.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from duijie.matching.embedders import Embedder
from duijie.matching.ranking.background import Background
from duijie.matching.ranking.engine import Engine
from duijie.matching.ranking.rank import Asked, Measured, Scales
from duijie.matching.store import PassageStore
from duijie.matching.types import Query

_ASKED = 20
_WARM = 2
_SHOWN = 10


def step_costs(
    store: PassageStore,
    embedders: Sequence[Embedder],
    queries: Sequence[Query],
    documents: Sequence[Sequence[str]] | None = None,
) -> dict[str, float]:
    """The median milliseconds of each step, by its name.

    Args:
        embedders: as they are used, not ones that remember.
        queries: needs that no cache has seen; the first 20 are asked, two more warm up.
        documents: the items to score for each need, where that is not what a search finds.
    """
    took: dict[str, list[float]] = defaultdict(list)
    for embedder in embedders:
        Background.measure([embedder])
    engine = Engine(store, embedders)
    for number, query in enumerate(queries[: _ASKED + _WARM]):
        steps = dict(engine.match(query, limit=_SHOWN).took_ms)
        steps["answer"] = sum(steps.values())
        found = (
            documents[number]
            if documents
            else [m.document for m in engine.match(query, limit=200, explain=False).matches]
        )
        steps |= _scoring(store, embedders, query, found)
        if number >= _WARM or len(queries) <= _WARM:
            for name, milliseconds in steps.items():
                took[name].append(milliseconds)
    return {name: round(median(times), 1) for name, times in took.items()}


def _scoring(
    store: PassageStore, embedders: Sequence[Embedder], query: Query, documents: Sequence[str]
) -> dict[str, float]:
    """Each space by itself: the need embedded, and the candidates' rows scored."""
    rows = list(store.rows(store.passages_of(documents)).values())
    steps = {}
    for embedder in embedders:
        begun = time.perf_counter()
        vectors = embedder.encode_queries([query.text, *(one.text for one in query.requirements)])
        steps[f"embedding {embedder.name}"] = 1000 * (time.perf_counter() - begun)
        scales = Scales.of(Background.measure([embedder]))
        asked: Mapping[str, Asked] = {embedder.name: Asked(vectors[0], vectors[1:])}
        begun = time.perf_counter()
        Measured(rows, asked=asked, tongue="zh", words={}, scales=scales)
        steps[f"scoring {embedder.name}"] = 1000 * (time.perf_counter() - begun)
    return steps


def cost_table(costs: Mapping[str, float]) -> str:
    """The same for people."""
    return "ms a need (median): " + ", ".join(f"{name} {milliseconds:g}" for name, milliseconds in costs.items())
