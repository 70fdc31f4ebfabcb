"""What an article says about itself: title, date, source, author, publisher.

Nothing is guessed: a date without a year is no date, a first line that is running text no
title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from duijie.core.text import to_simplified
from duijie.reading.codes import Known, registry
from duijie.reading.lines import DATE, Line, is_date, is_meta, is_prose, split_lines
from duijie.reading.page import Reading
from duijie.reading.steps.hijack import holders, is_institution
from duijie.reading.steps.splitting import is_title, names_organisation

_DATE_PARTS = re.compile(r"((?:19|20)\d{2})\s*[-./年]\s*(0?[1-9]|1[0-2])\s*[-./月]\s*(3[01]|[12]\d|0?[1-9])(?!\d)")
_DATE_IN = re.compile(DATE)
_SOURCE = re.compile(
    r"(?:信息来源|文章来源|新闻来源|来源|稿源|出处|转自|来稿单位|供稿单位)\s*[:：]\s*([^\s|"
    r"｜,，。;；:：()（）\[\]【】]{2,30})(?![:：])"
)
_AUTHOR = re.compile(
    r"(?:作者|撰稿|撰文|文字|文)\s*[:：/]\s*([\u4e00-\u9fff·]{2,8}(?:[\s、,，]+[\u4e00-\u9fff·]{2,4}){0,4}|"
    r"[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3})"
)
_REPORTER = re.compile(
    r"[(（【\[]?\s*(?:本报|本网|本刊|特约|见习|实习|新华社|"
    r"中新社)?记者\s*[:：]?\s*([\u4e00-\u9fff·]{2,4}(?:[\s、,，]+[\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff])){0,4})\s*[)）】\]]"
)
_BYLINE = re.compile(r"^(?:by|author:?)\s+([A-Z][\w.'’-]+(?: (?:[A-Z][\w.'’-]+|de|van|von|der)){1,4})$", re.I)
_PERSON_LINE = re.compile(r"^[\u4e00-\u9fff](?:[ \u3000]?[\u4e00-\u9fff·]){1,3}$")
_NOT_PERSON = re.compile(
    "动态|要闻|新闻|通知|公告|首页|正文|目录|摘要|前言|简介|概况|快讯|专题|声明|讲话|致辞|简报|通报|工作|会议|报告"
)
_SECTION_LINE = re.compile(r"^[·•◆■▪【\[\s*—]*([^·•◆■▪】\]]{2,20}?)\s*[·•◆■▪】\]*—]\s*$")
_HEAD_LINES = 12


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
    lines = [line for line in split_lines(reading.text) if not line.blank]
    head = head_of(lines)
    stated = reading.stated if first else type(reading.stated)()
    source = _source(head, lines)
    title = _title(head, stated.title, reading)
    section = reading.facts.get("section") if first else None
    return Described(
        title=title,
        date=stated.date or _date(head, lines),
        publisher=_publisher(reading, lines, source),
        source=source,
        author=_author(head, lines) or stated.author,
        section=section if isinstance(section, str) else _section(head),
    )


def head_of(lines: list[Line]) -> list[Line]:
    """The lines above the running text, at most a dozen."""
    head: list[Line] = []
    for line in lines[:_HEAD_LINES]:
        if is_prose(line.plain) and not is_meta(line.plain) and not line.plain.startswith(("—", "·")):
            break
        head.append(line)
    return head


def _title(head: list[Line], stated: str | None, reading: Reading) -> str | None:
    if stated:
        return stated
    until = next((i for i, line in enumerate(head) if is_meta(line.plain)), len(head))
    for scope in (head[:until], head):
        candidates = [x for x in scope if _could_be_title(x.plain)]
        if candidates:
            return re.sub(
                r"\s+",
                " ",
                candidates[-1].raw.strip(" \t\u3000\xa0《》")
                if _wrapped(candidates[-1])
                else candidates[-1].raw.strip(),
            )
    return None


def _wrapped(line: Line) -> bool:
    return line.plain.startswith("《") and line.plain.endswith("》") and line.plain.count("《") == 1


def _could_be_title(plain: str) -> bool:
    if plain.startswith(("—", "--", "(", "（", "·", "•", "【", "[", "→", ">")) or plain.endswith(("·", "•")):
        return False
    if _PERSON_LINE.match(plain) or (re.match(r"^[^\s]{2,12}[:：]\s", plain) and is_meta(plain)):
        return False
    return is_title(plain) or (is_title(plain.rstrip("!！?？")) and len(plain) <= 40)


def iso_date(text: str) -> str | None:
    """The first full date of a text as YYYY-MM-DD: 2020年1月17日 → 2020-01-17."""
    match = _DATE_PARTS.search(text)
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else None


def _date(head: list[Line], lines: list[Line]) -> str | None:
    named = [x for x in head if re.search(r"发布|发表|时间|日期|来源", x.plain) and _DATE_IN.search(x.plain)]
    for line in [*named, *(x for x in head if is_meta(x.plain) or is_date(x.plain))]:
        if date := iso_date(line.plain):
            return date
    for line in head[:6]:
        if (
            len(line.plain) <= 90
            and (match := _DATE_IN.search(line.plain))
            and len(match.group()) >= 0.3 * len(line.plain)
        ):
            return iso_date(line.plain)
    # The date under which a text is signed.
    for line in reversed(lines[-4:]):
        if is_date(line.plain) or (
            len(line.plain) <= 60 and re.search(r"[\[(（【]\s*" + DATE + r"\s*[\])）】]\s*$", line.plain)
        ):
            return iso_date(line.plain)
    return None


def _source(head: list[Line], lines: list[Line]) -> str | None:
    tail = lines[-3:] if len(lines) > 3 else []
    for line in [*head, *tail]:
        if len(line.plain) <= 120 and (match := _SOURCE.search(line.plain)):
            value = match[1].strip("《》“”\"' ")
            if len(value) >= 2 and not value[0].isdigit():
                return value
    return None


def _author(head: list[Line], lines: list[Line]) -> str | None:
    for line in head:
        if match := _AUTHOR.search(line.plain) or _BYLINE.match(line.plain):
            return re.sub(r"[\s、,，]+", " ", match[1]).strip() if match.re is _AUTHOR else match[1]
    for before, line in pairwise(head):
        if _PERSON_LINE.match(line.plain) and not _NOT_PERSON.search(line.plain) and _could_be_title(before.plain):
            return re.sub(r"\s", "", line.plain)
    for line in [*lines[len(head) : len(head) + 2], *lines[-2:]]:
        if match := _REPORTER.search(line.plain[:160] if line not in lines[-2:] else line.plain[-60:]):
            return re.sub(r"[\s、,，]+", " ", match[1])
    return None


def _section(head: list[Line]) -> str | None:
    for line in head[:3]:
        match = _SECTION_LINE.match(line.plain)
        if match and not is_date(line.plain) and line.plain[0] in "·•◆■▪【[*":
            return match[1].strip()
    return None


def _publisher(reading: Reading, lines: list[Line], source: str | None) -> str | None:
    owner = reading.facts.get("owner")
    found = [h for h in holders(f"{_footers(reading)}\n{reading.surroundings}") if is_institution(h)]
    if isinstance(owner, Known):
        # A branch's own page says more than the code it shares with the whole.
        own = [h for h in found if owner.name in h and len(h) > len(owner.name) + 1]
        return own[0] if own else owner.name
    if "hijacked-name" in reading.damage:
        return None
    if found:
        return _full(found[0])
    signed = _signed(lines)
    return signed or (_full(source) if source else None) or reading.stated.site


def _full(name: str) -> str:
    known = registry().named(name)
    return known.name if known else name


def _footers(reading: Reading) -> str:
    return to_simplified(str(reading.facts.get("footer", "")))


def _signed(lines: list[Line]) -> str | None:
    """The organisation that signs at the end: its line above the date, or with it."""
    tail = lines[-4:]
    for i, line in enumerate(tail):
        bare = _DATE_IN.sub("", line.plain).strip("[]()（）【】 ")
        if bare == line.plain.strip() and not (i + 1 < len(tail) and is_date(tail[i + 1].plain)):
            continue
        if 3 <= len(bare) <= 30 and names_organisation(bare) and "。" not in bare:
            return bare
    return None
