"""Who belongs to what: organisations that joined or are members of others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from duijie.core.text import Span
from duijie.reading.facts import membership_english, organisations
from duijie.reading.facts.event_mention import date_of
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.gazetteer import countries, place_pattern
from duijie.reading.facts.spans import inside
from duijie.reading.facts.types import Fact

_MEMBER = (
    "(?:的)?(?:首届|第[一二三四五六七八九十\\d]+届|新一届|本届|首任|轮值|名誉|荣誉|执行|首批|首个|第[\\d一二三四五六七八九十百]+(?:个|家|位)|新晋|新|唯一|正式|创始|发起|团体|"
    "单位|永久|常任|核心|普通|副|常务|联合|主要|观察员)*"
    "(?:成员单位|成员机构|成员高校|成员院校|成员企业|成员国|会员单位|会员国|会员机构|理事单位|主席单位|副主席单位|会长单位|"
    "副会长单位|理事长单位|副理事长单位|常务理事单位|牵头单位|发起单位|依托单位|共建单位|合作单位|"
    "合作伙伴|伙伴单位|观察员单位|团体会员|单位会员|理事国|成员|会员)"
)
_BECAME = re.compile(
    rf"(?:正式|成功|获批|顺利|共同|先后|同时)*(?:成为|成为了|当选为?|入选为?|被接纳为|被吸收为|被吸纳为|"
    rf"升级为|晋升为|获批为|是|系|作为)(?P<whole>[^,。;:!?\n的]{{2,45}}?)(?P<member>{_MEMBER})(?![之间发"
    rf"代的大服风人群级数组])"
)
_JOINED = re.compile(
    r"(?:正式|成功|获批|顺利|宣布|共同|先后|同时|申请|已|均)*加入(?:了|到)?(?P<whole>[^,。;:!?\n]{2,45})"
)
_INCLUDES = re.compile(
    r"(?P<whole>[^,。;:!?\n]{2,40}?)(?:的)?(?P<member>(?:首批|创始|正式|现有|主要)?(?:成员|会员|理事|参与|参加|"
    r"发起|共建)(?:单位|高校|院校|机构|企业|学会|国)|创始成员|首批成员|成员国|成员)(?:现)?(?:包括|包含|有|为|分别是|分别为|由)[:]?(?P<list>[^。;!?\n]{4,200})"
)
_ADMITTED = re.compile(
    r"(?P<whole>[^,。;:!?\n]{2,40}?)(?:正式|新)?(?:吸纳|接纳|吸收|批准|"
    r"新增)(?:了)?(?P<list>[^,。;!?\n]{3,80}?)(?:加入|(?:为|成为)(?:新|正式)?(?:成员|会员|理事单位))"
)
_COUNTED = re.compile(
    r"(?:来自)?(?P<group>(?:全球|国内外|国内|海外|全国|沿线|各国)?[\d一二三四五六七八九十百]+(?:余|"
    r"多)?(?:家|个|所)[\u4e00-\u9fff]{2,24}?)(?:正式|共同|先后|同时|申请|获批|成功|已|均)*$"
)
# What joins as a whole: 芬兰正式加入|国际湖泊组织.
_STATE = re.compile(
    r"(?P<state>[\u4e00-\u9fff、]{2,30}?)(?:于|在|近日|日前|今年|当天|\d|年|月|日|正式|成功|也|均|已|还|宣布)*$"
)
_OF_STATES = re.compile(r"(?:国|方|届|员)$|国际|世界|全球|亚洲|亚太|非洲|欧洲|联合国|天文台|组织|公约|[A-Z]{3,}")
_OF_NATIONS = re.compile(
    r"[\u4e00-\u9fff“”]{2,18}(?:天文台|组织|机构|机制|公约|协定|银行|基金会|联盟|委员会|实验室|计划|网络|论坛)”?"
)
_POINTED = re.compile(r"(?:该|本|其|此|我)?(?:联盟|协会|学会|研究会|联合会|网络|联合体|共同体|平台|协作网|组织)")
_MADE_UP = re.compile(
    r"由(?P<list>[^。;!?\n]{6,240}?)(?:等[^,。;、]{0,12})?(?:共同|联合)?组成(?:的(?P<whole>[^,。;:!?\n]{3,30}?(?:联盟|联合体|共同体|网络|协作网|"
    r"联合会|协作组))(?=[,。;\n在于成正]|$))"
)
_JOINABLE = re.compile(
    r"(?:联盟|组织|协会|学会|委员会|联合会|共同体|理事会|联合体|网络|中心|研究会|平台|基金会|俱乐部|"
    r"论坛|专委会|分会|集团|欧盟|大会|计划|工程|公约|协定|[A-Z]{3,}|”)$"
)
# Posts that organisations hold: who holds one belongs to what the article is about.
_UNIT = (
    r"(?:(?:首届|第[一二三四五六七八九十\d]+届|新一届|本届|首任|轮值|名誉|荣誉|执行|首批|正式|新增?|创始|常务|副|联合)*"
    r"(?:理事长|会长|主席|主任委员|主任|理事|监事长?|会员|成员|发起|秘书长)单位|(?:团体|单位)会员)"
)
_NAMED_BODY = re.compile(r"(?:网络|联络计划|合作计划|观测计划|研究计划|伙伴计划|联盟|协作网|联合体|共同体|网)”?$")
_ELECTED = re.compile(
    rf"(?:被?(?:推|选举|推举|推选|增补|增选|遴选|吸纳|吸收|接纳|批准|授予|评选)(?:选)?[为成]|当选为?|入选为?|获批为?|获选为?|成功?成为|成为|担任|出任|作为|为|是|系)"
    rf"(?:了|该|本|我)?(?P<whole>联盟|协会|学会|研究会|联合会|促进会|平台|共同体|联合体|基金会|商会)?(?:的)?(?P<unit>{_UNIT})(?![的之间代负责])"
)
_POST_LIST = re.compile(
    rf"(?:^|(?<=[\n。;,]))\s*(?P<unit>{_UNIT})(?:\([^()\n]{{1,12}}\))?[::](?P<list>[^\n。;]{{3,400}})"
)
_HAS_MEMBERS = re.compile(
    r"(?:联盟|联合体|共同体|协会|学会|研究会|联合会|促进会|商会|协作组|协同网|发展网|协作网|创新网|俱乐部|专委会|专业委员会|分会|基金会)”?$"
)


def find(frame: Frame) -> Iterator[Fact]:
    """The memberships of an article, each once."""
    seen: set[tuple[str, str]] = set()
    for name, whole, date, start, end, rule, confidence in (
        *_became(frame),
        *_joined(frame),
        *_listed(frame),
        *_elected(frame),
        *_english(frame),
    ):
        key = frame.short_names.key(name), frame.short_names.key(whole)
        if key in seen or key[0] == key[1]:
            continue
        seen.add(key)
        yield frame.fact("membership", start, end, rule, confidence, organisation=name, member_of=whole, date=date)


_Found = tuple[str, str, str | None, int, int, str, float]


def _became(frame: Frame) -> Iterator[_Found]:
    """A 成为 B 的成员; B 的成员, A …"""
    text = frame.text
    for match in _BECAME.finditer(text):
        sentence = frame.sentence(match.start())
        whole = _whole(frame, match.start("whole"), match.end("whole"))
        if whole is None and match["member"].endswith("国") and _OF_NATIONS.fullmatch(match["whole"]):
            whole = match["whole"]
        if whole is None:
            continue
        weak = match.group().startswith(("是", "系", "作为"))
        members = _members(frame, sentence, match.start())
        if not members and match.group().startswith("作为"):
            behind = [m for m in frame.organisations if 0 <= m.start - match.end() <= 2]
            members = [(m.name, m.end) for m in behind]
        if not members and match["member"].endswith("国"):
            members = _states(frame, sentence, match.start(), whole + "国")
        date = date_of(frame, sentence, match.start(), match.end())
        for name, at in members:
            start, end = min(at, match.start()), max(at, match.end())
            sure = 0.8 if weak else 0.92
            yield name, whole, date.value if date and not weak else None, start, end, "became-member", sure


def _body(frame: Frame, start: int, end: int) -> str | None:
    """What was joined where its name ends as no organisation's does: 国际湖泊观测网络, …全球联络计划."""
    name = frame.text[start:end].strip()
    if not re.fullmatch(r"[\u4e00-\u9fffA-Za-z“”·-]{5,32}", name) or not _NAMED_BODY.search(name):
        return None
    anchored = place_pattern().match(name) or name.startswith("“") or any(m.start == start for m in frame.organisations)
    return name if anchored else None


