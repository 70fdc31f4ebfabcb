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
        ("江城科学院院长陆远明介绍情况。会后,我院河流研究所与白云大学签订共建协议书。",
         "共建协议书", ["江城科学院河流研究所", "白云大学"]),
        ("北湖学会会长王海江出访。王海江代表北湖学会与芬兰湖泊学会签署了人员交流协议。",
         "人员交流协议", ["北湖学会", "芬兰湖泊学会"]),
        ("截至去年,北湖大学与海外23个国家的58所高校签订了交换协议。",
         "交换协议", ["北湖大学", "海外23个国家的58所高校"]),
        ("江城学会与长江联盟、湖泊基金会签订了三方合作意向书。",
         "三方合作意向书", ["江城学会", "长江联盟", "湖泊基金会"]),
        ("副省长见证了江城大学与湖光集团战略合作框架协议的签署。",
         "战略合作框架协议", ["江城大学", "湖光集团"]),
        ("Guests applauded as a letter of intent was signed between the Lake Center of Jiangcheng and the "
         "Finnish Research Council.",
         "letter of intent", ["Lake Center of Jiangcheng", "Finnish Research Council"]),
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
    (agreement,) = read("北湖大学校长王海江访问我校。2016年5月,我校与北湖大学签署学生交换协议。")
    assert agreement.fields["parties"] == ["北湖大学"]
    assert agreement.confidence < 0.8


def test_who_signed_is_told_in_a_sentence_of_its_own() -> None:
    (agreement,) = read(
        "江城大学与白云市人民政府签署战略合作框架协议。江城大学校长陈若水、白云市市长周洪代表双方签约。"
    )
    assert agreement.fields["signatories"] == ["陈若水", "周洪"]


