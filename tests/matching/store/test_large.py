"""From where search is approximate: what is found stays what is nearest, filters included."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from duijie.bench.synthetic import World
from duijie.matching.store import PassageStore, folding
from duijie.matching.store.where import condition
from duijie.matching.types import Audience, Filter

EVERYTHING = Filter(audience=Audience(everything=True))
NARROW = Filter(places=("33",), cooperation=("service",), trl_min=8)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageStore]:
    patch = pytest.MonkeyPatch()
    # The real limits would need minutes; partitions, their training and narrow filters are the same.
    patch.setattr(folding, "APPROXIMATE_FROM", 4_000)
    patch.setattr(folding, "_PARTITION", 40)
    store = PassageStore.create(tmp_path_factory.mktemp("large") / "index", {"v": 384})
    for batch in World(2, vocabulary=5_000).batches(6_000, size=3_000):
        store.put_words(
            zip(batch.passages, batch.facets, strict=True), segment=lambda passage: passage.text.split()[:20]
        )
        store.put_vectors("v", [passage.id for passage in batch.passages], batch.vectors)
    store.optimize(force=True)
    yield store
    patch.undo()


def nearest_by_hand(store: PassageStore, vector: np.ndarray, where: Filter, k: int) -> list[str]:
    query = store._spaces["v"].search(vector).distance_type("cosine").bypass_vector_index()
    wanted = condition(where)
    if wanted:
        query = query.where(wanted, prefilter=True)
    return query.select(["id", "_distance"]).limit(k).to_arrow()["id"].to_pylist()


@pytest.mark.parametrize(
    ("where", "least"),
    # The few rows that a narrow filter leaves lie in partitions anywhere, of which half are looked into here.
    [(EVERYTHING, 0.9), (Filter(), 0.9), (Filter(kinds=("talent",)), 0.9), (NARROW, 0.7)],
)
def test_nearly_all_of_the_nearest_are_found(store: PassageStore, where: Filter, least: float) -> None:
    assert store.stats().unfolded["v"] == 0
    shares = []
    for _, vector in World(2, vocabulary=5_000).queries(20, 5):
        exact = nearest_by_hand(store, vector, where, 10)
        found = [hit.passage for hit in store.nearest("v", vector, where=where, k=10)]
        assert len(found) == len(exact)
        shares.append(len(set(found) & set(exact)) / len(exact))
    assert np.mean(shares) > least


def test_a_narrow_filter_gives_all_that_it_lets_through(store: PassageStore) -> None:
    allowed = store._spaces["v"].count_rows(condition(NARROW))
    assert 0 < allowed < 200
    [(_, vector)] = World(2, vocabulary=5_000).queries(1, 5)
    assert len(store.nearest("v", vector, where=NARROW, k=500)) == allowed


@pytest.mark.parametrize("where", [EVERYTHING, Filter(kinds=("talent",)), NARROW])
def test_several_asked_at_once_find_what_each_finds_alone(store: PassageStore, where: Filter) -> None:
    vectors = [vector for _, vector in World(2, vocabulary=5_000).queries(6, 5)]
    together = store.nearest_each("v", vectors, where=where, k=30)
    assert together == [store.nearest("v", vector, where=where, k=30) for vector in vectors]
    assert all(together)
    assert store.nearest_each("v", [], where=where, k=30) == []


def test_the_score_is_the_cosine_itself(store: PassageStore) -> None:
    [(_, vector)] = World(2, vocabulary=5_000).queries(1, 5)
    hits = store.nearest("v", vector, where=EVERYTHING, k=20)
    rows = store.rows(hit.passage for hit in hits)
    for hit in hits:
        stored = rows[hit.passage].vectors["v"]
        assert stored is not None
        assert hit.score == pytest.approx(float(stored @ vector), abs=2e-3)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_row_put_after_the_training_is_found(store: PassageStore) -> None:
    batch = next(World(9, vocabulary=5_000).batches(1))
    [row] = batch.passages
    store.put_words([(row, batch.facets[0])])
    store.put_vectors("v", [row.id], batch.vectors)
    assert store.nearest("v", batch.vectors[0], where=EVERYTHING, k=1)[0].passage == row.id
    store.optimize(force=True)
    assert store.nearest("v", batch.vectors[0], where=EVERYTHING, k=1)[0].passage == row.id
