"""Title, byline and text that an extractor left on one line, parted again.

``江湾湿地学会召开年会 来源：江湾日报 时间：2017-09-30`` is a title and a line of date and source;
what follows behind a gap may be the whole text. Only what is understood to its end is parted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.core.text import to_simplified
from duijie.reading.byline import parse
from duijie.reading.dates import DATE
from duijie.reading.lines import Line, has_han, is_prose, split_lines
from duijie.reading.names import organisation
from duijie.reading.page import Edit, Reading
from duijie.reading.steps.chrome import is_chrome, menu_parts
from duijie.reading.steps.headings import is_title

_GAP = re.compile(r"[ \t\u3000\xa0]+")
_LABEL = re.compile(
    r"(?:信息来源|文章来源|新闻来源|稿件来源|(?<!数据)(?<!图片)(?<!资料)(?<!资金)(?<!经费)来源|作者|记者|时间|日期|"
    r"发布(?:时间|日期|者|单位)|发表(?:时间|日期)|更新时间|source|author|published|date)\s*[:：]",
    re.I,
)
_LONGEST = 160
_TEXT = 30


def part_lines(reading: Reading) -> Reading:
    """Lines that hold a title and its byline, and perhaps the text as well, cut between them
    (step ``line-parted``)."""
    edits = [edit for line in split_lines(reading.text) if len(line.plain) >= 16 for edit in _cuts(reading.text, line)]
    return reading.edited("line-parted", edits)


_POINTED = re.compile(r"原文(?:链接|标题|题目)\s*[:：]\s*(?=[^\s:：]{6})")


def _cuts(text: str, line: Line) -> list[Edit]:
    raw = text[line.start : line.end]
    plain = to_simplified(raw)
    if len(plain) != len(raw) or "\t" in raw.strip() or " | " in raw[:40] or parse(plain.strip()):
        return []
    pointed = _POINTED.search(plain, 0, _LONGEST)
    if pointed and parse(plain[: pointed.start()].strip()) and is_title(plain[pointed.end() :].strip()):
        by = len(plain[: pointed.start()].rstrip())
        return [Edit(line.start + by, line.start + pointed.end(), "\n")]
    for at in _beginnings(plain):
        title = plain[:at].rstrip(" \t\u3000\xa0")
        if (
            len(title) > 80
            or not is_title(title.strip())
            or _inside(title)
            or is_chrome(title.strip())
            or menu_parts(title)
            or organisation(title)
        ):
            continue
        until = _byline_end(plain, at)
        if until is None:
            continue
        cuts = [Edit(line.start + len(title), line.start + at, "\n")]
        if until < len(plain.rstrip()):
            start = until + len(plain[until:]) - len(plain[until:].lstrip())
            cuts.append(Edit(line.start + until, line.start + start, "\n"))
        return cuts
    return []


def _beginnings(plain: str) -> Iterator[int]:
    """Where a byline may begin: behind a gap, or at a label of its own."""
    found = {m.start() for m in _LABEL.finditer(plain, 0, _LONGEST)}
    for match in DATE.finditer(plain, 0, _LONGEST):
        at = match.start()
        if plain[at - 1 : at] in {"(", "（", "[", "【"}:
            at -= 1
        if at < match.start() or plain[at - 1 : at].isspace():
            found.add(at)
    return iter(sorted(at for at in found if at >= 6))


def _byline_end(plain: str, at: int) -> int | None:
    """Where a byline that begins at ``at`` ends: the line's end, or a gap with running text behind it."""
    glued = at > 0 and not plain[at - 1].isspace()
    ends = [m.start() for m in _GAP.finditer(plain, at + 4, at + _LONGEST)]
    if len(plain) - at <= _LONGEST:
        ends.append(len(plain.rstrip()))
    for end in reversed(ends):
        found = parse(plain[at:end].strip())
        if found is None or (found.date is None and found.source is None):
            continue
        if glued and sum(x is not None for x in (found.date, found.source, found.author)) < 2:
            continue
        if found.plain and found.date:  # 时间：…, as a notice has it
            continue
        rest = plain[end:].strip()
        if rest and not has_han(plain) and not plain[end - 1].isdigit():
            continue  # where a name ends and a sentence begins nobody can tell
        if not rest or (len(rest) >= _TEXT and is_prose(rest)):
            return end
    return None


def _inside(title: str) -> bool:
    """Whether what stands before a byline is a label or a sentence and no title."""
    if not has_han(title) and len(title.split()) < 3:
        return True
    return re.search(r"[:：]\s*$|[。；;]|[，,]$", title) is not None
