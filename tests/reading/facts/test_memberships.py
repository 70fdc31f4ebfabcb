"""Who was elected to a seat of what, where the sentence itself does not say of what."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.facts import read_facts

ALLIANCE = "湖泊保护产业联盟"

PASSAGES: list[tuple[str, set[tuple[str, str]]]] = [
    (
        f"“{ALLIANCE}”第二届会员大会在江城召开。会上,江城水务集团股份有限公司当选理事长单位,"
        "江城大学等9家单位当选副理事长单位,湖滨理工大学等36家单位当选理事单位。",
        {("江城水务集团股份有限公司", ALLIANCE), ("江城大学", ALLIANCE), ("湖滨理工大学", ALLIANCE)},
    ),
    (
        "江城湖泊学会第五次会员代表大会举行,江城大学、湖滨大学当选为副会长单位。",
        {("江城大学", "江城湖泊学会"), ("湖滨大学", "江城湖泊学会")},
    ),
    (
        "江城大学当选中国高校湖泊联盟首届理事长单位,湖滨大学、江城师范学院当选副理事长单位。",
        {(name, "中国高校湖泊联盟") for name in ("江城大学", "湖滨大学", "江城师范学院")},
    ),
    (
        "江城水务联盟成立公告\n\n江城水务联盟于近日成立。\n\n理事长单位:江城水务集团有限公司\n"
        "副理事长单位:江城大学、湖滨大学\n",
        {(name, "江城水务联盟") for name in ("江城水务集团有限公司", "江城大学", "湖滨大学")},
    ),
    ("近日,江城大学成为国际湖泊组织联盟会员单位。", {("江城大学", "国际湖泊组织联盟")}),
    # Posts of people are no memberships, and nobody is told where nothing says of what.
    ("江城湖泊学会换届,陈若水当选理事长,李望当选副理事长。", set()),
    ("江城大学当选理事长单位。", set()),
]


@pytest.mark.parametrize(("text", "wanted"), PASSAGES, ids=[text[:16] for text, _ in PASSAGES])
def test_seats_belong_to_the_body_the_article_is_about(text: str, wanted: set[tuple[str, str]]) -> None:
    (article,) = read_bytes(text.encode())
    found = [f for f in read_facts(article) if f.type == "membership"]
    assert {(f.fields["organisation"], f.fields["member_of"]) for f in found} == wanted
    assert all(article.text[f.start : f.end] == f.quote for f in found)
