"""The index as its users meet it: put, found, changed, removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from duijie.core.errors import InvalidInput
from duijie.core.text import sentences, terms
from duijie.matching.store import PassageStore, fingerprint
from duijie.matching.types import Audience, Facets, Filter, Passage

EVERYTHING = Filter(audience=Audience(everything=True))
RNG = np.random.default_rng(7)


def passage(
    document: str, text: str, *, part: str = "", ordinal: int = 0, title: str = "", kind: str = "project"
) -> Passage:
    bounds = tuple((span.start, span.end) for span in sentences(text))
    return Passage(f"{document}#{part}#{ordinal}", document, kind, part, ordinal, title, text, bounds)  # type: ignore[arg-type]


def ids(hits: list) -> list[str]:
    return [hit.passage for hit in hits]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PassageStore]:
    yield PassageStore.create(tmp_path / "index", {"e5": 8, "use": 4})


def find(store: PassageStore, text: str, where: Filter = EVERYTHING, k: int = 10) -> list[str]:
    return ids(store.lexical(terms(text), where=where, k=k))


def test_a_passage_is_found_by_words_at_once_in_either_script(store: PassageStore) -> None:
    store.put_words(
        [
            (passage("p1", "低温條件下的廢水脫氮技術。", title="廢水"), Facets()),
            (passage("p2", "Membranes remove nitrogen from cold waste water."), Facets()),
        ]
    )
    assert find(store, "低温废水脱氮") == ["p1##0"]
    assert find(store, "低溫廢水") == ["p1##0"]
    assert find(store, "membrane for nitrogen removal") == ["p2##0"]
    assert find(store, "量子计算") == []
    assert find(store, "") == []


def test_the_better_answer_comes_first_before_and_after_folding(store: PassageStore) -> None:
    filler = [(passage(f"f{n}", f"轴承 振动 监测 方案 {n}"), Facets()) for n in range(30)]
    store.put_words(
        [*filler, (passage("best", "印染废水 脱色 处理 工艺"), Facets()), (passage("half", "印染 机械"), Facets())]
    )
    before = find(store, "印染废水脱色")
    store.optimize(force=True)
    assert before == find(store, "印染废水脱色") == ["best##0", "half##0"]
    assert store.stats().unfolded["words"] == 0


def test_a_word_that_is_asked_twice_weighs_twice(store: PassageStore) -> None:
    store.put_words([(passage("x", "alpha gamma"), Facets()), (passage("y", "beta gamma"), Facets())])
    assert find(store, "alpha alpha beta")[0] == "x##0"
    assert find(store, "alpha beta beta")[0] == "y##0"


def test_rows_put_after_folding_are_found_beside_the_older_ones(store: PassageStore) -> None:
    store.put_words([(passage("old", "锂电池 回收"), Facets())])
    store.optimize(force=True)
    store.put_words([(passage("new", "锂电池 隔膜"), Facets())])
    assert set(find(store, "锂电池")) == {"old##0", "new##0"}


def test_meaning_is_asked_by_cosine_and_a_passage_without_a_vector_is_still_found_by_words(store: PassageStore) -> None:
    store.put_words([(passage("a", "太阳能 电池"), Facets()), (passage("b", "太阳能 热水"), Facets())])
    store.put_vectors("e5", ["a##0"], [[3.0, 4, 0, 0, 0, 0, 0, 0]])
    [hit] = store.nearest("e5", [1, 0, 0, 0, 0, 0, 0, 0], where=EVERYTHING, k=5)
    assert (hit.passage, hit.document) == ("a##0", "a")
    assert hit.score == pytest.approx(0.6, abs=1e-3)
    assert set(find(store, "太阳能")) == {"a##0", "b##0"}
    assert store.missing_vectors("e5") == ["b##0"]
    assert sorted(store.missing_vectors("use")) == ["a##0", "b##0"]
    assert store.missing_vectors("use", limit=1) in (["a##0"], ["b##0"])
    assert store.counts() == {"words": 2, "e5": 1, "use": 0}


def test_what_comes_out_is_what_went_in(store: PassageStore) -> None:
    facets = Facets(
        visibility="community",
        communities=("c1", "c2"),
        readers=("u9",),
        fields=("2.7",),
        places=("440100",),
        cooperation=("licence",),
        trl=7,
        organisation="o1",
        sample=True,
    )
    put = passage("d1", "第一句。第二句！", part="w3", ordinal=2, title="题目", kind="talent")
    store.put_words([(put, facets)])
    vectors = RNG.standard_normal((1, 8))
    spoken = RNG.standard_normal((2, 8))
    assert store.put_vectors("e5", [put.id], vectors, [spoken]) == 1
    row = store.rows([put.id, "nobody"])[put.id]
    assert (row.passage, row.facets) == (put, facets)
    assert row.vectors["use"] is None and row.sentence_vectors["use"] is None
    assert row.vectors["e5"] is not None and row.sentence_vectors["e5"] is not None
    assert row.vectors["e5"] == pytest.approx(vectors[0] / np.linalg.norm(vectors[0]), abs=1e-3)
    assert row.sentence_vectors["e5"].dtype == np.float32
    unit = spoken / np.linalg.norm(spoken, axis=1, keepdims=True)
    assert row.sentence_vectors["e5"] == pytest.approx(unit, abs=1 / 200)


def test_all_passages_of_some_documents_are_listed_in_their_order(store: PassageStore) -> None:
    rows = [(passage("t", f"论文 {part} {n}", part=part, ordinal=n), Facets()) for part in ("w2", "w1") for n in (1, 0)]
    store.put_words([*rows, (passage("p", "项目"), Facets())])
    assert store.passages_of(["p", "nobody", "t"]) == ["p##0", "t#w1#0", "t#w1#1", "t#w2#0", "t#w2#1"]
    assert store.passages_of([]) == []


def test_putting_the_same_again_changes_nothing(store: PassageStore) -> None:
    rows = [(passage("d", f"句子 {n}", ordinal=n), Facets()) for n in range(3)]
    store.put_words(rows)
    store.put_vectors("use", [p.id for p, _ in rows], np.eye(4)[:3])
    store.put_words(rows)
    store.put_vectors("use", [p.id for p, _ in rows], np.eye(4)[:3])
    assert store.counts() == {"words": 3, "e5": 0, "use": 3}
    assert sorted(find(store, "句子")) == ["d##0", "d##1", "d##2"]


def test_a_document_put_again_replaces_all_of_it_and_keeps_vectors_of_unchanged_text(store: PassageStore) -> None:
    store.put_words(
        [(passage("d", text, ordinal=n), Facets()) for n, text in enumerate(["钢铁 冶炼", "余热 回收", "除尘"])]
    )
    store.put_vectors("use", ["d##0", "d##1", "d##2"], np.eye(4)[:3])
    hidden = Facets(visibility="private", readers=("u1",))
    store.put_words([(passage("d", "钢铁 冶炼", ordinal=0), hidden), (passage("d", "余热 发电", ordinal=1), hidden)])
    assert find(store, "除尘") == [] and find(store, "回收") == []
    assert find(store, "发电") == ["d##1"]
    assert store.counts() == {"words": 2, "e5": 0, "use": 1}
    assert store.missing_vectors("use") == ["d##1"]
    owner = Filter(audience=Audience(user="u1"))
    assert store.nearest("use", [1, 0, 0, 0], where=Filter(), k=5) == []
    assert ids(store.nearest("use", [1, 0, 0, 0], where=owner, k=5)) == ["d##0"]


def test_a_vector_of_a_text_that_has_changed_since_is_not_kept(store: PassageStore) -> None:
    first = passage("d", "第一稿")
    store.put_words([(first, Facets())])
    store.put_words([(passage("d", "第二稿"), Facets())])
    assert store.put_vectors("use", ["d##0"], [[1, 0, 0, 0]], fingerprints=[fingerprint(first)]) == 0
    assert store.missing_vectors("use") == ["d##0"]


def test_a_removed_document_is_gone_from_every_answer(store: PassageStore) -> None:
    store.put_words([(passage("d'1", "磁悬浮"), Facets()), (passage("e", "磁悬浮"), Facets())])
    store.put_vectors("use", ["d'1##0", "e##0"], [[1, 0, 0, 0], [1, 0, 0, 1]])
    store.optimize(force=True)
    store.remove_documents(["d'1", "never was"])
    assert find(store, "磁悬浮") == ["e##0"]
    assert ids(store.nearest("use", [1, 0, 0, 0], where=EVERYTHING, k=9)) == ["e##0"]
    assert list(store.rows(["d'1##0", "e##0"])) == ["e##0"]
    assert store.put_vectors("use", ["d'1##0"], [[1, 0, 0, 0]]) == 0
    assert store.counts() == {"words": 1, "e5": 0, "use": 1}


def test_facets_put_anew_count_in_every_answer_and_the_vectors_stay(store: PassageStore) -> None:
    store.put_words([(passage("d", "风电 叶片"), Facets(fields=("2.3",)))])
    store.put_vectors("use", ["d##0"], [[0, 1, 0, 0]])
    new = Facets(visibility="private", readers=("u1",), fields=("2.7",))
    store.put_words([(passage("d", "风电 叶片"), new)])
    assert find(store, "风电", Filter()) == []
    assert store.nearest("use", [0, 1, 0, 0], where=Filter(), k=3) == []
    mine = Filter(audience=Audience(user="u1"), fields=("2.7",))
    assert find(store, "风电", mine) == ["d##0"] == ids(store.nearest("use", [0, 1, 0, 0], where=mine, k=3))
    assert store.rows(["d##0"])["d##0"].facets == new
    assert store.rows(["d##0"], where=Filter()) == {}


def test_passages_of_a_document_that_stand_apart_are_refused_before_anything_is_lost(store: PassageStore) -> None:
    rows = [(passage(d, "文", ordinal=n), Facets()) for n, d in enumerate(["a", "b", "a"])]
    with pytest.raises(InvalidInput, match="not together"):
        store.put_words(rows)
    with pytest.raises(InvalidInput, match="twice"):
        store.put_words([rows[0], rows[0]])
    assert store.counts()["words"] == 0


@pytest.mark.parametrize(
    ("vectors", "says"),
    [
        ([[1, 2, 3]], "1 × 3.*needs 4"),
        ([[1, 2, 3, float("nan")]], "NaN"),
        ([[1, 2, 3, float("inf")]], "infinity"),
        ([[0, 0, 0, 0]], "all zero"),
        ([[1, 2, 3, 4], [1, 2, 3, 4]], "2 vectors came for 1 texts"),
    ],
)
def test_a_vector_that_cannot_be_is_refused_and_nothing_is_stored(
    store: PassageStore, vectors: list, says: str
) -> None:
    store.put_words([(passage("d", "文"), Facets())])
    with pytest.raises(InvalidInput, match=says):
        store.put_vectors("use", ["d##0"], vectors)
    with pytest.raises(InvalidInput):
        store.put_vectors("use", ["d##0"], [[1, 0, 0, 0]], [[[1.0, 2.0]]])
    assert store.counts()["use"] == 0
    if len(vectors) == 1:
        with pytest.raises(InvalidInput):
            store.nearest("use", vectors[0], where=EVERYTHING, k=1)


def test_an_unknown_space_is_named(store: PassageStore) -> None:
    with pytest.raises(InvalidInput, match=r"“bge”.*e5, use"):
        store.nearest("bge", [1.0], where=EVERYTHING, k=1)


def test_a_long_need_still_finds_its_passage(store: PassageStore) -> None:
    store.put_words([(passage(f"f{n}", f"共同 词语 {n}"), Facets()) for n in range(50)])
    store.put_words([(passage("rare", "共同 钙钛矿 叠层"), Facets())])
    store.optimize(force=True)
    page = " ".join(f"无关{chr(0x4E00 + n)}{chr(0x5E00 + n)}" for n in range(400)) + " 共同 钙钛矿 叠层 钙钛矿"
    assert find(store, page)[0] == "rare##0"
