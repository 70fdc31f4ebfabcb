"""What a site wraps around an article: path, buttons, editors, captions, footers.

Lines are judged by their look in Simplified form, so that both scripts and damaged names go
the same way.
"""

from __future__ import annotations

import re
from collections import Counter

from duijie.core.text import to_simplified
from duijie.reading.byline import parse
from duijie.reading.lines import Line, ends_sentence, has_han, is_meta, is_prose, split_lines
from duijie.reading.names import organisation
from duijie.reading.page import Edit, Reading
from duijie.reading.steps.chrome import (
    is_chrome,
    is_menu,
    is_menu_of_words,
    is_path,
    is_pointer,
    is_section_name,
    is_site_notice,
    is_word_row,
    menu_parts,
)
from duijie.reading.steps.footers import footer_lines, text_end
from duijie.reading.steps.soup import is_headline_row

_CRUMB = re.compile(
    r"^(?:当前(?:所在)?页面|您?(?:的|现在的)?(?:当前|所在|现在|目前)?(?:的)?位置|您的位置|你的位置|您现在的位置是?|当前栏目|"
    r"you are here|home\s*[>»›/→])\s*[:：]?|^(?:网站)?首页\s*(?:>|»|›|＞|→|/|-)",
    re.I,
)
_CRUMB_SPLIT = re.compile(r"\s*(?:>+|»|›|＞|→|/|::)\s*|\s{2,}|(?<=首页)\s")
_EDITOR_WORDS = (
    "责任编辑|责编|本文编辑|文字编辑|网络编辑|实习编辑|见习编辑|视觉编辑|图片编辑|栏目编辑|值班编辑|编辑|校对|"
    "审核|审校|初审|复审|终审|一审|二审|三审|"
    "编审|美编|排版|监制|值班编委|责任校对|网站编辑"
)
_HOME = re.compile(r"^(?:网站)?首\s*页\s*[A-Za-z\u4e00-\u9fff]{0,10}$")
_HEAD = 12
_LEAST_ENTRIES = 6
_PEOPLE = rf"[\u4e00-\u9fff·]{{2,4}}(?:[\s、,，]+(?!{_EDITOR_WORDS})[\u4e00-\u9fff·]{{2,4}}){{0,3}}"
_EDITOR_LINE = re.compile(
    rf"^[\[(（【]?\s*(?:{_EDITOR_WORDS})\s*[:：]\s*[^\s。]{{0,20}}(?:[\s、|"
    rf"/;；]+(?:(?:{_EDITOR_WORDS})\s*[:：]\s*)?[^\s。:：]{{1,12}}){{0,6}}\s*[\])）】]?$"
    rf"|^[\[(（【]\s*(?:{_EDITOR_WORDS})\s+{_PEOPLE}\s*[\])）】]$"
)
_EDITOR_NAME = re.compile(rf"(?:{_EDITOR_WORDS})\s*[:：\s]\s*({_PEOPLE})")
_EDITOR_INLINE = re.compile(
    r"(?<![ \t\u3000])[ \t\u3000]*[\[(（【]\s*(?:責任編輯|责任编辑|責編|责编|本文編輯|本文编辑|編輯|"
    r"编辑)\s*[:：\s]\s*[^\])）】\n]{2,24}[\])）】](?=[ \t]*$)"
    r"|(?<=[。！？”）)])[ \t\u3000]*(?:責任編輯|责任编辑|責編|责编|編輯|编辑)\s*[:：]\s*[\u4e00-\u9fff·]{2,4}"
    r"(?:[ \t\u3000、]+[\u4e00-\u9fff·]{2,4}){0,2}[ \t]*[|｜]?(?=[ \t]*$)",
    re.M,
)
_NEIGHBOUR = re.compile(r"^(?:上|下)一(?:篇|条)\s*[:：]")
_CAPTION = re.compile(
    r"(?:[\s。/／|:：(（]|记者|通讯员|"
    r"图片由)\s*[\u4e00-\u9fff·]{2,4}(?:\s+[\u4e00-\u9fff·]{2,4})?\s*[/／]?\s*(?:摄|供图|摄影|制图)[)）]?[。]?$"
    r"|^(?:图为|资料图|资料图片|图片来源|图源|供图|摄影|题图|配图|▲|△)\s*[:：]?.{0,100}$|^图\s*[:：/].{1,40}$"
)


