"""``duijie bench scale``: how the index does at a size that no sample has.

Generates passages (:mod:`duijie.bench.synthetic`), builds an index of them in a process of
its own, opens it in a fresh process that only answers, and asks short, long and very long
needs there, with and without filters: by words, by meaning, and both with the ranking that a user
gets, from the stored rows. PostgreSQL's full-text ranking gets the same rows and queries.
Segmenting and embedding are not part of it: terms and vectors are given.
"""

from __future__ import annotations

import argparse
import json as jsonlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from duijie.bench.apart import apart
from duijie.bench.peers.memory import peak_mb
from duijie.bench.synthetic import DIMENSIONS, World
from duijie.core.errors import InvalidInput
from duijie.core.text import has_han
from duijie.matching.ranking.rank import Asked, Measured, Ranked, Scales
from duijie.matching.ranking.working import FETCHED, SCORED
from duijie.matching.store import Hit, PassageStore
from duijie.matching.types import Audience, Filter

T = TypeVar("T")
Words = tuple[list[str], NDArray[np.float32]]

SPACE = "vector"
LENGTHS = (5, 60, 300)
QUERIES = 40
_BATCH = 20_000
FILTERS = {
    False: Filter(audience=Audience(everything=True)),
    True: Filter(audience=Audience(user="u7", communities=("c1",)), kinds=("project",), fields=("1.1", "2.3", "2.11")),
}


@dataclass(frozen=True, slots=True)
class Built:
    """What building took: seconds, megabytes, and the exact nearest ten of each recall query."""

    seconds: float
    disk_mb: float
    peak_rss_mb: float
    nearest: list[list[str]]


def run_scale(
    rows: int,
    *,
    seed: int = 1,
    workdir: Path | None = None,
    postgres: bool = True,
    json: bool = False,
) -> dict[str, Any]:
    """Build, ask, print and give the result; the index is deleted at the end.

    Args:
        rows: passages to generate, 1,000 or more.
        seed: the same seed gives the same rows and queries.
        workdir: where the index is built, on a disk with about 4 KB a row to spare
            (default: a temporary folder).
        postgres: measure PostgreSQL too.
        json: print one JSON object on stdout instead of a table. Progress goes to stderr.

    Returns:
        ``results``: for each scorer ("bm25", "vector", "fusion", "postgresql"), number of
        words and filter the 50th, 95th and 99th percentile in milliseconds; ``build_s``,
        ``disk_mb``, ``serving_rss_mb`` (the largest that the answering process ever was),
        ``peak_rss_mb`` (of the building process), ``recall@10`` (of the approximate
        against the exact nearest ten), ``rows``.

    Raises:
        InvalidInput: there are too few rows to say anything.
    """
    if rows < 1_000:
        raise InvalidInput(f"{rows} rows say nothing about scale: use --rows 1000 or more.")
    folder = Path(tempfile.mkdtemp(prefix="duijie-scale-", dir=workdir))
    try:
        uri = str(folder / "index")
        world = World(seed)
        queries = {words: world.queries(QUERIES, words) for words in LENGTHS}
        recall = np.stack([vector for _, vector in queries[LENGTHS[0]]])
        built = apart(_build, uri, rows, seed, recall, what="The process that builds the index")
        say(f"built in {built.seconds:.0f} s, {built.disk_mb:.0f} MB on disk, peak {built.peak_rss_mb:.0f} MB")
        served = apart(serve, uri, queries, built.nearest, what="The process that answers")
        answer: dict[str, Any] = {
            "results": served["results"],
            "build_s": round(built.seconds, 1),
            "disk_mb": round(built.disk_mb, 1),
            "serving_rss_mb": served["rss_mb"],
            "peak_rss_mb": round(built.peak_rss_mb, 1),
            "recall@10": served["recall"],
            "rows": rows,
        }
        if postgres:
            from duijie.bench.scale_postgres import measure

            results, remark = measure(folder / "postgres", world.batches(rows, size=_BATCH), queries, FILTERS, say)
            answer["results"].extend(results)
            if remark:
                answer["postgresql"] = remark
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(jsonlib.dumps(answer, ensure_ascii=False) + "\n" if json else table(answer))
    return answer


def _build(uri: str, rows: int, seed: int, recall: NDArray[np.float32]) -> Built:
    """Fill an index batch by batch. Generating the rows and the exact neighbours that
    recall is measured against is not counted as building."""
    store = PassageStore.create(uri, {SPACE: DIMENSIONS})
    best = Nearest(recall, 10)
    seconds, done, told = 0.0, 0, time.monotonic()
    for batch in World(seed).batches(rows, size=_BATCH):
        ids = [passage.id for passage in batch.passages]
        best.see(ids, batch.vectors)
        started = time.perf_counter()
        store.put_words(
            zip(batch.passages, batch.facets, strict=True), segment=lambda passage: passage.text.split(), batch=_BATCH
        )
        # One vector a sentence is kept besides that of the passage, as real passages have.
        store.put_vectors(SPACE, ids, batch.vectors, [np.stack([vector] * 5) for vector in batch.vectors])
        seconds += time.perf_counter() - started
        done += len(ids)
        if time.monotonic() - told > 5:
            told = time.monotonic()
            say(f"{done:,} of {rows:,} rows written")
    started = time.perf_counter()
    say("building the search structures")
    store.optimize(force=True, keep=timedelta(0))
    seconds += time.perf_counter() - started
    return Built(seconds, store.stats().disk_bytes / 1e6, peak_mb(), best.ids())


