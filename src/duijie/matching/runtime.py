"""What a process of the platform holds open: the embedders, the serving index, the engine."""

from __future__ import annotations

import threading
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from duijie.matching.embedders import DEFAULTS, configured
from duijie.matching.embedders.base import Embedder
from duijie.matching.engine import Engine
from duijie.matching.models import IndexVersion
from duijie.matching.store import PassageStore, Versions

_lock = threading.Lock()
_open: dict[str, PassageStore] = {}


@lru_cache(maxsize=1)
def embedders() -> tuple[Embedder, ...]:
    """The vector spaces that the settings name, loaded on first use."""
    env = settings.ENV
    named = tuple(name.strip() for name in env.embedders.split(",") if name.strip())
    return configured(
        named or DEFAULTS,
        endpoint=(env.openai_url, env.openai_key, env.openai_model, env.openai_dimension),
        model=(env.sentence_model, env.sentence_dimension),
        threads=env.embed_threads,
    )


def versions() -> Versions:
    """Where the versions of the index lie."""
    return Versions(settings.INDEX_URI)


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
            store = PassageStore.open(versions().root / name)
            _open.clear()  # a version that no longer serves is not asked again
            _open[name] = store
        return _open[name]


def _first_version() -> str:
    with transaction.atomic():
        from duijie.matching.feeding import lock_words

        lock_words()
        serving = IndexVersion.objects.filter(state=IndexVersion.State.SERVING).first()
        if serving is not None:
            return serving.name
        with versions().build(activate=False) as building:
            PassageStore.create(building.path, {embedder.name: embedder.dimension for embedder in embedders()})
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
