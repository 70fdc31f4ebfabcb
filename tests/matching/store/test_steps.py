"""Folding step by step: what was written is found once, as it is now, and nothing piles up."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.bench.synthetic import Batch, World
from duijie.core.errors import InvalidInput, Unavailable
from duijie.matching.store import PassageStore, Vectors, folding, joined, passages, prepare, steps
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
        assert max(map(len, steps._parts(dataset).values())) <= 5
        assert len(dataset.versions()) < dataset.version / 2  # the others are deleted
    # A second text of the same passages replaces the first.
    change(store, batch, range(40), "again")
    store.optimize()
    assert found(store, "again") == expected["turn0"]
    assert found(store, "turn0") == []


def test_the_newest_parts_become_one_back_to_one_that_is_much_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "PARTS", 6)
    assert steps.crowded([900] + [4] * 5) == 0, "few parts are left"
    assert steps.crowded([900] + [4] * 6) == 6, "the first is never merged"
    assert steps.crowded([900, 24, 4, 4, 4, 4, 4]) == 6, "no larger than twice what came after it"
    assert steps.crowded([900, 60, 4, 4, 4, 4, 4]) == 5
    assert steps.crowded([900, 600, 250, 100, 40, 15, 4]) == 2, "at least two, else nothing is won"


@given(st.lists(st.integers(1, 50), min_size=40, max_size=120))
def test_a_row_is_merged_as_often_as_the_rows_double(fresh: list[int]) -> None:
    parts, merged = [10_000], 0
    for rows in fresh:
        parts.append(rows)
        newest = steps.crowded(parts)
        if newest:
            merged += sum(parts[-newest:])
            parts[-newest:] = [sum(parts[-newest:])]
        assert len(parts) <= steps.PARTS and parts[0] == 10_000
    assert sum(parts) == 10_000 + sum(fresh)
    # Were all but the first merged each time, a row would be merged once in four turns.
    assert merged <= sum(fresh) * (3 + math.log2(len(fresh)))


def test_the_parts_over_files_that_are_to_become_one() -> None:
    parts = [set(range(100)), {100, 101}, set(range(200, 220)), {220}, set()]
    small = {101, *range(200, 230)}
    assert steps.over(parts, small) == 3, "from the first with more than a few of them on"
    assert steps.over(parts, {101, 220}) == 0
    assert steps.over(parts, range(100)) == 0, "the first part stays as it is"


def test_files_of_single_changes_are_joined_before_their_rows_are_many(
    store: PassageStore, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "TAIL", 1_000)
    monkeypatch.setattr(steps, "SCATTERED", 4)
    for turn in range(12):
        change(store, batch, range(2 * turn, 2 * turn + 2), f"turn{turn}")
        store.optimize(keep=timedelta(0))
    for table in (store._words, store._spaces["v"]):
        assert len(table.to_lance().get_fragments()) <= 4 + 5, "four full files, and fewer small ones than changes"
        assert len(table.to_lance().versions()) < 12
    assert store.stats().unfolded == {"words": 24, "v": 24}, "none of it was worth a part of each structure"
    assert not store.optimize()
    assert [len(found(store, f"turn{turn}")) for turn in range(12)] == [2] * 12


def test_files_that_are_joined_while_they_change_keep_the_change(
    store: PassageStore, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for turn in range(3):
        change(store, batch, range(20 * turn, 20 * turn + 20), "old")
    engine, overtaken = steps.Compaction, list[object]()

    def late(*arguments: Any) -> Any:
        if not overtaken:
            overtaken.append(True)
            change(store, batch, range(20), "new")
        return engine.commit(*arguments)

    monkeypatch.setattr(steps, "Compaction", SimpleNamespace(plan=engine.plan, execute=engine.execute, commit=late))
    assert store.optimize()
    assert overtaken
    assert len(found(store, "new")) == 20 and len(found(store, "old")) == 40
    assert store.counts() == {"words": ROWS, "v": ROWS}


def test_words_are_folded_again_while_a_space_takes_long(
    store: PassageStore, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes in while the space is folded is in the structure of the words before it is done."""
    monkeypatch.setattr(passages, "_PAUSE", 0.01)
    folding_words, fold = store._words.name, folding.fold
    seen: list[int] = []

    def slowly(table: Any, **options: Any) -> bool:
        if table.name == folding_words:
            return fold(table, **options)
        change(store, batch, range(40, 80), "meanwhile")
        until = time.monotonic() + 60
        while folding.tail(store._words) and time.monotonic() < until:
            time.sleep(0.01)
        seen.append(folding.tail(store._words))
        return fold(table, **options)

    monkeypatch.setattr(folding, "fold", slowly)
    change(store, batch, range(40), "before")
    assert store.optimize()
    assert seen == [0]
    assert len(found(store, "before")) == len(found(store, "meanwhile")) == 40


def test_a_fault_in_a_space_is_told_though_the_words_were_folded(
    store: PassageStore, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    folding_words, fold = store._words.name, folding.fold

    def broken(table: Any, **options: Any) -> bool:
        if table.name == folding_words:
            return fold(table, **options)
        raise OSError("No space left on device")

    monkeypatch.setattr(folding, "fold", broken)
    change(store, batch, range(40), "before")
    with pytest.raises(Unavailable, match=r"full|满"):
        store.optimize()


def test_a_structure_has_a_new_part_when_many_rows_are_outside_it(
    store: PassageStore, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "_LONGEST_TAIL_OF_VECTORS", 1_000)
    monkeypatch.setattr(folding, "_VECTORS", 20)  # one row of twenty: 100
    change(store, batch, range(40), "first")
    store.optimize()
    assert store.stats().unfolded == {"words": 0, "v": 40}
    change(store, batch, range(40, 120), "second")
    store.optimize()
    assert store.stats().unfolded == {"words": 0, "v": 0}
    assert len(found(store, "first")) == 40 and len(found(store, "second")) == 80


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
