"""The threat model names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
_NAMED = re.compile(r"`(tests/[\w/.]+\.py)::(\w+)`")
_TEXT = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("path", "name"), sorted(set(_NAMED.findall(_TEXT))))
def test_a_named_test_exists(path: str, name: str) -> None:
    tree = ast.parse((REPOSITORY / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_line_of_the_model_names_asset_attacker_defence_and_test() -> None:
    table = _TEXT.split("## Assets, attackers, defences")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    assert rows
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        assert len(cells) == 4 and all(cells), row
        assert _NAMED.search(cells[3]), row
