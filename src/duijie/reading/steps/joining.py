"""Text that was cut into lines where no sentence or paragraph ends.

Two looks: narrow columns, all lines of one width, and paragraphs that a page break or column
break cut here and there. The evidence is the same: the cut runs through a word, a clause is
left hanging, or the next line begins with a mark that cannot begin one. Verse, lists and
headings show none of it and are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import rjieba

from duijie.reading.lines import HAN, Line, ends_sentence, has_han, is_date, is_meta, is_prose, split_lines
from duijie.reading.page import Edit, Reading
from duijie.reading.steps.chrome import is_chrome

_CJK = re.compile(f"[{HAN}\u3000-\u303f\uff00-\uffef“”‘’…—]")
_CANNOT_BEGIN = re.compile(r"^[，。、；：！？）》」』】”’,.;:!?)%％]")
_CANNOT_END = re.compile(r"(?:[的和与及对将把被向以并而且或为由在从于是]|[（《「『【“‘(])$")
_FIGURE_END = re.compile(rf"[{HAN}].*\d[.,]$")  # 3. before 2万: a cut through a figure
_HANGS = re.compile(r"[，、,]$")
_ITEM = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[(（]?\d{1,2}[)）、.．](?!\d)|[①-⑳●•·■◆▪○\-*]|"
    r"第[一二三四五六七八九十百\d]+[条章节]|附件|附:|附：)"
)
_WORD_TAIL = re.compile(f"[{HAN}]{{1,6}}$")
_WORD_HEAD = re.compile(f"^[{HAN}]{{1,6}}")
_BEGINS = re.compile(
    r"^(?:本报讯|本报记者|本网讯|新华社|中新[网社]|据.{2,10}报道|\d{1,2}月\d{1,2}日|(?:19|20)\d{2}年|\(?记者"
    r"|会议(?:认为|指出|强调|要求|决定|听取|由)|据(?:悉|了解|介绍)|近年来|下一步|目前，|此外，|同时，|根据(?:协议|安排|要求))"
)
# How running text begins and titles do not.
_TEXT_BEGINS = re.compile(r"^(?:为(?:深入|认真|进一步|全面|切实|贯彻|落实|了)|近日|日前|\d{1,2}月\d{1,2}日)")
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("「", "」"))
_GLOSS = re.compile(r"[(（][A-Za-z\u00c0-\u01dc]{1,7}[)）]")  # a reader's lines are as long as their characters
_COLUMN_MAX = 60
_SLACK = 3
_LATIN_WIDTH = 44


@dataclass(frozen=True, slots=True)
class Break:
    """Two consecutive filled lines; ``gap`` blank lines lie between them."""

    before: Line
    after: Line
    gap: int
    open: bool  # the line before does not end a sentence
    first: bool  # nothing stands above
    sure: bool  # the cut runs through a word or leaves something hanging


def join_lines(reading: Reading) -> Reading:
    """Cut lines joined (step ``line-joined``, damage ``line-broken`` unless the format breaks
    lines by nature)."""
    lines = split_lines(reading.text)
    filled = [line for line in lines if not line.blank]
    if len(filled) < 2:
        return reading
    wrapped = _wrapped(lines)
    breaks = [_break(a, b, a is filled[0], a.number in wrapped) for a, b in pairwise(filled)]
    wanted = _to_join(breaks, filled)
    joined = [b for b in breaks if b in wanted]
    chinese = has_han(reading.text)
    counted = counted_width(joined) if chinese else None
    edits = [_joint(reading.text, b, chinese, counted) for b in joined]
    # PDF has no paragraphs, and plain English is commonly wrapped at a column: no damage.
    by_nature = reading.media_type == "application/pdf" or not chinese
    broken = len(joined) >= 3 or sum(b.sure for b in joined) >= 2
    return reading.edited("line-joined", edits, damage="line-broken" if broken and not by_nature else None)


def _to_join(breaks: list[Break], filled: list[Line]) -> set[Break]:
    opened = [b for b in breaks if b.open]
    sure = [b for b in opened if b.sure]
    if not sure:
        # Twice a sentence begun behind others and not ended: that is no slip of the writer.
        hanging = {b for b in opened if "。" in b.before.plain and _clauses(b.after.plain)}
        return hanging if len(hanging) > 1 else set()
    column = column_width(filled)
    if column and len(sure) >= max(2, 0.15 * len(opened)):
        return {b for b in breaks if _column_joint(b, *column)}
    if width := _hard_width(filled, opened):
        return {b for b in breaks if _column_joint(b, *width)}
    found = {b for b in sure if _whole(b.before.plain) and (len(sure) > 1 or is_prose(b.before.plain))}
    if len(sure) >= 3 and len(sure) >= 0.25 * len(opened):
        # The page is broken all over: what merely hangs open is a cut as well.
        found |= {b for b in opened if _long(b.before) or (is_prose(b.before.plain) and _clauses(b.after.plain))}
    else:
        found |= {b for b in opened if _whole(b.before.plain) and _clauses(b.before.plain) and _clauses(b.after.plain)}
    return found


def _whole(plain: str) -> bool:
    """Long or punctuated: no heading."""
    return len(plain) >= 15 or bool(re.search(r"[，,。；]", plain[:-1]))


def _clauses(plain: str) -> bool:
    """Whether a line goes on as running text does."""
    return bool(re.search(r"[，,。；]", plain)) and not _BEGINS.match(plain)


def _long(line: Line) -> bool:
    return len(line.plain) >= 40


def _wrapped(lines: list[Line]) -> set[int]:
    """The numbers of the lines in runs that are not Chinese and were wrapped at a width: most of
    their lines are so full that the next word would not have fitted. Lines of verse, lists and
    programs end where they like."""
    found: set[int] = set()
    run: list[Line] = []
    for line in [*lines, None]:
        if line is not None and not line.blank and not has_han(line.plain) and not (run and line.indented):
            run.append(line)
            continue
        if len(run) > 1 and _is_wrapped([x.raw.rstrip() for x in run]):
            found.update(x.number for x in run)
        run = [] if line is None or line.blank or has_han(line.plain) else [line]
    return found


def _is_wrapped(run: list[str]) -> bool:
    lengths = sorted(map(len, run))
    width = lengths[-2] if len(run) > 3 else lengths[-1]
    words = [after.split()[0] for after in run[1:]]
    filled = sum(
        x.endswith("-") or len(x) + 1 + len(word) > width for x, word in zip(run[:-1], words, strict=True)
    ) / len(words)
    return filled >= 0.5 if width >= _LATIN_WIDTH else filled >= 0.8 and len(run) >= 8


def _break(before: Line, after: Line, first: bool, wrapped: bool) -> Break:
    gap = after.number - before.number - 1
    figure = gap == 0 and _FIGURE_END.search(before.plain) is not None and after.plain[:1].isdigit()
    is_open = (
        gap <= 2
        and (figure or not ends_sentence(before.plain))
        and (figure or not _ITEM.match(after.plain))
        and not any(is_date(x.plain) or is_chrome(x.plain) or _table(x) for x in (before, after))
        and not (is_meta(before.plain) and not is_prose(before.plain))
        and not is_meta(after.plain)
    )
    sure = is_open and _is_sure(before.plain, after.plain)
    if sure and not has_han(before.plain + after.plain):
        sure = wrapped or (gap > 0 and len(before.plain) >= 40)
    return Break(before, after, gap, is_open, first, sure)


def _table(line: Line) -> bool:
    return "\t" in line.raw.strip() or " | " in line.raw


def _is_sure(before: str, after: str) -> bool:
    if not has_han(before + after):
        return after[:1].islower() and bool(re.search(r"[a-z,-]$", before))
    if _CANNOT_BEGIN.match(after) or _CANNOT_END.search(before):
        return True
    if _FIGURE_END.search(before) and after[:1].isdigit():
        return True
    if any(before.count(a) > before.count(b) and not after.startswith(a) for a, b in _PAIRS):
        return True  # cut inside quotation marks or brackets
    if _HANGS.search(before):
        return len(before) >= 15 and not _verse(_GLOSS.sub("", before), _GLOSS.sub("", after))
    return cuts_word(before, after)


def _verse(before: str, after: str) -> bool:
    """Lines of verse end in commas and are alike."""
    return abs(len(before) - len(after)) <= 2 and len(before) <= 20 and bool(re.search(r"[，。,！？；]$", after))


def cuts_word(before: str, after: str) -> bool:
    """Whether the end of one line and the beginning of the next make a word of jieba's."""
    tail, head = _WORD_TAIL.search(before), _WORD_HEAD.match(after)
    if tail is None or head is None:
        digits = re.search(r"\d$", before) and re.match(r"\d|[%％]", after)
        return bool(digits)
    position = 0
    for word in rjieba.cut(tail.group() + head.group(), False):
        position += len(word)
        if position == len(tail.group()):
            return False
        if position > len(tail.group()):
            return True
    return False


