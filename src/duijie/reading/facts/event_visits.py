"""Visits and talks: who met whom, who travelled where, who looked at what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from duijie.core.text import Span
from duijie.reading.facts.event_mention import EventMention, date_of, is_source, similarity
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.gazetteer import place_pattern, places
from duijie.reading.facts.persons import Mention as Person
from duijie.reading.facts.persons import everywhere, person_at
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
# What may stand between who and what they did.
_FILLER = re.compile(
    r"\([^()]{1,60}\)|副?(?:校长|院长|所长|书记|主席|理事长|会长|局长|部长|省长|市长|厅长|处长|秘书长|总裁|董事长|总经理)|博士|教授|院士|研究员|先生|女士|同志|爵士|主任|一行[\d一二三四五六七八九十两]*余?人?|"
    r"等(?:[一二三四五六七八九十\d]*(?:位|名|人))?(?:[省市县区校院所]?领导)?|率(?:领)?[^,。;]{1,16}?(?:代表团|访问团|考察组|调研组|"
    r"工作组|团|队|组|一行)|率团|率队|带队|应邀|应[^,。;]{2,40}?邀请|"
    r"集中|还|也|又|再|均|并|曾|已|就|先后|分别|专程|亲切|首次|再次|随后|同时|一起|共同|会前|会后|会上|集体|"
    r"专门|亲自|正式|陪同|顺访|当天|当日|同日|今天|昨天|今日|上午|下午|晚上|晚|近日|日前|期间|次日|"
    r"(?:围绕|就|针对)[^,。;]{2,30}?(?=[在赴到来])|有关负责同志|和|与|、|利用[^,。;]{2,16}?之际|出席[^,。;]{2,30}?(?:期间|时)|代表[^,。;]{2,12}?(?=会见|看望)|"
    r"以[^,。;]{2,8}?方式|通过视频[^,。;]{0,6}|线上|视频|\s|(?:在|于)[^,。;:]{1,24}"
)
_WITH = re.compile("[与同和]")
_TALKING = re.compile(r"会谈|会晤|会面|座谈|洽谈|会见|视频会议|视频连线")
_GUEST = re.compile(
    r"^了?(?:首次|再次)?(?:前来|来|到|专程|应邀|正在)?[^,。;、的]{0,14}?(?:来访|访华|访问|到访|访京|参会|来华|"
    r"来京|来院|来校|与会|出席会议|参加会议|考察|在京)的|^以[^,。;]{2,30}?为(?:团长|首)的|^(?:外方|对方|该校|该院|"
    r"该所)(?=[\u4e00-\u9fff])"
)
_GROUP = re.compile(
    r"^(?:高级|科技|学术|友好|青年|企业家)*(?:代表团|访问团|考察团|调研组|考察组|专家组|工作组|督导组|一行)"
)
_DELEGATION = re.compile(
    r"(?P<who>(?:[\d一二三四五六七八九十]+余?多?[所家名位个])?(?:(?!等\d|组成|[的在于由将与和及对向]|我们|他们)[\u4e00-\u9fff“”·]){2,20}?"
    r"(?:代表团|访问团|考察团|考察组|调研组|专家组|督导组|代表|师生))(?![大会性处表])"
)
_NOT_DONE = re.compile(r"(?:将|拟|计划|准备|邀请|欢迎|希望|建议|期待|陪同|组织|安排|支持|鼓励|要|应|可|未|没有|不)$")
# What somebody says of a guest: 对陈若水一行来访表示欢迎, 欢迎陈若水来访.
_WELCOMED = re.compile(r"(?:欢迎|感谢|邀请|希望|期待|对)[^,。;]{0,14}$")
_ONLY_SAID = re.compile(r"重要(?:讲话|指示)|讲话|指示|精神|团队|报告|情况|结果|成果$|的$|关于|问题|工作$")
_LEADERS = re.compile(
    r"(?P<who>(?:有关|相关|主要)?(?:校方|院方)?(?:主要)?(?:负责人|负责同志|领导|代表团|代表|专家|科学家|"
    r"科研人员|师生|老师|同学|学者|客人|一行))"
)
_VERB = re.compile(r"(?:在[^,。]{2,10})?(?:会见|会晤|访问|率|赴|应邀|一行|调研|考察|到|看望)")
_ON_THE_WAY = re.compile(r"参观|实地考察|走访")
_LED = re.compile(r"率(?:团|队|代表团)")
_POST_IN_FRONT = re.compile(r"^.*(?:校长|院长|所长|主席|会长|主任|部长|大使|总裁|教授|院士)(?=[^·]+·)")
_RAN_ON = re.compile(r"(?:进行|举行|共同|一行|爵士|先生|女士|博士|教授|院士|此次来华|访华|来华|率团|到访)$")
_UNKNOWN_NAME = re.compile(r"([\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff·]{3,16})(?:\([^()]*\))?(?:一行|等|博士|教授)*")
_PLACE = re.compile(r"在(?P<place>[\u4e00-\u9fff]{2,16})$")
_POINTS_BACK = re.compile(r"上述|以上")
_COUNTRY = re.compile(r"^(?:上述|以上)?[两三四五六]国$")
_SITE = re.compile(
    r"^[\u4e00-\u9fffA-Za-z·“”()-]{1,30}?(?:大学|学院|学校|中学|小学|研究所|研究院|科学院|学会|协会|公司|集团|医院|中心|基金会|"
    r"委员会|博物馆|科技馆|实验室|总部|使馆|领馆|基地|园区|校区|开发区|科技园|工业园|理事会|办公室|科协|市|县|省|州|区|乡|镇|村|国|"
    r"现场|企业|一线|观测站|工作站|台站|电站|工厂|车间|项目)$"
)


@dataclass(frozen=True, slots=True)
class _Who:
    """Who did it: the words for the name, the people, the organisation, where they stand."""

    name: str
    people: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Page:
    """The article, and where the people stand in it."""

    frame: Frame
    people: tuple[Person, ...]


def find(frame: Frame) -> list[EventMention]:
    """Each visit and each talk once; what was seen on a journey counts to the journey."""
    page = _Page(frame, _everybody(frame))
    found = [*_went(page), *_saw(page), *_talked(page), *_came(page)]
    seen = [(frame.sentence(m.start), m.people[:1]) for m in found if m.rule in ("visit", "came")]
    # Who visits somebody talks with them: that is one event.
    found = [m for m in found if m.rule != "talks-there" or (frame.sentence(m.start), m.people[:1]) not in seen]
    return _once(page, sorted(found, key=lambda m: m.start))


def _everybody(frame: Frame) -> tuple[Person, ...]:
    """The people of the article, also those whose post is doubtful, without verbs that ran into a name."""
    names = {p.text for p in frame.everybody} | {r.person for r in frame.roles if r.confidence >= 0.5}
    for post in frame.posts:
        # 院长陈若水在江城会见: a post before and a verb behind speak for a name no rule knew.
        behind = person_at(frame.text, frame.words, post.end(), 1.0)
        if behind and 2 <= len(behind.text) <= 4 and _VERB.match(frame.text, behind.end):
            names.add(behind.text)
    names = {_RAN_ON.sub("", _POST_IN_FRONT.sub("", name)) for name in names}
    names = {n for n in names if len(n) > 1 and not any(n != o and o in n and re.search("[对与和]", n) for o in names)}
    return everywhere(frame.text, {n for n in names if not re.search(r"(?:团|组|队|会|一行)$", n)})


def _went(page: _Page) -> Iterator[EventMention]:
    """率团赴美国访问, 到湖泊研究所调研."""
    for match in _WENT.finditer(page.frame.text):
        sentence = page.frame.sentence(match.start())
        target = match["target"]
        who = _who(page, sentence, match.start())
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


def _saw(page: _Page) -> Iterator[EventMention]:
    """会见了来访的江城大学校长陈若水, 访问湖泊学会."""
    for match in _SAW.finditer(page.frame.text):
        sentence = page.frame.sentence(match.start())
        who = _who(page, sentence, match.start())
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


def _talked(page: _Page) -> Iterator[EventMention]:
    """与江城大学校长陈若水举行会谈."""
    text = page.frame.text
    told = -1  # the end of the last talk: one conjunction leads to it
    for match in _each_talk(text):
        if match.end() == told:
            continue
        sentence = page.frame.sentence(match.start())
        start = match.start()
        # The shortest: of A与B、C和D举行会谈 the first 与 that has somebody before it leads.
        who = _who(page, sentence, start) or _earlier(page, sentence, start)
        if who is None or _denied(page, start) or re.search(r"[。;]|签署|签订|举行.*,|就.*(?:与|和)", match["target"]):
            continue
        if not _somebody(page, start + 1, match.end("target"), meeting=True):
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


def _came(page: _Page) -> Iterator[EventMention]:
    """江城大学校长陈若水率团来访."""
    for match in _CAME.finditer(page.frame.text):
        sentence = page.frame.sentence(match.start())
        who = _who(page, sentence, match.start())
        if who is None or _denied(page, match.start()):
            continue
        if _WELCOMED.search(page.frame.text, sentence.start, who.start):
            continue
        how = match["how"] or ""
        kind = re.sub("我[院校所会]", lambda m: we_are(page.frame, m.group()) or m.group(), match["kind"])
        name = who.name + (how if how.startswith("率") and len(how) <= 10 else "") + kind
        yield _event(page, sentence, name, who, match, "came", 0.72)


def _event(
    page: _Page,
    sentence: Span,
    name: str,
    who: _Who,
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
    place = target if target in places() or _COUNTRY.match(target) else _place(page, who.end, match.start())
    date = date_of(page.frame, sentence, who.start if who.start < match.start() else match.start(), end)
    if date is None:
        date = next((d for d in inside(page.frame.dates, who.end, match.start())), None)
    return EventMention(
        name, min(who.start, match.start()), end, rule, confidence, date, place, tuple(dict.fromkeys(homes)), there
    )


def _who(page: _Page, sentence: Span, verb: int) -> _Who | None:
    """Who stands before a verb with nothing between that says anything else."""
    text = page.frame.text
    people = [p for p in inside(page.people, sentence.start, verb) if _only_filler(page, p.end, verb)]
    if people:
        row = [people[-1]]
        for person in reversed(inside(page.people, sentence.start, row[0].start)):
            if not _in_row(page, person.end, row[0].start):
                break
            row.insert(0, person)
        return _Who("、".join(p.text for p in row[:3]), tuple(p.text for p in row), row[0].start, row[-1].end)
    for mention in reversed(inside(page.frame.organisations, sentence.start, verb)):
        group = _GROUP.match(text[mention.end : verb])
        end = mention.end + (group.end() if group else 0)
        if not _only_filler(page, end, verb):
            continue
        if group:
            return _Who(page.frame.value(mention.start, end), (), mention.start, end)
        break
    return _delegation(page, sentence, verb)


def _delegation(page: _Page, sentence: Span, verb: int) -> _Who | None:
    """A group without a name that stands at the head of its clause: 六所高校代表参观了…."""
    clause = max((page.frame.text.rfind(c, sentence.start, verb) for c in ",;:、"), default=-1) + 1
    for match in _DELEGATION.finditer(page.frame.text, max(clause, sentence.start, verb - 80), verb):
        if _only_filler(page, match.end(), verb):
            start = match.start("who")
            return _Who(page.frame.value(start, match.end()), (), start, match.end())
    return None


def _in_row(page: _Page, end: int, start: int) -> bool:
    """Whether two people stand in one row: 周明远、校长陈若水, 周明远和陈若水."""
    between = page.frame.text[end:start]
    if re.fullmatch(r"[、和与及]", between):
        return True
    return between[:1] in "、和与及," and any(
        0 < r.start - end <= 2 and r.start <= start <= r.end for r in page.frame.roles
    )


def _earlier(page: _Page, sentence: Span, verb: int) -> _Who | None:
    """Who the sentence began with, for a clause that names nobody: 陈若水访问江城,与李望会谈."""
    text = page.frame.text
    if verb == sentence.start or not re.search(
        r"[,;]\s*(?:并|还|随后|先后|分别|会后|期间|同时)*$", text[sentence.start : verb]
    ):
        return None
    people: list[Person] = inside(page.people, sentence.start, verb)
    for person in people:
        behind = text[person.end : verb]
        if re.match(
            r"(?:\([^)]*\))?(?:一行|率|访问|赴|前往|到|会见|来|于|在|应邀|还|先后|随后|参观|考察|调研|出席)", behind
        ):
            return _Who(person.text, (person.text,), verb, verb)
    return None


def _only_filler(page: _Page, start: int, end: int) -> bool:
    if end - start > 60:
        return False
    dates = {d.start: d.end for d in inside(page.frame.dates, start, end)}
    position = start
    while position < end:
        if position in dates:
            position = dates[position]
            continue
        preposition = re.match(r"[于在](?=\d|今|昨|当)", page.frame.text[position:end])
        filler = preposition or _FILLER.match(page.frame.text, position, end)
        if filler is None:
            break
        position += len(filler.group())
    return position == end


def _denied(page: _Page, verb: int) -> bool:
    return _NOT_DONE.search(page.frame.text[max(0, verb - 4) : verb]) is not None


def _dated(page: _Page, sentence: Span, match: re.Match[str]) -> bool:
    return any(sentence.start <= d.start < match.end() for d in page.frame.dates)


def _somewhere(page: _Page, start: int, target: str) -> bool:
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


def _somebody(page: _Page, start: int, end: int, *, meeting: bool) -> bool:
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
        or _COUNTRY.match(words) is not None
        or _SITE.match(words) is not None
        or re.match(r"我[院校所会]", words) is not None
    )


def _target_end(page: _Page, match: re.Match[str]) -> int:
    """Where the words for whom or what end: with the last person or organisation in them."""
    start, end = match.span("target")
    people = inside(page.people, start, end)
    if people:
        return people[-1].end
    words = re.split(r"(?:时|期间|后|并|就|,|、双方| )(?=[\u4e00-\u9fff]|$)", match["target"])[0]
    return start + len(words) if words else end


def _short(page: _Page, start: int, end: int) -> str:
    """Whom or where, in few words: people by their names, others as written, without 来访的."""
    people = inside(page.people, start, end)
    if len(people) == 1 and (home := _home_before(page, start, people[0])):
        return home + people[0].text
    if people:
        return "、".join(dict.fromkeys(p.text for p in people))
    posts = [m for m in page.frame.posts if start <= m.start() and m.end() < end]
    if (
        posts
        and not _GROUP.match(page.frame.text[posts[-1].end() : end])
        and (named := _UNKNOWN_NAME.fullmatch(page.frame.text[posts[-1].end() : end]))
    ):
        return named[1]
    words = _GUEST.sub("", page.frame.value(start, end))
    words = re.sub(r"我[院校所会]", lambda m: we_are(page.frame, m.group()) or m.group(), words)
    return words.removeprefix("了")[:44]


def _home_before(page: _Page, start: int, person: Person) -> str:
    """The organisation of a single guest, named with the post right before; not one longer than two names."""
    homes = inside(page.frame.organisations, start, person.start)
    if len(homes) != 1 or re.search(r"[,、和与及]", page.frame.text[homes[0].end : person.start]):
        return ""
    home = homes[0].name
    return home if len(home) <= 2 * len(person.text) else ""


def _place(page: _Page, start: int, verb: int) -> str | None:
    words = re.split(r"[,。;]", page.frame.text[start:verb])[-1]
    match = _PLACE.search(re.sub(r"(?:还|先后|分别|亲切|应邀)+$", "", words))
    return match["place"] if match else None


def _once(page: _Page, found: list[EventMention]) -> list[EventMention]:
    """The same visit told in the headline and in the text once; what somebody sees on a journey
    to a country belongs to the journey."""
    kept: list[EventMention] = []
    for mention in found:
        same = next((i for i, other in enumerate(kept) if _same_journey(other, mention)), None)
        if same is None:
            kept.append(mention)
            continue
        first = kept[same]
        fuller = len(mention.people) > len(first.people) or bool(mention.date and not first.date)
        better = mention if fuller or mention.confidence > first.confidence else first
        if first.rule == "visit" and mention.place is None and first.place:
            better = first
        if _POINTS_BACK.search(better.name):
            better = replace(better, name=first.name if better is mention else mention.name)
        kept[same] = replace(
            better,
            date=first.date or mention.date,
            place=first.place or mention.place,
            organisations=tuple(dict.fromkeys([*first.organisations, *mention.organisations])),
            people=tuple(dict.fromkeys([*first.people, *mention.people])),
        )
    return kept


def _same_journey(one: EventMention, other: EventMention) -> bool:
    if one.rule != other.rule and "visit" not in (one.rule, other.rule):
        return set(one.people) == set(other.people) and len(one.people) > 1
    if one.start < other.end and other.start < one.end and one.rule == other.rule:
        return True
    if one.rule != other.rule:
        return False
    if one.rule == "visit" and one.people[:1] == other.people[:1] and _POINTS_BACK.search(one.name + other.name):
        return True
    if one.rule == "visit" and one.people and set(one.people[:1]) == set(other.people[:1]):
        if _LED.search(one.name) and _LED.search(other.name) and not (one.date and other.date):
            return True
        return (
            one.place in places()
            or _COUNTRY.match(one.place or "") is not None
            or _ON_THE_WAY.search(other.name) is not None
            or similarity(one.name, other.name) >= 0.5
        )
    if one.rule == "met" and one.people[:1] == other.people[:1] and min(len(one.people), len(other.people)) < 2:
        return bool(set(one.organisations) & set(other.organisations))
    return similarity(one.name, other.name) >= 0.6 or (len(one.people) > 1 and set(one.people) == set(other.people))
