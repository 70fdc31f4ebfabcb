"""The scale bench runs, gives the figures it promises, and its rows are what they claim."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from duijie.bench import scale
from duijie.bench.synthetic import World
from duijie.core.errors import InvalidInput
from duijie.core.text import has_han


def test_the_bench_prints_one_object_with_every_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = scale.run_scale(1_000, seed=5, workdir=tmp_path, postgres=False, json=True)
    printed = json.loads(capsys.readouterr().out)
    assert printed == answer
    kinds = {(row["scorer"], row["words"], row["filtered"]) for row in printed["results"]}
    assert kinds == {(s, w, f) for s in ("bm25", "vector", "fusion") for w in (5, 60, 300) for f in (False, True)}
    for row in printed["results"]:
        assert 0 < row["p50_ms"] <= row["p95_ms"] <= row["p99_ms"]
    assert printed["rows"] == 1_000
    assert printed["build_s"] > 0 and printed["disk_mb"] > 0
    assert 20 < printed["serving_rss_mb"] < 2_000
    assert printed["recall@10"] == 1.0  # so few rows are compared exactly
    assert list(tmp_path.iterdir()) == []


def test_too_few_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="1000 or more"):
        scale.run_scale(10, workdir=tmp_path)


def test_the_table_has_a_line_for_each_figure_and_says_what_did_not_finish() -> None:
    row = {"scorer": "bm25", "words": 5, "filtered": True, "p50_ms": 1.5, "p95_ms": 2.5, "p99_ms": 3.5}
    shown = scale.table(
        {
            "results": [row],
            "rows": 1_000_000,
            "build_s": 9.0,
            "peak_rss_mb": 1.0,
            "disk_mb": 2.0,
            "serving_rss_mb": 3.0,
            "recall@10": 0.99,
            "postgresql": "over 60 s a query: 300 words without filters",
        }
    )
    assert "bm25" in shown and "1.5" in shown and "1,000,000 rows" in shown
    assert "300 words without filters" in shown


def test_a_world_is_the_same_for_a_seed_and_another_for_another() -> None:
    def first(seed: int) -> list[str]:
        return [passage.text for passage in next(World(seed, vocabulary=5_000).batches(50)).passages]

    assert first(1) == first(1)
    assert first(1) != first(2)


def test_a_row_is_the_same_in_whatever_batch_it_comes() -> None:
    world = World(2, vocabulary=5_000)
    whole, part = world.batch(0, 2_100), world.batch(990, 20)
    assert part.passages == whole.passages[990:1010] and part.facets == whole.facets[990:1010]
    assert np.array_equal(part.vectors, whole.vectors[990:1010])
    pairs = [passage.document for passage in whole.passages]
    assert pairs[::2] == pairs[1::2] and len(set(pairs)) == 1_050


def test_a_world_has_both_languages_zipf_words_topics_and_unit_vectors() -> None:
    world = World(3, vocabulary=20_000)
    passages, facets, vectors = [], [], []
    for batch in world.batches(3_000, size=1_000):
        passages += batch.passages
        facets += batch.facets
        vectors.append(batch.vectors)
    assert len({passage.id for passage in passages}) == 3_000
    chinese = sum(has_han(passage.text) for passage in passages)
    assert 1_000 < chinese < 2_000
    words, counts = np.unique([w for p in passages for w in p.text.split()], return_counts=True)
    counts = np.sort(counts)[::-1]
    assert counts[:100].sum() > 20 * counts[5_000:5_100].sum()
    assert {facet.visibility for facet in facets} == {"public", "community", "private"}
    stacked = np.concatenate(vectors)
    assert np.linalg.norm(stacked, axis=1) == pytest.approx(np.ones(3_000), abs=1e-5)
    cosines = stacked @ stacked.T - np.eye(3_000)
    assert cosines.max(axis=1).mean() > cosines.mean() + 3 * cosines.std()
    assert len(words) > 5_000


def test_exact_neighbours_are_kept_while_rows_stream_by() -> None:
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((500, 8)).astype(np.float32)
    query = rng.standard_normal((1, 8)).astype(np.float32)
    kept = scale.Nearest(query, 10)
    for start in range(0, 500, 37):
        kept.see([str(n) for n in range(start, min(start + 37, 500))], rows[start : start + 37])
    assert kept.ids() == [[str(n) for n in np.argsort(-(rows @ query[0]))[:10]]]
