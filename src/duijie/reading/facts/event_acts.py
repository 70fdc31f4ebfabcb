"""What somebody did at a time: launched, founded, awarded, elected, lectured."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.core.text import Span
from duijie.reading.facts.event_mention import EventMention, date_of, doer_of, name_at, place_of, subject_of
from duijie.reading.facts.event_names import event_before
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.publishers import WE, we_are
from duijie.reading.facts.spans import starting

_ACT = re.compile(
    r"(?P<verb>宣布组建|宣布成立|宣布启动|启动实施|正式启动|启动|发起成立|联合成立|正式成立|正式发布|"
    r"联合发布|发布|揭晓|公布|颁发|成立|组建|揭牌|推出)(?:了)?(?P<object>(?:[^,。;!?\n]|,(?=、)){4,60})"
)
_ACT_OBJECT = re.compile(
    r"(?:计划|榜单|名单|报告|奖|奖项|中心|联盟|平台|行动|项目|基金|白皮书|蓝皮书|指数|目录|倡议|宣言|"
    r"联合体|共同体|委员会|工程|建设|筹建|规划|方案|办法|指南|系统|实验室|研究院|研究所|学院|分会|结果|进展|新闻|名录|"
    r"工作站|基地|倡议书|标准|数据库|成果|网络)"
    r"(?:[”》])?$"
)
_BEGUN = re.compile(
    r"(?:计划|行动|项目|工程|中心|实验室|研究院|研究所|学院|联盟|基地|平台|工作站|委员会|分会|基金|"
    r"系统|征集|评选|推选|活动|建设|工作|学会|协会|联合会|研究会|促进会|公司|大学|基金会)[”》]?"
    r"(?P<how>(?:正式|全面|今日|获批|宣告|揭牌|在[^,。]{2,12})*(?:启动|上线|"
    r"揭牌|落成|投入使用|挂牌成立|挂牌|成立|揭晓|开工|投用))(?=[。,!;\n)]|$|仪式)"
)
_NEGATED = re.compile(
    r"(?:不|未|没有|计划|拟|将要|如果|建议|希望|鼓励|支持|推动|加快|抓紧|探索|积极|可|应|要|共同|推进)[^,。]{0,6}$"
)


_STAGED = re.compile(
    r"会上|仪式上|会议上|论坛上|开幕式上|年会上|期间|现场|(?:^|,)(?:本次|本届)?(?:大会|会议|论坛|开幕式|年会|仪式)"
)
_FOUNDED = re.compile(
    r"(?:\([^()]{2,80}\))?(?:经[^,。;]{2,24}?批准,?)?(?:正式|获批|注册|登记|联合|发起)?"
    r"(?:成立于|创建于|创立于|创办于|始建于|组建于|建于|挂牌于|(?:于(?P<when>[^,。;]{3,20}?))(?:在[^,。;]{2,16}?)?"
    r"(?:正式|获批|注册|登记|揭牌|宣告)*(?:成立|创建|创立|创办|组建|建立|挂牌))(?!以来|之初)"
)
_FOUNDED_THEN = re.compile(r"(?:在[^,。;]{2,30}?)?(?:正式|宣告|获批|注册)*(?:成立|创立|创建|创办)(?=[,。;\n])")
_LECTURED = re.compile(
    r"(?:作|做|带来|开展|进行|讲授)(?:了)?(?:一场|场)?(?:题为|主题为|名为|以)?(?P<title>“[^“”\n]{4,60}”|《[^《》\n]{4,60}》)(?:为题|为主题)?(?:的)?"
    r"(?P<kind>(?:特邀|专题|学术|精彩|科普|邀请|线上|专场|讲座|公益|的)*(?:报告会|报告|讲座|演讲|授课|党课))"
)
_RECENT = re.compile(r"近日|日前|(?:今|昨|前|当|同)[日天]|本周|上周|近期")
_UNVEILED = re.compile(
    r"(?:共同|一起|联合)?为(?P<what>(?:由[^,。;]{2,20}?的)?(?:新成立的)?[^,。;!?\n]{4,60}?(?:中心|实验室|研究院|研究所|学院|联盟|基地|"
    r"平台|工作站|委员会|分会|学会|协会|大楼|园区?|馆|公司|院|所|雕像|铜像|纪念碑)[”》]?)"
    r"(?:正式|共同|联合)?(?P<how>揭牌|揭幕|授牌|剪彩|奠基)(?!仪式)"
)
_AWARDED = re.compile(
    r"(?:颁发|颁授|评出|评选出|揭晓)了?(?:第[\d一二三四五六七八九十百]+届|首届|(?:19|20)\d\d年?度?)[^,。;!?\n、]{2,30}?奖(?:项)?(?=[,。;、!?\n]|$)"
)
_AGENDA = re.compile(r"会上|大会|会议|论坛|年会|研讨会|仪式上|开幕式|分别|工作报告|主旨|先后")
_INVITED = re.compile(r"应[^,。]{0,20}邀|受邀|[作做]客|莅临|来(?:院|校|所|访)|[在为到赴于][^,。]{2,30}$")
_ELECTED = re.compile(r"选举产生(?P<done>了)?(?P<whom>[^,。;:!?\n]{3,50})")
_VOTED = re.compile(r"(?:会|投票|表决|审议|等额|差额|民主|提名|换届|酝酿|并|还)[^。;]{0,24}$")
_CHARTER = re.compile(r"(?:由[^,。;]{2,16}|应|须|可|负责|按照[^,。;]*|职权|职责|:)$")


def find(frame: Frame) -> Iterator[EventMention]:
    """What was launched, founded, awarded, elected and said in lectures."""
    yield from _acts(frame)
    yield from _begun(frame)
    yield from _unveiled(frame)
    yield from _awarded(frame)
    yield from _founded(frame)
    yield from _lectured(frame)
    yield from _elected(frame)


def _founded(frame: Frame) -> Iterator[EventMention]:
    """江城湖泊学会成立于1985年, 联盟于3月2日在江城正式成立."""
    text = frame.text
    for mention in frame.organisations:
        match = _FOUNDED_THEN.match(text, mention.end)
        before = [d for d in frame.dates if d.end <= mention.start and mention.start - d.end <= 2]
        if match is None or not before or any(m.end() == match.end() for m in _BEGUN.finditer(text, mention.start)):
            continue
        name, owner = f"{mention.name}成立", (mention.name,)
        yield EventMention(name, mention.start, match.end(), "founded", 0.82, before[-1], None, owner)
    for match in _FOUNDED.finditer(text):
        sentence = frame.sentence(match.start())
        dates = starting(frame.dates, match.start(), match.end() + 6)
        if not dates:
            continue
        start = _founded_from(frame, sentence.start, match.start())
        if start is None:
            continue
        name = frame.value(start, match.start())
        end = max(match.end(), dates[0].end)
        owner = (name.strip("“”"),)
        yield EventMention(f"{name}成立", start, end, "founded", 0.86, dates[0], place_of(sentence), owner)


def _founded_from(frame: Frame, floor: int, end: int) -> int | None:
    """Where the name of what was founded begins: a quoted name, or that of an organisation."""
    if frame.text[end - 1 : end] == "”":
        opened = frame.text.rfind("“", max(floor, end - 45), end)
        return opened if opened >= 0 else None
    return next((m.start for m in frame.organisations if m.end == end), None)


def _lectured(frame: Frame) -> Iterator[EventMention]:
    """应邀在湖泊研究所作了题为“…”的学术报告; what is on the agenda of a meeting is no event of its own."""
    for match in _LECTURED.finditer(frame.text):
        sentence = frame.sentence(match.start())
        before = frame.text[sentence.start : match.start()]
        speakers = starting(frame.everybody, sentence.start, match.start())
        if not speakers or not _INVITED.search(before) or _AGENDA.search(before) or "大会" in match["kind"]:
            continue
        speaker = speakers[-1]
        place = re.search(
            r"在(?P<place>[\u4e00-\u9fff]{2,20}?)(?:为[^,。]{2,16})?$", frame.text[speaker.end : match.start()]
        )
        date = date_of(frame, sentence, match.start(), match.end())
        hosts = tuple(m.name for m in starting(frame.organisations, speaker.end, match.start()))
        name = f"{speaker.text}作{match['title']}{match['kind'].removeprefix('的')}"
        where = place["place"] if place else None
        yield EventMention(name, speaker.start, match.end(), "lectured", 0.72, date, where, hosts, (speaker.text,))


def _elected(frame: Frame) -> Iterator[EventMention]:
    """选举产生了学会第五届理事会; not what a charter says of elections."""
    for match in _ELECTED.finditer(frame.text):
        sentence = frame.sentence(match.start())
        before = frame.text[sentence.start : match.start()]
        if _CHARTER.search(before) or re.match(r"的|后|时", match["whom"]):
            continue
        if not match["done"] and not _VOTED.search(before):
            continue
        whom = re.sub(r"由[^,。;]{2,24}?组成的", "", match["whom"])
        whom = re.sub(r"[共\d]*\d+余?[名位个家人](?:组成的)?", "", whom)
        date = date_of(frame, sentence, match.start(), match.end())
        yield EventMention(f"选举产生{whom}", match.start(), match.end(), "elected", 0.7, date)


def _acts(frame: Frame) -> Iterator[EventMention]:
    """What somebody launched, published or founded, where the text says when or where."""
    text = frame.text
    for sentence in frame.sentences:
        dated = [d for d in frame.dates if sentence.start <= d.start < sentence.end]
        staged = _STAGED.search(sentence.text) or _award_at_meeting(frame, sentence)
        for act in _ACT.finditer(text, sentence.start, sentence.end):
            if _NEGATED.search(text[max(sentence.start, act.start() - 8) : act.start()]):
                continue
            target = _object(act["object"])
            if target is None or target.endswith("的") or "的" in target[:2]:
                continue
            done = act.group().startswith(act["verb"] + "了") or staged or any(d.end <= act.start() for d in dated)
            done = done or _RECENT.search(text, sentence.start, act.start()) is not None
            subject = subject_of(frame, sentence, act.start()) or doer_of(frame, sentence, act.start())
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


def _award_at_meeting(frame: Frame, sentence: Span) -> bool:
    """Whether a sentence that begins with awards goes on about the meeting of the one before."""
    paragraph = frame.text.rfind("\n", 0, sentence.start) + 1
    begins = re.match(r"\s*(?:并|还|同时|随后)?(?:颁发|表彰|授予|揭晓|宣布)了", sentence.text) is not None
    return begins and _STAGED.search(frame.text[paragraph : sentence.start]) is not None


def _unveiled(frame: Frame) -> Iterator[EventMention]:
    """周明远和李望共同为“湖泊保护联合实验室”揭牌."""
    for match in _UNVEILED.finditer(frame.text):
        sentence = frame.sentence(match.start())
        before = frame.text[max(sentence.start, match.start() - 8) : match.start()]
        if _NEGATED.search(before) or before.endswith("将"):
            continue
        people = tuple(dict.fromkeys(p.text for p in starting(frame.everybody, sentence.start, match.start())))
        date = date_of(frame, sentence, match.start(), match.end())
        hosts = tuple(m.name for m in starting(frame.organisations, match.start("what"), match.end("what")))
        what = WE.sub(lambda m: we_are(frame, m.group()) or m.group(), frame.value(*match.span("what")))
        name = what + match["how"]
        yield EventMention(name, match.start(), match.end(), "unveiled", 0.72, date, place_of(sentence), hosts, people)


def _awarded(frame: Frame) -> Iterator[EventMention]:
    """颁发了第三届湖泊科技奖: an award with its number is one that was held."""
    for match in _AWARDED.finditer(frame.text):
        sentence = frame.sentence(match.start())
        date = date_of(frame, sentence, match.start(), match.end())
        name = re.sub(r"了(?=第|首|“|(?:19|20)|\d)", "", frame.value(*match.span()))
        yield EventMention(name, match.start(), match.end(), "awarded", 0.7, date)


def _object(words: str) -> str | None:
    """What was launched: up to the last word of such a thing, without what follows."""
    words = re.split(r"(?:,(?!、)|并|以来|,并)(?![^“]*”)", words)[0].replace(",、", "、").strip()
    words = re.sub(r"^(?:了|一批|多项|一系列)", "", words)
    if _ACT_OBJECT.search(words):
        return words
    return None


def _begun(frame: Frame) -> Iterator[EventMention]:
    """“湖畔”行动正式启动, 联合实验室揭牌."""
    text = frame.text
    for match in _BEGUN.finditer(text):
        sentence = frame.sentence(match.start())
        end = match.start("how")
        start = event_before(text, frame.words, end, sentence.start)
        name = name_at(frame, start, match.end())
        if end - start < 6 or _NEGATED.search(text[max(sentence.start, start - 8) : start]):
            continue
        date = date_of(frame, sentence, start, end)
        quoted = re.search("[“《]", text[start:end]) is not None
        yield EventMention(name, start, match.end(), "begun", 0.74 if quoted else 0.66, date, place_of(sentence))
