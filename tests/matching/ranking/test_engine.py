"""A need in, ranked and evidenced items out, over a real index with small made-up spaces."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from duijie.core.errors import Unavailable
from duijie.core.text import terms
from duijie.matching.embedders.base import Embedded, embed_separately
from duijie.matching.ranking.engine import Answer, Engine, put_vectors, put_words
from duijie.matching.store import PassageStore
from duijie.matching.types import Audience, Document, Facets, Filter, Passage, Query, Requirement, Work

pytestmark = pytest.mark.usefixtures("in_english")
ALL = Filter(audience=Audience(everything=True))
# Words of one meaning; the made-up space puts them on one axis, whatever the language.
MEANINGS = {"废水": "water", "污水": "water", "wastewat": "water", "sewag": "water", "电池": "cell", "batteri": "cell"}


class Bag:
    """A space of words and their meanings, which knows that 废水 and sewage are one."""

    languages = frozenset({"zh", "en"})

    def __init__(self, name: str = "e5") -> None:
        self.name = name

    @property
    def dimension(self) -> int:
        return 64

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for term in terms(text):
                meaning = MEANINGS.get(term)
                axis = zlib.crc32((meaning or term).encode()) % self.dimension
                vectors[row, axis] += 4.0 if meaning else 1.0
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self.encode_passages(texts)

    def embed(self, passages: Sequence[Passage]) -> Embedded:
        return embed_separately(self, passages)


class Broken(Bag):
    """A space that fails as told."""

    def __init__(self, name: str, failure: Exception | np.ndarray) -> None:
        super().__init__(name)
        self._failure = failure

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        if isinstance(self._failure, Exception):
            raise self._failure
        return self._failure


DOCUMENTS = (
    Document("p:water", "project", "煤化工废水处理", "膜法处理高盐废水。产水回用率达到97%。运行成本为4.2元/吨。"),
    Document("p:cell", "project", "固态电池", "固态电池循环寿命超过两千次。能量密度提高三成。"),
    Document(
        "p:sewage", "project", "Sewage treatment", "Biological sewage treatment in cold regions. Nitrogen is removed."
    ),
    Document("p:cheese", "project", "Cheese", "Cheese ripens in caves. Milk is heated first."),
    Document(
        "t:li",
        "talent",
        "李华",
        "水处理专家。",
        works=(Work("w1", "污水脱氮", "研究低温污水脱氮工艺。"), Work("w2", "废水回用", "膜法废水回用。")),
    ),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PassageStore]:
    made = PassageStore.create(tmp_path / "index", {"e5": 64, "use": 64})
    put_vectors(made, [Bag("e5"), Bag("use")], put_words(made, DOCUMENTS))
    yield made


@pytest.fixture
def engine(store: PassageStore) -> Engine:
    return Engine(store, [Bag("e5"), Bag("use")])


def found(answer: Answer) -> list[str]:
    return [match.document for match in answer.matches]


def test_a_need_finds_what_names_the_same_in_the_other_language(engine: Engine) -> None:
    asked = engine.match(Query("solid-state battery"), where=ALL)
    assert found(asked)[0] == "p:cell"
    assert asked.matches[0].parts["names"] > 0


def test_a_need_finds_its_answer_with_the_sentence_that_proves_it(engine: Engine) -> None:
    need = Query("煤化工高盐废水怎么处理？", (Requirement("处理高盐废水"), Requirement("运行成本低于5元/吨")))
    answer = engine.match(need, where=ALL)
    best = answer.matches[0]
    assert best.document == "p:water"
    assert len(best.evidence) == 2
    assert best.evidence[0].sentence == "膜法处理高盐废水。"
    assert best.best is not None
    assert best.best.sentence in DOCUMENTS[0].text
    assert 0 < best.score < 1
    assert answer.degraded == ()
    assert {"embedding", "words", "nearest", "rows", "ranking", "evidence"} == set(answer.took_ms)


def test_traditional_and_simplified_are_one(engine: Engine) -> None:
    simplified = engine.match(Query("高盐废水处理"), where=ALL)
    traditional = engine.match(Query("高鹽廢水處理"), where=ALL)
    assert found(simplified) == found(traditional)
    assert simplified.matches[0].score == pytest.approx(traditional.matches[0].score)


@pytest.mark.parametrize("need", ["寒冷地区污水处理", "Sewage treatment for cold regions"])
def test_either_language_finds_answers_in_both(engine: Engine, need: str) -> None:
    top = found(engine.match(Query(need), where=ALL))[:3]
    assert "p:sewage" in top
    assert {"p:water", "t:li"} & set(top)


def test_what_is_not_embedded_yet_is_found_by_words(store: PassageStore, engine: Engine) -> None:
    put_words(store, [Document("p:new", "project", "钢渣制砖", "用钢渣制作透水砖。")])
    assert found(engine.match(Query("钢渣 透水砖"), where=ALL))[0] == "p:new"


@pytest.mark.parametrize(
    ("failure", "says"),
    [
        (Unavailable("The endpoint is down."), "The endpoint is down."),
        (RuntimeError("out of memory"), "out of memory"),
        (np.full((1, 64), np.nan, dtype=np.float32), "not numbers"),
        (np.ones((1, 7), dtype=np.float32), "shape"),
    ],
)
def test_a_space_that_fails_is_named_and_the_rest_answers(
    store: PassageStore, failure: Exception | np.ndarray, says: str
) -> None:
    answer = Engine(store, [Broken("e5", failure), Bag("use")]).match(Query("高盐废水处理"), where=ALL)
    assert found(answer)[0] == "p:water"
    assert len(answer.degraded) == 1
    assert "e5" in str(answer.degraded[0]) and "e5" in answer.degraded[0].public
    assert says in str(answer.degraded[0]) and says not in answer.degraded[0].public


def test_when_all_spaces_fail_words_still_answer(store: PassageStore) -> None:
    down = Unavailable("down")
    answer = Engine(store, [Broken("e5", down), Broken("use", down)]).match(
        Query("固态电池", (Requirement("循环寿命长"),)), where=ALL
    )
    assert found(answer)[0] == "p:cell"
    assert len(answer.degraded) == 2
    assert answer.matches[0].evidence[0].sentence == "固态电池循环寿命超过两千次。"


def test_a_space_that_the_index_lacks_is_not_asked(store: PassageStore) -> None:
    answer = Engine(store, [Bag("e5"), Bag("other")]).match(Query("高盐废水处理"), where=ALL)
    assert found(answer)[0] == "p:water"
    assert answer.degraded == ()


def test_filters_and_permissions_hold_before_the_best_are_taken(store: PassageStore, engine: Engine) -> None:
    secret = Document("p:secret", "project", "高盐废水处理", "高盐废水处理。", facets=Facets(visibility="private"))
    put_vectors(store, [Bag("e5"), Bag("use")], put_words(store, [secret]))
    visitor = Filter()
    assert "p:secret" not in found(engine.match(Query("高盐废水处理"), where=visitor))
    assert "p:secret" in found(engine.match(Query("高盐废水处理"), where=ALL))
    assert found(engine.match(Query("高盐废水处理"), where=replace(ALL, kinds=("talent",)))) == ["t:li"]


def test_pages_follow_one_another(engine: Engine) -> None:
    need = Query("废水处理")
    whole = engine.match(need, where=ALL, limit=10)
    parts = [engine.match(need, where=ALL, limit=2, offset=start) for start in range(0, whole.total, 2)]
    assert [document for part in parts for document in found(part)] == found(whole)
    assert {part.total for part in parts} == {whole.total}
    scores = [match.score for match in whole.matches]
    assert scores == sorted(scores, reverse=True)


def test_a_talent_shows_the_work_that_proves_the_point(engine: Engine) -> None:
    need = Query("低温污水脱氮", (Requirement("低温污水脱氮"),))
    talent = next(m for m in engine.match(need, where=ALL).matches if m.document == "t:li")
    assert talent.title == "李华"
    assert (talent.evidence[0].part, talent.evidence[0].sentence) == ("w1", "研究低温污水脱氮工艺。")


def test_without_its_best_sentence_an_item_scores_lower(store: PassageStore, engine: Engine) -> None:
    need = Query("膜法处理高盐废水", (Requirement("处理高盐废水"),))
    before = next(m for m in engine.match(need, where=ALL).matches if m.document == "p:water")
    proof = before.evidence[0].sentence
    shortened = replace(DOCUMENTS[0], text=DOCUMENTS[0].text.replace(proof, ""))
    put_vectors(store, [Bag("e5"), Bag("use")], put_words(store, [shortened]))
    after = next(m for m in engine.match(need, where=ALL).matches if m.document == "p:water")
    assert after.score < before.score


@pytest.mark.parametrize("text", ["", "的", "?!", "x", "废" * 30_000, "<b>废水</b> ' OR 1=1 --", "🙂"])
def test_odd_needs_get_an_answer(engine: Engine, text: str) -> None:
    answer = engine.match(Query(text, (Requirement(text),)), where=ALL)
    assert answer.total >= 0
    assert all(0 <= match.score <= 1 for match in answer.matches)


def test_a_library_of_one_and_an_empty_one(tmp_path: Path) -> None:
    store = PassageStore.create(tmp_path / "small", {"e5": 64})
    engine = Engine(store, [Bag()])
    assert engine.match(Query("高盐废水处理"), where=ALL).matches == ()
    put_vectors(store, [Bag()], put_words(store, DOCUMENTS[:1]))
    assert found(engine.match(Query("高盐废水处理"), where=ALL)) == ["p:water"]


def test_items_can_be_measured_that_no_search_would_bring_up(engine: Engine) -> None:
    ranked = engine.measure(Query("固态电池"), ["p:cheese", "p:cell", "p:gone"], where=ALL).ranked()
    assert [item.document for item in ranked] == ["p:cell", "p:cheese"]
