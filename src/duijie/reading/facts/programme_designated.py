"""Programmes by the form of their name: designations of the state, and rows with one head."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from duijie.reading.facts.gazetteer import places
from duijie.reading.facts.programme_english import Kind
from duijie.reading.facts.programme_heads import COMMON

_STATE = re.compile(
    r"国家(?P<of>[一-鿿\d]{2,14}?)(?:技术创新中心|产业创新中心|制造业创新中心|创新发展试验区|创新应用先导区|转移转化示范区|创新示范区)"
    r"(?!主任|副主任|负责人|代表|[一-鿿]{2,3}研究员)"
)
_CENTRE_OF_PLACE = re.compile(
    r"(?P<place>[一-鿿]{2,8}?)(?:地区)?(?:具有全国影响力的|具有全球影响力的|国际|区域|国家)?(?:科技创新中心|综合性国家科学中心)(?=建设|获批|揭牌|正式|[,。;、和及])"
)
_COUNTED = re.compile(r"[\d一二三四五六七八九十两]+[余多]?[个家]$")
_HEADS = "工程|行动|计划|专项|基金|奖学金|奖"
_ROW = re.compile(rf"[一-鿿]{{3,16}}(?P<head>{_HEADS})(?:、[一-鿿]{{3,10}}(?P=head)){{2,}}(?=等|[,。;和及]|$)")


_VERB = re.compile(
    r"^.*(?:提出|组织实施|深入实施|实施|推进|启动|开展|设立|设有|包括|推出|入选|承担|参与|完成|落实|制定|发布|聚焦|围绕|建设|打造)(?=[一-鿿]{4,})"
)


def _own_length(item: str, length: int) -> int:
    """How much of a row's first item is its name: what is left behind a verb, else as much as the others have
    when two characters or more stand before it."""
    if len(item) <= length:
        return len(item)
    if verb := _VERB.match(item):
        return len(item) - verb.end()
    return length if len(item) - length >= 2 else len(item)


def designated(text: str) -> Iterator[tuple[int, int, Kind]]:
    """What the state designates by a name of fixed form: 国家先进陶瓷技术创新中心, 成渝地区区域科技创新中心."""
    for match in _STATE.finditer(text):
        if match["of"] not in COMMON and not _COUNTED.search(text[max(0, match.start() - 5) : match.start()]):
            yield *match.span(), "centre"
    for match in _CENTRE_OF_PLACE.finditer(text):
        start = next((i for i in range(len(match["place"]) - 1) if match["place"][i:] in _regions()), None)
        if start is not None:
            yield match.start() + start, match.end(), "centre"


def _regions() -> frozenset[str]:
    return _REGIONS | frozenset(places())


_REGIONS = frozenset("成渝 粤港澳大湾区 大湾区 长三角 京津冀 怀柔 张江 西部".split())


def rows(text: str, heads: Mapping[str, Kind]) -> Iterator[tuple[int, int, Kind]]:
    """Three or more names in a row that end alike: 组织强基工程、人才托举工程、科普惠民工程等.

    The first is as long as most others, so that a verb in front of it is none of it.
    """
    for match in _ROW.finditer(text):
        items = match.group().split("、")
        length = Counter(map(len, items[1:])).most_common(1)[0][0]
        if len(items[0]) > length + 4:
            continue
        end = match.start() + len(items[0])
        at = end - _own_length(items[0], length)
        stems = [x[: -len(match["head"])] for x in items[1:]]
        if any(stem in COMMON for stem in stems) or length < 5 + (match["head"] == "奖学金"):
            continue
        kind = heads[match["head"]]
        yield at, end, kind
        for item in items[1:]:
            at, end = end + 1, end + 1 + len(item)
            yield at, end, kind
