"""The labelled pages: what a careful reader found there is found."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from duijie.bench.reading_score import Score
from duijie.reading import read_bytes
from duijie.reading.facts import read_facts

pytestmark = pytest.mark.eval
GOALS = {"role": 0.9, "agreement": 0.9, "event": 0.8, "membership": 0.8}


@pytest.fixture(scope="module")
def score(shared: Path) -> Score:
    wanted: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (shared / "eval/facts/facts.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        wanted[row["doc"]].append(row)
    total = Score()
    for doc, rows in wanted.items():
        articles = read_bytes((shared / "pages" / doc).read_bytes(), doc)
        found = [f for article in articles for f in read_facts(article) if f.type in GOALS]
        total.page(
            [row for row in rows if row["type"] in GOALS],
            [{"type": f.type, **f.fields, "confidence": f.confidence} for f in found],
        )
    return total


@pytest.mark.parametrize(("kind", "goal"), GOALS.items())
def test_the_goal_of_each_type_is_met(score: Score, kind: str, goal: float) -> None:
    counts = score.types[kind]
    assert 2 * counts.right / (counts.found + counts.wanted) >= goal


def test_facts_that_are_sure_are_right(score: Score) -> None:
    sure = [row for row in score.right if row.get("confidence", 0) > 0.9]
    wrong = [row for row in score.wrong if row.get("confidence", 0) > 0.9]
    assert len(sure) >= 0.95 * (len(sure) + len(wrong)) > 0