def column_width(filled: list[Line]) -> tuple[bool, int] | None:
    """The width that most lines are filled to, as (counted in half-widths?, width), or None.

    Cutting programs count characters, printing presses count space: whichever gathers more
    lines is taken.
    """
    lines = [x for x in filled if len(x.plain) >= 4]
    if len(lines) < 4:
        return None
    best: tuple[int, bool, int] | None = None
    for by_space in (False, True):
        widths = Counter(_width(x.raw, by_space) for x in lines)
        width = max(widths, key=lambda w: (sum(widths[v] for v in range(w - _SLACK + 1, w + 1)), w))
        share = sum(widths[v] for v in range(width - _SLACK + 1, width + 1))
        if best is None or share > best[0]:
            best = (share, by_space, width)
    if best is None:
        return None
    share, by_space, width = best
    longest = max(_width(x.raw, by_space) for x in lines)
    if share < 0.5 * len(lines) or width > _COLUMN_MAX * (2 if by_space else 1):
        return None
    return (by_space, width) if longest <= width + 0.5 * width else None


def _hard_width(filled: list[Line], opened: list[Break]) -> tuple[bool, int] | None:
    """The width that no line exceeds and that cut lines reach, in a text of mostly short lines."""
    for by_space in (False, True):
        width = max(_width(x.raw, by_space) for x in filled)
        limit = _COLUMN_MAX * (2 if by_space else 1)
        full = [b for b in opened if _width(b.before.raw, by_space) > width - _SLACK - by_space]
        if 20 <= width <= limit and len(full) >= 2 and len(full) >= 0.5 * len([b for b in opened if b.sure]):
            return by_space, width
    return None


