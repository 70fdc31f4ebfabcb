"""Feeding the index from the outbox: words first, vectors as soon as they are computed.

Both steps are idempotent and may be killed at any moment: an entry of the outbox is deleted
in the transaction that began when it was taken, after the index has what it asks for.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from django.db import transaction

from duijie.core import outbox
from duijie.core.errors import DuijieError
from duijie.core.locks import WORDS_OF_THE_INDEX, one_after_the_other
from duijie.library.models import Problem
from duijie.matching import runtime
from duijie.matching.bulk.working import Known
from duijie.matching.embedders.base import Embedder
from duijie.matching.embedders.centring import tongue_of
from duijie.matching.indexing.documents import document, listed_items
from duijie.matching.indexing.passages import passages
from duijie.matching.indexing.topics import ITEMS, VECTORS, rebuild_topic
from duijie.matching.models import Embedding, IndexVersion
from duijie.matching.store import PassageStore, fingerprint
from duijie.matching.store.codec import pack, unpack
from duijie.matching.types import Document, Passage

log = logging.getLogger(__name__)


def lock_words() -> None:
    """Wait until nobody else writes words, and keep others waiting until the transaction ends."""
    one_after_the_other(WORDS_OF_THE_INDEX)


@transaction.atomic
def drain_words(limit: int = 400) -> int:
    """Bring the words of the oldest changed items up to date in the serving index.

    Returns:
        How many entries of the outbox were done; 0 when none waits.

    Raises:
        Unavailable: the index cannot be written; the entries stay.
    """
    lock_words()
    entries = outbox.take(ITEMS, limit)
    if not entries:
        return 0
    keys = list(dict.fromkeys(entry.key for entry in entries))
    put_words(runtime.serving_store(), keys)
    outbox.put(VECTORS, keys)
    for name in IndexVersion.objects.filter(state=IndexVersion.State.BUILDING).values_list("name", flat=True):
        outbox.put(rebuild_topic(name), keys)
    outbox.done(entries)
    return len(entries)


def put_words(store: PassageStore, keys: Iterable[str]) -> list[Document]:
    """Make these items findable by words in a store, and those that are no longer listed unfindable."""
    items, gone = listed_items(keys)
    documents = [document(item) for item in items.values()]
    store.put_words((passage, doc.facets) for doc in documents for passage in passages(doc))
    if gone:
        store.remove_documents(gone)
    return documents


@transaction.atomic
def drain_vectors(limit: int = 16) -> int:
    """Embed the items that have waited longest, in every space of the serving index.

    A space whose embedder fails (an endpoint that is down) does not keep the others waiting:
    its failure is logged and the entries stay for another try.

    Returns:
        How many entries were done.
    """
    entries = outbox.take(VECTORS, limit)
    if not entries:
        return 0
    store = runtime.serving_store()
    items, _gone = listed_items(entry.key for entry in entries)
    pieces = [passage for item in items.values() for passage in passages(document(item))]
    failed = False
    for embedder in runtime.embedders():
        if embedder.name not in store.spaces:
            continue
        try:
            put_vectors(store, embedder, pieces)
        except DuijieError as error:
            failed = True
            log.warning("Embedding in the space %s failed, will be tried again: %s", embedder.name, error)
    if failed:
        return 0
    _pose(item for item in items.values() if isinstance(item, Problem))
    outbox.done(entries)
    return len(entries)


def _pose(problems: Iterable[Problem]) -> None:
    """Embed problems as needs too, as whoever may see them asks them: from an item to the problems
    that it answers, dozens are weighed at once."""
    from duijie.matching.indexing.posing import posed
    from duijie.matching.services.directions import need_of

    needs = [need_of(one, complete=one.confidentiality == Problem.Confidentiality.OPEN) for one in problems]
    posed(runtime.engine().embedders, [need for need in needs if need is not None])


def put_vectors(store: PassageStore, embedder: Embedder, pieces: Sequence[Passage], *, compute: bool = True) -> int:
    """Store the vectors of passages in one space, computing those that are not kept yet.

    Passages in a language that the space was not trained on are passed over: the ranking
    gives them no weight there.

    Args:
        compute: false to store only what was embedded before.

    Returns:
        How many passages lack their vectors afterwards (0 when ``compute``).
    """
    pieces = [piece for piece in pieces if tongue_of(f"{piece.title} {piece.text}") in embedder.languages]
    if not pieces:
        return 0
    prints = [fingerprint(piece) for piece in pieces]
    kept = kept_vectors(embedder, set(prints))
    missing = {mark: piece for mark, piece in zip(prints, pieces, strict=True) if mark not in kept}
    if compute and missing:
        embedded = embedder.embed(list(missing.values()))
        fresh = dict(zip(missing, zip(embedded.vectors, embedded.sentences, strict=True), strict=True))
        keep_vectors(embedder, fresh)
        kept |= fresh
    have = [index for index, mark in enumerate(prints) if mark in kept]
    if have:
        store.put_vectors(
            embedder.name,
            [pieces[index].id for index in have],
            np.stack([kept[prints[index]][0] for index in have]),
            [kept[prints[index]][1] for index in have],
            fingerprints=[prints[index] for index in have],
        )
    return len(pieces) - len(have)


def _edition(embedder: Embedder) -> str:
    """The space with the edition of its vectors: a changed model finds none of the old ones."""
    return f"{embedder.name}:{getattr(embedder, 'edition', 1)}"[:200]


def kept_vectors(embedder: Embedder, prints: set[str]) -> dict[str, Known]:
    """What was embedded before of texts with these fingerprints, by fingerprint."""
    size = embedder.dimension
    rows = Embedding.objects.filter(space=_edition(embedder), digest__in=[bytes.fromhex(mark) for mark in prints])
    return {
        bytes(digest).hex(): (unpack(bytes(vector), size)[0], unpack(bytes(sentences), size))
        for digest, vector, sentences in rows.values_list("digest", "vector", "sentences")
        if len(bytes(vector)) == size + 4  # a space whose model changed its size starts anew
    }


def keep_vectors(embedder: Embedder, fresh: Mapping[str, Known]) -> None:
    """Keep vectors for :func:`kept_vectors`."""
    Embedding.objects.bulk_create(
        [
            Embedding(
                space=_edition(embedder),
                digest=bytes.fromhex(mark),
                vector=pack(np.atleast_2d(vector)),
                sentences=pack(sentences) if len(sentences) else b"",
            )
            for mark, (vector, sentences) in fresh.items()
        ],
        update_conflicts=True,
        unique_fields=["space", "digest"],
        update_fields=["vector", "sentences"],
    )
