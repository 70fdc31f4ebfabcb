"""What an article says about itself: title, date, source, author, publisher.

Nothing is guessed: a date without a year is no date, a first line that is running text no
title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from duijie.core.text import to_simplified
from duijie.reading.byline import Byline, parse
from duijie.reading.dates import DATE, iso_date, value
from duijie.reading.facts.gazetteer import surnames
from duijie.reading.lines import META, Line, is_date, is_prose, split_lines
from duijie.reading.names import bare, is_nobody, organisation
from duijie.reading.page import Edit, Reading
from duijie.reading.publishing import PRINTED, publisher_of
from duijie.reading.steps.briefs import headline
from duijie.reading.steps.headings import is_title
from duijie.reading.title import (
    AT_EDGE,
    PERSON_LINE,
    bylines,
    could_be_title,
    head_of,
    is_byline,
    shown,
    title_line,
)

_SOURCE = re.compile(
    r"(?:信息来源|文章来源|新闻来源|来源|稿源|出处|转自|来稿单位|供稿单位)\s*[:：]\s*([^\s|"
    r"｜,，。;；:：()（）\[\]【】]{2,30})(?![:：])"
)
_SENT = re.compile(
    r"^[(（]?(?:本文)?由?(?P<who>[\u4e00-\u9fff]{3,30}?)\s*供稿[)）]?$"
    r"|(?<=[。！？”])\s*[(（](?P<all>[\u4e00-\u9fff]{3,24}(?:[\s、]+[\u4e00-\u9fff]{2,4}){0,3}?)\s*(?:供稿|报道|文)?[)）]$"
)
_MEDIUM = re.compile(
    "^[\u4e00-\u9fff]{2,10}(?:[日晚早商时]报|青年报|新闻|新闻网|新闻社|通讯社|电视台|在线|报社?|日报|网)(?:客户端|融媒|新媒体)?$|^[\u4e00-\u9fff]{2,10}客户端$"
)
_SAID_NEXT = re.compile("(?:作者|撰稿|(?:责任)?编辑|责编|记者|发布(?:时间|日期)|时间|日期)$|(?<=》)作")
_AUTHOR = re.compile(
    r"(?:作者|撰稿|撰文|文字|文)\s*[:：/]\s*([\u4e00-\u9fff·]{2,8}(?:[\s、,，]+[\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff]*\s*[:：])){0,4}|"
    r"[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3})"
)
_REPORTER = re.compile(
    r"[(（【\[]?\s*(?:本报|本网|本刊|特约|见习|实习|新华社|"
    r"中新社)?记者\s*[:：]?\s*([\u4e00-\u9fff·]{2,4}(?:[\s、,，]+[\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff])){0,4})\s*[)）】\]]"
)
_BYLINE = re.compile(r"^(?:by|author:?)\s+([A-Z][\w.'’-]+(?: (?:[A-Z][\w.'’-]+|de|van|von|der)){1,4})$", re.I)
_NOT_PERSON = re.compile(
    "动态|要闻|新闻|通知|公告|首页|正文|目录|摘要|前言|简介|概况|快讯|专题|声明|讲话|致辞|简报|通报|工作|会议|报告"
)
_SECTION_LINE = re.compile(r"^[·•◆■▪【\[\s*—]*([^·•◆■▪】\]]{2,20}?)\s*[·•◆■▪】\]*—]\s*$")
_SIGNED_DATE = re.compile(rf"[\[(（【]\s*(?:{DATE.pattern})\s*[\])）】]\s*$", re.I)
_PUBLISHED = re.compile(r"发布|发表|published|posted|issued", re.I)
_DATELINE = re.compile(
    r"^(?:[(（【\[]?(?:本报讯|本网讯|本刊讯|本报记者|记者)[^)）】\]，。]{0,16}[)）】\]]?\s*|[^，。]{2,12}?(?=\d{1,2}月\d{1,2}日[电讯]))?"
)
_DAY = re.compile(r"(1[0-2]|0?[1-9])月(3[01]|[12]\d|0?[1-9])日")
# Neither the year in which somebody was founded nor the one that a report or plan is about.
_YEAR = re.compile(
    r"(?<!\d)(?<!自)(?<!成立于)(?<!创立于)(?<!创建于)(?<!创办于)(?<!始于)(?<!建于)((?:19|20)\d{2})年"
    r"(?![^，,。；]{0,8}(?:成立|创立|创建|创办|组建|以来|起[，,]))"
    r"(?!度?[^，,。；]{0,6}(?:总结|报告|计划|要点|规划|目标|预算|决算|工作(?![会座推交])))"
)
_YEAR_LINE, _DAY_LINE = re.compile(r"^(?:19|20)\d{2}$"), re.compile(r"^(?:1[0-2]|0\d)[/.-](?:3[01]|[0-2]\d)$")
_SPAN = re.compile(r"\s*(?:[-–—~至到]|、\s*\d)")
_ANNOUNCED = re.compile("将于|将在|拟于|定于|计划|请于|[，,]将")
_HEAD_LINES = 12
_FIELD = re.compile(r"^[^\s:：]{1,8}\s*[:：]\s*\S")


@dataclass(frozen=True, slots=True)
class Described:
    """Metadata of one article; None where the page does not say."""

    title: str | None
    date: str | None
    publisher: str | None
    source: str | None
    author: str | None
    section: str | None


def describe(reading: Reading, *, first: bool = True) -> Described:
    """The metadata of an article. ``first`` is false for later articles of a page, to which
    the head of the file does not apply."""
    lines = _filled(reading)
    head = head_of(lines)
    stated = reading.stated if first else type(reading.stated)()
    # What is labelled may stand below the text as well.
    told = bylines(head) + bylines([x for x in lines[len(head) :][-2:] if META.search(x.plain)])
    source = next((b.source for b in told if b.source), None) or _source(head, lines)
    author = next((b.author for b in told if b.author), None) or _author(head, lines)
    section = reading.facts.get("section") if first else None
    return Described(
        title=_title(reading, head, lines, stated.title, first=first),
        date=stated.date or _date(head, lines, told),
        publisher=_as_written(publisher_of(reading, lines, source, told, first=first), reading),
        source=_as_written(source, reading),
        author=_as_written(author, reading) or stated.author,
        section=_as_written(section if isinstance(section, str) else _section(head), reading),
    )


def _title(reading: Reading, head: list[Line], lines: list[Line], stated: str | None, *, first: bool) -> str | None:
    """The title that a format states, else the line of it. In a row of news (``masthead`` noted) each has its
    own headline, perhaps with a number, and what heads the whole page is none of them."""
    intruder = reading.facts.get("intruder")
    if isinstance(intruder, str):
        head = [x for x in head if intruder not in x.plain] or head
    masthead = reading.facts.get("masthead")
    if not isinstance(masthead, str):
        line = title_line(head, lines) or (None if stated else _below(lines[len(head) :]))
        return stated or (shown(line) if line else None)
    own = [x for x in lines[:_HEAD_LINES] if not first or x.plain not in masthead.split("\n")]
    if own and is_title(headline(own[0].plain)) and could_be_title(headline(own[0].plain)):
        return headline(shown(own[0]))
    line = title_line([x for x in head if x in own], lines)
    return shown(line) if line else None


def _below(lines: list[Line]) -> Line | None:
    """A title that an extractor put behind the text, above the line of its date and source."""
    if any(is_byline(x.plain) for x in lines[:1]):
        return None
    for title, line in pairwise(lines):
        told = parse(line.plain)
        if (
            told
            and told.date
            and not is_prose(title.plain)
            and could_be_title(title.plain)
            and not organisation(title.plain)
        ):
            return title
    return None


def _as_written(name: str | None, reading: Reading) -> str | None:
    """A name, found in the Simplified form, in the script of a page that was written in
    Traditional; one that was only converted keeps the Simplified form it had."""
    if name is None or reading.facts.get("variant") != "zh-Hant" or "traditional-converted" in reading.damage:
        return name
    for text in (reading.text, str(reading.facts.get("written", "")), reading.surroundings):
        simplified = to_simplified(text)
        if len(simplified) == len(text) and (at := simplified.find(name)) >= 0:
            return text[at : at + len(name)]
    return name


def drop_bylines(reading: Reading, described: Described) -> Reading:
    """The article without the lines above its text that state nothing but what ``described``
    holds (step ``editor-line``). A notice's own 时间：…, 地点：… stay."""
    lines = _filled(reading)
    kept = {to_simplified(v) for v in (described.source, described.publisher, described.author) if v}
    edits = []
    for i, line in enumerate(head_of(lines)):
        found = parse(line.plain)
        if found is None or line.plain.startswith(("(", "（", "[", "【")) or i + 1 == len(lines):
            continue
        if (
            found.date not in (None, described.date)
            or not {found.source, found.author, found.publisher} - {None} <= kept
        ):
            continue
        if found.plain and any(_is_field(lines[j]) for j in (i - 1, i + 1) if 0 <= j < len(lines)):
            continue
        edits.append(Edit(line.start, min(line.end + 1, len(reading.text))))
    return reading.edited("editor-line", edits)


