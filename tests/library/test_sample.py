"""The sample community is worth looking at on first start, and plainly invented.

Reads the files alone: no database, no Django.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from duijie.core.text import clean, language, sentences
from duijie.registry.classifications import fields as known_fields
from duijie.registry.classifications import places as known_places
from duijie.registry.identifiers import normalise_identifier

FOLDER = Path(__file__).resolve().parents[2] / "src" / "duijie" / "library" / "sample"
ITEMS = ("problems", "projects", "talents")
BODY = {"problems": "statement", "projects": "summary", "talents": "expertise"}
REQUIRED = {
    "communities": {"slug", "name_zh", "name_en", "colour", "shares", "description_zh", "description_en"},
    "organisations": {"external_id", "name", "names", "kind", "place", "description"},
    "problems": {"external_id", "title", "statement", "language", "kind", "requirements", "industry", "deadline"}
    | {"currency", "confidentiality", "cooperation", "fields", "places", "keywords", "organisation", "community"},
    "projects": {"external_id", "title", "summary", "language", "trl", "stage", "ip", "cooperation", "team", "year"}
    | {"fields", "places", "keywords", "organisation", "community"},
    "talents": {"external_id", "name", "language", "headline", "expertise", "languages", "availability", "works"}
    | {"organisation", "post", "fields", "places", "keywords", "community"},
}
CONTRACTS = {"development", "transfer", "licence", "consulting", "service"}
# Well-known names that a text about such subjects might slip into.
REAL_NAMES = (
    "华为 腾讯 阿里巴巴 百度 京东 小米 宁德时代 比亚迪 隆基 牧原 国家电网 南方电网 中石化 中石油 金风 "
    "清华大学 北京大学 浙江大学 复旦大学 中国科学院 中科院 敦煌研究院 中国农业大学 江南大学 香港大學 "
    "Huawei Tencent Alibaba Siemens Bosch BASF Tesla Google Microsoft Vestas Ørsted Orsted Maersk Pfizer "
    "Sinopec Foxconn Tsinghua Wageningen Stanford Oxford Cambridge Harvard Fraunhofer Facebook LinkedIn WeChat"
).split()


def rows(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def items() -> list[tuple[str, dict[str, Any]]]:
    return [(kind, row) for kind in ITEMS for row in rows(kind)]


def texts(value: object) -> Iterator[str]:
    """Every text inside a row."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def everything() -> Iterator[tuple[str, str]]:
    """Every text of the sample with where it stands."""
    for name in ("communities", "organisations", *ITEMS):
        for number, row in enumerate(rows(name), 1):
            for text in texts(row):
                yield f"{name}.jsonl:{number}", text
    for path in sorted((FOLDER / "articles").iterdir()):
        yield path.name, path.read_text(encoding="utf-8")


def test_there_is_enough_to_look_at() -> None:
    assert len(rows("organisations")) >= 25
    assert len(rows("problems")) >= 44
    assert len(rows("projects")) >= 66
    assert len(rows("talents")) >= 44
    assert 8 <= len(list((FOLDER / "articles").iterdir())) <= 14


@pytest.mark.parametrize("name", REQUIRED)
def test_every_row_says_what_its_kind_needs_and_that_it_is_a_sample(name: str) -> None:
    for row in rows(name):
        missing = {column for column in REQUIRED[name] if row.get(column) in (None, "", [], {})}
        assert not missing, (row.get("external_id", row.get("slug")), missing)
        assert row["sample"] is True


def test_no_external_id_is_used_twice() -> None:
    for name in ("organisations", *ITEMS):
        ids = Counter(row["external_id"] for row in rows(name))
        assert ids.most_common(1)[0][1] == 1, ids.most_common(1)
    works = [work["external_id"] for row in rows("talents") for work in row["works"]]
    assert len(works) == len(set(works))


def test_the_three_ways_of_writing_are_all_there() -> None:
    count = Counter(row["language"] for _, row in items())
    total = count.total()
    assert 0.50 <= count["zh-Hans"] / total <= 0.62
    assert 0.08 <= count["zh-Hant"] / total <= 0.14
    assert 0.30 <= count["en"] / total <= 0.40
    for kind in ITEMS:
        assert {row["language"] for row in rows(kind)} == {"zh-Hans", "zh-Hant", "en"}


def test_each_item_is_written_in_the_language_it_names() -> None:
    for kind, row in items():
        for text in [row[BODY[kind]], *(work["abstract"] for work in row.get("works", []))]:
            assert language(text) == row["language"], (row["external_id"], text[:60])


def test_the_items_lie_in_many_fields_and_known_places() -> None:
    seen = {code for _, row in items() for code in row["fields"]}
    assert len(seen) >= 12
    assert seen <= set(known_fields())
    assert {code.split(".")[0] for code in seen} == {"1", "2", "3", "4", "5", "6"}
    used = {code for _, row in items() for code in row["places"]} | {row["place"] for row in rows("organisations")}
    assert used <= set(known_places())


