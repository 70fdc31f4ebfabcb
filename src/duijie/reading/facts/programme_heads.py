"""The words with which names of programmes end, and what tells that they do not."""

from __future__ import annotations

import re

from duijie.reading.facts.programme_english import Kind
from duijie.reading.facts.programme_known import data

_DATA = data()
HEAD_KIND: dict[str, Kind] = {head: kind for kind, heads in _DATA["heads"].items() for head in heads}
HEADS = "|".join(sorted(HEAD_KIND, key=len, reverse=True)).replace("学院", "(?<!科)学院")
HEAD = re.compile(rf"(?:{HEADS})(?<!协作网(?=络))")
# Behind a head: the head is only the first part of another word.
GOES_ON = {
    "中心": "组化任性点城镇式区",
    "奖": "学项励金牌状品章助惩杯池掖教",
    "工程": "师院学科建技",
    "项目": "部组经",
    "行动": "者力自支小",
    "计划": "书生经单内外财司局处科组于在将",
    "战略": "性家科合研思眼机支布部意举新资需目定任咨物安",
    "网络": "安化舆空平直信会强意",
    "平台": "期上",
    "规划": "院局处建",
    "基地": "组",
    "专项": "经治整检督",
    "课题": "组",
    "基金": "会委经管公",
    "榜": "样首眼上前一二三",
    "集群": "化",
    "目录": "学",
    "百强": "企区县市镇",
    "学院": "派路",
    "实验室": "主人",
    "产业园": "区",
    "科技园": "区",
    "名单": "中",
}
COMMON = frozenset(_DATA["common"])
"""Modifiers that every programme could have: alone they name none."""
SLOGAN = re.compile(
    r"^(?!一带一路|十[一二三四五六七八九]五)[一二两三四五六七八九十\d][^年]|[、,;:]|^.$|[一二两三四五六七八九十](?:个|大)|(?:精神|原则|理念|关系|模式|字)$"
)
LINK = re.compile(r"^(?:[、,]{1,2}|[、,]?(?:和|与|及|以及|或))?$")
# Heads that are told from common words only by a quotation, or by a proper name in front.
LOOSE = {
    "proper": ("活动", "实践活动"),
    "founded": ("活动", "实践活动", "项目", "课题"),
    "listed": ("活动", "实践活动", "项目", "课题"),
}
