"""Headlines of other articles: one long line of them, or a run of lines above or below."""

from __future__ import annotations

import re
from statistics import median

from duijie.reading.lines import Line, is_meta, is_prose, split_lines
from duijie.reading.page import Edit, Reading
from duijie.reading.steps.footers import is_contact, is_footer_mark

_MIN_HEADLINES = 8
_RELATED = re.compile(
    r"^[【\[·•■▪◆>》]*\s*(?:相关(?:链接|新闻|阅读|文章|报道|稿件|推荐|内容)|延伸阅读|推荐阅读|热门(?:推荐|新闻|"
    r"文章|排行)|最新(?:文章|新闻|资讯|动态)"
    r"|猜你喜欢|为你推荐|更多(?:新闻|精彩|内容|文章)|大家都在看|今日热点|热点新闻|精彩推荐|点击排行|阅读排行|"
    r"往期回顾|related (?:articles|stories|news)|"
    r"read more|most (?:read|popular)|you may also like)\s*[:：】\]]*\s*$",
    re.I,
)
# What running text has and headlines do not; abstracts are written with ASCII stops and commas.
_STOP = re.compile("[。；]|(?<=[\u4e00-\u9fff)）])[.,;]|[.;](?=\\s|$)")
_PAUSE = re.compile("[，、：:]")
_LIST_ITEM = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）.、．:：]|第[一二三四五六七八九十百\d]+[条章节项名])"
)


def drop_soup(reading: Reading) -> Reading:
    """Soups of headlines dropped (step and damage ``headline-soup``)."""
    lines = split_lines(reading.text)
    no_text = (is_headline_row, is_footer_mark, is_contact)
    prose = [x.number for x in lines if is_prose(x.plain) and not any(told(x.plain) for told in no_text)]
    dropped: dict[int, Line] = {}
    headlines = 0
    for line in lines:
        if is_headline_row(line.plain):
            dropped[line.number] = line
            headlines += len(line.plain.split())
    if prose:
        for run in (_head_run(lines, prose[0]), _tail_run(lines, prose[-1])):
            dropped.update((line.number, line) for line in run)
            headlines += sum(not line.blank for line in run)
    edits = [Edit(line.start, min(line.end + 1, len(reading.text))) for line in dropped.values()]
    return reading.edited("headline-soup", edits, damage="headline-soup" if headlines >= _MIN_HEADLINES else None)


def is_headline_row(plain: str) -> bool:
    """Whether a line is a row of headlines: many pieces of the length of headlines, set apart
    by blanks, none of them running text."""
    if len(plain) < 80:
        return False
    pieces = plain.split()
    if len(pieces) < _MIN_HEADLINES or any(ord(c) < 0x3000 for p in pieces[:1] for c in p[:1] if c.isalpha()):
        return False
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in plain)
    few_stops = len(_STOP.findall(plain)) <= 0.1 * len(pieces) and len(_PAUSE.findall(plain)) <= 0.7 * len(pieces)
    return chinese >= 0.5 * len(plain) and 6 <= median(len(p) for p in pieces) <= 40 and few_stops


def _is_headline(line: Line) -> bool:
    plain = line.plain.lstrip("·•■▪◆> ")
    return (
        8 <= len(plain) <= 48
        and not plain.endswith(("。", "；", ";", "，", ",", "：", ":"))
        and "。" not in plain
        and not is_meta(plain)
        and not _LIST_ITEM.match(plain)
        and not is_footer_mark(plain)
    )


def _head_run(lines: list[Line], first_prose: int) -> list[Line]:
    """Headlines above the title: a title is followed by its date or source, or said again in
    the run, so that what stands above it is none of the article."""
    meta = next((i for i in range(first_prose) if is_meta(lines[i].plain)), None)
    if meta is None:
        return []
    filled = [i for i in range(meta) if not lines[i].blank]
    if len(filled) <= _MIN_HEADLINES:
        return []
    title = filled[-1]
    run = filled[:-1]
    said_again = any(lines[i].plain.strip("·• ") == lines[title].plain for i in run)
    alike = sum(_is_headline(lines[i]) for i in run)
    if alike >= _MIN_HEADLINES and (alike >= 0.8 * len(run) or said_again):
        return lines[: run[-1] + 1]
    return []


def _tail_run(lines: list[Line], last_prose: int) -> list[Line]:
    """Headlines behind a heading that announces them, to the end or to what is no headline."""
    for i in range(last_prose + 1, len(lines)):
        if not _RELATED.match(lines[i].plain):
            continue
        end = i + 1
        while end < len(lines) and (lines[end].blank or _is_headline(lines[end])):
            end += 1
        return lines[i:end]
    return []
