"""Names of platforms, plans, alliances, awards and the like in a text.

A name is told by its head (走廊, 行动计划, 奖学金, Scholarship) and by something in front of it
that makes it one of its kind: a quotation (“科创中国”平台), a place, an organisation, initials, or a
verb that founds or publishes it. 科技合作平台 alone is a wish, not a name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Literal

from duijie.reading.facts.organisations import is_organisation, name_before
from duijie.reading.facts.programme_centres import is_made
from duijie.reading.facts.programme_english import Kind, english_names
from duijie.reading.facts.quoted import Quoted, find_quoted
from duijie.reading.facts.words import Word, Words


def _loaded() -> dict[str, Any]:
    return dict(json.loads(resources.files("duijie.reading").joinpath("data/programmes.json").read_text("utf-8")))


_DATA = _loaded()


def _words(key: str) -> frozenset[str]:
    return frozenset(_DATA[key])


HEAD_KIND: dict[str, Kind] = {head: kind for kind, heads in _DATA["heads"].items() for head in heads}
_HEAD = re.compile("|".join(sorted(HEAD_KIND, key=len, reverse=True)))
# Behind a head: the head is only the first part of another word.
_GOES_ON = {
    "中心": "组化任性点城镇式区",
    "奖": "学项励金牌状品章助惩杯池掖",
    "工程": "师院学科建技",
    "项目": "部组经",
    "行动": "者力自",
    "计划": "书生经单内外",
    "战略": "性家科合研思眼机支布部意举新资需目定任咨物安",
    "网络": "安化舆空平直信会强意",
    "平台": "期上",
    "规划": "院局处建",
    "基地": "组",
    "专项": "经治整检督",
    "课题": "组",
    "名单": "中",
}
# Modifiers that every programme could have: alone they name none.
_COMMON = _words("common")
# Verbs that end a name to the left, whatever jieba takes them for.
_GOVERN = _words("governing")
_FOUND = re.compile(
    r"(?:设立|成立|建立|组建|发起|启动|推出|发布|颁发|揭晓|公布|创建|创办|筹建|构建|打造|实施|承担|主持|荣获|获得|获|评选|入选|纳入|列入|授予|"
    r"牵头|策划|依托|加入|优化|制定|印发|编制|出台|举办|共建|建成|申报)了?"
    r"(?:全国)?(?:首批|首个|第[\d一二三四五六七八九十]+[届批期]|一批|(?:19|20)\d\d年?度?)?(?:最新|全新)?$"
)
# What jieba calls verbs but names are made of.
_NAMING_VERBS = _words("naming")
# Right before the head of a plan they belong to its name: 人才支持计划, 国际化推进战略.
_NAMING_BEFORE_HEAD = _words("naming_before_head")
_MODIFIER_TAGS = frozenset("n nr nrt ns nt nz ng j l i s b an a vn v vd vg eng nrfg t f k h zg g z ag y q m d".split())
_PROPER_TAGS = frozenset("ns nt nz eng nr nrt".split())
_COMMON_PLACES = frozenset("国际 全球 世界 海外 国内 全国 外国 亚洲 中国 我国 国家".split())
_PREFIX = re.compile(
    r"^(?:第[\d一二三四五六七八九十百]+[届批期次轮]|首[届批]|[\d一二三四五六七八九十百两]+[余多]?(?:个|家|所|座|项)|(?:19|20)\d\d年?度?|年度|最新|全新|著名|国家级?(?=“)|[的了着过])+"
)
_EDITION = re.compile(r"(?:第[\d一二三四五六七八九十百]+届|首届)$")
_SLOGAN = re.compile(
    r"^(?!一带一路|十[一二三四五六七八九]五)[一二两三四五六七八九十\d][^年]|[、,;:]|^.$|[一二两三四五六七八九十](?:个|大)|(?:精神|原则|理念|关系|模式|字)$"
)
_SAME_THING = frozenset("倡议 计划 工程 平台 项目 行动 专项 规划 战略 数字平台 建设".split())
_LINK = re.compile(r"^(?:[、,]{1,2}|[、,]?(?:和|与|及|以及|或))?$")
_ETC = re.compile(
    r"^等?(?:已有|现有|多个|一批|重大|国家|科研|重点|系列|若干|专项)*(?:科研|合作|研究|科技|重大|创新|重点|专项|特色|品牌)*"
)


@dataclass(frozen=True, slots=True)
class Name:
    """``text[start:end]`` names ``name``; ``sign`` says what gave it away, the surest first:
    quoted, proper, founded, listed."""

    start: int
    end: int
    name: str
    kind: Kind
    sign: Literal["quoted", "proper", "founded", "listed"]


def find_names(text: str, words: Words) -> tuple[Name, ...]:
    """Every mention of a programme by its name, in order, none inside another."""
    quotes = [q for q in find_quoted(text) if q.kind == "name"]
    short = {q.inner for q in quotes if _SHORT_FOR.search(text[max(0, q.start - 4) : q.start])}
    quotes = [q for q in quotes if q.inner not in short]
    found = [
        *_bare_quotes(text, quotes),
        *_headed(text, words, quotes),
        *_introduced(text, words),
        *(Name(*found, "proper") for found in english_names(text)),
    ]
    found = [
        n for n in [*found, *_titled(text)] if n.kind != "centre" or n.sign == "quoted" or is_made(text, n.start, n.end)
    ]
    found = [n for n in found if n.sign == "quoted" or not _counted(text, n)]
    found = [n for n in found if not any(n.name.endswith(s) and len(n.name) <= len(s) + 4 for s in short)]
    found.sort(key=lambda n: (n.start, -n.end))
    kept: list[Name] = []
    for name in found:
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
        elif name.end > kept[-1].end:
            kept[-1] = name
    return tuple(kept)


_FIGURE_BEHIND = re.compile(
    r"(?:达到?|共|近|约|逾|超过?)?(?:\d[\d,.]*|[一二三四五六七八九十百两]+)[余多万]?(?:个|家|所|座|项|处|支)"
)
_FIGURE_BEFORE = re.compile(r"(?:\d[余多]?|[二三四五六七八九十百两]|多|几|数)(?:个|家|所|座|项|处|支)$")


_SHORT_FOR = re.compile(r"(?:简称|下称|统称|又称)(?:为|:)?$")
_REMARK = re.compile(r"\([^()\n]{0,60}?(?:简称|下称|统称)[^()\n]{1,40}\)")
_ENDS_ALLIANCE = re.compile(r"(?:联盟|联合体|共同体|协作组|协作网|发展网|协同网|创新网|服务网)$")


def _introduced(text: str, words: Words) -> Iterator[Name]:
    """Alliances, centres and the like that get a short name: …创新联盟(下称联盟)."""
    for match in _REMARK.finditer(text):
        start = name_before(text, words, match.start())
        if match.start() - start < 5 or not is_organisation(text[start : match.start()]):
            continue
        name = text[start : match.start()]
        head = next((h for h in _HEAD.finditer(name) if h.end() == len(name)), None)
        if _ENDS_ALLIANCE.search(name):
            yield Name(start, match.start(), name, "alliance", "proper")
        elif head and HEAD_KIND[head.group()] in ("alliance", "platform", "centre"):
            yield Name(start, match.start(), name, HEAD_KIND[head.group()], "founded")


_TITLED = re.compile(
    r"《(?P<name>[^《》\n]{4,60}?(?<!工作)(?<!\d年)(?:行动计划|发展规划|“十[一二三四五六七八九]五”规划|规划|行动纲要|规划纲要|行动方案|三年行动|发展战略))"
    r"(?:\([^()《》]{4,20}\))?》"
)


def _titled(text: str) -> Iterator[Name]:
    """Plans by the title of their document: 《湖泊保护三年行动计划(2021—2023年)》."""
    for match in _TITLED.finditer(text):
        yield Name(*match.span("name"), match["name"], "plan", "founded")


def _counted(text: str, name: Name) -> bool:
    """Whether it is a class of things that are counted, not one by its name: 建成院士工作站36家."""
    before = text[max(0, name.start - 6) : name.start]
    return bool(_FIGURE_BEHIND.match(text, name.end) or _FIGURE_BEFORE.search(before))


def distinct(names: Iterable[Name]) -> tuple[Name, ...]:
    """One mention for each programme, the first of its fullest name; two names that only a
    classifying word or a place in front tells apart are one (“X”, “X”倡议)."""
    chosen: dict[str, Name] = {}
    for name in names:
        key = base(name.name)
        twin = next((k for k in chosen if k == key or _same(k, key)), None)
        if twin is None:
            chosen[key] = name
        elif len(name.name) > len(chosen[twin].name):
            first = chosen.pop(twin)
            longer = replace(name, sign=_surer(first, name))
            chosen[key if len(key) >= len(twin) else twin] = longer
    return tuple(sorted(chosen.values(), key=lambda n: n.start))


def _surer(one: Name, other: Name) -> Literal["quoted", "proper", "founded", "listed"]:
    order = ("quoted", "proper", "founded", "listed")
    return min(one.sign, other.sign, key=order.index)


def base(name: str) -> str:
    """A name without marks and without the word that only says what it is.

    >>> base("“一带一路”倡议"), base("“清流”三年行动计划")
    ('一带一路', '清流三年行动计划')
    """
    plain = re.sub(r"[“”‘’《》\s]", "", name)
    match = re.fullmatch(r"“([^“”]+)”(\w+)", name)
    return match[1] if match and match[2] in _SAME_THING else plain


def _same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.endswith(short) and len(short) >= 4 and 2 * len(short) >= len(long)


# Heads that are told from common words only by a quotation, or by a proper name in front.
_LOOSE = {
    "proper": ("活动", "实践活动"),
    "founded": ("活动", "实践活动", "项目", "课题"),
    "listed": ("活动", "实践活动", "项目", "课题"),
}


def _headed(text: str, words: Words, quotes: Sequence[Quoted]) -> Iterator[Name]:
    by_end = {q.end: q for q in quotes}
    inside = [(q.start, q.end) for q in quotes]
    accepted: list[Name] = []
    for match in _HEAD.finditer(text):
        if match.end() not in words.starts and match.end() != len(text):
            continue
        if match.group() == "共同体" and text[match.start() - 2 : match.start()] in ("命运", "科技", "生命", "利益"):
            continue
        if any(start < match.start() < end - 1 for start, end in inside) or text[
            match.end() : match.end() + 1
        ] in _GOES_ON.get(match.group(), ()):
            continue
        start, quoted = _left(text, words, match.start(), by_end)
        name = text[start : match.end()]
        modifiers = words.between(start, match.start())
        if quoted and quoted.start == start and _listed_under(text, quoted, match):
            continue
        if not quoted and not modifiers:
            continue
        if HEAD_KIND[match.group()] == "centre" and _BEGINS_LATE.match(name):
            continue
        sign = _sign(text, start, modifiers, quoted, accepted, name)
        if sign is None or (quoted is None and match.group() in _LOOSE.get(sign, ())):
            continue
        accepted.append(Name(start, match.end(), name, HEAD_KIND[match.group()], sign))
    yield from accepted


# The end of an institution's name, cut at a 与: 技术与|工程研究所….
_BEGINS_LATE = re.compile(r"(?:工程|应用|管理)?(?:研究所|研究院|学院|大学|学会|协会|公司|集团|委员会|局|部)[^“]")


def _listed_under(text: str, quoted: Quoted, head: re.Match[str]) -> bool:
    return "等" in text[quoted.end : head.start()]


def _left(text: str, words: Words, head: int, by_end: dict[int, Quoted]) -> tuple[int, Quoted | None]:
    """Where a name with its head at ``head`` begins, and the quotation it begins with."""
    at = head
    while at > 0 and head - at < 30:
        if at in by_end:
            quoted = by_end[at]
            if _SLOGAN.search(quoted.inner) and at == head:
                return at, None
            edition = _EDITION.search(text, max(0, quoted.start - 8), quoted.start)
            return (edition.start() if edition else quoted.start), quoted
        word = words.at(at - 1)
        if word is None or not _modifies(word, text, head, words):
            if word is not None and word.text in ("-", "/", "·") and at - word.start == 1:
                at = word.start
                continue
            break
        if word.start < 0 or (word.tag in ("q", "m", "d", "y") and not re.fullmatch(r"[\w·-]*[一-鿿]{0,3}", word.text)):
            break
        if word.tag == "d" and word.text not in ("届", "共同"):
            break
        at = max(word.start, 0)
    prefix = _PREFIX.match(text[at:head])
    return at + (prefix.end() if prefix else 0), None


def _modifies(word: Word, text: str, head: int, words: Words) -> bool:
    if word.tag not in _MODIFIER_TAGS or not re.search(r"\w", word.text):
        return False
    if word.end == head and word.text in _NAMING_BEFORE_HEAD and text.startswith(_PLANS, head):
        before = words.at(word.start - 1) if word.start else None
        if before is None or before.text in _GOVERN:
            return False
        return before.tag in ("n", "l", "nz", "j", "vn", "an", "i") or before.text.endswith(("化", "性"))
    if word.text in _GOVERN:
        return False
    return word.tag not in ("v", "vd") or word.text in _NAMING_VERBS or text.startswith("奖", head)


_PLANS = ("计划", "战略", "工程", "行动", "专项", "项目", "规划")


def _sign(
    text: str, start: int, modifiers: Sequence[Word], quoted: Quoted | None, before: Sequence[Name], name: str
) -> Literal["quoted", "proper", "founded", "listed"] | None:
    if quoted:
        return None if _SLOGAN.search(quoted.inner) else "quoted"
    telling = [w for w in modifiers if w.text not in _COMMON and not (w.tag == "m" or w.text in _COMMON_PLACES)]
    if len(name) < 4 or (len(modifiers) == 1 and len(modifiers[0].text) < 2):
        return None
    if re.match("更|最|一批|多个|若干|系列|世界级|世界一流", name):
        return None
    if any(w.tag in _PROPER_TAGS for w in telling) and _proper(modifiers, telling):
        return "proper"
    if not telling or _DEGREE.match(name):
        return None
    if _FOUND.search(text[max(0, start - 18) : start]) and len(name) >= 5:
        return "founded"
    previous = before[-1] if before else None
    if previous and previous.end < start and _LINK.match(text[previous.end : start]):
        return "listed"
    return None


# 更高能级研发平台, 一批创新基地: how good or how many, not which.
_DEGREE = re.compile(
    r"更|最|一批|多个|若干|系列|高能级|高层次|高水平|高质量|高端|世界级|国家级|国际级|省级|市级|一流|重大|新型|各类|各级|专业化|特色"
)


def _proper(modifiers: Sequence[Word], telling: Sequence[Word]) -> bool:
    """Whether a place, an organisation or initials stand in front, not a word jieba takes for a
    person's name somewhere inside."""
    first = modifiers[0]
    if first.tag in ("nr", "nrt"):
        return False
    return any(w.tag in ("ns", "nt", "nz", "eng") for w in telling)


