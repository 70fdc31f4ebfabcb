"""Tasks: what leaders, meetings and documents ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from duijie.core.text import Span
from duijie.reading.facts.asides import mottos
from duijie.reading.facts.frame import Frame, clauses
from duijie.reading.facts.programme_names import Name, find_names
from duijie.reading.facts.spans import inside, starting
from duijie.reading.facts.types import Fact

MOST = 8
"""How many an article gives at most: its clearest."""

_SAYING = re.compile(
    r"(?:强调|指出|要求|表示|希望|提出|号召|呼吁|勉励|叮嘱|建议|提到|说)(?:[^,:;。“”]{0,12}?(?:要求|希望|意见|建议|任务|部署|工作))?[,:]|要求(?=我们|各|全)"
)
_WHO = re.compile(
    r"(?:会议|全会|通知|意见|方案|大会|座谈会|公告|文件|要点|报告|倡议书|《[^》]{2,40}》)"
    r"(?=(?:强调|指出|要求|提出|明确|号召))"
)
_ITEM = re.compile(
    r"(?:^|(?<=[:;,]))(?:[一二三四五六七八九十]是|[一二三四五六七八九]要|第[一二三四五六七八九十],|首先,|其次,|"
    r"\([一二三四五六七八九十]\))(?:要)?"
)
# What makes a clause an order: 要 in front of a verb, not 重要, 需要, 主要, 只要.
_MUST = re.compile(
    r"(?:(?<![重需主只将纲摘紧必扼想首简提不概])要(?![求点闻素员因么是挟道紧害])|必须|务必|应当|应该|应(?=[加坚进充积继])|需要(?=[加坚进充积继]))(?:继续|进一步|始终|着力|切实|注重)?"
)
_HOPE = re.compile(
    r"(?:希望|呼吁|号召|勉励|鼓励)[^,。;:]{0,14}?(?=(?:继续|加强|进一步|共同|积极|充分|坚持|努力|不断|抓住|牢记|发扬|勇于|聚焦|立足|加快|"
    r"把握|推动|深化|携手|以[^,]{4,30}为))"
)
_WE = re.compile(r"我们(?:将|要)|(?:下一步|今后|接下来),?[^,;。]{0,12}(?:将|要)")
_SLOGAN = re.compile(
    r"四个意识|四个自信|两个维护|两个确立|思想自觉|行动自觉|重要讲话精神为指导|指导思想|大局意识|"
    r"深刻认识|深刻领会|充分认识|思想和行动统一"
)
_NOT_A_TASK = re.compile(
    r"^(?:为|作为|这|其中|特别是|以.{2,24}为(?:指导|目标|契机|主线)$|按照|根据|"
    r"围绕.{2,16}$|确保|从而|使|让|形成|实现.{2,30}(?:目标|到位)$|真正|更好|尤其)"
)
_LEAD = re.compile(r"^(?:同时,?|此外,?|要|还要|更要|就要|也要|并|并且|以及|和|而且|,|\s)+")
_AREAS: tuple[tuple[str, str], ...] = (
    ("政治", r"政治|党建|党史|从严治党|党组织"),
    ("人才", r"人才|引才|青年|培养|队伍"),
    ("国际合作", r"国际|开放|多边|双边|海外|全球"),
    ("平台建设", r"平台|基地|中心|网络|数据库"),
    ("成果转化", r"转化|转移|产业化|产学研|产业"),
    ("技术攻关", r"攻关|核心技术|关键技术|突破|原始创新|基础研究"),
    ("机制", r"机制|制度|体制|评价|管理"),
    ("智库", r"智库|决策咨询|战略研究"),
    ("科普", r"科普|科学素质|传播"),
    ("决策落实", r"贯彻|落实|部署|精神"),
    ("区域合作", r"区域|大湾区|长三角|京津冀|地方"),
    ("经费", r"经费|资金|投入|保障"),
    ("创新", r"创新"),
    ("合作", r"合作|协同|对接|联合"),
)


@dataclass(frozen=True, slots=True)
class _Task:
    start: int
    end: int
    issuer: str | None
    rule: str
    weight: float


_CONFIDENCE = {"item": 0.8, "must": 0.6, "we": 0.6, "english": 0.6, "motto": 0.6}


def find(frame: Frame) -> Iterator[Fact]:
    """The clearest orders of an article, at most :data:`MOST`, in the order of the text."""
    names = find_names(frame.text, frame.words)
    found = [*_chinese(frame), *_english(frame)]
    weighed = [replace(t, weight=t.weight + _clearness(frame, t, names)) for t in found]
    chosen = sorted(weighed, key=lambda t: (-t.weight, t.start))[:MOST]
    seen: list[str] = []
    for task in sorted(chosen, key=lambda t: t.start):
        fact = _fact(frame, task)
        if fact.fields["text"] not in seen:
            seen.append(fact.fields["text"])
            yield fact
    for fact in _mottos(frame):
        if len(seen) < MOST and not any(fact.fields["text"] in text for text in seen):
            seen.append(fact.fields["text"])
            yield fact


def _fact(frame: Frame, task: _Task) -> Fact:
    text = frame.value(task.start, task.end)
    return frame.fact(
        "task",
        task.start,
        task.end,
        f"task.{task.rule}",
        _CONFIDENCE[task.rule],
        issuer=task.issuer,
        text=text,
        area=_area(text),
    )


def _mottos(frame: Frame) -> Iterator[Fact]:
    """What the motto at the head of a page asks for, clause by clause; it is its author's, or that of
    whose page it is."""
    for aside, who in mottos(frame):
        piece = aside.frame
        people = [m.text for m in Frame.of(replace(frame.article, text=who, title=None, repairs=())).everybody]
        issuer = people[0] if people else frame.article.publisher
        for clause in piece.clauses:
            if _EFFORT.match(clause.text) and 8 <= len(clause.text) <= 40:
                yield aside.moved(_fact(piece, _Task(clause.start, clause.end, issuer, "motto", 0.0)))


_EFFORT = re.compile(r"加快|努力|率先|坚持|加强|着力|大力|推动|推进|全面|深入|持续|积极|弘扬|服务|建设|建成|勇攀|引领")


def _area(text: str) -> str | None:
    """The field with most of its words in a task."""
    counted = [(len(re.findall(pattern, text)), -rank, name) for rank, (name, pattern) in enumerate(_AREAS)]
    best = max(counted)
    return best[2] if best[0] else None


def _clearness(frame: Frame, task: _Task, names: Sequence[Name]) -> float:
    text = frame.text[task.start : task.end]
    named = bool(starting(names, task.start, task.end) or starting(frame.organisations, task.start + 1, task.end))
    length = len(text)
    return named * 1.0 - 2.0 * bool(_SLOGAN.search(text)) - 0.5 * (length < 14) - 0.5 * (length > 70)


@dataclass(slots=True)
class _Speech:
    """Who speaks in a paragraph, and whether the sentence before gave orders."""

    issuer: str | None = None
    speaking: bool = False
    ordering: bool = False


def _chinese(frame: Frame) -> Iterator[_Task]:
    speech, paragraph, person = _Speech(), -1, None
    title_end = frame.title.end if frame.title else 0
    for sentence in frame.sentences:
        if sentence.start < title_end:
            continue
        start = frame.text.rfind("\n", 0, sentence.start)
        if start != paragraph:
            paragraph, speech = start, _Speech()
        opening = _speaker_in(frame, sentence.start, min(sentence.start + 40, sentence.end))
        said = _SAYING.search(sentence.text) or _HOPE.search(sentence.text)
        if said and (who := _issuer(frame, sentence.start, sentence.start + said.start(), opening or person)):
            speech.issuer, speech.speaking = who, True
        else:
            said = None
        person = opening or person
        found = list(_of_sentence(frame, sentence, said.end() if said else 0, speech))
        speech.ordering = bool(found)
        yield from found


_BESIDE = re.compile(r"(?:与|和|对|向|在|致|就|关于|贯彻|学习|落实|传达|会见|以|、|按照|根据|深入|邀请|同)$")


def _speaker_in(frame: Frame, start: int, end: int) -> str | None:
    """The first person there who is not one that something is said to or about."""
    for mention in inside(frame.everybody, start, end):
        beside = _BESIDE.search(frame.text[max(start, mention.start - 4) : mention.start])
        reporter = frame.text[mention.end : mention.end + 1] in (")", "]")  # (记者 陈若水)
        if not beside and not reporter:
            return mention.text
    return None


def _issuer(frame: Frame, start: int, end: int, last: str | None) -> str | None:
    """Who speaks before a saying verb: a meeting or document, a person, the one before (他),
    an organisation."""
    if match := _WHO.search(frame.text, start, end + 2):
        return match[0].strip("《》")
    if re.search(r"[他她](?:还|并|也|同时)?$", frame.text[start:end]):
        return last
    if person := _speaker_in(frame, start, end):
        return person
    organisations = [m for m in inside(frame.organisations, start, end) if end - m.end < 8]
    return organisations[-1].name if organisations else None


def _of_sentence(frame: Frame, sentence: Span, at: int, speech: _Speech) -> Iterator[_Task]:
    text, author = sentence.text, frame.article.author
    if (item := _ITEM.search(text, at)) and (item.group()[1:2] in "是要" or speech.speaking):
        yield _Task(*_bounds(frame, sentence.start + item.end(), sentence.end), speech.issuer or author, "item", 2.0)
        return
    if not speech.speaking:
        if we := _WE.search(text):
            yield from _chunks(_parts(frame, sentence.start + we.end(), sentence.end), author, "we", 1.0)
        return
    must = _HOPE.search(text) or _MUST.search(text, at)
    if must and len(text[min(at, must.start()) : must.start()].rpartition(",")[2]) <= 40:
        yield from _chunks(_parts(frame, sentence.start + must.end(), sentence.end), speech.issuer, "must", 0.5)
    elif speech.ordering and _GOES_ON.match(text):
        yield from _chunks(_parts(frame, sentence.start, sentence.end), speech.issuer, "must", 0.3)


_GOES_ON = re.compile(
    r"^(?:同时,?|此外,?)?(?:不断|持续|积极|加快|加强|加大|推动|推进|深化|提高|提升|强化|坚持|努力|着力|大力|进一步|建立|健全|完善|构建|打造|统筹|充分|切实|优化|促进)"
)


def _parts(frame: Frame, start: int, end: int) -> list[Span]:
    """The clauses of what is asked, each freed of what leads it in; a clause with its own 要 begins
    with an empty one."""
    parts: list[Span] = []
    for clause in clauses(Span(start, end, frame.text[start:end])):
        bare = _without_lead(clause)
        if parts and bare.start > clause.start and "要" in clause.text[: bare.start - clause.start]:
            parts.append(Span(clause.start, clause.start, ""))
        parts.append(bare)
    return parts


def _without_lead(clause: Span) -> Span:
    """A clause without 要, 同时 and who is asked in front."""
    lead = _LEAD.match(clause.text)
    cut = lead.end() if lead else 0
    must = _MUST.search(clause.text, cut)
    if must and must.start() < 20 and must.end() < len(clause.text):
        cut = must.start() + 1 if must.group().startswith("要") else must.end()
    return Span(clause.start + cut, clause.end, clause.text[cut:])


def _chunks(parts: Iterable[Span], issuer: str | None, rule: str, weight: float) -> Iterator[_Task]:
    """Orders of one or two clauses each; parallel ones (加快…,加快…) stay apart, as do those with
    their own 要; purposes and outcomes (为…, 确保…) are none."""
    usable = [p for p in parts if len(p.text) >= 4 or not p.text]
    i = 0
    while i < len(usable):
        first = usable[i]
        heads = i == 0 or not usable[i - 1].text
        i += 1
        if not first.text or _NOT_A_TASK.match(first.text):
            continue
        end = first.end
        if i < len(usable) and len(first.text) < 34:
            second = usable[i]
            parallel = second.text[:2] == first.text[:2] or len(second.text) + len(first.text) >= 64
            if second.text and not parallel and not _NOT_A_TASK.match(second.text):
                end = second.end
                i += 1
        if end - first.start >= 8:
            yield _Task(first.start, end, issuer, rule, weight + 0.6 * heads)


def _bounds(frame: Frame, start: int, end: int) -> tuple[int, int]:
    """A numbered item without the mark behind it; of a long one the first clauses."""
    text = re.sub(r"[。;；,\s]+$", "", frame.text[start:end])
    if len(text) > 90:
        cut = text.rfind(",", 30, 90)
        text = text[:cut] if cut > 0 else text[:90]
    return start, start + len(text)


_EN_ASKS = frozenset("urged asked required requested demanded called instructed encouraged".split())
_EN = re.compile(
    r"(?<![\w.])[A-Z][^.;\n]{0,90}?\b"
    r"(?P<verb>said|stressed|urged|called|emphasi[sz]ed|required|requested|noted|asked|demanded|instructed|encouraged)\b"
    r"(?P<what>[^.;\n]{12,400})"
)
_EN_MUST = re.compile(r"\b(?:should|must|shall|needs? to)\s+(?P<task>(?!be\b|not\b|have\b)[a-z]+\s[^.;\n]{10,160})")
_EN_TO = re.compile(r"\bto\s+(?P<task>(?!be\b|the\b|have\b)[a-z]+\s[^.;\n]{10,160})")
_EN_PERSON = re.compile(
    r"\b(?:Dr|Prof|Professor|Mr|Ms|Mrs|President|Director)\.?\s+([A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){1,2})"
)
_EN_BODY = re.compile(r"\b[Tt]he ((?:meeting|notice|plan|document|forum|council|board|conference|committee))\b")


def _english(frame: Frame) -> Iterator[_Task]:
    for match in _EN.finditer(frame.text):
        pattern = _EN_TO if match["verb"].lower() in _EN_ASKS else _EN_MUST
        asked = pattern.search(frame.text, match.start("what"), match.end("what"))
        who = _speaker(frame, match)
        if asked and who:
            yield _Task(asked.start("task"), asked.end(), who, "english", 1.0)


def _speaker(frame: Frame, match: re.Match[str]) -> str | None:
    """Who asks in an English sentence: a person, an organisation, a meeting; nobody else."""
    for mention in inside(frame.everybody, match.start(), match.start("verb")):
        return mention.text
    for organisation in inside(frame.organisations, match.start(), match.start("verb")):
        return organisation.name
    titled = _EN_PERSON.search(frame.text, max(0, match.start() - 6), match.start("verb"))
    if titled:
        return titled[1]
    body = _EN_BODY.search(frame.text, match.start(), match.start("verb"))
    return body[1] if body else None