def _width(raw: str, by_space: bool) -> int:
    raw = raw.rstrip()
    return sum(2 if ord(c) > 0x2E7F else 1 for c in raw) if by_space else len(raw)


def _column_joint(b: Break, by_space: bool, width: int) -> bool:
    full = _width(b.before.raw, by_space) > width - _SLACK - by_space
    full_after = _width(b.after.raw, by_space) > width - _SLACK - by_space
    titled = not (b.first and _TEXT_BEGINS.match(b.before.plain))
    if (
        not b.sure
        and titled
        and not re.search(r"[，,。；：、]", b.before.plain)
        and (b.first or _BEGINS.match(b.after.plain))
    ):
        # A title fills its line; what follows is its rest only when that is short and bare too.
        rest = b.first and not full_after and not re.search(r"[，,。；：:、]", b.after.plain)
        return rest and len(b.after.plain) < len(b.before.plain)
    if b.after.indented and not b.before.indented:
        return b.sure and not ends_sentence(b.before.plain)
    if ends_sentence(b.before.plain) and not (b.sure and _FIGURE_END.search(b.before.plain)):
        # A sentence that ends exactly at the edge seldom ends its paragraph as well.
        return full and b.gap == 0 and not _ITEM.match(b.after.plain) and not _BEGINS.match(b.after.plain)
    return b.open and (full or b.sure)


def counted_width(joined: list[Break]) -> int | None:
    """The number of characters after which a program cut the lines, or None where lines end
    between words: then most cut lines have exactly as many."""
    widths = Counter(len(b.before.raw) for b in joined)
    if not widths:
        return None
    width, count = widths.most_common(1)[0]
    return width if count >= 2 and count >= 0.6 * len(joined) else None


def _joint(text: str, b: Break, chinese: bool, counted: int | None) -> Edit:
    start = b.before.start + len(b.before.raw.rstrip(" \t\r\u3000\xa0"))
    end = b.after.start + len(b.after.raw) - len(b.after.raw.lstrip(" \t\r\u3000\xa0"))
    left, right = text[start - 1], text[end]
    if left == "-" and right.islower() and text[start - 2 : start - 1].isalpha():
        word = (re.search(r"[A-Za-z]+$", text[max(0, start - 30) : start - 1]) or [""])[0]
        rest = (re.match(r"[a-z]+", text[end : end + 30]) or [""])[0]
        hyphenated = f"{word}-{rest}" in text
        return Edit(start if hyphenated else start - 1, end)
    figures = re.search(r"\d[.,]?$", text[max(0, start - 2) : start]) and right.isdigit()
    tight = _CJK.match(left) or _CJK.match(right) or right in ",.;:!?)%％" or left in "([“‘" or (chinese and figures)
    if counted is not None and not tight:
        # A blank at the edge was kept or made the line one shorter; else the cut ran through a word.
        tight = len(b.before.raw) == counted == len(b.before.raw.rstrip()) and not b.after.raw[:1].isspace()
    return Edit(start, end, "" if tight else " ")
