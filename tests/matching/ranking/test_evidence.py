"""For every requirement the sentence that answers, its words marked; nothing where nothing answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from duijie.bench import evidence as bench
from duijie.matching.embedders.base import Embedded, embed_separately
from duijie.matching.indexing.passages import passages
from duijie.matching.ranking import overlap
from duijie.matching.ranking.background import Background
from duijie.matching.ranking.evidence import Explainer, best_sentence, explain, marked_segments
from duijie.matching.ranking.numbers import stated
from duijie.matching.ranking.relevance import FITTED, about
from duijie.matching.ranking.signals import measure
from duijie.matching.types import Document, Evidence, Passage, Query, Requirement, Work
from duijie.matching.understanding.demands import demanded
from duijie.matching.understanding.polarity import opposed, rules_out
from duijie.matching.understanding.requirements import split
from duijie.matching.understanding.variants import folded


class LetterSpace:
    """A space without a model: the character pairs of a text, hashed. What shares many pairs
    is near; what shares none is not. Enough to hold every rule of evidence but that across
    languages."""

    name = "letters"
    languages = frozenset({"zh", "en"})
    dimension = 256

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            letters = re.sub(r"\W", "", folded(text))
            for pair in pairwise(letters):
                vectors[row, crc32("".join(pair).encode()) % self.dimension] += 1
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

    encode_queries = encode_passages

    def embed(self, cut: Sequence[Passage]) -> Embedded:
        return embed_separately(self, cut)


@dataclass(frozen=True)
class Row:
    passage: Passage
    vectors: Mapping[str, NDArray[np.float32] | None] = field(default_factory=dict)
    sentence_vectors: Mapping[str, NDArray[np.float32] | None] = field(default_factory=dict)


SPACE = LetterSpace()
BACKGROUND = Background.measure([SPACE])


def stored(*documents: Document) -> list[Row]:
    cut = [passage for document in documents for passage in passages(document)]
    found = SPACE.embed(cut)
    return [
        Row(passage, {SPACE.name: vector}, {SPACE.name: parts})
        for passage, vector, parts in zip(cut, found.vectors, found.sentences, strict=True)
    ]


def query(text: str, *clauses: str) -> Query:
    return Query(text, tuple(Requirement(clause, quantity=demanded(clause)) for clause in clauses) or split(text))


def ask(question: Query, rows: Sequence[Row], scores: Mapping[str, float] | None = None) -> Explainer:
    texts = [requirement.text for requirement in question.requirements]
    return Explainer(
        question,
        requirement_vectors={SPACE.name: SPACE.encode_queries(texts)},
        statement_vectors={SPACE.name: SPACE.encode_queries([question.text])[0]},
        rows=rows,
        background=BACKGROUND,
        scores=scores,
    )


NEED = query(
    "电镀厂废水含镍超标，想找除镍技术，镍去除率不低于95%，处理成本低于5元/吨，并能回收镍。",
    "除镍技术",
    "镍去除率不低于95%",
    "处理成本低于5元/吨",
    "能回收镍",
)
GOOD = Document(
    "project:good",
    "project",
    "电镀废水除镍与回收",
    "我们开发了电镀废水除镍技术。采用螯合树脂吸附电镀废水中的镍。镍去除率达97.3%。处理成本为4.2元/吨。再生液中的镍可以回收利用。",
)
WEAK = Document(
    "project:weak", "project", "电镀废水除镍", "一种电镀废水除镍技术。镍去除率为91%。处理成本为4.2美元/吨。"
)
OTHER = Document(
    "project:other",
    "project",
    "梨树修剪规程",
    "提出了早熟梨的冬季修剪方法。坐果率提高到95%。农户容易掌握。",
)


def test_each_requirement_gets_the_sentence_that_answers_it() -> None:
    shown = ask(NEED, stored(GOOD, WEAK, OTHER)).explain("project:good")
    assert [e.requirement for e in shown] == [0, 1, 2, 3]
    assert [e.verdict for e in shown] == ["covered"] * 4
    assert [e.sentence for e in shown] == [
        "我们开发了电镀废水除镍技术。",
        "镍去除率达97.3%。",
        "处理成本为4.2元/吨。",
        "再生液中的镍可以回收利用。",
    ]
    assert all(e.sentence in GOOD.text for e in shown)


def test_a_met_number_is_told_with_both_values_and_marked() -> None:
    removal = ask(NEED, stored(GOOD, WEAK, OTHER)).explain("project:good")[1]
    assert removal.note == ("satisfied", "≥ 95 %", "97.3 %")
    assert "number" in removal.reasons
    marked = "".join(piece for piece, on in marked_segments(removal.sentence, removal.marks) if on)
    assert "97.3%" in marked
    assert "去除率" in marked


def test_a_number_that_misses_leaves_the_requirement_partly_at_most() -> None:
    removal, cost = ask(NEED, stored(GOOD, WEAK, OTHER)).explain("project:weak")[1:3]
    assert removal.note == ("not satisfied", "≥ 95 %", "91 %")
    assert removal.verdict != "covered"
    assert "number" not in removal.reasons
    # Dollars do not compare with yuan: nothing is claimed about the number, nor is it covered.
    assert cost.note is None
    assert cost.verdict != "covered"


def test_units_are_converted_before_they_are_compared() -> None:
    cheap = replace(GOOD, id="project:kg", text="镍去除率达980‰。处理成本为0.004元/公斤。")
    removal, cost = ask(NEED, stored(cheap, OTHER)).explain("project:kg")[1:3]
    assert removal.note == ("satisfied", "≥ 95 %", "980 ‰")
    assert cost.note == ("satisfied", "< 5 元/吨", "0.004 元/公斤")


def test_an_unrelated_item_shows_nothing_even_where_it_has_the_number() -> None:
    shown = ask(NEED, stored(GOOD, WEAK, OTHER)).explain("project:other")
    assert {e.verdict for e in shown} == {"not shown"}
    assert all(e.sentence == "" and e.marks == () and e.note is None for e in shown)


def test_a_general_clause_is_not_covered_by_an_item_about_something_else() -> None:
    cheap = replace(OTHER, text=OTHER.text + "成本低，5元/亩。")
    assert "covered" not in {e.verdict for e in ask(NEED, stored(GOOD, WEAK, cheap)).explain("project:other")}


def test_the_same_number_about_something_else_is_not_taken() -> None:
    tempting = replace(GOOD, id="project:water", text="电镀废水回用率达98%，镍去除率为80%。")
    removal = ask(NEED, stored(tempting, OTHER)).explain("project:water")[1]
    assert removal.note == ("not satisfied", "≥ 95 %", "80 %")


def test_a_traditional_need_finds_and_marks_simplified_text() -> None:
    question = query("電鍍廠廢水含鎳超標，想找除鎳技術。", "電鍍廢水除鎳技術")
    found = ask(question, stored(GOOD, OTHER)).explain("project:good")[0]
    assert found.verdict == "covered"
    marked = [piece for piece, on in marked_segments(found.sentence, found.marks) if on]
    assert marked == ["电镀废水除镍"] or marked == ["电镀废水除镍技术"]


@pytest.mark.parametrize("number", range(4))
def test_without_its_sentence_an_item_answers_less(number: int) -> None:
    before = ask(NEED, stored(GOOD, WEAK, OTHER)).explain("project:good")[number]
    poorer = replace(GOOD, text=GOOD.text.replace(before.sentence, ""))
    after = ask(NEED, stored(poorer, WEAK, OTHER)).explain("project:good")[number]
    assert before.sentence
    assert after.confidence < before.confidence


def test_a_talent_is_proved_by_the_work_that_says_it() -> None:
    talent = Document(
        "talent:1",
        "talent",
        "林女士",
        "研究方向为水处理。",
        works=(
            Work("w1", "印染废水脱色", "用臭氧脱色。色度去除率为90%。"),
            Work("w2", "电镀废水除镍树脂", "合成了除镍树脂。镍去除率达99%。"),
            Work("w3", "能回收镍的电解槽"),
        ),
    )
    shown = ask(NEED, stored(talent, OTHER)).explain("talent:1")
    assert (shown[1].part, shown[1].source, shown[1].sentence) == ("w2", "电镀废水除镍树脂", "镍去除率达99%。")
    # A work of which only the title is known speaks through its title.
    assert (shown[3].part, shown[3].sentence) == ("w3", "能回收镍的电解槽")


def test_an_item_that_is_not_embedded_yet_is_judged_by_its_words() -> None:
    bare = [Row(row.passage) for row in stored(GOOD, OTHER)]
    explainer = ask(NEED, bare)
    good = explainer.explain("project:good")
    assert good[1].verdict == "covered"
    assert good[1].reasons == ("words", "number")
    assert {e.verdict for e in explainer.explain("project:other")} == {"not shown"}


def test_a_library_of_one_item_is_judged_like_a_large_one() -> None:
    assert [e.verdict for e in ask(NEED, stored(GOOD)).explain("project:good")] == ["covered"] * 4
    assert {e.verdict for e in ask(NEED, stored(OTHER)).explain("project:other")} == {"not shown"}


def test_identical_items_get_identical_evidence() -> None:
    explainer = ask(NEED, stored(*(replace(GOOD, id=f"project:{n}") for n in range(5))))
    assert len({explainer.explain(document) for document in explainer.documents}) == 1


def test_an_item_nobody_knows_shows_nothing() -> None:
    assert {e.verdict for e in ask(NEED, stored(GOOD)).explain("project:none")} == {"not shown"}
    assert ask(NEED, stored(GOOD)).best_sentence("project:none") is None
    assert [e.verdict for e in ask(NEED, []).explain("project:good")] == ["not shown"] * 4


def test_a_need_without_requirements_has_a_best_sentence_and_no_evidence() -> None:
    rows = stored(GOOD)
    vectors = {SPACE.name: SPACE.encode_queries(["镍去除率要高"])[0]}
    best = best_sentence(Query("镍去除率要高"), rows=rows, statement_vectors=vectors, background=BACKGROUND)
    assert best is not None
    assert best.sentence == "镍去除率达97.3%。"
    assert explain(Query("镍去除率要高"), requirement_vectors={}, rows=rows) == ()


def test_vectors_of_another_size_or_not_a_number_are_left_out() -> None:
    row = stored(GOOD)[0]
    wrong = {SPACE.name: np.ones((2, 7), np.float32)}
    absent = {SPACE.name: np.full((len(row.passage.sentences), SPACE.dimension), np.nan, np.float32)}
    for vectors in (wrong, absent):
        shown = ask(NEED, [Row(row.passage, {}, vectors)]).explain("project:good")
        assert shown[1].sentence == "镍去除率达97.3%。"
        assert all(0 <= e.confidence <= 1 for e in shown)


def test_a_short_negative_requirement_is_not_answered_by_any_negation() -> None:
    question = query("电镀厂废水含镍超标，想找除镍技术，最好不产生危废污泥。", "电镀废水除镍技术", "不产生危废污泥")
    pond = Document(
        "project:pond", "project", "鱼池硝化床", "鱼池用硝化床处理氨氮。该床不去除硝酸盐，长期运行需配合反硝化或藻床。"
    )
    clean = replace(GOOD, id="project:clean", text=GOOD.text + "电镀废水处理全程不产生危废污泥。")
    explainer = ask(question, stored(clean, GOOD, pond))
    assert explainer.explain("project:clean")[1].sentence == "电镀废水处理全程不产生危废污泥。"
    assert explainer.explain("project:clean")[1].verdict == "covered"
    assert explainer.explain("project:pond")[1].verdict == "not shown"
    assert explainer.explain("project:good")[1].verdict != "covered"


MEDIUM = query("想低成本去除电镀废水中的镍。", "低成本去除电镀废水中的镍")


def test_a_sentence_that_shares_only_the_medium_shows_nothing_of_a_thing_whose_names_are_known() -> None:
    reclaimed = Document(
        "project:reuse", "project", "电镀废水的膜法回用", "低成本膜法处理电镀废水中的油，电镀废水零外排。"
    )
    named = replace(reclaimed, id="project:named", text="低成本膜法去除电镀废水中的镍，电镀废水零外排。")
    explainer = ask(MEDIUM, stored(reclaimed, named, OTHER))
    assert explainer.explain("project:named")[0].verdict == "covered"
    assert explainer.explain("project:reuse")[0].verdict == "not shown"
    assert explainer.explain("project:reuse")[0].sentence == ""
    assert explainer.explain("project:reuse")[0].confidence < explainer.explain("project:named")[0].confidence


def test_an_item_that_names_the_object_elsewhere_shows_its_best_sentence_as_partly() -> None:
    reclaimed = Document(
        "project:reuse", "project", "电镀废水的膜法回用", "低成本膜法处理电镀废水中的油，电镀废水零外排。"
    )
    elsewhere = replace(reclaimed, text=reclaimed.text + "車間另有一條鎳線。")
    assert ask(MEDIUM, stored(elsewhere, OTHER)).explain("project:reuse")[0].verdict == "partly"


def test_a_thing_without_known_names_may_be_meant_in_other_words() -> None:
    question = query("想低成本去除电镀废水中的絮凝残渣。", "低成本去除电镀废水中的絮凝残渣")
    reclaimed = Document(
        "project:reuse", "project", "电镀废水的膜法回用", "低成本膜法处理电镀废水中的油，电镀废水零外排。"
    )
    assert ask(question, stored(reclaimed, OTHER)).explain("project:reuse")[0].verdict == "partly"


def test_the_right_number_of_another_object_does_not_cover() -> None:
    question = query("电镀废水，镍去除率不低于95%。", "电镀废水镍去除率不低于95%")
    cyanide = Document("project:cn", "project", "电镀废水除氰", "电镀废水氰化物去除率达到98%。")
    assert ask(question, stored(cyanide, OTHER)).explain("project:cn")[0].verdict != "covered"


def test_an_item_in_the_other_language_is_more_about_a_need_whose_things_it_names() -> None:
    question = query("nickel in wastewater of plating works")
    # The same to a space of letters, which reads no Chinese word of an English need.
    named = Document("project:named", "project", "电镀废水除镍", "车间废水除镍。")
    unnamed = Document("project:unnamed", "project", "冬季梨树修剪", "果园梨树修剪。")
    explainer = ask(question, stored(named, unnamed))
    more, less = (explainer.explain(f"project:{name}")[0].confidence for name in ("named", "unnamed"))
    assert more > less


def test_an_item_in_the_other_language_that_names_all_that_is_asked_is_about_the_need() -> None:
    question = query("nickel in wastewater of plating works")
    all_named = Document("project:all", "project", "电镀废水除镍", "车间废水除镍。")
    one_named = Document("project:one", "project", "不锈钢中的镍", "含镍板材轧制。")
    found = about(
        measure(
            question,
            requirement_vectors={SPACE.name: SPACE.encode_queries([r.text for r in question.requirements])},
            statement_vectors={SPACE.name: SPACE.encode_queries([question.text])[0]},
            rows=stored(all_named, one_named),
            background=BACKGROUND,
        ),
        question.text,
    )
    assert found["project:all"] >= FITTED.if_named > found["project:one"]


@pytest.mark.parametrize("text", ["果园梨树修剪。车间废水除镍。", "车间废水除镍。果园梨树修剪。"])
def test_of_sentences_in_the_other_language_the_one_that_names_the_things_asked_for_proves_it(text: str) -> None:
    explainer = ask(
        query("nickel in wastewater of plating works"), stored(Document("project:both", "project", "技术两则", text))
    )
    best = explainer.best_sentence("project:both")
    assert best is not None and best.sentence == "车间废水除镍。"


def test_what_is_counted_and_what_it_is_counted_of_are_both_asked_for() -> None:
    question = query("饮水除氟，氟含量低于1 mg/L的饮水。", "氟含量低于1 mg/L的饮水")
    fluoride = Document("project:f", "project", "饮水除氟", "滤后饮水的氟含量为0.6 mg/L。")
    iron = replace(fluoride, id="project:fe", title="饮水除铁", text="滤后饮水的铁含量为0.2 mg/L。")
    explainer = ask(question, stored(fluoride, iron, OTHER))
    assert explainer.explain("project:f")[0].verdict == "covered"
    assert explainer.explain("project:fe")[0].verdict != "covered"


def test_what_stands_low_in_the_ranking_is_less_surely_about_the_need() -> None:
    rows = stored(GOOD, OTHER)
    high, low, unknown = (ask(NEED, rows, scores) for scores in ({GOOD.id: 0.7}, {GOOD.id: 0.1}, {}))
    for one, other, as_it_is in zip(*(explainer.explain(GOOD.id) for explainer in (low, high, unknown)), strict=True):
        assert one.confidence < other.confidence
        assert as_it_is == other


def test_of_sentences_nearly_as_good_the_one_that_names_the_object_is_shown() -> None:
    both = replace(GOOD, id="project:both", text="低成本处理电镀废水的装置。低成本地从电镀废水中除去了镍。")
    assert ask(MEDIUM, stored(both, OTHER)).explain("project:both")[0].sentence == "低成本地从电镀废水中除去了镍。"


def test_what_a_sentence_denies_is_not_covered_by_it() -> None:
    denied = replace(GOOD, id="project:denied", text=GOOD.text.replace("可以回收利用", "尚不能回收"))
    before = ask(NEED, stored(GOOD, OTHER)).explain("project:good")[3]
    after = ask(NEED, stored(denied, OTHER)).explain("project:denied")[3]
    assert before.verdict == "covered"
    assert after.verdict != "covered"
    assert after.confidence < before.confidence


@pytest.mark.parametrize(
    ("requirement", "sentence", "word", "expected"),
    [
        ("带电即可施工", "目前没有带电作业的工艺", "带电", True),
        ("不产生污泥", "该工艺不产生污泥", "污泥", False),
        ("不产生污泥", "污泥含水率为80%", "污泥", True),
        ("运行成本不超过5元", "运行成本为4元", "运行成本", False),
        ("不锈钢管道", "采用不锈钢管道", "管道", False),
        ("works without chemicals", "No chemicals are dosed", "chemicals", False),
        ("水稻直播机不漏种", "梯田里播种水稻，空穴率很低", "水稻", False),
        (
            "grade strawberries without touching them",
            "Strawberries are sorted from images alone",
            "Strawberries",
            False,
        ),
        ("wire breaks in cables", "found in the cable without removing its cover", "cable", False),
        ("预报洪水", "该河没有测站，但可预报洪水", "洪水", False),
        ("不停电更换绝缘子", "机器人带电更换绝缘子", "更换绝缘子", False),
        ("自动关阀", "停电时不能自动关阀", "关阀", True),
        ("works without chemicals", "Chemicals are dosed twice a day", "Chemicals", True),
        ("cost no more than 5 yuan", "the cost is 4 yuan", "cost", False),
    ],
)
def test_polarity_is_told_by_the_clause_of_the_shared_word(
    requirement: str, sentence: str, word: str, expected: bool
) -> None:
    at = sentence.index(word)
    assert opposed(requirement, sentence, [(at, at + len(word))]) is expected


def test_an_amount_of_another_order_is_about_something_else() -> None:
    ice = Requirement("覆冰不超过5毫米", quantity=demanded("覆冰不超过5毫米"))
    assert stated(ice, "在海拔2900米的观测站获得数据") is None
    assert stated(ice, "导线覆冰为4毫米") is not None


def test_scraps_are_not_shown_as_evidence() -> None:
    scrappy = replace(GOOD, id="project:scrap", text="镍去除率。" + GOOD.text)
    assert ask(NEED, stored(scrappy, OTHER)).explain("project:scrap")[1].sentence == "镍去除率达97.3%。"


def test_amounts_are_marked_whole_and_units_never_alone() -> None:
    sentence = "The outlet holds 0.25 mg/L of nickel in 3 L samples."
    assert [sentence[a:b] for a, b in overlap.marks(sentence, "nickel below 0.1 mg/L within 2 h")] == ["nickel"]
    removal = ask(NEED, stored(replace(GOOD, text="镍去除率为97.3%，出水镍0.25 mg/L。"))).explain("project:good")[1]
    assert [piece for piece, on in marked_segments(removal.sentence, removal.marks) if on] == [
        "镍去除率",
        "97.3%",
        "镍",
    ]


def test_marks_follow_inflected_words_and_leave_function_words_alone() -> None:
    sentence = "The coatings reduced bearing noise in the mill."
    marked = [
        piece for piece, on in marked_segments(sentence, overlap.marks(sentence, "a coating for the bearings")) if on
    ]
    assert marked == ["coatings", "bearing"]


_MIXED = st.text(st.sampled_from("除镍鎳銅铜去率達达的，。 abC1２％％coatingİ<>&"), max_size=60)


@given(_MIXED, _MIXED)
def test_marks_lie_in_the_sentence_in_order_and_apart(sentence: str, requirement: str) -> None:
    spans = overlap.marks(sentence, requirement)
    last = -1
    for start, end in spans:
        assert last < start < end <= len(sentence)
        last = end


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=6))
def test_marked_pieces_join_to_the_sentence_whatever_the_marks(sentence: str, spans: list[tuple[int, int]]) -> None:
    pieces = marked_segments(sentence, spans)
    assert "".join(piece for piece, _ in pieces) == sentence
    for position, (piece, on) in enumerate(pieces):
        assert piece
        assert position == 0 or pieces[position - 1][1] != on


@given(st.text(max_size=80))
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(folded(text)) == len(text)


# --- on real needs ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def judged(shared: Path) -> list[bench.Judged]:
    """The evidence of every fourth need, so that the test takes seconds."""
    folder = shared / "eval" / "needs"

    def read(name: str) -> list[dict[str, object]]:
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]

    return bench.judge(read("needs.jsonl")[1::4], read("corpus.jsonl"), strangers=30)


@pytest.mark.eval
def test_real_requirements_are_shown_by_the_paper_that_answers_and_not_by_others(judged: list[bench.Judged]) -> None:
    everything = bench.summarise(judged)[0]
    assert everything.auc_random > 0.95
    assert everything.auc_swapped > 0.8
    assert everything.verdicts["random"]["not shown"] > 0.9
    assert everything.verdicts["own"]["not shown"] < 0.25


@pytest.mark.eval
def test_evidence_always_carries_what_it_claims(judged: list[bench.Judged]) -> None:
    def whole(evidence: Evidence) -> bool:
        if evidence.verdict == "not shown":
            return not evidence.sentence
        return bool(evidence.sentence and evidence.reasons) and all(
            0 <= start < end <= len(evidence.sentence) for start, end in evidence.marks
        )

    assert all(whole(pair.evidence) for pair in judged)
    assert all(0 <= pair.evidence.confidence <= 1 for pair in judged)


def test_no_paraphrase_stands_for_a_thing_whose_names_are_all_known(monkeypatch: pytest.MonkeyPatch) -> None:
    price = Document("project:price", "project", "印染尾水回用", "吨水综合运行成本4.3元，其中臭氧电耗占46%。")
    explainer = ask(MEDIUM, stored(price, OTHER))
    monkeypatch.setattr(Explainer, "_means", lambda *_: True)  # as near in meaning as can be
    column = int(explainer._columns["project:price"][0])
    assert explainer._beside(0, column, MEDIUM.requirements[0]), "it speaks of a price and of no nickel"


@pytest.mark.parametrize(
    ("requirement", "sentence", "word", "expected"),
    [
        ("电池包拆解", "电池包拆解与放电不在范围内", "电池包拆解", True),
        ("电池包拆解", "放电不在范围内，电池包拆解由机器人完成", "电池包拆解", False),
        ("退浆废水处理", "该工艺不适合退浆废水", "退浆废水", True),
        ("treat desizing wastewater", "It is not suitable for desizing wastewater", "desizing wastewater", True),
        ("treat desizing wastewater", "Not suitable for oil, but desizing wastewater is treated", "desizing", False),
        ("不适合老人的场所", "不适合老人的场所", "老人", False),
    ],
)
def test_what_an_item_is_not_for_is_told_by_the_clause_of_the_shared_word(
    requirement: str, sentence: str, word: str, expected: bool
) -> None:
    at = sentence.index(word)
    assert rules_out(requirement, sentence, [(at, at + len(word))]) is expected


def test_a_sentence_that_says_what_an_item_is_not_for_shows_nothing() -> None:
    asked = query("电池包自动拆解", "电池包自动拆解")
    for told, shown in (("电池包自动拆解不在本项目范围内。", False), ("电池包自动拆解由机器人完成。", True)):
        rows = stored(Document("project:1", "project", "废旧电池回收", told))
        vectors = {SPACE.name: SPACE.encode_queries(["电池包自动拆解"])}
        found = explain(asked, requirement_vectors=vectors, rows=rows, background=BACKGROUND)
        assert (found[0].verdict != "not shown") is shown, told


@pytest.mark.parametrize(
    ("told", "verdict"), [("吨水成本4元。", "covered"), ("吨水成本6元。", "partly"), ("", "partly")]
)
def test_a_requirement_with_two_bounds_is_covered_when_both_are_met(told: str, verdict: str) -> None:
    asked = query("印染废水回用", "以低于5元/吨的成本回用60%以上的印染废水")
    document = Document("project:1", "project", "印染废水回用", f"印染废水回用率71%，水质稳定。{told}")
    vectors = {SPACE.name: SPACE.encode_queries(["以低于5元/吨的成本回用60%以上的印染废水"])}
    found = explain(asked, requirement_vectors=vectors, rows=stored(document), background=BACKGROUND)
    assert found[0].verdict == verdict


def test_what_an_item_is_not_for_is_not_its_best_sentence() -> None:
    text = "印染废水回用"
    rows = stored(
        Document("project:1", "project", "膜法工艺", "印染废水回用不适合含浆料的工段。膜法处理后的水可回到染缸。")
    )
    vectors = {SPACE.name: SPACE.encode_queries([text])}
    found = best_sentence(query(text, text), rows=rows, statement_vectors=vectors, background=BACKGROUND)
    assert found is not None and "不适合" not in found.sentence
