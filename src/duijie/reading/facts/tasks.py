"""Tasks: what leaders, meetings and documents ask for, and what organisations set as their goals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from duijie.reading.facts.asides import mottos
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.programme_names import Name, find_names
from duijie.reading.facts.spans import starting
from duijie.reading.facts.task_chinese import Ask, find_asks, find_proposals, find_quoted_asks
from duijie.reading.facts.task_english import find_english
from duijie.reading.facts.task_words import SLOGAN
from duijie.reading.facts.types import Fact

MOST = 8
"""How many an article gives at most: its clearest."""

_LONGEST = 70
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


_CONFIDENCE = {
    "item": 0.8, "must": 0.65, "we": 0.6, "plan": 0.6, "mission": 0.55, "document": 0.6, "english": 0.6, "motto": 0.6
}  # fmt: skip


def find(frame: Frame) -> Iterator[Fact]:
    """The clearest tasks of an article, at most :data:`MOST`, in the order of the text.

    Where there are more, short ones of one sentence go together first; then the clearest stay.
    """
    names = find_names(frame.text, frame.words)
    quoted = [_short(frame, a) for a in find_quoted_asks(frame)]
    spoken = [_short(frame, a) for a in find_asks(frame)]
    spoken = [a for a in spoken if not any(q.start < a.end and a.start < q.end for q in quoted)]
    proposed = [_short(frame, a) for a in find_proposals(frame)]
    spoken = [a for a in spoken if not any(p.start < a.end and a.start < p.end for p in proposed)]
    found = [*quoted, *proposed, *spoken, *(_short(frame, a) for a in find_english(frame))]
    asks = _together(_distinct(frame, sorted(found, key=lambda a: a.start)))
    weighed = [replace(a, weight=a.weight + _clearness(frame, a, names)) for a in asks]
    chosen = sorted(weighed, key=lambda a: (-a.weight, a.start))[:MOST]
    seen: list[str] = []
    for ask in sorted(chosen, key=lambda a: a.start):
        fact = _fact(frame, replace(ask, issuer=_in_full(ask.issuer, names)))
        seen.append(fact.fields["text"])
        yield fact
    for fact in _mottos(frame):
        if len(seen) < MOST and not any(fact.fields["text"] in text for text in seen):
            seen.append(fact.fields["text"])
            yield fact


def _in_full(issuer: str | None, names: Sequence[Name]) -> str | None:
    """The name of the alliance or centre whose last words an issuer is: 创业联盟 → 江城院士创新创业联盟."""
    longer = {n.name for n in names if issuer and len(issuer) >= 4 and n.name.endswith(issuer)}
    return longer.pop() if len(longer) == 1 else issuer


def _short(frame: Frame, ask: Ask) -> Ask:
    """A task without the mark behind it; of a long one the first part."""
    text = re.sub(r"[。;；,\s]+$", "", frame.text[ask.start : ask.end])
    if text.endswith("”") and text.count("“") < text.count("”"):
        text = text[:-1].rstrip("。,; ")  # the end of what somebody says
    if len(text) > (2 if re.search("[一-鿿]", text) else 4) * _LONGEST:
        cut = max(text.rfind("、", _LONGEST // 2, 2 * _LONGEST), text.rfind(",", _LONGEST // 2, 2 * _LONGEST))
        text = text[: cut if cut > 0 else 2 * _LONGEST]
    return replace(ask, end=ask.start + len(text))


def _distinct(frame: Frame, asks: Sequence[Ask]) -> list[Ask]:
    """Each task once: what is said again in much the same words counts as said."""
    kept: list[Ask] = []
    for ask in asks:
        text = frame.text[ask.start : ask.end]
        if kept and ask.start < kept[-1].end:
            continue
        kept = [k for k in kept if frame.text[k.start : k.end] not in text]
        if not any(_same(text, frame.text[k.start : k.end]) for k in kept):
            kept.append(ask)
    return kept


def _same(one: str, other: str) -> bool:
    """Whether two wordings share four fifths of their pairs of characters."""
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in (one, other)]
    return 2 * len(pairs[0] & pairs[1]) >= 0.8 * (len(pairs[0]) + len(pairs[1]))


def _together(asks: list[Ask]) -> list[Ask]:
    """While there are too many, the shortest two neighbours of one sentence become one."""
    while len(asks) > MOST:
        joint = [
            (b.end - a.start, i)
            for i, (a, b) in enumerate(pairwise(asks))
            if a.line == b.line and a.issuer == b.issuer and b.start - a.end <= 2 and b.end - a.start <= _PAIR
        ]
        if not joint:
            break
        _, i = min(joint)
        asks[i : i + 2] = [replace(asks[i], end=asks[i + 1].end, weight=max(asks[i].weight, asks[i + 1].weight))]
    return asks


_PAIR = 56


def _fact(frame: Frame, task: Ask) -> Fact:
    text = frame.value(task.start, task.end)
    issuer = re.sub(r"^.*?由(?=[一-鿿]{2})", "", task.issuer) if task.issuer else None
    return frame.fact(
        "task",
        task.start,
        task.end,
        f"task.{task.rule}",
        _CONFIDENCE[task.rule],
        issuer=issuer,
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
                yield aside.moved(_fact(piece, Ask(clause.start, clause.end, issuer, "motto", 0.0)))


_EFFORT = re.compile(r"加快|努力|率先|坚持|加强|着力|大力|推动|推进|全面|深入|持续|积极|弘扬|服务|建设|建成|勇攀|引领")


def _area(text: str) -> str | None:
    """The field with most of its words in a task."""
    counted = [(len(re.findall(pattern, text)), -rank, name) for rank, (name, pattern) in enumerate(_AREAS)]
    best = max(counted)
    return best[2] if best[0] else None


def _clearness(frame: Frame, task: Ask, names: Sequence[Name]) -> float:
    text = frame.text[task.start : task.end]
    named = bool(starting(names, task.start, task.end) or starting(frame.organisations, task.start + 1, task.end))
    length = len(text)
    return named * 0.5 - 1.0 * bool(SLOGAN.search(text)) - 0.5 * (length < 10) - 0.5 * (length > _LONGEST)
