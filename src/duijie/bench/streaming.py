"""``duijie bench scale --streaming``: millions of rows, written in legs, then served while they change.

    $ duijie bench scale --rows 5000000 --streaming --workdir /data

Rows come from a generator, 10,000 at a time, and are written in legs of 50,000; never more than
a leg is in memory. The folder of a run is named after its rows and seed and keeps how far it is:
stopped or killed, the same command goes on there. It is deleted when the run is done, unless
``keep`` is given. What is asked of the index while it is written to is in :mod:`duijie.bench.live`.
"""

from __future__ import annotations

import json as jsonlib
import os
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duijie.bench.apart import Killed, apart
from duijie.bench.live import Load, live, live_table
from duijie.bench.peers.memory import peak_mb
from duijie.bench.scale import LENGTHS, QUERIES, SPACE, Nearest, say, serve, table
from duijie.bench.synthetic import DIMENSIONS, Batch, World
from duijie.core.errors import InvalidInput, Unavailable
from duijie.matching.store import PassageStore, Prepared, Vectors, joined, prepare

BATCH = 10_000
LEG = 50_000
_BYTES_A_ROW = 6_500


@dataclass(slots=True)
class Progress:
    """How far a build is: ``rows`` written for good, ``seconds`` spent on them, whether the
    search structures are there, and the nearest rows so far of the needs recall is measured by."""

    rows: int = 0
    seconds: float = 0.0
    complete: bool = False
    peak_mb: float = 0.0
    nearest: list[list[tuple[float, str]]] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> Progress:
        """What the folder of a run says; nothing done when it says nothing."""
        try:
            return cls(**jsonlib.loads((folder / "progress.json").read_text("utf-8")))
        except FileNotFoundError:
            return cls()
        except (ValueError, TypeError) as problem:
            raise InvalidInput(
                f"{folder / 'progress.json'} cannot be read: delete {folder} and start anew."
            ) from problem

    def write(self, folder: Path) -> None:
        """Note it, in one step: a kill leaves the old note or the new one."""
        fresh = folder / f".progress.{os.getpid()}"
        fresh.write_text(jsonlib.dumps(asdict(self)), "utf-8")
        fresh.replace(folder / "progress.json")


def run_streaming(
    rows: int, *, seed: int = 1, workdir: Path, load: Load, keep: bool = False, json: bool = False
) -> dict[str, Any]:
    """Build, or go on building; ask; serve while rows change; print and give the result.

    Args:
        rows: passages to generate, 1,000 or more.
        workdir: on a disk with about 6.5 KB a row to spare.
        load: who asks and how much is changed meanwhile.
        keep: leave the index there, for another run.

    Returns:
        As :func:`duijie.bench.scale.run_scale`, and ``live`` as :func:`duijie.bench.live.live`.

    Raises:
        InvalidInput: too few rows, or too little disk.
        Unavailable: the system killed a process for its memory; what was written stays.
    """
    if rows < 1_000:
        raise InvalidInput(f"{rows} rows say nothing about scale: use --rows 1000 or more.")
    folder = workdir / f"duijie-scale-{rows}-{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    progress = Progress.read(folder)
    needed, free = (rows - progress.rows) * _BYTES_A_ROW, shutil.disk_usage(folder).free
    if needed > free:
        raise InvalidInput(
            f"{rows:,} rows need {needed / 1e9:.0f} GB in {workdir}, where {free / 1e9:.0f} GB are free."
        )
    if progress.rows:
        say(f"{progress.rows:,} rows are there from an earlier run; going on")
    queries = {words: World(seed).queries(QUERIES, words) for words in LENGTHS}
    if not progress.complete:
        recall = np.stack([vector for _, vector in queries[LENGTHS[0]]])
        try:
            apart(build, str(folder), rows, seed, recall, what="The process that builds the index")
        except Killed as killed:
            there = Progress.read(folder).rows
            raise Unavailable(
                f"{killed} {there:,} of {rows:,} rows are written: free some memory and give the same command "
                "again, it goes on there."
            ) from killed
        progress = Progress.read(folder)
    uri = str(folder / "index")
    say(f"built in {progress.seconds:.0f} s, peak {progress.peak_mb:.0f} MB")
    nearest = [[identity for _, identity in best] for best in progress.nearest]
    served = apart(serve, uri, queries, nearest, what="The process that answers")
    answer: dict[str, Any] = {
        "results": served["results"],
        "build_s": round(progress.seconds, 1),
        "disk_mb": round(sum(path.stat().st_size for path in Path(uri).rglob("*") if path.is_file()) / 1e6, 1),
        "serving_rss_mb": served["rss_mb"],
        "peak_rss_mb": round(progress.peak_mb, 1),
        "recall@10": served["recall"],
        "rows": rows,
        "live": live(uri, seed, load) if load.seconds else [],
    }
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    shown = jsonlib.dumps(answer, ensure_ascii=False) if json else table(answer) + live_table(answer["live"])
    sys.stdout.write(shown.rstrip("\n") + "\n")
    return answer


