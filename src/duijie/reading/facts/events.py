"""What took place: meetings, forums, ceremonies, launches, visits, anniversaries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.core.text import Span
from duijie.reading.facts import event_abroad, event_acts, event_english, event_visits
from duijie.reading.facts.event_mention import (
    EventMention,
    date_of,
    doer_of,
    hosts_of,
    merged,
    name_at,
    people_of,
    place_of,
    subject_of,
)
from duijie.reading.facts.event_names import event_before, is_bare, is_kind, nouns
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.publishers import WE, we_are
from duijie.reading.facts.spans import around, inside
from duijie.reading.facts.types import Fact

_HELD_BEFORE = re.compile(
    r"(?:主持召开|组织召开|联合召开|共同召开|召开|联合主办|共同主办|主办|承办|联合举办|共同举办|举办|"
    r"举行|组织开展|联合开展|开展)(?:了)?"
)
_HELD_BEHIND = re.compile(
    r"(?!后|前|结束|期间|之后|上(?![午海])|的|现场(?!会))(?:[^,。;:!?\n”]|(?<=[日午晚]),(?=[在于])){0,28}?(?:举行|召开|举办|开幕|闭幕|落幕|开班|揭幕|启幕|拉开帷幕|拉开序幕|圆满结束|"
    r"成功召开|正式启动|开讲|收官|启动|落下帷幕)(?!以来|之际|后的|的[\u4e00-\u9fff]|方式|地点|时间|单位|者|权|"
    r"形式|条件|经费|流程|机构|主体|次数|频次|情况|资格|质量|水平|规模)"
)
_OFFICE = re.compile(
    r"(?:科协|党委|党组|大学|学院|[^学]校|院|所|[局厅委办]|政府|中心|公司|集团|协会|学会|联盟|分会|联合会|"
    r"班子|理事会|委员会|小组|支部|总支|工会|工委|专委会|秘书处|编委会|组委会|课题组|项目组)$"
)
_NEWLY = re.compile(
    r"(?:新一届|新任|本届)[\u4e00-\u9fff]{0,10}?(?:班子|理事会|委员会|常委会|党委|主席团|监事会)(?=$|于|在|随即|随后|当)"
)
_ATTENDED = re.compile(r"(?:出席|参加|列席|应邀参加|应邀出席)(?:了)?")
_SIGNING = re.compile(r"(?:战略|全面|框架|合作|协议|备忘录|项目|校地|院地)*(?:签约|签字|签署)仪式")
_FORM = re.compile(r"(?:通过|采[用取]|以)[^,。]{0,6}$")  # 通过网络会议召开
_WISHED = re.compile(r"(?:争取|力争|希望|建议|探索|谋划|筹划)[^,。;]{0,10}$")
_ORDINAL = re.compile(
    r"第[\d一二三四五六七八九十百]+届|(?<=[会府院盟组协联])第[\d一二三四五六七八九十百]+次(?=会议|全体|代表|全国代表|会员)|"
    r"[一二三四五六七八九十]+届[一二三四五六七八九十]+次(?=全[会委体]|理事|常务|会议|代表)"
)
_ANNIVERSARY = re.compile(
    r"(?:建院|建校|建所|建会|建馆|建台|创刊|建交|成立|创立|创建|诞辰|建立)(?P<years>\d{1,3}|"
    r"[一二三四五六七八九十百]+)周年(?:纪念|庆祝)?(?:大会|活动|庆典)?"
)
_ACTIVITY = re.compile(r"(?P<name>“[^“”\n]{4,40}”(?:活动|计划|行动|项目|大赛)?)(?:在|于)[^,。;“”]{2,24}(?:现场)?$")
_CONGRESS = re.compile(
    r"代表大会|会员大会|代表会|成立大会|换届|全体会议|全会|理事会|年会|第[\d一二三四五六七八九十]+[届次]"
)
_SPOKEN = re.compile(
    r"在(?P<name>[^,。;在]{4,45}?)上(?:的)?(?:发表|作|致)?(?:了)?(?:重要|主旨|题为)?(?:讲话|致辞|发言|"
    r"指出|强调|报告|演讲|表示)"
)


def find(frame: Frame) -> Iterator[Fact]:
    """The events of an article, each once."""
    mentions = [
        *_held(frame),
        *_named(frame),
        *_spoken_at(frame),
        *event_acts.find(frame),
        *_anniversaries(frame),
        *event_visits.find(frame),
        *event_english.find(frame),
        *event_abroad.find(frame),
    ]
    for event in _without_parts(sorted(merged(mentions), key=lambda m: m.start)):
        yield frame.fact(
            "event",
            event.start,
            event.end,
            event.rule,
            event.confidence,
            name=event.name,
            date=event.date.value if event.date else None,
            place=event.place,
            organisations=list(event.organisations),
            people=list(event.people),
        )


def _without_parts(events: list[EventMention]) -> Iterator[EventMention]:
    """Without the elections of a congress that the article names: they are what it was for."""
    congresses = [e for e in events if _CONGRESS.search(e.name) and e.rule != "elected"]
    for event in events:
        if event.rule != "elected" or not any(c.start < event.start for c in congresses):
            yield event


def _held(frame: Frame) -> Iterator[EventMention]:
    """X 召开 NAME, and NAME 在 … 举行."""
    text = frame.text
    for sentence in frame.sentences:
        for verb in _HELD_BEFORE.finditer(text, sentence.start, sentence.end):
            weak = "开展" in verb.group() or (
                verb.group().startswith(("主办", "承办")) and text[verb.start() - 1 : verb.start()] in "的、"
            )
            if _WISHED.search(text, sentence.start, verb.start()):
                continue
            if weak and not _ORDINAL.search(text, verb.end(), min(sentence.end, verb.end() + 12)):
                continue
            end = _first_name_end(text, verb.end(), _clause_end(text, verb.end(), sentence.end))
            end = end or _end_behind_row(text, verb.end(), sentence.end)
            if end is None:
                continue
            name = name_at(frame, verb.end(), end)
            subject = subject_of(frame, sentence, verb.start()) or _office(frame, sentence, verb.start())
            if is_kind(name) and (of := _activity(frame, sentence, verb.start())):
                name = of + name
            elif is_kind(name) or (len(name) <= 10 and not re.search("[“第]", name)):
                if subject is None and is_bare(name):
                    continue
                name = (subject or "") + name
            elif subject and _SIGNING.fullmatch(name):
                name = _both(frame, sentence, verb.start()) + name
            elif subject and re.match(
                r"第[\d一二三四五六七八九十]+次|[一二三四五六七八九十]+届[一二三四五六七八九十]+次|(?:19|20)\d\d年?(?:度)?(?:第|工作|年)",
                name,
            ):
                name = subject + name
            if re.match(
                r"[一两几多数三四五六七八九十\d]+(?:余|多)?[场次个期届](?!会议|[一二三四五六七八九十]+次)",
                text[verb.end() : end],
            ):
                continue
            yield _mention(frame, sentence, name, verb.start(), end, "held", 0.9 if subject else 0.85)
        for noun in nouns(text, sentence.start, sentence.end):
            close = noun.end() + (text[noun.end() : noun.end() + 1] == "”")
            held = _HELD_BEHIND.match(text, close, sentence.end)
            if held is None or not all(
                is_bare(m.group()) and _FORM.search(text, noun.end(), m.start())
                for m in nouns(text, noun.end(), held.end() - 2)
            ):
                continue
            start = event_before(text, frame.words, close, sentence.start)
            start = _whole(frame, _with_partner(frame, start, sentence.start), sentence.start)
            name = name_at(frame, start, close)
            if we := WE.match(name):
                name = (we_are(frame, we.group()) or we.group()) + name[we.end() :]
            if re.match(r"\d+[场次个期]", name) and not re.match(r"\d+期", name):
                continue
            if is_bare(name) or len(name) < 4 or _HELD_BEFORE.match(text, max(sentence.start, start - 2)):
                continue
            confidence = 0.9 if frame.title and sentence.start >= frame.title.end else 0.88
            yield _mention(frame, sentence, name, start, held.end(), "name-held", confidence, noun.end())


def _both(frame: Frame, sentence: Span, verb: int) -> str:
    """Who holds a signing, as written: 北湖大学与白云市."""
    hosts = inside(frame.organisations, sentence.start, verb)
    joined = len(hosts) > 1 and frame.text[hosts[-2].end : hosts[-1].start] in ("与", "和", "同")
    return frame.value(hosts[-2 if joined else -1].start, hosts[-1].end) if hosts else ""


def _office(frame: Frame, sentence: Span, verb: int) -> str | None:
    """Who holds it where the name is that of an office: 市科协召开…, 学校党委召开…."""
    if new := _NEWLY.search(frame.text, max(sentence.start, verb - 24), verb):
        return frame.value(*new.span())
    doer = doer_of(frame, sentence, verb)
    return doer if doer and _OFFICE.search(doer) else None


def _with_partner(frame: Frame, start: int, floor: int) -> int:
    """…与江城大学…签字仪式: who stands before 与, if the clause begins with it, belongs to the name."""
    text = frame.text
    if text[start - 1 : start] not in ("与", "和", "及") or start - 1 <= floor:
        return start
    clause = max((text.rfind(c, floor, start) for c in ",:;\n"), default=-1) + 1
    clause = max(clause, floor)
    before = re.sub(r"\([^()]*\)$", "", text[clause : start - 1])
    if re.fullmatch(r"[\u4e00-\u9fff]{2,8}[省市县区州]", before):
        return clause
    if WE.fullmatch(before):
        return clause
    whole = any(m.start == clause and m.end == clause + len(before) for m in frame.organisations)
    return clause if whole else start


def _whole(frame: Frame, start: int, floor: int) -> int:
    """Where the organisation begins inside of which a name was cut: 中-非|联合研究中心理事会会议."""
    inside = around(frame.organisations, start)
    return inside.start if inside and floor <= inside.start < start else start


def _activity(frame: Frame, sentence: Span, verb: int) -> str | None:
    """The one activity that the clause is about, for what is held of it: “湖泊行”活动在…举行|启动仪式."""
    match = _ACTIVITY.search(frame.text, sentence.start, verb)
    return match["name"] if match else None


def _named(frame: Frame) -> Iterator[EventMention]:
    """出席 NAME; 第二届NAME anywhere."""
    text = frame.text
    for sentence in frame.sentences:
        for verb in _ATTENDED.finditer(text, sentence.start, sentence.end):
            end = _first_name_end(text, verb.end(), _clause_end(text, verb.end(), sentence.end))
            if end is None:
                continue
            start = event_before(text, frame.words, end, verb.end())
            name = name_at(frame, start, end)
            if is_bare(name) or len(name) < 6 or end - verb.end() > 40:
                continue
            yield EventMention(name, start, end, "attended", 0.8, None, None)
        for noun in nouns(text, sentence.start, sentence.end):
            start = event_before(text, frame.words, noun.end(), sentence.start)
            if not _ORDINAL.search(text, start, noun.end()) or _WISHED.search(text, sentence.start, start):
                continue
            start, name = _with_occasion(frame, start, noun.end(), sentence.start)
            if len(name) >= 7 and not name.endswith(("全委会", "理事会", "常委会", "党组会")):
                yield EventMention(
                    name, start, noun.end(), "ordinal-name", 0.86, None, None, hosts_in(frame, start, noun.end())
                )


def _spoken_at(frame: Frame) -> Iterator[EventMention]:
    """在 NAME 上的讲话."""
    for match in _SPOKEN.finditer(frame.text):
        start, end = match.span("name")
        start = event_before(frame.text, frame.words, end, start)
        name = name_at(frame, start, end)
        if not is_bare(name) and len(name) >= 5 and nouns(frame.text, start, end):
            yield EventMention(name, start, end, "spoken-at", 0.78)


def _with_occasion(frame: Frame, start: int, end: int, floor: int) -> tuple[int, str]:
    """…联盟成立暨第二届…研讨会 is one name."""
    text = frame.text
    if text[start - 1 : start] == "暨":
        start = event_before(text, frame.words, start - 1, floor)
    return start, name_at(frame, start, end)


def _anniversaries(frame: Frame) -> Iterator[EventMention]:
    for match in _ANNIVERSARY.finditer(frame.text):
        sentence = frame.sentence(match.start())
        owner = next((m for m in frame.organisations if m.end in (match.start(), match.start() - 1)), None)
        begins = re.search(r"[\u4e00-\u9fff]{2,14}$", frame.text[max(0, match.start() - 14) : match.start()])
        if owner is None:
            if begins is None or not match.group().startswith(("建交", "建立", "诞辰", "成立")):
                continue
            start = event_before(frame.text, frame.words, match.start(), sentence.start)
            name = name_at(frame, start, match.end())
            if match.start() - start < 2:
                continue
            yield EventMention(name, start, match.end(), "anniversary", 0.7)
            continue
        date = date_of(frame, sentence, owner.start, match.end())
        name = owner.name + frame.text[owner.end : match.end()]
        yield EventMention(name, owner.start, match.end(), "anniversary", 0.82, date, None, (owner.name,))


def _mention(
    frame: Frame,
    sentence: Span,
    name: str,
    start: int,
    end: int,
    rule: str,
    confidence: float,
    name_end: int | None = None,
) -> EventMention:
    return EventMention(
        name,
        start,
        end,
        rule,
        confidence,
        date_of(frame, sentence, start, name_end or end),
        place_of(sentence),
        hosts_of(frame, sentence, start, end, name_end),
        people_of(frame, sentence),
    )


def hosts_in(frame: Frame, start: int, end: int) -> tuple[str, ...]:
    """The organisations a name contains."""
    return tuple(dict.fromkeys(m.name for m in frame.organisations if start <= m.start and m.end <= end))


def _clause_end(text: str, start: int, limit: int) -> int:
    """Where the clause ends, marks in quotes and brackets not counted."""
    depth = 0
    for i in range(start, limit):
        if text[i] in "“《(":
            depth += 1
        elif text[i] in "”》)":
            depth -= 1
        elif depth <= 0 and text[i] in ",。;!?\n、:":
            return i
    return limit


def _end_behind_row(text: str, start: int, limit: int) -> int | None:
    """Where the name of a meeting on several matters ends: 召开建议、提案办理工作会."""
    end = next((i for i in range(start, min(limit, start + 40)) if text[i] in ",。;!?\n:"), limit)
    parts = text[start:end].split("、")
    last = nouns(text, end - len(parts[-1]), end)
    meant = 1 < len(parts) <= 4 and last and last[-1].end() == end and text[end - 1] in "会议坛"
    return end if meant and all(1 < len(part) < 16 for part in parts) and not is_bare(parts[-1]) else None


def _first_name_end(text: str, start: int, end: int) -> int | None:
    """Where the first gathering named in a clause ends, its name being at an end."""
    for noun in nouns(text, start, end):
        if text[start] == "“" and text[noun.end() : noun.end() + 1] == "”" and "”" not in text[start : noun.end()]:
            return noun.end() + 1
        inside = text.count("“", start, noun.end()) > text.count("”", start, noun.end())
        rest = text[noun.end() : end]
        if not inside and (
            not rest
            or not rest[0].isalnum()
            or re.match(r"并|上|期间|时|和|与|以来|之际|开幕|闭幕|活动|及|后|前|启动|暨|,|的", rest)
        ):
            if re.match(r"活动(?:的|期间|,|$)", rest):
                return noun.end()
            if rest.startswith(("暨", "活动", "开幕式", "启动仪式", "的")):
                continue
            return noun.end()
    return None