_TAIL = re.compile(
    r"^(?P<mid>[一-鿿A-Za-z\d]{0,8}?)(?P<head>" + "|".join(sorted(HEAD_KIND, key=len, reverse=True)) + r")"
)


def _bare_quotes(text: str, quotes: Sequence[Quoted]) -> Iterator[Name]:
    """Quotations that are names by themselves: called so (“X”建设, “X”等科研项目), or standing in a
    row with one that is; and rows of items that share a head (“X”甲、乙等榜单)."""
    known: set[str] = set()
    for q in quotes:
        behind = text[q.end : q.end + 40]
        if _SLOGAN.search(q.inner) or len(q.inner) > 30:
            continue
        if re.match(r"建设|品牌|平台|等平台", behind) or (
            (tail := _TAIL.match(behind)) and tail["head"] in _SAME_THING and not tail["mid"]
        ):
            known.add(q.inner)
    rows = list(_rows(text, quotes))
    for row in rows:
        behind = text[row[-1].end : row[-1].end + 20]
        if len(row) > 1 and (any(q.inner in known for q in row) or re.match(r"(?:等)?(?:数字|重点)?平台", behind)):
            known.update(q.inner for q in row if not _SLOGAN.search(q.inner))
    for q in quotes:
        behind = text[q.end : q.end + 40]
        if _SLOGAN.search(q.inner):
            continue
        if shared := list(_shared(q, behind)):
            yield from shared
        elif kind := _kind_inside(q.inner):
            if not _HEAD.match(behind):
                yield Name(q.start, q.end, text[q.start : q.end], kind, "quoted")
        elif (listed := _ETC.match(behind)) and listed.group().startswith("等"):
            head = _HEAD.match(behind, listed.end())
            if head:
                yield Name(q.start, q.end, text[q.start : q.end], HEAD_KIND[head.group()], "quoted")
        elif q.inner in known and not _HEAD.match(behind) and _ends_there(behind):
            yield Name(q.start, q.end, text[q.start : q.end], "platform", "quoted")


