"""What is searched: real needs and papers, and a generated corpus whose answers are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from duijie.bench import library
from duijie.bench.needs import read_needs
from duijie.bench.peers.base import Ask, Row, Task
from duijie.bench.synthetic import DIMENSIONS, World
from duijie.core.text import terms
from duijie.matching.embedders import configured

_BATCH = 2_000
_ASKS = 100
_KEPT_WORDS = 6
_OTHER_WORDS = 10
_NOISE = 0.9


def needs_task(needs: Path, corpus: Path) -> Task:
    """The needs of a file over the papers of another, as for ``duijie bench needs``."""
    rows = [Row(row["id"], row["title"], row["text"]) for row in library.lines(corpus, "id", "title", "text")]
    asks = [
        Ask(need.query.text, need.relevant, tuple(one.text for one in need.query.requirements), group=need.lang)
        for need in read_needs(needs)
    ]
    embedder = configured(("e5",))[0]

    def batches() -> Iterator[Sequence[Row]]:
        stream = iter(rows)
        while batch := list(islice(stream, 32)):
            yield batch

    return Task("needs", batches, asks, terms, embedder.dimension, embedder)


def generated_task(count: int, seed: int) -> Task:
    """``count`` rows of :mod:`duijie.bench.synthetic` and 100 needs, each made from one row: 6
    of its words among 10 others of its topic, and its vector with noise. Words alone and
    vectors alone find it sometimes."""
    world = World(seed)
    rng = np.random.default_rng([seed, 3])
    chosen = [range(0, count, _BATCH)[int(at)] for at in rng.integers(0, (count + _BATCH - 1) // _BATCH, size=10)]
    asks = []
    for start in chosen:
        batch = world.batch(start, min(_BATCH, count - start))
        for row in rng.integers(0, len(batch.passages), size=_ASKS // len(chosen)):
            passage = batch.passages[int(row)]
            own = rng.choice(passage.text.split(), size=_KEPT_WORDS)
            near = batch.passages[int(rng.integers(len(batch.passages)))].text.split()
            noise = rng.standard_normal(DIMENSIONS).astype(np.float32) / np.sqrt(DIMENSIONS) * _NOISE
            vector = batch.vectors[int(row)] + noise.astype(np.float32)
            words = [*own, *rng.choice(near, size=_OTHER_WORDS)]
            asks.append(Ask(" ".join(words), frozenset({passage.id}), vector=vector / np.linalg.norm(vector)))

    def batches() -> Iterator[Sequence[Row]]:
        for batch in world.batches(count, size=_BATCH):
            yield [
                Row(passage.id, "", passage.text, vector)
                for passage, vector in zip(batch.passages, batch.vectors, strict=True)
            ]

    return Task(f"{count:,} generated rows", batches, asks, str.split, DIMENSIONS)