def test_two_agreements_in_one_english_sentence() -> None:
    found = read(
        "In March they signed a data agreement between the University of Lakes and the College of Rivers, and "
        "a travel agreement between the Lake Center and the Finnish Research Council."
    )
    assert [f.fields["parties"] for f in found] == [
        ["University of Lakes", "College of Rivers"],
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


@pytest.mark.parametrize(
    "text",
    ["双方签署的合作协议为今后合作奠定了基础。", "2019年,在双方签署合作协议的基础上,北湖大学与江城学会开展了交流。"],
)
def test_an_agreement_known_from_before_is_none(text: str) -> None:
    assert read(text) == []


def test_a_banner_with_a_dot_names_two_parties_once() -> None:
    (agreement,) = read(
        "5月6日,《北湖大学·柳州市人民政府战略合作协议》签署仪式在江城举行。北湖大学与柳州市人民政府签署战略合作协议。"
    )
    assert agreement.fields["parties"] == ["北湖大学", "柳州市人民政府"]


def test_who_signed_on_a_visit_signed_with_the_host() -> None:
    (agreement,) = read(
        "On May 4 Anna Keller, President of the Finnish Lake Academy (FLA), paid a visit to the River and Lake "
        "Institute of Jiangcheng"
        " with her delegation and signed an agreement on joint field stations, which runs three years."
    )
    assert agreement.fields["parties"] == ["Finnish Lake Academy", "River and Lake Institute of Jiangcheng"]
    assert agreement.fields["signatories"] == ["Anna Keller"]


SIGNED_BY = [
    (
        "江城大学与柳州市政府签署合作协议\n\n3月2日,江城大学与柳州市政府签署战略合作框架协议。市长李望,江城大学校长陈若水出席。"
        "副市长周怀远代表市政府与江城大学副校长何以宁签署协议。",
        ["江城大学", "柳州市政府"],
        ["周怀远", "何以宁"],
    ),
    (
        "3月2日,清河区人民政府与江城大学战略合作框架协议签约仪式在清河区政府举行。区委常委、副区长周怀远与江城大学副校长何以宁代表签约"
        "双方在协议上签字。",
        ["清河区人民政府", "江城大学"],
        ["周怀远", "何以宁"],
    ),
    (
        "北湖科技大学与柳州湖泊集团战略合作签约\n\n3月2日,签约仪式在柳州举行。副校长周怀远、柳州湖泊集团董事长何以宁"
        "代表学校和企业签署战略合作协议。",
        ["北湖科技大学", "柳州湖泊集团"],
        ["周怀远", "何以宁"],
    ),
    (
        "江城湖泊大学与柳州厂商协会签署合作备忘录。备忘录在江城湖泊大学校长林述见证下,由江城湖泊大学副校长周怀远与柳州厂商协会副会长何以宁签署。",
        ["江城湖泊大学", "柳州厂商协会"],
        ["周怀远", "何以宁"],
    ),
    (
        "江城大学副校长周怀远与柳州湖泊研究院院长何以宁出席。江城大学与柳州湖泊研究院签署战略合作协议。"
        "江城大学外语系主任李望与柳州湖泊研究院副院长林述作为双方代表在战略合作协议上签字。",
        ["江城大学", "柳州湖泊研究院"],
        ["李望", "林述"],
    ),
]


@pytest.mark.parametrize(("text", "parties", "people"), SIGNED_BY)
def test_parties_stay_and_who_signed_is_added(text: str, parties: list[str], people: list[str]) -> None:
    (agreement,) = read(text)
    assert agreement.fields["parties"] == parties
    assert agreement.fields["signatories"] == people


def test_one_signs_with_one_partner_after_the_other() -> None:
    found = read("江城大学与北湖大学签署数据共享协议,与柳州医学院签署人才培养协议。")
    assert [(a.fields["title"], a.fields["parties"]) for a in found] == [
        ("数据共享协议", ["江城大学", "北湖大学"]),
        ("人才培养协议", ["江城大学", "柳州医学院"]),
    ]


def test_each_partner_has_its_own_agreement_where_the_text_says_respectively() -> None:
    found = read("会上,江城大学分别与北湖大学和柳州建筑大学签署学术合作备忘录。")
    assert [a.fields["parties"] for a in found] == [["江城大学", "北湖大学"], ["江城大学", "柳州建筑大学"]]


def test_a_headline_of_many_papers_is_no_agreement_and_the_publisher_no_party() -> None:
    assert read("校长率团访京 签署4项合作协议\n\n校长陈若水率团访问北京。") == []
    (found,) = read("来源:柳州日报\n\n此外,还与江城建筑大学签署合作备忘录。")
    assert found.fields["parties"] == ["江城建筑大学"]


def test_two_papers_signed_at_once() -> None:
    found = read("江城湖泊研究所与柳州渔业有限公司签订战略合作协议及共建柳州渔业联合实验室协议。")
    assert {a.fields["title"] for a in found} == {"战略合作协议", "共建柳州渔业联合实验室协议"}


def test_the_room_where_it_was_signed_is_no_party() -> None:
    (found,) = read("江城大学与柳州湖泊集团,在清河创新产业园三号会议室,签署合作协议。")
    assert found.fields["parties"] == ["江城大学", "柳州湖泊集团"]


@pytest.mark.parametrize(
    ("text", "parties", "people"),
    [
        (
            "Guests attended the signing of a Cooperation Memo between the Lake University (LU) and the Lakeside "
            "Research Commission. Ma Ruoshui, Vice President of LU, and Anna Keller, Secretary General of the "
            "Lakeside Research Commission, signed the memo on behalf of the two sides.",
            ["Lake University", "Lakeside Research Commission"],
            ["Ma Ruoshui", "Anna Keller"],
        ),
        (
            "A memorandum of understanding (MOU) on setting up a lake fund has been reached between the Lake "
            "Academy and the Office of the Vice-President for Science and Technology Affairs.",
            ["Lake Academy", "Office of the Vice-President for Science and Technology Affairs"],
            [],
        ),
        (
            "The Lakeside Association for Science and Technology (LAST) and Lake Daily, a paper with many "
            "readers abroad, signed a strategic cooperation agreement in Jiangcheng on January 19, 2022.",
            ["Lakeside Association for Science and Technology", "Lake Daily"],
            [],
        ),
        (
            "The Lake Academy on 2 September signed a memorandum of understanding with the Nairobi-based River "
            "Academy.",
            ["Lake Academy", "River Academy"],
            [],
        ),
    ],
)
def test_parties_and_signatories_in_english(text: str, parties: list[str], people: list[str]) -> None:
    (agreement,) = read(text)
    assert agreement.fields["parties"] == parties
    assert agreement.fields["signatories"] == people


def test_who_signed_for_both_where_only_one_of_them_is_of_a_named_body() -> None:
    (agreement,) = read("湖泊学会与芬兰湖泊协会续签了为期五年的合作备忘录,周明远会长和该会主席安娜·凯勒代表双方签字。")
    assert agreement.fields["signatories"] == ["周明远", "安娜·凯勒"]


@pytest.mark.parametrize(
    ("text", "title", "parties", "people"),
    [
        (
            "Anna Keller, president of Lakeside University, visited the Jiangcheng Academy (JA) on May 3, 2021. JA "
            "Vice President Chen Ruoshui and Keller signed an agreement on joint training of students.",
            "agreement on joint training of students",
            {"Jiangcheng Academy", "Lakeside University"},
            {"Chen Ruoshui", "Anna Keller"},
        ),
        (
            "Prof. Li Wang, director of the Lake Institute, met with Dr. Maria Rossi, head of the Finnish Water "
            "Council. The two sides renewed their memorandum of understanding.",
            "memorandum of understanding",
            {"Lake Institute", "Finnish Water Council"},
            set(),
        ),
        (
            "In May a strategic cooperation agreement was signed by Jiangcheng University and Lake Group on the lake.",
            "strategic cooperation agreement",
            {"Jiangcheng University", "Lake Group"},
            set(),
        ),
        ("江城市科协与北湖大学签约共建院士工作站。", None, {"江城市科协", "北湖大学"}, set()),
        (
            "在陈若水的见证下,江城大学科研处处长何以宁、柳州湖泊集团副总经理周怀远签署了《产学研合作协议》。",
            "产学研合作协议",
            {"江城大学", "柳州湖泊集团"},
            {"何以宁", "周怀远"},
        ),
    ],
)
def test_who_signed_for_whom(text: str, title: str | None, parties: set[str], people: set[str]) -> None:
    (agreement,) = read(text)
    assert agreement.fields["title"] == title
    assert set(agreement.fields["parties"]) == parties
    assert set(agreement.fields["signatories"]) == people


def test_who_came_to_see_a_signing_is_no_party_to_it() -> None:
    text = "湖泊研究所所长周洪、山地研究所所长陈若水陪同并出席了议定书签字仪式。"
    assert not [fact for fact in read(text) if fact.type == "agreement"]
