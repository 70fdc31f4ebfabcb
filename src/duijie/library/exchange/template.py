"""The template of a kind: the headings, one sample row, and what goes into each column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from duijie.core.errors import InvalidInput
from duijie.library.exchange.columns import COLUMNS, Column
from duijie.library.exchange.files import FORMATS
from duijie.library.exchange.values import BLANK
from duijie.library.exchange.writers import open_writer


def write_template(kind: str, format: str, file: IO[bytes]) -> None:
    """Write a template to a binary file, which stays open. It can be imported as it is.

    A spreadsheet has a second sheet, "columns", that says what goes into each.

    Raises:
        InvalidInput: unknown kind or format.
    """
    if kind not in COLUMNS or format not in FORMATS:
        raise InvalidInput(_("There is no template for %(kind)s as %(format)s.") % {"kind": kind, "format": format})
    columns = COLUMNS[kind]
    with open_writer(file, format, columns) as (writer, book):
        writer.row(sample_row(kind))
        if book is not None:
            book.explain("columns", explanation(columns))


def sample_row(kind: str) -> dict[str, Any]:
    """One row as an example, by column name, as the models hold values."""
    row = {}
    for column in COLUMNS[kind]:
        value = column.type.read(column.example)
        row[column.name] = column.type.empty if value is BLANK else value
        if row[column.name] is BLANK:
            row[column.name] = ""
    return row


def explanation(columns: tuple[Column, ...]) -> Iterator[tuple[str, ...]]:
    """The columns as rows of texts, the first their heading."""
    yield ("column", "列名", "required 必填", "说明", "what goes in", "example 示例")
    for column in columns:
        value = column.type.read(column.example)
        example = "" if value is BLANK else column.type.cell(value)
        yield (column.name, column.heads[0], "✓" if column.required else "", column.zh, column.en, example)
