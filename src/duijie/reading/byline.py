"""The line between title and text: date, source, author, counters and buttons, in any order.

A line is a byline only if all of it is understood; one that says anything else besides is
left to be text.

>>> parse("来源：江城日报    发布时间：2022-10-01 08:30    浏览次数：1,204")
Byline(date='2022-10-01', source='江城日报', author=None, publisher=None, plain=False)
>>> parse("Published 3 March 2022 by the Lakeside Society").publisher
'Lakeside Society'
>>> parse("时间：2022年3月3日至5日，地点：江城") is None
True
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from duijie.reading import dates
from duijie.reading.names import bare, is_anybody, is_nobody, organisation
from duijie.reading.steps.chrome import is_chrome

# Behind a figure's 日 and, for what nothing else says, behind any word: 2013年9月14日来源：…, 江城日报作者：….
_APART = r"(?:(?<![\u4e00-\u9fffA-Za-z])|(?<=\d[日号]))"
_GLUED = (
    r"(?:(?<!数据)(?<!图片)(?<!资料)(?<!资金)(?<!经费)(?<!视频)(?<!本文)(?<![信章闻件]息)来源|作者|发布时间|发布日期|"
    r"责任编辑|编辑|浏览次数|点击次数)(?=\s*[:：])"
)
_LABEL = re.compile(
    rf"(?:{_APART}|(?<=[\u4e00-\u9fff])(?={_GLUED}))(?:"
    r"(?P<date>(?:发布|发表|更新|成文|发文|发稿|录入|上传|创建)(?:时间|日期)|时间|日期|(?:发布|发表|更新)(?=\s*[:：]\s*\d)|"
    r"date(?: of publication| published)?|(?:first |last )?(?:published|posted|updated|issued)(?: on)?|"
    r"publication date)"
    r"|(?P<source>信息来源|文章来源|新闻来源|稿件来源|来源|稿源|出处|转自|来稿单位|供稿单位|供稿|来稿|source)"
    r"|(?P<author>作者|撰稿人?|撰文|文字|记者|通讯员|authors?|(?:written )?by)"
    r"|(?P<publisher>发布者|发布人|发布单位|发布机构|信息发布|publisher|published by|issued by)"
    r"|(?P<editor>责任编辑|责编|编辑|摄影|摄像|供图|编审|校对|审核|审校|初审|复审|终审|排版|editors?)"
    r"|(?P<chrome>字体(?:大小)?|字号|(?:浏览|点击|阅读|访问|查看)(?:次数|量|数|率)?|人气|分享(?:到|至)?|打印|views|reads|hits|share)"
    r")\s*[:：]\s*",
    re.I,
)
_GENERIC = re.compile(r"^(?:时间|日期|date|作者|文字|记者|by|authors?)", re.I)
_PIECES = re.compile(r"\s*[|｜│•]\s*|\s{2,}|\t|\u3000+|\s+[·–—-]\s+")
_EDGE = " \t\u3000\xa0|｜·•-–—,，;；:：/"
_OPEN, _CLOSE = "[(（【", "])）】"
_VERB = re.compile(
    r"^(?:(?:first|last)\s+)?(?:published|posted|updated|issued|written)\b(?:\s+on\b)?|^(?:发布|发表|更新)(?:日期|时间)(?=\s*\d)|"
    r"^发布于?|(?:发布|发表|更新)$",
    re.I,
)
# A date and a name without a gap begin a sentence: 2022年9月16日，江城市科协…
_CLAUSE = re.compile(
    r"(?<=[\d一二三四五六七八九十])[日号](?:[，,]\s*)?[\u4e00-\u9fff]|[\u4e00-\u9fff][，,]\s*(?=\d{4}年)"
)
_COUNT = re.compile(
    r"^(?:已?被?(?:浏览|点击|阅读|访问|查看)\s*)?[\d,.，]*\s*"
    r"(?:次|人次|人|views?|reads?|hits?|comments?|min(?:ute)?s? read)?$",
    re.I,
)
_SIZES = re.compile(r"^[\[(（【]?\s*(?:(?:特大|超大|默认|大|中|小)[\s|｜]*)+[\])）】]?(?!\w)")
_CHINESE_PERSONS = re.compile(r"^[\u4e00-\u9fff·]{2,8}(?:[\s、,，]+[\u4e00-\u9fff·]{2,4}){0,4}$")
_LATIN_NAME = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|van|von|der|da|la|al|bin)){0,4}"
_LATIN_PERSONS = re.compile(rf"^{_LATIN_NAME}(?:(?:,| and| &)+ {_LATIN_NAME}){{0,4}}$")
_PERSON = re.compile(r"^[\u4e00-\u9fff]{1,2}[\u4e00-\u9fff](?<![部社网报办处室院会局委厅司科站台刊])$")
_SIGNED_BY = re.compile(
    r"^([\u4e00-\u9fff]{2,12}(?:报|网|社|杂志|周刊)) ([\u4e00-\u9fff]{2,4}(?: [\u4e00-\u9fff]{2,3})?)$"
)
_ACCOUNT = re.compile(r"^[A-Za-z][\w.-]{1,20}$")
_BY = re.compile(r"^by\s+(?=[A-Zt])", re.I)


@dataclass(frozen=True, slots=True)
class Byline:
    """What a line above the text states. ``publisher`` is named as such (by the X Society),
    ``source`` as a source or without a word; ``plain`` is true for a line with a single label
    that a notice could have as well (时间：…)."""

    date: str | None = None
    source: str | None = None
    author: str | None = None
    publisher: str | None = None
    plain: bool = False


class _Other(Exception):
    """The line says something that is no part of a byline."""


def parse(plain: str) -> Byline | None:
    """What a stripped, Simplified line states as a byline, or None if it is none."""
    if not 4 <= len(plain) <= 160 or "。" in plain:
        return None
    found: dict[str, str] = {}
    labels = list(_LABEL.finditer(plain))
    try:
        first = labels[0].start() if labels else len(plain)
        for piece in _PIECES.split(plain[:first]):
            _unlabelled(piece, found)
        for i, label in enumerate(labels):
            stop = labels[i + 1].start() if i + 1 < len(labels) else len(plain)
            head, *pieces = _PIECES.split(_trimmed(plain[label.end() : stop]))
            _labelled(str(label.lastgroup), head, found)
            for piece in pieces:
                _more(str(label.lastgroup), piece, found)
    except _Other:
        return None
    if not labels and not ({"date", "author", "publisher"} & found.keys()):
        return None  # the bare name of an organisation is no byline
    return Byline(
        date=found.get("date"),
        source=found.get("source"),
        author=found.get("author"),
        publisher=found.get("publisher"),
        plain=len(labels) == 1 and first == 0 and _GENERIC.match(plain) is not None,
    )


def _labelled(kind: str, value: str, found: dict[str, str]) -> None:
    value = _trimmed(value)
    if kind == "editor":
        if value and not (_CHINESE_PERSONS.match(value) or _LATIN_PERSONS.match(value) or _ACCOUNT.match(value)):
            raise _Other
        return
    if kind == "chrome":
        value = _trimmed(_SIZES.sub("", value))
        if not (_COUNT.match(value) or is_chrome(value)):
            # A date or a name may follow a button without a label of its own.
            _unlabelled(value, found)
        return
    value = _dated(value, found)
    if not value:
        return
    if kind == "date":
        if not re.fullmatch(r"[\d:：\s]+|\d{1,2}月\d{1,2}日", value):
            _unlabelled(value, found)
        return
    _named(kind, value, found)


def _named(kind: str, value: str, found: dict[str, str]) -> None:
    if len(value) > 100 or re.search(r"[：；;！？!?]", value):
        raise _Other
    if kind != "source" and is_anybody(value):
        return
    name = organisation(value)
    if kind == "author" and name is None and not is_nobody(value):
        if not (_CHINESE_PERSONS.match(value) or _LATIN_PERSONS.match(value)):
            raise _Other
        found.setdefault("author", re.sub(r"[\s、，]+", " ", value) if not value.isascii() else value)
        return
    if name is None and len(value) > 30:
        raise _Other
    if kind == "publisher" and name is None and _PERSON.match(value):
        found.setdefault("author", value)  # somebody's name: who put it there
        return
    # Someone's own note of who issued it (发布者：admin) is often the name of an account.
    key = "publisher" if kind == "publisher" and name and not is_nobody(name) else "source"
    found.setdefault(key, name or bare(value))


def _more(kind: str, piece: str, found: dict[str, str]) -> None:
    """A piece behind a label's value: another author, or what needs no label."""
    if kind == "author" and re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", piece.strip(_EDGE)) and "author" in found:
        found["author"] += f" {piece.strip(_EDGE)}"
    else:
        _unlabelled(piece, found)


