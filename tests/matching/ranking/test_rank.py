"""The arithmetic of the ranking: what counts, across languages, works and missing vectors."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from duijie.matching.ranking.background import Background
from duijie.matching.ranking.rank import NAMES, WORDS, Asked, Measured, Ranked, Scales, Weights, score
from duijie.matching.types import Kind, Passage

NEED = np.array([1.0, 0.0, 0.0], dtype=np.float32)
SCALES = Scales({("s", a, b): (0.0, 0.1) for a in ("zh", "en") for b in ("zh", "en")})
WEIGHTS = Weights(zh={"s.whole": 1.0, WORDS: 2.0}, en={"s.whole": 1.0, WORDS: 2.0}, across={"s.whole": 1.0}, other={})


@dataclass
class Row:
    passage: Passage
    vectors: dict[str, np.ndarray | None] = field(default_factory=dict)
    sentence_vectors: dict[str, np.ndarray | None] = field(default_factory=dict)


def row(
    document: str,
    cosine: float | None,
    *,
    text: str = "中文的一句话。",
    part: str = "",
    kind: Kind = "project",
    ordinal: int = 0,
) -> Row:
    passage = Passage(f"{document}#{part}#{ordinal}", document, kind, part, ordinal, document, text, ((0, len(text)),))
    if cosine is None:
        return Row(passage, {"s": None}, {"s": None})
    vector = np.array([cosine, np.sqrt(1 - cosine**2), 0], dtype=np.float32)
    return Row(passage, {"s": vector}, {"s": vector[None, :]})


def ranked(
    rows: list[Row],
    *,
    words: dict[str, float] | None = None,
    names: dict[str, float] | None = None,
    scales: Scales = SCALES,
    weights: Weights = WEIGHTS,
    each: np.ndarray | None = None,
    spaces: bool = True,
) -> list[Ranked]:
    asked = {"s": Asked(NEED, np.zeros((0, 3), np.float32) if each is None else each)} if spaces else {}
    measured = Measured(rows, asked=asked, tongue="zh", words=words or {}, scales=scales, names=names)
    return measured.ranked(weights)


def order(items: list[Ranked]) -> list[str]:
    return [item.document for item in items]


def test_an_item_stands_by_its_best_passage() -> None:
    found = ranked([row("a", 0.3), row("a", 0.9, ordinal=1), row("b", 0.6)])
    assert order(found) == ["a", "b"]
    assert found[0].fused == pytest.approx(9.0, abs=0.01)
    assert 0 < found[1].score < found[0].score < 1


def test_a_talent_stands_by_the_mean_of_the_best_three_works() -> None:
    one_hit = [row("lucky", c, part=f"w{i}", kind="talent") for i, c in enumerate([0.9, 0.1, 0.1, 0.1])]
    steady = [row("steady", c, part=f"w{i}", kind="talent") for i, c in enumerate([0.6, 0.6, 0.6, 0.0])]
    found = ranked(one_hit + steady)
    assert order(found) == ["steady", "lucky"]
    assert found[0].fused == pytest.approx(6.0, abs=0.01)


def test_words_count_within_a_language_and_not_across() -> None:
    rows = [row("chinese", 0.5), row("english", 0.5, text="An English sentence.")]
    found = ranked(rows, words={"chinese##0": 1.0, "english##0": 50.0})
    assert order(found) == ["chinese", "english"]
    assert found[1].fused == pytest.approx(5.0, abs=0.01)


def test_names_count_across_languages_and_not_within() -> None:
    weights = Weights(
        zh={"s.whole": 1.0, NAMES: 0.0}, en={"s.whole": 1.0}, across={"s.whole": 1.0, NAMES: 3.0}, other={}
    )
    rows = [row("chinese", 0.5), row("english", 0.5, text="An English sentence."), row("other", 0.5, text="Another.")]
    found = ranked(rows, names={"chinese##0": 1.0, "english##0": 1.0}, weights=weights)
    assert order(found) == ["english", "chinese", "other"]
    assert [item.fused for item in found] == [pytest.approx(8), pytest.approx(5), pytest.approx(5)]
    assert found[0].parts[NAMES] == pytest.approx(3)


def test_without_any_space_names_still_rank_the_other_language() -> None:
    weights = Weights(zh={}, en={}, across={"e5.whole": 1.0, NAMES: 3.0}, other={})
    rows = [row("a", None, text="An English sentence."), row("b", None, text="Another.")]
    assert order(ranked(rows, names={"b##0": 0.5}, weights=weights, spaces=False)) == ["b", "a"]


def test_cosines_are_read_on_the_scale_of_their_languages() -> None:
    """A space in which the other language lies further off does not push it down."""
    scales = Scales({("s", "zh", "zh"): (0.4, 0.1), ("s", "zh", "en"): (0.1, 0.1)})
    found = ranked([row("near", 0.7), row("far", 0.5, text="An English sentence.")], scales=scales)
    assert order(found) == ["far", "near"]


def test_what_is_not_embedded_yet_stands_in_the_middle_and_words_lift_it() -> None:
    rows = [row("good", 0.9), row("poor", 0.1), row("middling", 0.5), row("new", None)]
    assert ranked(rows)[1].document in {"middling", "new"}
    assert order(ranked(rows, words={"new##0": 5.0}))[0] == "new"


def test_without_any_space_words_alone_rank() -> None:
    found = ranked([row("a", 0.9), row("b", 0.1)], words={"b##0": 0.4, "a##0": 0.1}, spaces=False)
    assert order(found) == ["b", "a"]


def test_each_requirement_looks_for_its_own_sentence() -> None:
    each = np.array([[1, 0, 0], [0, 0, 1]], dtype=np.float32)
    both = row("both", 0.5)
    both.sentence_vectors["s"] = each
    half = row("half", 0.5)
    half.sentence_vectors["s"] = each[:1]
    weights = Weights(zh={"s.each": 1.0}, en={}, across={}, other={})
    found = ranked([half, both], each=each, weights=weights)
    assert order(found) == ["both", "half"]
    assert (found[0].fused, found[1].fused) == (pytest.approx(10), pytest.approx(5))


def test_a_space_nobody_named_counts_all_the_same() -> None:
    weights = Weights(zh={"e5.whole": 1.0}, en={}, across={}, other={"whole": 1.0})
    found = ranked([row("a", 0.1), row("b", 0.9)], weights=weights, scales=Scales({}))
    assert len(found) == 2
    many = [row(str(n), n / 20) for n in range(20)]
    assert order(ranked(many, weights=weights, scales=Scales({})))[0] == "19"


def test_equals_keep_their_order_and_nothing_gives_nothing() -> None:
    rows = [row(name, 0.5) for name in "cab"]
    assert order(ranked(rows)) == ["a", "b", "c"]
    assert ranked([]) == []


def test_the_shares_of_a_score_add_up_to_it() -> None:
    for item in ranked([row("a", 0.4), row("b", 0.7)], words={"a##0": 0.3}):
        assert sum(item.parts.values()) == pytest.approx(item.fused)


def test_scores_rise_and_stay_within_bounds() -> None:
    values = [score(value) for value in (-900.0, -3.0, 0.0, 3.0, 12.0, 900.0)]
    assert values == sorted(values)
    assert values[0] >= 0
    assert values[-1] <= 1


def test_scales_come_from_unlike_texts() -> None:
    rng = np.random.default_rng(0)
    sample = rng.normal(size=(40, 8)).astype(np.float32)
    sample /= np.linalg.norm(sample, axis=1, keepdims=True)
    scales = Scales.of(Background({"s": {"zh": sample, "en": -sample}}, {"s": frozenset({"zh", "en"})}))
    mean, deviation = scales.known["s", "zh", "zh"]
    assert abs(mean) < 0.1, "a text is not compared with itself"
    assert 0.2 < deviation < 0.5
