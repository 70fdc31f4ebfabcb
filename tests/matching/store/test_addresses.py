"""Rows that have moved are looked up once, not with every answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from duijie.matching.store import PassageStore, addresses
from duijie.matching.types import Audience, Facets, Filter, Passage

EVERYTHING = Filter(audience=Audience(everything=True))


def passage(number: int, text: str) -> tuple[Passage, Facets]:
    return Passage(f"d{number}#0", f"d{number}", "project", "", 0, "", text, ()), Facets()


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PassageStore:
    monkeypatch.setattr(addresses, "FROM", 1)
    monkeypatch.setattr(addresses, "_AT_MOST_EVERY", 1e9)  # nothing is learnt anew beside the test
    writer = PassageStore.create(tmp_path / "index", {})
    writer.put_words([passage(n, f"nickel {n}") for n in range(40)], segment=lambda p: p.text.split())
    reader = PassageStore.open(tmp_path / "index", freshness=timedelta(0))
    reader.remember_addresses()
    writer.put_words([passage(n, f"cobalt {n}") for n in range(10)], segment=lambda p: p.text.split())
    return reader


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The ids that were looked up, call by call."""
    seen: list[set[str]] = []
    take = PassageStore._take

    def watched(self: PassageStore, table: Any, ids: Any, *rest: Any, **more: Any) -> Any:
        seen.append(set(ids))
        return take(self, table, ids, *rest, **more)

    monkeypatch.setattr(PassageStore, "_take", watched)
    return seen


def test_what_a_search_came_across_is_fetched_where_it_lies(reader: PassageStore, looked_up: list[set[str]]) -> None:
    hits = [hit.passage for hit in reader.lexical(["cobalt"], where=EVERYTHING, k=20)]
    assert len(hits) == 10
    found = reader.rows(hits)
    assert {row.passage.text.split()[0] for row in found.values()} == {"cobalt"} and list(found) == hits
    assert looked_up == []


def test_what_had_to_be_looked_up_is_known_the_next_time(reader: PassageStore, looked_up: list[set[str]]) -> None:
    everything = [f"d{n}#0" for n in range(40)]
    for _ in range(3):
        found = reader.rows(everything)
        assert [row.passage.text.split()[0] for row in found.values()] == ["cobalt"] * 10 + ["nickel"] * 30
    assert looked_up == [{f"d{n}#0" for n in range(10)}], "the rows that moved, once"


def test_not_more_is_noted_than_is_allowed(
    reader: PassageStore, looked_up: list[set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "_NOTED", 5)
    for _ in range(2):
        assert len(reader.lexical(["cobalt"], where=EVERYTHING, k=20)) == 10
        assert len(reader.rows([f"d{n}#0" for n in range(40)])) == 40
    (noted,) = (known._noted for known in reader._addresses.values())
    assert len(noted) <= 15


def test_what_is_known_by_its_place_is_named_without_being_read(
    reader: PassageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[list[int]] = []
    table = type(reader._words)
    take = table.take_row_ids

    def watched(self: Any, rows: list[int]) -> Any:
        read.append(rows)
        return take(self, rows)

    monkeypatch.setattr(table, "take_row_ids", watched)
    hits = reader.lexical(["nickel"], where=EVERYTHING, k=50)
    assert {(hit.passage, hit.document) for hit in hits} == {(f"d{n}#0", f"d{n}") for n in range(10, 40)}
    assert read == []
    for _ in range(2):
        moved = reader.lexical(["cobalt"], where=EVERYTHING, k=50)
        assert {(hit.passage, hit.document) for hit in moved} == {(f"d{n}#0", f"d{n}") for n in range(10)}
    assert [len(rows) for rows in read] == [10], "the rows that moved, once"


def test_a_passage_may_be_called_otherwise_than_its_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "FROM", 1)
    store = PassageStore.create(tmp_path / "index", {})
    odd = Passage("x", "project:7", "project", "", 0, "", "nickel", ())
    store.put_words([(odd, Facets()), passage(1, "nickel")], segment=lambda p: p.text.split())
    store.remember_addresses()
    hits = store.lexical(["nickel"], where=EVERYTHING, k=9)
    assert {(hit.passage, hit.document) for hit in hits} == {("x", "project:7"), ("d1#0", "d1")}


def test_all_is_learnt_anew_when_looking_up_has_cost_as_much(
    reader: PassageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "_AT_MOST_EVERY", 0.0)
    monkeypatch.setattr(addresses, "_MISSED", 2)  # two rows are learnt in the time that one is looked up
    known = reader._addresses[reader._words.name]
    before = known._known
    assert len(before.keys) == 40
    for number in range(10):
        reader.rows([f"d{number}#0"])
    assert known._learning is None, "ten rows looked up, of forty"
    known.missed(10)
    assert known._learning is not None
    known._learning.join()
    assert known._known is not before
    known.missed(1)
    assert not known._learning.is_alive(), "counted from the last learning"
