"""How documents are cut: whole sentences, nothing lost, nothing too long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duijie.core.text import sentences
from duijie.matching.indexing.passages import TARGET_TOKENS, passages, token_estimate
from duijie.matching.types import Document, Work

SENTENCE = "采用膜蒸馏与电渗析联用工艺处理煤化工高盐废水，产水水质稳定达标。"


def test_an_abstract_is_one_passage_with_its_sentences() -> None:
    (piece,) = passages(Document("p1", "project", "高盐废水零排放", f"背景介绍。{SENTENCE}运行成本下降。"))
    assert piece.title == "高盐废水零排放"
    assert [piece.text[start:end] for start, end in piece.sentences] == ["背景介绍。", SENTENCE, "运行成本下降。"]


def test_a_long_text_is_cut_between_sentences_only() -> None:
    text = SENTENCE * 80
    found = passages(Document("p1", "project", "题目", text))
    assert len(found) > 2
    assert [piece.ordinal for piece in found] == list(range(len(found)))
    assert all(piece.text.endswith("。") and piece.text.startswith("采用") for piece in found)
    assert sum(len(piece.sentences) for piece in found) == 80
    assert len({piece.id for piece in found}) == len(found)


def test_a_talent_is_its_own_words_and_each_work() -> None:
    works = (Work("w1", "Membranes", "We study membranes."), Work("w2", "Ion exchange"), Work("w3", " ", " "))
    found = passages(Document("t1", "talent", "Li Hua", "Water treatment.", works))
    assert [(piece.part, piece.title) for piece in found] == [
        ("", "Li Hua"),
        ("w1", "Membranes"),
        ("w2", "Ion exchange"),
    ]
    assert found[2].sentences == ()


def test_a_sentence_without_an_end_is_cut_all_the_same() -> None:
    found = passages(Document("p", "project", "t", "字" * 5_000 + "x" * 20_000))
    assert len(found) > 5
    assert max(len(piece.text) for piece in found) < 5_000


@given(st.lists(st.sampled_from([SENTENCE, "A short one. ", "数据？", "\n\n", "no end here ", "x" * 700]), max_size=60))
def test_every_sentence_is_kept_and_every_offset_is_true(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = passages(Document("p", "project", "Title", text))
    told = "".join(piece.text[start:end] for piece in found for start, end in piece.sentences)
    expected = "".join(span.text for span in sentences(text))
    assert "".join(told.split()) == "".join(expected.split())
    for piece in found:
        assert all(0 <= start < end <= len(piece.text) for start, end in piece.sentences)
        assert token_estimate(piece.text) <= TARGET_TOKENS + 5
