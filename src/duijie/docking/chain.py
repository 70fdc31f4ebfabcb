"""A log in which every entry carries the digest of the one before it. Pure.

Whoever changes, removes or inserts an entry breaks the chain at that place; whoever cuts
entries off its end is found by the head that a checkpoint keeps, signed with the
installation's key (RFC 2104). A digest is SHA-256 over the canonical JSON of the entry.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

START = "0" * 64
"""What the first entry of a chain carries as the digest before it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its place in the chain from 1, when, who, what, and about which record.

    ``before`` and ``after`` hold only what changed, as JSON values.
    """

    place: int
    at: datetime
    actor: str
    actor_label: str
    action: str
    about: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    note: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry as it is kept, with its two digests."""

    entry: Entry
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold: the place, and what is wrong there.

    ``gap``: an entry is missing or out of order; ``link``: it does not follow the one before it;
    ``content``: it is not what was sealed; ``end``: entries after the last one were removed;
    ``added``: it was put behind the last one that the installation signed.
    """

    place: int
    kind: Literal["gap", "link", "content", "end", "added"]


def digest(stream: str, entry: Entry, previous: str) -> str:
    """The digest of an entry of a stream that follows the entry with the digest ``previous``.

    >>> entry = Entry(1, datetime(2026, 1, 2, tzinfo=UTC), "", "", "open", "", {}, {}, "")
    >>> len(digest("a", entry, START)), digest("a", entry, START) == digest("b", entry, START)
    (64, False)
    """
    told = {
        "stream": stream,
        "place": entry.place,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "actor_label": entry.actor_label,
        "action": entry.action,
        "about": entry.about,
        "before": dict(entry.before),
        "after": dict(entry.after),
        "note": entry.note,
        "previous": previous,
    }
    return hashlib.sha256(_canonical(told)).hexdigest()


def verify(stream: str, rows: Iterable[Sealed], *, head: tuple[int, str] | None = None) -> Break | None:
    """The first place at which a chain does not hold; None when it holds.

    Args:
        rows: the entries in the order of their places.
        head: place and digest of an entry that a checkpoint vouches for.
    """
    previous, place = START, 0
    vouched = head is None
    for row in rows:
        place += 1
        if row.entry.place != place:
            return Break(place, "gap")
        if row.previous != previous:
            return Break(place, "link")
        if digest(stream, row.entry, row.previous) != row.digest:
            return Break(place, "content")
        previous = row.digest
        if head is not None and place == head[0]:
            if previous != head[1]:
                return Break(place, "content")
            vouched = True
    return None if vouched else Break(place + 1, "end")


def sign(key: str, heads: Mapping[str, tuple[int, str]]) -> str:
    """The signature of a checkpoint over the heads of all streams."""
    told = {stream: list(head) for stream, head in heads.items()}
    return hmac.new(key.encode(), _canonical(told), hashlib.sha256).hexdigest()


def signed(key: str, heads: Mapping[str, tuple[int, str]], signature: str) -> bool:
    """Whether a checkpoint is the installation's own."""
    return hmac.compare_digest(sign(key, heads), signature)


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")
