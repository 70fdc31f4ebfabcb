"""An index on an S3-compatible server: one writes, two processes serve, nothing else differs."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from importlib.util import find_spec

import pytest
from django.conf import LazySettings

from duijie.bench.live import Load
from duijie.bench.objects import run_objects
from duijie.bench.synthetic import World
from duijie.core.errors import InvalidInput, Unavailable
from duijie.matching.store import ObjectStore, ObjectVersions, PassageStore
from duijie.matching.types import Audience, Facets, Filter, Passage
from tests.factories.world import World as Community
from tests.factories.world import make

pytestmark = pytest.mark.skipif(find_spec("moto") is None, reason="moto, an S3-compatible server, is not installed")

EVERYTHING = Filter(audience=Audience(everything=True))


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectStore]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    at = ObjectStore(f"http://{host}:{port}", "us-east-1", "key", "secret")
    with urllib.request.urlopen(urllib.request.Request(f"{at.endpoint}/duijie-test", method="PUT")):  # noqa: S310
        pass  # the bucket
    yield at
    server.stop()


def passage(number: int, text: str) -> Passage:
    return Passage(f"d{number}:0", f"d{number}", "project", "", 0, f"title{number}", text, ((0, len(text)),))


def split(piece: Passage) -> list[str]:
    return piece.text.split()


def found(store: PassageStore, word: str) -> list[str]:
    return sorted(hit.document for hit in store.lexical([word], where=EVERYTHING, k=10))


def test_two_processes_serve_what_a_third_writes() -> None:
    """The bench is the story: two serving processes, one writer, every change found."""
    reading, writing = run_objects(2_000, Load(clients=2, pause=0.2, changes=20, seconds=5))["live"]
    assert reading["answers_s"] > 0
    assert writing["not_found"] == 0 and writing["fresh_p95_s"] > 0
    assert writing["changes_s"] > 0


def test_a_reader_sees_what_another_wrote_and_folded(server: ObjectStore) -> None:
    uri, options = "s3://duijie-test/served", server.options()
    writer = PassageStore.create(uri, {"v": 384}, storage_options=options)
    writer.put_words([(passage(1, "alpha copper"), Facets()), (passage(2, "beta nickel"), Facets())], segment=split)
    reader = PassageStore.open(uri, storage_options=options, freshness=timedelta(0))
    vectors = World(1, vocabulary=500).batch(0, 1).vectors
    for turn in range(3):
        fresh = passage(1, f"fresh{turn} copper")
        writer.put_words([(fresh, Facets())], segment=split)
        assert writer.put_vectors("v", [fresh.id], vectors) == 1
        if turn == 1:
            writer.optimize(force=True)
        assert found(reader, f"fresh{turn}") == ["d1"]
        assert reader.rows([fresh.id])[fresh.id].passage == fresh
        assert [hit.document for hit in reader.nearest("v", vectors[0], where=EVERYTHING, k=2)] == ["d1"]
    assert found(reader, "fresh1") == []


def test_writers_that_meet_lose_nothing(server: ObjectStore) -> None:
    """Several write at once, with the lock that the platform takes in PostgreSQL."""
    uri, options, lock = "s3://duijie-test/shared", server.options(), threading.Lock()

    @contextmanager
    def alone(name: str) -> Iterator[None]:
        with lock:
            yield

    PassageStore.create(uri, {"v": 384}, storage_options=options)

    def write(number: int) -> None:
        store = PassageStore.open(uri, storage_options=options, alone=alone)
        for turn in range(4):
            store.put_words([(passage(number, f"writer{number} turn{turn}"), Facets())], segment=split)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = PassageStore.open(uri, storage_options=options)
    assert store.counts()["words"] == 3
    assert found(store, "turn3") == ["d0", "d1", "d2"]
    assert found(store, "turn2") == []


def test_versions_lie_side_by_side_and_old_ones_go(server: ObjectStore) -> None:
    versions = ObjectVersions("s3://duijie-test/versions/", server)
    assert versions.names() == []
    made = []
    for _ in range(3):
        with versions.build() as building:
            PassageStore.create(building.path, {"v": 8}, storage_options=server.options())
            made.append(building.name)
    assert versions.names() == sorted(made)
    with pytest.raises(RuntimeError), versions.build(in_use=made[1:]) as building:
        PassageStore.create(building.path, {"v": 8}, storage_options=server.options())
        raise RuntimeError
    assert versions.names() == sorted(made[1:])
    assert versions.sweep(in_use=[made[2]]) == [made[1]]
    assert PassageStore.open(versions.place(made[2]), storage_options=server.options()).counts()["words"] == 0


def test_what_is_wrong_is_said_without_the_keys(server: ObjectStore) -> None:
    with pytest.raises(Unavailable) as missing:
        PassageStore.open("s3://duijie-test/nowhere", storage_options=server.options())
    assert "duijie index rebuild" in str(missing.value) and server.secret not in str(missing.value)
    for address in ("s3://", "gs://bucket/x", "s3:///x"):
        with pytest.raises(InvalidInput, match="no place for an index"):
            ObjectVersions(address, server)


@pytest.mark.django_db(transaction=True)
def test_the_platform_feeds_and_rebuilds_an_index_there(
    server: ObjectStore, world: Community, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duijie.core import outbox
    from duijie.matching import runtime
    from duijie.matching.indexing import feeding
    from duijie.matching.indexing.rebuilding import rebuild
    from duijie.matching.indexing.topics import ITEMS

    settings.INDEX_URI = "s3://duijie-test/platform"
    given = {"index_endpoint": server.endpoint, "index_region": server.region}
    keys = {"index_key": server.key, "index_secret": server.secret}
    settings.ENV = settings.ENV.model_copy(update=given | keys)  # the fixture undoes it, monkeypatch would delete it
    monkeypatch.setattr(runtime, "embedders", lambda: ())
    runtime.close()
    try:
        item = make(world, "project", title="电镀废水除镍", state="published", visibility="public")
        outbox.put(ITEMS, [item.key])
        while feeding.drain_words():
            pass
        before = runtime.serving_store()
        assert before.uri.startswith("s3://duijie-test/platform/")
        assert before.passages_of([item.key])
        name = rebuild()
        after = runtime.serving_store()
        assert after.uri.endswith(name)
        assert after.passages_of([item.key]) == before.passages_of([item.key])
        assert len(runtime.versions().names()) == 2  # the one before may still be open somewhere
    finally:
        runtime.close()


def test_an_endpoint_without_encryption_must_be_meant() -> None:
    assert ObjectStore("http://127.0.0.1:9", "r").options()["allow_http"] == "true"
    assert "allow_http" not in replace(ObjectStore("https://s3.example.org"), key="k", secret="s").options()
    assert ObjectStore().options() == {}


def test_a_server_that_is_not_there_is_told_in_a_sentence() -> None:
    with pytest.raises(Unavailable):
        ObjectVersions("s3://bucket/x", ObjectStore("http://127.0.0.1:9", "us-east-1", "k", "s")).names()
    with pytest.raises(OSError):
        urllib.request.urlopen("http://127.0.0.1:9", timeout=1)  # nothing listens there
