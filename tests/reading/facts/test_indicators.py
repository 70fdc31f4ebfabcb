"""Figures in passages of the kind that associations publish: what is counted, of whom, how much."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.facts import Fact, read_facts

# Passage, and every figure a careful reader takes from it: value, unit, modifier, part of the
# subject, part of the measure. An empty list: there is none.
PASSAGES: list[tuple[str, list[tuple[float, str, str | None, str, str]]]] = [
    (
        "截至目前,江城湖泊研究院与全球23个国家的58家机构签署了合作协议。",
        [(23, "个", None, "江城湖泊研究院", "国家"), (58, "家", None, "江城湖泊研究院", "机构")],
    ),
    ("江城大学现有教职工近3200人。", [(3200, "人", "近", "江城大学", "教职工")]),
    ("2022年,江城湖泊研究院新增注册会员1200余名。", [(1200, "名", "余", "江城湖泊研究院", "会员")]),
    ("江城科协全年举办科普讲座三百二十场。", [(320, "场", None, "江城科协", "科普讲座")]),
    ("江城大学科研经费达到3.5亿元。", [(350_000_000, "元", None, "江城大学", "科研经费")]),
    (
        "江城湖泊研究院发表论文1,260篇,获授权专利86件。",
        [(1260, "篇", None, "研究院", "论文"), (86, "件", None, "研究院", "专利")],
    ),
    ("会议指出,江城湖泊研究院开发了四套水质监测设备。", [(4, "套", None, "江城湖泊研究院", "水质监测设备")]),
    ("今年是江城湖泊研究院建院40周年。", [(40, "周年", None, "江城湖泊研究院", "建院")]),
    ("江城大学成立近百年来培养了大批人才。", []),
    (
        "江城大学成立近80年来,培养毕业生12万余名。",
        [(80, "年", "近", "江城大学", "成立"), (120_000, "名", "余", "江城大学", "毕业生")],
    ),
    (
        "江城大学连续6年位列全省高校榜单第一。",
        [(6, "年", None, "江城大学", "连续"), (1, "位", None, "江城大学", "排名")],
    ),
    ("在最新公布的水科学排行榜中,江城湖泊研究院排名第12位。", [(12, "位", None, "江城湖泊研究院", "排名")]),
    (
        "江城科协设立了清流奖学金,每年资助硕士生50名、博士生20名。",
        [(50, "名", None, "清流奖学金", "硕士生"), (20, "名", None, "清流奖学金", "博士生")],
    ),
    (
        "江城科协新增会员100人,45岁以下的57人,占57%。",
        [
            (100, "人", None, "江城科协", "会员"),
            (57, "人", None, "江城科协", "45岁以下人数"),
            (57, "%", None, "江城科协", "45岁以下占比"),
        ],
    ),
    (
        "总投资23亿元的江城光源历经6年建设,已投入运行。",
        [(2_300_000_000, "元", None, "江城光源", "投资"), (6, "年", None, "", "历经")],
    ),
    ("江城科协邀请了8位长期从事湖泊研究的专家。", [(8, "位", None, "江城科协", "长期从事湖泊研究的专家")]),
    ("江城大学每年投入不少于1000万元港币。", [(10_000_000, "港元", "不少于", "江城大学", "投入")]),
    ("江城湖泊学会第五届学术年会在白云市召开,共吸引1万1千余人参会。", [(11_000, "人", "余", "年会", "参会人数")]),
    ("这是全省唯一一个湖泊展区,专家从三个篇章、九个方面作了讲授。", []),
    ("江城科协女会员占百分之三十五。", [(35, "%", None, "江城科协", "女会员")]),
    ("江城湖泊研究院成果转化率达62.5%,位居前列。", [(62.5, "%", None, "江城湖泊研究院", "成果转化率")]),
    ("江城科协所属学会超过210个。", [(210, "个", "超过", "江城科协", "学会")]),
    (
        "湖泊联盟成员总数达到52家,覆盖17个国家。",
        [(52, "家", None, "湖泊联盟", "成员总数"), (17, "个", None, "湖泊联盟", "国家")],
    ),
    ("江城大学提出三点要求:一是加强管理;二是改进服务;三是保证安全。", [(3, "点", None, "江城大学", "要求")]),
    ("江城科协今年将重点开展五方面工作。", [(5, "方面", None, "江城科协", "工作")]),
    ("江城湖泊研究院为当地2600名村民提供了安全饮用水。", [(2600, "名", None, "江城湖泊研究院", "村民")]),
    ("來自二十八所大學的代表參加了江城湖泊研究院的年會。", [(28, "所", None, "江城湖泊研究院", "大学")]),
    ("江城大學與全球35個國家的機構簽署了協議。", [(35, "个", None, "江城大学", "国家")]),
    (
        "江城科協舉辦培訓班15期,培訓學員1.2萬人次。",
        [(15, "期", None, "江城科协", "培训班"), (12_000, "人次", None, "江城科协", "学员")],
    ),
    # Who came is counted for the gathering; what is said twice counts once.
    (
        "湖泊学会理事长孟繁星,各学会负责人、高校代表等300余人参加湖泊保护大会。",
        [(300, "人", "余", "湖泊保护大会", "参加人数")],
    ),
    (
        "江城湖泊联盟成立,近900位专家申请成为个人会员。据介绍,已有近900位专家申请成为联盟个人会员。",
        [(900, "位", "近", "江城湖泊联盟", "专家")],
    ),
    (
        "江城湖泊联盟推动成立江城智能监测中心,先后研发水质传感器30余款。",
        [(30, "款", "余", "江城湖泊联盟", "水质传感器")],
    ),
    ("湖南省科协召开年会,目前我省已累计建立院士工作站53个。", [(53, "个", None, "湖南省", "院士工作站")]),
    # Grades and sessions, and those spoken of before.
    ("江城市科协九届三次全委会议召开,八级以上职员列席。", []),
    ("The two academies agreed to cooperate, and the three institutions signed.", []),
    # Dates, ordinals, codes, addresses, slogans and idioms count nothing.
    ("2020年11月7日上午,江城科协召开第三届理事会第二次会议。", []),
    ("要增强“四个意识”,坚定“四个自信”,做到“两个维护”。", []),
    ("地址:江城市湖滨路52号,邮编:430000,电话:027-68597114。", []),
    ("江城大学第十九届五中全会精神宣讲团走进一个社区。", []),
    ("一是加强领导,二是落实责任,这是一项长期任务。", []),
    ("两国科学院院长在两院会商中签字。", []),
    ("江城湖泊研究院一流学科建设进入新阶段,K972次列车、4号线均已开通。", []),
    ("江城大学2018级学生参加了二十四节气展览。", []),
    # English.
    (
        "The Lakeside Alliance has more than 40 member institutions from 16 countries.",
        [
            (40, "institutions", "more than", "Lakeside Alliance", "institutions"),
            (16, "countries", None, "Lakeside Alliance", "countries"),
        ],
    ),
    (
        "The Lakeside Academy trained 1,200 young researchers in 2021.",
        [(1200, "researchers", None, "Lakeside Academy", "researchers")],
    ),
    ("On 3 May 2021 the Lakeside Academy held its fifth meeting.", []),
    (
        "The Lakeside Academy received $3.5 million for lake monitoring.",
        [(3_500_000, "USD", None, "Lakeside Academy", "")],
    ),
]


def figures(text: str) -> list[Fact]:
    (article,) = read_bytes(text.encode())
    found = [f for f in read_facts(article) if f.type == "indicator"]
    for fact in found:
        assert article.text[fact.start : fact.end] == fact.quote
    return found


@pytest.mark.parametrize(("text", "wanted"), PASSAGES, ids=[text[:24] for text, _ in PASSAGES])
def test_figures_are_read_with_what_they_count(
    text: str, wanted: list[tuple[float, str, str | None, str, str]]
) -> None:
    found = figures(text)
    told = [(f.fields["value"], f.fields["unit"], f.fields["modifier"]) for f in found]
    assert told == [w[:3] for w in wanted]
    for fact, (*_, subject, measure) in zip(found, wanted, strict=True):
        assert subject in (fact.fields["subject"] or "")
        assert measure in fact.fields["measure"]


def test_a_year_in_the_sentence_dates_the_figure_and_now_means_the_date_of_the_page() -> None:
    text = (
        "江城大学简况\n\n2021-03-05\n\n2019年,江城大学毕业生达到1600人,受到各方好评。\n\n"
        "截至目前,江城大学共有教授420人,分布在各个学院。\n"
    )
    dated = {f.fields["value"]: f.fields["as_of"] for f in figures(text)}
    assert dated == {1600: "2019", 420: "2021-03-05"}


def test_the_sentence_before_tells_the_subject_where_the_figure_has_none() -> None:
    text = "湖泊健康联盟建设取得进展。目前共有近40家机构参与的项目正在推进。"
    (fact,) = figures(text)
    assert fact.fields["subject"] == "湖泊健康联盟"


def test_the_same_figure_said_twice_is_one() -> None:
    text = "江城大学建校70周年。我们将落实70周年校庆精神,江城大学建校70周年是新的起点。"
    assert len(figures(text)) == 1


def test_headlines_about_the_same_matter_are_read_though_they_are_no_part_of_the_text() -> None:
    news = ("新增两条公交线路", "举办灯会 市民观灯", "首次开通夜游航线", "推出便民措施 群众点赞")
    soup = " ".join(place + what for place in ("江城", "湖州", "海城") for what in news)
    page = (
        f"“清流中国”三年行动计划发布 {soup} “清流中国”三年行动计划:实施五类31项重点任务 {soup}\n"
        "您的位置:首页 >新闻资讯 >\n\n“清流中国”三年行动计划发布\n\n2021-01-19 09:35:12来源:江城新闻网\n\n"
        "江城科协主席陈若水18日表示,江城科协发布了“清流中国”三年行动计划。会议采用电视电话会议形式举行,各地科协负责人参加了会议。\n\n"
        "陈若水指出,要坚持开放合作理念,不断拓展“清流中国”朋友圈,推动各地共同治理湖泊,为子孙后代留下清洁的水源。(完)\n"
    )
    (article,) = read_bytes(page.encode())
    found = {f.fields["unit"]: f for f in read_facts(article) if f.rule == "indicator.headline"}
    assert {unit: f.fields["value"] for unit, f in found.items()} == {"类": 5, "项": 31}
    for fact in found.values():
        start, end = fact.in_original(article)
        assert article.original[start:end] == fact.quote
        assert fact.fields["subject"] == "“清流中国”三年行动计划"
