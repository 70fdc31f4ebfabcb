"""What a table is, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass

Actor = tuple[str, str]
"""Who, in English and Chinese."""
Cells = tuple[bool, ...]
Row = tuple[str, str, Cells]
"""English, Chinese, and a cell for each actor of the table."""


@dataclass(frozen=True)
class Table:
    """One subject: a column for each actor, a row for each thing that somebody may do."""

    english: str
    chinese: str
    actors: tuple[Actor, ...]
    rows: list[Row]

    def __str__(self) -> str:
        heads = " | ".join(f"{name} {zh}" for name, zh in self.actors)
        lines = [f"| {self.english} {self.chinese} | {heads} |", "| --- |" + " :-: |" * len(self.actors)]
        for first, second, cells in self.rows:
            answers = " | ".join("✓" if cell else "–" for cell in cells)
            lines.append(f"| {first}<br>{second} | {answers} |")
        return "\n".join(lines)