def serve(uri: str, queries: dict[int, list[Words]], nearest: list[list[str]]) -> dict[str, Any]:
    """Open the index and answer; the first three answers of each kind only warm it up."""
    store = PassageStore.open(uri)
    store.remember_addresses()  # a serving process does so beside its first answers
    results = []
    with ThreadPoolExecutor(2) as pool:
        for words, asked in queries.items():
            for filtered, where in FILTERS.items():
                for name, answer in _scorers(store, where, pool).items():
                    results.append({"scorer": name, "words": words, "filtered": filtered, **timed(answer, asked)})
                    say("{scorer} {words} words, filtered {filtered}: p95 {p95_ms} ms".format(**results[-1]))
    found = [
        {hit.passage for hit in store.nearest(SPACE, vector, where=FILTERS[False], k=10)}
        for _, vector in queries[LENGTHS[0]]
    ]
    hits = [len(got & set(exact)) / len(exact) for got, exact in zip(found, nearest, strict=True)]
    return {"results": results, "rss_mb": round(peak_mb(), 1), "recall": round(float(np.mean(hits)), 4)}


def _scorers(store: PassageStore, where: Filter, pool: ThreadPoolExecutor) -> dict[str, Callable[[Words], object]]:
    def words(query: Words) -> list[Hit]:
        return store.lexical(query[0], where=where, k=SCORED)

    def meaning(query: Words) -> list[Hit]:
        return store.nearest(SPACE, query[1], where=where, k=FETCHED)

    def fusion(query: Words) -> list[Ranked]:
        lexical = pool.submit(words, query)
        near = meaning(query)
        return rank(store, where, query, lexical.result(), near)

    return {"bm25": words, SPACE: meaning, "fusion": fusion}


def rank(store: PassageStore, where: Filter, query: Words, lexical: Sequence[Hit], near: Sequence[Hit]) -> list[Ranked]:
    """The items of two lists of hits, scored from their stored rows as an answer to a user is."""
    merit: dict[str, float] = {}
    for hits in (lexical, near):
        for place, hit in enumerate(hits):
            merit[hit.passage] = merit.get(hit.passage, 0.0) + 1.0 / (60 + place)
    chosen = sorted(merit, key=lambda identity: (-merit[identity], identity))[:SCORED]
    terms, vector = query
    return Measured(
        list(store.rows(chosen, where=where).values()),
        asked={SPACE: Asked(vector, np.empty((0, len(vector)), np.float32))},
        tongue="zh" if has_han(terms[0]) else "en",
        words={hit.passage: hit.score / len(terms) for hit in lexical},
        scales=Scales({}),
    ).ranked()


def timed(answer: Callable[[T], object], queries: Sequence[T], *, warm: int = 3) -> dict[str, float]:
    """The percentiles of the time that ``answer`` takes, one query after the other."""
    for query in queries[:warm]:
        answer(query)
    took = []
    for query in queries:
        started = time.perf_counter()
        answer(query)
        took.append((time.perf_counter() - started) * 1_000)
    return {f"p{level}_ms": round(float(np.percentile(took, level)), 1) for level in (50, 95, 99)}


class Nearest:
    """The exact nearest rows of some queries, kept while rows stream by."""

    def __init__(
        self, queries: NDArray[np.float32], count: int, best: Sequence[Sequence[tuple[float, str]]] = ()
    ) -> None:
        self._queries = queries
        self._count = count
        self.best = [[(score, identity) for score, identity in one] for one in best] or [[] for _ in queries]

    def see(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Let some rows pass by."""
        cosines = self._queries @ vectors.T
        count = min(self._count, len(ids))
        for query, row in enumerate(cosines):
            top = np.argpartition(-row, count - 1)[:count]
            merged = self.best[query] + [(float(row[index]), ids[index]) for index in top]
            self.best[query] = sorted(merged, reverse=True)[: self._count]

    def ids(self) -> list[list[str]]:
        """The ids of each query's nearest, best first."""
        return [[identity for _, identity in best] for best in self.best]


def say(text: str) -> None:
    sys.stderr.write(f"bench scale: {text}\n")
    sys.stderr.flush()


def table(answer: dict[str, Any]) -> str:
    lines = [f"{'scorer':<12} {'words':>5} {'filtered':>8} {'p50 ms':>9} {'p95 ms':>9} {'p99 ms':>9}"]
    for row in sorted(answer["results"], key=lambda row: (row["words"], row["filtered"])):
        filtered = "yes" if row["filtered"] else "no"
        times = " ".join(f"{row[f'p{level}_ms']:>9}" for level in (50, 95, 99))
        lines.append(f"{row['scorer']:<12} {row['words']:>5} {filtered:>8} {times}")
    lines.append(
        f"{answer['rows']:,} rows: built in {answer['build_s']} s (peak {answer['peak_rss_mb']} MB), "
        f"{answer['disk_mb']} MB on disk; serving process {answer['serving_rss_mb']} MB; "
        f"recall@10 of the approximate nearest {answer['recall@10']}"
    )
    if "postgresql" in answer:
        lines.append(f"PostgreSQL: {answer['postgresql']}")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m duijie.bench.scale --rows N [--json]``."""
    parser = argparse.ArgumentParser(description="How fast and how large the index is at N passages.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workdir", type=Path, default=None, help="a folder with about 4 KB of disk a row")
    parser.add_argument("--no-postgres", action="store_true", help="leave PostgreSQL out")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    run_scale(
        options.rows,
        seed=options.seed,
        workdir=options.workdir,
        postgres=not options.no_postgres,
        json=options.json,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
