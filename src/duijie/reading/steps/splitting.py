"""Several articles on one page.

An article begins with its title where the one before was closed (its date or editor's line)
or where a title is followed by what only opens an article: a line of date and source, or a
dateline such as 本报讯.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import accumulate

from duijie.reading.lines import Line, ends_sentence, has_han, is_date, is_meta, is_prose, split_lines
from duijie.reading.page import Reading

_OPENS = re.compile(
    r"^[(（【\[]?\s*(?:本报讯|本报记者|本报.{2,8}电|本网讯|本刊讯|新华社.{1,12}[电讯]|新华网.{1,12}[电讯]|"
    r"中新[网社].{1,14}电|人民网.{1,12}电|央视网消息|"
    r"科技日报.{0,6}讯|[^\s。，]{2,8}讯\s*[(（\s]|\(?记者\s)"
)
_NOT_TITLE = re.compile(
    r"^\s*(?:附件|附[:：]|注[:：]|备注|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|"
    r"[(（]?\d{1,2}[)）、.．](?!\d)|第[一二三四五六七八九十百\d]+[条章节部分]|抄送|主题词|联系人|签[发字])"
)
_ORGANISATION = re.compile("(?:院|所|会|部|厅|局|处|室|中心|大学|科协|联盟|报社|网|社|基金会|集团|公司|馆|台)$")
_MIN_BODY = 40


def split_articles(reading: Reading) -> Reading:
    """Notes where articles begin (``breaks``); damage ``multi-article`` when there are several."""
    text = reading.text
    lines = [line for line in split_lines(text) if not line.blank]
    starts: list[int] = []
    previous = 0
    prose = [0, *accumulate(len(line.plain) if is_prose(line.plain) else 0 for line in lines)]
    for i, line in enumerate(lines):
        if i == 0 or not (is_title(line.plain) or _short_title(lines, i)) or _is_signature(lines, i):
            continue
        if prose[i] - prose[previous] < _MIN_BODY or not _opens_article(lines, i, reading.ends):
            continue
        starts.append(line.start)
        previous = i
    if starts and prose[-1] - prose[previous] < _MIN_BODY:
        starts.pop()
    if not starts:
        return reading
    return replace(reading, breaks=tuple(starts)).labelled("multi-article")


def _short_title(lines: list[Line], i: int) -> bool:
    """Whether a line of four or five Chinese characters is a title: 更正与致歉. What opens an
    article must follow at once."""
    plain = lines[i].plain
    if not (4 <= len(plain) <= 5 and all(map(has_han, plain))) or _NOT_TITLE.match(plain) or i + 1 == len(lines):
        return False
    return is_meta(lines[i + 1].plain) or is_prose(lines[i + 1].plain)


def is_title(plain: str) -> bool:
    """Whether a line could be the title of an article."""
    if not 6 <= len(plain) <= (60 if has_han(plain) else 140) or ends_sentence(plain.rstrip("？?！!”")):
        return False
    if is_meta(plain) or _NOT_TITLE.match(plain) or plain.count("，") + plain.count(",") > 2:
        return False
    return sum(c.isalpha() for c in plain) >= 0.6 * len(plain.replace(" ", ""))


def _opens_article(lines: list[Line], i: int, ends: tuple[int, ...]) -> bool:
    """Whether the title-like line i begins an article."""
    following = lines[i + 1 : i + 4]
    if not following:
        return False
    after_end = (
        is_date(lines[i - 1].plain) or _signed(lines[i - 1].plain) or _ended(ends, lines[i - 1].end, lines[i].start)
    )
    if after_end and _first_prose(following):
        return True
    if _OPENS.match(following[0].plain) and is_prose(following[0].plain):
        return True
    return is_meta(following[0].plain) and len(following) > 1 and _first_prose(following[1:])


def _ended(ends: tuple[int, ...], low: int, high: int) -> bool:
    """Whether an article was seen to end between two offsets, both included."""
    i = bisect_left(ends, low)
    return i < len(ends) and ends[i] <= high


def _is_signature(lines: list[Line], i: int) -> bool:
    """Whether a line is who signed, above the date: no title although a date follows."""
    return i + 1 < len(lines) and is_date(lines[i + 1].plain) and names_organisation(lines[i].plain)


def names_organisation(plain: str) -> bool:
    """Whether a short line ends as names of organisations and their offices do."""
    return len(plain) <= 24 and _ORGANISATION.search(plain) is not None


def _first_prose(following: list[Line]) -> bool:
    """Prose comes next, perhaps behind a second title line or a line of date and source."""
    return any(is_prose(x.plain) and len(x.plain) >= 30 for x in following[:2])


def _signed(plain: str) -> bool:
    """Whether a line closes an article by its date or its agency's mark."""
    return bool(
        re.search(r"(?:\(完\)|（完）|[\[【(（]\s*(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?\s*[\]】)）])\s*$", plain)
    )
