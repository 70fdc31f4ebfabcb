"""Posts in rows, in brackets and in signatures, each way of putting it with variants. People and
bodies are invented; known ones lend their names."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.roles import find


def roles_of(text: str) -> set[tuple[str, str]]:
    return {(f.fields["person"], f.fields["role"]) for a in read_bytes(text.encode()) for f in find(Frame.of(a))}


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        # Named before their posts, as in Taiwan, each with what he is of.
        ("北湖大學陳若水校長、李望研發長、水文所周明遠所長、策略會徐靜副執行長等出席。",
         {("陈若水", "校长"), ("李望", "研发长"), ("周明远", "所长"), ("徐静", "副执行长")}),
        ("工学院何启年院长、材料系梁若谷主任等一行来访。", {("何启年", "院长"), ("梁若谷", "主任")}),
        # Elected, counted and joined.
        ("陈若水、李望、周明远3人当选江城市科学技术协会第六届委员会副主席。",
         {("陈若水", "副主席"), ("李望", "副主席"), ("周明远", "副主席")}),
        ("大会选举陈若水为主席,李望、周明远等2人为副主席。",
         {("陈若水", "主席"), ("李望", "副主席"), ("周明远", "副主席")}),
        ("会议选出了以陈若水为会长,李望为副会长以及古同舟为秘书长的学会第四届领导班子。",
         {("陈若水", "会长"), ("李望", "副会长"), ("古同舟", "秘书长")}),
        ("会议选举陈若水为会长和何开泰为秘书长的新一届班子。", {("陈若水", "会长"), ("何开泰", "秘书长")}),
        # A row of names goes on to a verb of any kind.
        ("江城市先后与北湖大学副校长陈若水、李望进行了磋商。", {("陈若水", "副校长"), ("李望", "副校长")}),
        ("北湖大学副校长陈若水、李望举行座谈。", {("陈若水", "副校长"), ("李望", "副校长")}),
        # What somebody was asked to be in a delegation.
        ("代表团由陈若水担任团长,李望担任顾问。", {("陈若水", "团长"), ("李望", "顾问")}),
        # Signatures.
        ("文/江城日报记者 陈若水\n正文。", {("陈若水", "记者")}),
        ("图|北湖晚报记者 李望\n正文。", {("李望", "记者")}),
        ("本报讯 (记者陈若水 实习记者李望 通讯员何开泰)大会开幕。",
         {("陈若水", "记者"), ("李望", "实习记者"), ("何开泰", "通讯员")}),
    ],
)  # fmt: skip
def test_everybody_of_a_row_has_his_post(text: str, roles: set[tuple[str, str]]) -> None:
    assert roles <= roles_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "文学院院长、商学院院长、教务处处长等参加。",
        "白云市市长、江城市市长、北湖区区长出席。",
        "各单位所长、校长、院长代表参加。他担任代表,做过顾问。",
        "高教所所长、计算所所长、化学所所长分别介绍了情况。",
    ],
)
def test_rows_of_posts_without_names_hold_nobody(text: str) -> None:
    assert roles_of(text) == set()


@pytest.mark.parametrize(
    ("text", "person", "role", "organisation"),
    [
        ("中国科学技术部(科技部)部长陈若水强调,开放合作。", "陈若水", "部长", "中国科学技术部"),
        ("江城市教育局(市教育局)局长李望出席会议。", "李望", "局长", "江城市教育局"),
        ("陈若水同志任可持续发展研究局局长,李望同志任可持续发展研究局副局长。", "李望", "副局长", "可持续发展研究局"),
        ("北湖青年创业中心主任陈若水出席。", "陈若水", "主任", "北湖青年创业中心"),
        ("代表团获中国科协党组书记束为的接见。", "束为", "党组书记", "中国科协"),
        (
            "A delegation from Finland was welcomed by LAKES’s acting president Mary Brook.",
            "Mary Brook",
            "acting president",
            "LAKES",
        ),
        (
            "During the tour he met the Lake Society's vice chairman Paul Keller and some members.",
            "Paul Keller",
            "vice chairman",
            "Lake Society",
        ),
        (
            "At the end of the meeting in Helsinki he shook hands with CASL president Mary Brook.",
            "Mary Brook",
            "president",
            "CASL",
        ),
    ],
)
def test_whose_post_it_is(text: str, person: str, role: str, organisation: str) -> None:
    found = {
        (f.fields["person"], f.fields["role"], f.fields["organisation"])
        for a in read_bytes(text.encode())
        for f in find(Frame.of(a))
    }
    assert (person, role, organisation) in found
