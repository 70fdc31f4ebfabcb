"""Folding step by step: what was written is found once, as it is now, and nothing piles up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from duijie.bench.synthetic import Batch, World
from duijie.core.errors import InvalidInput
from duijie.matching.store import PassageStore, Vectors, folding, joined, prepare, steps
from duijie.matching.types import Audience, Filter, Passage

EVERYTHING = Filter(audience=Audience(everything=True))
ROWS = 2_000


def split(passage: Passage) -> list[str]:
    return passage.text.split()


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "APPROXIMATE_FROM", 1_000)
    monkeypatch.setattr(folding, "TAIL", 20)
    monkeypatch.setattr(folding, "_PARTITION", 100)
    monkeypatch.setattr(steps, "PARTS", 3)
    monkeypatch.setattr(steps, "SMALL_FILES", 6)
    monkeypatch.setattr(steps, "FULL", 500)


@pytest.fixture
def batch() -> Batch:
    return World(4, vocabulary=3_000).batch(0, ROWS)


@pytest.fixture
def store(small_limits: None, batch: Batch, tmp_path: Path) -> PassageStore:
    store = PassageStore.create(tmp_path / "index", {"v": 384})
    parts = []
    for start in range(0, ROWS, 500):
        rows = list(zip(batch.passages, batch.facets, strict=True))[start : start + 500]
        vectors = batch.vectors[start : start + 500]
        embedded = Vectors(384, [passage.id for passage, _ in rows], vectors, list(vectors[:, None]))
        parts.append(prepare(rows, {"v": embedded}, segment=split))
    assert store.load(joined(parts)) == ROWS
    store.complete()
    return store


def change(store: PassageStore, batch: Batch, numbers: range, word: str) -> list[str]:
    """Give these passages another text with a word of its own; both passages of a document."""
    passages = [replace(batch.passages[n], text=f"{word} {batch.passages[n].text}") for n in numbers]
    store.put_words(zip(passages, (batch.facets[n] for n in numbers), strict=True), segment=split)
    store.put_vectors("v", [p.id for p in passages], batch.vectors[numbers.start : numbers.stop])
    return [p.id for p in passages]


def found(store: PassageStore, word: str) -> list[str]:
    return sorted(hit.passage for hit in store.lexical([word], where=EVERYTHING, k=ROWS))


def test_a_loaded_index_is_searched_like_one_that_was_put(store: PassageStore, batch: Batch) -> None:
    assert store.counts() == {"words": ROWS, "v": ROWS}
    assert store.stats().unfolded == {"words": 0, "v": 0}
    (hit, *_) = store.nearest("v", batch.vectors[7], where=EVERYTHING, k=1)
    assert hit.passage == batch.passages[7].id and hit.score == pytest.approx(1, abs=1e-3)
    row = store.rows([hit.passage])[hit.passage]
    assert row.passage == batch.passages[7]
    assert row.sentence_vectors["v"] is not None and row.vectors["v"] is not None


def test_changes_are_found_while_folding_goes_on_and_nothing_piles_up(store: PassageStore, batch: Batch) -> None:
    expected: dict[str, list[str]] = {}
    for turn in range(12):
        numbers = range(40 * turn, 40 * turn + 40)
        expected[f"turn{turn}"] = sorted(change(store, batch, numbers, f"turn{turn}"))
        assert found(store, f"turn{turn}") == expected[f"turn{turn}"]  # before it is folded
        assert store.optimize(keep=timedelta(0))
        assert store.stats().unfolded["words"] == 0
    for word, ids in expected.items():
        assert found(store, word) == ids
    assert store.counts() == {"words": ROWS, "v": ROWS}
    for table in (store._words, store._spaces["v"]):
        dataset = table.to_lance()
        assert len(dataset.get_fragments()) <= 4 + 10
        assert max(steps._parts(dataset).values()) <= 5
        assert len(dataset.versions()) < dataset.version / 2  # the others are deleted
    # A second text of the same passages replaces the first.
    change(store, batch, range(40), "again")
    store.optimize()
    assert found(store, "again") == expected["turn0"]
    assert found(store, "turn0") == []


def test_another_reader_sees_what_was_folded(store: PassageStore, batch: Batch) -> None:
    reader = PassageStore.open(store.uri, freshness=timedelta(0))
    change(store, batch, range(40), "marked")
    store.optimize()
    assert len(found(reader, "marked")) == 40
    (hit, *_) = reader.nearest("v", np.asarray(batch.vectors[3]), where=EVERYTHING, k=1)
    assert reader.rows([hit.passage])[hit.passage].passage.text.startswith("marked ")


def test_too_little_to_fold_is_left(store: PassageStore, batch: Batch) -> None:
    change(store, batch, range(4), "few")
    assert not store.optimize()
    assert len(found(store, "few")) == 4


def test_vectors_of_passages_that_did_not_come_are_refused(batch: Batch) -> None:
    rows = list(zip(batch.passages[:2], batch.facets[:2], strict=True))
    with pytest.raises(InvalidInput, match="did not come"):
        prepare(rows, {"v": Vectors(384, [batch.passages[5].id], batch.vectors[:1])}, segment=split)
    with pytest.raises(InvalidInput, match="shape"):
        prepare(rows, {"v": Vectors(384, [batch.passages[0].id], batch.vectors[:1, :8])}, segment=split)
