"""Which line is the title.

The first line of content that is neither navigation nor date, source or signature, short and
no sentence. Where a line of date or source stands above the text, the title is right above
that line, whatever a site has put on top.
"""

from __future__ import annotations

import re

from duijie.reading.byline import Byline, parse
from duijie.reading.dates import DATE
from duijie.reading.lines import Line, ends_sentence, has_han, is_meta, is_prose
from duijie.reading.names import organisation
from duijie.reading.steps.chrome import is_chrome, is_site_notice, menu_parts
from duijie.reading.steps.footers import is_footer_mark
from duijie.reading.steps.headings import is_title

PERSON_LINE = re.compile(r"^[\u4e00-\u9fff](?:[ \u3000]?[\u4e00-\u9fff·]){1,3}$")
_LATIN_PERSON = re.compile(r"^(?:(?:Dr|Prof|Mr|Ms|Mrs)\.? )?[A-Z][a-z'’-]+(?: [A-Z]\.?)?(?: [A-Z][a-z'’-]+){1,2}$")
_DOCUMENT_NUMBER = re.compile(r"^[^\s〔\[（(]{0,16}[〔\[（(](?:19|20)\d{2}[〕\]）)][^\d]{0,6}\d{1,5}\s*号$")
AT_EDGE = re.compile(rf"^(?:(?:date|发布(?:日期|时间)|日期)\s*[:：]?\s*)?(?:{DATE.pattern})(?:[\s,，·|–—-]|$)", re.I)
# The fields of a notice.
_FIELD = re.compile(
    r"^(?:(?:会议|活动|报告|讲座|培训|报名|举办|集合)?(?:时间|地点|地址|对象|主题|题目|名称|内容|形式|方式|费用)|主讲人?|报告人|主持人|嘉宾|联系人|联系电话|"
    r"电话|邮箱|网址|time|date|venue|place|location|speakers?|topic|host|contact|organi[sz]ers?)\s*[:：]",
    re.I,
)
# How running text begins and titles do not.
_TEXT_BEGINS = re.compile(
    r"^(?:为(?:深入|认真|进一步|全面|切实|贯彻|落实|了|更好|充分|积极)|近日|日前|近期|据悉|(?:根据|按照|应|受)[^，,]{4,}(?:邀请|委托|要求|安排|部署)|"
    r"(?:(?:19|20)\d{2}年)?\d{1,2}月\d{1,2}日(?![:：])|\d{1,2}日(?:上午|下午|晚)?[，,])"
)
# The name of a part of a site: no title, whatever follows.
_SECTION = re.compile(
    r"^[\u4e00-\u9fff]{2,6}(?:动态|要闻|新闻|资讯|快讯|简讯|公告|之窗|专栏|园地|天地|播报)$"
    r"|^[A-Z]{2,6} in (?:the )?(?:media|news|press)$"
    r"|^(?:details?|brief news|news (?:in )?briefs?|(?:latest|headline|top) news|news|newsletter)$",
    re.I,
)
# What stands below a picture.
_PICTURE = re.compile(r"\[(?:image|photo|picture|图|图片)\b|\((?:photo|image|picture|credit)s?\s*(?:by|:|/)", re.I)
_MARKS = "■●◆▲★※►▶◇○□ \t\u3000\xa0"
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("「", "」"), ("『", "』"))
_PAPER = re.compile(r"^【[\u4e00-\u9fff]{2,10}】(?=[^【\s]{6})")  # 【江城日报】学会成立
_SITE = re.compile(r"(?:\s*[-_|｜–—]\s*(?P<last>[^-_|｜–—\s]{2,20})){1,6}$")
_LABELLED = re.compile(r"^(?:标题|题目|title)\s*[:：]\s*(?=\S)", re.I)
_HEAD_LINES = 12


def head_of(lines: list[Line]) -> list[Line]:
    """The lines above the running text, at most a dozen."""
    head: list[Line] = []
    for line in lines[:_HEAD_LINES]:
        text = is_prose(line.plain) and not line.plain.startswith(("—", "·"))
        if text and not is_byline(line.plain) and not could_be_title(line.plain):
            break
        head.append(line)
    return head


def is_byline(plain: str) -> bool:
    """Whether a line states date, source or author and little else."""
    return is_meta(plain) or parse(plain) is not None


