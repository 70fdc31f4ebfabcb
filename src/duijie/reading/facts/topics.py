"""Who or what a stretch of text is about: organisations and programmes as subjects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duijie.core.text import Span
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.organisations import Mention
from duijie.reading.facts.programme_names import Name
from duijie.reading.facts.spans import Placed, inside, starting
from duijie.reading.names import publishes

# In front of what is no subject: with whom, to whom, by whom, where.
_NO_SUBJECT = re.compile(
    r"(?:与|和|同|跟|及|(?<!第[一二三四五六七八九十])(?<!^[一二三四五六七八九十])(?<!\n[一二三四五六七八九十])、|对|向|由|被|给|为|从|于|到|至|在|来自|赴|访问|走进|来|参观|考察|落户|签署|纳入|根据|按照|通过|会见|加入|邀请|支持|包括|其中|含|荣获|获得|获|承担|入选|列入|拥有|建有|设有|下设|评出)$"
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
# 全市46所中小学, 县级学会86个: how many of a kind.
_A_NUMBER = re.compile(r"\d[余多]?[个家所支项]")
_NUMBER_BEHIND = re.compile(r"(?:共|近|约|逾|超过?|达到?)*\d[\d,.]*[余多万千百亿]*[个家所]")
_LEAD = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十\d]+[)）、.]\s*|第[一二三四五六七八九十]+[、,]|(?:(?:19|20)\d\d年|\d{1,2}月|\d{1,2}日|近年来|目前|今年|去年),?|此外,|其中,|同时,)+"
)


# The word by which an article calls what it is about, at the head of a sentence.
_OWN = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）、.]\s*)?(?:(?:截[至止][^,]{1,12}|目前|据悉|据介绍|近年来|五年来|到[^,]{2,12}|(?:19|20)\d\d年(?:以来|度)?),)?"
    r"(?:本次|此次|该|本届|本|全|我)?(?P<what>研究所|研究院|实验室|学会|学校|学院|联盟|协会|集团|基金会|奖学金|省科协|市科协|区科协|县科协|科协"
    r"|(?:项目|大会|论坛|年会|活动|会议|中心|公司|平台|计划|基地|培训班|基金)"
    r"(?=[已共现将在由是于以从为的,旨拟、有]|成员|首轮|首批|首期|先后|累计|目前|每|自|实施|启动|建成|建有|拥有|面向|资助|收到|组建|培养|开展|总|获))"
    r"(?![局部长委会名])"
)
_NEVER_ALONE = frozenset("计划 活动 会议 基金 大会 论坛 年会 培训班 项目 平台 公司".split())


def _ends_with(name: str, word: str) -> bool:
    """Whether a name is one of that kind: 江城湖泊联盟 of 联盟, 产学研1+计划 of 计划, 湖南省科协 of 省科协."""
    bare = name.strip("“”")
    return (
        bare.endswith(word) or (word == "研究所" and bare.endswith("所")) or (word == "大会" and bare.endswith("年会"))
    )


_NEAR = 60
_HELD = re.compile(r"(?:隆重|成功|顺利|圆满)?(?:举行|召开|举办|开幕|揭牌)")
_PERIOD = re.compile(r"^“?十[一二三四五六七八九]五|^“?一带一路”?(?:倡议)?$")


# What is no part of a name that begins or ends with it: 位|中国科学院, 中国科学院|设有数学物理学部, 全国学会|组织.
_LEFT_OF_NAME = re.compile(
    r"^(?:(?:[家所个位名]|年度)(?=[一-鿿]{4})|[^省市区县]{0,3}作(?=[省市县区]科协)|(?:圆满|顺利)?(?:完成|召开|出席|举办|印发|培训|邀请|资助|聘请)(?=[一-鿿]{3})|[与和同](?=[一-鿿]{3}))"
)
_RIGHT_OF_NAME = re.compile(
    r"(?<=[一-鿿]{4})(?:设有|下设|现有|拥有|现任|出席|所属).*$|(?<=[省市区县])(?:高新技术|科技型|中小|规模以上|重点|龙头)[一-鿿]{0,4}企业$|(?<=[会心院所局学])组织$|新$"
)
# A paper or agency only tells of it.
_TELLS = re.compile(r"(?:(?:官方)?网站|官网|日前|近日|昨日|今日|\d{1,2}日)?(?:公布|发布|披露|刊登|公示)的|讯|电\(|消息")
_UNDER = re.compile(r"(?:的)?[一-鿿]{0,8}(?:领导|指导|支持|关心|帮助|部署|关怀|见证|推动)下")
_FELLOW = re.compile(r"(?:外籍)?院士(?=[一-鿿]{2,4})")


@dataclass(frozen=True, slots=True)
class Entity:
    """``text[start:end]`` names ``name``."""

    start: int
    end: int
    name: str
    is_organisation: bool


def _entity(mention: Mention, cut: str) -> Entity:
    """An organisation without what is no part of its name; ``cut`` is the name without what stands behind it."""
    name = _LEFT_OF_NAME.sub("", cut)
    text_left = len(cut) - len(name) if len(mention.name) == mention.end - mention.start else 0
    return Entity(mention.start + text_left, mention.end - len(mention.name) + len(cut), name, True)


_ANY = re.compile(r"(?:地方|各级|各地|各|有关|相关)(?=[一-鿿])")  # not one by its name


@dataclass(frozen=True)
class Topics:
    """The entities of an article in order, and whose article it is."""

    text: str
    entities: tuple[Entity, ...]
    default: str | None
    known: tuple[str, ...] = ()
    centres: frozenset[str] = frozenset()

    @classmethod
    def of(cls, frame: Frame, names: Sequence[Name]) -> Topics:
        """From the frame's organisations and the programmes named; of two that overlap the
        programme counts."""
        mentions = {m.start: m for m in frame.organisations}
        kept = [
            Entity(
                n.start,
                n.end,
                n.name,
                n.kind == "alliance" or (n.kind == "centre" and n.start in mentions and mentions[n.start].end == n.end),
            )
            for n in names
        ]
        kept += [
            _entity(m, cut)
            for m in frame.organisations
            if not _overlaps(names, m.start, m.end) and (cut := _RIGHT_OF_NAME.sub("", m.name))
        ]
        kept = [e for e in kept if not (_A_NUMBER.search(e.name) or _NUMBER_BEHIND.match(frame.text, e.end))]
        kept = [e for e in kept if not _COUNTED.search(frame.text[max(0, e.start - 6) : e.start])]
        kept.sort(key=lambda e: e.start)
        english = [m for m in _ENGLISH.finditer(frame.text) if not _overlaps(kept, m.start(), m.end())]
        kept += [Entity(m.start("name"), m.end(), m["name"], True) for m in english]
        ordered = tuple(sorted(kept, key=lambda e: e.start))
        known = dict.fromkeys(
            [*(frame.text[e.start : e.end] for e in ordered if e.is_organisation), *frame.short_names.names]
        )
        centres = frozenset(n.name for n in names if n.kind == "centre")
        return cls(frame.text, ordered, _default(frame, ordered), tuple(known), centres)

    def between(self, start: int, end: int) -> tuple[Entity, ...]:
        """The entities that lie in a span."""
        return tuple(inside(self.entities, start, end))

    def entity_before(self, offset: int, floor: int) -> Entity | None:
        """The last entity between ``floor`` and ``offset`` that stands as a subject, else the last one
        behind a preposition. What was founded or published counts for the clause that follows."""
        found = [e for e in self.between(floor, offset) if not self._listed(e) and not self._aside(e)]
        subjects = [
            e for e in found if self.is_subject(e) and not (self._made(e) and self._clauses_apart(e, offset) > 1)
        ]
        opener = next((e for e in subjects if not self._made(e) and e.start - floor <= 8), None)
        # A centre founded on the way is no subject of what its founder goes on to do; a scholarship is.
        if opener and self._made(subjects[-1]) and _HOUSE.search(subjects[-1].name):
            return opener
        chosen = (subjects or [e for e in found if not self._made(e)])[-1:]
        return chosen[0] if chosen else None

    def own_word(self, frame: Frame, sentence: Span) -> str | None:
        """Who is meant by the word for itself with which a sentence begins: 研究所, 联盟, 该计划. The last one named
        before that ends with the word, else whose page it is, else the word."""
        match = _OWN.match(sentence.text)
        if match is None:
            return None
        word = match["what"]
        full = frame.organisation(word)
        if full != word:
            return full
        before = [e.name for e in self.between(0, sentence.start) if len(e.name) > len(word) + 1]
        if named := [n for n in before if _ends_with(n, word)]:
            return named[-1]
        # 中国防痨协会分支机构 names the 协会 too.
        if parts := [n[: n.index(word) + len(word)] for n in before if n.find(word) >= 2]:
            return parts[-1]
        if self.default and _ends_with(self.default, word):
            return self.default
        return None if word in _NEVER_ALONE else word

    def owner_before(self, offset: int, floor: int) -> str | None:
        """The last organisation between ``floor`` and ``offset`` that does something."""
        found = [
            e for e in self.between(floor, offset) if e.is_organisation and not self._made(e) and self.is_subject(e)
        ]
        return found[-1].name if found else None

    def opening(self, frame: Frame, floor: int, offset: int, *, organisations_only: bool = False) -> str | None:
        """The nearest entity between ``floor`` and ``offset`` with which a sentence opens, or whom its first word
        stands for, else the first subject there."""
        fit = [e for e in self.between(floor, offset) if e.is_organisation or not organisations_only]
        for span in reversed(inside(frame.sentences, floor, offset)):
            lead = _LEAD.match(span.text)
            at = span.start + (lead.end() if lead else 0)
            if entity := next((e for e in fit if e.start == at and not self._aside(e)), None):
                return entity.name
            if own := self.own_word(frame, span):
                return own
        return next((e.name for e in fit if self.is_subject(e) and not self._made(e) and not self._aside(e)), None)

    def _listed(self, entity: Entity) -> bool:
        before, after = self.text[entity.start - 1 : entity.start], self.text[entity.end : entity.end + 1]
        return before == "、" or after in ("、", "等")

    def _aside(self, entity: Entity) -> bool:
        """Whether it stands in a title, is one of those included, or is a plan of the whole country:
        《湖泊学报》, 包括…在内的, “十四五”."""
        before, after = self.text[max(0, entity.start - 12) : entity.start], self.text[entity.end : entity.end + 24]
        titled = "《" in before.rpartition("》")[2] or (not entity.is_organisation and "》" in after.partition("《")[0])
        included = re.search(r"包括[^,;。]{0,10}$", before) is not None and "在内" in after
        led = before.endswith("核心的") or _UNDER.match(self.text, entity.end) is not None
        return titled or included or led or _PERIOD.search(entity.name) is not None

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
        if _TELLS.match(self.text, entity.end) or _FELLOW.match(self.text, entity.end):
            return False  # 科技部网站公布的…, 中国工程院院士李望: who tells, whose fellow somebody is
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
        return _first(frame, entities)
    whole = [n for n in named if name.startswith(n) and _DEPARTMENT.search(name[len(n) :])]
    return min(whole, key=len) if whole else name


def _first(frame: Frame, entities: Sequence[Entity]) -> str | None:
    """The first organisation that an article names as one that does something, else the first at all that does
    not only tell of it."""
    title = frame.text[: frame.title.end] if frame.title else ""
    telling = {e.name for e in entities if e.name in title and frame.text.count(e.name) >= _OFTEN}
    if len(telling) == 1:
        return telling.pop()
    fit = [
        e for e in entities if e.is_organisation and not _NOBODY.search(e.name) and not _TELLS.match(frame.text, e.end)
    ]
    plain = [
        e
        for e in fit
        if not _FELLOW.match(frame.text, e.end)
        and frame.text[e.end : e.end + 1] not in ("、", "等")
        and not _NO_SUBJECT.search(frame.text[max(0, e.start - 6) : e.start])
    ]
    fit = [e for e in fit if not _ONE_OF.search(frame.text[max(0, e.start - 3) : e.start])]
    return next((e.name for e in [*plain, *fit]), None)


_ONE_OF = re.compile(r"(?:包括|其中|含|涵盖)$")  # 包括白国工程院院士1人
_OFTEN = 3
_HOUSE = re.compile(r"(?:中心|公司|基地|实验室|研究院|研究所|学院|工作站|委员会)$")
_PAPER = re.compile(
    r"(?:日报|晚报|早报|商报|时报|青年报|科学报|新闻网|新华社|新华网|人民网|中新社|中新网|中国新闻社|通讯社|电视台|客户端|周刊|杂志)$"
)
# Who tells of it or is above it is not whose page it is.
_NOBODY = re.compile(_PAPER.pattern + r"|^(?:党中央|国务院|中央|[省市区县]委)")
_DEPARTMENT = re.compile(r"^[一-鿿]{1,10}(?:部|厅|处|室|局|办|中心)$")
