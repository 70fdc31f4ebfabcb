"""docs/rules.md says what the rules say, cell by cell; nothing here reads a database."""

from __future__ import annotations

import pytest

from scripts.rules_table import ACTORS, DOCUMENT, standings, tables, with_tables


def _rows(text: str) -> dict[str, list[str]]:
    """The cells of each row of the tables by its label."""
    rows = {}
    for line in text.splitlines():
        if line.startswith("|") and "<br>" in line:
            label, *cells = (cell.strip() for cell in line.strip("|").split(" | "))
            rows[label] = cells
    return rows


def test_the_document_says_what_the_rules_say() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    written, asked = _rows(document), _rows(tables())
    differing = [
        f"{label}: {english} has {cell} in the document and {now} by the rules"
        for label in written.keys() & asked.keys()
        for (english, _chinese), cell, now in zip(ACTORS, written[label], asked[label], strict=True)
        if cell != now
    ]
    hint = "run: python scripts/rules_table.py --write"
    assert differing == [], hint
    assert written.keys() == asked.keys(), hint
    assert document == with_tables(document), hint


def test_every_actor_of_the_tables_is_another_person_with_a_standing_of_their_own() -> None:
    actors = standings()
    assert list(actors) == [english for english, _chinese in ACTORS]
    assert len(set(actors.values())) == len(ACTORS)


def test_a_document_without_a_place_for_the_tables_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        with_tables("# Who may do what\n")
