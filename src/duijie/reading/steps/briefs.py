"""Rows of news on one page: each a headline and a text that begins with its day.

A report with headings in it looks alike, so more is asked: nearly all headings of the page, each a
headline that says who does what and whose text begins with a day and says the same again, and no
text above the first; two must speak of different things. 开幕式, 一、召开年会 and 访问挪威科学院 head
parts. Below the name of a collection (简讯, Brief News) the day may stand in the first sentence, and
the headlines may be wanting.
"""

from __future__ import annotations

import re
from itertools import pairwise

from duijie.core.text import to_simplified
from duijie.reading.lines import Line, ends_sentence, has_han, is_prose, split_lines
from duijie.reading.page import Edit, Reading
from duijie.reading.steps.headings import is_title
from duijie.reading.steps.headlines import tells

_LEAST = 3
_TEASER = 60
_NEAR = 40
_CUT_OFF = re.compile(r"(?:\.{3}|…+)\s*(?:[\[(（【]?(?:详情|更多|全文|查看)[^\s]{0,4})?$")
_MARKS = "■●◆▲★※►▶◇○□•·"
NUMBER = re.compile(r"^(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、](?!\d)\s*|[①-⑳]\s*|\d{1,2}\s+(?=\D))")
_ZH_DAY = (
    r"(?:[(（【\[]?[\u4e00-\u9fff]{0,8}讯[)）】\]]?\s*(?:[(（][^()（）]{2,24}[)）])?\s*)?"
    r"(?:(?:(?:19|20)\d{2}年)?\d{1,2}月(?:\d{1,2}日)?|近日|日前|近期|最近|昨[日天]|今[日天]|本周|本月)"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_EN_DAY = (
    rf"(?:On|From)\s+(?:the\s+(?:morning|afternoon|evening)\s+of\s+)?{_WEEKDAY}"
    rf"(?:{_MONTH}\.?\s*\d{{1,2}}|(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH})"
)
_DAY = re.compile(rf"^(?:{_ZH_DAY}|{_EN_DAY})")
_DAY_WITHIN = re.compile(
    rf"\d{{1,2}}月\d{{1,2}}日|\b(?:{_MONTH})\.?\s*\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b"
)
_SENTENCE = re.compile(r"[。！？]|(?<=[a-z\d)]{3})[.!?](?=\s|$)")
# The names of collections of news.
DIGEST = re.compile(
    r"^[·•◆■【\[\s]*[\u4e00-\u9fff]{0,8}(?:简\s*讯|短\s*讯|快讯|动态|要闻|大事|新闻集锦|新闻摘要|集萃|"
    r"速递|速览|短波|播报|一句话新闻|一周新闻|信息集锦)(?:[\s】\]·•◆■]*|[(（][^()（）]{1,8}[)）])$"
    r"|^(?:brief news|news (?:in )?briefs?|in brief|news ?letter|bulletin|news (?:round-?up|digest)|"
    r"spotlights?(?: of [\w ]{2,30})?|"
    r"activities of [\w ]{2,40}|no\. ?\d{1,4}|(?:vol(?:ume|\.)|issue) ?\d.{0,40})$",
    re.I,
)
_ITEM_DAY = re.compile(rf"^[{_MARKS}]?\s*\d{{1,2}}日(?:上午|下午|晚|至|[，,])")
_ZH_ACT = re.compile(
    "召开|举行|举办|会见|接见|出访|率团|续签|落成|揭幕|颁奖|会谈|访问|来访|到访|签署|签订|签约|成立|当选|获|荣|启动|揭牌|开幕|闭幕|赴|走进|参观|考察|调研|参加|出席|"
    "发布|入选|通过|完成|研制|授予|颁发|揭晓|开展|组织|承办|主办|参与|加入|达成|调整|任|一行|到|来|接待|看望|慰问|当|建成|投入|共建|部署|推进|落户|落地|亮相|突破|联合|换届|公布|宣布|上线|发射|首飞|下水|投产|开工|封顶|验收|结题|选育|破解|揭示|挂牌|开放|开讲|开播|发现|首次"
)
_EN_ACT = re.compile(
    r"\b(?:meets?|met|visits?|visited|signs?|signed|attends?|attended|holds?|held|opens?|opened|launch(?:es|ed)?|"
    r"lectures?|lectured|receives?|received|wins?|won|elect(?:s|ed)|awards?|awarded|inaugurat(?:es|ed)|hosts?|hosted|"
    r"delivers?|delivered|address(?:es|ed)|joins?|joined|establish(?:es|ed)|completes?|completed|starts?|started|"
    r"begins?|began|convenes?|convened|concludes?|concluded|kicks?|presents?|presented|appoints?|appointed|"
    r"announces?|announced|releases?|released|celebrates?|celebrated|tours?|toured|calls?|speaks?|spoke|leads?|led|"
    r"agrees?|agreed|honou?red|named|takes?|took|made|makes?|co-?hosts?|inspects?|inspected|exchanges?|discuss(?:es|ed)?)\b",
    re.I,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
_SMALL = frozenset("the and for with from into over under between among".split())
_LEDE = 220
_TITLE_ZH = r"[^\s。！？；，,][^\s。！？；]{5,40}(?:[ \u3000][^\s。！？；]{2,30})?"
_INLINE_ZH = re.compile(
    rf"(?:(?<=[。！？”）)])[ \u3000]+|^\s*(?:(?P<mast>[\u4e00-\u9fff]{{2,12}})[ \u3000]+)?)"
    rf"(?P<title>{_TITLE_ZH})[ \u3000]+(?={_ZH_DAY})"
)
_INLINE_EN = re.compile(rf"(?:(?<=[.!?”\"])[ ]+|^\s*)(?P<title>[A-Z][^!?;\n]{{14,150}}?)[ ]+(?={_EN_DAY}\b)")
_BRACKETED = re.compile(r"[ \t\u3000\xa0]*[【\[](?P<title>[^【】\[\]\n]{6,45})[】\]][ \t\u3000]*(?=[^\n]{20})")
_GLUED = re.compile(r"^(?P<mast>[A-Z][a-z]+(?: [A-Za-z]+){0,4}[a-z])(?=[A-Z][A-Za-z]* [A-Z])")


def news_items(lines: list[Line]) -> list[int]:
    """The (filled) lines at which the items of a row of news begin; else []."""
    headings = [i for i, (line, after) in enumerate(pairwise(lines)) if _heads(line, after)]
    digest = _is_digest([x.plain for x in lines[: headings[0] if headings else len(lines)]])
    items = [i for i in headings if _is_item(lines, i, anywhere=digest)]
    if not items:
        return _days(lines) or _teasers(lines) or _alternating(lines, headings)
    above = sum(len(x.plain) for x in lines[: items[0]] if is_prose(x.plain))
    if len(items) < 2 or len(items) < 0.75 * len(headings) or above >= 40:
        return []
    if len(items) < _LEAST and not all(_is_new(lines, i) for i in items[1:]):
        return []
    # Among them one may begin without its day.
    return [i for i in headings if i in items or (i > items[0] and _is_item(lines, i, dated=False))]


def _is_digest(above: list[str]) -> bool:
    """Whether what stands above the first headline names a collection of news."""
    return any(DIGEST.search(plain) for plain in above if len(plain) <= (20 if has_han(plain) else 80))


def _days(lines: list[Line]) -> list[int]:
    """Items without headlines below the name of a collection, nearly each of which begins with its day."""
    at = next((i for i, x in enumerate(lines) if is_prose(x.plain)), len(lines))
    if not _is_digest([x.plain for x in lines[:at]]) or any(
        is_title(x.plain) for x in lines[:at] if not DIGEST.search(x.plain)
    ):
        return []
    texts = [i for i in range(at, len(lines)) if is_prose(lines[i].plain)]
    dated = [i for i in texts if _DAY.match(lines[i].plain) or _ITEM_DAY.match(lines[i].plain)]
    whole = len(dated) >= 2 and len(dated) >= 0.7 * len(texts) and dated[0] == at
    new = sum(_is_new(lines, i) for i in texts[1:])
    return texts if whole and new >= 0.75 * (len(texts) - 1) else []


def _teasers(lines: list[Line]) -> list[int]:
    """The beginnings of articles that a page lists, each cut off by dots."""
    texts = [i for i, x in enumerate(lines) if is_prose(x.plain) and len(x.plain) >= _TEASER]
    cut = [i for i in texts if _CUT_OFF.search(lines[i].plain[-20:])]
    if len(cut) < _LEAST or len(cut) < 0.7 * len(texts) or any(not _is_new(lines, i) for i in texts[1:]):
        return []
    return [i - 1 if i and is_title(lines[i - 1].plain) and i - 1 not in texts else i for i in texts]


def _alternating(lines: list[Line], headings: list[int]) -> list[int]:
    """Headlines without days that take turns with one text each, which says the same again; nothing else
    on the page, and each speaks of something new."""
    filled = len(lines) - len(lines) % 2
    if (
        len(headings) < _LEAST
        or headings != list(range(0, filled, 2))[: len(headings)]
        or len(headings) < filled // 2 - 1
    ):
        return []
    for i in headings:
        title = headline(lines[i].plain)
        if not (tells(title) and _says_again(title, lines[i + 1].plain[:_LEDE]) and (i == 0 or _is_new(lines, i))):
            return []
    return headings


def _is_new(lines: list[Line], i: int) -> bool:
    """Whether a line speaks of what no line above it does: no section of one report."""
    said = "".join(x.plain for x in lines[max(0, i - _NEAR) : i])
    if has_han(lines[i].plain):
        pairs = [a + b for a, b in pairwise(lines[i].plain[:60]) if has_han(a) and has_han(b)]
        return sum(pair not in said for pair in pairs) >= 0.45 * len(pairs)
    words = [w.lower() for w in _WORD.findall(lines[i].plain[:160]) if w.lower() not in _SMALL]
    known = {w.lower()[:5] for w in _WORD.findall(said)}
    return sum(w[:5] not in known for w in words) >= 0.25 * len(words)


def headline(plain: str) -> str:
    """A headline without the mark or the number in front of it."""
    return NUMBER.sub("", plain.lstrip(_MARKS + " \t\u3000\xa0")).strip()


def _heads(line: Line, after: Line) -> bool:
    title = headline(line.plain)
    return is_title(title) and is_prose(after.plain) and (not is_prose(title) or _is_headline(title))


def _is_headline(title: str) -> bool:
    """Whether a line with a comma inside is a headline all the same: Anna Berg, President of DAS, Visits Tarn."""
    if has_han(title):
        return len(title) <= 45 and title.count("，") + title.count(",") <= 1
    words = [w for w in _WORD.findall(title) if w.lower() not in _SMALL]
    return sum(w[0].isupper() for w in words) >= 0.7 * len(words)


def _is_item(lines: list[Line], i: int, *, dated: bool = True, anywhere: bool = False) -> bool:
    """Whether a headline and its text are an item. ``dated`` asks for a day at the text's beginning or,
    with ``anywhere``, in its first sentence."""
    title, body = headline(lines[i].plain), lines[i + 1].plain
    told = _DAY.match(body) or (anywhere and _DAY_WITHIN.search(_SENTENCE.split(body, maxsplit=1)[0]))
    if (dated and not told) or (i and not ends_sentence(lines[i - 1].plain) and is_prose(lines[i - 1].plain)):
        return False
    return _says_who(title) and _says_again(title, body[:_LEDE])


def _says_who(title: str) -> bool:
    """Whether a headline has somebody in front of what is done."""
    act = (_ZH_ACT if has_han(title) else _EN_ACT).search(title, 2 if has_han(title) else 3)
    begins = (_ZH_ACT if has_han(title) else _EN_ACT).match(title)
    return act is not None and begins is None


def _says_again(title: str, lede: str) -> bool:
    """Whether a text begins with what its headline says."""
    if has_han(title):
        pairs = [a + b for a, b in pairwise(title) if has_han(a) and has_han(b)]
        return sum(pair in lede for pair in pairs) >= 0.35 * len(pairs)
    words = [w.lower() for w in _WORD.findall(title) if w.lower() not in _SMALL]
    said = {w.lower()[:5] for w in _WORD.findall(lede)}
    return sum(w[:5] in said for w in words) >= 0.4 * len(words)


def part_items(reading: Reading) -> Reading:
    """A row of news that was run together on one line, its headlines set on lines of their own
    (step ``line-parted``); any other reading as it is."""
    edits: list[Edit] = []
    for line in split_lines(reading.text):
        if len(line.plain) >= 200:
            edits += _cuts(reading.text[line.start : line.end], line.start)
    if len(edits) < 2 * _LEAST - 1:
        return _part_bracketed(reading)
    parted = reading.edited("line-parted", edits)
    return parted if news_items([x for x in split_lines(parted.text) if not x.blank]) else reading


def _part_bracketed(reading: Reading) -> Reading:
    """Pieces of news whose headlines stand in brackets before their texts, 【学会召开年会】3月5日…, three or more
    and nearly all of the text, parted from them."""
    lines = [x for x in split_lines(reading.text) if is_prose(x.plain)]
    found = [(x, m) for x in lines if (m := _BRACKETED.match(reading.text, x.start, x.end))]
    told = [m for x, m in found if is_title(title := to_simplified(m["title"])) and _says_who(title)]
    if len(told) < _LEAST or len(told) < 0.7 * len(lines):
        return reading
    edits = [e for _, m in found for e in (Edit(m.start(), m.start("title")), Edit(m.end("title"), m.end(), "\n"))]
    parted = reading.edited("line-parted", edits)
    titles = {to_simplified(m["title"]) for _, m in found}
    starts = [x.start for x in split_lines(parted.text) if x.plain in titles]
    return parted.noting(items=tuple(starts))


def _cuts(text: str, offset: int) -> list[Edit]:
    found: list[Edit] = []
    for match in (_INLINE_ZH if has_han(text) else _INLINE_EN).finditer(text):
        start, end = match.span("title")
        if has_han(text):
            if match["mast"]:
                found.append(Edit(offset + match.end("mast"), offset + start, "\n"))
        else:
            # A sentence may end inside: what stands behind its stop is the headline.
            stop = list(re.finditer(r"(?<=[a-z)][.!?])[ ]+(?=[A-Z])", text[start:end]))
            if stop:
                found.append(Edit(offset + start + stop[-1].start(), offset + start + stop[-1].end(), "\n"))
                start += stop[-1].end()
            if start == 0 and (glued := _GLUED.match(text[start:end])):
                found.append(Edit(offset + glued.end("mast"), offset + glued.end("mast"), "\n"))
        if start and text[start - 1].isspace() and not any(e.end == offset + start for e in found):
            before = len(text[:start].rstrip())
            if before:
                found.append(Edit(offset + before, offset + start, "\n"))
        found.append(Edit(offset + end, offset + match.end(), "\n"))
    return found
