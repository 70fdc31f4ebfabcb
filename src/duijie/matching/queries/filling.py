"""How far the libraries are in the index, while some of what a reader may see still waits.

An answer that is given meanwhile must say so: nothing found is then no proof that nothing fits.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from django.db.models import Q, QuerySet, UUIDField
from django.db.models.functions import Cast, Substr
from django.utils.translation import ngettext

from duijie.core.models import OutboxEntry
from duijie.library.lifecycle import LISTED
from duijie.library.models import ITEM_MODELS
from duijie.library.rules import view_item
from duijie.matching.indexing.topics import ITEMS, VECTORS
from duijie.registry.standing import Standing

_NOTICEABLE = 20  # from one item in so many that is missing, even a page full of matches says so
_LARGE = 50_000  # counts of so many items are told again for a while
_SHARE = 20  # … which is that many times as long as they took


@dataclass(frozen=True, slots=True)
class Filling:
    """Of ``items`` published ones that the reader may see, ``by_words`` have their words in the
    index and ``by_meaning`` their vectors too; fewer than all."""

    items: int
    by_words: int
    by_meaning: int

    @property
    def noticeable(self) -> bool:
        """Whether so many are missing that good matches may be among them."""
        return (self.items - self.by_meaning) * _NOTICEABLE >= self.items

    @property
    def sentence(self) -> str:
        """The same in words, for whoever reads the answer."""
        return ngettext(
            "The libraries are still being indexed: so far %(words)s of %(items)s item can be found, "
            "%(meaning)s of them by meaning too.",
            "The libraries are still being indexed: so far %(words)s of %(items)s items can be found, "
            "%(meaning)s of them by meaning too.",
            self.items,
        ) % {"words": self.by_words, "items": self.items, "meaning": self.by_meaning}


_told: dict[tuple[Standing, tuple[str, ...]], tuple[float, Filling | None]] = {}
_lock = Lock()


def filling(actor: Standing, kinds: Iterable[str] = tuple(ITEM_MODELS)) -> Filling | None:
    """How far these libraries are in the index for whoever asks.

    Returns:
        None when all that the actor may see is there: what waits for others is not told.
    """
    if not OutboxEntry.objects.filter(topic__in=(ITEMS, VECTORS)).exists():
        return None
    libraries = tuple(sorted(set(kinds)))
    begun = time.monotonic()
    with _lock:
        until, known = _told.get((actor, libraries), (0.0, None))
    if begun < until:
        return known
    found, items = _counted(actor, libraries)
    took = time.monotonic() - begun
    if items >= _LARGE:
        with _lock:
            for key in [key for key, (over, _) in _told.items() if over < begun]:
                del _told[key]
            _told[actor, libraries] = (begun + took * (1 + _SHARE), found)
    return found


@dataclass(frozen=True, slots=True)
class Watch:
    """What was missing when a search began: a first search may last until the models are read, and
    the index goes on meanwhile."""

    actor: Standing
    kinds: tuple[str, ...]
    before: Filling | None

    @classmethod
    def begin(cls, actor: Standing, kinds: Iterable[str] = tuple(ITEM_MODELS)) -> Watch:
        """Call it before the search, so that what is not found is never taken for complete."""
        kinds = tuple(kinds)
        return cls(actor, kinds, filling(actor, kinds))

    def told(self, *, empty: bool) -> Filling | None:
        """How far the index is now that the search is over; as it was before it when all has come since
        and nothing was found."""
        if self.before is None:
            return None
        return filling(self.actor, self.kinds) or (self.before if empty else None)

    def shown(self, *, poor: bool) -> Filling | None:
        """What a page says: all of it beside a ``poor`` answer, else only what is noticeable."""
        found = self.told(empty=poor)
        return found if found and (poor or found.noticeable) else None


def _counted(actor: Standing, kinds: Sequence[str]) -> tuple[Filling | None, int]:
    items = words = waiting = 0
    for kind in kinds:
        listed = view_item.filter(actor, ITEM_MODELS[kind]._default_manager.filter(state__in=LISTED))
        late = listed.filter(_waits(kind, ITEMS, VECTORS)).order_by().count()
        items += listed.order_by().count()
        if late:
            waiting += late
            words += listed.filter(_waits(kind, ITEMS)).order_by().count()
    return (Filling(items, items - words, items - waiting) if waiting else None), items


def _waits(kind: str, *topics: str) -> Q:
    """Of the items of a library, those that wait in the outbox."""
    keys: QuerySet[OutboxEntry, UUID] = (
        OutboxEntry.objects.filter(topic__in=topics, key__regex=rf"^{kind}:[0-9a-f-]{{36}}$")
        .annotate(item=Cast(Substr("key", len(kind) + 2), UUIDField()))
        .values_list("item", flat=True)
    )
    return Q(pk__in=keys)
