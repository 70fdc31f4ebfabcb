"""``duijie import``: a file of rows becomes items or organisations, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from duijie.core.errors import Conflict, InvalidInput
from duijie.core.models import User
from duijie.core.text import normalise
from duijie.library.exchange.columns import COLUMNS
from duijie.library.exchange.context import Context, Parsed
from duijie.library.exchange.headings import Headings
from duijie.library.exchange.items import ItemLoader
from duijie.library.exchange.organisations import OrganisationLoader
from duijie.library.exchange.report import Report, RowError
from duijie.library.exchange.rows import Row, read_rows
from duijie.library.exchange.values import BLANK, CellError, UnknownField
from duijie.registry.models import Community

Progress = Callable[[int, float], None]
"""Told the number of rows done and the part of the file, 0 to 1."""

BATCH = 1000


class Loader(Protocol):
    """Writes batches of parsed rows."""

    def write(self, rows: list[Parsed]) -> None:
        """Create, change or leave alone."""


LOADERS: dict[str, Callable[[Context], Loader]] = {
    "problem": ItemLoader,
    "project": ItemLoader,
    "talent": ItemLoader,
    "organisation": OrganisationLoader,
}


def run_import(
    *,
    path: Path,
    kind: str,
    community: Community,
    actor: User | None = None,
    progress: Progress = lambda _rows, _share: None,
    dry_run: bool = False,
) -> Report:
    """Import a CSV, XLSX or JSON Lines file (the latter two as they are or, for text, gzip'd).

    Rows are known by ``external_id`` in their community: one that is there and says the same is
    left alone, one that differs is changed, columns that the file lacks stay. A row without one
    gets one made from its content. Embedding is left to the consumers of the outbox.

    Args:
        kind: "problem", "project", "talent" or "organisation".
        community: where rows belong that do not say.
        actor: None for the operator of the installation, who may do anything. New items are
            published for the operator and the secretariat, drafts for others.
        dry_run: check everything, write nothing.

    Returns:
        What became of the rows. When it has errors, nothing was written.

    Raises:
        InvalidInput, TooLarge, NotFound, Unavailable: the file as a whole cannot be read.
    """
    if kind not in LOADERS:
        raise InvalidInput(
            _("There is no kind “%(kind)s”; there are %(known)s.") % {"kind": kind, "known": ", ".join(LOADERS)}
        )
    report = Report(kind, dry_run=dry_run)
    try:
        with transaction.atomic():
            _run(path, Context(kind, actor, community, report, path.name), progress)
            if dry_run or not report.ok:
                transaction.set_rollback(True)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else imported some of these rows at the same time; nothing was written, try again.")
        ) from error
    except DataError as error:
        raise InvalidInput(_("The database does not take a value of this file: %(why)s") % {"why": error}) from error
    return report


def _run(path: Path, context: Context, progress: Progress) -> None:
    headings = Headings(context.kind)
    loader = LOADERS[context.kind](context)
    report = context.report
    read = 0.0

    def share(part: float) -> None:
        nonlocal read
        read = part

    with read_rows(path, headings, share) as rows:
        while batch := list(islice(rows, BATCH)):
            report.rows += len(batch)
            loader.write(list(_parsed(batch, context)))
            progress(report.rows, read)
    if not report.rows:
        raise InvalidInput(_("The file names columns but has no rows."))
    report.errors.sort(key=lambda error: error.line)


def _parsed(batch: list[Row | RowError], context: Context) -> Iterator[Parsed]:
    for row in batch:
        if isinstance(row, RowError):
            context.report.errors.append(row)
            continue
        parsed = _parse(row, context)
        if parsed is not None:
            yield parsed


def _parse(row: Row, context: Context) -> Parsed | None:
    values: dict[str, Any] = {}
    good = True
    for column in COLUMNS[context.kind]:
        raw = row.cells.get(column.name, "")
        try:
            value = column.type.read(raw)
        except CellError as error:
            context.bad(row.line, column.name, error)
            good = False
            continue
        if value is BLANK and column.required:
            context.bad(row.line, column.name, _("The %(column)s is missing.") % {"column": column.name})
            good = False
        if column.name not in row.cells:
            continue
        if value is BLANK:
            value = list(column.type.empty) if isinstance(column.type.empty, list) else column.type.empty
        if value is not BLANK:
            values[column.field] = value
    if not good:
        return None
    parsed = Parsed(row.line, values, external_id=values.pop("external_id", ""))
    for name in ("requirements", "works"):
        if name in values:
            parsed.lines = values.pop(name)
    parsed.organisation = values.pop("organisation", values.pop("parent", None))
    if "fields" in values:
        parsed.words = [field.name for field in values["fields"] if isinstance(field, UnknownField)]
        values["fields"] = [field for field in values["fields"] if not isinstance(field, UnknownField)]
    return parsed if context.in_community(parsed, normalise(values.pop("community", ""))) else None
