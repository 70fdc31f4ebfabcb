"""``duijie read PATH…``: one JSON object a line for each article."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from duijie.core.errors import DuijieError
from duijie.reading.limits import Limits

if TYPE_CHECKING:
    from duijie.reading.articles import Article, ReadFailure

_PROGRESS_AFTER = 2.0  # seconds of silence after which a batch says how far it is
_PROGRESS_EVERY = 1.0


def run(
    paths: Sequence[str | Path],
    *,
    save: bool = False,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Read files, folders and WARC files and print their articles.

    Args:
        save: also store pages and articles in the database (Django must be set up).

    Returns:
        The exit code: 0, or 2 when nothing could be read. Each failure is one sentence on
        ``err``; the rest goes on.
    """
    from duijie.reading.articles import files_under

    out, err = out or sys.stdout, err or sys.stderr
    try:
        limits = Limits.from_environment()
    except DuijieError as error:
        print(f"duijie read: {error}", file=err)
        return 2
    files = [file for path in paths for file in files_under(Path(path))]
    if not files:
        print("duijie read: there is no file to read in " + ", ".join(str(path) for path in paths) + ".", file=err)
        return 2
    progress = Progress(err)
    output = Output(out=out, progress=progress, save=save)
    for number, file in enumerate(files):
        if len(files) > 1:
            progress.at(number, f"read {number:,} of {len(files):,} files")
        for batch in _batches(file, limits):
            output.take(batch)
            if output.pages % 50 == 0:
                progress.at(output.pages, f"read {output.pages:,} pages")
    progress.clear()
    return 0 if output.pages else 2


@dataclass(frozen=True, slots=True)
class Batch:
    """What one page held; ``address`` and ``fetched_at`` where it came from the web."""

    results: Sequence[Article | ReadFailure]
    address: str = ""
    fetched_at: datetime | None = None


def _batches(file: Path, limits: Limits) -> Iterator[Batch]:
    from duijie.reading.articles import read_file
    from duijie.reading.sources.warc import is_warc

    if is_warc(file):
        yield from _of_warc(file, limits)
    else:
        yield Batch(read_file(file, limits=limits))


def _of_warc(file: Path, limits: Limits) -> Iterator[Batch]:
    from duijie.reading.articles import ReadFailure
    from duijie.reading.sources.found import Trouble
    from duijie.reading.sources.warc import documents

    for document in documents(file, limits):
        if isinstance(document, Trouble):
            yield Batch([ReadFailure(document.where, document.error)])
        else:
            yield read_page(document.data, document.address or str(file), document.fetched_at, limits)


def read_page(data: bytes, address: str, fetched_at: datetime | None, limits: Limits) -> Batch:
    """The articles of a page that came from an address, or the failure to read it."""
    from duijie.reading.articles import ReadFailure, read_bytes

    web = address if address.startswith(("http://", "https://")) else ""
    try:
        return Batch(read_bytes(data, address, limits=limits), web, fetched_at)
    except DuijieError as error:
        return Batch([ReadFailure(address, error)], web, fetched_at)


class Output:
    """Prints articles and failures, and keeps the articles where that is wanted. ``pages`` counts
    those of which something was read."""

    def __init__(self, *, out: TextIO, progress: Progress, save: bool = False) -> None:
        self._out, self._progress, self._save = out, progress, save
        self.pages = 0

    def take(self, batch: Batch) -> DuijieError | None:
        """One page; the reason when nothing of it could be read or kept, which has been said."""
        from duijie.reading.articles import ReadFailure

        problem: DuijieError | None = None
        articles = [result for result in batch.results if not isinstance(result, ReadFailure)]
        for result in batch.results:
            if isinstance(result, ReadFailure):
                problem = result.error
                self.fail(result.path, result.message)
            else:
                self._show(result, batch)
        if articles and self._save:
            problem = self._keep(articles, batch)
        self.pages += bool(articles) and problem is None
        return problem

    def fail(self, where: str, sentence: Any) -> None:
        """Say what could not be read and why."""
        text = str(sentence)
        self._progress.say(text if not where or where in text else f"{where}: {text}")

    def _show(self, article: Article, batch: Batch) -> None:
        record = article.to_json()
        if batch.fetched_at is not None:
            record["fetched_at"] = batch.fetched_at.isoformat(timespec="seconds")
        print(json.dumps(record, ensure_ascii=False), file=self._out, flush=True)

    def _keep(self, articles: list[Article], batch: Batch) -> DuijieError | None:
        from duijie.reading.services import save_articles
        from duijie.reading.services.sources import storable_address

        try:
            save_articles(articles=articles, address=storable_address(batch.address), fetched_at=batch.fetched_at)
        except DuijieError as error:
            self.fail(articles[0].path, error)
            return error
        return None


class Progress:
    """One line on a terminal, rewritten; whole lines, seldom, where errors go to a file."""

    def __init__(self, err: TextIO) -> None:
        self.err = err
        self.started = self.last = time.monotonic()
        self.terminal = err.isatty()
        self.shown = False

    def at(self, number: int, message: str) -> None:
        """Say how far it is, when it is time to; ``number`` is what was done until now."""
        now = time.monotonic()
        every = _PROGRESS_EVERY if self.terminal else 10 * _PROGRESS_EVERY
        if now - self.started < _PROGRESS_AFTER or now - self.last < every:
            return
        self.last, self.shown = now, True
        rate = number / (now - self.started)
        message = f"{message}, {rate:.3g} a second"
        print(
            f"\r{message}" if self.terminal else message, end="" if self.terminal else "\n", file=self.err, flush=True
        )

    def say(self, sentence: str) -> None:
        """A whole line."""
        self.clear()
        print(sentence, file=self.err, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self.shown and self.terminal:
            print("\r" + " " * 70 + "\r", end="", file=self.err, flush=True)
            self.shown = False
