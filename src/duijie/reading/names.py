"""Names of organisations: told from other words by their endings, freed of what clings to them."""

from __future__ import annotations

import re

from duijie.reading.lines import has_han
from duijie.reading.steps.hijack import is_institution

_MEDIA = re.compile(r"(?:报|日报|晚报|周刊|杂志|学报|期刊|电视台|频道|客户端|公众号|科协|学院|医院|法院|协会|学会)$")
# 会 ends names of bodies and of gatherings alike.
_GATHERING = re.compile(
    r"(?:年|大|研讨|交流|座谈|报告|论坛|推进|发布|对接|洽谈|运动|工作|全体|评审|评议|培训|展览|展示|博览|茶话|招待|恳谈|说明|听证|动员|总结|"
    r"启动|宣讲|见面|路演|答辩|分享|通气|现场|例|机)会$|(?:机会|社会|工作室|部门|各省市|各单位)$"
)
SENTENCE = re.compile(
    r"[。！？；，,、:：]|召开|举办|举行|发布|通知|关于|进驻|签署|走进|访问|会见|会谈|参观|考察(?![队团站])|当选|"
    r"揭牌|一行|出席|来访|获评|获批|落户|亮相|受邀|应邀|率团|率队"
)
_ENGLISH = re.compile(
    r"\b(?:Association|Society|Institut(?:e|ion)|Universit(?:y|ies)|Academy|College|Cent(?:re|er)|Council|Foundation|"
    r"Museum|Ministry|Department|Bureau|Office|Secretariat|Laborator(?:y|ies)|Observatory|Agency|Commission|Committee|"
    r"Company|Corporation|Group|Ltd|Limited|Inc|LLC|GmbH|Union|Alliance|Network|Consortium|Federation|School|Faculty|"
    r"Hospital|Press|Library|Branch|Wing|Chapter|Division|Trust|Authority|Cooperative|Organi[sz]ation|Administration|"
    r"Government|Chamber|Fund|Station|Service|Gazette|Tribune|Herald|Journal|Newspaper|Times)\b"
)
# A part of an organisation, which does not publish by itself: Press Office, X Society.
_PART = re.compile(
    r"\b(?:Wing|Branch|Chapter|Division|Department|Office|Secretariat|Section|Unit|Team|Desk|Communications|Press|News)\b"
)
_SMALL = frozenset("of for and the in on at de la du des der und & to its".split())
_REMARK = re.compile(
    r"\s*[(（]\s*(?:(?:样例|示例|例|测试|演示|官网|官方网站|本站|以?下?简称[^()（）]*)|[a-z][^()（）]{0,40})\s*[)）]\s*$"
)
# Who signs within an organisation or in nobody's name: no publisher, though a source.
_NOBODY = re.compile(
    r"^(?:(?:本|我|该)?(?:协会|学会|研究会|联盟|院|所|校|会|部|局|厅|委|处|馆|中心|市|省|县|区)?(?:办公室|秘书处|综合处|综合部|宣传部|宣传处|新闻中心|编辑部|"
    r"信息中心|网络部|办公厅|学会部|本部|机关)|本(?:站|网|报|刊|院|所|会|部|校)(?:原创)?)$",
    re.I,
)
_ANYBODY = re.compile(
    r"^(?:原创|转载|网络|互联网|网上|综合|其他|未知|佚名|匿名|管理员|系统管理员|小编|编辑|"
    r"admin(?:istrator)?|webmaster|web ?editor|editor|staff|root|guest|internet|n/?a|unknown|anonymous)$",
    re.I,
)


def organisation(text: str) -> str | None:
    """The organisation that a piece of a (Simplified) line names and nothing else, or None.

    >>> organisation("the Lakeside Society for Freshwater Ecology (sample)"), organisation("湖泊生态学会（样例）")
    ('Lakeside Society for Freshwater Ecology', '湖泊生态学会')
    >>> organisation("2026年学术年会") is organisation("in the same year") is None
    True
    """
    if len(text) > 400:
        return None
    name = bare(text)
    if re.search(r"[©@|｜\n]", name):
        return None
    if has_han(name):
        told = is_institution(_without_place(name)) or _MEDIA.search(name)
        return (
            name
            if 3 <= len(name) <= 40 and told and not _GATHERING.search(name) and not SENTENCE.search(name)
            else None
        )
    words = re.findall(r"[^\s,]+", name)
    if not 2 <= len(words) <= 16 or len(name) > 120 or not _ENGLISH.search(name) or re.search(r"[.!?:;]\s|[!?]$", name):
        return None
    return name if all(w[0].isupper() or w[0].isdigit() or w.lower() in _SMALL for w in words) else None


def bare(text: str) -> str:
    """A name without quotes, article and a remark behind it; a place in brackets stays, being
    part of the name: 地质大学（武汉）."""
    name = text.strip(" \t\u3000\xa0·•|,，;；—–-:：《》“”\"'")
    name = _REMARK.sub("", name).strip(" \t\u3000·•|,，;；—–-")
    name = re.sub(r"^the\s+(?=[A-Z])", "", name, flags=re.I)
    return name if name.endswith((" Inc.", " Ltd.", " Co.")) else name.rstrip(".")


def publishes(name: str) -> str | None:
    """Who publishes what this name signs: itself, for a part of an organisation stated with it
    that organisation (Press Office, Lakeside Society → Lakeside Society), None for an office
    of which nobody says whose it is."""
    if is_nobody(name):
        return None
    head, comma, tail = name.partition(", ")
    whole = organisation(tail) if comma and not has_han(name) and _PART.search(head) else None
    return whole or name


def is_nobody(name: str) -> bool:
    """Whether a name stands for an office of its own house or for nobody."""
    return _NOBODY.match(name.strip()) is not None or is_anybody(name)


def is_anybody(name: str) -> bool:
    """Whether what stands in a name's place is none: admin, 小编, 网络."""
    return _ANYBODY.match(name.strip()) is not None


def _without_place(name: str) -> str:
    return re.sub(r"[(（][^()（）]{2,12}[)）]$", "", name)
