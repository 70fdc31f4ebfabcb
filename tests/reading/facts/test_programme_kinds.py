"""Joint laboratories, calls, campaigns, schemes and what only looks like a programme, in passages of our own."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.facts import Fact, read_facts

PASSAGES: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "科技厅相继支持中国—蓝国水生生物联合实验室、中国-白国湖泊与水库联合研究中心等平台。",
        [("中国—蓝国水生生物联合实验室", "centre"), ("中国-白国湖泊与水库联合研究中心", "centre")],
    ),
    (
        "江城科学院已建设海外中心,这3个海外科教合作中心分别是:南部湖泊研究中心(白国)、东部水生态与环境研究中心(蓝国)。",
        [("南部湖泊研究中心", "centre"), ("东部水生态与环境研究中心", "centre")],
    ),
    ("江城湖泊研究院获批湖泊与环境国家重点实验室。", [("湖泊与环境国家重点实验室", "centre")]),
    ("江城科协举办“湖光筑梦”助力“双减”科普行动。", [("“湖光筑梦”助力“双减”科普行动", "plan")]),
    ("“湖泊之光·大型网络展播活动”连播30天。", [("湖泊之光·大型网络展播活动", "project")]),
    ("江城科学院设立“特别研究助理资助项目”。", [("特别研究助理资助项目", "project")]),
    ("江城市印发《 江城市提升科普能力建设实施方案 》。", [("江城市提升科普能力建设实施方案", "plan")]),
    (
        "市科协将实施“清流江城”“智慧湖泊”两大行动,“清流江城”行动包括建设监测站。",
        [("“清流江城”行动", "plan")],
    ),
    (
        "国际交流计划包括以下项目:\n(一)国际湖泊学者项目(简称湖泊学者项目,英文为Lake Scientist);\n"
        "(二)优秀青年项目(简称青年项目)。",
        [("国际湖泊学者项目", "project"), ("优秀青年项目", "project")],
    ),
    (
        "英文全称为CAS President’s International Fellowship Initiative。",
        [
            ("CAS President’s International Fellowship Initiative", "scholarship"),
        ],
    ),
    ("拟与白国联合建立天文中心,并搭建中国与南亚科技合作平台。", []),
    # An institution in quotation marks is an institution, a class of alliances or networks no name.
    ("“江城省湖泊融合发展研究院”主管该平台。", []),
    ("它是全国性非营利联盟,涉及IDC网络、存储网络等方面企业。", []),
    ("要贯彻创新驱动发展战略、人才强国战略,开展乡村振兴战略宣讲。", []),
    ("该计划由科技厅组织实施,项目总经费1亿元。", []),
    # English.
    (
        "In the Lakeside-TWAS President's Fellowship Programme, students pursue PhDs.",
        [("Lakeside-TWAS President's Fellowship Programme", "scholarship")],
    ),
    (
        "The funding goes to the LAS-TWAS Centres of Excellence and the Lakeside Associateship Scheme.",
        [("LAS-TWAS Centres of Excellence", "centre"), ("Lakeside Associateship Scheme", "scholarship")],
    ),
    (
        "The Lakeside Awards for Young Scientists recognize talents.",
        [("Lakeside Awards for Young Scientists", "award")],
    ),
    ("The meeting praised old awards, research centres and the national scheme.", []),
]


def programmes(text: str) -> list[Fact]:
    return [f for article in read_bytes(text.encode()) for f in read_facts(article) if f.type == "programme"]


@pytest.mark.parametrize(("text", "wanted"), PASSAGES, ids=[text[:20] for text, _ in PASSAGES])
def test_programmes_of_many_kinds_are_told_from_what_looks_like_one(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(f.fields["name"], f.fields["kind"]) for f in programmes(text)] == wanted


def test_a_centre_of_the_same_row_is_nobodys_owner() -> None:
    text = "江城科学院建立了中国-蓝国湖泊联合实验室和中国—白国水文联合研究中心,成果丰硕。"
    assert {f.fields["owner"] for f in programmes(text)} == {"江城科学院"}


FORMS: tuple[tuple[str, list[str]], ...] = (
    (
        "会议提出组织强基工程、人才引育工程、学术繁荣工程、科普惠民工程等8大重点工程和21项举措。",
        ["组织强基工程", "人才引育工程", "学术繁荣工程", "科普惠民工程"],
    ),
    ("国家先进陶瓷技术创新中心(江城)正式获批,杂交水稻等4家全国重点实验室通过验收。", ["国家先进陶瓷技术创新中心"]),
    ("江城科学院积极参与和支持成渝地区区域科技创新中心建设,优化布局。", ["成渝地区区域科技创新中心"]),
    ("江城科协“三校两院”科教融汇协同育人项目签约仪式在东区举行。", ["“三校两院”科教融汇协同育人项目"]),
    ("江城科协主席李明出席仪式并为清江国家战略研究院揭牌。", ["清江国家战略研究院"]),
    ("首届江城科协科技馆基金会合展励学金捐赠仪式举行。", ["江城科协科技馆基金会合展励学金"]),
    (
        "The Lake Network for Research: A Delta Science Initiative was launched.",
        ["Lake Network for Research: A Delta Science Initiative"],
    ),
    (
        "He spoke at the Alliance of International Lake Organizations (AILO).",
        ["Alliance of International Lake Organizations"],
    ),
    ("本次论坛邀请了江城市血液中心、河口省急救中心等近20家单位参会。", []),
    ("“共建国际科技共同体”的指示深入人心。", []),
    ("市科学技术局印发市科学技术局2022年度工作计划。", []),
    ("要抓好重点工程、重大工程、示范工程建设。", []),
)


@pytest.mark.parametrize(("text", "wanted"), FORMS, ids=[text[:20] for text, _ in FORMS])
def test_names_of_fixed_form_are_programmes_and_offices_plans_none(text: str, wanted: list[str]) -> None:
    assert [f.fields["name"] for f in programmes(text)] == wanted
