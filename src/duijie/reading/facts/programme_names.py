"""Names of platforms, plans, alliances, awards and the like in a text.

A name is told by its head (走廊, 行动计划, 奖学金, Scholarship) and by something in front of it
that makes it one of its kind: a quotation (“科创中国”平台), a place, an organisation, initials, or a
verb that founds or publishes it. 科技合作平台 alone is a wish, not a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from duijie.reading.facts.gazetteer import places
from duijie.reading.facts.organisations import is_organisation
from duijie.reading.facts.programme_centres import is_made
from duijie.reading.facts.programme_english import Kind, english_names
from duijie.reading.facts.programme_known import data, known_names
from duijie.reading.facts.programme_titles import headline, introduced, set_up, titled
from duijie.reading.facts.quoted import Quoted, find_quoted
from duijie.reading.facts.words import Word, Words

_DATA = data()


def _words(key: str) -> frozenset[str]:
    return frozenset(_DATA[key])


HEAD_KIND: dict[str, Kind] = {head: kind for kind, heads in _DATA["heads"].items() for head in heads}
_HEADS = "|".join(sorted(HEAD_KIND, key=len, reverse=True)).replace("学院", "(?<!科)学院")
_HEAD = re.compile(rf"(?:{_HEADS})(?<!协作网(?=络))")
# Behind a head: the head is only the first part of another word.
_GOES_ON = {
    "中心": "组化任性点城镇式区",
    "奖": "学项励金牌状品章助惩杯池掖教",
    "工程": "师院学科建技",
    "项目": "部组经",
    "行动": "者力自支小",
    "计划": "书生经单内外财司局处科组于在将",
    "战略": "性家科合研思眼机支布部意举新资需目定任咨物安",
    "网络": "安化舆空平直信会强意",
    "平台": "期上",
    "规划": "院局处建",
    "基地": "组",
    "专项": "经治整检督",
    "课题": "组",
    "基金": "会委经管公",
    "榜": "样首眼上前一二三",
    "集群": "化",
    "目录": "学",
    "百强": "企区县市镇",
    "学院": "派路",
    "实验室": "主人",
    "产业园": "区",
    "科技园": "区",
    "名单": "中",
}
# Modifiers that every programme could have: alone they name none.
_COMMON = _words("common")
# Verbs that end a name to the left, whatever jieba takes them for.
_GOVERN = _words("governing")
_FOUND = re.compile(
    r"(?:设立|成立|建立|建有|设有|拥有|参与|加入|获批|批准|认定|组建|发起|启动|推出|发布|颁发|揭晓|公布|创建|创办|筹建|构建|打造|实施|承担|主持|荣获|获得|获|评选|入选|纳入|列入|授予|"
    r"牵头|策划|依托|加入|优化|制定|印发|编制|出台|举办|共建|建成|申报)了?"
    r"(?:全国)?(?:首批|首个|第[\d一二三四五六七八九十]+[届批期]|一批|(?:19|20)\d\d年?度?)?(?:最新|全新)?$"
)
# What plans are carried out with; in front of a platform or a centre these verbs name none: 推进平台….
_PUSHED = re.compile(
    r"(?:推进|推动|开展|落实|组织|加快|参与|执行|完成|做好|抓好|深化|结合|对接|融入|支持|推行|继续|启动|制订|起草)了?$"
)
_PLANS_ONLY = frozenset(
    "行动计划 行动纲要 行动方案 计划 行动 工程 专项 纲要 基金 专项资金 特派团 服务团 训练营".split()
)
_ZONES = frozenset("示范区 试验区 先行区 产业园 科技园 科学城".split())
# Behind a name that is announced, awarded, or paid from.
_ANNOUNCED = re.compile(
    r"^(?:[、和及与][^,;。、]{3,24}){0,3}(?:等)?(?:也|正式|日前|今日|今天|昨日|同日|同时|将|已|顺利|全面|在[^,。;]{2,16}|于[^,。;]{2,16})*"
    r"(?:揭牌|揭晓|启动|落成|挂牌|获批|上线|开通|发布|入选|遴选|申报|评选|颁发|(?:的)?(?:资助|支持(?=[,;。]|下|$))|颁奖|设立)"
)
# An appeal, not one by its name: 中国科学院倡议|成立….
_APPEALS = re.compile(r"(?![,;。、)”》和与及等的下中框提精]|$)")
# 获奖, 颁奖: what is done, not what is given.
_NO_AWARD = "获颁评授受领报设得拿中抽发"
# What jieba calls verbs but names are made of.
_NAMING_VERBS = _words("naming")
# Right before the head of a plan they belong to its name: 人才支持计划, 国际化推进战略.
_NAMING_BEFORE_HEAD = _words("naming_before_head")
_MODIFIER_TAGS = frozenset("n nr nrt ns nt nz ng j l i s b an a vn v vd vg eng nrfg t f k h zg g z ag y q m d".split())
_PROPER_TAGS = frozenset("ns nt nz eng nr nrt".split())
_COMMON_PLACES = frozenset("国际 全球 世界 海外 国内 全国 外国 亚洲 中国 我国 国家".split())
_PREFIX = re.compile(
    r"^(?:(?:共同)?(?:组织|制定|推进)(?=[一-鿿]{6})|第[\d一二三四五六七八九十百]+[届批期次轮]|首[届批]|[\d一二三四五六七八九十百两]+[余多]?(?:个|家|所|座|项)|(?:19|20)\d\d年?度?|年度|最新|全新|著名|国家级?(?=“)|[的了着过])+"
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
        *(
            Name(start, end, text[start:end], kind, "proper" if sure else "founded")
            for start, end, kind, sure in introduced(text, words, HEAD_KIND)
        ),
        *(Name(*found, "proper") for found in english_names(text)),
        *(Name(*found, "quoted") for found in known_names(text)),
        *(Name(start, end, text[start:end], kind, "founded") for start, end, kind in set_up(text, words)),
    ]
    titles = [Name(start, end, text[start:end], kind, "founded") for start, end, kind in titled(text)]
    found = [n for n in [*found, *titles] if n.kind != "centre" or n.sign == "quoted" or is_made(text, n.start, n.end)]
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
        if _is_deed(text, match, start, quoted):
            continue
        if quoted and quoted.start == start and _listed_under(text, quoted, match):
            continue
        if not quoted and not modifiers:
            continue
        if HEAD_KIND[match.group()] == "centre" and _BEGINS_LATE.match(name):
            continue
        sign = _sign(text, start, modifiers, quoted, accepted, name) or _by_place(
            text, start, modifiers, name, match.group()
        )
        if sign is None or (quoted is None and match.group() in _LOOSE.get(sign, ())):
            continue
        if match.group() in ("联合体", "联盟", "共同体") and _HELPS.match(text, match.end()):
            continue
        start = _with_partner(text, words, start, match)
        name = text[start : match.end()]
        accepted.append(Name(start, match.end(), name, HEAD_KIND[match.group()], sign))
    yield from accepted


def _is_deed(text: str, head: re.Match[str], start: int, quoted: Quoted | None) -> bool:
    """Whether a head says what somebody does: 中国科学院倡议成立…, 获奖, 江城大学计划开展…."""
    if head.group() == "奖" and text[head.start() - 1] in _NO_AWARD:
        return True
    if quoted:
        return False
    if head.group() == "倡议" and _APPEALS.match(text, head.end()):
        return True
    owner = text[start : head.start()]
    return head.group() in ("计划", "倡议", "规划", "行动", "项目", "工程", "课题", "活动", "基金") and (
        is_organisation(owner) or (owner in places() and not text.startswith(("共同体", "联盟"), head.end()))
    )


# An alliance that helps to hold a meeting is there as an organisation.
_HELPS = re.compile(r"(?:具体|共同|联合)*(?:承办|协办)")
_JOINT = re.compile(r"联合(?:实验室|研究中心|研究院|中心|研究所)$")


def _with_partner(text: str, words: Words, start: int, head: re.Match[str]) -> int:
    """Where the name of a joint laboratory begins that names both its parents: 江城大学与|香港联合实验室."""
    if not _JOINT.search(text[start : head.end()]) or text[start - 1 : start] not in ("与", "和", "—", "-"):
        return start
    at = start - 1
    while at > 0 and start - at < 20 and (word := words.at(at - 1)) and word.tag in ("n", "ns", "nt", "j", "nz", "l"):
        at = word.start
        if is_organisation(text[at : start - 1]):
            return at
    return start


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
            if _SLOGAN.search(quoted.inner) and at == head and not _is_short_plan(text, quoted):
                return at, None
            edition = _EDITION.search(text, max(0, quoted.start - 8), quoted.start)
            return (edition.start() if edition else quoted.start), quoted
        word = words.at(at - 1)
        if word is None or not _modifies(word, text, head, words):
            if word is not None and word.text in ("-", "/", "·", "—") and at - word.start == 1:
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


def _is_short_plan(text: str, quoted: Quoted) -> bool:
    """“十百千”工程, “3533”计划: figures that are a plan's name, not a slogan's."""
    plan = text.startswith(("计划", "工程", "专项", "行动计划", "人才", "规划"), quoted.end)
    return plan and 2 <= len(quoted.inner) <= 6 and not re.search(r"[个大、,]", quoted.inner)


_PLANS = ("计划", "战略", "工程", "行动", "专项", "项目", "规划")


def _sign(
    text: str, start: int, modifiers: Sequence[Word], quoted: Quoted | None, before: Sequence[Name], name: str
) -> Literal["quoted", "proper", "founded", "listed"] | None:
    if quoted:
        return None if _SLOGAN.search(quoted.inner) and not _is_short_plan(text, quoted) else "quoted"
    telling = [w for w in modifiers if w.text not in _COMMON and not (w.tag == "m" or w.text in _COMMON_PLACES)]
    if len(name) < 4 or (len(modifiers) == 1 and len(modifiers[0].text) < 2):
        return None
    if re.match("更|最|一批|多个|若干|系列|世界级|世界一流", name):
        return None
    if any(w.tag in _PROPER_TAGS for w in telling) and _proper(modifiers, telling):
        return "proper"
    previous = before[-1] if before else None
    listed = previous is not None and previous.end < start and _LINK.match(text[previous.end : start]) is not None
    if listed and previous and previous.kind == "award" and name.endswith("奖"):
        return "listed"
    if not telling or _DEGREE.match(name):
        return None
    if _FOUND.search(text[max(0, start - 18) : start]) and len(name) >= 5:
        return "founded"
    return "listed" if listed else None


def _by_place(text: str, start: int, modifiers: Sequence[Word], name: str, head: str) -> Literal["founded"] | None:
    """Whether a name is told by where it stands: in the headline, announced or awarded behind it, or what
    plans are carried out with in front."""
    telling = [w for w in modifiers if w.text not in _COMMON and w.text not in _COMMON_PLACES and w.tag != "m"]
    if HEAD_KIND[head] == "alliance" and len(modifiers) >= 4 and len(name) >= 12 and _NATIONWIDE.match(name):
        return "founded"  # one of its kind, though each of its words is common
    if len(name) < 5 or not telling or _DEGREE.match(name) or head in _LOOSE["founded"]:
        return None
    in_title = HEAD_KIND[head] in ("alliance", "plan", "award") and len(name) >= 8 and name in headline(text)
    if in_title or _ANNOUNCED.match(text[start + len(name) : start + len(name) + 60]):
        return "founded"
    before = text[max(0, start - 12) : start]
    if head in _PLANS_ONLY and _PUSHED.search(before):
        return "founded"
    return "founded" if head in _ZONES and before.endswith(("建设", "创建")) else None


_NATIONWIDE = re.compile(r"中国|全国|国际|国家试点|亚太|长三角|京津冀|粤港澳")


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


_TAIL = re.compile(rf"^(?P<mid>[一-鿿A-Za-z\d]{{0,8}}?)(?P<head>{_HEADS})")


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
