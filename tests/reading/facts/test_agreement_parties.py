"""Who agreed with whom: 甲与乙, 我院, people who sign for somebody, counts, English noun phrases."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.facts import Fact, agreements
from duijie.reading.facts.frame import Frame


def read(text: str) -> list[Fact]:
    (article,) = read_bytes(text.encode())
    return sorted(agreements.find(Frame.of(article)), key=lambda f: f.start)


@pytest.mark.parametrize(
    ("text", "title", "parties"),
    [
        ("江城科学院副院长陆远明见证了我院海洋研究所与芬兰海洋研究所续签合作谅解备忘录。",
         "合作谅解备忘录", ["江城科学院海洋研究所", "芬兰海洋研究所"]),
        ("北湖科学院副院长王海江出访。王海江代表北湖科学院与匈牙利科学院续签了新一期院级合作备忘录。",
         "新一期院级合作备忘录", ["北湖科学院", "匈牙利科学院"]),
        ("目前,北湖科学院与全球61个国家的174家机构签署了院级协议。",
         "院级协议", ["北湖科学院", "全球61个国家的174家机构"]),
        ("江城学会与长江联盟、湖泊基金会签订了三方合作意向书。",
         "三方合作意向书", ["江城学会", "长江联盟", "湖泊基金会"]),
        ("副省长见证了江城大学与湖光集团战略合作框架协议的签署。",
         "战略合作框架协议", ["江城大学", "湖光集团"]),
        ("He witnessed the signing of a memorandum of understanding between the Lake Center of Jiangcheng and the "
         "Finnish Research Council, hoping for more.",
         "memorandum of understanding", ["Lake Center of Jiangcheng", "Finnish Research Council"]),
        ("Jiangcheng University and the University of Lakeside entered into a strategic partnership agreement.",
         "strategic partnership agreement", ["Jiangcheng University", "University of Lakeside"]),
    ],
)  # fmt: skip
def test_parties(text: str, title: str, parties: list[str]) -> None:
    (agreement,) = read(text)
    assert agreement.fields["title"] == title
    assert agreement.fields["parties"] == parties


def test_who_is_meant_by_our_university_is_not_guessed() -> None:
    """The only university named is the partner: 我校 must not become it."""
    (agreement,) = read("中兴大学校长李德财率团访问我校。2009年12月,我校与中兴大学正式签订校际合作协议。")
    assert agreement.fields["parties"] == ["中兴大学"]
    assert agreement.confidence < 0.8


def test_who_signed_is_told_in_a_sentence_of_its_own() -> None:
    (agreement,) = read(
        "江城大学与白云市人民政府签署战略合作框架协议。江城大学校长陈若水、白云市市长周洪代表双方签约。"
    )
    assert agreement.fields["signatories"] == ["陈若水", "周洪"]


def test_two_agreements_in_one_english_sentence() -> None:
    found = read(
        "She attended the signing ceremony of an inter-school cooperation agreement between the University of Lakes "
        "and the Polytechnic University of Finland and a memorandum of understanding between the Lake Center and the "
        "Finnish Research Council."
    )
    assert [f.fields["parties"] for f in found] == [
        ["University of Lakes", "Polytechnic University of Finland"],
        ["Lake Center", "Finnish Research Council"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "鼓励企业与高校签订技术合同。",
        "本协议由甲乙双方签订。",
        "双方将争取签署合作协议。",
        "经理事会同意,可与有关单位签订合作协议。",
        "陈若水教授指出,要推动高校与企业签署合作协议。",
    ],
)
def test_what_is_not_signed(text: str) -> None:
    assert read(text) == []