def _states(frame: Frame, sentence: Span, before: int, whole: str) -> list[tuple[str, int]]:
    """The country that joins something that countries belong to."""
    floor = max(sentence.start, before - 30)
    match = _STATE.search(frame.text[floor:before])
    if match is None or not _OF_STATES.search(whole):
        return []
    row: list[tuple[str, int]] = []
    at = floor + match.end("state")
    for words in re.split(r"(?<=[、和与及])", match["state"])[::-1]:
        at -= len(words)
        if (name := words.rstrip("、和与及")) not in countries():
            break
        row.insert(0, (name, at))
    return row


def _joined(frame: Frame) -> Iterator[_Found]:
    """A 加入 B."""
    for match in _JOINED.finditer(frame.text):
        sentence = frame.sentence(match.start())
        behind = re.split(r"[、和与并后时以,]|(?<=盟)的|的", match["whole"])[0]
        first, last = match.start("whole"), match.start("whole") + len(behind)
        whole = _body(frame, first, last) or _whole(frame, first, last)
        if whole is None or not _JOINABLE.search(whole):
            continue
        date = date_of(frame, sentence, match.start(), match.end())
        members = _members(frame, sentence, match.start()) or _states(frame, sentence, match.start(), whole)
        for name, at in members:
            end = match.start("whole") + len(behind)
            yield name, whole, date.value if date else None, at, end, "joined", 0.86


