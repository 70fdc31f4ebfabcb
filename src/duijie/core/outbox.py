"""The outbox: derived data follows the truth.

A service writes an entry in the transaction of its change; a consumer, woken after commit,
takes entries, updates its derived data idempotently, and deletes them. A crash in between
loses nothing: entries that are left are taken again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction

from duijie.core.models import OutboxEntry

_wake: dict[str, Callable[[], None]] = {}
_also: dict[str, list[str]] = {}


def on_commit_wake(topic: str, wake: Callable[[], None]) -> None:
    """Register what wakes the consumer of a topic (called after commit, at most once a transaction)."""
    _wake[topic] = wake


def also(topic: str, other: str) -> None:
    """Tell another topic of everything that is put to this one: each has a consumer of its own."""
    if other not in _also.setdefault(topic, []):
        _also[topic].append(other)


def put(topic: str, keys: Iterable[str]) -> None:
    """Note that the records with these keys changed. Call inside the transaction of the change."""
    keys = list(keys)
    for other in _also.get(topic, ()):
        put(other, keys)
    rows = [OutboxEntry(topic=topic, key=key) for key in keys]
    if not rows:
        return
    OutboxEntry.objects.bulk_create(rows, batch_size=5000)
    if topic in _wake:
        transaction.on_commit(_wake[topic], robust=True)


def take(topic: str, limit: int) -> list[OutboxEntry]:
    """The oldest entries of a topic, locked against other consumers until the transaction ends."""
    return list(OutboxEntry.objects.select_for_update(skip_locked=True).filter(topic=topic).order_by("id")[:limit])


def done(entries: Iterable[OutboxEntry]) -> None:
    """Forget entries whose derived data is up to date."""
    OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()


def waiting(topic: str) -> int:
    """How many entries wait."""
    return OutboxEntry.objects.filter(topic=topic).count()
