"""Visits and talks: who met whom, who travelled where, who looked at what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.core.text import Span
from duijie.reading.facts.event_journeys import COUNTRIES, once
from duijie.reading.facts.event_mention import EventMention, date_of, is_source
from duijie.reading.facts.event_who import GROUP, Page, Who, everybody, who_before, who_began
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.gazetteer import place_pattern, places
from duijie.reading.facts.persons import Mention as Person
from duijie.reading.facts.publishers import we_are
from duijie.reading.facts.spans import inside

_MANNER = (
    "专题|实地|友好|正式|工作|学术|国事|对口|双边|多边|视频|线上|亲切|深入|高层|小范围|正式|巡回|合作|"
    "科技|交流|调研|考察|参观|访问|指导|学习|业务|技术|专项|联合|现场|安全|检查|回访|短期|集体|小组"
)
_VISITING = (
    "访问|参访|调研|考察|参观|交流|座谈|慰问|走访|看望|检查|视察|出访|回访|督导|督查|巡视|踏勘|访学|讲学|"
    "对接|洽谈|学习|指导"
)
_END = (
    r"(?=[,。;:!?\n)]|$|了|并|和|与|期间|时|、|及|后|活动|工作(?=[,。;\n]|$)|指导|交流|合作|"
    r"[^,。;:!?\n]{2,20}(?:工作|情况|建设|发展|项目|成果)(?=[,。;\n]|$))"
)
_WENT = re.compile(
    r"(?P<how>率[^,。;:\n]{0,14}?|一行)?(?P<to>赴|前往|来到|走进|深入|莅临|抵达|到|来|在|对)"
    rf"(?P<target>[^,。;:!?\n]{{1,44}}?)(?:,(?:重点|围绕|就|针对|专题|先后|实地)[^。;\n]{{2,60}}?)?(?P<done>进行|开展|作|做|展开)?了?(?:为期[^,。;]{{1,8}}?的)?"
    rf"(?P<kind>(?:{_MANNER}|、)*(?:{_VISITING})){_END}"
)
_SAW = re.compile(
    r"(?P<kind>友好访问|正式访问|实地考察|出访|访问|到访|走访慰问|走访调研|走访|考察调研|调研考察|考察|"
    r"调研|参观考察|参观调研|参观|视察|看望慰问|看望|慰问|会见|会晤|接见|拜会|拜访|约见|做客)"
    r"(?P<done>了)?(?P<target>[^,。;:!?\n]{2,70})"
)
_TALKED = re.compile(
    r"(?:与|同|和)(?P<target>[^;。!?\n]{2,90}?)(?P<kind>(?:共同|一起|联合)?(?:举行|进行|开展|展开|召开)?了?"
    r"(?:[一两二三\d]+[次场轮]|亲切|友好|深入|工作|双边|视频|线上|正式|小范围|科技|合作|学术|专题|的|、|"
    r"高层|坦诚|充分|广泛)*"
    r"(?:会谈|会晤|会面|座谈交流|交流座谈|座谈|洽谈|会见|视频会议|视频连线))(?!会|中|时|室|纪要|要点|后)"
)
_CAME = re.compile(
    r"(?P<how>率[^,。;:\n]{0,14}?|一行[\d一二三四五六七八九十两]*人?|等)?(?P<kind>来访(?!的)|[来莅](?:华|院|校|所|会|临(?:我[院校所会])?|"
    r"京|我[院校所会])?(?:进行)?(?:学术|友好|正式|工作|参观|考察|调研|交流|访问)*(?:访问|考察|调研|参观|交流|座谈|访)|"
    r"到访(?=[,。;]|$))(?=[,。;\n)]|$|并|期间)"
)
_WITH = re.compile("[与同和]")
_TALKING = re.compile(r"会谈|会晤|会面|座谈|洽谈|会见|视频会议|视频连线")
_GUEST = re.compile(
    r"^了?(?:首次|再次)?(?:前来|来|到|专程|应邀|正在)?[^,。;、的]{0,14}?(?:来访|访华|访问|到访|访京|参会|来华|"
    r"来京|来院|来校|与会|出席会议|参加会议|考察|在京)的|^以[^,。;]{2,30}?为(?:团长|首)的|^(?:外方|对方|该校|该院|"
    r"该所)(?=[\u4e00-\u9fff])"
)
_NOT_DONE = re.compile(r"(?:将|拟|计划|准备|邀请|欢迎|希望|建议|期待|陪同|组织|安排|支持|鼓励|要|应|可|未|没有|不)$")
# What somebody says of a guest: 对陈若水一行来访表示欢迎, 欢迎陈若水来访.
_WELCOMED = re.compile(r"(?:欢迎|感谢|邀请|希望|期待|对)[^,。;]{0,14}$")
_ONLY_SAID = re.compile(r"重要(?:讲话|指示)|讲话|指示|精神|团队|报告|情况|结果|成果$|的$|关于|问题|工作$")
_LEADERS = re.compile(
    r"(?P<who>(?:有关|相关|主要)?(?:校方|院方)?(?:主要)?(?:负责人|负责同志|领导|代表团|代表|专家|科学家|"
    r"科研人员|师生|老师|同学|学者|客人|一行))"
)
_UNKNOWN_NAME = re.compile(r"([\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff·]{3,16})(?:\([^()]*\))?(?:一行|等|博士|教授)*")
# Behind a post or what looks like one: whom it stands for, no name (秘书|处全体工作人员).
_NO_NAME_BEHIND = re.compile(r"^[处团长部组会室]|全体|人员|成员|代表|同志|领导|师生|学员|会员|专家|班子")
# Words exchanged before a signing belong to it.
_BEFORE_IT = re.compile(r"(?:签[约字]|签署[^,。;]{0,8}|仪式|揭牌|开幕)(?:之)?前,?[^,。;]*$")
_PLACE = re.compile(r"在(?P<place>[\u4e00-\u9fff]{2,16})$")
_SITE = re.compile(
    r"^[\u4e00-\u9fffA-Za-z·“”()-]{1,30}?(?:大学|学院|学校|中学|小学|研究所|研究院|科学院|学会|协会|公司|集团|医院|中心|基金会|"
    r"委员会|博物馆|科技馆|实验室|总部|使馆|领馆|基地|园区|校区|开发区|科技园|工业园|理事会|办公室|科协|市|县|省|州|区|乡|镇|村|国|"
    r"现场|企业|一线|观测站|工作站|台站|电站|工厂|车间|项目)$"
)


def find(frame: Frame) -> list[EventMention]:
    """Each visit and each talk once; what was seen on a journey counts to the journey."""
    page = Page(frame, everybody(frame))
    found = [*_went(page), *_saw(page), *_talked(page), *_came(page)]
    seen = [(frame.sentence(m.start), m.people[:1]) for m in found if m.rule in ("visit", "came")]
    # Who visits somebody talks with them: that is one event.
    found = [m for m in found if m.rule != "talks-there" or (frame.sentence(m.start), m.people[:1]) not in seen]
    return once(sorted(found, key=lambda m: m.start))


def _went(page: Page) -> Iterator[EventMention]:
    """率团赴美国访问, 到湖泊研究所调研."""
    for match in _WENT.finditer(page.frame.text):
        sentence = page.frame.sentence(match.start())
        target = match["target"]
        who = who_before(page, sentence, match.start())
        if who is None or _denied(page, match.start()) or not _somewhere(page, match.start("target"), target):
            continue
        if _WELCOMED.search(page.frame.text, sentence.start, who.start):
            continue
        led = re.search(r"率[^,。;]{0,14}$|率(?:团|队)", page.frame.text[who.end : match.start("to")])
        how = led.group().strip() if led else ""
        if match["to"] == "对" and not match["done"]:
            continue
        if match["to"] == "在" and match["kind"] not in (
            "调研",
            "考察",
            "访问",
            "慰问",
            "走访",
            "实地调研",
            "考察调研",
        ):
            continue
        name = who.name + (how[:2] if how.startswith(("率团", "率队")) else how if len(how) <= 10 else "")
        name += match["to"] + _short(page, *match.span("target")) + match["kind"]
        yield _event(page, sentence, name, who, match, "visit", 0.82 if _dated(page, sentence, match) else 0.72)


def _saw(page: Page) -> Iterator[EventMention]:
    """会见了来访的江城大学校长陈若水, 访问湖泊学会."""
    for match in _SAW.finditer(page.frame.text):
        sentence = page.frame.sentence(match.start())
        who = who_before(page, sentence, match.start())
        if who is None or _denied(page, match.start()):
            continue
        end = _target_end(page, match)
        target = page.frame.text[match.start("target") : end]
        meeting = match["kind"] in ("会见", "会晤", "接见", "拜会", "拜访", "约见", "看望", "看望慰问", "慰问")
        if re.fullmatch(r"(?:代表团|访问团|客人|来宾|[^,]{0,4})?(?:成员)?一行(?:人)?", target):
            continue  # whom the sentence before has named
        if _ONLY_SAID.search(target) or not _somebody(page, match.start("target"), end, meeting=meeting):
            continue
        name = who.name + match["kind"] + _short(page, match.start("target"), end)
        rule, confidence = ("met", 0.86) if meeting else ("visit", 0.76)
        yield _event(page, sentence, name, who, match, rule, confidence, end)


def _talked(page: Page) -> Iterator[EventMention]:
    """与江城大学校长陈若水举行会谈."""
    text = page.frame.text
    told = -1  # the end of the last talk: one conjunction leads to it
    for match in _each_talk(text):
        if match.end() == told:
            continue
        sentence = page.frame.sentence(match.start())
        start = match.start()
        # The shortest: of A与B、C和D举行会谈 the first 与 that has somebody before it leads.
        who = who_before(page, sentence, start) or who_began(page, sentence, start)
        if who is None or _denied(page, start) or re.search(r"[。;]|签署|签订|举行.*,|就.*(?:与|和)", match["target"]):
            continue
        if not _somebody(page, start + 1, match.end("target"), meeting=True):
            continue
        if _BEFORE_IT.match(page.frame.text, sentence.start, start):
            continue
        name = f"{who.name}与{_short(page, *match.span('target'))}{match['kind'].replace('了', '')}"
        told = match.end()
        yield _event(page, sentence, name, who, match, "talks" if who.start < start else "talks-there", 0.82)


def _each_talk(text: str) -> Iterator[re.Match[str]]:
    """What a conjunction and a word of talking may join: each conjunction before the word."""
    begin = 0
    for word in _TALKING.finditer(text):
        for joint in _WITH.finditer(text, max(begin, word.start() - 100), word.start()):
            if match := _TALKED.match(text, joint.start()):
                yield match
        begin = word.end()


def _came(page: Page) -> Iterator[EventMention]:
    """江城大学校长陈若水率团来访."""
    for match in _CAME.finditer(page.frame.text):
        sentence = page.frame.sentence(match.start())
        who = who_before(page, sentence, match.start())
        if who is None or _denied(page, match.start()):
            continue
        if _WELCOMED.search(page.frame.text, sentence.start, who.start):
            continue
        how = match["how"] or ""
        kind = re.sub("我[院校所会]", lambda m: we_are(page.frame, m.group()) or m.group(), match["kind"])
        name = who.name + (how if how.startswith("率") and len(how) <= 10 else "") + kind
        yield _event(page, sentence, name, who, match, "came", 0.72)


def _event(
    page: Page,
    sentence: Span,
    name: str,
    who: Who,
    match: re.Match[str],
    rule: str,
    confidence: float,
    end: int | None = None,
) -> EventMention:
    end = end or match.end()
    there = tuple(dict.fromkeys([*who.people, *(p.text for p in inside(page.people, match.start(), end))]))
    near = inside(page.frame.organisations, max(sentence.start, who.start - 30), end)
    homes = [m.name for m in near if not is_source(page.frame, m.end)]
    target = page.frame.text[match.start("target") : match.end("target")] if "target" in match.groupdict() else ""
    place = target if target in places() or COUNTRIES.match(target) else _place(page, who.end, match.start())
    date = date_of(page.frame, sentence, who.start if who.start < match.start() else match.start(), end)
    if date is None:
        date = next((d for d in inside(page.frame.dates, who.end, match.start())), None)
    return EventMention(
        name, min(who.start, match.start()), end, rule, confidence, date, place, tuple(dict.fromkeys(homes)), there
    )


def _denied(page: Page, verb: int) -> bool:
    return _NOT_DONE.search(page.frame.text[max(0, verb - 4) : verb]) is not None


def _dated(page: Page, sentence: Span, match: re.Match[str]) -> bool:
    return any(sentence.start <= d.start < match.end() for d in page.frame.dates)


def _somewhere(page: Page, start: int, target: str) -> bool:
    """Whether one can go there: a place, an organisation, a site."""
    end = start + len(target)
    if re.match(r"(?:会|了|的|底|位|期)", target) or re.search(r"[,。]|会议$", target):
        return False
    return (
        place_pattern().match(target) is not None
        or bool(inside(page.frame.organisations, start, end))
        or re.match(r"我[院校所会]", target) is not None
        or any(_SITE.match(part) or place_pattern().match(part) for part in re.split(r"[、和与及]|——", target))
    )


def _somebody(page: Page, start: int, end: int, *, meeting: bool) -> bool:
    """Whether words name a person, an organisation or a place that can be met or seen."""
    if inside(page.people, start, end):
        return True
    if inside(page.frame.organisations, start, end):
        return True
    words = page.frame.text[start:end]
    if meeting:
        return _LEADERS.search(words) is not None and len(words) >= 5
    words = re.split(r"[、和与及]", words)[0].removeprefix("了")
    return (
        place_pattern().match(words) is not None
        or COUNTRIES.match(words) is not None
        or _SITE.match(words) is not None
        or re.match(r"我[院校所会]", words) is not None
    )


def _target_end(page: Page, match: re.Match[str]) -> int:
    """Where the words for whom or what end: with the last person or organisation in them."""
    start, end = match.span("target")
    people = inside(page.people, start, end)
    if people:
        return people[-1].end
    words = re.split(r"(?:时|期间|后|并|就|,|、双方| )(?=[\u4e00-\u9fff]|$)", match["target"])[0]
    return start + len(words) if words else end


def _short(page: Page, start: int, end: int) -> str:
    """Whom or where, in few words: people by their names, others as written, without 来访的."""
    people = inside(page.people, start, end)
    if len(people) == 1 and (home := _home_before(page, start, people[0])):
        return home + people[0].text
    if people:
        return "、".join(dict.fromkeys(p.text for p in people))
    posts = [m for m in page.frame.posts if start <= m.start() and m.end() < end]
    if (
        posts
        and not GROUP.match(page.frame.text[posts[-1].end() : end])
        and not _NO_NAME_BEHIND.search(page.frame.text[posts[-1].end() : end])
        and (named := _UNKNOWN_NAME.fullmatch(page.frame.text[posts[-1].end() : end]))
    ):
        return named[1]
    words = _GUEST.sub("", page.frame.value(start, end))
    words = re.sub(r"我[院校所会]", lambda m: we_are(page.frame, m.group()) or m.group(), words)
    return words.removeprefix("了")[:44]


def _home_before(page: Page, start: int, person: Person) -> str:
    """The organisation of a single guest, named with the post right before; not one longer than two names."""
    homes = inside(page.frame.organisations, start, person.start)
    if len(homes) != 1 or re.search(r"[,、和与及]", page.frame.text[homes[0].end : person.start]):
        return ""
    home = homes[0].name
    return home if len(home) <= len(person.text) + 2 else ""


def _place(page: Page, start: int, verb: int) -> str | None:
    words = re.split(r"[,。;]", page.frame.text[start:verb])[-1]
    match = _PLACE.search(re.sub(r"(?:还|先后|分别|亲切|应邀)+$", "", words))
    return match["place"] if match else None