def bylines(head: list[Line]) -> list[Byline]:
    """What the lines above the text state, line by line."""
    return [found for line in head if (found := parse(line.plain))]


def title_line(head: list[Line], lines: list[Line]) -> Line | None:
    """The line of the title, or None where no line can be told to be one."""
    until = next((i for i, line in enumerate(head) if is_byline(line.plain)), len(head))
    above = [x for x in head[:until] if could_be_title(x.plain)]
    if until < len(head):
        if above and (found := _best(above[::-1])):
            return found
        above = [x for x in head[until:] if could_be_title(x.plain)]
    return _best([x for x in above if not is_prose(x.plain) or _stands_above_text(x, lines)])


def _best(candidates: list[Line]) -> Line | None:
    """The first that says something; failing that a name, a kicker or a line with a date."""
    for candidate in candidates:
        if not _is_weak(candidate.plain):
            return candidate
    return min(candidates, key=lambda x: (AT_EDGE.match(x.plain) is not None, x.number), default=None)


def _is_weak(plain: str) -> bool:
    return bool(menu_parts(plain) or organisation(plain) or _LATIN_PERSON.match(plain) or AT_EDGE.match(plain))


def _stands_above_text(line: Line, lines: list[Line]) -> bool:
    """Whether a line with a comma inside has a byline or whole sentences below it and no
    text above."""
    at = lines.index(line)
    if at + 1 == len(lines) or any(is_prose(x.plain) and not is_byline(x.plain) for x in lines[:at]):
        return False
    following = lines[at + 1].plain
    whole = is_prose(following) and ends_sentence(following) and not following[0].islower()
    return is_byline(following) or (whole and len(following) > len(line.plain))


def could_be_title(plain: str) -> bool:
    """Whether a (Simplified) line could be the title of an article, by itself."""
    plain = _PAPER.sub("", plain)
    if plain.startswith(("—", "--", "(", "（", "·", "•", "【", "[", "→", ">")) or plain.endswith(
        ("·", "•", "，", ",", "、")
    ):
        return False
    if (
        PERSON_LINE.match(plain)
        or _FIELD.match(plain)
        or _DOCUMENT_NUMBER.match(plain)
        or re.search(r"\S@\S+\.\w|https?://", plain)
    ):
        return False
    if _PICTURE.search(plain):
        return False
    if re.match(r"(?:副标题|原标题|原题|英文标题|关键词|摘要|核心提示|导读|内容提要)\s*[:：]", plain):
        return False
    if _TEXT_BEGINS.match(plain) or _SECTION.match(plain) or any(plain.count(a) != plain.count(b) for a, b in _PAIRS):
        return False
    if is_chrome(plain) or is_footer_mark(plain) or is_site_notice(plain) or is_byline(plain):
        return False
    if is_title(plain):
        return True
    asked = plain.rstrip("!！?？")
    return asked != plain and is_title(asked) and len(plain) <= (40 if has_han(plain) else 100)


def site_behind(plain: str) -> tuple[int, str] | None:
    """Where in a window's title the names of the site begin, and the last of them.

    >>> site_behind("湿地学会召开理事会_要闻_江城日报")
    (9, '江城日报')
    """
    match = _SITE.search(plain) if len(plain) <= 200 else None
    if match is None or match.start() < 6 or not has_han(match["last"]):
        return None
    named = organisation(match["last"]) or re.search("(?:网|网站)$", match["last"])
    return (match.start(), match["last"]) if named and is_title(plain[: match.start()]) else None


def shown(line: Line) -> str:
    """The title as it is shown: one line, without the marks that wrap all of it."""
    raw = _LABELLED.sub("", line.raw.strip(_MARKS).rstrip("*"))
    if (dated := AT_EDGE.match(raw)) and is_title(raw[dated.end() :].strip()):
        raw = raw[dated.end() :]
    if (site := site_behind(line.plain)) is not None and len(line.plain) == len(raw.strip()):
        raw = raw.strip()[: site[0]]
    wrapped = line.plain.startswith("《") and line.plain.endswith("》") and line.plain.count("《") == 1
    return re.sub(r"\s+", " ", raw.strip(" \t\u3000\xa0《》") if wrapped else raw.strip())
