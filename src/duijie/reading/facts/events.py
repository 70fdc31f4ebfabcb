"""What took place: meetings, forums, ceremonies, launches, visits, anniversaries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.core.text import Span
from duijie.reading.facts import event_english, event_visits
from duijie.reading.facts.event_mention import EventMention, date_of, hosts_of, merged, people_of, place_of
from duijie.reading.facts.event_names import event_before, is_bare, is_kind, nouns
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.types import Fact

_HELD_BEFORE = re.compile(
    r"(?:主持召开|组织召开|联合召开|共同召开|召开|联合主办|共同主办|主办|承办|联合举办|共同举办|举办|"
    r"举行|组织开展|联合开展|开展)(?:了)?"
)
_HELD_BEHIND = re.compile(
    r"[^,。;:!?\n”]{0,28}?(?:举行|召开|举办|开幕|闭幕|落幕|开班|揭幕|启幕|拉开帷幕|拉开序幕|圆满结束|"
    r"成功召开|正式启动|开讲|收官|启动)(?!以来|之际|后的|的[\u4e00-\u9fff])"
)
_ATTENDED = re.compile(r"(?:出席|参加|列席|应邀参加|应邀出席)(?:了)?")
_ORDINAL = re.compile(r"第[\d一二三四五六七八九十百]+届")
_ANNIVERSARY = re.compile(
    r"(?:建院|建校|建所|建会|建馆|建台|创刊|建交|成立|创立|创建|诞辰|建立)(?P<years>\d{1,3}|"
    r"[一二三四五六七八九十百]+)周年(?:纪念|庆祝)?(?:大会|活动|庆典)?"
)
_ACT = re.compile(
    r"(?P<verb>宣布组建|宣布成立|宣布启动|启动实施|正式启动|启动|发起成立|联合成立|正式成立|正式发布|"
    r"联合发布|发布|揭晓|公布|颁发|成立|组建|揭牌|推出)(?:了)?(?P<object>[^,。;!?\n]{4,60})"
)
_ACT_OBJECT = re.compile(
    r"(?:计划|榜单|名单|报告|奖|奖项|中心|联盟|平台|行动|项目|基金|白皮书|蓝皮书|指数|目录|倡议|宣言|"
    r"联合体|共同体|委员会|工程|建设|筹建|规划|方案|办法|指南|系统|实验室|研究院|研究所|学院|分会|"
    r"工作站|基地|倡议书|标准|数据库|成果|网络)"
    r"(?:[”》])?$"
)
_JOINT = re.compile(r"[、和与同及]|联合|会同|携手")
_SPOKEN = re.compile(
    r"在(?P<name>[^,。;在]{4,45}?)上(?:的)?(?:发表|作|致)?(?:了)?(?:重要|主旨|题为)?(?:讲话|致辞|发言|"
    r"指出|强调|报告|演讲|表示)"
)
_BEGUN = re.compile(
    r"(?:计划|行动|项目|工程|中心|实验室|研究院|研究所|学院|联盟|基地|平台|工作站|委员会|分会|基金|"
    r"系统|征集|评选|推选|活动|建设|工作)[”》]?(?P<how>(?:正式|全面|今日|在[^,。]{2,12})?(?:启动|上线|"
    r"揭牌|落成|投入使用|挂牌成立|挂牌|成立|揭晓|开工|投用))(?=[。,!;\n)]|$|仪式)"
)
_NEGATED = re.compile(
    r"(?:不|未|没有|计划|拟|将要|如果|建议|希望|鼓励|支持|推动|加快|抓紧|探索|积极|可|应|要|共同|推进)[^,。]{0,6}$"
)


def find(frame: Frame) -> Iterator[Fact]:
    """The events of an article, each once."""
    mentions = [
        *_held(frame),
        *_named(frame),
        *_spoken_at(frame),
        *_begun(frame),
        *_anniversaries(frame),
        *_acts(frame),
        *event_visits.find(frame),
        *event_english.find(frame),
    ]
    for event in sorted(merged(mentions), key=lambda m: m.start):
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


def _held(frame: Frame) -> Iterator[EventMention]:
    """X 召开 NAME, and NAME 在 … 举行."""
    text = frame.text
    for sentence in frame.sentences:
        for verb in _HELD_BEFORE.finditer(text, sentence.start, sentence.end):
            weak = "开展" in verb.group() or (
                verb.group().startswith(("主办", "承办")) and text[verb.start() - 1 : verb.start()] in "的、"
            )
            if weak and not _ORDINAL.search(text, verb.end(), min(sentence.end, verb.end() + 12)):
                continue
            end = _first_name_end(text, verb.end(), _clause_end(text, verb.end(), sentence.end))
            if end is None:
                continue
            name = _name(frame, verb.end(), end)
            subject = _subject(frame, sentence, verb.start())
            if is_kind(name) or (len(name) <= 10 and not re.search("[“第]", name)):
                if subject is None and (is_kind(name) or is_bare(name)):
                    continue
                name = (subject or "") + name
            elif subject and re.match(r"第[\d一二三四五六七八九十]+次|(?:19|20)\d\d年?(?:度)?(?:第|工作|年)", name):
                name = subject + name
            if re.match(r"[一两几多数三四五六七八九十\d]+(?:余|多)?[场次个期届](?!会议)", text[verb.end() : end]):
                continue
            yield _mention(frame, sentence, name, verb.start(), end, "held", 0.9 if subject else 0.85)
        for noun in nouns(text, sentence.start, sentence.end):
            held = _HELD_BEHIND.match(text, noun.end(), sentence.end)
            if held is None or nouns(text, noun.end(), held.end() - 2):
                continue
            start = event_before(text, frame.words, noun.end(), sentence.start)
            start = _with_partner(frame, start, sentence.start)
            name = _name(frame, start, noun.end())
            if is_bare(name) or len(name) < 4 or _HELD_BEFORE.match(text, max(sentence.start, start - 2)):
                continue
            confidence = 0.92 if frame.title and sentence.start >= frame.title.end else 0.88
            yield _mention(frame, sentence, name, start, held.end(), "name-held", confidence, noun.end())


def _with_partner(frame: Frame, start: int, floor: int) -> int:
    """…与江城大学…签字仪式: who stands before 与, if the clause begins with it, belongs to the name."""
    text = frame.text
    if text[start - 1 : start] not in ("与", "和", "及") or start - 1 <= floor:
        return start
    clause = max((text.rfind(c, floor, start) for c in ",:;\n"), default=-1) + 1
    clause = max(clause, floor)
    before = re.sub(r"\([^()]*\)$", "", text[clause : start - 1])
    whole = any(m.start == clause and m.end == clause + len(before) for m in frame.organisations)
    return clause if whole else start


def _named(frame: Frame) -> Iterator[EventMention]:
    """出席 NAME; 第二届NAME anywhere."""
    text = frame.text
    for sentence in frame.sentences:
        for verb in _ATTENDED.finditer(text, sentence.start, sentence.end):
            end = _first_name_end(text, verb.end(), _clause_end(text, verb.end(), sentence.end))
            if end is None:
                continue
            start = event_before(text, frame.words, end, verb.end())
            name = _name(frame, start, end)
            if is_bare(name) or len(name) < 6 or end - verb.end() > 40:
                continue
            yield EventMention(name, start, end, "attended", 0.8, None, None)
        for noun in nouns(text, sentence.start, sentence.end):
            start = event_before(text, frame.words, noun.end(), sentence.start)
            if not _ORDINAL.search(text, start, noun.end()):
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
        name = _name(frame, start, end)
        if not is_bare(name) and len(name) >= 5 and nouns(frame.text, start, end):
            yield EventMention(name, start, end, "spoken-at", 0.78)


def _begun(frame: Frame) -> Iterator[EventMention]:
    """“湖畔”行动正式启动, 联合实验室揭牌."""
    text = frame.text
    for match in _BEGUN.finditer(text):
        sentence = frame.sentence(match.start())
        end = match.start("how")
        start = event_before(text, frame.words, end, sentence.start)
        name = _name(frame, start, match.end())
        if end - start < 6 or _NEGATED.search(text[max(sentence.start, start - 8) : start]):
            continue
        date = date_of(frame, sentence, start, end)
        quoted = re.search("[“《]", text[start:end]) is not None
        yield EventMention(name, start, match.end(), "begun", 0.74 if quoted else 0.66, date, place_of(sentence))


def _with_occasion(frame: Frame, start: int, end: int, floor: int) -> tuple[int, str]:
    """…联盟成立暨第二届…研讨会 is one name."""
    text = frame.text
    if text[start - 1 : start] == "暨":
        start = event_before(text, frame.words, start - 1, floor)
    return start, _name(frame, start, end)


def _anniversaries(frame: Frame) -> Iterator[EventMention]:
    for match in _ANNIVERSARY.finditer(frame.text):
        sentence = frame.sentence(match.start())
        owner = next((m for m in frame.organisations if m.end in (match.start(), match.start() - 1)), None)
        begins = re.search(r"[\u4e00-\u9fff]{2,14}$", frame.text[max(0, match.start() - 14) : match.start()])
        if owner is None:
            if begins is None or not match.group().startswith(("建交", "建立", "诞辰", "成立")):
                continue
            start = event_before(frame.text, frame.words, match.start(), sentence.start)
            name = _name(frame, start, match.end())
            if match.start() - start < 2:
                continue
            yield EventMention(name, start, match.end(), "anniversary", 0.7)
            continue
        date = date_of(frame, sentence, owner.start, match.end())
        name = owner.name + frame.text[owner.end : match.end()]
        yield EventMention(name, owner.start, match.end(), "anniversary", 0.82, date, None, (owner.name,))


def _acts(frame: Frame) -> Iterator[EventMention]:
    """What somebody launched, published or founded, where the text says when or where."""
    text = frame.text
    for sentence in frame.sentences:
        dated = [d for d in frame.dates if sentence.start <= d.start < sentence.end]
        staged = re.search(r"会上|仪式上|会议上|论坛上|期间|现场", sentence.text)
        for act in _ACT.finditer(text, sentence.start, sentence.end):
            if _NEGATED.search(text[max(sentence.start, act.start() - 8) : act.start()]):
                continue
            target = _object(act["object"])
            if target is None or target.endswith("的") or "的" in target[:2]:
                continue
            done = act.group().startswith(act["verb"] + "了") or staged or any(d.end <= act.start() for d in dated)
            subject = _subject(frame, sentence, act.start()) or _doer(frame, sentence, act.start())
            if not done or (subject is None and not staged):
                continue
            end = (
                act.start("object") + len(act["object"]) - len(act["object"].removeprefix(target))
                if act["object"].startswith(target)
                else act.end()
            )
            date = date_of(frame, sentence, act.start(), end)
            quoted = "“" in target or "《" in target
            name = act["verb"] + target
            hosts = (subject,) if subject else ()
            yield EventMention(name, act.start(), end, "act", 0.72 if quoted and date else 0.62, date, None, hosts, ())


def _object(words: str) -> str | None:
    """What was launched: up to the last word of such a thing, without what follows."""
    words = re.split(r"(?:,|并|以来|,并)(?![^“]*”)", words)[0].strip()
    words = re.sub(r"^(?:了|一批|多项|一系列)", "", words)
    if _ACT_OBJECT.search(words):
        return words
    return None


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


def _first_name_end(text: str, start: int, end: int) -> int | None:
    """Where the first gathering named in a clause ends, its name being at an end."""
    for noun in nouns(text, start, end):
        inside = text.count("“", start, noun.end()) > text.count("”", start, noun.end())
        rest = text[noun.end() : end]
        if not inside and (
            not rest
            or not rest[0].isalnum()
            or re.match(r"并|上|期间|时|和|与|以来|之际|开幕|闭幕|活动|及|后|前|启动|暨|,|的", rest)
        ):
            if rest.startswith(("暨", "活动", "开幕式", "启动仪式", "的")):
                continue
            return noun.end()
    return None


def _subject(frame: Frame, sentence: Span, before: int) -> str | None:
    """The one organisation that does it: the last named before the verb in its sentence, if
    nothing but dates, places and adverbs stands between."""
    named = [m for m in frame.organisations if sentence.start <= m.start and m.end <= before]
    if not named:
        return None
    gap = frame.text[named[-1].end : before]
    if len(gap) > 24 or re.search(r"[,。;:]", gap) or re.search(r"院长|主席|书记|主任|部长", gap):
        return None
    others = [m for m in named[:-1] if _JOINT.fullmatch(frame.text[m.end : named[-1].start])]
    return others[0].name if others else named[-1].name


def _doer(frame: Frame, sentence: Span, before: int) -> str | None:
    """Who acts where no organisation stands right before the verb: the noun that opens the
    clause, or the organisation that opened the sentence."""
    text = frame.text
    comma = max(text.rfind(c, sentence.start, before) for c in ",:、")
    start = comma + 1 if comma >= 0 else sentence.start
    words = [w for w in frame.words.between(start, before) if w.tag not in ("d", "ad")]
    opening = "".join(w.text for w in words)
    if words and len(opening) <= 10 and all(w.tag.startswith(("n", "eng")) for w in words):
        return opening
    named = [m for m in frame.organisations if sentence.start <= m.start and m.end <= before]
    return named[0].name if named and not words and len(named) == 1 else None


def _name(frame: Frame, start: int, end: int) -> str:
    """The words of a name without explanations of short names and outer blanks."""
    name = frame.value(start, end)
    name = re.sub(r"[(（][^()（）]*简称[^()（）]*[)）]", "", name)
    return re.sub(r"^(?:了|以|的)", "", name).strip(" ,、")
