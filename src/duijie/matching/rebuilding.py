"""Building the index anew from PostgreSQL, beside the one that serves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from duijie.core import outbox
from duijie.core.errors import Conflict
from duijie.core.models import OutboxEntry
from duijie.library.models import ITEM_MODELS
from duijie.matching import runtime
from duijie.matching.documents import all_listed, document
from duijie.matching.feeding import lock_words, put_vectors, put_words
from duijie.matching.models import IndexVersion
from duijie.matching.passages import passages
from duijie.matching.store import PassageStore
from duijie.matching.topics import VECTORS, rebuild_topic

_LOCK = 7_341_002


def rebuild(progress: Callable[[int, int], None] = lambda _done, _all: None) -> str:
    """Build a new version and let it serve. What changes meanwhile is noted and brought over
    under the lock of the switch; killed at any point, the old version goes on serving.

    Vectors that were computed before are taken over; items that lack some are queued for
    embedding.

    Args:
        progress: told how many items are done and how many there are.

    Returns:
        The name of the version that serves now.

    Raises:
        Conflict: another rebuild is under way.
        Unavailable: the index cannot be written.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise Conflict("The index is being rebuilt already; wait until that is done.")
    try:
        _forget_dead()
        return _build(progress)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [_LOCK])


def _forget_dead() -> None:
    """What an earlier rebuild left that was killed: this one holds the lock, so none lives."""
    IndexVersion.objects.filter(state=IndexVersion.State.BUILDING).delete()
    OutboxEntry.objects.filter(topic__startswith="rebuild:").delete()


def _build(progress: Callable[[int, int], None]) -> str:
    embedders = runtime.embedders()
    total = sum(model._default_manager.count() for model in ITEM_MODELS.values())
    serving = IndexVersion.objects.filter(state=IndexVersion.State.SERVING).values_list("name", flat=True)
    with runtime.versions().build(activate=False, in_use=list(serving)) as building:
        spaces = {embedder.name: embedder.dimension for embedder in embedders}
        store = PassageStore.create(building.path, spaces, **runtime.store_options())
        with transaction.atomic():
            lock_words()  # from here on every change is noted for this version
            IndexVersion.objects.create(name=building.name)
        done = 0
        lacking: set[str] = set()
        for kind in ITEM_MODELS:
            for items in all_listed(kind):
                documents = [document(item) for item in items]
                pieces = [passage for doc in documents for passage in passages(doc)]
                facets = {doc.id: doc.facets for doc in documents}
                store.put_words((piece, facets[piece.document]) for piece in pieces)
                for embedder in embedders:
                    if put_vectors(store, embedder, pieces, compute=False):
                        lacking.update(facets)
                done += len(items)
                progress(done, total)
        store.optimize(force=True, keep=timedelta(0))  # nobody reads it yet
    with transaction.atomic():
        lock_words()
        topic = rebuild_topic(building.name)
        late = list(dict.fromkeys(OutboxEntry.objects.filter(topic=topic).values_list("key", flat=True)))
        for start in range(0, len(late), 500):
            put_words(store, late[start : start + 500])
        OutboxEntry.objects.filter(topic=topic).delete()
        outbox.put(VECTORS, sorted(lacking | set(late)))
        IndexVersion.objects.filter(state=IndexVersion.State.SERVING).update(state=IndexVersion.State.RETIRED)
        IndexVersion.objects.filter(name=building.name).update(
            state=IndexVersion.State.SERVING, switched_at=timezone.now()
        )
    # The version before is kept until the next rebuild: a search may still have it open.
    runtime.versions().sweep(in_use={building.name, *serving})
    return building.name
