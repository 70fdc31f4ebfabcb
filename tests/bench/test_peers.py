"""Every engine finds what it was given, and the figures are what they say."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from duijie.bench.peers import running
from duijie.bench.peers.base import Ask, Row, Task
from duijie.bench.peers.memory import family_mb, resident_mb
from duijie.bench.peers.running import PEERS, ndcg, reciprocal
from duijie.bench.peers.tasks import generated_task
from duijie.core.errors import InvalidInput
from duijie.core.text import terms

TEXTS = {
    "salt": ("高盐废水处理", "膜法处理高盐废水, 出水达标。"),
    "cell": ("固态电池", "固态电池循环寿命长。"),
    "wheat": ("Wheat rust", "A field kit that tells wheat rust early."),
}


def vector(text: str) -> np.ndarray:
    found = np.full(16, 1e-3, dtype=np.float32)
    for term in terms(text):
        found[zlib.crc32(term.encode()) % 16] += 1
    return found / np.linalg.norm(found)


def task() -> Task:
    rows = [Row(identity, title, text, vector(title + text)) for identity, (title, text) in TEXTS.items()]

    def batches() -> Iterator[Sequence[Row]]:
        yield rows[:2]
        yield rows[2:]

    asks = [
        Ask("高盐废水", frozenset({"salt"}), vector=vector("高盐废水")),
        Ask("early wheat rust", frozenset({"wheat"}), vector=vector("early wheat rust")),
    ]
    return Task("tiny", batches, asks, terms, 16)


@pytest.mark.parametrize("name", PEERS)
def test_an_engine_finds_the_row_that_answers(name: str, tmp_path: Path) -> None:
    module, adapter, kind = PEERS[name]
    if find_spec(module) is None:
        pytest.skip(f"{module} is not installed (requirements/peers.txt)")
    asked = task()
    peer = getattr(import_module(f"duijie.bench.peers.{adapter}"), kind)(tmp_path / "peer", asked)
    try:
        peer.build()
        english = peer.search(asked.asks[1], 10)
        assert english[0] == "wheat"
        chinese = peer.search(asked.asks[0], 10)
        if name == "postgresql":  # its parser takes 高盐废水处理 for one word
            assert chinese == []
        else:
            assert chinese[0] == "salt"
        assert set(english) | set(chinese) <= set(TEXTS)
        assert peer.elsewhere_mb() >= (1 if name.startswith("postgresql") else 0)
    finally:
        peer.close()


def test_generated_needs_have_their_row_and_are_the_same_for_a_seed() -> None:
    one, again = generated_task(4_000, 5), generated_task(4_000, 5)
    assert [ask.text for ask in one.asks] == [ask.text for ask in again.asks]
    rows = {row.id: row for rows in one.rows() for row in rows}
    assert len(rows) == 4_000
    for ask in one.asks:
        (answer,) = ask.relevant
        assert len(set(ask.text.split()) & set(rows[answer].text.split())) >= 2
        assert ask.vector is not None and np.linalg.norm(ask.vector) == pytest.approx(1, abs=1e-5)


def test_the_bench_measures_each_engine_in_a_process_of_its_own() -> None:
    if find_spec("bm25s") is None:
        pytest.skip("bm25s is not installed (requirements/peers.txt)")
    found = running.run_peers(None, None, rows=2_000, seed=3, only=["bm25s"])
    (row,) = found["results"]
    assert row["peer"] == "bm25s" and row["task"] == "2,000 generated rows"
    assert 0.1 < row["mrr@10"] <= row["ndcg@10"] <= 1
    assert 0 < row["p50_ms"] <= row["p95_ms"] and row["build_s"] > 0 and row["memory_mb"] > 1
    assert json.loads(json.dumps(found)) == found
    assert "bm25s" in running.table(found)


def test_an_engine_that_is_not_installed_is_named_and_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "find_spec", lambda _: None)
    found = running.run_peers(None, None, rows=1_000)
    assert found["results"] == []
    assert len(found["skipped"]) == len(PEERS)
    assert "requirements/peers.txt" in running.table(found)


def test_where_another_is_better_is_said() -> None:
    figures = {"p50_ms": 2.0, "p95_ms": 3.0, "build_s": 1.0, "memory_mb": 5.0, "peak_mb": 6.0}
    row = {"task": "t", "group": "all", "ndcg@10": 0.9, **figures}
    rows = [{**row, "peer": "duijie", "mrr@10": 0.9}, {**row, "peer": "other", "mrr@10": 0.5, "p50_ms": 0.5}]
    shown = running.table({"results": rows, "skipped": []})
    assert "better than duijie (2) in p50_ms: other (0.5)" in shown
    assert "in mrr@10" not in shown


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(InvalidInput, match="both files"):
        running.run_peers(Path("x"), None)
    with pytest.raises(InvalidInput, match="nothing to search"):
        running.run_peers(None, None, rows=0)
    with pytest.raises(InvalidInput, match="no engine “lucene”"):
        running.run_peers(None, None, only=["lucene"])


def test_the_gains_are_those_of_the_books() -> None:
    assert reciprocal(["a", "b"], frozenset({"b"})) == 0.5
    assert reciprocal(["a"], frozenset({"z"})) == 0
    assert ndcg(["a", "b"], frozenset({"a", "b"})) == 1
    assert ndcg(["x", "a"], frozenset({"a"})) == pytest.approx(1 / np.log2(3))


def test_memory_is_read_of_processes_that_are_there() -> None:
    assert resident_mb() > 10
    assert family_mb(2**22 + 1) == 0
