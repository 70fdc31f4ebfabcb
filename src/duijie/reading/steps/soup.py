"""Headlines of other articles: one long line of them, or a run of lines in any place.

A list of a text's own looks alike, so more is asked of lines than their number: an announcement
(相关新闻), a line of date and source below them, dates at their edges, or that they say who does what,
as headlines do and names of prizes, members and topics do not. A list that the text announces stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from duijie.reading.dates import is_date
from duijie.reading.lines import Line, is_meta, is_prose, split_lines
from duijie.reading.names import organisation
from duijie.reading.page import Edit, Reading
from duijie.reading.steps.chrome import is_chrome
from duijie.reading.steps.footers import is_contact, is_footer_mark
from duijie.reading.steps.foreign import is_spam
from duijie.reading.steps.headlines import bare_headline, is_dated, is_edition, is_headline, says_again, tells
from duijie.reading.steps.joining import cuts_word

_MIN_HEADLINES = 8
_FEWER = 5
# Behind these an article is over.
_OVER = re.compile("[(（]完[)）]|[\\[(（【]?(?:责任编辑|责编|编辑|编审)\\s*[:：]?\\s*[\u4e00-\u9fff·]{2,4}")
_NEAR = 80
_WIDE = 20
_RELATED = re.compile(
    r"^[【\[·•■▪◆>》|\-—=*]*\s*(?:(?:相关|推荐|热点|热门|最新|更多|精彩|其他|其它|同类|往期|图片|滚动|头条|要闻|编辑|本类|本栏)"
    r"(?:链接|新闻|阅读|文章|报道|稿件|推荐|内容|资讯|动态|回顾|信息|专题|视频|导读|点击|排行|要闻|精彩|热文|热点)"
    r"|(?:新闻|热点|精彩|视频|图片|内容|文章|资讯|今日)(?:推荐|排行|排行榜|热点|头条|精选|回顾|动态)|延伸阅读|推荐阅读|猜你喜欢|为你推荐|为您推荐|"
    r"大家都在看|网友还(?:看了|在看)|你可能(?:还)?(?:喜欢|感兴趣)的?(?:文章|新闻)?|看了又看|点击排行|阅读排行|阅读排行榜|点击排行榜|一周热点|一月热点|"
    r"24小时热文|新闻排行榜?|\d{1,2}小时(?:热文|热点|排行)|"
    r"(?:related|recent|latest|more|other|popular|recommended|top|trending|hot)"
    r" (?:articles|stories|news|posts|reading|links|headlines|now)|"
    r"read more|most (?:read|popular|viewed)|you may also like|recommended(?: for you)?|trending|see also)"
    r"\s*[:：】\]>»|]*\s*(?:更多\s*>*|more\s*>*)?$",
    re.I,
)
# What running text has and headlines do not; abstracts are written with ASCII stops and commas.
_STOP = re.compile("[。；]|(?<=[\u4e00-\u9fff)）])[.,;]|[.;](?=\\s|$)")
_PAUSE = re.compile("[，、：:]")
# With these a text announces a list of its own.
_ANNOUNCES = re.compile(
    "[:：]$|如下|以下|名单|分别(?:是|为)|包括|入选|获奖|十大|目录|议程|日程|题目|课题|论文|报告(?:目录|题目)|following|are:$|附件?[:：]"
)


def drop_soup(reading: Reading) -> Reading:
    """Soups of headlines dropped (step and damage ``headline-soup``)."""
    lines = split_lines(reading.text)
    dropped: dict[int, Line] = {}
    headlines = 0
    for line in lines:
        if is_headline_row(line.plain):
            dropped[line.number] = line
            headlines += len(line.plain.split())
        elif is_spam(line.plain):
            dropped[line.number] = line
    no_text = (is_headline_row, is_footer_mark, is_contact, is_spam)
    filled = [x for x in lines if not x.blank and x.number not in dropped]
    prose = [i for i, x in enumerate(filled) if is_prose(x.plain) and not any(told(x.plain) for told in no_text)]
    if prose:
        for run in (_editions(filled), *_above(filled, prose), *_below(filled, prose)):
            dropped.update((line.number, line) for line in run)
            headlines += len(run)
    edits = [Edit(line.start, min(line.end + 1, len(reading.text))) for line in dropped.values()]
    edits.sort(key=lambda edit: edit.start)
    return reading.edited("headline-soup", edits, damage="headline-soup" if headlines >= _FEWER else None)


def is_headline_row(plain: str) -> bool:
    """Whether a line is a row of headlines: many pieces of the length of headlines, set apart
    by blanks or bars, none of them running text, and not a list of names."""
    if len(plain) < 80:
        return False
    pieces = [p for p in re.split(r"[\s|｜•·]+", plain) if p]
    if len(pieces) < _FEWER or any(ord(c) < 0x3000 for p in pieces[:1] for c in p[:1] if c.isalpha()):
        return False
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in plain)
    few_stops = len(_STOP.findall(plain)) <= 0.1 * len(pieces) and len(_PAUSE.findall(plain)) <= 0.7 * len(pieces)
    if chinese < 0.5 * len(plain) or not 6 <= median(len(p) for p in pieces) <= 40 or not few_stops:
        return False
    if sum(organisation(p) is not None for p in pieces) > 0.4 * len(pieces):
        return False
    return len(pieces) >= _MIN_HEADLINES or (sum(map(tells, pieces)) >= 0.6 * len(pieces) and len(plain) >= 100)


def _editions(filled: list[Line]) -> list[Line]:
    """The pages of a newspaper's issue, as its site lists them: A01版：要闻."""
    found = [x for x in filled if is_edition(x.plain)]
    return found if len(found) >= _FEWER else []