def test_organisations_and_communities_that_items_name_exist() -> None:
    organisations = {row["external_id"] for row in rows("organisations")}
    communities = {row["slug"] for row in rows("communities")}
    for _, row in items():
        assert row["organisation"] in organisations, row["external_id"]
        assert row["community"] in communities, row["external_id"]
    publishers = {row["name"] for row in rows("organisations")} & {row["name_zh"] for row in rows("communities")}
    assert publishers, "the articles' publishers are not in the registry"
    silent = organisations - {row["organisation"] for _, row in items()}
    assert {row["name"] for row in rows("organisations") if row["external_id"] in silent} <= publishers


def test_the_communities_form_one_tree_with_parents_first() -> None:
    seen: set[str] = set()
    for row in rows("communities"):
        assert row["parent"] in seen if seen else row["parent"] is None
        assert re.fullmatch("#[0-9a-f]{6}", row["colour"])
        seen.add(row["slug"])
    assert len(seen) >= 3


def test_most_is_public_and_at_home_in_the_root() -> None:
    shown = Counter(row["visibility"] for _, row in items())
    assert 2 <= shown["private"] <= 3
    assert 2 <= shown["community"] <= 6
    assert set(shown) == {"public", "community", "private"}
    home = Counter(row["community"] for _, row in items())
    assert home[rows("communities")[0]["slug"]] > home.total() / 2
    assert set(home) == {row["slug"] for row in rows("communities")}


def test_problems_can_be_checked_by_numbers() -> None:
    for row in rows("problems"):
        assert 2 <= len(sentences(row["statement"])) <= 6, row["external_id"]
        assert any(clause["must"] for clause in row["requirements"]), row["external_id"]
        for clause in row["requirements"]:
            assert ("comparator" in clause) == ("value" in clause), clause
            if "value" in clause:
                assert clause["comparator"] in {"<", "<=", "=", ">=", ">", "~"}
                assert isinstance(clause["value"], int | float)
        if row["confidentiality"] == "open" and row["visibility"] == "public":
            assert any("value" in clause for clause in row["requirements"]), row["external_id"]


def test_budgets_bounties_and_deadlines_make_sense() -> None:
    for row in rows("problems"):
        assert 0 < row["budget_min"] <= row["budget_max"]
        assert (row["bounty"] is not None) == (row["kind"] == "challenge"), row["external_id"]
        assert date.fromisoformat(row["deadline"]).year == 2027
        assert row["cooperation"] and set(row["cooperation"]) <= CONTRACTS


def test_projects_give_results_with_numbers() -> None:
    stages = {"laboratory", "pilot", "production", "market"}
    for row in rows("projects"):
        assert 3 <= len(sentences(row["summary"])) <= 8, row["external_id"]
        assert re.search(r"\d", row["summary"]), row["external_id"]
        assert 1 <= row["trl"] <= 9
        assert row["stage"] in stages
        assert row["cooperation"] and set(row["cooperation"]) <= CONTRACTS


def test_talents_are_proved_by_works() -> None:
    for row in rows("talents"):
        assert 3 <= len(row["works"]) <= 6, row["external_id"]
        for work in row["works"]:
            assert 2 <= len(sentences(work["abstract"])) <= 5, work["external_id"]
            assert work["kind"] in {"paper", "patent", "project", "standard"}
            assert work["venue"] and 2010 <= work["year"] <= 2026


def test_no_sentence_is_used_twice() -> None:
    said = Counter(
        span.text
        for kind, row in items()
        for text in [row[BODY[kind]], *(work["abstract"] for work in row.get("works", []))]
        for span in sentences(text)
    )
    assert said.most_common(1)[0][1] == 1, said.most_common(3)


def test_identifiers_have_right_checksums_and_show_that_they_are_examples() -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows("organisations"):
        for scheme, value in row["identifiers"].items():
            assert normalise_identifier(scheme, value) == value
            assert (scheme, value) not in seen
            seen.add((scheme, value))
            example = {"uscc": "EXAMPL", "ror": "0xmp1e", "icp": "备000000", "site_code": "00999"}[scheme]
            assert example in value


def test_addresses_lead_nowhere() -> None:
    for where, text in everything():
        for address in re.findall(r"(?:https?://|@)([\w.-]+)", text):
            assert address.endswith("example.org"), (where, address)


def test_nobody_real_is_named() -> None:
    for where, text in everything():
        for name in REAL_NAMES:
            found = re.search(rf"\b{name}\b", text) if name.isascii() else name in text
            assert not found, (where, name)


def test_texts_are_clean_but_articles_are_as_pages_are() -> None:
    for name in ("communities", "organisations", *ITEMS):
        for row in rows(name):
            for text in texts(row):
                assert text == clean(text), text[:60]
                assert "  " not in text, text[:60]
    articles = [path.read_text(encoding="utf-8") for path in sorted((FOLDER / "articles").iterdir())]
    assert {language(text) for text in articles} == {"zh-Hans", "zh-Hant", "en"}
    assert any(re.search(r"[\u4e00-\u9fff]\([a-z\u00e0-\u01dc]+\)", text) for text in articles), "no pinyin gloss"
    repeated = [text for text in articles if max(Counter(filter(None, text.splitlines())).values()) > 1]
    assert len(repeated) >= 3
