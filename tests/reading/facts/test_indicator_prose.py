"""Figures as institutes and societies tell them of themselves: rows, growth, ranges, lists, words for oneself."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.facts import Fact, read_facts

Wanted = list[tuple[float, str, str, str]]
# Passage, and every figure of it: value, unit, part of the subject, part of the measure.
PASSAGES: list[tuple[str, Wanted]] = [
    (
        "江城湖泊研究所现有职工1,200人,其中高级职称300人,博士生导师86人。",
        [(1200, "人", "研究所", "职工"), (300, "人", "研究所", "高级职称"), (86, "人", "研究所", "博士生导师")],
    ),
    (
        "研究所建有生态学、环境科学两个博士后流动站,在站博士后45人,包括白国工程院院士1人。",
        [(2, "个", "研究所", "博士后流动站"), (45, "人", "研究所", "在站博士后"), (1, "人", "研究所", "院士")],
    ),
    (
        "江城大学2022年招收本科生、硕士生和博士生分别为3200人、1100人和260人。",
        [(3200, "人", "江城大学", "本科生"), (1100, "人", "江城大学", "硕士生"), (260, "人", "江城大学", "博士生")],
    ),
    (
        "江城湖泊学会和白云水利学会的会员人数分别达到5200人和3100人。",
        [(5200, "人", "", "江城湖泊学会会员人数"), (3100, "人", "", "白云水利学会会员人数")],
    ),
    (
        "2021年,江城市技术合同成交额达到56.3亿元,同比增长12.5%;登记合同1820项,同比下降3.1%。",
        [
            (5_630_000_000, "元", "", "技术合同成交额"),
            (12.5, "%", "", "技术合同成交额同比增长"),
            (1820, "项", "", "登记合同"),
            (3.1, "%", "", "同比下降"),
        ],
    ),
    (
        "江城科协系统拥有县级学会86个,会员2.3万人,平均年龄41.5岁。",
        [(86, "个", "江城科协", "县级学会"), (23_000, "人", "江城科协", "会员"), (41.5, "岁", "江城科协", "平均年龄")],
    ),
    (
        "江城湖泊学会成立于1956年,现有个人会员近万名,下设12个专业委员会。",
        [(10_000, "名", "江城湖泊学会", "个人会员"), (12, "个", "江城湖泊学会", "专业委员会")],
    ),
    (
        "江城湖泊研究院在全省科研机构排名中列第3位,较上年上升2位。",
        [(3, "位", "江城湖泊研究院", "排名"), (2, "位", "江城湖泊研究院", "上升")],
    ),
    # A range is no figure, nor is a period of years, a frequency, a class or a place in the front.
    ("项目执行期为3—5年,每项资助50万—80万元,成交额居前三位的是白云市。", []),
    ("该中心为联合国二类机构,每2年召开一次会议,成果经过两轮评审。", []),
    (
        "联盟成员由成立之初的18家增至目前的64家,覆盖12个省市。",
        [(18, "家", "联盟", "成员"), (64, "家", "联盟", "成员"), (12, "个", "联盟", "省市")],
    ),
    (
        "江城基金会每年评选不超过10名青年学者,每人奖励20万元。",
        [(10, "名", "江城基金会", "青年学者"), (200_000, "元", "江城基金会", "奖励")],
    ),
    (
        "江城科技馆建筑面积2.8万平方米,年接待观众逾百万人次。",
        [(28_000, "平方米", "江城科技馆", "建筑面积"), (1_000_000, "人次", "江城科技馆", "接待观众")],
    ),
    (
        "江城市公民具备科学素质的比例达到13.6%,比2020年提高2.4个百分点。",
        [(13.6, "%", "", "具备科学素质的比例"), (2.4, "个百分点", "", "比2020年提高")],
    ),
    (
        "江城湖泊研究院获国家科技进步奖二等奖2项、省部级一等奖11项。",
        [(2, "项", "江城湖泊研究院", "国家科技进步奖二等奖"), (11, "项", "江城湖泊研究院", "省部级一等奖")],
    ),
    ("江城科协向24个项目团队表示祝贺。", [(24, "个", "江城科协", "项目团队数")]),
    ("江城湖泊学会组建了20余人的专家委员会。", [(20, "人", "江城湖泊学会", "专家委员会人数")]),
    (
        "历届获奖者中,60位当选江城科学院院士。",
        [(60, "位", "", "当选江城科学院院士的人数")],
    ),
    (
        "江城科协新当选委员平均年龄分别降至2011年的56.9岁和2013年的55.7岁。",
        [(56.9, "岁", "江城科协", "委员平均年龄"), (55.7, "岁", "江城科协", "委员平均年龄")],
    ),
    (
        "有56位院士、22位大学校长以及白国等国的使节出席的2022江城科学家论坛在江城闭幕。",
        [(56, "位", "江城科学家论坛", "院士"), (22, "位", "江城科学家论坛", "大学校长")],
    ),
    (
        "2022年,湖北省高新技术企业由6590家增至2万家,增长203.2%;研发投入强度由1.96%增至2.32%,提高0.36个百分点。",
        [
            (6590, "家", "湖北省", "高新技术企业"),
            (20_000, "家", "湖北省", "高新技术企业"),
            (203.2, "%", "湖北省", "高新技术企业数增长"),
            (1.96, "%", "", "研发投入强度"),
            (2.32, "%", "", "研发投入强度"),
            (0.36, "个百分点", "", "研发投入强度提高"),
        ],
    ),
    ("江城湖泊研究院的湖泊科学水平稳居全国第8,位居前列。", [(8, "位", "江城湖泊研究院", "排名")]),
    ("这两位外国科学家获奖,这10个海外中心分布在各洲。", []),
    ("技术服务以368.4亿元成交额居首。", [(36_840_000_000, "元", "", "技术服务成交额")]),
    (
        "在最新一期排行榜上,江城大学居全国第28位、全省首位。",
        [(28, "位", "江城大学", "排"), (1, "位", "江城大学", "排")],
    ),
    ("協會現有個人會員21,499人,單位會員128個。", [(21499, "人", "协会", "个人会员"), (128, "个", "协会", "单位会员")]),
    (
        "Founded in 1956, the Lakeside Society has 12 branches and more than 100 national and state key laboratories.",
        [(12, "branches", "Lakeside Society", "branches"), (100, "laboratories", "Lakeside Society", "laboratories")],
    ),
]


def figures(text: str) -> list[Fact]:
    return [f for article in read_bytes(text.encode()) for f in read_facts(article) if f.type == "indicator"]


@pytest.mark.parametrize(("text", "wanted"), PASSAGES, ids=[text[:24] for text, _ in PASSAGES])
def test_figures_of_reports_are_read_with_whose_they_are(text: str, wanted: Wanted) -> None:
    found = figures(text)
    assert [(f.fields["value"], f.fields["unit"]) for f in found] == [w[:2] for w in wanted]
    for fact, (*_, subject, measure) in zip(found, wanted, strict=True):
        assert subject in (fact.fields["subject"] or "")
        assert measure in fact.fields["measure"]


def test_items_of_a_list_have_the_subject_of_the_line_that_leads_them_in() -> None:
    text = "人才队伍\n\n实验室学术带头人包括:\n\n· 青年基金获得者 6人\n\n· 特聘教授 5人\n\n· 领军人才 7人\n"
    told = [(f.fields["subject"], f.fields["measure"], f.fields["value"]) for f in figures(text)]
    assert told == [("实验室", "青年基金获得者数", 6), ("实验室", "特聘教授数", 5), ("实验室", "领军人才数", 7)]


def test_when_somebody_was_founded_dates_no_figure() -> None:
    found = figures("江城湖泊学会成立于1956年,现有会员5000人。2021年,江城湖泊学会举办会议30场。")
    assert [f.fields["as_of"] for f in found] == [None, "2021"]


def test_those_who_lead_or_tell_are_not_whose_figure_it_is() -> None:
    (fact,) = figures("江城日报网站公布的数据显示,在党中央坚强领导下,江城湖泊学会举办会议30场。")
    assert fact.fields["subject"] == "江城湖泊学会"


def test_the_word_for_itself_stands_for_what_was_named_before() -> None:
    text = "江城集创数字产城联盟今天成立。联盟成员已发展到62家。联盟组建了专家委员会,聘请院士3名。"
    assert {f.fields["subject"] for f in figures(text)} == {"江城集创数字产城联盟"}


NEW: tuple[tuple[str, list[tuple[float, str, str]]], ...] = (
    (
        "高新技术企业、科技型中小企业达 6588 家 、 6403 家,分别增长26.3%、44.4%。",
        [
            (6588, "家", "高新技术企业数"),
            (6403, "家", "科技型中小企业数"),
            (26.3, "%", "高新技术企业增长"),
            (44.4, "%", "科技型中小企业增长"),
        ],
    ),
    (
        "技术合同成交额、登记项数分别为 8 亿元、23003 项。",
        [(800000000, "元", "技术合同成交额"), (23003, "项", "技术合同登记项数")],
    ),
    ("江城科学院三期建设项目奠基,二期工程已完成。", []),
    ("江城科技界代表团一行共16人参加年会,校长李明一行4人访问。", [(16, "人", "人数")]),
    ("白国、蓝国一行8位外籍专家到江城大学座谈。", [(8, "位", "外籍专家")]),
    ("江城科协系统两千多位专家在国际组织任职。", [(2000, "位", "在国际组织任职的专家数")]),
    ("95岁的江城大学欢迎6岁的孩子。", []),
    ("江城期刊国际影响力名列本学科前5%的期刊增长6倍。", [(6, "倍", "期刊增长")]),
)


@pytest.mark.parametrize(("text", "wanted"), NEW, ids=[text[:16] for text, _ in NEW])
def test_rows_of_figures_delegations_and_ages(text: str, wanted: list[tuple[float, str, str]]) -> None:
    found = figures(text)
    assert [(f.fields["value"], f.fields["unit"]) for f in found] == [w[:2] for w in wanted]
    for fact, (_, _, told) in zip(found, wanted, strict=True):
        assert told in fact.fields["measure"]
