"""``duijie import`` and ``duijie export``."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from duijie.core.errors import InvalidInput, Unavailable
from duijie.core.output import out, say
from duijie.library.exchange.exporting import run_export as export_to
from duijie.library.exchange.files import format_of
from duijie.library.exchange.importing import run_import as import_from
from duijie.library.exchange.report import Report
from duijie.library.exchange.template import write_template
from duijie.registry.models import Community
from duijie.registry.standing import ANONYMOUS

_SHOWN = 200
_OPERATOR = replace(ANONYMOUS, site_admin=True)


class _Progress:
    """A line on stderr every two seconds."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def __call__(self, rows: int, share: float | None = None) -> None:
        if time.monotonic() - self.last >= 2:
            self.last = time.monotonic()
            part = f" ({share:.0%} of the file)" if share else ""
            say(f"{rows:,} rows{part}")


def run_import(file: Path, *, kind: str, community: str | None, template: bool, as_json: bool) -> int:
    """Import a file or write a template; returns the exit code, 2 when rows are bad."""
    if template:
        try:
            with file.open("wb") as target:
                write_template(kind, format_of(file), target)
        except OSError as error:
            raise Unavailable(f"{file} cannot be written: {error.strerror}.") from error
        out({"template": str(file)}, as_json=as_json, human=lambda: f"Wrote {file}.")
        return 0
    report = import_from(path=file, kind=kind, community=_community(community), progress=_Progress())
    out(report.as_dict(), as_json=as_json, human=lambda: _told(report))
    if not report.ok:
        for bad in report.errors[: None if as_json else _SHOWN]:
            say(f"line {bad}")
        if len(report.errors) > _SHOWN and not as_json:
            say(f"… and {len(report.errors) - _SHOWN} more; --json lists them all.")
        say(f"duijie: nothing was imported: {len(report.errors)} problems in {report.rows} rows; mend them and retry.")
        return 2
    return 0


def run_export(file: Path, *, kind: str, as_json: bool) -> int:
    """Export everything of a kind; returns the exit code."""
    count = export_to(kind=kind, path=file, actor=_OPERATOR, everything=True, progress=_Progress())
    out({"kind": kind, "rows": count, "file": str(file)}, as_json=as_json, human=lambda: f"{count} rows in {file}.")
    return 0


def _community(slug: str | None) -> Community:
    found = Community.objects.filter(slug=slug).first() if slug else Community.objects.filter(parent=None).first()
    if found is None and slug:
        known = ", ".join(Community.objects.values_list("slug", flat=True)[:20])
        raise InvalidInput(f"There is no community {slug}; there are {known or 'none yet'}.")
    if found is None:
        raise Unavailable("There is no community yet; start the site once with `duijie up`.")
    return found


def _told(report: Report) -> str:
    if not report.ok:
        return f"{report.rows} rows read."
    return f"{report.rows} rows: {report.created} created, {report.updated} updated, {report.unchanged} unchanged."
