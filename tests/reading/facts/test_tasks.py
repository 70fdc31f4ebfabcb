"""Tasks in passages of the kind that associations publish: who asks for what."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.facts import Fact, read_facts
from duijie.reading.facts.tasks import MOST

PASSAGES: list[tuple[str, str | None, list[str]]] = [
    (
        "陈若水强调,要加强湖泊治理,改善水源质量。",
        "陈若水",
        ["加强湖泊治理,改善水源质量"],
    ),
    (
        "江城科协主席陈若水提出三点要求:一是加强人才培养,完善激励机制;二是深化国际合作;三是推动成果转化。",
        "陈若水",
        ["加强人才培养,完善激励机制", "深化国际合作", "推动成果转化"],
    ),
    ("会议强调,各学会要建立健全管理制度,定期开展学术评估。", "会议", ["建立健全管理制度,定期开展学术评估"]),
    ("会议指出,江城科协必须守住生态底线,做好水质监测。", "会议", ["守住生态底线,做好水质监测"]),
    ("陈若水指出,要注重将联盟战略与研究所规划有效对接。", "陈若水", ["将联盟战略与研究所规划有效对接"]),
    ("陈若水希望双方继续加强合作,共同建设湖泊科学中心。", "陈若水", ["继续加强合作,共同建设湖泊科学中心"]),
    (
        "陈若水强调,要加快突破监测技术;要加快打造创新基地;要培养青年人才队伍。",
        "陈若水",
        ["加快突破监测技术", "加快打造创新基地", "培养青年人才队伍"],
    ),
    (
        "陈若水表示,湖泊联盟要持续深化多边合作。不断优化海外基地布局,健全引才引智机制。",
        "陈若水",
        ["持续深化多边合作", "不断优化海外基地布局,健全引才引智机制"],
    ),
    ("陳若水強調,要加強湖泊治理,改善水源質量。", "陈若水", ["加强湖泊治理,改善水源质量"]),
    ("會議要求,各單位要定期研究水質情況,及時作出分析研判。", "会议", ["定期研究水质情况,及时作出分析研判"]),
    # What is suggested, welcomed, declared and quoted.
    (
        "陈若水建议双方在现有合作基础上加强水资源联合研究,并欢迎白国科学家参与我院大科学装置的建设。",
        "陈若水",
        ["在现有合作基础上加强水资源联合研究", "欢迎白国科学家参与我院大科学装置的建设"],
    ),
    (
        "江城大学校长陆远明作了讲话。他要求研究所进一步凝练目标,吸引和培养优秀青年人才。",
        "陆远明",
        ["进一步凝练目标,吸引和培养优秀青年人才"],
    ),
    (
        "双方协商一致加强在前沿科技方面的合作,推动民间科技交流持续发展。",
        "双方",
        ["加强在前沿科技方面的合作", "推动民间科技交流持续发展"],
    ),
    (
        "江城湖泊所所长陈若水强调:一是此次活动的目的是为了促进交流;二是加强人才培养。",
        "陈若水",
        ["加强人才培养"],
    ),
    # Who is spoken of is not who speaks.
    (
        "陈若水结合工作实际,就贯彻李望院士讲话精神提出两点要求:一是加强管理制度;二是改进服务质量。",
        "陈若水",
        ["加强管理制度", "改进服务质量"],
    ),
    # Statements, importance and needs of no one ask for nothing.
    ("陈若水表示,湖泊是重要的水源,主要分布在南方。", None, []),
    ("湖泊治理需要时间,这一点很重要。", None, []),
    ("江城科协召开年会,陈若水主持会议。", None, []),
    ("陈若水介绍,去年新建了三个监测站,水质明显改善。", None, []),
    # Plans of organisations, also without a speaker; the clauses are tasks of their own.
    (
        "2025年,江城市科协将打造特色鲜明的湖泊年会品牌,深入推进高校科协组织建设。会议由陈若水主持。",
        "江城市科协",
        ["打造特色鲜明的湖泊年会品牌", "深入推进高校科协组织建设"],
    ),
    (
        "双方一致认为,将进一步深化务实合作,拓展在新能源领域的联合研究。双方还进行了交流。",
        "双方",
        ["进一步深化务实合作", "拓展在新能源领域的联合研究"],
    ),
    (
        "江城水产业联盟以服务国家水安全战略为宗旨,整合上下游资源,推动湖泊行业标准制定。",
        "江城水产业联盟",
        ["以服务国家水安全战略为宗旨,整合上下游资源", "推动湖泊行业标准制定"],
    ),
    (
        "陈若水希望大家刻苦钻研业务。他强调,要着力攻克水质监测难题;广泛开展面向社区的科普活动。",
        "陈若水",
        ["大家刻苦钻研业务", "着力攻克水质监测难题", "广泛开展面向社区的科普活动"],
    ),
    ("大会将于10月举行,届时将发布年度报告,并将颁发湖泊科技奖。", None, []),
    ("联盟成立以来,积极推动成员合作,先后举办论坛12场,取得了显著成效。", None, []),
    ("湖泊中心的成立,将进一步促进区域经济发展。", None, []),
    # English.
    (
        "The alliance aims to promote open lake data across the region.",
        "alliance",
        ["promote open lake data across the region"],
    ),
    (
        "Dr. Mary Lake stressed that the association should expand its monitoring network before 2025.",
        "Mary Lake",
        ["expand its monitoring network before 2025"],
    ),
    (
        "The meeting urged all members to publish their lake data every year.",
        "meeting",
        ["publish their lake data every year"],
    ),
    ("The lake freezes in winter and people like to skate on it.", None, []),
]


def tasks(text: str) -> list[Fact]:
    (article,) = read_bytes(text.encode())
    found = [f for f in read_facts(article) if f.type == "task"]
    for fact in found:
        start, end = fact.in_original(article)
        assert fact.original or article.text[fact.start : fact.end] == fact.quote
        assert not fact.original or article.original[start:end] == fact.quote
    return found


@pytest.mark.parametrize(("text", "issuer", "wanted"), PASSAGES, ids=[text[:20] for text, _, _ in PASSAGES])
def test_orders_are_read_with_who_gave_them(text: str, issuer: str | None, wanted: list[str]) -> None:
    found = tasks(text)
    assert [f.fields["text"] for f in found] == wanted
    assert {f.fields["issuer"] for f in found} <= {issuer}


def test_an_author_who_says_we_asks_of_the_own_house() -> None:
    text = (
        "湖泊合作工作\n\n陈若水\n(2020年1月17日)\n\n  过去一年,我们做了许多事,各项工作进展顺利。\n\n"
        "  我们将进一步扩大监测范围,推动湖泊数据开放共享。\n"
    )
    assert [f.fields["text"] for f in tasks(text)] == ["进一步扩大监测范围", "推动湖泊数据开放共享"]


def test_an_article_gives_at_most_the_clearest_and_slogans_last() -> None:
    text = "陈若水强调,要增强“四个意识”,坚定“四个自信”。" + "".join(
        f"陈若水指出,要建设第{n}号湖泊监测站,扩大{n}号湖区的监测范围。" for n in "一二三四五六七八九"
    )
    found = tasks(text)
    assert len(found) == MOST
    assert not any("四个意识" in f.fields["text"] for f in found)


def test_the_items_of_a_plan_are_the_tasks_of_whose_plan_it_is() -> None:
    text = (
        "江城市科协2024年工作要点\n\n一、加强思想政治引领\n"
        "1.深入学习湖泊保护法规。组织开展主题教育,引导会员参与监测。\n2.打造高端学术平台。\n"
    )
    found = tasks(text)
    assert "深入学习湖泊保护法规" in [f.fields["text"] for f in found]
    assert {f.fields["issuer"] for f in found} == {"江城市科协"}


def test_a_task_is_filed_under_the_area_it_speaks_of_most() -> None:
    (fact,) = tasks("陈若水强调,要加强青年人才培养,完善引才机制。")
    assert fact.fields["area"] == "人才"