def _above(filled: list[Line], prose: list[int]) -> list[list[Line]]:
    """Headlines above the title: a title is followed by its date or source, or said again in
    the run or in the text, so that what stands above it is none of the article."""
    first = prose[0]
    meta = next((i for i in range(first) if is_meta(filled[i].plain)), None)
    if meta is not None:
        run, title = filled[: max(0, meta - 1)], filled[meta - 1] if meta else None
        if title is not None and len(run) >= _MIN_HEADLINES:
            said_again = any(x.plain.strip("·• ") == title.plain for x in run)
            alike = sum(is_headline(x.plain) for x in run)
            if alike >= _MIN_HEADLINES and (alike >= 0.8 * len(run) or said_again):
                return [run]
        # Between the line of date and the text there may be others as well.
        between = filled[meta + 1 : first]
        return [between] if _is_soup(between) else []
    if first <= _MIN_HEADLINES:
        return []
    # The title is the last line above the text, or the one that the text says again.
    title_at = first - 1
    if not says_again(filled[title_at].plain, filled[first].plain):
        said = [i for i in range(max(0, first - _NEAR), first) if says_again(filled[i].plain, filled[first].plain)]
        title_at = said[-1] if len(said) == 1 else title_at
    return [run for run in (filled[:title_at], filled[title_at + 1 : first]) if _is_soup(run)]


def _below(filled: list[Line], prose: list[int]) -> list[list[Line]]:
    """Headlines behind a heading that announces them, and those without one behind a paragraph,
    to the end or to what is no headline."""
    found: list[list[Line]] = []
    i = prose[0] + 1
    while i < len(filled):
        end = i
        announced = _RELATED.match(filled[i].plain) is not None
        while end < len(filled) and (
            _continues(filled[end].plain) or (announced and _RELATED.match(filled[end].plain))
        ):
            end += 1
        run = filled[i:end]
        last = i > prose[-1]
        if announced and (last or len(run) > 3):
            found.append(run if end > i else filled[i : i + 1])
        elif run and not announced and _is_soup(run, last=last, before=filled[i - 1].plain):
            found.append(run)
        i = max(end, i + 1)
    return found


def _continues(plain: str) -> bool:
    return is_headline(plain) or is_chrome(plain) or is_date(plain)


def _is_soup(run: Sequence[Line], *, last: bool = False, before: str = "") -> bool:
    """Whether lines that nothing announces are headlines of other articles."""
    titles = [x.plain for x in run if is_headline(x.plain)]
    over = last and _OVER.search(before[-40:]) is not None
    if len(titles) < _FEWER or len(titles) < 0.8 * len(run) or (not over and _ANNOUNCES.search(before)):
        return False
    if sum(organisation(bare_headline(x)) is not None for x in titles) > 0.3 * len(titles):
        return False
    if last and sum(map(is_dated, titles)) >= 0.8 * len(titles):
        return True
    if _is_column(titles):
        return False
    if over:
        return sum(map(tells, titles)) >= 0.6 * len(titles)
    return len(titles) >= _MIN_HEADLINES and sum(map(tells, titles)) >= 0.6 * len(titles)


def _is_column(lines: Sequence[str]) -> bool:
    """Whether lines are one text that was cut at a width: equally long, or cut inside words."""
    lengths = Counter(map(len, lines))
    wide = max(lengths) >= _WIDE
    cut = sum(cuts_word(a, b) for a, b in pairwise(lines))
    for slack, share in ((1, 0.6), (3, 0.85 if wide else 2.0)):
        if max(sum(lengths[n] for n in range(at, at + slack + 1)) for at in lengths) >= share * len(lines):
            return wide or cut > 0  # short headlines are equally long by chance
    return cut >= 0.2 * len(lines)
