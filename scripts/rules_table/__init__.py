"""The tables of docs/rules.md: who may see and do what, asked of the rules themselves.

    python -m scripts.rules_table            # print the tables
    python -m scripts.rules_table --write    # put them into docs/rules.md

``tests/test_rules_table.py`` fails when the document says something else, or when a rule is in no
table and not among the :data:`~scripts.rules_table.rules.EXCEPTIONS`.
"""

from __future__ import annotations

from pathlib import Path

from scripts.rules_table import belonging, challenges, docking, items, personal
from scripts.rules_table.tables import Table

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
BEGIN, END = "<!-- begin: scripts/rules_table -->", "<!-- end: scripts/rules_table -->"


def tables() -> list[Table]:
    """All tables, in the order of the document. Django must be set up."""
    subjects = (items, belonging, personal, docking, challenges)
    return [table for subject in subjects for table in subject.tables()]


def with_tables(document: str) -> str:
    """The document with fresh tables between its marks.

    Raises:
        ValueError: the marks are missing.
    """
    before, begin, rest = document.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{DOCUMENT.name} lacks the marks {BEGIN} and {END}.")
    written = "\n\n".join(map(str, tables()))
    return f"{before}{BEGIN}\n\n{written}\n\n{END}{after}"
