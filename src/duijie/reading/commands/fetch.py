"""``duijie fetch SOURCE…``: pages of the web to articles, one JSON object a line."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from duijie.config.env import Env
from duijie.core.errors import DuijieError, InvalidInput
from duijie.reading.commands import read as reading
from duijie.reading.commands.read import Output, Progress
from duijie.reading.limits import Limits
from duijie.reading.manners import manners_of
from duijie.reading.sources.fetching import Client, is_address, parse_address
from duijie.reading.sources.found import Found, Kind, Trouble
from duijie.reading.sources.journal import Counts, Stored
from duijie.reading.sources.listing import entries as listed
from duijie.reading.sources.listing import lines_of
from duijie.reading.sources.running import entries, kind_of
from duijie.reading.sources.running import run as run_source
from duijie.reading.sources.sqlite_journal import SqliteJournal
from duijie.reading.sources.warc import is_warc

KINDS = (*(kind.value for kind in Kind), "warc")
_HEAD = 65_536


def run(
    sources: Sequence[str],
    *,
    settings: Env,
    kind: str = "auto",
    save: bool = False,
    fresh: bool = False,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Fetch what the sources lead to and print its articles.

    Args:
        sources: web addresses, or files: a list, a saved feed or sitemap, a WARC file, a folder.
        kind: one of :data:`KINDS`; ``auto`` is told by what comes.
        save: also store pages and articles in the database (Django must be set up).
        fresh: forget what an earlier run with these sources fetched.

    Returns:
        The exit code: 0, or 2 when nothing could be read. Each failure is one sentence on
        ``err``; the rest goes on.
    """
    out, err = out or sys.stdout, err or sys.stderr
    progress = Progress(err)
    limits = Limits.from_environment()
    manners = manners_of(settings)
    output = Output(out=out, progress=progress, save=save)
    here, there = _sorted(sources, kind)
    read = 0
    if here:
        read += reading.run(here, save=save, out=out, err=err) == 0
    if there:
        path = settings.var_dir / "fetch" / f"{_key(there, kind, save)}.sqlite3"
        if fresh:
            path.unlink(missing_ok=True)

        def sink(stored: Stored) -> None:
            problem = output.take(reading.read_page(stored.body, stored.final, stored.fetched_at, limits))
            if problem is not None:
                raise _Said(problem.message)

        def report(where: str, sentence: object) -> None:
            if not isinstance(sentence, _Said):
                output.fail(where, sentence)

        def show(counts: Counts) -> None:
            failed = f", {counts.failed:,} failed" if counts.failed else ""
            progress.at(counts.read, f"read {counts.read:,} of {counts.total:,} addresses{failed}")

        with SqliteJournal(path, again=not save) as journal, Client(manners, journal) as client:
            counts = run_source(
                journal,
                client,
                _seeds(there, kind),
                sink,
                report=report,
                most=settings.fetch_pages,
                progress=show,
            )
        read += counts.read
    progress.clear()
    return 0 if read else 2


class _Said(DuijieError):
    """A failure that has been printed."""


def _sorted(sources: Sequence[str], kind: str) -> tuple[list[Path], list[str]]:
    """What is read from this machine, and what leads to the web."""
    here: list[Path] = []
    there: list[str] = []
    for source in sources:
        path = Path(source)
        if is_address(source):
            if kind == "warc":
                raise InvalidInput(f"A WARC file is read from this machine; download {source} and name the file.")
            there.append(parse_address(source))
        elif not path.exists():
            raise InvalidInput(f"{source} is neither a web address nor a file; write addresses with https://.")
        elif path.is_dir() or kind == "warc" or (kind in ("auto", "page") and _is_page(path)):
            here.append(path)
        else:
            there.append(str(path.resolve()))
    return here, there


def _is_page(path: Path) -> bool:
    return is_warc(path) or kind_of(_head(path)) is Kind.PAGE


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise InvalidInput(f"The file {path} cannot be read: {error.strerror or error}.") from error


def _seeds(sources: Sequence[str], kind: str) -> Iterator[Found | Trouble]:
    for source in sources:
        if is_address(source):
            yield Found(source, Kind(kind))
            continue
        path = Path(source)
        what = Kind(kind) if kind not in ("auto", "page") else kind_of(_head(path))
        try:
            with path.open("rb") as file:
                if what is Kind.LIST:
                    yield from listed(lines_of(file), path.name)
                else:
                    yield from entries(file.read(), "", what)
        except DuijieError as error:
            yield Trouble(source, error)
        except OSError as error:
            yield Trouble(source, InvalidInput(f"The file {path} cannot be read: {error.strerror or error}."))


def _key(sources: Sequence[str], kind: str, save: bool) -> str:
    return hashlib.sha256("\n".join([kind, str(save), *sources]).encode()).hexdigest()[:24]
