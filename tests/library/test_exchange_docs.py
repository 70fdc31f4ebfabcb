"""docs/exchange.md names every column with every heading it is known by."""

from __future__ import annotations

from pathlib import Path

import pytest

from duijie.library.exchange import COLUMNS

PAGE = Path(__file__).resolve().parents[2] / "docs/exchange.md"


@pytest.mark.parametrize("kind", list(COLUMNS))
def test_every_column_is_documented_in_both_languages(kind: str) -> None:
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")
    [section] = [text for text in sections if text.lower().startswith(f"{kind}s")]
    for column in COLUMNS[kind]:
        [row] = [line for line in section.splitlines() if line.startswith(f"| `{column.name}` |")]
        assert all(head in row for head in column.heads), column.name
        assert column.zh in row and column.en in row, column.name
