"""Tasks by where they stand: points behind a speech, notices, plans and their goals, appeals, English aims."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.facts import Fact, read_facts

PASSAGES: list[tuple[str, str | None, list[str]]] = [
    (
        "江城科协主席陈若水出席会议。陈若水提出三点意见:\n\n第一,各课题组应当勇于创新,提出引领性成果。\n\n"
        "第二,必须高度重视重大工程问题。\n\n第三,要珍惜研究成果,用好研究成果。",
        "陈若水",
        ["勇于创新,提出引领性成果", "高度重视重大工程问题", "珍惜研究成果,用好研究成果"],
    ),
    (
        "江城湖泊所所长陈若水解读了有关精神,面对当前形势联盟要围绕产业链加快补短板;要紧扣重大需求提供高质量供给。",
        "陈若水",
        ["围绕产业链加快补短板", "紧扣重大需求提供高质量供给"],
    ),
    (
        "经考核,确定20个学会为优秀单位。希望各学会以优秀单位为榜样,充分发挥组织优势,构建科普服务体系。\n\n"
        "江城市科学技术协会\n2022年12月28日\n",
        "江城市科学技术协会",
        ["以优秀单位为榜样,充分发挥组织优势,构建科普服务体系"],
    ),
    (
        "江城湖泊联盟拟打造两个平台。一是打造“政企协作”的开放平台。二是打造“集智创新”的协同平台。",
        "江城湖泊联盟",
        ["打造两个平台", "打造“政企协作”的开放平台", "打造“集智创新”的协同平台"],
    ),
    (
        "江城市科协将实施两项行动。“清流”行动包括积极申报试点城市,深入推进工作站建设,组织专家下基层。",
        "江城市科协",
        ["实施两项行动", "积极申报试点城市,深入推进工作站建设,组织专家下基层"],
    ),
    (
        "中国将推动实施湖泊平台建设行动,集聚资源打造一批联合实验室,推动实验室向各国开放。",
        "中国",
        ["推动实施湖泊平台建设行动", "集聚资源打造一批联合实验室", "推动实验室向各国开放"],
    ),
    (
        "与会专家建议,加快制定湖泊保护条例,建立跨区域协调机制。",
        "与会专家",
        ["加快制定湖泊保护条例", "建立跨区域协调机制"],
    ),
    (
        "双方一致同意,在水资源领域开展联合研究,互派青年学者,共建联合实验室。",
        "双方",
        ["在水资源领域开展联合研究,互派青年学者,共建联合实验室"],
    ),
    (
        "江城湖泊学会的主要任务是:开展学术交流;普及科学知识;举荐优秀人才;维护会员权益。",
        "江城湖泊学会",
        ["开展学术交流", "普及科学知识", "举荐优秀人才", "维护会员权益"],
    ),
    ("江城湖泊大学力争五年内进入全国前列,确保学科建设取得突破。", "江城湖泊大学", ["力争五年内进入全国前列"]),
    ("与会理事进行了讨论,提出加强联盟秘书处建设、扩大宣传等建议。", "与会理事", ["加强联盟秘书处建设、扩大宣传"]),
    ("江城科协计划在三年内实现科普场馆县县全覆盖。", "江城科协", ["在三年内实现科普场馆县县全覆盖"]),
    (
        "江城湖泊学会理事长陈若水出席会议。“资深院士要多做战略性研究并提出建议。”陈若水说。",
        "陈若水",
        ["多做战略性研究并提出建议"],
    ),
    (
        "大会倡议设立清流科学大奖。清流科学大奖将重点奖励在水科学前沿取得突破的学者。",
        "清流科学大奖",
        ["重点奖励在水科学前沿取得突破的学者"],
    ),
    (
        "江城科学院将首先启动实施“湖泊合作拓展工程”,拟在白国设立若干个代表机构。",
        "江城科学院",
        ["启动实施“湖泊合作拓展工程”", "在白国设立若干个代表机构"],
    ),
    # What something is good for is not asked for.
    ("与会者表示,建立湖泊创新联盟,有利于促进要素流动。", None, []),
    # English.
    (
        "The Lakeside Partnership of Academies has three priorities: Provide policy advice on water. "
        "Strengthen the regional network. Champion science education.",
        None,
        ["Provide policy advice on water", "Strengthen the regional network", "Champion science education"],
    ),
    (
        "“The centres should strengthen communication and share resources,” says Wang Hai, the deputy director.",
        "Wang Hai",
        ["strengthen communication and share resources"],
    ),
    (
        "One central aim of the Lakeside Alliance is to spur creation of national young academies.",
        "the Lakeside Alliance",
        ["spur creation of national young academies"],
    ),
    (
        "Members shall submit annual reports to the secretariat and promote open data.",
        None,
        ["submit annual reports to the secretariat and promote open data"],
    ),
]


def tasks(text: str) -> list[Fact]:
    return [f for article in read_bytes(text.encode()) for f in read_facts(article) if f.type == "task"]


@pytest.mark.parametrize(("text", "issuer", "wanted"), PASSAGES, ids=[text[:20] for text, *_ in PASSAGES])
def test_tasks_are_read_with_who_asks_for_them(text: str, issuer: str | None, wanted: list[str]) -> None:
    found = tasks(text)
    assert [f.fields["text"] for f in found] == wanted
    assert {f.fields["issuer"] for f in found} <= {issuer}


def test_the_goals_of_a_plan_are_tasks_of_it() -> None:
    text = (
        "江城市科普工作实施方案\n\n一、总体目标\n\n培育科普场馆不少于30家,构建全域科普体系。\n\n"
        "二、重点任务\n\n1.完善工作机制。建立联席会议制度,定期研究重大事项。\n"
    )
    assert [f.fields["text"] for f in tasks(text)] == [
        "培育科普场馆不少于30家,构建全域科普体系",
        "完善工作机制",
        "建立联席会议制度,定期研究重大事项",
    ]
