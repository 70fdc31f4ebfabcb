"""Programmes told by where a name stands: introduced with a short name, in the headline, as a document's title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from duijie.reading.facts.organisations import is_organisation, name_before
from duijie.reading.facts.programme_english import Kind
from duijie.reading.facts.words import Words

_REMARK = re.compile(r"\([^()\n]{0,60}?(?:简称|下称|统称)[^()\n]{1,40}\)")
_ALLIANCE = re.compile(r"(?:联盟|联合体|共同体|协作组|协作网|发展网|协同网|创新网|服务网)$")
_BODY = re.compile(r"(?:科学院|国际组织|科学组织|联合会|理事会)$")
_WIDE = re.compile(r"^(?:国际|亚洲|亚太|全球|世界|“一带一路”|中[一-鿿]|丝绸之路|上合组织|金砖)")
_FOUNDED = re.compile(r"(?:的|正式|宣布|日前|今日|今天|揭牌)*成立(?!以来|于|[一二三四五六七八九十百\d]|后的)")
_HEADLINE = 60


def headline(text: str) -> str:
    """The first line, up to where a sentence would be long."""
    return text.lstrip().split("\n", 1)[0][:_HEADLINE]


def introduced(text: str, words: Words, heads: Mapping[str, Kind]) -> Iterator[tuple[int, int, Kind, bool]]:
    """Alliances, centres and the like that get a short name: …创新联盟(下称联盟), as (start, end, kind, sure)."""
    for match in _REMARK.finditer(text):
        start = name_before(text, words, match.start())
        if match.start() - start < 5 or not is_organisation(text[start : match.start()]):
            continue
        name = text[start : match.start()]
        head = next((h for h in sorted(heads, key=len, reverse=True) if name.endswith(h)), None)
        if _ALLIANCE.search(name):
            yield start, match.start(), "alliance", True
        elif head and heads[head] in ("alliance", "platform", "centre"):
            yield start, match.start(), heads[head], False


_SHORT_OF = re.compile(
    r"(?:(?<=[\n,;。、:)])|^)\s*(?P<name>[一-鿿A-Za-z]{3,20}(?P<head>项目|计划|工程|专项|奖学金|奖|基金))\((?:以下)?(?:简称|下称)",
    re.MULTILINE,
)
_SENTENCE = re.compile(
    r"^(?:该|本|此|各|为|制定|按照|根据|实施|启动|印发|推进|组织|开展|参与|入选|由|在|对|从|其|通过|承担|设立)"
)


def called(text: str, heads: Mapping[str, Kind]) -> Iterator[tuple[int, int, Kind]]:
    """Plans, projects and awards that get a short name at the head of a line: 国际湖泊学者项目(简称学者项目)."""
    for match in _SHORT_OF.finditer(text):
        if not _SENTENCE.match(match["name"]):
            yield *match.span("name"), heads[match["head"]]


def set_up(text: str, words: Words) -> Iterator[tuple[int, int, Kind]]:
    """Bodies of many countries that the article says are being set up: 国际湖泊科学院的成立."""
    for match in _FOUNDED.finditer(text):
        start = name_before(text, words, match.start())
        name = text[start : match.start()]
        if len(name) >= 6 and _BODY.search(name) and _WIDE.match(name):
            yield start, match.start(), "alliance"


_TITLED = re.compile(
    r"《\s*(?P<name>[^《》\n]{4,60}?(?<!工作)(?<!\d年)(?:行动计划|发展规划|“十[一二三四五六七八九]五”规划|规划|行动纲要|规划纲要|行动方案|三年行动|发展战略|(?<=[一-鿿]{6})实施方案"
    r"|(?P<list>榜单|排行榜|百强|名录|名单|清单)))"
    r"(?:\([^()《》]{4,20}\))?\s*》"
)


def titled(text: str) -> Iterator[tuple[int, int, Kind]]:
    """Plans and lists by the title of their document: 《湖泊保护三年行动计划(2021—2023年)》."""
    for match in _TITLED.finditer(text):
        yield *match.span("name"), "list" if match["list"] else "plan"