def drop_boilerplate(reading: Reading) -> Reading:
    """Drops footers (damage ``boilerplate-footer``), the path above the article and what is
    over it, buttons, editors' lines and captions. Notes ``section`` and ``editors``."""
    footers = footer_lines(split_lines(reading.text))
    written = [reading.text[line.start : line.end] for line in [*footers, *split_lines(reading.text)[:_HEAD]]]
    head = [reading.text[line.start : line.end] for line in split_lines(reading.text) if not line.blank][:_HEAD]
    reading = reading.noting(
        head="\n".join(head), footer="\n".join(line.plain for line in footers), written="\n".join(written)
    )
    reading = _drop_lines(reading, "footer", footers, damage="boilerplate-footer")
    reading = _drop_path(reading)
    if reading.media_type == "text/html":
        reading = _drop_lines(reading, "navigation", above_title(reading))
    # The way to the pages before and behind closes an article, also in the middle of a page.
    reading = reading.ending(*(line.start for line in split_lines(reading.text) if _NEIGHBOUR.match(line.plain)))
    reading = _drop_lines(reading, "navigation", edge_lines(split_lines(reading.text)))
    lines = split_lines(reading.text)
    editors = [line for line in lines if len(line.plain) <= 120 and _EDITOR_LINE.match(_without_chrome(line.plain))]
    inline = list(_EDITOR_INLINE.finditer(reading.text))
    names = [m[1] for line in editors for m in _EDITOR_NAME.finditer(line.plain)]
    names += [m[1] for match in inline for m in _EDITOR_NAME.finditer(match.group())]
    ends = [line.start for line in editors] + [m.start() for m in inline]
    reading = reading.noting(editors=tuple(dict.fromkeys(names))).ending(*ends)
    whole = {line.start for line in editors}
    edits = [Edit(m.start(), m.end()) for m in inline if reading.text.rfind("\n", 0, m.start()) + 1 not in whole]
    edits += [Edit(line.start, min(line.end + 1, len(reading.text))) for line in editors]
    reading = reading.edited("editor-line", edits)

    lines = split_lines(reading.text)
    reading = _drop_lines(reading, "navigation", [line for line in lines if is_chrome(line.plain)])
    if reading.media_type == "text/html":
        # The extractor has told captions and repeated parts from the article by the markup.
        return reading
    lines = split_lines(reading.text)
    reading = _drop_lines(reading, "caption", [line for line in lines if is_caption(line.plain)])
    return _drop_lines(reading, "repeated", repeated_lines(split_lines(reading.text)))


def above_title(reading: Reading) -> list[Line]:
    """What an extractor left of menus and lists above the title that the page's head states."""
    title = to_simplified((reading.stated.title or "").strip())
    lines = [line for line in split_lines(reading.text) if not line.blank][: 2 * _HEAD]
    at = next((i for i, line in enumerate(lines) if title and line.plain.strip("| ") == title), 0)
    above = lines[:at]
    return above if all(len(x.plain) <= 40 and not is_prose(x.plain) and not is_meta(x.plain) for x in above) else []


def _drop_path(reading: Reading) -> Reading:
    """The path to the article dropped with what stands above it; notes ``section`` and, when
    the path begins with the name of an organisation, ``root``."""
    lines = split_lines(reading.text)
    crumb = path_line(lines)
    dropped = lines[: crumb.number + 1] if crumb is not None else []
    if crumb is None:
        crumb = _unmarked_path(lines)
        dropped = [crumb] if crumb is not None else []
    if crumb is None:
        return reading
    section = section_of(crumb.plain)
    root = organisation(_CRUMB_SPLIT.split(crumb.plain)[0])
    below = [x for x in lines[crumb.number + 1 :] if not x.blank][:2]
    if section and below and below[0].plain == section:
        headed = len(below) > 1 and not _is_text(below[1].plain) and not is_meta(below[1].plain)
        if headed and parse(below[1].plain) is None:
            dropped.append(below[0])  # the name of the section, once more below the path to it
        else:
            section = section_of(crumb.plain[: crumb.plain.rindex(section)])  # a path down to the title itself
    return _drop_lines(reading.noting(section=section, root=root), "navigation", dropped)


def _unmarked_path(lines: list[Line]) -> Line | None:
    """A path that begins with another word than the home page, above the text."""
    filled = [line for line in lines if not line.blank]
    for i, line in enumerate(filled[:_HEAD]):
        if _is_text(line.plain):
            return None
        if is_path(line.plain):
            # A title must be left below it: else it is one.
            below = next((j for j, x in enumerate(filled) if j > i and _is_text(x.plain)), i)
            return line if any(not menu_parts(x.plain) for x in filled[i + 1 : below]) else None
    return None


def edge_lines(lines: list[Line]) -> list[Line]:
    """Menu bars above the title and below the text, the site's notices at both edges, pointers
    to other pages below."""
    filled = [line for line in lines if not line.blank]
    end = text_end(filled)
    begin = next((i for i, x in enumerate(filled) if _is_text(x.plain) and not is_site_notice(x.plain)), 0)
    found = [x for i, x in enumerate(filled) if (i < begin or i >= end) and is_site_notice(x.plain)]
    found += [x for x in filled[end:] if is_pointer(x.plain) or is_menu_of_words(x.plain)]
    for i, line in enumerate(filled[: min(begin, _HEAD)]):
        menu = (
            is_menu_of_words(line.plain)
            or is_word_row(line.plain)
            or (is_menu(line.plain) and not _in_table(filled, i))
        )
        # A title must be left below it: else it is one.
        if menu and any(not menu_parts(x.plain) and not is_chrome(x.plain) for x in filled[i + 1 : begin]):
            found.append(line)
    found += [x for run in _menus(filled, begin, end) for x in run]
    return sorted(set(found), key=lambda line: line.number)


