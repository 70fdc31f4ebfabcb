"""The bench of reading, on small sets that can be counted by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from duijie.bench.command import reading
from duijie.bench.reading import as_json, html_of, read_set, run_reading, singles, table
from duijie.bench.reading_alike import bare, contains, dates_agree, organisation, pairs_f1, shares_half
from duijie.bench.reading_errors import distance, error_rate
from duijie.bench.reading_score import ALIKE, Counts, Score, match
from duijie.core.errors import InvalidInput
from duijie.reading import Article
from duijie.reading.facts import Fact


def scored(wanted: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> Score:
    score = Score()
    score.page(wanted, found)
    return score


def fact(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, **fields}


def test_strings_are_compared_without_script_width_spaces_and_marks() -> None:
    assert bare("《湖泊 聯盟》（２０２１）") == "湖泊联盟2021"
    assert organisation("中科院") == organisation("中國科學院")
    assert organisation("“一带一路”国际科学组织联盟(ANSO)") == organisation("ANSO")
    assert organisation("地质大学（武汉）") != organisation("地质大学（北京）")


def test_bigrams_say_how_alike_two_strings_are() -> None:
    assert pairs_f1("湖泊治理", "湖泊治理") == 1
    assert pairs_f1("湖泊治理", "湖泊") == pytest.approx(0.5)  # 2 · 1 of 3 + 1
    assert pairs_f1("", "湖泊") == 0
    assert shares_half("成员总数", "目前成员总数") and not shares_half("成员总数", "成员数")


def test_a_name_may_contain_the_other_when_it_is_at_most_twice_as_long() -> None:
    assert contains("科创中国", "“科创中国”平台")
    assert not contains("科创", "“科创中国”平台") and not contains("", "平台")


def test_dates_contradict_unless_one_is_the_shorter_form_of_the_other() -> None:
    assert dates_agree("2021-01-18", "2021") and dates_agree(None, "2021")
    assert not dates_agree("2021-01-18", "2020")


@pytest.mark.parametrize(
    ("kind", "wanted", "right", "wrong"),
    [
        (
            "role",
            {"person": "林岚", "role": "院长", "organisation": "湖泊研究院"},
            {"person": "林嵐", "role": "院長", "organisation": "湖泊研究院"},
            {"person": "林岚", "role": "院长", "organisation": None},
        ),
        (
            "role",
            {"person": "林岚", "role": "院长", "organisation": "湖泊研究院", "organisation_implied": True},
            {"person": "林岚", "role": "院长", "organisation": None},
            {"person": "林岚", "role": "副院长", "organisation": "湖泊研究院"},
        ),
        (
            "agreement",
            {"title": "合作协议", "parties": ["甲所", "乙校"]},
            {"title": "《合作协议》", "parties": []},
            {"title": "备忘录", "parties": ["甲所", "乙校"]},
        ),
        (
            "agreement",
            {"title": None, "parties": ["甲所", "乙校"]},
            {"title": "协议", "parties": ["乙校", "甲所"]},
            {"title": "协议", "parties": ["乙校"]},
        ),
        (
            "indicator",
            {"subject": "联盟", "measure": "成员总数", "value": 52, "unit": "家"},
            {"subject": "它", "measure": "目前的成员总数", "value": 52.0, "unit": "家"},
            {"subject": "联盟", "measure": "成员总数", "value": 52, "unit": "个"},
        ),
        (
            "event",
            {"name": "湖泊年会", "date": "2021-05"},
            {"name": "第三届湖泊年会", "date": "2021-05-02"},
            {"name": "湖泊年会", "date": "2022"},
        ),
        (
            "membership",
            {"organisation": "中科院", "member_of": "ANSO"},
            {"organisation": "中国科学院", "member_of": "“一带一路”国际科学组织联盟"},
            {"organisation": "ANSO", "member_of": "中国科学院"},
        ),
        ("programme", {"name": "湖泊健康走廊"}, {"name": "“湖泊”健康走廊"}, {"name": "走廊"}),
        ("task", {"text": "加强湖泊治理"}, {"text": "要加强湖泊治理"}, {"text": "发展教育"}),
    ],
)
def test_each_type_has_its_own_rule(
    kind: str, wanted: dict[str, Any], right: dict[str, Any], wrong: dict[str, Any]
) -> None:
    assert ALIKE[kind](wanted, right)
    assert not ALIKE[kind](wanted, wrong)


def test_an_optional_fact_is_neither_required_nor_wrong() -> None:
    optional = fact("programme", name="湖泊奖", optional=True)
    assert scored([optional], []).types["programme"] == Counts(0, 0, 0)
    assert scored([optional], [fact("programme", name="湖泊奖")]).types["programme"] == Counts(0, 0, 0)
    twice = [fact("programme", name="湖泊奖"), fact("programme", name="湖泊奖")]
    assert scored([optional], twice).types["programme"] == Counts(0, 1, 0)


def test_facts_are_paired_one_to_one_and_as_many_as_possible() -> None:
    wanted = [fact("programme", name="科创中国"), fact("programme", name="“科创中国”平台")]
    found = [fact("programme", name="“科创中国”平台"), fact("programme", name="科创中国")]
    assert scored(wanted, found).types["programme"] == Counts(2, 2, 2)
    # 甲乙 fits only the first, 甲乙丙 both: a greedy pairing from the left would lose one.
    wanted = [fact("programme", name="甲乙丙"), fact("programme", name="甲乙丙丁戊")]
    assert scored(wanted, [fact("programme", name="甲乙丙"), fact("programme", name="甲乙")]).types[
        "programme"
    ] == Counts(2, 2, 2)


@given(st.lists(st.integers(0, 5), max_size=8), st.lists(st.integers(0, 5), max_size=8), st.sets(st.integers(0, 7)))
def test_pairing_loses_no_fact(wanted: list[int], found: list[int], optional: set[int]) -> None:
    golds = [{"n": n, "optional": i in optional} for i, n in enumerate(wanted)]
    matched = match(golds, [{"n": n} for n in found], lambda a, b: abs(a["n"] - b["n"]) <= 1)
    assert len(matched.pairs) + len(matched.excused) + len(matched.wrong) == len(found)
    assert len(matched.pairs) + len(matched.missed) == sum(not g["optional"] for g in golds)
    assert all(abs(a["n"] - b["n"]) <= 1 for a, b in matched.pairs)
    assert not any(abs(a["n"] - b["n"]) <= 1 for a in matched.missed for b in [*matched.wrong, *matched.excused])


def test_agreements_of_one_title_are_paired_by_their_parties() -> None:
    def signed(title: str, *parties: str) -> dict[str, Any]:
        return {"type": "agreement", "title": title, "parties": list(parties)}

    wanted = [signed("湖泊合作备忘录", "江城大学", "白云学会"), signed("双边湖泊合作备忘录", "江城大学", "青山学会")]
    found = [signed("双边湖泊合作备忘录", "江城大学", "青山学会"), signed("湖泊合作备忘录", "江城大学", "白云学会")]
    for order in (found, found[::-1]):
        pairs = match(wanted, order, ALIKE["agreement"]).pairs
        assert [(w["parties"], g["parties"]) for w, g in pairs] in (
            [(w["parties"], w["parties"]) for w in wanted],
            [(w["parties"], w["parties"]) for w in wanted[::-1]],
        )


def test_parties_and_signatories_are_counted_by_themselves() -> None:
    wanted = fact("agreement", title="合作协议", parties=["甲所", "乙校"], signatories=[{"person": "林岚"}])
    score = scored([wanted], [fact("agreement", title="合作协议", parties=["甲所"], signatories=["林岚", "周海"])])
    assert score.fields["agreement.parties"] == Counts(1, 1, 2)
    assert score.fields["agreement.signatories"] == Counts(1, 2, 1)


def test_a_document_is_scored_field_by_field_and_its_damage_by_label() -> None:
    wanted = fact(
        "document", title="年会召开", date=None, publisher="中科院", site_codes=["a1"], damage=["line-broken"]
    )
    found = fact(
        "document", title="年会召开", date="2021-01-01", publisher="中国科学院", site_codes=["a1", "b2"], damage=[]
    )
    score = scored([wanted], [found])
    assert score.fields["document.title"] == score.fields["document.publisher"] == Counts(1, 1, 1)
    assert score.fields["document.date"] == Counts(0, 1, 0)
    assert score.fields["document.site_codes"] == Counts(1, 2, 1)
    assert score.damage == {"line-broken": Counts(0, 0, 1)}


def test_articles_are_told_apart_by_number_and_one_too_many_is_wrong() -> None:
    wanted = [fact("document", title=title, article=n) for n, title in ((1, "甲"), (2, "乙"))]
    found = [fact("document", title=title, article=n) for n, title in ((1, "甲"), (2, "丙"), (3, "丁"))]
    assert scored(wanted, found).fields["document.title"] == Counts(1, 3, 2)


def test_the_distance_counts_the_fewest_changes() -> None:
    assert distance("kitten", "sitting") == 3
    assert distance("", "湖") == 1 and distance("湖泊", "湖泊") == 0
    assert error_rate([("湖泊 治理", "湖泊治里")]) == pytest.approx(0.25)
    assert error_rate([]) is None


@given(st.text("ab湖", max_size=12), st.text("ab湖", max_size=12), st.text("ab湖", max_size=12))
def test_the_distance_is_a_metric(a: str, b: str, c: str) -> None:
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) == (a == b)
    assert distance(a, c) <= distance(a, b) + distance(b, c)


PAGE = "湖泊研究院年会召开\n\n2021年5月2日,湖泊研究院在杭州召开年会,院长林岚主持,共有52家机构参加。\n"


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    """A page, and a set that wants a role of it, an indicator, and its text."""
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    rows = [
        {
            "doc": "page.txt",
            "type": "role",
            "person": "林岚",
            "role": "院长",
            "organisation": None,
            "quote": "院长林岚",
        },
        {"doc": "page.txt", "type": "indicator", "subject": "年会", "measure": "参加机构数", "value": 52, "unit": "家"},
        {"doc": "page.txt", "type": "text", "text": PAGE},
    ]
    file = tmp_path / "facts.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return tmp_path, file


def finds(article: Article) -> list[Fact]:
    """A reader that finds a role with certainty and a wrong number without."""
    at = article.text.index("院长林岚")
    role = {"person": "林岚", "role": "院长", "organisation": None, "organisation_implied": False}
    number = {"subject": "年会", "measure": "年", "value": 2021, "unit": "年"}
    return [
        Fact("role", role, "院长林岚", at, at + 4, "test", 0.97),
        Fact("indicator", number, "2021年", 0, 5, "test", 0.5),
    ]


def test_a_set_is_read_scored_and_shown(small: tuple[Path, Path]) -> None:
    results = run_reading(*small, find=finds, seconds=0)
    by_type = {row["type"]: row for row in results["results"]}
    assert (by_type["role"]["precision"], by_type["role"]["recall"], by_type["role"]["f1"]) == (1, 1, 1)
    assert (by_type["indicator"]["precision"], by_type["indicator"]["recall"]) == (0, 0)
    assert results["confidence"] == {"above": 0.9, "facts": 1, "right": 1}
    assert results["characters"] == {"texts": 1, "error_rate": 0}
    assert results["pages_per_second"] > 0
    shown = singles(results)
    assert "missed indicator page.txt" in shown and "wrong indicator page.txt" in shown and "role" not in shown
    assert "| role | 1.000 | 1.000 | 1.000 |" in table(results)
    assert "wrong" not in as_json(results)


def test_the_command_prints_one_object(small: tuple[Path, Path]) -> None:
    folder, file = small
    run = CliRunner().invoke(reading, ["--pages", str(folder), "--facts", str(file), "--json"])
    assert run.exit_code == 0, run.output
    printed = json.loads(run.stdout)
    assert {"results", "damage", "pages_per_second"} <= printed.keys()
    assert all({"type", "precision", "recall", "f1"} == row.keys() for row in printed["results"])


def test_trafilatura_is_given_text_as_a_page_it_can_read_and_the_table_says_so(small: tuple[Path, Path]) -> None:
    import trafilatura

    folder, file = small
    results = run_reading(folder, file, find=finds, seconds=0)
    assert results["compared"] == {"html": 0, "wrapped": 1, "left_out": 0}
    assert results["trafilatura_pages_per_second"] > 0
    assert "1 of plain text wrapped into HTML" in table(results)
    wrapped = html_of((folder / "page.txt").read_bytes(), "page.txt")
    assert wrapped is not None and "共有52家机构参加" in (trafilatura.extract(wrapped) or "")
    page = b"<html><body><p>1 < 2</p></body></html>"
    assert html_of(page, "page.html") is page
    assert (
        html_of("大小 1 < 2 & 3".encode(), "a.txt")
        == (
            "<html><head><title>大小 1 &lt; 2 &amp; 3</title></head><body><article>\n"
            "<p>大小 1 &lt; 2 &amp; 3</p>\n</article></body></html>"
        ).encode()
    )


def test_where_trafilatura_reads_none_of_the_pages_the_table_says_so(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    file = tmp_path / "facts.jsonl"
    file.write_text(json.dumps({"doc": "broken.pdf", "type": "task", "text": "加强治理"}))
    results = run_reading(tmp_path, file, find=finds, seconds=0)
    assert results["trafilatura_pages_per_second"] is None
    assert "trafilatura alone: n/a" in table(results)
    assert results["characters"] == {"texts": 0, "error_rate": None}


def test_a_page_that_cannot_be_read_is_told_and_the_rest_goes_on(small: tuple[Path, Path]) -> None:
    folder, file = small
    (folder / "empty.txt").write_text("")
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps({"doc": "empty.txt", "type": "task", "text": "加强治理"}) + "\n")
    results = run_reading(folder, file, find=finds, seconds=0)
    assert list(results["failures"]) == ["empty.txt"]
    assert "Not read: empty.txt" in table(results)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"doc": "x"}, "lacks type"),
        ({"doc": "x", "type": "rôle"}, "types are"),
        ({"doc": "none", "type": "task"}, "none"),
        ({"doc": "../facts.jsonl", "type": "task"}, "is not in"),
        ({"doc": 5, "type": "task"}, "name of a file"),
        ({"doc": "x", "type": ["task"]}, "types are"),
        ({"doc": "x", "type": "agreement", "parties": "甲所"}, "no list"),
        ({"doc": "x", "type": "task", "text": ["加强治理"]}, "no text"),
    ],
)
def test_a_set_of_another_form_is_refused_in_a_sentence(tmp_path: Path, row: dict[str, Any], says: str) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_text(json.dumps(row))
    with pytest.raises(InvalidInput, match=says):
        read_set(file)
        run_reading(tmp_path, file, find=finds, seconds=0)


@pytest.mark.parametrize(
    ("pages", "facts", "says"),
    [
        ("nowhere", "facts.jsonl", "nowhere"),
        (".", "nothing.jsonl", "nothing.jsonl"),
        (".", "empty.jsonl", "is empty"),
        (".", "words.jsonl", "Line 1"),
        (".", "other.jsonl", "gone.txt"),
    ],
)
def test_the_command_refuses_what_it_cannot_use_with_a_sentence_and_code_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    pages: str,
    facts: str,
    says: str,
) -> None:
    from duijie.cli import main

    for name, text in (
        ("facts.jsonl", '{"doc": "facts.jsonl", "type": "task"}'),
        ("empty.jsonl", ""),
        ("words.jsonl", "no json"),
        ("other.jsonl", '{"doc": "gone.txt", "type": "task"}'),
    ):
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(
        "sys.argv", ["duijie", "bench", "reading", "--pages", str(tmp_path / pages), "--facts", str(tmp_path / facts)]
    )
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    told = capsys.readouterr().err.strip()
    assert says in told and len(told.splitlines()) == 1


@pytest.mark.eval
def test_the_facts_of_the_set_are_found(shared: Path) -> None:
    results = run_reading(shared / "pages", shared / "eval" / "facts" / "facts.jsonl", seconds=0)
    by_type = {row["type"]: row for row in results["results"]}
    assert by_type["indicator"]["f1"] >= 0.8
    assert by_type["programme"]["f1"] >= 0.8
    assert by_type["task"]["recall"] >= 0.6
    assert results["damage"]["recall"] == 1
