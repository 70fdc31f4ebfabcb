"""Of whom or what a figure is told: the organisation, programme or gathering it belongs to."""

from __future__ import annotations

import re

from duijie.core.text import Span
from duijie.reading.facts.event_names import event_before
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.gazetteer import place_pattern, places
from duijie.reading.facts.measure_attendance import attendance, attended
from duijie.reading.facts.numbers import Number
from duijie.reading.facts.spans import inside, starting
from duijie.reading.facts.topics import Entity, Topics

SINCE = r"成立|建院|建校|建会|建馆|建所|建站|建党|建国|建市|创立|创办|创建|建立|诞生|创刊|组建"
"""From when on somebody is so old."""
TERM = re.compile(r"^(?:行动计划|行动方案|行动|计划|规划|工程|专项)")
"""Behind 三年: what lasts so long."""
_SINCE_AT_END = re.compile(rf"({SINCE})(?:已有|已|至今已?|了)?[近约超逾]?$")
_JOINED = re.compile(r"(?:成为|加入)(?P<what>[^,;。]{2,30}?)的?新?成员")
# 总投资23亿元的江城光源历经…: what the money is for.
_PAID_FOR = re.compile(
    r"的(?P<what>[^,;。、的]{4,24}?)(?=历经|正在?|已|将|均|也|于|在|建成|通过|开工|启动|落户|[,;。、]|$)"
)


def subject(frame: Frame, topics: Topics, number: Number, sentence: Span, clause: Span) -> str | None:
    """Whose figure it is; None where the article does not tell.

    ``sentence`` and ``clause`` are those the number stands in.
    """
    text = frame.text
    if attendance(frame, number, clause):
        what = attended(frame, number, clause)
        if what is None or _THE_MEETING.fullmatch(what):
            if meeting := _meeting_before(frame, number.start) or what:
                return meeting
        else:
            return what
    if came := _ATTENDED.match(text, number.end, sentence.end):
        return came["what"]
    if number.kind == "duration" and (term := TERM.match(text, number.end)):
        opening = text.rfind("“", sentence.start, number.start)
        if opening >= 0 and text[number.start - 1] == "”":
            return frame.value(opening, term.end())
    aged = _SINCE_AT_END.search(text[clause.start : number.inner])
    if (aged or number.kind == "anniversary") and (who := _of_that_age(frame, topics, number, clause, bool(aged))):
        return who
    if number.kind == "money" and (paid := _PAID_FOR.match(text, number.end, clause.end)):
        return frame.organisation(paid["what"])
    if joined := _JOINED.search(text, number.end, sentence.end):
        there = topics.between(joined.start("what"), joined.end("what") + 1)
        return there[0].name if there else frame.organisation(joined["what"])
    country = _COUNTRY.search(text[sentence.start : number.start])
    if country and not topics.between(sentence.start + country.end("who"), number.start):
        return "中国"
    if region := _region(frame, clause.start, number.start):
        return region
    if number.unit in ("人", "位", "名") and (sent := DELEGATES.search(text, clause.start, number.start)):
        return frame.organisation(sent["who"])
    row = _ROW.search(text, sentence.start, number.start) if number.unit in ("家", "个", "所") else None
    if row and len(starting(frame.organisations, row.start(), number.start)) >= 2:
        # 江城所、河口所、湖滨中心等20家单位: they are those who are counted.
        came = _INVITED.search(text, sentence.start, sentence.end)
        before = topics.entity_before(row.start(), sentence.start)
        who = (
            (_meeting_before(frame, row.start()) if came else None)
            or (before.name if before else None)
            or _of_paragraph(frame, topics, sentence)
            or topics.default
        )
        return who if who and who not in row.group() else None
    return _in_prose(frame, topics, number, sentence)


_INVITED = re.compile(r"来自|邀请|参加|出席|参会|到会|与会|介绍|交流|发言")
DELEGATES = re.compile(
    r"(?P<who>[^,;。、\n]{2,24}(?:代表团|访问团|考察团|交流团|参访团))(?:一行)?(?:共有|共计|共|由|一共)?$"
)
_ROW = re.compile(r"(?:[^,;。\n、]{3,40}、){2,}[^,;。\n、]{3,40}?等?[近约逾共]*$")