def _menus(filled: list[Line], begin: int, end: int) -> list[list[Line]]:
    """Menus with an entry on each line, above or below the text; a title must be left above it."""
    found: list[list[Line]] = []
    i = 0
    while i < len(filled):
        stop = i
        while stop < len(filled) and is_section_name(filled[stop].plain):
            stop += 1
        long = stop - i >= _LEAST_ENTRIES
        below = filled[stop : min(begin, stop + 2 * _HEAD)] if long else []
        left = any(not is_chrome(x.plain) and not is_section_name(x.plain) for x in below)
        if long and ((stop < begin and left) or (i >= end and filled[stop - 1] is filled[-1])):
            home = 1 if i and _HOME.match(filled[i - 1].plain) else 0
            found.append(filled[i - home : stop])
        i = max(stop, i + 1)
    return found


def _in_table(filled: list[Line], i: int) -> bool:
    """Whether a neighbour has as many cells as a line with bars."""
    cells = filled[i].plain.count("|")
    return cells > 0 and any(filled[j].plain.count("|") == cells for j in (i - 1, i + 1) if 0 <= j < len(filled))


def _is_text(plain: str) -> bool:
    """Running text for sure: a title may have a comma as well, but is short and does not stop."""
    return is_prose(plain) and (ends_sentence(plain) or len(plain) > (60 if has_han(plain) else 160))


def _drop_lines(reading: Reading, step: str, lines: list[Line], damage: str | None = None) -> Reading:
    edits = [Edit(line.start, min(line.end + 1, len(reading.text))) for line in lines]
    return reading.edited(step, [e for e in edits if e.start < e.end], damage=damage)


def _without_chrome(plain: str) -> str:
    """A line without buttons in front: 打印 责任编辑:某某 → 责任编辑:某某."""
    words = plain.split()
    while len(words) > 1 and is_chrome(words[0]):
        words = words[1:]
    return " ".join(words)


def is_caption(plain: str) -> bool:
    """Whether a line is the caption of a picture that is not there."""
    if len(plain) > 120 or re.search(r"拍摄$|录摄$", plain):
        return False
    return _CAPTION.search(plain) is not None


def path_line(lines: list[Line]) -> Line | None:
    """The line that gives the place of the article in its site (首页 > 新闻), with little above
    it and the article below."""
    total = sum(len(line.plain) for line in lines)
    last_prose = max((line.number for line in lines if is_prose(line.plain)), default=-1)
    above = 0
    found = None
    for line in lines:
        if len(line.plain) <= 120 and _CRUMB.match(line.plain) and _CRUMB_SPLIT.search(line.plain):
            below = total - above - len(line.plain)
            if above <= below and line.number < last_prose:
                found = line
        above += 0 if is_headline_row(line.plain) else len(line.plain)
        if above > total / 2:
            break
    return found


def section_of(crumb: str) -> str | None:
    """The last named place of a path line: 当前位置:首页 >> 工作动态 → 工作动态."""
    crumb = re.sub(r"^[^:：>]{2,10}[:：]", "", crumb)
    parts = [p.strip(" :：") for p in _CRUMB_SPLIT.split(crumb)]
    named = [
        p
        for p in parts
        if p
        and not re.match(r"正文\s", p)
        and p.lower()
        not in ("首页", "网站首页", "正文", "内容", "详细内容", "详情", "home", "homepage", "article", "detail")
        and not re.fullmatch(r"(?:19|20)\d{2}年?", p)
        and len(p) <= (20 if has_han(p) else 60)
    ]
    if len(parts) > 1 and len(named) == 1 and named[0] == parts[0] and organisation(named[0]):
        return None  # the site alone
    last = named[-1].split() if named else []
    return (last[0] if len(set(last)) == 1 else named[-1]) if named else None


def repeated_lines(lines: list[Line]) -> list[Line]:
    """Later copies, above or below the running text, of lines that a page says three times or
    more and that are no prose themselves. Between paragraphs repetition may have a meaning."""
    prose = [line.number for line in lines if is_prose(line.plain)]
    first, last = (prose[0], prose[-1]) if prose else (0, len(lines))
    counted = Counter(
        x.plain
        for x in lines
        if len(x.plain) >= 12 and not is_prose(x.plain) and "\t" not in x.raw and "|" not in x.raw
    )
    seen: set[str] = set()
    found = []
    for line in lines:
        if counted[line.plain] >= 3:
            if line.plain in seen and not first < line.number < last:
                found.append(line)
            seen.add(line.plain)
    return found
