"""An event as a rule found it, what stands around it, and several mentions of one made one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from duijie.core.text import Span
from duijie.reading.facts.dates import DateMention
from duijie.reading.facts.frame import Frame

_PLACE = re.compile(
    r"(?:在|于|走进|落户)(?P<place>[\u4e00-\u9fff“”·A-Z]{2,20}?)(?:以(?:线上|视频|"
    r"线下)[^,。]{0,12})?(?:隆重|成功|顺利|正式|共同|联合|如期|胜利|圆满|同步)*"
    r"(?:举行|召开|举办|开幕|闭幕|启动|成立|揭牌|签署|签约|发布|拉开|落幕|揭晓)"
)
_NO_PLACE = re.compile(
    r"^(?:会上|会后|当|此|上述|这|其|该|我|线上|全|即|仪式|会议|现场|期间)|(?:基础上|框架下|背景下|"
    r"过程中|之际|期间|会上|时|后|前|中)$"
)
_ATTENDED = re.compile(r"出席|主持|参加|致辞|致词|讲话|发言|作报告|主旨报告|揭牌|颁奖|见证")
_DATELINE = re.compile(r"[\u4e00-\u9fff]{0,6}(?:\d{1,2}月)?\d{1,2}日(?:电|讯)")
_SCENE = re.compile(
    r"(?:当天|活动|本次|本届|此次)?(?:现场|会议|大会|论坛|仪式|活动|开幕式|年会|会上|期间|同时|今年|去年)"
)
# What is never one event with a gathering, however alike the names: a founding and a meeting of the founded.
_KIND = {
    **dict.fromkeys(("visit", "met", "talks", "talks-there", "came", "english-visit", "english-met"), "visit"),
    **dict.fromkeys(("founded", "english-founded"), "founding"),
    **dict.fromkeys(("elected", "lectured"), "act"),
}
# The rules that find who wrote and photographed.
_SIGNED_BY = frozenset(("dateline", "reporter-in-brackets", "reporter-line", "editor-line", "photographer"))
_JOINT = re.compile(r"[、和与同及]|联合|会同|携手")
_HOSTED = re.compile(r"由(?P<hosts>[^。;]{3,90}?)(?:联合|共同)?(?:主办|举办|发起|承办|协办|组织)")


@dataclass(frozen=True, slots=True)
class EventMention:
    """A gathering or an act at ``text[start:end]``; ``held`` says that the words tell that it
    took (or takes) place, ``date`` and ``place`` as told there."""

    name: str
    start: int
    end: int
    rule: str
    confidence: float
    date: DateMention | None = None
    place: str | None = None
    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def date_of(frame: Frame, sentence: Span, start: int, end: int) -> DateMention | None:
    """The date that a sentence gives for what stands at ``start:end``: the last before it, else
    the first behind it; not one that is part of the name, and no bare year when there is a day."""
    inside = [d for d in frame.dates if sentence.start <= d.start < sentence.end and not start <= d.start < end]
    before = [d for d in inside if d.end <= start]
    days = [d for d in before if not d.value or len(d.value) > 4]
    if days:
        return days[-1]
    after = [d for d in inside if d.start >= end and (not d.value or len(d.value) > 4) and d.start - end < 30]
    return after[0] if after else before[-1] if before else None


def place_of(sentence: Span) -> str | None:
    """The place that a sentence says something was held at."""
    for match in _PLACE.finditer(sentence.text):
        place = re.split(r"[在于]", match["place"])[-1]
        if len(place) >= 2 and not _NO_PLACE.search(place):
            return place
    return None


def is_source(frame: Frame, end: int) -> bool:
    """Whether the organisation that ends at an offset only sent the news: 新华社北京9月13日电."""
    return _DATELINE.match(frame.text, end) is not None


def hosts_of(frame: Frame, sentence: Span, start: int, end: int, name_end: int | None = None) -> tuple[str, ...]:
    """The organisations that stand before the verb or in the name, and those the paragraph calls hosts."""
    before = [m for m in frame.organisations if sentence.start <= m.start and m.end <= (name_end or start)]
    names = [m.name for m in before if not is_source(frame, m.end) and not re.match(r"第?[^,]{1,4}[届次]|首届", m.name)]
    paragraph_end = frame.text.find("\n", end)
    stretch = frame.text[sentence.start : paragraph_end if paragraph_end >= 0 else len(frame.text)]
    for match in _HOSTED.finditer(stretch):
        first, last = sentence.start + match.start("hosts"), sentence.start + match.end("hosts")
        names += [m.name for m in frame.organisations if first <= m.start and m.end <= last]
    return tuple(dict.fromkeys(names))


def people_of(frame: Frame, sentence: Span) -> tuple[str, ...]:
    """Who was there: the people of the sentence, and of those behind it in the paragraph that
    say who attended."""
    paragraph_end = frame.text.find("\n", sentence.start)
    limit = paragraph_end if paragraph_end >= 0 else len(frame.text)
    names: list[str] = []
    reporters = {r.person for r in frame.roles if r.rule in _SIGNED_BY}
    for span in frame.sentences:
        if sentence.start <= span.start < limit and _ATTENDED.search(span.text):
            names += [p.text for p in frame.everybody if span.start <= p.start < span.end]
    return tuple(name for name in dict.fromkeys(names) if name not in reporters)


def similarity(one: str, other: str) -> float:
    """F1 of the character bigrams of two names without marks."""
    a, b = (_bigrams(re.sub(r"[^\w]", "", name)) for name in (one, other))
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def _bigrams(text: str) -> Counter[str]:
    return Counter(x + y for x, y in pairwise(text)) if len(text) > 1 else Counter([text])


def merged(mentions: Iterable[EventMention]) -> list[EventMention]:
    """Mentions of one event made one: the surest names it, the others add what it lacks."""
    kept: list[EventMention] = []
    for mention in sorted(mentions, key=lambda m: (-m.confidence, m.start)):
        for i, other in enumerate(kept):
            if _same(mention, other):
                kept[i] = _joined(other, mention)
                break
        else:
            kept.append(mention)
    return kept


def _same(one: EventMention, other: EventMention) -> bool:
    days = {m.date.value for m in (one, other) if m.date and m.date.value and len(m.date.value) == 10}
    if len(days) > 1 or _KIND.get(one.rule) != _KIND.get(other.rule):
        return False
    if one.start < other.end and other.start < one.end:
        return True
    ordinals = [re.findall(r"第[\d一二三四五六七八九十百]+[届次]", m.name) for m in (one, other)]
    if all(ordinals) and ordinals[0] != ordinals[1]:
        return False
    if all(ordinals) and _same_term(one.name, other.name, ordinals[0][0]):
        return True
    short, long = sorted((re.sub(r"\W", "", one.name), re.sub(r"\W", "", other.name)), key=len)
    return similarity(one.name, other.name) >= 0.6 or (len(short) >= 4 and short in long)


def _same_term(one: str, other: str, ordinal: str) -> bool:
    """Whether two names with one ordinal are of one gathering, the body's name short in one of them:
    市科协第六次代表大会, 江城市科学技术协会第六次代表大会."""
    (head, _, tail), (other_head, _, other_tail) = (name.partition(ordinal) for name in (one, other))
    short, long = sorted((head, other_head), key=len)
    rest = iter(long)
    return (
        1 < len(short) <= 6
        and "暨" not in long
        and tail == other_tail
        and len(tail) > 1
        and all(char in rest for char in short)
    )


def _joined(kept: EventMention, other: EventMention) -> EventMention:
    name = kept.name
    if (
        kept.confidence - other.confidence < 0.1
        and len(other.name) > len(name)
        and re.sub(r"\W", "", name) in re.sub(r"\W", "", other.name)
    ):
        name = other.name
    return replace(
        kept,
        name=name,
        date=kept.date or other.date,
        place=kept.place or other.place,
        organisations=tuple(dict.fromkeys([*kept.organisations, *other.organisations])),
        people=tuple(dict.fromkeys([*kept.people, *other.people])),
    )


def subject_of(frame: Frame, sentence: Span, before: int) -> str | None:
    """The one organisation that does it: the last named before the verb in its sentence, if
    nothing but dates, places and adverbs stands between."""
    named = [m for m in frame.organisations if sentence.start <= m.start and m.end <= before]
    if not named or frame.text[named[-1].start - 1 : named[-1].start] in ("在", "于"):
        return None
    gap = frame.text[named[-1].end : before]
    if len(gap) > 24 or re.search(r"[,。;:]", gap) or re.search(r"院长|主席|书记|主任|部长", gap):
        return None
    others = [m for m in named[:-1] if _JOINT.fullmatch(frame.text[m.end : named[-1].start])]
    return others[0].name if others else named[-1].name


def doer_of(frame: Frame, sentence: Span, before: int) -> str | None:
    """Who acts where no organisation stands right before the verb: the noun that opens the
    clause, or the organisation that opened the sentence."""
    text = frame.text
    comma = max(text.rfind(c, sentence.start, before) for c in ",:、")
    start = comma + 1 if comma >= 0 else sentence.start
    words = [w for w in frame.words.between(start, before) if w.tag not in ("d", "ad")]
    opening = "".join(w.text for w in words)
    if _SCENE.fullmatch(opening):
        return None
    if words and len(opening) <= 10 and all(w.tag.startswith(("n", "eng", "j")) for w in words):
        return opening
    named = [m for m in frame.organisations if sentence.start <= m.start and m.end <= before]
    return named[0].name if named and not words and len(named) == 1 else None


def name_at(frame: Frame, start: int, end: int) -> str:
    """The words of a name without explanations of short names and outer blanks."""
    name = frame.value(start, end)
    name = re.sub(r"[(（][^()（）]*简称[^()（）]*[)）]", "", name)
    return re.sub(r"^(?:了|以|的)", "", name).strip(" ,、")
