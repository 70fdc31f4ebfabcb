"""How far the search index is, for whoever runs the site."""

from __future__ import annotations

from dataclasses import dataclass

from duijie.core import outbox
from duijie.library.lifecycle import LISTED
from duijie.library.models import ITEM_MODELS
from duijie.matching import runtime
from duijie.matching.indexing.topics import ITEMS, VECTORS
from duijie.matching.models import IndexVersion


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How far the index is: ``items`` that belong into it, ``passages`` found by words,
    ``embedded`` passages by space, how many items still wait for each step, and the spaces
    that the settings name but this index is ``lacking``."""

    version: str
    items: int
    passages: int
    embedded: dict[str, int]
    waiting_words: int
    waiting_vectors: int
    unfolded: dict[str, int]
    disk_bytes: int
    lacking: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether nothing waits."""
        return not (self.waiting_words or self.waiting_vectors)


def index_status() -> IndexStatus:
    """How far the serving index is.

    Raises:
        Unavailable: it cannot be read.
    """
    stats = runtime.serving_store().stats()
    version = IndexVersion.objects.get(state=IndexVersion.State.SERVING)
    return IndexStatus(
        version=version.name,
        items=sum(model._default_manager.filter(state__in=LISTED).count() for model in ITEM_MODELS.values()),
        passages=stats.passages,
        embedded=stats.embedded,
        waiting_words=outbox.waiting(ITEMS),
        waiting_vectors=outbox.waiting(VECTORS),
        unfolded=stats.unfolded,
        disk_bytes=stats.disk_bytes,
        lacking=runtime.lacking_spaces(),
    )