def _in_prose(frame: Frame, topics: Topics, number: Number, sentence: Span) -> str | None:
    """The subject by where names stand: before the number, behind it, in the sentences before, on the page."""
    named = topics.entity_before(number.start, sentence.start)
    if named and _only_counted(frame.text, named, number):
        named = topics.entity_before(named.start, sentence.start)
        if named is None and (before := _of_paragraph(frame, topics, sentence)):
            return before
    if not (named and _opens_clause(frame.text, named)) and (own := topics.own_word(frame, sentence)):
        return own
    english = re.match(r"[A-Za-z]", number.unit) or re.match(r"[a-z]", number.modifier or "")
    return (
        (named.name if named else None)
        or topics.subject_after(number.end, sentence.end)
        or _of_paragraph(frame, topics, sentence)
        or (_named_by_part(topics, frame.text, sentence) if english else None)
        or topics.default
    )


def _of_that_age(frame: Frame, topics: Topics, number: Number, clause: Span, aged: bool) -> str | None:
    """Who is so old: 江城大学成立近80年, 伟大祖国70周年."""
    there = topics.between(clause.start, number.inner)
    noun = _noun_before(frame, number) if number.kind == "anniversary" else None
    if there and not noun:
        return there[-1].name
    if noun:
        return noun
    if number.kind == "anniversary" and not aged:
        return topics.default
    return _before_since(frame, clause.start, number.inner)


def _opens_clause(text: str, entity: Entity) -> bool:
    """Whether a name stands at the head of a clause, as those do whose the clause is."""
    before = text[max(0, entity.start - 2) : entity.start].rstrip()
    return not before or before[-1] in ",;。:\n!?”》"


# 56位院士、22位校长出席的江城论坛在…
_ATTENDED = re.compile(
    r"[^;。]{1,60}?(?:出席|参加|参与|参会)的(?!国家|机构)(?P<what>[^,;。的]{2,28}?(?:论坛|大会|年会|会议|峰会|研讨会|座谈会|仪式|活动|培训班|大赛|竞赛|展览))"
)


# 县级科协2696个, 包括加拿大工程院院士1人: what is counted, not whose number it is.
_ONLY_COUNTED = re.compile(r"(?:总计|共计|共|合计|近|约|超过|逾|达到?|已达|有)*")
_MEMBERS = re.compile(r"(?:外籍)?(?:院士|会士|会员)(?:共|近|约|达到?|有)*")
_AMONG = re.compile(r"(?:包括|其中|含|有|涵盖)$")
_HOLDERS = re.compile(r"[一-鿿]{2,12}(?:共|近|约|达到?)?")


def _only_counted(text: str, entity: Entity, number: Number) -> bool:
    """Whether an entity in front of a number only says what is counted."""
    between = text[entity.end : number.start]
    if _ONLY_COUNTED.fullmatch(between):
        return True
    if entity.name.endswith(("科学院", "工程院")) and _MEMBERS.fullmatch(between):
        return True
    among = _AMONG.search(text, max(0, entity.start - 3), entity.start) or text[entity.start - 1 : entity.start] == "、"
    return bool(among and _HOLDERS.fullmatch(between))


_THE_MEETING = re.compile(
    r"(?:了|本次|此次|这次|该|活动|全程)*(?:观礼|见证|签约|会议|大会|活动|仪式|论坛|年会|开幕式|研讨会|座谈会|会见|培训|座谈|交流)?(?:开幕式)?"
)
_MEETING = re.compile(
    r"(?:大会|会议|论坛|年会|研讨会|座谈会|培训会|培训班|交流会|开幕式|签约仪式|启动仪式|揭牌仪式|成立仪式|理事会|全委会|峰会|宣讲会|报告会|竞赛|大赛)"
)
_CAME_TO = re.compile(r"(?:出席|参加|主持|列席|召开|举行|举办|参会)了?(?:会议|大会|仪式|论坛|年会)?$")
_NAMED = 5