def build(folder: str, rows: int, seed: int, recall: NDArray[np.float32]) -> None:
    """Write the rows that are not written yet, leg by leg, then make the search structures."""
    home = Path(folder)
    progress, world = Progress.read(home), World(seed)
    store = _opened(home / "index", progress, world, rows)
    nearest = Nearest(recall, 10, progress.nearest)
    told = time.monotonic()
    while progress.rows < rows:
        parts: list[Prepared] = []
        seconds = 0.0
        end = min(progress.rows + LEG, rows)
        for start in range(progress.rows, end, BATCH):
            batch = world.batch(start, min(BATCH, rows - start))
            nearest.see([passage.id for passage in batch.passages], batch.vectors)
            begun = time.perf_counter()
            parts.append(prepared(batch))
            seconds += time.perf_counter() - begun
        begun = time.perf_counter()
        store.load(joined(parts))
        progress.rows, progress.seconds = end, progress.seconds + seconds + time.perf_counter() - begun
        progress.nearest, progress.peak_mb = nearest.best, max(progress.peak_mb, peak_mb())
        progress.write(home)
        if time.monotonic() - told > 10:
            told = time.monotonic()
            say(f"{progress.rows:,} of {rows:,} rows written, {peak_mb():.0f} MB at most")
    begun = time.perf_counter()
    say("making the search structures")
    store.complete()
    progress.seconds += time.perf_counter() - begun
    progress.complete, progress.peak_mb = True, max(progress.peak_mb, peak_mb())
    progress.write(home)


def prepared(batch: Batch) -> Prepared:
    """A batch as rows of the index, with five sentence vectors a passage, as real ones have."""
    ids = [passage.id for passage in batch.passages]
    sentences = list(np.repeat(batch.vectors[:, None, :], 5, axis=1))
    return prepare(
        list(zip(batch.passages, batch.facets, strict=True)),
        {SPACE: Vectors(DIMENSIONS, ids, batch.vectors, sentences)},
        segment=lambda passage: passage.text.split(),
    )


def _opened(place: Path, progress: Progress, world: World, rows: int) -> PassageStore:
    """The index as the note says it is: a leg that was written but not noted is taken out."""
    if not progress.rows:
        shutil.rmtree(place, ignore_errors=True)
        return PassageStore.create(place, {SPACE: DIMENSIONS})
    store = PassageStore.open(place)
    if max(store.counts().values()) > progress.rows:
        say("taking out what a killed process left half-written")
        for start in range(progress.rows, min(progress.rows + LEG, rows), BATCH):
            _take_out(store, world.batch(start, min(BATCH, rows - start)).passages)
    return store


def _take_out(store: PassageStore, passages: Sequence[Any]) -> None:
    store.remove_documents(dict.fromkeys(passage.document for passage in passages))