def _elected(frame: Frame) -> Iterator[_Found]:
    """A 当选副理事长单位, 副理事长单位: A, without saying of what: of what the article is about."""
    text = frame.text
    for match in _ELECTED.finditer(text):
        sentence = frame.sentence(match.start())
        members = _row(frame, sentence, match.start())
        if not members and match.group().startswith("作为"):
            members = [(m.name, m.end) for m in frame.organisations if 0 <= m.start - match.end() <= 2]
        whole = _about(frame, match.start(), {name for name, _ in members})
        if whole is None:
            continue
        date = date_of(frame, sentence, match.start(), match.end())
        chosen = not match.group().startswith(("为", "是", "系", "作为", "担任"))
        for name, at in members:
            start, end = min(at, match.start()), max(at, match.end())
            yield (
                name,
                whole,
                date.value if date and chosen else None,
                start,
                end,
                "elected-member",
                0.85 - 0.1 * (not chosen),
            )
    for match in _POST_LIST.finditer(text):
        first, last = match.span("list")
        items = [(m.group().strip(), first + m.start()) for m in re.finditer(r"[^、,;]+", text[first:last])]
        members = [(frame.organisation(item), at) for item, at in items if organisations.is_organisation(item)]
        if whole := _about(frame, match.start(), {name for name, _ in members}):
            for name, at in members:
                yield name, whole, None, min(at, match.start()), match.end(), "members-listed", 0.75


def _about(frame: Frame, offset: int, members: set[str]) -> str | None:
    """The body with members that the article is about: the one named most often, of two the nearer before."""
    named = [
        (m.start, m.name.strip("“”"))
        for m in frame.organisations
        if _HAS_MEMBERS.search(m.name) and m.name not in members and not re.match(r"第[一二三四五六七八九十]", m.name)
    ]
    named += [(q.start, q.inner) for q in frame.titles if q.kind == "name" and _HAS_MEMBERS.search(q.inner)]
    named = [(at, name) for at, name in named if len(name) > 4 and name not in frame.short_names.names]
    # …联盟 inside “…联盟” is the same once more.
    names = {name for _, name in named}
    whole = {name: max((n for n in names if n.endswith(name)), key=len) for name in names}
    before = [(at, whole[name]) for at, name in named if at < offset]
    if not before:
        return None
    counts = Counter(name for _, name in before)
    most = max(counts.values())
    return max((at, name) for at, name in before if counts[name] == most)[1]


