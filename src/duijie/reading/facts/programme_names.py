"""Names of platforms, plans, alliances, awards and the like in a text.

A name is told by its head (走廊, 行动计划, 奖学金, Scholarship) and by something in front of it
that makes it one of its kind: a quotation (“科创中国”平台), a place, an organisation, initials, or a
verb that founds or publishes it. 科技合作平台 alone is a wish, not a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from duijie.reading.facts.gazetteer import places
from duijie.reading.facts.organisations import is_organisation
from duijie.reading.facts.programme_centres import is_house, is_made, joint_centres
from duijie.reading.facts.programme_designated import designated, rows
from duijie.reading.facts.programme_english import english_names
from duijie.reading.facts.programme_heads import COMMON, GOES_ON, HEAD, HEAD_KIND, LINK, LOOSE, SLOGAN
from duijie.reading.facts.programme_known import data, known_names
from duijie.reading.facts.programme_name import Name, base, distinct
from duijie.reading.facts.programme_quotes import bare_quotes
from duijie.reading.facts.programme_titles import called, headline, introduced, set_up, titled
from duijie.reading.facts.quoted import Quoted, find_quoted
from duijie.reading.facts.words import Word, Words

__all__ = ["Name", "base", "distinct", "find_names"]

_DATA = data()


def _words(key: str) -> frozenset[str]:
    return frozenset(_DATA[key])


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
    r"^(?:(?:共同)?(?:组织|制定|推进)(?=[一-鿿]{6})|\d+(?:\.\d+)?[亿万]+元|第[\d一二三四五六七八九十百]+[届批期次轮]|首[届批]|[\d一二三四五六七八九十百两]+[余多]?(?:个|家|所|座|项)|(?:19|20)\d\d年?度?|年度|最新|全新|著名|国家级?(?=“)|[的了着过])+"
)
_EDITION = re.compile(r"(?:第[\d一二三四五六七八九十百]+届|首届)$")


def find_names(text: str, words: Words) -> tuple[Name, ...]:
    """Every mention of a programme by its name, in order, none inside another; found once for a text."""
    key = ("programmes", 0, 0.0)
    if key not in words.memo:
        words.memo[key] = _find_names(text, words)
    found: tuple[Name, ...] = words.memo[key]
    return found


def _find_names(text: str, words: Words) -> tuple[Name, ...]:
    quotes = [q for q in find_quoted(text) if q.kind == "name"]
    short = {q.inner for q in quotes if _SHORT_FOR.search(text[max(0, q.start - 4) : q.start])}
    quotes = [q for q in quotes if q.inner not in short]
    found = [
        *bare_quotes(text, quotes),
        *_headed(text, words, quotes),
        *(
            Name(start, end, text[start:end], kind, "proper" if sure else "founded")
            for start, end, kind, sure in introduced(text, words, HEAD_KIND)
        ),
        *(Name(*found, "proper") for found in english_names(text)),
        *(Name(*found, "quoted") for found in known_names(text)),
        *(Name(start, end, text[start:end], kind, "founded") for start, end, kind in set_up(text, words)),
        *(Name(start, end, text[start:end], kind, "founded") for start, end, kind in called(text, HEAD_KIND)),
        *(Name(start, end, text[start:end], kind, "listed") for start, end, kind in rows(text, HEAD_KIND)),
    ]
    titles = [Name(start, end, text[start:end], kind, "founded") for start, end, kind in titled(text)]
    found = [n for n in [*found, *titles] if n.kind != "centre" or _quoted_whole(n) or is_made(text, n.start, n.end)]
    found += [Name(start, end, text[start:end], "centre", "proper") for start, end in joint_centres(text)]
    found += [Name(start, end, text[start:end], kind, "proper") for start, end, kind in designated(text)]
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


def _quoted_whole(name: Name) -> bool:
    """Whether a centre is known by a quotation, not merely an institution whose name is printed in one."""
    return name.sign == "quoted" and not is_house(name.name.strip("“”"))


_FIGURE_BEHIND = re.compile(
    r"(?:达到?|共|近|约|逾|超过?)?(?:\d[\d,.]*|[一二三四五六七八九十百两]+)[余多万]?(?:个|家|所|座|项|处|支)"
)
_FIGURE_BEFORE = re.compile(r"(?:\d[余多]?|[二三四五六七八九十百两]|多|几|数)(?:个|家|所|座|项|处|支)$")


_SHORT_FOR = re.compile(r"(?:简称|下称|统称|又称)(?:为|:)?$")


def _counted(text: str, name: Name) -> bool:
    """Whether it is a class of things that are counted, not one by its name: 建成院士工作站36家."""
    before = text[max(0, name.start - 6) : name.start]
    return bool(_FIGURE_BEHIND.match(text, name.end) or _FIGURE_BEFORE.search(before))


def _headed(text: str, words: Words, quotes: Sequence[Quoted]) -> Iterator[Name]:
    by_end = {q.end: q for q in quotes}
    inside = [(q.start, q.end) for q in quotes]
    accepted: list[Name] = []
    for match in HEAD.finditer(text):
        if match.end() not in words.starts and match.end() != len(text):
            continue
        if match.group() == "共同体" and text[match.start() - 2 : match.start()] in ("命运", "科技", "生命", "利益"):
            continue
        if any(start < match.start() < end - 1 for start, end in inside) or text[
            match.end() : match.end() + 1
        ] in GOES_ON.get(match.group(), ()):
            continue
        at = match.start()
        if HEAD_KIND[match.group()] == "scholarship" and (word := words.at(at)):
            at = word.start  # taken for the end of the word before: 合展励|学金
        start, quoted = _left(text, words, at, by_end)
        if quoted is None:
            start = _with_conjunction(text, words, start, match)
        name = text[start : match.end()]
        modifiers = words.between(start, match.start())
        if _is_deed(text, match, start, quoted) or (quoted is None and _YEARLY.search(name)):
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
        if quoted is None and (
            _CLASS.match(name) or _COUNTRYWIDE.search(name) or (name.endswith("网络") and len(modifiers) == 1)
        ):
            continue  # 全国性联盟, IDC网络
        if (
            sign == "proper"
            and text[start - 1 : start] in ("与", "和")
            and _PLACE_BEFORE.search(text[max(0, start - 8) : start])
        ):
            continue  # 中国与|南亚科技合作平台
        if sign is None or (quoted is None and match.group() in LOOSE.get(sign, ())):
            continue
        if match.group() in ("联合体", "联盟", "共同体") and _HELPS.match(text, match.end()):
            continue
        start = _with_partner(text, words, start, match)
        if text.startswith("港澳", start) and text[max(0, start - 5) : start] == "海峡两岸暨":
            start -= 5  # one name for three places
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


# An office's plan of its own work.
_YEARLY = re.compile(r"工作(?:计划|规划|项目)$|年度?(?:重点)?计划$")
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


_KEY_LABORATORY = re.compile(r"[一-鿿]{2,}(?:国家|全国|教育部|[省市部院])?重点实验室$|[一-鿿]{2,}研究中心$")


def _with_conjunction(text: str, words: Words, start: int, head: re.Match[str]) -> int:
    """Where the name of a laboratory begins that is of two things: 湖泊与|环境国家重点实验室."""
    if text[start - 1 : start] not in ("与", "和", "及") or not _KEY_LABORATORY.match(text, start, head.end()):
        return start
    at = start - 1
    while at > 0 and start - at < 14 and (word := words.at(at - 1)) and _modifies(word, text, head.start(), words):
        at = word.start
    # Two laboratories in a row are two names.
    return at if at < start - 2 and not HEAD.search(text, at, start) else start


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
            if SLOGAN.search(quoted.inner) and at == head and not _is_short_plan(text, quoted):
                return at, None
            if _MID_COUNT.fullmatch(text[at:head]):
                return at, None  # “甲”“乙”和“丙”三大|行动
            while first := next((q for q in by_end.values() if _HELPING.fullmatch(text[q.end : quoted.start])), None):
                quoted = first  # “科创筑梦”助力“双减”科普行动
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


_MID_COUNT = re.compile(r"[二两三四五六七八九十](?:大|项|个|类)[一-鿿]{0,4}")
_HELPING = re.compile(r"助力|服务|赋能|支撑|助推")


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
        slogan = SLOGAN.search(quoted.inner) and not _is_short_plan(text, quoted) and not _goes_on(quoted, name)
        return None if slogan else "quoted"
    telling = [w for w in modifiers if w.text not in COMMON and not (w.tag == "m" or w.text in _COMMON_PLACES)]
    if len(name) < 4 or (len(modifiers) == 1 and len(modifiers[0].text) < 2):
        return None
    if re.match("更|最|一批|多个|若干|系列|世界级|世界一流", name):
        return None
    if name.endswith("中心") and len(name) <= 4 and not any(w.text in places() for w in telling):
        return None  # 天文中心: of which there are many
    if any(w.tag in _PROPER_TAGS for w in telling) and _proper(modifiers, telling):
        return "proper"
    previous = before[-1] if before else None
    listed = (
        previous is not None
        and previous.end < start
        and LINK.match(_PLACED.sub("", text[previous.end : start])) is not None
    )
    if listed and previous and previous.kind == "award" and name.endswith("奖"):
        return "listed"
    if not telling or _DEGREE.match(name):
        return None
    if _FOUND.search(text[max(0, start - 18) : start]) and len(name) >= 5:
        return "founded"
    return "listed" if listed else None


def _goes_on(quoted: Quoted, name: str) -> bool:
    """Whether a catchword in figures is only the first word of a project's name: “三校两院”协同育人项目."""
    rest = name.split("”", 1)[-1]
    return (
        len(quoted.inner) <= 6 and not re.search(r"[、,;:]", quoted.inner) and len(rest) >= 6 and rest.endswith("项目")
    )


