"""Building the index anew from PostgreSQL, beside the one that serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.db import transaction
from django.utils import timezone

from duijie.core import outbox
from duijie.core.errors import Conflict
from duijie.core.locks import REBUILDING, alone
from duijie.core.models import OutboxEntry
from duijie.library.models import ITEM_MODELS
from duijie.matching import runtime
from duijie.matching.bulk import Batch, Done, work
from duijie.matching.bulk.cluster import worked_on
from duijie.matching.embedders.base import Embedder
from duijie.matching.indexing.documents import all_listed, document
from duijie.matching.indexing.feeding import keep_vectors, kept_vectors, lock_words, put_words
from duijie.matching.indexing.passages import passages
from duijie.matching.indexing.topics import VECTORS, rebuild_topic
from duijie.matching.models import IndexVersion
from duijie.matching.store import PassageStore, fingerprint

_WRITTEN_AT_ONCE = 500
_EMBEDDED_AT_ONCE = 32


def rebuild(progress: Callable[[int, int], None] = lambda _done, _all: None, *, ray: str = "") -> str:
    """Build a new version and let it serve. What changes meanwhile is noted and brought over
    under the lock of the switch; killed at any point, the old version goes on serving.

    Vectors that were computed before are taken over; items that lack some are queued for
    embedding.

    Args:
        progress: told how many items are done and how many there are.
        ray: address of a Ray cluster that segments, embeds what lacks vectors and makes the rows;
            empty: this process makes the rows, and what lacks vectors is embedded afterwards.

    Returns:
        The name of the version that serves now.

    Raises:
        Conflict: another rebuild is under way.
        Unavailable: the index cannot be written.
    """
    with alone(REBUILDING) as held:
        if not held:
            raise Conflict("The index is being rebuilt already; wait until that is done.")
        _forget_dead()
        return _build(progress, ray)


def _forget_dead() -> None:
    """What an earlier rebuild left that was killed: this one holds the lock, so none lives."""
    IndexVersion.objects.filter(state=IndexVersion.State.BUILDING).delete()
    OutboxEntry.objects.filter(topic__startswith="rebuild:").delete()


def _worked(embedders: Sequence[Embedder], lacking: set[str], ray: str) -> Iterator[Done]:
    """The rows of all listed items with the vectors that are kept. With ``ray`` the others are
    computed there; else the items that they belong to are put into ``lacking``."""
    if ray:
        yield from worked_on(ray, runtime.spaces(), _batches(embedders, _EMBEDDED_AT_ONCE))
        return
    for batch in _batches(embedders, _WRITTEN_AT_ONCE):
        done = work(embedders, batch, compute=False)
        lacking.update(done.lacking)
        yield done


def _batches(embedders: Sequence[Embedder], size: int) -> Iterator[Batch]:
    """All listed items, some at a time, with what is kept of their vectors."""
    for kind in ITEM_MODELS:
        for items in all_listed(kind):
            for start in range(0, len(items), size):
                documents = [document(item) for item in items[start : start + size]]
                rows = [(passage, doc.facets) for doc in documents for passage in passages(doc)]
                prints = {fingerprint(passage) for passage, _ in rows}
                yield Batch(rows, {embedder.name: kept_vectors(embedder, prints) for embedder in embedders})


def _build(progress: Callable[[int, int], None], ray: str) -> str:
    embedders = runtime.embedders()
    total = sum(model._default_manager.count() for model in ITEM_MODELS.values())
    serving = IndexVersion.objects.filter(state=IndexVersion.State.SERVING).values_list("name", flat=True)
    with runtime.versions().build(activate=False, in_use=list(serving)) as building:
        spaces = {embedder.name: embedder.dimension for embedder in embedders}
        store = PassageStore.create(building.path, spaces, **runtime.store_options())
        with transaction.atomic():
            lock_words()  # from here on every change is noted for this version
            IndexVersion.objects.create(name=building.name)
        lacking: set[str] = set()
        done = 0
        for worked in _worked(embedders, lacking, ray):
            for embedder in embedders:
                keep_vectors(embedder, worked.fresh[embedder.name])
            store.load(worked.prepared)
            done += worked.documents
            progress(done, total)
        store.complete()  # nobody reads it yet
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