def _is_field(line: Line) -> bool:
    return _FIELD.match(line.plain) is not None and parse(line.plain) is None


def _filled(reading: Reading) -> list[Line]:
    return [line for line in split_lines(reading.text) if not line.blank]


def _date(head: list[Line], lines: list[Line], told: list[Byline]) -> str | None:
    head = [x for x in head if len(x.plain) <= 200]
    named = [x for x in head if re.search(r"发布|发表|时间|日期|来源", x.plain) and DATE.search(x.plain)]
    for line in [*named, *(x for x in head if is_byline(x.plain))]:
        published = _PUBLISHED.search(line.plain)
        if date := (iso_date(line.plain[published.start() :]) if published else None) or iso_date(line.plain):
            return date
    for i in range(len(head) - 1):
        if _YEAR_LINE.match(head[i].plain) and _DAY_LINE.match(head[i + 1].plain):
            return iso_date(f"{head[i].plain}/{head[i + 1].plain}")
    for line in head[:6]:
        if len(line.plain) <= 90 and (match := DATE.search(line.plain)) and len(match.group()) >= 0.3 * len(line.plain):
            return iso_date(line.plain)
        if could_be_title(line.plain) and (edge := AT_EDGE.match(line.plain)):
            return iso_date(edge.group())
    # The date under which a text is signed.
    for line in reversed(lines[-4:]):
        if is_date(line.plain) or (len(line.plain) <= 60 and _SIGNED_DATE.search(line.plain)):
            return iso_date(line.plain)
    for line in reversed(lines[-4:]):
        if (printed := PRINTED.search(line.plain)) and (date := iso_date(printed["date"])):
            return date
    return next((b.date for b in told if b.date and not b.plain), None) or _told(lines)


