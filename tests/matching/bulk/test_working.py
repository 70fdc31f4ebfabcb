"""Work in bulk gives the same rows wherever it is done, and a killed worker costs nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pytest

from duijie.core.errors import Unavailable
from duijie.matching import runtime
from duijie.matching.bulk import Batch, Done, Spaces, work, worked
from duijie.matching.bulk.cluster import worked_on
from duijie.matching.indexing.passages import passages
from duijie.matching.indexing.rebuilding import rebuild
from duijie.matching.models import Embedding
from duijie.matching.queries.index import index_status
from duijie.matching.store import PassageStore, fingerprint, joined
from duijie.matching.types import Audience, Document, Facets, Filter
from tests.factories.world import World, make

SPACES = Spaces(("use",), threads=1)
TOPICS = ("电镀废水除镍", "固态电池寿命", "wheat rust in the field", "cold chain for vaccines", "高盐废水处理")
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed (requirements/cluster.txt)")


def batches(count: int = 6) -> list[Batch]:
    found = []
    for number in range(count):
        documents = [
            Document(f"project:{number}-{at}", "project", f"{topic} {number}", f"{topic}。第 {number} 批。")
            for at, topic in enumerate(TOPICS)
        ]
        found.append(Batch([(piece, Facets()) for document in documents for piece in passages(document)]))
    return found


def tables(done: list[Done]) -> tuple[pa.Table, pa.Table]:
    whole = joined([one.prepared for one in done])
    return whole.words, whole.spaces["use"]


@pytest.fixture(scope="module")
def alone() -> list[Done]:
    return list(worked(SPACES, batches()))


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Two nodes with a processor each, on this machine."""
    from duijie.bench.cluster import two_nodes

    with two_nodes() as address:
        yield address


def test_what_was_worked_on_can_be_searched(alone: list[Done], tmp_path: Path) -> None:
    store = PassageStore.create(tmp_path / "index", {"use": 512})
    for done in alone:
        store.load(done.prepared)
    store.complete()
    where = Filter(audience=Audience(everything=True))
    (embedder,) = SPACES.load()
    (hit, *_) = store.nearest("use", embedder.encode_queries(["refrigerated vaccines"])[0], where=where, k=1)
    assert hit.document.endswith("-3")
    assert len(store.lexical(["固态"], where=where, k=20)) == 6


def test_vectors_that_are_known_are_not_computed_again(alone: list[Done]) -> None:
    (batch, *_) = batches()
    (first, *_) = alone
    assert set(first.fresh["use"]) == {fingerprint(piece) for piece, _ in batch.rows}
    again = work(SPACES.load(), Batch(batch.rows, first.fresh))
    assert again.fresh == {"use": {}}
    assert again.prepared.spaces["use"].equals(first.prepared.spaces["use"])


@needs_ray
def test_a_cluster_of_two_nodes_gives_the_same_rows_bit_for_bit(alone: list[Done], cluster: str) -> None:
    done = list(worked_on(cluster, SPACES, batches()))
    assert len({one.process for one in done} | {os.getpid()}) >= 2  # others did it
    for ours, theirs in zip(tables(alone), tables(done), strict=True):
        assert ours.equals(theirs)


@needs_ray
def test_a_killed_worker_costs_nothing(alone: list[Done], cluster: str) -> None:
    done: list[Done] = []
    for one in worked_on(cluster, SPACES, batches()):
        done.append(one)
        if len(done) in (1, 3):  # others of its batches are under way
            os.kill(one.process, signal.SIGKILL)
    assert len(done) == 6
    for ours, theirs in zip(tables(alone), tables(done), strict=True):
        assert ours.equals(theirs)


def test_what_is_not_computed_is_named(alone: list[Done]) -> None:
    (batch, *_) = batches()
    done = work(SPACES.load(), batch, compute=False)
    assert done.lacking == {piece.document for piece, _ in batch.rows}
    assert len(done.prepared.spaces["use"]) == 0 and len(done.prepared.words) == done.documents == len(TOPICS)
    assert alone[0].lacking == frozenset()


@needs_ray
@pytest.mark.django_db(transaction=True)
def test_an_index_rebuilt_on_a_cluster_has_every_vector(
    world: World, index: Path, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "spaces", lambda: SPACES)
    monkeypatch.setattr(runtime, "embedders", SPACES.load)
    items = [make(world, kind, state="published") for kind in ("problem", "project", "talent")]
    rebuild()
    assert index_status().waiting_vectors == len(items)  # here the worker embeds them afterwards
    rebuild(ray=cluster)
    status = index_status()
    assert status.embedded["use"] == status.passages > 0
    assert Embedding.objects.count() > 0
    name = rebuild()  # what the cluster computed is kept
    assert runtime.serving_store().uri.endswith(name)
    assert runtime.serving_store().missing_vectors("use") == []


@needs_ray
def test_a_cluster_that_is_not_there_is_told_in_a_sentence() -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:9"):
        next(worked_on("127.0.0.1:9", SPACES, batches(1)))


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duijie.matching.bulk.cluster.find_spec", lambda _: None)
    with pytest.raises(Unavailable, match=r"requirements/cluster\.txt"):
        next(worked_on("local", SPACES, batches(1)))
