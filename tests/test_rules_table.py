"""docs/rules.md says what the rules say, cell by cell; nothing here reads a database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from duijie.core.permissions import Rule
from scripts.rules_table import DOCUMENT, challenges, docking, items, tables, with_tables
from scripts.rules_table.rules import EXCEPTIONS, every

HINT = "run: python -m scripts.rules_table --write"


def _rows(text: str) -> dict[tuple[str, str], list[str]]:
    """The cells of each row of the tables by the heading and the label."""
    rows, head = {}, ""
    for line in text.splitlines():
        if not line.startswith("|"):
            continue
        label, *cells = (cell.strip() for cell in line.strip("|").split(" | "))
        if "<br>" in line:
            rows[head, label] = cells
        elif "---" not in line:
            head = label
    return rows


def test_the_document_says_what_the_rules_say() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    asked = tables()
    written, now = _rows(document), _rows("\n\n".join(map(str, asked)))
    actors = {f"{table.english} {table.chinese}": table.actors for table in asked}
    differing = [
        f"{label}: {who} has {cell} in the document and {answer} by the rules"
        for head, label in written.keys() & now.keys()
        for (who, _zh), cell, answer in zip(actors[head], written[head, label], now[head, label], strict=True)
        if cell != answer
    ]
    assert differing == [], HINT
    assert written.keys() >= now.keys(), HINT
    assert document == with_tables(document), HINT


@pytest.mark.parametrize("subject", [items, docking, challenges])
def test_every_actor_of_the_tables_is_another_person_with_a_standing_of_their_own(subject: Any) -> None:
    actors = subject.standings()
    assert list(actors) == [english for english, _chinese in subject.ACTORS]
    assert len(set(actors.values())) == len(subject.ACTORS)


def test_no_two_rows_of_a_table_have_one_name() -> None:
    for table in tables():
        labels = [row[0] for row in table.rows]
        assert len(labels) == len(set(labels)), table.english


def test_every_rule_is_in_a_table_or_among_the_exceptions(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[int] = set()

    def watched(kind: type[Rule[Any]]) -> Callable[..., bool]:
        allows = kind.allows

        def watching(self: Rule[Any], actor: Any, record: Any) -> bool:
            asked.add(id(self))
            return allows(self, actor, record)

        return watching

    rules = dict(every())
    for kind in {type(rule) for rule in rules.values()}:
        assert issubclass(kind, Rule)
        monkeypatch.setattr(kind, "allows", watched(kind))
    tables()
    missing = [
        name
        for name, rule in rules.items()
        if id(rule) not in asked and name not in EXCEPTIONS and name.rpartition(".")[0] not in EXCEPTIONS
    ]
    assert not missing, f"give these a row in scripts/rules_table or a reason in its EXCEPTIONS: {missing}"
    rooms = {name.rpartition(".")[0] for name in rules}
    assert set(EXCEPTIONS) <= set(rules) | rooms, "an exception for a rule that is not there (any more)"


def test_a_document_without_a_place_for_the_tables_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        with_tables("# Who may do what\n")