def _meeting_before(frame: Frame, offset: int) -> str | None:
    """What meeting the article is about: the one it quotes or names last before a number, else in its headline."""
    floor = max(0, offset - 400)
    named = [q.inner for q in frame.titles if floor <= q.start < offset and _MEETING.search(q.inner[-6:])]
    if named:
        return re.sub(r"\s+", "", named[-1])
    for noun in reversed(list(_MEETING.finditer(frame.text, floor, offset))):
        start = event_before(frame.text, frame.words, noun.end(), floor)
        name = frame.text[start : noun.end()]
        if len(name) < _NAMED or "\n" in name or _CAME_TO.search(name):
            continue
        if not name.startswith(("本次", "此次", "该", "本届", "一次", "每", "各", "多次", "历次", "首次")):
            return re.sub(r"\([^()]*(?:简称|下称)[^()]*\)", "", frame.value(start, noun.end()))
    return None


_OUR = re.compile(r"(?:(?:我|全|该)(?P<what>[省市])|我(?P<land>国))(?!科协|委|政府|长)")
# 截至去年底,中国已与…: the country is who it is told of.
_COUNTRY = re.compile(
    r"(?:^|[,。])(?:目前|至今|截至[^,]{2,12}|如今)?,?(?P<who>中国|我国)(?=已|与|共|现|先后|累计|和|同|目前|每年)[^;。]*$"
)


def _region(frame: Frame, start: int, end: int) -> str | None:
    """我省, 全市: the province or city that the article names."""
    match = next(iter(_OUR.finditer(frame.text, start, end)), None)
    if match is None:
        return None
    if match["land"]:
        return "中国"
    named = [m.group() for m in place_pattern().finditer(frame.text)]
    whole = [n for n in named if n.endswith(match["what"])]
    if whole:
        return whole[0]
    return next((n + match["what"] for n in named if n + match["what"] in places()), None)


_PART = re.compile(r"\b[Tt]he ([A-Z][a-z]{3,})\b|\b([Ii]t)\b")


def _named_by_part(topics: Topics, text: str, sentence: Span) -> str | None:
    """Whom the Academy, the Alliance or it stands for: the last one before with that word."""
    match = _PART.search(text, sentence.start, sentence.end)
    if match is None:
        return None
    before = [e for e in topics.between(0, sentence.start) if e.is_organisation]
    named = [e.name for e in before if match[2] or match[1] in e.name.split()]
    return named[-1] if named else None


def _before_since(frame: Frame, start: int, end: int) -> str | None:
    """Who is so old where it is no known name: 深圳特区建立40周年."""
    match = re.search(rf"([\w“”]{{2,14}}?)(?:{SINCE})(?:已有|已|至今已?|了)?[近约超逾]?$", frame.text[start:end])
    return re.sub(r"^.*(?:是|在|于|庆祝|纪念|出席|迎来|也|和)", "", match[1]) or None if match else None


_ITEM = re.compile(r"\s*(?:[·●○■□◆◇▪※*-]|\d{1,2}[.、)](?!\d)|\(\d{1,2}\))\s*")


def _of_paragraph(frame: Frame, topics: Topics, sentence: Span) -> str | None:
    """The subject of the sentences before, in the same paragraph; for an item of a list, in what leads it in."""
    text = frame.text
    floor, end = text.rfind("\n", 0, sentence.start) + 1, sentence.start
    if _ITEM.match(text, floor):
        lines = [
            s for s in inside(frame.sentences, 0, floor) if not _ITEM.match(text, text.rfind("\n", 0, s.start) + 1)
        ]
        if lines:
            floor, end = text.rfind("\n", 0, lines[-1].start) + 1, lines[-1].end
    return topics.opening(frame, floor, end)


def _noun_before(frame: Frame, number: Number) -> str | None:
    """What an anniversary is of when its name stands right before the number: 伟大祖国|70周年."""
    word = frame.words.at(number.start - 1) if number.start else None
    return (
        word.text if word and word.tag in ("n", "ns", "nz") and len(word.text) > 1 and "建" not in word.text else None
    )
