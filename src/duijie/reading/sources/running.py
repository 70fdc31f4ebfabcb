"""One run over a source: ask for what waits, read what came, until nothing is left."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from duijie.core.errors import DuijieError, InvalidInput, Sentence, TooLarge, gettext_noop
from duijie.reading.sources import feed, listing, sitemap
from duijie.reading.sources.fetching import Client, FetchFailed, origin_of, parse_address
from duijie.reading.sources.fetching.limits import LONGEST_WAIT
from duijie.reading.sources.fetching.unpacking import gunzip
from duijie.reading.sources.found import Found, Kind, Trouble
from duijie.reading.sources.journal import Counts, Journal, Stored, Task

MOST = 10_000  # addresses of one run
_DEEPEST = 5  # sitemaps in indexes in indexes
_FIRST_PAUSE = 5.0  # seconds before a second try; each further one waits four times as long
_SHORTEST_SLEEP, _LONGEST_SLEEP = 0.01, 1.0  # seconds; so that a wish to stop is heard

Report = Callable[[str, Any], None]
"""Told where something went wrong, and the sentence that says what."""


def run(
    journal: Journal,
    client: Client,
    seeds: Iterable[Found | Trouble],
    sink: Callable[[Stored], None],
    *,
    report: Report,
    most: int = MOST,
    progress: Callable[[Counts], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Counts:
    """Fetch all that the seeds lead to and hand each page to ``sink``.

    Whatever cannot be fetched or read is reported in a sentence; the rest goes on.

    Args:
        seeds: where to begin: pages, feeds, sitemaps, lists.
        sink: reads one page; what it raises as :class:`DuijieError` is the page's failure.
        stop: asked between two pages; True ends the run early, to be taken up again.

    Returns:
        How far the run came; ``waiting`` is 0 when it came to its end.
    """
    journal.begin(client.clock.now())
    runner = _Runner(journal, client, sink, report, most)
    runner.add(seeds, 0)
    while not (stop and stop()):
        runner.read_pending(stop)
        if progress:
            progress(journal.counts())
        if not runner.step():
            runner.read_pending(stop)
            if journal.earliest() is None and not (stop and stop()):
                journal.finish()
                break
    counts = journal.counts()
    if progress:
        progress(counts)
    return counts


class _Runner:
    def __init__(
        self, journal: Journal, client: Client, sink: Callable[[Stored], None], report: Report, most: int
    ) -> None:
        self.journal, self.client, self.sink, self.report, self.most = journal, client, sink, report, most
        self._origins: set[str] = set()  # hosts asked lately
        self._full = False

    def add(self, found: Iterable[Found | Trouble], depth: int) -> None:
        if not self.journal.add(self._reported(found), depth, self.most) and not self._full:
            self._full = True
            template = gettext_noop("More than {number:,} addresses; the others are left out of this run.")
            self.report("", Sentence(template, number=self.most))

    def _reported(self, found: Iterable[Found | Trouble]) -> Iterator[Found]:
        for one in found:
            if isinstance(one, Trouble):
                self.report(one.where, one.error)
            else:
                yield one

    def step(self) -> bool:
        """Fetch one address, or wait a moment for a host. False when nothing waits."""
        now = self.client.clock.now()
        due = {origin: self.journal.due(origin) for origin in self._origins}
        self._origins = {origin for origin, when in due.items() if when > now}
        task = self.journal.take(self._origins, now)
        if task is None:
            earliest = self.journal.earliest()
            if earliest is None:
                return False
            soonest = min([when for when in due.values() if when > now], default=earliest)
            self.client.clock.sleep(min(_LONGEST_SLEEP, max(_SHORTEST_SLEEP, soonest - now)))
            return True
        self._origins.add(origin_of(task.address))
        self._fetch(task)
        return True

    def _fetch(self, task: Task) -> None:
        try:
            answer = self.client.fetch(
                task.address,
                etag=task.etag,
                last_modified=task.last_modified,
                keep_cut=task.kind is not Kind.PAGE,
            )
        except DuijieError as error:
            self._failed(task, error)
            return
        if answer.unchanged:
            self.journal.unchanged(task, self.client.clock.now())
            return
        kind = kind_of(answer.body, answer.media_type) if task.kind is Kind.AUTO else task.kind
        if answer.cut is not None:
            if kind is Kind.PAGE:
                self._failed(task, TooLarge(answer.cut))
                return
            self.report(task.address, answer.cut)
        self.journal.keep(task, answer, kind)

    def _failed(self, task: Task, error: DuijieError) -> None:
        if isinstance(error, FetchFailed) and error.again and task.tries + 1 < self.client.manners.tries:
            pause = max(_FIRST_PAUSE * 4**task.tries, error.after or 0.0)
            if pause <= LONGEST_WAIT:
                self.journal.fail(task, str(error), self.client.clock.now() + pause)
                return
        self.report(task.address, error)
        self.journal.fail(task, str(error))

    def read_pending(self, stop: Callable[[], bool] | None) -> None:
        for stored in self.journal.pending():
            try:
                kind = stored.task.kind
                if kind is Kind.AUTO:
                    kind = kind_of(stored.body, stored.media_type)
                if kind is Kind.PAGE:
                    self.sink(stored)
                else:
                    self._open(stored, kind)
            except DuijieError as error:
                self.report(stored.task.address, error)
                self.journal.delivered(stored.task, str(error) or error.code)
            else:
                self.journal.delivered(stored.task)
            if stop and stop():
                return

    def _open(self, stored: Stored, kind: Kind) -> None:
        """Queue what a feed, sitemap or list leads to."""
        if stored.task.depth >= _DEEPEST:
            template = gettext_noop("{address} lies deeper than {number} sitemaps in one another.")
            raise InvalidInput(Sentence(template, address=stored.task.address, number=_DEEPEST))
        self.add(entries(stored.body, stored.final, kind), stored.task.depth + 1)


def entries(body: bytes, address: str, kind: Kind) -> Iterator[Found | Trouble]:
    """What a feed, sitemap or list leads to.

    Raises:
        InvalidInput: it is no such thing.
    """
    if kind is Kind.FEED:
        yield from feed.entries(body, address)
    elif kind is Kind.SITEMAP:
        yield from sitemap.entries(body, address)
    else:
        yield from listing.entries(listing.lines_of(body), address, address)


_ROOT = re.compile(rb"<(?:[a-z]+:)?(rss|feed|rdf|urlset|sitemapindex)[\s>]", re.IGNORECASE)


def kind_of(body: bytes, media_type: str = "") -> Kind:
    """What an answer is, told by its beginning: a sitemap, a feed, a list of addresses, or a page."""
    head = body[:4096]
    if head.startswith(b"\x1f\x8b"):
        with suppress(zlib.error, EOFError, StopIteration):
            head = next(gunzip([body[:65_536]]))[:4096]
    head = head.replace(b"\0", b"")
    root = _ROOT.search(head)
    lower = head.lower()
    if root and b"<html" not in lower[: root.start()]:
        return Kind.SITEMAP if root[1].lower() in (b"urlset", b"sitemapindex") else Kind.FEED
    if b"<" in head[:200] or media_type.startswith("text/html"):
        return Kind.PAGE
    for line in listing.lines_of(head):
        text = line.strip()
        if text and not text.startswith("#"):
            try:
                parse_address(text.split()[0])
            except InvalidInput:
                return Kind.PAGE
            return Kind.LIST
    return Kind.PAGE
