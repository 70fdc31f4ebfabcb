"""Indicators: what is counted or measured, of whom, how much, when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duijie.core.text import Span
from duijie.reading.facts.asides import related_headlines
from duijie.reading.facts.event_names import event_before
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.gazetteer import place_pattern, places
from duijie.reading.facts.measures import attendance, attended, measure
from duijie.reading.facts.numbers import Number, find_numbers
from duijie.reading.facts.programme_names import Name, find_names
from duijie.reading.facts.spans import around, starting
from duijie.reading.facts.topics import Topics
from duijie.reading.facts.types import Fact

# The share that careful readers accept, by what the number is.
_CONFIDENCE = {"count": 0.8, "money": 0.8, "share": 0.75, "duration": 0.8, "anniversary": 0.85, "rank": 0.85}
_HEADLINE = 0.75
_ENGLISH = 0.5
_NOW = re.compile(r"截[至止](?:目前|今|现在)?|目前|至今|迄今|现有|现已|当前|to date|so far|currently|now", re.I)
_SINCE = r"成立|建院|建校|建会|建馆|建所|建站|建党|建国|建市|创立|创办|创建|建立|诞生|创刊|组建"
_LASTS = re.compile(
    rf"(?:{_SINCE}|连续|经过|历时|实施|运行|为期|任期|聘期|有效期|合作|走过|历经|坚持|长达|资助期|已有|期限为?)(?:了|至今|以来|已|已有|为|的|时间)?[近约超逾]?$"
)
_TERM = re.compile(r"^(?:行动计划|行动方案|行动|计划|规划|工程|专项)")
_SINCE_AT_END = re.compile(rf"({_SINCE})(?:已有|已|至今已?|了)?[近约超逾]?$")
_JOINED = re.compile(r"(?:成为|加入)(?P<what>[^,;。]{2,30}?)的?新?成员")
# 总投资23亿元的江城光源历经…: what the money is for.
_PAID_FOR = re.compile(
    r"的(?P<what>[^,;。、的]{4,24}?)(?=历经|正在?|已|将|均|也|于|在|建成|通过|开工|启动|落户|[,;。、]|$)"
)
_FLOW = re.compile(r"(?:同比|环比|比上年|较上年)")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A number with what the sentence says of it."""

    number: Number
    subject: str | None
    measure: str
    as_of: str | None
    start: int
    end: int
    line: int


def find(frame: Frame) -> Iterator[Fact]:
    """A fact for each number that says how much there is of something.

    The subject is the organisation or programme that the sentence, else the one before it in the
    paragraph, is about; else whose page it is.
    """
    names = find_names(frame.text, frame.words)
    topics = Topics.of(frame, names)
    numbers = [n for n in find_numbers(frame.text) if _says_something(frame.text, n)]
    in_order = tuple(numbers)
    said: list[_Reading] = []
    title_end = frame.title.end if frame.title else 0
    # What a headline says in short the text says in full.
    numbers.sort(key=lambda n: (n.start < title_end, n.start))
    for number in numbers:
        earlier = starting(in_order, frame.sentence(number.start).start, number.start)
        found = _read(frame, topics, number, earlier)
        english = _is_english(number)
        if english and not (found.subject and found.measure):
            continue
        if any(_again(found, other) for other in said):
            continue
        said.append(found)
        yield frame.fact(
            "indicator",
            found.start,
            found.end,
            f"indicator.{number.kind}" + ("-english" if english else ""),
            _ENGLISH if english else _CONFIDENCE[number.kind],
            subject=_unquoted(found.subject),
            measure=found.measure,
            value=number.value,
            unit=number.unit,
            as_of=found.as_of,
            modifier=number.modifier,
        )
    yield from _headlines(frame, names, {(r.number.value, r.number.unit) for r in said})


_TELLING = 10


def _again(one: _Reading, other: _Reading) -> bool:
    """Whether two numbers say the same: the same figure of what goes by much the same words. Small figures
    are the same by chance, so their words must be equal."""
    if (one.number.value, one.number.unit) != (other.number.value, other.number.unit):
        return False
    if one.line == other.line and one.start != other.start and one.number.kind == "count":
        return False  # 省级科协32个,省会城市科协32个
    if one.number.kind == "rank" == other.number.kind:
        return one.measure == other.measure or one.subject == other.subject
    if one.number.kind != "count":
        return one.subject == other.subject and one.number.kind == other.number.kind
    if one.measure == other.measure:
        return True
    pairs = [{m.measure[i : i + 2] for i in range(len(m.measure) - 2)} for m in (one, other)]
    return one.number.value >= _TELLING and 2 * len(pairs[0] & pairs[1]) >= min(map(len, pairs)) > 0