def _listed(frame: Frame) -> Iterator[_Found]:
    """B 的成员包括 A、C; B 吸纳 A 为会员."""
    for pattern, rule, sure in (
        (_INCLUDES, "members-listed", 0.82),
        (_ADMITTED, "admitted", 0.85),
        (_MADE_UP, "members-listed", 0.8),
    ):
        for match in pattern.finditer(frame.text):
            sentence = frame.sentence(match.start())
            whole = _whole(frame, match.start("whole"), match.end("whole"))
            if _POINTED.fullmatch(frame.text[match.start("whole") : match.end("whole")].strip()):
                whole = _about(frame, match.start(), set())
            if whole is None:
                continue
            date = date_of(frame, sentence, match.start(), match.end()) if rule == "admitted" else None
            first, last = match.span("list")
            for mention in inside(frame.organisations, first, last):
                yield mention.name, whole, date.value if date else None, match.start(), match.end(), rule, sure


def _english(frame: Frame) -> Iterator[_Found]:
    for m in membership_english.find(frame):
        yield m.organisation, m.whole, m.date, m.start, m.end, m.rule, m.confidence


def _whole(frame: Frame, start: int, end: int) -> str | None:
    """The organisation that ends a span and has members."""
    while end > start and not frame.text[end - 1].isalnum() and frame.text[end - 1] not in "”)":
        end -= 1
    known = next((m for m in frame.organisations if m.end == end and m.start >= start - 1), None)
    if known:
        return known.name
    begin = organisations.name_before(frame.text, frame.words, end)
    name = frame.text[max(start, begin) : end]
    if name in frame.short_names.names:
        return frame.organisation(name)
    return name if organisations.is_organisation(name) and organisations.is_anchored(name) else None


def _members(frame: Frame, sentence: Span, before: int) -> list[tuple[str, int]]:
    """Who is said to belong: the row of organisations right before the verb, or a number of them."""
    text = frame.text
    counted = _COUNTED.search(text[max(sentence.start, before - 40) : before])
    if counted:
        return [(counted["group"], max(sentence.start, before - 40) + counted.start("group"))]
    return _row(frame, sentence, before)


def _row(frame: Frame, sentence: Span, before: int) -> list[tuple[str, int]]:
    """The row of organisations that ends right before an offset."""
    text = frame.text
    row: list[tuple[str, int]] = []
    position = before
    for mention in reversed([m for m in frame.organisations if sentence.start <= m.start and m.end <= before]):
        gap = text[mention.end : position]
        if not re.fullmatch(
            r"(?:[、和与及,]|等(?:[\d一二三四五六七八九十百]+[余多]?(?:家|个|所)?)?(?:单位|机构|高校|企业|院校|院所|公司|协会|学会)*|被|于|在|近日|日前|今年|当天|\d|年|"
            r"月|日|正式|成功|也|均|已|还|则|获批|宣布|共同|先后|\s|[(][^()]*[)])*",
            gap,
        ):
            break
        row.append((mention.name, mention.start))
        position = mention.start
    return row[::-1] or _named_elsewhere(frame, sentence, before)


def _named_elsewhere(frame: Frame, sentence: Span, before: int) -> list[tuple[str, int]]:
    """The organisation right before an offset where only another place of the article shows its name."""
    words = frame.text[sentence.start : before]
    for length in range(4, min(12, len(words)) + 1):
        name = words[-length:]
        if organisations.is_organisation(name) and any(mark + name in frame.text for mark in "\n,。;、"):
            return [(name, before - length)]
    return []
