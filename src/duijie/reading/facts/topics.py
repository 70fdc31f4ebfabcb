"""Who or what a stretch of text is about: organisations and programmes as subjects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duijie.core.text import Span
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.programme_names import Name
from duijie.reading.facts.spans import Placed, inside, starting
from duijie.reading.names import publishes

# In front of what is no subject: with whom, to whom, by whom, where.
_NO_SUBJECT = re.compile(
    r"(?:与|和|同|跟|及|(?<!第[一二三四五六七八九十])(?<!^[一二三四五六七八九十])(?<!\n[一二三四五六七八九十])、|对|向|由|被|给|为|从|于|到|至|在|来自|赴|访问|走进|来|参观|考察|落户|签署|纳入|根据|按照|通过|会见|加入|邀请|支持)$"
)


_ENGLISH = re.compile(
    r"\b(?:The\s+)?(?P<name>(?:[A-Z][\w'’&-]*\s+){1,5}(?:Academy|University|Institute|Association|Society|Council|College|"
    r"Foundation|Laboratory|Federation|Union|Commission|Organi[sz]ation|Museum|Observatory)"
    r"(?:\s+(?:of|for)\s+(?:the\s+)?[A-Z][\w'’-]*(?:\s+(?:and\s+)?[A-Z][\w'’-]*)*)?"
    r"|(?:Academy|University|Institute|Association|Society|Council|College|Ministry|Department)\s+(?:of|for)\s+(?:the\s+)?"
    r"[A-Z][\w'’-]*(?:\s+(?:and\s+)?[A-Z][\w'’-]*)*)"
)
_MADE = re.compile(r"(?:成立|建立|设立|组建|发起|启动|发布|推出|举办|召开|构建|打造|创建|筹建|颁发|建设|推进|实施)了?$")
# 4个工作委员会 is a number of them, not one.
_COUNTED = re.compile(r"[\d一二三四五六七八九十百两]余?[个家所支项]$")
_LEAD = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十\d]+[)）、.]\s*|第[一二三四五六七八九十]+[、,]|(?:(?:19|20)\d\d年|\d{1,2}月|\d{1,2}日|近年来|目前|今年|去年),?|此外,|其中,|同时,)+"
)


_NEAR = 60
_HELD = re.compile(r"(?:隆重|成功|顺利|圆满)?(?:举行|召开|举办|开幕|揭牌)")
_PERIOD = re.compile(r"^“?十[一二三四五六七八九]五|^“?一带一路”?(?:倡议)?$")


@dataclass(frozen=True, slots=True)
class Entity:
    """``text[start:end]`` names ``name``."""

    start: int
    end: int
    name: str
    is_organisation: bool


@dataclass(frozen=True)
class Topics:
    """The entities of an article in order, and whose article it is."""

    text: str
    entities: tuple[Entity, ...]
    default: str | None
    known: tuple[str, ...] = ()

    @classmethod
    def of(cls, frame: Frame, names: Sequence[Name]) -> Topics:
        """From the frame's organisations and the programmes named; of two that overlap the
        programme counts."""
        mentions = {m.start: m for m in frame.organisations}
        kept = [
            Entity(
                n.start, n.end, n.name, n.kind == "alliance" or (n.start in mentions and mentions[n.start].end == n.end)
            )
            for n in names
        ]
        kept += [
            Entity(m.start, m.end, re.sub(r"^(?:[家所个]|年度)(?=[一-鿿]{4})|新$", "", m.name), True)
            for m in frame.organisations
            if not _overlaps(names, m.start, m.end)
        ]
        kept = [e for e in kept if not _COUNTED.search(frame.text[max(0, e.start - 6) : e.start])]
        kept.sort(key=lambda e: e.start)
        english = [m for m in _ENGLISH.finditer(frame.text) if not _overlaps(kept, m.start(), m.end())]
        kept += [Entity(m.start("name"), m.end(), m["name"], True) for m in english]
        ordered = tuple(sorted(kept, key=lambda e: e.start))
        known = dict.fromkeys(
            [*(frame.text[e.start : e.end] for e in ordered if e.is_organisation), *frame.short_names.names]
        )
        return cls(frame.text, ordered, _default(frame, ordered), tuple(known))

    def between(self, start: int, end: int) -> tuple[Entity, ...]:
        """The entities that lie in a span."""
        return tuple(inside(self.entities, start, end))

    def subject_before(self, offset: int, floor: int) -> str | None:
        """The last entity between ``floor`` and ``offset`` that stands as a subject, else the last one
        behind a preposition. What was founded or published counts for the clause that follows."""
        found = [e for e in self.between(floor, offset) if not self._listed(e) and not self._aside(e)]
        subjects = [
            e for e in found if self.is_subject(e) and not (self._made(e) and self._clauses_apart(e, offset) > 1)
        ]
        opener = next((e for e in subjects if not self._made(e) and e.start - floor <= 8), None)
        # A centre founded on the way is no subject of what its founder goes on to do; a scholarship is.
        if opener and self._made(subjects[-1]) and _HOUSE.search(subjects[-1].name):
            return opener.name
        chosen = (subjects or [e for e in found if not self._made(e)])[-1:]
        return chosen[0].name if chosen else None

    def owner_before(self, offset: int, floor: int) -> str | None:
        """The last organisation between ``floor`` and ``offset`` that does something."""
        found = [
            e for e in self.between(floor, offset) if e.is_organisation and not self._made(e) and self.is_subject(e)
        ]
        return found[-1].name if found else None

    def opening(
        self, floor: int, offset: int, sentences: Sequence[Span], *, organisations_only: bool = False
    ) -> str | None:
        """The nearest entity between ``floor`` and ``offset`` with which a sentence opens, else the
        first subject there."""
        fit = [e for e in self.between(floor, offset) if e.is_organisation or not organisations_only]
        for span in reversed(inside(sentences, floor, offset)):
            lead = _LEAD.match(span.text)
            at = span.start + (lead.end() if lead else 0)
            if entity := next((e for e in fit if e.start == at), None):
                return entity.name
        return next((e.name for e in fit if self.is_subject(e) and not self._made(e)), None)

    def _listed(self, entity: Entity) -> bool:
        before, after = self.text[entity.start - 1 : entity.start], self.text[entity.end : entity.end + 1]
        return before == "、" or after in ("、", "等")

    def _aside(self, entity: Entity) -> bool:
        """Whether it stands in a title, is one of those included, or is a plan of the whole country:
        《湖泊学报》, 包括…在内的, “十四五”."""
        before, after = self.text[max(0, entity.start - 12) : entity.start], self.text[entity.end : entity.end + 24]
        titled = "《" in before.rpartition("》")[2] or (not entity.is_organisation and "》" in after.partition("《")[0])
        included = re.search(r"包括[^,;。]{0,10}$", before) is not None and "在内" in after
        return titled or included or _PERIOD.search(entity.name) is not None

    def _made(self, entity: Entity) -> bool:
        return _MADE.search(self.text[max(0, entity.start - 8) : entity.start]) is not None

    def _clauses_apart(self, entity: Entity, offset: int) -> int:
        return len(re.findall(r"[,;。]", self.text[entity.end : offset]))

    def subject_after(self, offset: int, ceiling: int) -> str | None:
        """The first subject behind an offset that opens a clause near it: 经过1年的努力,“X”取得进展."""
        near = self.between(offset, min(ceiling, offset + _NEAR))
        return next((e.name for e in near if self.is_subject(e) and not self._aside(e) and not self._listed(e)), None)

    def is_subject(self, entity: Entity) -> bool:
        """Whether an entity stands where subjects do: not behind 与, 对, 由 …"""
        before = self.text[max(0, entity.start - 6) : entity.start]
        if _HELD.match(self.text, entity.end) and "在" in re.split(r"[,;。]", self.text[: entity.start][-20:])[-1]:
            return False  # 会议在江城大学会议中心举行: where, not who
        return not _NO_SUBJECT.search(before.rstrip())


def _overlaps(items: Sequence[Placed], start: int, end: int) -> bool:
    """Whether something of ``items`` (sorted, none longer than 80 characters) shares characters with
    ``text[start:end]``."""
    return any(start < other.end for other in starting(items, start - 80, end))


def _default(frame: Frame, entities: Sequence[Entity]) -> str | None:
    """Whose page it is: the publisher, not the paper it was copied from, and for a department of
    it the whole; else the first organisation named."""
    publisher = frame.article.publisher
    name = publishes(publisher) if publisher and publisher != frame.article.source else None
    named = [frame.text[e.start : e.end] for e in entities if e.is_organisation]
    if name is None or _PAPER.search(name):
        return next((e.name for e in entities if e.is_organisation), None)
    whole = [n for n in named if name.startswith(n) and _DEPARTMENT.search(name[len(n) :])]
    return min(whole, key=len) if whole else name


_HOUSE = re.compile(r"(?:中心|公司|基地|实验室|研究院|研究所|学院|工作站|委员会)$")
_PAPER = re.compile(
    r"(?:日报|晚报|早报|商报|时报|青年报|科学报|新闻网|新华社|新华网|人民网|中新社|中新网|通讯社|电视台|客户端|周刊|杂志)$"
)
_DEPARTMENT = re.compile(r"^[一-鿿]{1,10}(?:部|厅|处|室|局|办|中心)$")
