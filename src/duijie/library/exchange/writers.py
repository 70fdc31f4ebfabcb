"""Writing: rows to a file of one format, as a stream."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any, Protocol, cast

from duijie.library.exchange.columns import Column
from duijie.library.exchange.workbook import WorkbookWriter


class Writer(Protocol):
    """Takes values as the models hold them, by column name."""

    def row(self, values: Mapping[str, Any]) -> None:
        """Write one row."""


class _Table:
    def __init__(self, columns: Sequence[Column], write: Any) -> None:
        self.columns, self.write = columns, write

    def row(self, values: Mapping[str, Any]) -> None:
        self.write([column.type.cell(values[column.name]) for column in self.columns])


class _JsonLines:
    def __init__(self, columns: Sequence[Column], file: IO[str]) -> None:
        self.columns, self.file = columns, file

    def row(self, values: Mapping[str, Any]) -> None:
        found = {column.name: column.type.write(values[column.name]) for column in self.columns}
        self.file.write(json.dumps(found, ensure_ascii=False) + "\n")


@contextmanager
def open_writer(
    file: IO[bytes], kind: str, columns: Sequence[Column], *, packed: bool = False
) -> Iterator[tuple[Writer, WorkbookWriter | None]]:
    """A writer on a binary file, which stays open; the workbook comes along for further sheets."""
    headings = [column.name for column in columns]
    if kind == "xlsx":
        book = WorkbookWriter(headings)
        yield _Table(columns, book.append), book
        book.save(file)
        return
    target = cast("IO[bytes]", gzip.GzipFile(fileobj=file, mode="wb", mtime=0)) if packed else file
    # The mark in front makes spreadsheets read UTF-8.
    text = io.TextIOWrapper(target, encoding="utf-8-sig" if kind == "csv" else "utf-8", newline="")
    if kind == "csv":
        rows = csv.writer(text)
        rows.writerow(headings)
        yield _Table(columns, rows.writerow), None
    else:
        yield _JsonLines(columns, text), None
    text.flush()
    text.detach()
    if packed:
        target.close()
