"""The benches of needs and expertise on small files: figures that can be counted by hand."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from duijie.bench import expertise, needs
from duijie.core.errors import InvalidInput
from duijie.core.text import terms
from duijie.matching.embedders.base import Embedded, embed_separately
from duijie.matching.ranking.rank import Ranked
from duijie.matching.types import Passage


class Words:
    """A space of plain words, as fast as a test wants."""

    name = "e5"
    dimension = 64
    languages = frozenset({"zh", "en"})

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for term in terms(text):
                vectors[row, zlib.crc32(term.encode()) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    encode_queries = encode_passages

    def embed(self, passages: Sequence[Passage]) -> Embedded:
        return embed_separately(self, passages)


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def ranked(**scores: float) -> list[Ranked]:
    return [Ranked(name, "project", "", fused, 0.5) for name, fused in scores.items()]


def test_needs_are_ranked_by_every_scorer_and_language(tmp_path: Path) -> None:
    corpus = write(
        tmp_path / "corpus.jsonl",
        [
            {"id": "a", "title": "高盐废水处理", "text": "膜法处理高盐废水。"},
            {"id": "b", "title": "固态电池", "text": "固态电池循环寿命长。"},
        ],
    )
    asked = write(
        tmp_path / "needs.jsonl",
        [
            {"id": "1", "lang": "zh-Hans", "text": "高盐废水怎么处理", "requirements": ["处理废水"], "relevant": ["a"]},
            {"id": "2", "lang": "zh-Hant", "text": "固態電池的壽命", "requirements": [], "relevant": ["b"]},
        ],
    )
    found = needs.run_needs(asked, corpus, [Words()])
    results = found["results"]
    assert {(row["scorer"], row["group"]) for row in results} == {
        (scorer, group) for scorer in ("bm25", "e5", "fusion") for group in ("all", "zh-Hans", "zh-Hant")
    }
    assert all(row["mrr@10"] == row["recall@1"] == 1 for row in results)
    assert all(row["sd"] == 0 for row in results)  # every fold has the same figure
    assert {row["group"]: row["mrr@10"] for row in found["held_back"]} == {"all": 1, "zh-Hans": 1, "zh-Hant": 1}
    assert found["best_single"]["all"]["mrr@10"] == 1
    assert {"embedding e5", "scoring e5", "rows", "ranking", "evidence", "answer"} <= set(found["cost_ms"])
    shown = needs.table(found)
    assert "fusion, held back" in shown and "best single scorer for zh-Hant" in shown and "ms a need" in shown


def test_ties_count_against_the_scorer() -> None:
    assert needs.rank_of(ranked(right=1.0, wrong=1.0, worse=0.5), frozenset({"right"})) == 2
    assert needs.rank_of(ranked(right=1.0, also=0.9, wrong=1.2), frozenset({"right", "also"})) == 2
    assert needs.rank_of(ranked(wrong=1.0), frozenset({"right"})) == float("inf")
    assert needs.mrr([1, 2, 11, float("inf")]) == pytest.approx(0.375)


def test_the_one_who_wrote_about_it_knows_it_best(tmp_path: Path) -> None:
    titles = {"w1": "Membranes for waste water", "w2": "Solid state batteries", "p1": "Waste water by membranes"}
    titles["p2"] = "Batteries in the solid state"
    write(tmp_path / "papers.jsonl", [{"id": key, "title": title, "abstract": None} for key, title in titles.items()])
    write(
        tmp_path / "profiles.jsonl",
        [{"draw": draw, "researcher": name, "works": [w]} for draw in (1, 2) for name, w in (("x", "w1"), ("y", "w2"))],
    )
    write(
        tmp_path / "scores.jsonl",
        [
            {"researcher": "x", "paper": "p1", "expertise": 5},
            {"researcher": "x", "paper": "p2", "expertise": 1},
            {"researcher": "y", "paper": "p1", "expertise": 2},
            {"researcher": "y", "paper": "p2", "expertise": 4},
        ],
    )
    found = expertise.run_expertise(tmp_path, [Words()])
    results = found["results"]
    assert [row["scorer"] for row in results] == ["bm25", "e5", "fusion"]
    assert [(row["loss"], row["sd"], row["easy"]) for row in results] == [(0, 0, 1)] * 3
    assert found["held_back"]["loss"] == found["held_back"]["folds_sd"] == 0
    assert found["cost_ms"]["scoring e5"] > 0
    assert "fusion, held back" in expertise.table(found)


def test_the_loss_weighs_a_wrong_order_by_how_far_apart_the_papers_are() -> None:
    judged = {"a": 5.0, "b": 4.5, "c": 1.0}
    scores = {("r", "a"): 1.0, ("r", "b"): 2.0, ("r", "c"): 1.0}
    found = expertise.losses(judged, scores, "r")
    # a < b is wrong by 0.5, a = c is a tie of 4 that counts half, b > c is right.
    assert (found.wrong, found.weight) == (2.5, 8.0)
    assert (found.easy, found.hard) == ((1, 2), (0, 1))


@pytest.mark.parametrize(
    ("line", "says"), [('{"id": "x"}', "lacks"), ("not json", "Line 1"), ("", "empty"), ('"text"', "lacks")]
)
def test_a_file_of_another_form_is_named(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "needs.jsonl"
    path.write_text(line)
    with pytest.raises(InvalidInput, match=says):
        needs.read_needs(path)
    with pytest.raises(InvalidInput, match="cannot be read"):
        needs.read_corpus(tmp_path / "nowhere.jsonl")
