"""What a run remembers, so that it can be killed at any moment and taken up again.

An address goes through ``waiting → fetching → fetched → read`` or ends as ``failed``. What was
being fetched when a run was killed waits again; what was fetched but not read is read from the
kept bytes. So no page is lost, and none is fetched twice except the one that was on its way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from duijie.reading.sources.fetching import Answer, Hosts
from duijie.reading.sources.found import Found, Kind


@dataclass(frozen=True, slots=True)
class Task:
    """An address whose turn it is. ``depth`` counts the sitemaps and lists that led to it."""

    address: str
    kind: Kind
    depth: int = 0
    tries: int = 0
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A fetched answer that waits to be read."""

    task: Task
    final: str
    media_type: str
    fetched_at: datetime
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a run is, in addresses (of feeds and sitemaps, too)."""

    waiting: int = 0
    read: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        return self.waiting + self.read + self.failed


class Journal(Hosts, Protocol):
    """The queue of one source, kept on disk or in the database."""

    def begin(self, now: float) -> bool:
        """Open a run. True when an interrupted one is taken up."""

    def add(self, found: Iterable[Found], depth: int, most: int) -> bool:
        """Put addresses into the queue, each once a run; those known from earlier runs are
        checked again unless the source says that they have not changed since. False when
        the run holds ``most`` and some were left out."""

    def take(self, busy: Collection[str], now: float) -> Task | None:
        """The next address whose host is not busy, now being fetched; sources before pages."""

    def earliest(self) -> float | None:
        """When the next waiting address may be taken, its host aside; None when none waits."""

    def keep(self, task: Task, answer: Answer, kind: Kind) -> None:
        """Keep what came, until it has been read."""

    def unchanged(self, task: Task, now: float) -> None:
        """It is as it was kept last time."""

    def fail(self, task: Task, sentence: str, again: float | None = None) -> None:
        """It could not be fetched: never in this run, or not before ``again``."""

    def pending(self) -> Iterator[Stored]:
        """What is fetched and not read, one at a time."""

    def delivered(self, task: Task, sentence: str = "") -> None:
        """It has been read, or cannot be (the sentence says why)."""

    def counts(self) -> Counts:
        """How far the run is."""

    def finish(self) -> None:
        """The run has come to its end."""
