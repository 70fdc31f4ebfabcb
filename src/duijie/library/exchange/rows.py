"""Reading: a file as a stream of rows, whatever its format."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from duijie.core.errors import InvalidInput
from duijie.library.exchange import cells
from duijie.library.exchange.columns import Column
from duijie.library.exchange.files import LONGEST_ROW, detect, open_lines, too_long
from duijie.library.exchange.headings import Headings
from duijie.library.exchange.report import RowError
from duijie.library.exchange.workbook import read_workbook


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it begins, and what its columns hold, blank cells included."""

    line: int
    cells: dict[str, Any]


Share = Callable[[float], None]


@contextmanager
def read_rows(path: Path, headings: Headings, share: Share) -> Iterator[Iterator[Row | RowError]]:
    """The rows of a file; a row that is broken as such comes as its error.

    Args:
        share: told which part of the file, 0 to 1, has been read.

    Raises:
        InvalidInput, TooLarge, NotFound, Unavailable: the file as a whole cannot be read.
    """
    kind = detect(path)
    if kind == "xlsx":
        with read_workbook(path, share) as rows:
            yield _table(rows, headings, pad=True)
        return
    size = max(1, path.stat().st_size)
    with open_lines(path, lambda done: share(min(1.0, done / size))) as lines:
        yield _table(_csv(lines, headings), headings) if kind == "csv" else _json_lines(lines, headings)


def _csv(lines: Iterator[str], headings: Headings) -> Iterator[tuple[int, list[Any]]]:
    first = next(lines, "")
    # Strict: without it the module takes a quote that never ends for one cell to the end of the file.
    csv.field_size_limit(LONGEST_ROW)
    reader = csv.reader(chain([first], lines), delimiter=_delimiter(first, headings), strict=True)
    start = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            if "field larger" in str(error):
                raise too_long(start) from None
            raise InvalidInput(
                _("The quotes of the row at line %(line)s do not fit (%(why)s); write a quote inside a cell twice.")
                % {"line": start, "why": error}
            ) from None
        if row is None:
            return
        if sum(map(len, row)) > LONGEST_ROW:
            raise too_long(start)
        yield start, row
        start = reader.line_num + 1


def _delimiter(first: str, headings: Headings) -> str:
    """The one of , ; and tab by which the first row names the most columns."""

    def known(mark: str) -> int:
        return sum(headings.find(piece.strip().strip('"')) is not None for piece in first.split(mark))

    return max((",", "\t", ";"), key=known)


def _table(rows: Iterator[tuple[int, list[Any]]], headings: Headings, *, pad: bool = False) -> Iterator[Row | RowError]:
    """``pad``: a spreadsheet leaves out the blank cells at the end of a row."""
    columns: list[Column | None] | None = None
    for line, values in rows:
        if all(value is None or value == "" for value in values):
            continue
        if columns is None:
            named = ["" if value is None else str(value) for value in values]
            while named and not named[-1].strip():
                named.pop()
            columns = headings.table(named)
            continue
        if pad:
            values += [None] * (len(columns) - len(values))
        yield _row(line, values, columns)
    if columns is None:
        raise InvalidInput(_("The file has no rows; the first one must name the columns."))


def _row(line: int, values: list[Any], columns: list[Column | None]) -> Row | RowError:
    while len(values) > len(columns) and values[-1] in (None, ""):
        values.pop()
    if len(values) != len(columns):
        return RowError(
            line,
            "",
            _("The row has %(number)s cells, the first row names %(wanted)s columns; check its commas and quotes.")
            % {"number": len(values), "wanted": len(columns)},
        )
    found: dict[str, Any] = {}
    for number, (column, value) in enumerate(zip(columns, values, strict=True), 1):
        if column is not None:
            found[column.name] = cells.unguard(value) if isinstance(value, str) else "" if value is None else value
        elif value not in (None, ""):
            return RowError(line, "", _("Column %(number)s has a value but no heading.") % {"number": number})
    return Row(line, found)


def _json_lines(lines: Iterator[str], headings: Headings) -> Iterator[Row | RowError]:
    complained: set[str] = set()
    seen = False
    for number, line in enumerate(lines, 1):
        text = line.strip().removeprefix("\ufeff")
        if not text:
            continue
        seen = True
        try:
            value = json.loads(text, parse_constant=_no_constant)
        except RecursionError:
            yield RowError(number, "", _("The line is nested too deeply to be read."))
            continue
        except ValueError as error:
            why = getattr(error, "msg", "") or str(error)
            yield RowError(number, "", _("The line is no JSON object (%(why)s).") % {"why": why})
            continue
        if not isinstance(value, dict):
            yield RowError(number, "", _("The line is JSON but no object; write {…} on each line."))
            continue
        yield _object(number, value, headings, complained)
    if not seen:
        raise InvalidInput(_("The file has no rows."))


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _object(number: int, value: dict[str, Any], headings: Headings, complained: set[str]) -> Row | RowError:
    found: dict[str, Any] = {}
    for key, cell in value.items():
        column = headings.find(key)
        if column is None:
            # The sentence with suggestions is slow to make and the same on each line.
            first = key not in complained and len(complained) < 50
            complained.add(key)
            reason = headings.unknown(key) if first else _("There is no column “%(key)s”.") % {"key": key[:60]}
            return RowError(number, key[:60], reason)
        if column.name in found:
            return RowError(number, key[:60], _("“%(key)s” is this column a second time.") % {"key": key[:60]})
        found[column.name] = "" if cell is None else cell
    return Row(number, found)
