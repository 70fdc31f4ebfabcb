"""What a process of the platform holds open: the embedders, the serving index, the engine."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from duijie.matching.bulk.working import Spaces
from duijie.matching.embedders import DEFAULTS
from duijie.matching.embedders.base import Embedder
from duijie.matching.models import IndexVersion
from duijie.matching.ranking.engine import Engine
from duijie.matching.store import ObjectStore, ObjectVersions, PassageStore, Versions

_lock = threading.Lock()
_open: dict[str, PassageStore] = {}


@lru_cache(maxsize=1)
def embedders() -> tuple[Embedder, ...]:
    """The vector spaces that the settings name, loaded on first use."""
    return tuple(spaces().load())


def spaces() -> Spaces:
    """The same as what other machines can load them from."""
    env = settings.ENV
    named = tuple(name.strip() for name in env.embedders.split(",") if name.strip())
    return Spaces(
        named or DEFAULTS,
        endpoint=(env.openai_url, env.openai_key, env.openai_model, env.openai_dimension, env.openai_patience),
        model=(env.sentence_model, env.sentence_dimension),
        threads=env.embed_threads,
    )


def versions() -> Versions | ObjectVersions:
    """Where the versions of the index lie."""
    uri = str(settings.INDEX_URI)
    return ObjectVersions(uri, _object_store()) if "://" in uri else Versions(uri)


def store_options() -> dict[str, Any]:
    """What opening or making an index takes besides its place: nothing for a folder; the keys, and
    locks that all machines share, for an object store."""
    if "://" not in str(settings.INDEX_URI):
        return {}
    return {"storage_options": _object_store().options(), "alone": _alone}


def _object_store() -> ObjectStore:
    env = settings.ENV
    return ObjectStore(env.index_endpoint, env.index_region, env.index_key, env.index_secret)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Hold PostgreSQL's lock of this name in a session of its own, so that it is let go whatever
    becomes of the caller's transaction."""
    number = zlib.crc32(f"duijie.index.{name}".encode())
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [number])
        yield
    finally:
        own.close()


def serving_store() -> PassageStore:
    """The index that serves now; an empty one is made when there is none yet.

    Raises:
        Unavailable: it cannot be read or made.
    """
    name = IndexVersion.objects.filter(state=IndexVersion.State.SERVING).values_list("name", flat=True).first()
    if name is None:
        name = _first_version()
    with _lock:
        if name not in _open:
            store = PassageStore.open(versions().place(name), **store_options())
            _open.clear()  # a version that no longer serves is not asked again
            _open[name] = store
        return _open[name]


def _first_version() -> str:
    with transaction.atomic():
        from duijie.matching.indexing.feeding import lock_words

        lock_words()
        serving = IndexVersion.objects.filter(state=IndexVersion.State.SERVING).first()
        if serving is not None:
            return serving.name
        with versions().build(activate=False) as building:
            spaces = {embedder.name: embedder.dimension for embedder in embedders()}
            PassageStore.create(building.path, spaces, **store_options())
        IndexVersion.objects.create(name=building.name, state=IndexVersion.State.SERVING, switched_at=timezone.now())
        return building.name


def engine() -> Engine:
    """The engine over the serving index."""
    return Engine(serving_store(), embedders())


def close() -> None:
    """Forget what is open: after a fork, and between tests."""
    with _lock:
        _open.clear()


def lacking_spaces() -> tuple[str, ...]:
    """The spaces that the settings name and the serving index lacks: it is to be rebuilt for them."""
    there = serving_store().spaces
    return tuple(embedder.name for embedder in embedders() if there.get(embedder.name) != embedder.dimension)