def _told(lines: list[Line]) -> str | None:
    """The day with which the running text begins: 2022年9月16日，… or, with the only year that the title
    or the same sentence gives its matter, 11月7日上午，…. What is announced, and a span of days, is none."""
    at = next((i for i, line in enumerate(lines) if is_prose(line.plain)), len(lines))
    first = lines[at].plain if at < len(lines) else ""
    opening = _DATELINE.sub("", first, count=1)
    sentence = re.split("[。！？]", opening, maxsplit=1)[0]
    if _ANNOUNCED.search(sentence):
        return None
    if (full := DATE.match(opening)) and not _SPAN.match(opening, full.end()):
        return value(full)
    day = _DAY.match(opening)
    if day is None or _SPAN.match(opening, day.end()):
        return None
    years = {year for said in (*(line.plain for line in lines[:at]), sentence) for year in _YEAR.findall(said)}
    return iso_date(f"{years.pop()}年{day[1]}月{day[2]}日") if len(years) == 1 else None


def _source(head: list[Line], lines: list[Line]) -> str | None:
    tail = lines[-3:] if len(lines) > 3 else []
    for line in [*head, *tail]:
        if len(line.plain) <= 120 and (match := _SOURCE.search(line.plain)):
            value = _SAID_NEXT.split(match[1])[0].strip("《》“”\"' ")
            if len(value) >= 2 and not value[0].isdigit():
                return value
    return _beside_date(head) or _sent_by(lines)


def _beside_date(head: list[Line]) -> str | None:
    """A paper or its app on a line of its own above the date, as apps write it: 江城晚报客户端."""
    for line, below in pairwise(head[1:]):
        if _MEDIUM.match(line.plain) and is_date(below.plain):
            return line.plain
    return None


def _sent_by(lines: list[Line]) -> str | None:
    """The organisation that a text's end names as its sender: 江湾市科协供稿, …。（江湾市科协 李明）."""
    for line in lines[-4:]:
        if printed := PRINTED.search(line.plain):
            return printed["paper"]
        if match := _SENT.search(line.plain):
            words = match["all"].split() if match["all"] else [match["who"]]
            name = bare(words[0])
            if organisation(name) and all(PERSON_LINE.match(word) for word in words[1:]):
                return name
    return None


def _author(head: list[Line], lines: list[Line]) -> str | None:
    for line in head:
        if match := _AUTHOR.search(line.plain) or _BYLINE.match(line.plain):
            name = re.sub(r"[\s、,，]+", " ", match[1]).strip() if match.re is _AUTHOR else match[1]
            chinese = match.re is _AUTHOR and not name.isascii()
            if organisation(name) is None and not is_nobody(name) and (not chinese or _is_person(name.split()[0])):
                return name
    for before, line in pairwise(head):
        if (
            PERSON_LINE.match(line.plain)
            and _is_person(line.plain)
            and not _NOT_PERSON.search(line.plain)
            and could_be_title(before.plain)
        ):
            return re.sub(r"\s", "", line.plain)
    for line in [*lines[len(head) : len(head) + 2], *lines[-2:]]:
        if match := _REPORTER.search(line.plain[:160] if line not in lines[-2:] else line.plain[-60:]):
            return re.sub(r"[\s、,，]+", " ", match[1])
    return None


def _is_person(name: str) -> bool:
    """Whether a Chinese name begins with a family name, or is a foreigner's."""
    bare = re.sub(r"\s", "", name)
    single, longer = surnames()
    return "·" in bare or bare[:2] in longer or (bare[:1] in single and len(bare) <= 4)


def _section(head: list[Line]) -> str | None:
    for line in head[:3]:
        match = _SECTION_LINE.match(line.plain)
        if match and not is_date(line.plain) and line.plain[0] in "·•◆■▪【[*":
            return match[1].strip()
    return None