def _headlines(frame: Frame, names: Sequence[Name], seen: set[tuple[object, object]]) -> Iterator[Fact]:
    """The numbers of removed headlines about this article's matter."""
    for aside, headlines in related_headlines(frame, names):
        piece = aside.frame
        numbers = [n for n in find_numbers(piece.text) if _says_something(piece.text, n)]
        for line in headlines:
            for number in starting(numbers, line.start, line.end):
                if (number.value, number.unit) in seen:
                    continue
                seen.add((number.value, number.unit))
                span = Span(line.start, line.end, piece.text[line.start : line.end])
                fact = piece.fact(
                    "indicator",
                    line.start,
                    line.end,
                    "indicator.headline",
                    _HEADLINE,
                    subject=_unquoted(line.about),
                    measure=measure(piece, number, span, []),
                    value=number.value,
                    unit=number.unit,
                    as_of=None,
                    modifier=number.modifier,
                )
                yield aside.moved(fact)


def _is_english(number: Number) -> bool:
    return re.match(r"[A-Za-z]", number.unit) is not None or bool(re.match(r"[a-z]", number.modifier or ""))


def _unquoted(name: str | None) -> str | None:
    return name[1:-1] if name and re.fullmatch(r"“[^“”]+”", name) else name


def _says_something(text: str, number: Number) -> bool:
    before, after = text[max(0, number.inner - 14) : number.inner], text[number.end : number.end + 8]
    if before.endswith("一行"):
        return False  # 陈若水一行4人: who came along
    if number.kind == "duration" and number.unit in ("年", "天", "个月", "周", "小时"):
        return bool(_LASTS.search(re.split(r"[,;。:]", before)[-1]) or _TERM.match(after))
    if number.kind == "duration":
        return bool(
            re.search(
                r"(?:founded|established|for|over|spanning|lasting|consecutive|set up)\s[\w\s]{0,20}$", before, re.I
            )
        )
    if number.unit in ("点", "方面"):
        return bool(
            re.match(r"(?:[具]体|重点|主要|明确)?(?:要求|意见|建议|希望|工作|任务|措施|举措|倡议|内容|重点)", after)
        )
    if number.kind == "share" and _FLOW.search(before):
        return True
    if number.kind == "money" and number.unit in ("USD", "EUR", "GBP") and number.value < 1000:
        return False  # a price
    if number.unit in ("个", "大") and _ABSTRACT.match(after) and not text[number.inner].isdigit():
        return False  # 从三个篇章、九个方面作了讲授: how a talk was laid out
    return not (number.unit in ("米", "克", "分钟") and number.value < 1)


_ABSTRACT = re.compile(
    r"(?:篇章|环节|层面|维度|角度|部分|阶段|步骤|层次|视角|要点)|方面(?!的?(?:任务|工作|举措|措施|内容|要求|重点|成果))"
)


def _read(frame: Frame, topics: Topics, number: Number, earlier: Sequence[Number]) -> _Reading:
    sentence = frame.sentence(number.start)
    clause = _clause(frame, number)
    return _Reading(
        number,
        _subject(frame, topics, number, sentence, clause),
        measure(frame, number, clause, earlier),
        _as_of(frame, number, sentence),
        min(clause.start, number.start),
        max(clause.end, number.end),
        sentence.start,
    )


def _clause(frame: Frame, number: Number) -> Span:
    """The clause a number stands in; it does not end at a 、 that joins two counts."""
    return around(frame.clauses, number.inner) or frame.sentence(number.start)


