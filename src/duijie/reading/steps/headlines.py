"""What a headline looks like, on a line of its own. Pure judgements on a stripped, Simplified line."""

from __future__ import annotations

import re
from itertools import pairwise

from duijie.reading.lines import has_han, is_meta
from duijie.reading.steps.footers import is_footer_mark

_MARKS = "·•■▪◆>》-–—*○●★☆►▶◇□ \t\u3000\xa0"
_LONGEST = 200
_DAY = r"(?:(?:19|20)\d{2}[-./])?(?:1[0-2]|0\d)[-./](?:3[01]|[0-2]\d)"
_EDGE_DAY = re.compile(
    rf"^[\[(（]?(?P<head>{_DAY})[\])）]?[\s:：]*|[\s\[(（]*(?P<tail>{_DAY})(?:\s\d\d:\d\d)?[\])）]?$"
)
_LIST_ITEM = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）.、．:：]|第[一二三四五六七八九十百\d]+[条章节项名])"
)
_EDITION = re.compile(r"^(?:第?\s*[A-Z]?\d{1,3}\s*版|[A-Z]\d{2}|[A-Z]\d{2}[-—][A-Z]?\d{2}版?)\s*[:：、]\s*\S.{0,20}$")
# Verbs that headlines are made with; none of one character, which names have as well.
_ACTS = re.compile(
    "召开|举行|举办|会见|访问|来访|签署|签订|签约|成立|当选|获批|获奖|荣获|启动|揭牌|开幕|闭幕|走进|参观|考察|调研|参加|出席|发布|入选|通过|完成|研制|授予|"
    "颁发|揭晓|开展|参与|加入|达成|看望|慰问|建成|投入|共建|部署|推进|落户|落地|亮相|突破|换届|公布|宣布|上线|发射|首飞|投产|开工|封顶|破解|揭示|挂牌|"
    "开放|发现|印发|出台|实施|支持|助力|呼吁|提醒|回应|新增|增长|下降|上涨|突破|超过|超千|达到|有望|将于|迎来|开启|打造|推动|加快|提升|保障|促进|加强|"
    "举措|曝光|被捕|批准|公安|警方|遇难|确诊|夺冠|晋级|击败|涨|跌|如何|为何|什么|怎么|为什么|哪些|点燃|抵达|赴|谈|称|让|把|被|用上|受捧|走红|火了|"
    "送|迎|破|创|忙|增|降|再添|首次|首个|首座|有序|连续|预计|不再|正在|已|仍"
)
_TELLING = re.compile(r"[:：！？!?“”]|\d|[\u4e00-\u9fff]\s[\u4e00-\u9fff]")
_ENGLISH_ACT = re.compile(r"\b[a-z]+(?:s|ed)\b|\b(?:to|wins?|met|held|says?)\b")


def bare_headline(plain: str) -> str:
    """A line without marks, a day at its edge and the name of a paper before it: - [江城日报]茶叶丰收2025-04-25."""
    bare = plain.lstrip(_MARKS)
    if len(bare) > _LONGEST:
        return bare
    return _EDGE_DAY.sub("", bare).lstrip(_MARKS).strip()


def is_dated(plain: str) -> bool:
    """Whether a line has a day in figures at its edge, as lists of links have."""
    return len(plain) <= _LONGEST and _EDGE_DAY.search(plain.lstrip(_MARKS)) is not None


def is_edition(plain: str) -> bool:
    """Whether a line names a page of a newspaper: A01版：要闻."""
    return _EDITION.match(plain) is not None


def is_headline(plain: str) -> bool:
    """Whether a line could be a headline of another article, by itself."""
    bare = bare_headline(plain)
    longest = 48 if has_han(bare) else 130
    return (
        8 <= len(bare) <= longest
        and not bare.endswith(("。", "；", ";", "，", ",", "：", ":"))
        and "。" not in bare
        and not (is_meta(bare) or _LIST_ITEM.match(bare) or is_footer_mark(bare))
        and (has_han(bare) or (len(bare.split()) >= 4 and not bare.endswith(".") and not bare[0].islower()))
    )


def tells(plain: str) -> bool:
    """Whether a headline says that something happens, rather than naming something.

    >>> tells("首座跨海大桥主塔顺利封顶"), tells("高性能纤维制备技术")
    (True, False)
    """
    bare = bare_headline(plain)
    if not has_han(bare):
        return _ENGLISH_ACT.search(bare) is not None
    return _ACTS.search(bare) is not None or _TELLING.search(bare) is not None


def says_again(title: str, text: str) -> bool:
    """Whether the beginning of a text says what a title says."""
    pairs = [a + b for a, b in pairwise(bare_headline(title)[:_LONGEST]) if has_han(a) and has_han(b)]
    return len(pairs) >= 4 and sum(pair in text[:220] for pair in pairs) >= 0.4 * len(pairs)
