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
    # Joined, with what no organisation's name ends in; countries; the body only pointed to.
    ("江城湖泊研究所于2019年加入国际湖泊观测网络。", {("江城湖泊研究所", "国际湖泊观测网络")}),
    ("北湖大学加入江城大学全球湖泊联络计划后,双方合作密切。", {("北湖大学", "江城大学全球湖泊联络计划")}),
    ("去年,芬兰和挪威正式加入国际湖泊组织。", {("芬兰", "国际湖泊组织"), ("挪威", "国际湖泊组织")}),
    ("中国正式成为南方阵列天文台成员国。", {("中国", "南方阵列天文台")}),
    (
        f"近日,{ALLIANCE}在白云市成立。该联盟的成员高校有江城大学、湖滨大学等。",
        {("江城大学", ALLIANCE), ("湖滨大学", ALLIANCE)},
    ),
    (
        f"由江城大学、湖滨大学等12家单位组成的{ALLIANCE}在江城成立。",
        {("江城大学", ALLIANCE), ("湖滨大学", ALLIANCE)},
    ),
    ("代表团成员包括江城大学校长陈若水、湖滨大学教授李望。中国水务联盟致贺。法国队加入比赛。", set()),
    # In English: listed, thanked for joining, only pointed to.
    (
        "Led by Fell University, the Lakes Network for Clean Water: A Joint Initiative was founded in May. "
        "The participating universities include the Lake Institute of Science and Technology, Fell University in "
        "Norway and the University of Oulu.",
        {
            (name, "Lakes Network for Clean Water: A Joint Initiative")
            for name in ("Lake Institute of Science and Technology", "Fell University", "University of Oulu")
        },
    ),
    (
        "The Lakes Alliance has twelve members, including Jiangcheng University and the Finnish Lake Institute.",
        {("Jiangcheng University", "Lakes Alliance"), ("Finnish Lake Institute", "Lakes Alliance")},
    ),
    (
        "Keller told of the Alliance of Lake Universities and thanked the Royal Lake Academy for joining the alliance "
        "as a founding member.",
        {("Royal Lake Academy", "Alliance of Lake Universities")},
    ),
    ("The Royal Lake Academy joined forces with the guests, and many universities include lakes in their work.", set()),
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
