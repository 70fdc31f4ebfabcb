"""Several articles on one page.

An article begins with its title where the one before was closed (its date or editor's line)
or where a title is followed by what only opens an article: a line of date and source, or a
dateline such as 本报讯; or the page is a row of news, each a headline and its day
(:mod:`duijie.reading.steps.briefs`).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import accumulate

from duijie.reading.byline import parse
from duijie.reading.lines import Line, ends_sentence, has_han, is_date, is_meta, is_prose, split_lines
from duijie.reading.page import Reading
from duijie.reading.steps.briefs import news_items, part_items
from duijie.reading.steps.datelines import closes_text, is_dateline, opens_text
from duijie.reading.steps.headings import NOT_TITLE, is_title, names_organisation

_MIN_BODY = 40


def split_articles(reading: Reading) -> Reading:
    """Notes where articles begin (``breaks``); damage ``multi-article`` when there are several.
    What heads the first of a row of news (``masthead``) is noted as well."""
    reading = part_items(reading)
    text = reading.text
    lines = [line for line in split_lines(text) if not line.blank]
    starts: list[int] = []
    previous = 0
    prose = [0, *accumulate(len(line.plain) if is_prose(line.plain) else 0 for line in lines)]
    for i, line in enumerate(lines):
        if i == 0:
            continue
        if _untitled(lines, i) and prose[i] - prose[previous] >= _MIN_BODY:
            starts.append(line.start)
            previous = i
            continue
        if not (is_title(line.plain) or _short_title(lines, i)) or _is_signature(lines, i):
            continue
        if prose[i] - prose[previous] < _MIN_BODY or not _opens_article(lines, i, reading.ends):
            continue
        starts.append(line.start)
        previous = i
    marked = reading.facts.get("items")
    items = [i for i, x in enumerate(lines) if x.start in marked] if isinstance(marked, tuple) else news_items(lines)
    if len(items) > 1:
        starts = sorted({*starts, *(lines[i].start for i in items[1:])})
        previous = max(previous, items[-1])
        reading = reading.noting(masthead="\n".join(x.plain for x in lines[: items[0]]))
    if starts and previous not in items and prose[-1] - prose[previous] < _MIN_BODY:
        starts.pop()
    if not starts:
        return reading
    return replace(reading, breaks=tuple(starts)).labelled("multi-article")


def _untitled(lines: list[Line], i: int) -> bool:
    """Whether a text with a dateline begins at a line without a title above it."""
    above = lines[i - 1].plain
    return is_dateline(lines[i].plain) and is_prose(lines[i].plain) and is_prose(above) and ends_sentence(above)


def _short_title(lines: list[Line], i: int) -> bool:
    """Whether a line of four or five Chinese characters is a title: 更正与致歉. What opens an
    article must follow at once."""
    plain = lines[i].plain
    if not (4 <= len(plain) <= 5 and all(map(has_han, plain))) or NOT_TITLE.match(plain) or i + 1 == len(lines):
        return False
    return is_meta(lines[i + 1].plain) or is_prose(lines[i + 1].plain)


def _opens_article(lines: list[Line], i: int, ends: tuple[int, ...]) -> bool:
    """Whether the title-like line i begins an article."""
    following = lines[i + 1 : i + 4]
    if not following:
        return False
    after_end = (
        is_date(lines[i - 1].plain) or closes_text(lines[i - 1].plain) or _ended(ends, lines[i - 1].end, lines[i].start)
    )
    if after_end and _first_prose(following):
        return True
    if opens_text(following[0].plain) and is_prose(following[0].plain):
        return True
    dated = is_meta(following[0].plain) or parse(following[0].plain) is not None
    return dated and len(following) > 1 and _first_prose(following[1:])


def _ended(ends: tuple[int, ...], low: int, high: int) -> bool:
    """Whether an article was seen to end between two offsets, both included."""
    i = bisect_left(ends, low)
    return i < len(ends) and ends[i] <= high


def _is_signature(lines: list[Line], i: int) -> bool:
    """Whether a line is who signed, above the date: no title although a date follows."""
    return i + 1 < len(lines) and is_date(lines[i + 1].plain) and names_organisation(lines[i].plain)


def _first_prose(following: list[Line]) -> bool:
    """Prose comes next, perhaps behind a second title line or a line of date and source."""
    return any(is_prose(x.plain) and len(x.plain) >= 30 for x in following[:2])
