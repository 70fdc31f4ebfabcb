"""``duijie read PATH…``: one JSON object a line for each article."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from duijie.core.errors import DuijieError
from duijie.reading.limits import Limits

if TYPE_CHECKING:
    from duijie.reading.articles import Article

_PROGRESS_AFTER = 2.0  # seconds of silence after which a batch says how far it is
_PROGRESS_EVERY = 1.0


def run(
    paths: Sequence[str | Path],
    *,
    as_json: bool = True,
    save: bool = False,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Read files and folders and print their articles.

    Args:
        as_json: print an object a line; otherwise a header of title, date, publisher and
            damage, then the text.
        save: also store pages and articles in the database (Django must be set up).

    Returns:
        The exit code: 0, or 2 when nothing could be read. Each failure is one sentence on
        ``err``; the rest goes on.
    """
    from duijie.reading.articles import ReadFailure, files_under, read_file

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
    progress = _Progress(len(files), err)
    read = 0
    for number, file in enumerate(files):
        progress.at(number)
        results = read_file(file, limits=limits)
        for result in results:
            if isinstance(result, ReadFailure):
                progress.clear()
                print(f"{result.path}: {result.message}", file=err)
            else:
                _show(result, as_json, out)
        articles = [r for r in results if not isinstance(r, ReadFailure)]
        if save and articles:
            articles = _saved(articles, progress, err)
        read += bool(articles)
    progress.clear()
    return 0 if read else 2


def _show(article: Article, as_json: bool, out: TextIO) -> None:
    record = article.to_json()
    if as_json:
        print(json.dumps(record, ensure_ascii=False), file=out, flush=True)
        return
    text = record.pop("text")
    shown = {k: v for k, v in record.items() if v not in (None, [], "")}
    print("\n".join(f"{k}: {', '.join(v) if isinstance(v, list) else v}" for k, v in shown.items()), file=out)
    print(f"\n{text}\n", file=out, flush=True)


def _saved(articles: list[Article], progress: _Progress, err: TextIO) -> list[Article]:
    from duijie.reading.services import save_articles

    try:
        save_articles(articles=articles)
    except DuijieError as error:
        progress.clear()
        print(f"{articles[0].path}: {error}", file=err)
        return []
    return articles


class _Progress:
    """One line on a terminal, rewritten; whole lines, seldom, where errors go to a file."""

    def __init__(self, total: int, err: TextIO) -> None:
        self.total, self.err = total, err
        self.started = self.last = time.monotonic()
        self.terminal = err.isatty()
        self.shown = False

    def at(self, number: int) -> None:
        now = time.monotonic()
        every = _PROGRESS_EVERY if self.terminal else 10 * _PROGRESS_EVERY
        if self.total < 2 or now - self.started < _PROGRESS_AFTER or now - self.last < every:
            return
        self.last, self.shown = now, True
        rate = number / (now - self.started)
        message = f"read {number:,} of {self.total:,} files, {rate:.0f} a second"
        print(
            f"\r{message}" if self.terminal else message, end="" if self.terminal else "\n", file=self.err, flush=True
        )

    def clear(self) -> None:
        if self.shown and self.terminal:
            print("\r" + " " * 60 + "\r", end="", file=self.err, flush=True)
            self.shown = False
