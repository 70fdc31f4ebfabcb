"""The files of a folder, each a page or a WARC file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from duijie.reading.articles import files_under


def files(path: Path) -> Iterator[Path]:
    """All files below a folder in order, hidden ones left out; links to folders are not followed."""
    yield from files_under(path)