def _subject(frame: Frame, topics: Topics, number: Number, sentence: Span, clause: Span) -> str | None:
    text = frame.text
    if attendance(frame, number, clause):
        what = attended(frame, number, clause)
        if what is None or _THE_MEETING.fullmatch(what):
            return _meeting_before(frame, number.start) or what or topics.subject_after(number.end, sentence.end)
        return what
    if number.kind == "duration" and (term := _TERM.match(text, number.end)):
        opening = text.rfind("“", sentence.start, number.start)
        if opening >= 0 and text[number.start - 1] == "”":
            return frame.value(opening, term.end())
    if _SINCE_AT_END.search(text[clause.start : number.inner]) or number.kind == "anniversary":
        inside = topics.between(clause.start, number.inner)
        if inside and (number.kind != "anniversary" or not _noun_before(frame, number)):
            return inside[-1].name
        if number.kind == "anniversary" and (noun := _noun_before(frame, number)):
            return noun
        if number.kind == "anniversary" and not _SINCE_AT_END.search(text[clause.start : number.inner]):
            return topics.default
        if owner := _before_since(frame, clause.start, number.inner):
            return owner
    if number.kind == "money" and (paid := _PAID_FOR.match(text, number.end, clause.end)):
        return frame.organisation(paid["what"])
    if joined := _JOINED.search(text, number.end, sentence.end):
        inside = topics.between(joined.start("what"), joined.end("what") + 1)
        return inside[0].name if inside else frame.organisation(joined["what"])
    country = _COUNTRY.search(text[sentence.start : number.start])
    if country and not topics.between(sentence.start + country.end("who"), number.start):
        return "中国"
    if region := _region(frame, clause.start, number.start):
        return region
    counted = next(
        (e for e in topics.between(clause.start, number.start) if _ONLY_COUNTED.fullmatch(text[e.end : number.start])),
        None,
    )
    return (
        (topics.subject_before(counted.start, sentence.start) if counted else None)
        or (_of_paragraph(frame, topics, sentence) if counted else None)
        or topics.subject_before(number.start, sentence.start)
        or topics.subject_after(number.end, sentence.end)
        or _of_paragraph(frame, topics, sentence)
        or (
            _named_by_part(topics, text, sentence)
            if _is_english(number)
            else topics.default or _opening(frame, sentence)
        )
    )


# 县级科协2696个: what is counted, not whose number it is.
_ONLY_COUNTED = re.compile(r"(?:总计|共计|共|合计|近|约|超过|逾|达到?|已达|有)*")
_THE_MEETING = re.compile(
    r"(?:了|本次|此次|这次|该|活动|全程)*(?:会议|大会|活动|仪式|论坛|年会|开幕式|研讨会|座谈会|会见|培训|座谈|交流)?(?:开幕式)?"
)
_MEETING = re.compile(
    r"(?:大会|会议|论坛|年会|研讨会|座谈会|培训会|培训班|交流会|开幕式|签约仪式|启动仪式|揭牌仪式|成立仪式|理事会|全委会|峰会|宣讲会|报告会|竞赛|大赛)"
)


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
        if len(name) >= _NAMED and "\n" not in name and not name.startswith(("本次", "此次", "该", "本届")):
            return re.sub(r"\([^()]*(?:简称|下称)[^()]*\)", "", frame.value(start, noun.end()))
    return None


_OUR = re.compile(r"(?:(?:我|全|该)(?P<what>[省市])|我(?P<land>国))(?!科协|委|政府|长)")
# 截至去年底,中国已与…: the country is who it is told of.
_COUNTRY = re.compile(
    r"(?:^|[,。])(?:目前|至今|截至[^,]{2,12}|如今)?,?(?P<who>中国|我国)(?=已|与|共|现|先后|累计|和|同|目前|每年)[^;。]*$"
)
_OPENS = re.compile(
    r"^(?:本次|此次|该|本届|全)?(?P<what>学会|学校|学院|项目|联盟|协会|大会|论坛|年会|活动|会议|中心|研究所|研究院|公司|集团|基金会|平台)"
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


def _opening(frame: Frame, sentence: Span) -> str | None:
    """The word for itself with which a sentence of an article without names begins: 大会, 项目."""
    match = _OPENS.match(sentence.text)
    return frame.organisation(match["what"]) if match else None


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
    match = re.search(rf"([\w“”]{{2,14}}?)(?:{_SINCE})(?:已有|已|至今已?|了)?[近约超逾]?$", frame.text[start:end])
    return re.sub(r"^.*(?:是|在|于|庆祝|纪念|出席|迎来|也|和)", "", match[1]) or None if match else None


def _of_paragraph(frame: Frame, topics: Topics, sentence: Span) -> str | None:
    """The subject of the sentences before, in the same paragraph."""
    floor = frame.text.rfind("\n", 0, sentence.start) + 1
    return topics.opening(floor, sentence.start, frame.sentences)


def _noun_before(frame: Frame, number: Number) -> str | None:
    """What an anniversary is of when its name stands right before the number: 伟大祖国|70周年."""
    word = frame.words.at(number.start - 1) if number.start else None
    return (
        word.text if word and word.tag in ("n", "ns", "nz") and len(word.text) > 1 and "建" not in word.text else None
    )


def _as_of(frame: Frame, number: Number, sentence: Span) -> str | None:
    """The date the sentence gives the number; the page's own where it says that it speaks of now."""
    if stated := [d.value for d in starting(frame.dates, sentence.start, number.end) if d.value]:
        return stated[-1]
    if year := re.findall(r"(?<!\d)((?:19|20)\d\d)(?:年|-)", frame.text[sentence.start : number.start]):
        return str(year[-1])
    return frame.date if _NOW.search(frame.text, sentence.start, sentence.end) else None