def _unlabelled(piece: str, found: dict[str, str]) -> None:
    """A date, an organisation, "by" somebody, a button or a counter."""
    piece = _trimmed(piece)
    if not piece or is_chrome(piece) or _COUNT.match(piece):
        return
    rest = _trimmed(_VERB.sub("", _dated(_trimmed(_VERB.sub("", piece)), found)))
    if not rest or is_chrome(rest) or _COUNT.match(rest):
        return
    if by := _BY.match(rest):
        signer = rest[by.end() :]
        if name := organisation(signer):
            found.setdefault("publisher", name)
        elif _LATIN_PERSONS.match(signer):
            found.setdefault("author", signer)
        else:
            raise _Other
    elif (both := _SIGNED_BY.match(rest)) and organisation(both[1]) and not organisation(rest):
        found.setdefault("source", both[1])
        found.setdefault("author", both[2])
    elif (name := organisation(rest)) and not _CLAUSE.search(piece):
        found.setdefault("source", name)
    elif "author" in found and _LATIN_PERSONS.match(rest):
        found.setdefault("source", rest)  # By Anna Berg | Delta Daily | 3 June 2025
    else:
        raise _Other


def _dated(text: str, found: dict[str, str]) -> str:
    """The text without its first date, which is noted."""
    match = dates.DATE.search(text)
    if match is None or (day := dates.value(match)) is None:
        return _trimmed(text)
    before, after = text[: match.start()], text[match.end() :]
    if re.match(r"\s*[-–—~至到]\s*\d|[^\s\]\[()（）【】|｜·•,，;；–—\-/\u4e00-\u9fffA-Za-z]", after):
        raise _Other  # a span of days, as of an event
    found.setdefault("date", day)
    return _trimmed(f"{before.rstrip(_EDGE + _OPEN)} {after.lstrip(_EDGE + _CLOSE)}")


def _trimmed(text: str) -> str:
    """A piece without marks at its edges and without brackets around all or half of it; a
    remark in brackets behind a name stays for who reads names."""
    text = text.strip(_EDGE)
    opened, closed = sum(text.count(c) for c in _OPEN), sum(text.count(c) for c in _CLOSE)
    if opened != closed or (opened == 1 and text[:1] in _OPEN and text[-1:] in _CLOSE):
        text = text.strip(_EDGE + _OPEN + _CLOSE)
    return text
