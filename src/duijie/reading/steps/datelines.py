"""How the text of a piece of news begins, and how it ends.

A newspaper's text opens with who sends it from where and when (本报讯, 新华社江城1月1日电, 江城3月2日电,
BEIJING, Jan. 1 (Xinhua) --) and closes with who wrote it (（完）, （记者 某某）). Pure judgements on a
stripped, Simplified line.
"""

from __future__ import annotations

import re

_HOUSE = r"(?:本[报网刊台站社]|[\u4e00-\u9fff]{2,8}(?:报|社|网|台|在线|频道|客户端))"
_PLACE = r"[\u4e00-\u9fff]{2,8}"
_DAY = r"(?:(?:19|20)\d{2}年)?\d{1,2}月\d{1,2}日"
_BEHIND = r"(?=\s|[(（:：】)）\]]|[\u4e00-\u9fff·]{0,4}(?:记者|通讯员)|题[:：]|$)"
# Surely a dateline: no text has one in its middle.
_SENT = re.compile(
    rf"^[(（【\[]?\s*(?:据)?(?:{_HOUSE}(?:{_PLACE})?(?:{_DAY})?(?:专电|电|讯|消息)|{_PLACE}{_DAY}(?:专电|电|讯))[)）】\]]?{_BEHIND}"
    r"|^[A-Z][A-Za-z .'’-]{2,30}, (?:[A-Z][a-z]{2,8}\.? \d{1,2},? )?(?:\d{4} )?[(/][A-Z][\w.& ]{1,30}[)/]\s*[-–—]"
)
_OPENS = re.compile(
    r"^[(（【\[]?\s*(?:本报讯|本报记者|本网讯|本刊讯|央视网消息|[^\s。，]{2,8}讯\s*[(（\s]|\(?记者\s|[(（](?:见习|实习|本报|本网|特约)?(?:记者|通讯员)\s)"
)
_CLOSES = re.compile(
    r"(?:\(完\)|（完）"
    r"|[\[【(（]\s*(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?\s*[\]】)）]"
    r"|[(（][\u4e00-\u9fff\s、]{2,24}(?:供稿|报道|整理)[)）]"
    r"|(?<=[。！？”])\s*[(（](?:[\u4e00-\u9fff·]{0,12}(?:记者|通讯员)|作者|来源|文[/:：]|摘自|据|原?载于?)[^()（）。]{2,40}[)）]"
    r"|(?<=[。！？”])[(（][\u4e00-\u9fff]{3,16}(?:[\s、]+[\u4e00-\u9fff]{2,4}){1,3}[)）])\s*$"
)


def is_dateline(plain: str) -> bool:
    """Whether a line opens with who sends a piece of news, from where or when.

    >>> is_dateline("本报江城6月18日讯(记者 李明) 18日上午"), is_dateline("新华社记者李明在现场看到")
    (True, False)
    """
    return _SENT.match(plain) is not None


def opens_text(plain: str) -> bool:
    """Whether a line opens a piece of news, by a dateline or its reporter."""
    return is_dateline(plain) or _OPENS.match(plain) is not None


def closes_text(plain: str) -> bool:
    """Whether a line closes one by its date, its agency's mark or its sender."""
    return _CLOSES.search(plain[-90:]) is not None
