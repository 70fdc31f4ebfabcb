"""What an import says when it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class RowError:
    """Why one row cannot be imported. ``line`` is where it begins in the file (the row number
    of a spreadsheet), ``column`` the heading, or "" when the whole row is meant."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.line} · {self.column}" if self.column else str(self.line)
        return f"{where}: {self.reason}"


@dataclass(slots=True)
class Report:
    """How many rows were read and what became of them. With errors nothing was written, and
    ``created`` and ``updated`` say nothing."""

    kind: str
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    dry_run: bool = False
    errors: list[RowError] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.errors

    def as_dict(self) -> dict[str, Any]:
        """For ``--json`` and the API."""
        return {
            "kind": self.kind,
            "rows": self.rows,
            "created": self.created if self.ok else 0,
            "updated": self.updated if self.ok else 0,
            "unchanged": self.unchanged if self.ok else 0,
            "written": self.ok and not self.dry_run,
            "errors": [{"line": row.line, "column": row.column, "reason": row.reason} for row in self.errors],
        }
