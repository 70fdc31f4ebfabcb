"""Indicators: what is counted or measured, of whom, how much, when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duijie.core.text import Span
from duijie.reading.facts.asides import related_headlines
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.indicator_subjects import SINCE, TERM, subject
from duijie.reading.facts.measures import measure
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
_LASTS = re.compile(
    rf"(?:{SINCE}|连续|经过|历时|实施|运行|为期|任期|聘期|有效期|合作|走过|历经|坚持|长达|资助期|已有|期限为?)(?:了|至今|以来|已|已有|为|的|时间)?[近约超逾]?$"
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
    if _ALONG.search(before) and not _GUESTS.match(after):
        return _DELEGATION.search(before) is not None  # 陈若水一行4人: who came along
    if number.unit == "期" and not text[number.inner].isdigit() and _STAGE.match(after):
        return False  # 二期工程: which one
    if number.unit == "岁" and not _AGE.search(
        re.split(r"[。;\n]", text[max(0, number.inner - 60) : number.inner])[-1] + "|" + after[:4]
    ):
        return False  # 6岁的李明, 95岁的大学
    if number.kind == "share" and before.endswith("前"):
        return False  # 名列前5%: how far in front
    if number.kind == "duration" and number.unit in ("年", "天", "个月", "周", "小时"):
        return bool(_LASTS.search(re.split(r"[,;。:]", before)[-1]) or TERM.match(after))
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


_GUESTS = re.compile(r"的?[一-鿿]{0,4}(?:专家|学者|代表|院士|教授|师生|学生|干部|科学家|嘉宾|记者)")
_ALONG = re.compile(r"一行(?:共|共计|一共)?$")
_DELEGATION = re.compile(r"(?:代表团|访问团|考察团|工作团|交流团|参访团|学术团)(?:一行)?(?:共|共计|一共)?$")
_STAGE = re.compile(r"的?(?:建设|工程|项目|规划|改造|扩建|实施|厂房|投资|[,、。和及])")
_AGE = re.compile(r"年龄|最年轻|最年长|最[大小]|享年|终年|平均|以[上下]|以内|不超过|[至到—-]\d*$|年满|周岁|人均|寿命")
_ABSTRACT = re.compile(
    r"(?:篇章|环节|层面|维度|角度|部分|阶段|步骤|层次|视角|要点)|方面(?!的?(?:任务|工作|举措|措施|内容|要求|重点|成果))"
)


def _read(frame: Frame, topics: Topics, number: Number, earlier: Sequence[Number]) -> _Reading:
    sentence = frame.sentence(number.start)
    clause = _clause(frame, number)
    return _Reading(
        number,
        subject(frame, topics, number, sentence, clause),
        measure(frame, number, clause, earlier),
        _as_of(frame, number, sentence),
        min(clause.start, number.start),
        max(clause.end, number.end),
        sentence.start,
    )


def _clause(frame: Frame, number: Number) -> Span:
    """The clause a number stands in; it does not end at a 、 that joins two counts."""
    return around(frame.clauses, number.inner) or frame.sentence(number.start)


# 成立于1956年, Founded in 1956: how old somebody is dates no figure.
_FOUNDED = re.compile(
    r"(?:成立|创建|创立|始建|设立|建立|诞生|创刊|组建)于[^,;。]{0,4}$|(?:[Ff]ounded|[Ee]stablished|[Bb]egun) in $"
)


def _as_of(frame: Frame, number: Number, sentence: Span) -> str | None:
    """The date the sentence gives the number; the page's own where it says that it speaks of now."""
    text = frame.text
    dated = starting(frame.dates, sentence.start, number.end)
    if stated := [d.value for d in dated if d.value and not _FOUNDED.search(text[max(0, d.start - 16) : d.start])]:
        return stated[-1]
    for year in reversed(list(_YEAR.finditer(text, sentence.start, number.start))):
        if not _FOUNDED.search(text[max(0, year.start() - 16) : year.start()]):
            return year[1]
    return frame.date if _NOW.search(text, sentence.start, sentence.end) else None


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|-)")
