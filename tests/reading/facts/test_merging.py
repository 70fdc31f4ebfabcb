"""Two readers of one article: agreement, contradiction, and what only one of them saw."""

from __future__ import annotations

from typing import Any

import pytest

from duijie.reading.facts.merging import DISPUTED, is_disputed, merge
from duijie.reading.facts.types import FIELDS, Fact, FactType


def fact(kind: FactType, confidence: float, rule: str, at: int = 0, length: int = 10, **fields: Any) -> Fact:
    values = {name: fields.get(name) for name in FIELDS[kind]}
    return Fact(kind, values, "x" * length, at, at + length, rule, confidence)


def rules(kind: FactType, **values: Any) -> Fact:
    return fact(kind, values.pop("confidence", 0.8), "rule", **values)


def model(kind: FactType, **values: Any) -> Fact:
    return fact(kind, values.pop("confidence", 0.6), "model:m", **values)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (
            "role",
            {"person": "陈若水", "role": "理事长", "organisation": "中国科学院"},
            {"person": "陳若水", "role": "理事长", "organisation": "中科院"},
        ),
        (
            "role",
            {"person": "陈若水", "role": "理事长", "organisation": "湖泊学会"},
            {"person": "陈若水", "role": "理事长"},
        ),
        ("event", {"name": "湖泊生态学会年会", "date": "2023"}, {"name": "湖泊生态学会年会开幕", "date": "2023-07-03"}),
        (
            "indicator",
            {"measure": "会员数", "value": 4000, "unit": "位"},
            {"measure": "成员", "value": 4000, "unit": "位"},
        ),
        ("agreement", {"parties": ["甲", "乙"]}, {"parties": ["乙", "甲"], "date": "2020"}),
        (
            "membership",
            {"organisation": "甲学会", "member_of": "乙联盟"},
            {"organisation": "甲学会", "member_of": "乙联盟"},
        ),
    ],
)
def test_what_both_say_is_surer(kind: FactType, one: dict[str, Any], other: dict[str, Any]) -> None:
    merged = merge([rules(kind, **one)], [model(kind, **other)])
    assert merged.disputes == ()
    (found,) = merged.facts
    assert found.confidence == pytest.approx(0.9)
    assert found.rule == "rule+model:m"
    assert found.fields == rules(kind, **one).fields


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (
            "role",
            {"person": "陈若水", "role": "理事长", "organisation": "湖泊学会"},
            {"person": "陈若水", "role": "理事长", "organisation": "高原研究院"},
        ),
        ("event", {"name": "年会开幕式", "date": "2023-07-03"}, {"name": "年会开幕式", "date": "2022-07-03"}),
        (
            "indicator",
            {"measure": "会员数", "value": 4000, "unit": "位"},
            {"measure": "会员数", "value": 400, "unit": "位"},
        ),
        ("agreement", {"title": "合作协议", "date": "2020"}, {"title": "合作协议", "date": "2021"}),
        ("programme", {"name": "湖泊计划", "owner": "甲学会"}, {"name": "湖泊计划", "owner": "乙学会"}),
    ],
)
def test_what_they_contradict_each_other_in_waits_for_a_person(
    kind: FactType, one: dict[str, Any], other: dict[str, Any]
) -> None:
    merged = merge([rules(kind, confidence=0.97, **one)], [model(kind, **other)])
    assert len(merged.facts) == 2
    assert all(is_disputed(found) and found.confidence <= DISPUTED for found in merged.facts)
    assert [found.fields for pair in merged.disputes for found in pair] == [found.fields for found in merged.facts]


def test_what_only_one_saw_stays_as_it_was() -> None:
    mine = rules("role", person="陈若水", role="理事长", at=50)
    theirs = model("role", person="何晓岚", role="院长", at=5)
    merged = merge([mine], [theirs])
    assert merged.facts == (theirs, mine)
    assert merged.facts[1].confidence == 0.8
    assert merge([], []).facts == ()


def test_two_posts_of_one_person_do_not_contradict_each_other() -> None:
    merged = merge(
        [rules("role", person="陈若水", role="理事长", organisation="甲学会")],
        [model("role", person="陈若水", role="院长", organisation="乙研究院")],
    )
    assert merged.disputes == ()
    assert len(merged.facts) == 2


def test_numbers_elsewhere_in_the_article_are_other_facts() -> None:
    merged = merge(
        [rules("indicator", measure="会员数", value=4000, at=0)],
        [model("indicator", measure="会员数", value=300, at=80)],
    )
    assert merged.disputes == ()


def test_the_agreeing_one_of_several_is_found() -> None:
    mine = [rules("event", name="年会开幕式", date=year) for year in ("2021", "2022", "2023")]
    merged = merge(mine, [model("event", name="年会开幕式", date="2022-05")])
    assert [found.confidence for found in merged.facts] == pytest.approx([0.8, 0.9, 0.8])
    assert merged.disputes == ()