_PLACE_BEFORE = re.compile(r"(?:中国|我国|亚洲|欧洲|非洲|东盟|[省市])[与和]$")
_PLACED = re.compile(r"^”?\([^()]{1,12}\)")  # 湖泊研究中心(白国)、
_CLASS = re.compile(r"[一-鿿]{1,2}(?:全国|国际|区域|专业)性|(?:全国|国际|区域|专业|地方)性|非营利")
# What the whole country strives for is nobody's programme.
_COUNTRYWIDE = re.compile(
    r"^(?:国家)?(?:创新驱动(?:发展)?|科教兴[国省市县]|人才强[国省市]|乡村振兴|可持续发展|制造强国|网络强国|质量强国|教育强国|健康中国|"
    r"区域(?:协调)?发展|人才优先发展|知识产权强国|就业优先|[一-鿿]{0,2}一体化)(?:发展)?(?:国家)?战略$"
)


def _by_place(text: str, start: int, modifiers: Sequence[Word], name: str, head: str) -> Literal["founded"] | None:
    """Whether a name is told by where it stands: in the headline, announced or awarded behind it, or what
    plans are carried out with in front."""
    telling = [w for w in modifiers if w.text not in COMMON and w.text not in _COMMON_PLACES and w.tag != "m"]
    if HEAD_KIND[head] == "alliance" and len(modifiers) >= 4 and len(name) >= 12 and _NATIONWIDE.match(name):
        return "founded"  # one of its kind, though each of its words is common
    if len(name) < 5 or not telling or _DEGREE.match(name) or head in LOOSE["founded"]:
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
    return any(w.tag in ("ns", "nt", "nz", "eng") or w.text in places() for w in telling)
