"""Programmes named in passages of the kind that associations publish."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.facts import Fact, read_facts

PASSAGES: list[tuple[str, list[tuple[str, str]]]] = [
    ("江城科协发布“清流中国”三年行动计划。", [("“清流中国”三年行动计划", "plan")]),
    ("江城科协启动“清流中国”建设,各地踊跃参加。", [("清流中国", "platform")]),
    (
        "要推进“清流中国”建设,实现“清流中国”“智慧湖泊”“学者之家”相融互促。",
        [("清流中国", "platform"), ("智慧湖泊", "platform"), ("学者之家", "platform")],
    ),
    (
        "江城科协发布“清流中国”先导技术、新锐企业等榜单。",
        [("“清流中国”先导技术榜单", "list"), ("“清流中国”新锐企业榜单", "list")],
    ),
    (
        "江城科协宣布组建“清流中国”咨询委员会和“清流中国”联合体。",
        [("“清流中国”咨询委员会", "alliance"), ("“清流中国”联合体", "alliance")],
    ),
    ("大会颁发第12届江城科协优秀青年湖泊成果转化奖。", [("江城科协优秀青年湖泊成果转化奖", "award")]),
    ("双方启动了中斯湖泊联合研究中心筹建工作。", [("中斯湖泊联合研究中心", "centre")]),
    ("湖泊联盟设立了GLA-CAS奖学金。", [("湖泊联盟", "alliance"), ("GLA-CAS奖学金", "scholarship")]),
    ("成立GLA专题联盟。", [("GLA专题联盟", "alliance")]),
    (
        "联盟建立“蓝色湖泊”健康走廊、粮食安全走廊等平台。",
        [("“蓝色湖泊”健康走廊", "corridor"), ("粮食安全走廊", "corridor")],
    ),
    ("会议纳入第三届“大河流域”国际合作高峰论坛成果清单。", [("第三届“大河流域”国际合作高峰论坛成果清单", "list")]),
    ("将结合“冰川变化与绿色水源建设”等已有科研项目开展工作。", [("冰川变化与绿色水源建设", "project")]),
    ("中国参与“一带一路”倡议。", [("“一带一路”倡议", "plan")]),
    ("在“十四五”规划中作出布局。", [("“十四五”规划", "plan")]),
    ("深入实施“率先行动”计划第二阶段。", [("“率先行动”计划", "plan")]),
    ("江城科协启动“青年学者托举工程”。", [("青年学者托举工程", "plan")]),
    ("江城科协加快建设“网上湖泊馆”。", [("网上湖泊馆", "platform")]),
    ("开展“我为湖泊添绿”实践活动。", [("“我为湖泊添绿”实践活动", "project")]),
    ("构建国际湖泊数据交易协作网络。", [("国际湖泊数据交易协作网络", "platform")]),
    ("不断优化海外学者离岸创业基地布局。", [("海外学者离岸创业基地", "centre")]),
    ("共同推进长三角湖泊科技创新中心建设。", [("长三角湖泊科技创新中心", "centre")]),
    ("江城湖泊研究院国际化推进战略进入新阶段。", [("江城湖泊研究院国际化推进战略", "plan")]),
    # What an article introduces with a short name, whatever it is called after.
    (
        "近日,湖泊数据协同发展网(简称“湖协网”)与湖泊国联产业促进中心(以下简称“国联中心”)召开理事会。",
        [("湖泊数据协同发展网", "alliance"), ("湖泊国联产业促进中心", "centre")],
    ),
    (
        "大会颁发了江城青年科技奖,、湖畔青年科技奖、,紫云科技创新奖,。",
        [("江城青年科技奖", "award"), ("湖畔青年科技奖", "award"), ("紫云科技创新奖", "award")],
    ),
    ("会议审议了《江城市湖泊保护三年行动计划》。", [("江城市湖泊保护三年行动计划", "plan")]),
    # Of the public record, by their names alone; joint laboratories, funds, zones, lists, what is unveiled.
    (
        "该研究得到国家重点研发计划和国家自然科学基金的资助。",
        [("国家重点研发计划", "plan"), ("国家自然科学基金", "plan")],
    ),
    ("江城市科技局与省自然科学基金委设立了江城自然科学联合基金。", [("江城自然科学联合基金", "plan")]),
    ("两校共建的中葡海洋科学联合实验室正式揭牌。", [("中葡海洋科学联合实验室", "centre")]),
    ("近年来,省科协大力推进金桥工程,开展百名专家下基层行动。", [("金桥工程", "plan"), ("百名专家下基层行动", "plan")]),
    ("江城市启动“千名博士进企业”行动、“十百千”工程。", [("“千名博士进企业”行动", "plan"), ("“十百千”工程", "plan")]),
    ("会上发布了《2020年度全国水科技创新百强榜单》。", [("2020年度全国水科技创新百强榜单", "list")]),
    (
        "智能养殖装备产业技术创新战略联盟成立\n5月6日,智能养殖装备产业技术创新战略联盟成立大会在江城举行。",
        [("智能养殖装备产业技术创新战略联盟", "alliance")],
    ),
    # What is done, met, or a department's is no programme.
    ("中国科学院倡议成立国际湖泊组织。", []),
    ("参加会议的有获奖代表、项目负责人和工程师。", []),
    ("与会代表参观了湖泊生态国家重点实验室和水质检测中心。", []),
    ("会议由江城省科学院计划财务局、重大项目处、江城行动支部承办。", []),
    # Institutions one meets are organisations; how good a platform is to be does not name it.
    ("李望会见了埃及国家研究中心负责人,并访问了匈牙利湖泊研究中心。", []),
    ("联盟将打造更高能级研发平台,建设世界级湖泊创新基地。", []),
    # Traditional Chinese.
    ("江城科協發布“清流中國”三年行動計劃。", [("“清流中国”三年行动计划", "plan")]),
    ("聯盟設立了GLA獎學金,支持青年學者。", [("GLA奖学金", "scholarship")]),
    # What is counted is a class, not one by its name.
    ("江城科协建成院士专家工作站36家,设立了12个青年湖泊学者联合研究中心。", []),
    # Wishes, slogans and common words name nothing.
    ("要打造国际一流的科技合作平台,统筹发挥好各类平台作用。", []),
    ("要增强“四个意识”,坚定“四个自信”。", []),
    ("推动构建人类命运共同体,着力构建科技共同体。", []),
    ("组织实施好各类国际科技合作计划,落实相关项目。", []),
    ("以“闯”的精神、“创”的劲头、“干”的作风开展工作。", []),
    ("中心主任陈若水和工程师李望参加了项目组会议。", []),
    ("要完善战略规划,优化网络安全环境。", []),
    # English.
    ("The council launched the Clear Water Initiative in 2021.", [("Clear Water Initiative", "plan")]),
    (
        "Students may apply for the Lakeside Young Scholars Fellowship.",
        [("Lakeside Young Scholars Fellowship", "scholarship")],
    ),
    ("She is Chief Strategy officer and writes about a meal plan.", []),
]


def programmes(text: str) -> list[Fact]:
    (article,) = read_bytes(text.encode())
    found = [f for f in read_facts(article) if f.type == "programme"]
    for fact in found:
        assert article.text[fact.start : fact.end] == fact.quote
    return found


@pytest.mark.parametrize(("text", "wanted"), PASSAGES, ids=[text[:20] for text, _ in PASSAGES])
def test_programmes_are_read_by_name_and_kind(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(f.fields["name"], f.fields["kind"]) for f in programmes(text)] == wanted


def test_a_programme_called_by_two_names_is_one() -> None:
    found = programmes(
        "“清流”倡议得到响应。各地参与“清流”倡议,“清流”建设取得成效。江城科协海外科教中心已建成,海外科教中心运行良好。"
    )
    assert [f.fields["name"] for f in found] == ["“清流”倡议", "江城科协海外科教中心"]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("江城科协发布“清流中国”三年行动计划。", "江城科协"),
        ("大会颁发第12届江城科协优秀青年湖泊成果转化奖。", "江城科协"),
        ("江城科协召开会议。会上启动了“青年学者托举工程”。", "江城科协"),
        ("江城科协参与“一带一路”倡议。", None),
    ],
)
def test_the_owner_is_who_the_passage_says_it_belongs_to(text: str, owner: str | None) -> None:
    (fact,) = programmes(text)
    assert fact.fields["owner"] == owner


def test_the_description_is_the_clause_that_names_it() -> None:
    (fact,) = programmes("会议结束后,江城科协设立了GLA奖学金,代表们热烈鼓掌。")
    assert fact.fields["description"] == "江城科协设立了GLA奖学金"
