"""What Chinese prose asks for: orders in speeches, plans of who will do them, missions, items of documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from duijie.core.text import Span
from duijie.reading.facts import task_words as say
from duijie.reading.facts.frame import Frame, clauses
from duijie.reading.facts.programme_names import find_names
from duijie.reading.facts.spans import inside, starting
from duijie.reading.facts.task_speakers import quoted_by, said, signer, speaker_in

_SHORTEST = 6
_FAR = 40  # characters in front of 要
_LEADS_IN = 44  # of a clause that says by what means, counted with the task
_JOINT = 36  # of a task with what is to come of it
_CAN_STAND = 9  # characters of a clause that is a task by itself


@dataclass(frozen=True, slots=True)
class Ask:
    """``text[start:end]`` is asked for or set as a goal. ``line`` tells which sentence it is of; ``weight`` how
    clear it is."""

    start: int
    end: int
    issuer: str | None
    rule: str
    weight: float
    line: int = 0
    joint: bool = False


@dataclass(slots=True)
class _Speech:
    """Who speaks in a paragraph, by which rule something is being asked, and for whom."""

    issuer: str | None = None
    speaking: bool = False
    rule: str | None = None
    holder: str | None = None
    asks: bool = False  # what follows is asked for without another word: 建议,加快…
    listing: bool = False  # points follow, each in a paragraph of its own


def find_asks(frame: Frame) -> Iterator[Ask]:
    """Every order, plan and goal of a Chinese article in order, clause by clause."""
    speech, paragraph, person = _Speech(), -1, None
    title_end = frame.title.end if frame.title else 0
    document = _is_document(frame)
    signed = signer(frame)
    heading = ""
    for sentence in frame.sentences:
        if sentence.start < title_end or not re.search(r"[一-鿿]{4}", sentence.text):
            continue
        start = frame.text.rfind("\n", 0, sentence.start)
        if start != paragraph:
            goes_on = speech.listing and (say.ITEM.match(sentence.text) or say.NUMBERED.match(sentence.text))
            paragraph, speech = start, speech if goes_on else _Speech()
        if document and len(sentence.text) < _HEADING and say.NUMBERED.match(sentence.text):
            heading = sentence.text
        opening = speaker_in(frame, sentence.start, min(sentence.start + 40, sentence.end))
        verb, who = said(frame, sentence, opening or person)
        if not who and not speech.speaking and (quoting := quoted_by(frame, sentence)):
            speech = _Speech(quoting, True)
        if verb and who:
            speech = _Speech(
                who,
                True,
                asks=say.ASKS.match(verb.group()) is not None or verb.group().startswith(("双", "各", "三", "两")),
            )
            at = verb.end() if verb.re is say.SAYING else verb.start()
        else:
            at = 0
            if opening and say.TALKS.search(sentence.text) and say.MUST.search(sentence.text):
                speech = _Speech(opening, True)
            elif not speech.speaking and say.WISHES.match(sentence.text):
                speech = _Speech(signed, True)
        person = opening or person
        yield from _of_sentence(frame, sentence, at, speech, document=document, goals="目标" in heading)
        if say.POINTS.search(sentence.text):
            speech.listing, speech.rule = True, "item"


_HEADING = 24


def find_proposals(frame: Frame) -> Iterator[Ask]:
    """What people at a meeting proposed: 提出加强协同、扩大宣传等建议."""
    for match in say.PROPOSES.finditer(frame.text):
        if not say.ACT.match(match["task"]):
            continue
        who = say.WHO_PROPOSES.search(frame.text, max(0, match.start() - 60), match.start())
        for clause in clauses(Span(match.start("task"), match.end("task"), match["task"])):
            yield Ask(clause.start, clause.end, who.group() if who else None, "must", 1.0, match.start())


def find_quoted_asks(frame: Frame) -> Iterator[Ask]:
    """What a leader asked for, quoted where the text speaks of following it."""
    for match in say.QUOTED.finditer(frame.text):
        if not match["must"] and not say.ACT.match(match["task"]):
            continue
        people = inside(frame.everybody, max(0, match.start() - 60), match.start())
        end = match.end("task")
        for clause in clauses(Span(match.start("task"), end, match["task"])):
            if clause.start > match.start("task") and say.OUTCOME.match(clause.text):
                end = clause.start - 1
                break
        if people:
            yield Ask(match.start("task"), end, people[-1].text, "must", 1.0, match.start())


def _is_document(frame: Frame) -> bool:
    """Whether the article is itself a plan, a notice or an appeal, not news about one."""
    title = frame.article.title_simplified or ""
    return bool(re.search(rf"(?:{say.DOCUMENT.pattern})[)》]?$", title.rstrip("()（）0123456789年 ")))


def _of_sentence(
    frame: Frame, sentence: Span, at: int, speech: _Speech, *, document: bool, goals: bool
) -> Iterator[Ask]:
    """The tasks of a sentence; ``speech`` goes on to the next."""
    asked: list[Ask] = []
    before, speech.rule = speech.rule, None
    listed = frame.text[: sentence.start].rstrip().endswith(";")
    if document and (number := say.NUMBERED.match(sentence.text)) and say.ACT.match(sentence.text[number.end() :]):
        speech.rule, at = "document", number.end()
        named = starting(frame.organisations, 0, frame.title.end) if frame.title else ()
        speech.holder = frame.article.publisher or (named[0].name if named else None)
    elif document and goals and say.ACT.match(sentence.text):
        speech.rule = "document"
    elif say.ITEM.match(sentence.text) and (before or speech.listing):
        speech.rule = "item"  # 一是…。二是…: whose plan it was goes on
    elif before and (_goes_on(sentence.text) or (listed and _begins_with_verb(frame, sentence))):
        speech.rule = before
    elif not speech.speaking:
        speech.holder = None
    if speech.asks:
        speech.rule, speech.asks = speech.rule or "must", False
    pending: Span | None = None  # what the next task is done by
    for clause in clauses(Span(sentence.start + at, sentence.end, sentence.text[at:])):
        if say.ORDINAL.fullmatch(clause.text):
            speech.rule = "item" if speech.speaking or speech.rule or before else None
            continue
        bare = _asked(frame, sentence, clause, speech, asked=bool(asked or pending))
        if bare is None:
            pending = None
            continue
        if bare.text and say.MEANS.match(bare.text) and not _whole(bare.text):
            pending = pending if pending and bare.end - pending.start <= _LEADS_IN else bare
            continue
        start = pending.start if pending and _belongs(pending, bare) else bare.start
        if pending and start == bare.start and _DOES.search(pending.text):
            asked.append(_ask(pending.start, pending.end, sentence, speech, outcome=False))
        pending = None
        text = frame.text[start : bare.end]
        if 2 <= len(text) < _SHORTEST:
            pending = bare
            continue
        previous = asked[-1] if asked and frame.text[asked[-1].end : asked[-1].end + 1] != ";" else None
        short = len(text) < _CAN_STAND - (1 if previous and previous.joint else 0) and not _LEADS.match(text)
        if previous and (say.OUTCOME.match(text) or short) and bare.end - previous.start <= _JOINT:
            asked[-1] = replace(previous, end=bare.end, joint=True)
        elif len(text) >= _SHORTEST:
            asked.append(_ask(start, bare.end, sentence, speech, outcome=say.OUTCOME.match(text) is not None))
    if pending and _DOES.search(pending.text):
        asked.append(_ask(pending.start, pending.end, sentence, speech, outcome=False))
    if not asked and not pending and speech.rule != "document":
        # An item that says nothing to do does not end a list of what to do.
        speech.rule = before if sentence.text.endswith(";") else None
    yield from _grown(frame.text, asked)


_BY_DOING = re.compile(r"通过(?:加强|开展|建立|举办|组织|实施|推动|推进|共建|联合|深化|完善)")
_BY_DOING_SPAN = 30
_VAGUE = 20  # characters of a task that says little without where it is to be done


_LEADS = re.compile(r"坚持|秉持|围绕|聚焦|立足|紧扣|瞄准|以")  # a short clause that begins with one leads the next
_DOES = re.compile(
    r".{3}(?:开展|布局|设立|成立|举办|实现|建成|完成|加快|加大|突破|提供|推进|加强|打造|提出|实施|构建|提升|做好|办好|探讨|建立|建设|推动|完善|深化|组织|制定)[^,]{3}"
)


def _belongs(means: Span, task: Span) -> bool:
    """Whether what a task is done by is worth saying with it: not where it would hide the task."""
    if _BY_DOING.match(means.text) and task.start - means.start <= _BY_DOING_SPAN:
        return True
    where = means.text.startswith("在") and means.text.endswith(("方面", "领域", "等")) and len(task.text) <= _VAGUE
    longest = _LEADS_IN + _VAGUE if where else max(len(task.text), 17, _LEADS_IN * means.text.startswith("以") // 2)
    return task.start - means.start <= longest + 1


def _goes_on(text: str) -> bool:
    """Whether a sentence behind one that asked begins with another thing to do."""
    lead = say.LEAD.match(text)
    rest = text[lead.end() if lead else 0 :]
    return bool(say.ACT.match(rest)) and not say.PAST.search(rest.split(",")[0])


def _whole(text: str) -> bool:
    """Whether 坚持…, 聚焦… says something by itself: it has a second verb."""
    return text.startswith("坚持") or (text.startswith(("聚焦", "面向", "立足")) and len(text) > 24)


_WEIGHT = {"item": 2.0, "must": 1.1, "plan": 1.0, "we": 1.0, "mission": 0.7, "document": 0.9}


def _ask(start: int, end: int, sentence: Span, speech: _Speech, *, outcome: bool) -> Ask:
    rule = speech.rule or "must"
    issuer = speech.issuer if speech.speaking and rule != "document" else speech.holder
    return Ask(start, end, issuer, rule, _WEIGHT[rule] - 0.4 * outcome, sentence.start)


def _grown(text: str, asked: list[Ask]) -> Iterator[Ask]:
    """Tasks too short to stand alone (深化合作,扩大开放) together with the next of their sentence."""
    i = 0
    while i < len(asked):
        ask = asked[i] if i else replace(asked[0], weight=asked[0].weight + 0.2)
        i += 1
        while (
            i < len(asked)
            and ask.end - ask.start < _CAN_STAND
            and asked[i].end - ask.start <= 40
            and text[ask.end] != ";"
        ):
            ask = replace(ask, end=asked[i].end, weight=max(ask.weight, asked[i].weight))
            i += 1
        yield ask


def _asked(frame: Frame, sentence: Span, clause: Span, speech: _Speech, *, asked: bool) -> Span | None:
    """What a clause asks for, without what leads it in; None for a clause that asks for nothing. Sets the rule by
    which the clauses behind it are read."""
    text = clause.text
    if listed := say.LEADS_LIST.search(text):
        _plan(frame, sentence, clause, speech)  # whose list it is
        speech.rule = "item"
        return _asked(frame, sentence, _from(clause, listed.end()), speech, asked=asked)
    item = say.ITEM.match(text)
    if say.NO_TASK.search(text[item.end() :] if item else text):
        if not item:
            _plan(frame, sentence, clause, speech)  # 联盟将按照要求,推动…
        speech.rule = "item" if item else speech.rule
        return None
    if item and (item.group()[1:2] in "是要" or speech.speaking or speech.rule):
        speech.rule = "item"
        bare = _without_lead(_from(clause, item.end()))
        return _demanded(bare) or bare
    if say.GOOD_FOR.match(frame.text, clause.end):
        return None  # 建立联盟,有利于…
    if say.NOTHING.match(text):
        speech.rule = speech.rule if say.REMARK.match(text) else None
        return None
    if speech.speaking and (cut := _order(text)):
        speech.rule = speech.rule or "must"
        return _without_lead(_from(clause, cut))
    if (consists := say.CONSISTS.search(text)) and not speech.speaking:
        named = inside(frame.organisations, 0, clause.start)
        speech.rule = "plan"
        speech.holder = speech.holder or frame.article.publisher or (named[0].name if named else None)
        return _without_lead(_from(clause, consists.end()))
    if found := _plan(frame, sentence, clause, speech) or _mission(frame, sentence, clause, speech):
        return found
    lead = say.LEAD.match(text)
    bare = _from(clause, lead.end() if lead else 0)
    if say.NEXT.match(text) and not speech.rule:
        return _next(frame, sentence, clause, speech)
    declares = speech.speaking and say.DECLARES.match(bare.text) and not say.PAST.search(sentence.text)
    if speech.rule is None and declares and _SAYS.search(sentence.text):
        speech.rule = "must"
        return bare
    if speech.rule is None or not bare.text:
        return None
    if say.PAST.search(bare.text):
        if speech.rule != "item":
            speech.rule = None
        return None
    if say.ACT.match(bare.text) or say.MEANS.match(bare.text) or say.OUTCOME.match(bare.text):
        return bare
    if must := say.MUST.search(bare.text):
        return _without_lead(_from(bare, _behind(must)))
    return bare if speech.rule == "item" or (asked and _begins_with_verb(frame, bare)) else None


_SAYS = re.compile(r"表示|指出|强调|表态|承诺|决心")


def _demanded(clause: Span) -> Span | None:
    """各课题组的研究应当|敢于创新: what is demanded of whom stands in front of 应当."""
    must = say.MUST.search(clause.text)
    if must and 0 < must.start() <= _FAR and not say.ACT.match(clause.text):
        return _without_lead(_from(clause, _behind(must)))
    return None


def _order(text: str) -> int:
    """Where what a speaker hopes for or demands begins in a clause; 0 for none."""
    hope = (
        say.HOPE.search(text) or say.SUGGESTS.search(text) or say.WILLING.search(text) or say.HOPE_AT_ALL.search(text)
    )
    if hope:
        welcome = hope.group().find("欢迎")
        return hope.start() + welcome if welcome >= 0 else hope.end()
    must = say.MUST.search(text)
    return _behind(must) if must and must.start() <= _FAR else 0


def _plan(frame: Frame, sentence: Span, clause: Span, speech: _Speech) -> Span | None:
    """联盟将加强…: what somebody will do."""
    plan = say.PLAN.search(clause.text)
    if plan is None or say.FUTURE_EVENT.match(clause.text[plan.end() :]):
        return None
    if holder := _holder(frame, sentence, clause.start + plan.start(), speech):
        speech.rule, speech.holder = speech.rule or "plan", holder
        return _without_lead(_from(clause, plan.end()))
    return None


def _mission(frame: Frame, sentence: Span, clause: Span, speech: _Speech) -> Span | None:
    """联盟致力于…, 以…为宗旨: what somebody is there for; an empty span where the next clauses say it."""
    if say.LISTED.search(clause.text) and frame.text.startswith(":", clause.end) and not speech.rule:
        before = inside(frame.organisations, 0, clause.end)
        speech.rule, speech.holder = "mission", before[-1].name if before else frame.article.publisher
        return Span(clause.end, clause.end, "") if speech.holder or speech.speaking else None
    mission = say.MISSION.search(clause.text)
    if mission is None or speech.rule or say.PAST.search(sentence.text.replace("取得", "")):
        return None
    if holder := _holder(frame, sentence, clause.start + mission.start(), speech):
        speech.rule, speech.holder = "mission", holder
        begins = mission.group().startswith(("致力", "力争", "力求", "以"))
        bare = _from(clause, mission.start() if begins else mission.end())
        return bare if len(bare.text) >= _SHORTEST else Span(clause.end, clause.end, "")
    return None


def _begins_with_verb(frame: Frame, clause: Span) -> bool:
    """Whether a clause begins with a verb, perhaps behind adverbs, as those do that go on with an order."""
    tags = [w.tag for w in frame.words.between(clause.start, clause.end)][:3]
    while tags and tags[0] in ("d", "ad", "a"):
        tags.pop(0)
    return len(clause.text) >= 4 and bool(tags) and tags[0] in ("v", "vd", "i", "l")


def _behind(must: re.Match[str]) -> int:
    """Where the task begins: 要|进一步…, but 要注重|…."""
    return must.start() + 1 if must.group().startswith("要") and not must.group().endswith("注重") else must.end()


def _next(frame: Frame, sentence: Span, clause: Span, speech: _Speech) -> Span | None:
    """下一步,…: what follows is a plan of the speaker, else of whose page it is."""
    match = say.NEXT.match(clause.text)
    holder = _holder(frame, sentence, clause.start, speech) or frame.article.publisher
    if match is None or holder is None:
        return None
    speech.rule, speech.holder = "plan", holder
    rest = _without_lead(_from(clause, match.end()))
    return rest if say.ACT.match(rest.text) else Span(clause.end, clause.end, "")


def _holder(frame: Frame, sentence: Span, at: int, speech: _Speech) -> str | None:
    """Who will do it: the speaker where somebody speaks, else the organisation in front; 双方, 学校 and
    the like by that word, or by whose page it is."""
    if speech.speaking and speech.issuer:
        return speech.issuer
    before = re.sub(r"(?:一致)?(?:认为|同意|商定|表示|约定|达成共识),?$", "", frame.text[sentence.start : at])
    before = re.sub(r"(?<=[一-鿿])的?(?:主要|基本|核心|首要|重点|总体)?$", "", before)
    if re.search(r"的(?:成立|召开|签署|举办|揭牌|落成|启动|建设|实施|建成|推出|出台)[,还也必]*$", before):
        return None  # what comes of something is nobody's task
    if re.search(r"我们(?:还|也|都)?$", before):
        return frame.article.author or frame.article.publisher or "我们"
    if both := re.search(r"(?:双方|各方|三方)[还也都均将,一致]*$", before):
        return both.group()[:2]
    ends = before.rstrip("”还也都")
    programmes = {n.name.strip("“”") for n in find_names(frame.text, frame.words)}
    if named_so := [n for n in programmes if ends.endswith(n)]:
        return max(named_so, key=len)
    if country := say.COUNTRY.search(before):
        return country["who"]
    named = inside(frame.organisations, sentence.start, at)
    if named and at - named[-1].end <= 30 and not re.search(r"此次|本次|该项目|活动|论坛|成果", before[-8:]):
        return named[-1].name
    generic = say.GENERIC_HOLDER.search(re.sub(r"(?:还|也|都|均|未来|今后|下一步|,)+$", "", before))
    if generic:
        word = generic.group()
        if word in ("双方", "各方", "三方", "双边"):
            return word
        full = frame.organisation(word)
        if full != word:
            return full
        named_before = [m.name for m in frame.organisations if m.end <= at and m.name.endswith(word)]
        return (named_before[-1] if named_before else None) or frame.article.publisher or word
    if speech.holder and not before.strip(" ,"):
        return speech.holder
    return speech.holder if re.fullmatch(r"(?:同时|此外|未来|今后|下一步|,|还|也)*", before) else None


def _without_lead(clause: Span) -> Span:
    lead = say.LEAD.match(clause.text)
    return _from(clause, lead.end() if lead else 0)


def _from(clause: Span, cut: int) -> Span:
    text = clause.text[cut:]
    skip = len(text) - len(text.lstrip(" ,:"))
    return Span(clause.start + cut + skip, clause.end, text[skip:])