_HOUSE = re.compile(r"(?<!图书)(?<!博物)(?:网上|数字|云上|线上|虚拟)\w{1,8}馆$|\w{2,}(?:在线|云平台|服务网)$")


def _kind_inside(inner: str) -> Kind | None:
    """The kind of a name whose head stands inside the quotation: “青年学者托举工程”."""
    if len(inner) < 4 or len(inner) > 30 or re.search(r"[的了,。、是]|^(?:打造|建设|加强|推进|一批)", inner):
        return None
    head = next((m for m in _HEAD.finditer(inner) if m.end() == len(inner) and m.start() >= 2), None)
    if head and inner[: head.start()] not in _COMMON and head.group() not in _LOOSE["listed"]:
        return HEAD_KIND[head.group()]
    return "platform" if _HOUSE.search(inner) else None


def _ends_there(behind: str) -> bool:
    """Whether a name does not go on behind its quotation to a head: “X”建设…平台 does not."""
    tail = _TAIL.match(behind)
    return tail is None or tail["mid"].startswith(("建设", "等"))


def _rows(text: str, quotes: Sequence[Quoted]) -> Iterator[list[Quoted]]:
    row: list[Quoted] = []
    for q in quotes:
        if row and not _LINK.match(text[row[-1].end : q.start]):
            yield row
            row = []
        row.append(q)
    if row:
        yield row


def _shared(q: Quoted, behind: str) -> Iterator[Name]:
    match = re.match(r"([一-鿿]{2,10}(?:、[一-鿿]{2,10})+)(?:等|和[一-鿿]{2,10}等?)(?=\w)", behind)
    head = _HEAD.match(behind, match.end()) if match else None
    if not match or not head:
        return
    at = q.end
    for item in match[1].split("、"):
        own = next((m for m in _HEAD.finditer(item) if m.end() == len(item)), None)
        first = at == q.end
        name = f"“{q.inner}”{item}" if first or own is None else item
        kind = HEAD_KIND[(own or head).group()]
        name = name if own else name + head.group()
        yield Name(q.start if first else at, at + len(item), name, kind, "quoted")
        at += len(item) + 1
