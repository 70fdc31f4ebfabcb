"""Who agreed with whom: the parties and signatories around a verb of signing."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from duijie.core.text import Span
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.gazetteer import known_names, longest_first, places
from duijie.reading.facts.organisations import is_organisation
from duijie.reading.facts.publishers import WE, we_are
from duijie.reading.facts.role_context import is_short_of
from duijie.reading.facts.role_mention import RoleMention

_COUNTRY = {
    **dict(zip("德法英美泰韩", "德国 法国 英国 美国 泰国 韩国".split(), strict=True)),
    **dict(zip("俄日意澳巴", "俄罗斯 日本 意大利 澳大利亚 巴基斯坦".split(), strict=True)),
    **dict(zip("蒙哈乌吉塔", "蒙古 哈萨克斯坦 乌兹别克斯坦 吉尔吉斯斯坦 塔吉克斯坦".split(), strict=True)),
    **dict(zip("匈波捷埃以", "匈牙利 波兰 捷克 埃及 以色列".split(), strict=True)),
    **dict(zip("斯尼孟白荷", "斯里兰卡 尼泊尔 孟加拉国 白俄罗斯 荷兰".split(), strict=True)),
    "中": "中国",
}
_TWO_COUNTRIES = re.compile(
    rf"(?P<one>[{''.join(_COUNTRY)}])(?P<other>[{''.join(_COUNTRY)}])两(?:国|院|"
    rf"国的)?(?P<kind>[\u4e00-\u9fff]{{2,8}}?)(?=共同|联合|正式|签|达成|[,。])"
)
_WITNESSED = re.compile(r"在[^。;]{0,80}?见证下|见证(?:了)?(?:签约|签署)|由[^,。]{2,30}见证")
_CLEAN = re.compile(r"^.{0,6}代表(?=[\u4e00-\u9fff]{3})")
_WITH = re.compile(r"[与和同][^,。]{2,40}$")
_BOTH = re.compile(r"双方|三方|各方|两[院校所会家地]|两单位|院地|校地|院校|省院|院省|市院|院市")
# What stands between two parties and the verb of signing.
_ADVERB = re.compile(
    r"(?:共同|联合|正式|分别|[近昨今当前]日|日前|现场|成功|顺利|双方|又|还|已|先后|当场|首次|再次|在[^,。与和]{2,16}|于[^,。与和]{2,16}|就[^。;]{2,40}|"
    r"以[^,。]{2,8}方式|线上|视频|\s)$"
)
_AND = re.compile(r"[与和同跟]|携手|会同")
# Behind these words the first party begins: 见证了…, 李望代表….
_CUE = re.compile(
    r"见证(?:了|下)?|代表|组织|推动|促成|期间|\d日|[上下]午|会上|仪式上|现场|当天|当日|此次|来华|来访|会后|之后|结束后|并|还|"
    r"近日|日前|[今昨]天|年底?|月底?|目前|先后|随后|同时|了|,|、(?=我)"
)
_COUNTED = re.compile(
    r"(?:全球|世界|国内外|海内外|国内|全国|国外|境外|多)?[^,。;与和]{0,14}?(?:\d+|[二三四五六七八九十两]+)余?多?[个家所][^,。;]{2,24}$"
)
_REST = re.compile(
    r"(?:\([^()]*\)|(?<=[学院所校司会])[\d二三四五六七八九十两]+[所家个](?:高校|大学|单位|机构|企业|院校|公司|科研院所)|等(?:[\d一二三四五六七八九十]*[多余]?[家个所]?[^,。、与和]{0,8})?|方面|一方|双方|有关负责人|负责人|"
    r"(?<=[学院所司会局团盟心])副?(?:校长|院长|所长|会长|理事长|主任|局长|总裁|总经理|代表))+$"
)
_CALLED = re.compile(
    r"(?<![\u4e00-\u9fff])(?P<family>[\u4e00-\u9fff])副?(?:校长|院长|所长|主席|会长|理事长|主任|书记|市长|局长)"
)
_ANY = re.compile(
    r"(?:管委会|委员会|理事会|党委|党组|学校|学院|[市县区省]?政府|公司|集团|研究所|研究院|协会|学会|大学)"
)
_BUILT = re.compile(r"(?:共建|建设|成立|组建|设立|筹建|打造|揭牌)$")
_SIGNED_BEFORE = re.compile(
    r"(?:签署|签订|续签)(?:了)?[^,。;]{2,40}(?:协议|备忘录|合同|意向书)[书]?,(?=[^,]{0,6}[与和同])"
)
# Whose people sign for the whole: 江城大学|科研处.
_OFFICE = re.compile(
    r"^(?P<whole>.{2,}?(?:大学|学院|研究所|研究院|科学院|公司|集团|医院|协会|学会|科协))"
    r"[\u4e00-\u9fff]{0,7}(?:[^学]处|[^学]部|办公室)$"
)
_RESPECTIVELY = re.compile(
    r"[与和、][^,。;、与和]{2,20}?分别代表(?P<one>[\u4e00-\u9fff()]{3,24}?)[与和、](?P<other>[\u4e00-\u9fff()]{3,24}?)"
    r"(?:正式|共同|现场|双方)*$"
)
_OF_UNIVERSITY = re.compile(r"[\u4e00-\u9fff]{1,2}大")
_JOINTS = frozenset("与和同及")
_ALSO = re.compile(r"(?:分别|还|又|亦|也|已|先后)+$")
_ROOM = re.compile(r"[^,。;与和]{0,8}(?:会议室|会议中心|报告厅|大厅|礼堂|宾馆|酒店)")
_TITLE_ORGANISATION = re.compile(
    rf"(?:{longest_first(n for n in known_names() if len(n) > 2)}|[\u4e00-\u9fff“”]{{2,16}}?(?:人民政府|"
    rf"大学|研究院|科学院|委员会|协会|学会|联盟|有限公司|集团公司|研究所|联合会|基金会))"
)


def parties_of_title(title: str) -> tuple[str, ...]:
    """The organisations whose names open the title of an agreement.

    >>> parties_of_title("江城大学 柳州市人民政府共同建设湖泊实验室合作协议")
    ('江城大学', '柳州市人民政府')
    """
    found: list[str] = []
    position = 0
    while match := _TITLE_ORGANISATION.match(title, position):
        name = match.group()
        if re.search(r"关于|合作|共同|战略|共建|建设", name):
            break
        found.append(name)
        position = match.end()
        joint = re.compile(r"[\s、·与和及\-—]*").match(title, position)
        position = joint.end() if joint else position
    return tuple(found) if len(found) > 1 else ()


def parties_before(frame: Frame, sentence: Span, verb: int, roles: tuple[RoleMention, ...]) -> tuple[str, ...]:
    """The parties that stand before a verb of signing, in order; organisations of the people
    who sign count as parties, witnesses do not."""
    text = frame.text
    start = _scope(frame, sentence, verb)
    people = [r for r in roles if start <= r.start and r.end <= verb and r.organisation]
    named: list[tuple[int, str]] = [
        (r.start, _OFFICE.sub(r"\g<whole>", r.organisation)) for r in people if r.organisation
    ]
    spans = [(r.start, r.end) for r in people]
    for mention in frame.organisations:
        inside = any(a <= mention.start < b for a, b in spans) or re.search("[两三各]国", mention.name)
        if (
            start <= mention.start
            and mention.end <= verb
            and not inside
            and not _beside(text, mention.start, mention.end)
        ):
            named.append((mention.start, mention.name))
    for match in _TWO_COUNTRIES.finditer(text, start, verb + 2):
        named += [(match.start(), name) for name in _of_two(frame, match)]
    if len({name for _, name in named}) < 2 and not _WITH.search(text, start, verb):
        # Who signs is known from elsewhere: 陈若水和李望代表双方签署.
        signing = [p for p in frame.everybody if start <= p.start and p.end <= verb]
        homes = [home_of(frame, p.text) for p in signing]
        if len(homes) >= 2 and all(homes):
            return _distinct(frame, [h for h in homes if h])
    return _distinct(frame, [name for _, name in sorted(named, key=lambda n: n[0])])


def pair_before(frame: Frame, sentence: Span, verb: int) -> tuple[str, ...]:
    """The parties of the plain form 甲与乙签署 in the clause before a verb: (甲, 乙, …), also where
    one is 我院, a person who signs for a known organisation, or a count (23个国家的58所高校);
    empty when the clause has another form."""
    text = frame.text
    start = max((text.rfind(c, sentence.start, verb) for c in ",;:。\n"), default=-1) + 1
    start = max(start, sentence.start)
    end = verb
    while behind := _ADVERB.search(text, start, end):
        if behind.start() == end:
            break
        end = behind.start()
    joints = reversed(list(_AND.finditer(text, start, end)))
    for joint in sorted(joints, key=lambda j: _ALSO.search(text, start, j.start()) is None):
        others = _side(frame, joint.end(), end, first=False)
        if not others:
            continue
        cues = [m.end() for m in _CUE.finditer(text, start, joint.start())]
        stop = _ALSO.search(text, start, joint.start())
        ours = _side(frame, max([start, *cues]), stop.start() if stop else joint.start(), first=True)
        rest = text[max([start, *cues]) : stop.start() if stop else joint.start()].strip()
        if not ours and (not rest or text[start : joint.start()].strip() in ("并", "还", "随后", "此后")):
            ours = _subject(frame, sentence, start)
        if not ours and rest in ("学校", "学院", "本校", "我校", "公司"):
            ours = _own(frame, sentence, joint.start(), others)
        if ours and not any(one.endswith(other) or other.endswith(one) for one in ours for other in others):
            return tuple(dict.fromkeys(_full(frame, n) for n in (*ours, *others)))
    return ()


def represented(frame: Frame, start: int, verb: int) -> tuple[str, ...]:
    """The two for whom two people sign, in the form 甲与乙分别代表A与B签署."""
    match = _RESPECTIVELY.search(frame.text, start, verb)
    if match is None:
        return ()
    names = [_named_at(frame, *match.span(g)) for g in ("one", "other")]
    return tuple(_full(frame, n) for n in names if n)


def _named_at(frame: Frame, start: int, end: int) -> str:
    """The organisation at a span, also one whose words show no end of a name: 江城控股."""
    mention = next((m for m in frame.organisations if m.start == start and m.end == end), None)
    return mention.name if mention else frame.value(start, end)


def _side(frame: Frame, start: int, end: int, *, first: bool) -> tuple[str, ...]:
    """The party or row of parties that ``text[start:end]`` is."""
    text = frame.text
    if rest := _REST.search(text, start, end):
        counted = re.match(r"等\d+[家个所]", rest.group())
        end = end if rest.start() == start and counted else rest.start()
    words = text[start:end].strip()
    if we := WE.match(words):
        full = we_are(frame, words)
        return (full,) if full and len(words) < 24 and we else ()
    if not first and _COUNTED.fullmatch(words):
        return (words,)
    row: list[str] = []
    position = end
    for mention in reversed([m for m in frame.organisations if m.end <= end and m.end > start]):
        if mention.end != position and not re.fullmatch(r"[、,及和]|以及", text[mention.end : position]):
            break
        row.insert(0, _within(frame, mention.name, mention.start, mention.end, start))
        position = mention.start
    if row:
        return tuple(row)
    guests = [p for p in frame.everybody if start <= p.start and end - 12 <= p.end <= end]
    if guests and (home := home_of(frame, guests[-1].text)):
        return (home,)
    parts = [part.strip() for part in words.split("、")]
    named = all(2 < len(part) < 30 and is_organisation(part) for part in parts)
    return tuple(parts) if named else (words,) if words in places() else ()


def _within(frame: Frame, name: str, start: int, end: int, floor: int) -> str:
    """A name without words before it that ran into it: 代表|北湖科学院."""
    if start >= floor:
        return name
    rest = frame.text[floor:end]
    return rest if is_organisation(rest) else name


def _own(frame: Frame, sentence: Span, before: int, others: tuple[str, ...]) -> tuple[str, ...]:
    """What 学校 is where somebody signs for it: where he has a post, else what the article began with."""
    people = [home_of(frame, p.text) for p in frame.everybody if sentence.start <= p.start < before]
    named = [*people[:1], frame.article.publisher, *(m.name for m in frame.organisations[:1])]
    own = next((n for n in named if n and n not in others and re.search("(?:大学|学院|学校|公司)$", n)), None)
    return (own,) if own else ()


def _subject(frame: Frame, sentence: Span, before: int) -> tuple[str, ...]:
    """Whose people the sentence began with, for a clause that goes on without a subject."""
    people = [p for p in frame.everybody if sentence.start <= p.start < before]
    home = home_of(frame, people[0].text) if people else None
    if home:
        return (home,)
    first = next((m for m in frame.organisations if m.start >= sentence.start), None)
    joined = first is not None and frame.text[first.start - 1 : first.start] in ("与", "和", "同")
    opens = first is not None and not people and not joined and first.end < before and first.start - sentence.start < 14
    return (first.name,) if first and opens else ()


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(Locale("zh", "Hans").territories.values()) | frozenset(_COUNTRY.values())


def _full(frame: Frame, name: str) -> str:
    """The longer name by which the article calls a party; a country in front of it is left as printed."""
    name = _CLEAN.sub("", name) if is_organisation(_CLEAN.sub("", name)) else name
    longer = frame.longest(name)
    if "·" in longer and "·" not in name:
        return name  # 北湖大学·柳州市人民政府 on a banner are two
    added = longer[: -len(name)] if longer.endswith(name) else ""
    return name if added in _countries() or "代表" in added else longer


def home_of(frame: Frame, person: str) -> str | None:
    """The first organisation at which the article says a person holds a post."""
    return next((r.organisation for r in frame.roles if r.person == person and r.organisation), None)


def _scope(frame: Frame, sentence: Span, verb: int) -> int:
    """From where on the sentence speaks of who signs: behind witnesses and introductions."""
    start = sentence.start
    for match in _WITNESSED.finditer(frame.text, sentence.start, verb):
        start = match.end()
    for match in _SIGNED_BEFORE.finditer(frame.text, start, verb):
        start = match.end()  # who signed another paper
    # A clause of its own before the last one only sets the scene, if the last has two parties itself.
    for i in range(verb - 1, start, -1):
        if frame.text[i] in ",:":
            inside = [m for m in frame.organisations if i < m.start and m.end <= verb]
            if len(inside) >= 2:
                return i + 1
    return start


def _beside(text: str, start: int, end: int) -> bool:
    """Whether a name only says where or by whom it was arranged: 在江城大学举行, 由…主办."""
    if _BUILT.search(text[max(0, start - 4) : start]):
        return True
    if text[start - 1 : start] in ("在", "于") and _ROOM.match(text, end):
        return True
    return (
        re.search(r"[在于由]$", text[max(0, start - 1) : start]) is not None
        and re.match(r"(?:共同|联合)?(?:举行|举办|召开|主办|承办|组织)", text[end : end + 6]) is not None
    )


def _of_two(frame: Frame, match: re.Match[str]) -> list[str]:
    names = []
    for short in (match["one"], match["other"]):
        country, kind = _COUNTRY[short], match["kind"]
        known = [m.name for m in frame.organisations if m.name.startswith(country) and m.name.endswith(kind)]
        names.append(min(known, key=len) if known else country + kind)
    return names


def parties_around(frame: Frame, sentence: Span, before: tuple[str, ...], verb: int) -> tuple[str, ...]:
    """Parties completed from the context: 双方 are the two named last, and who is left unnamed
    (还与…签署) is the organisation that the paragraph began with."""
    said = frame.text[sentence.start : verb + 4]
    if len(before) >= 2 or WE.search(said):
        return before
    paragraph = frame.text.rfind("\n", 0, sentence.start) + 1
    if len(before) < 2 and _BOTH.search(said):
        homes = [home_of(frame, p.text) for p in frame.everybody if sentence.start <= p.start < verb]
        both = _distinct(frame, [h for h in homes if h])
        if len(both) == 2:
            return both
    if not before and _BOTH.search(said):
        for span in reversed([s for s in frame.sentences if s.end <= sentence.start][-6:]):
            names = _distinct(frame, [m.name for m in frame.organisations if span.start <= m.start < span.end])
            if len(names) == 2:
                return names
        return ()
    if len(before) == 1 and re.search(r"[与和同]", said):
        earlier = [
            m.name
            for m in frame.organisations
            if paragraph <= m.start < sentence.start + said.rfind("与")
            and frame.text[m.start - 1 : m.start] not in _JOINTS
        ]
        keys = {frame.short_names.key(b) for b in before}
        subject = next((n for n in earlier if frame.short_names.key(n) not in keys), None)
        ours = frame.article.publisher
        if subject is None and ours and any(frame.organisation(m.name) == ours for m in frame.organisations):
            subject = ours
        if subject and frame.short_names.key(subject) not in keys:
            return (subject, *before)
    return before


def _distinct(frame: Frame, names: list[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in (part for joined in names for part in _parts(joined)):
        if re.search(r"代表[\u4e00-\u9fff]{2}$", name) or _ANY.fullmatch(name):
            continue  # 代表学校, 管委会
        name = _full(frame, name)
        found.setdefault(frame.short_names.key(name), name)
    kept = list(found.values())
    return tuple(n for n in kept if not any(n != o and _is_of(n, o) for o in kept))


def _is_of(name: str, other: str) -> bool:
    """Whether a name is the head of another (北湖大学 of 北湖大学学院), or the place of a government."""
    if is_place(name) or re.fullmatch(r"[\u4e00-\u9fff]{2,6}[市县区州省]", name):
        return name in other and other.endswith("政府")
    return len(name) > 3 and other.startswith(name)


def _parts(name: str) -> list[str]:
    """The two that a dot between two organisations joins: 北湖大学·柳州市人民政府."""
    parts = name.split("·")
    return parts if len(parts) > 1 and all(len(p) > 3 and is_organisation(p) for p in parts) else [name]


def is_place(name: str) -> bool:
    """Whether a name is one of a place."""
    return name in places() and not is_organisation(name)


def signatories(frame: Frame, sentence: Span, verb: int) -> tuple[str, ...]:
    """Who signed: the people before the verb, witnesses left out."""
    start = _scope(frame, sentence, verb)
    for i in range(verb - 1, start, -1):
        # Who only attended stands in a clause before: …出席座谈会,陈若水和林树森代表双方签署.
        if frame.text[i] == "," and len({p.text for p in frame.everybody if i < p.start and p.end <= verb}) >= 2:
            start = i
            break
    clause = max((frame.text.rfind(c, start, verb) for c in ",:"), default=-1) + 1
    if clause > start and _BOTH.match(frame.text, clause):
        return ()  # 陈若水与李望会谈,双方续签…: who talked need not be who signed
    named = [(p.start, p.text) for p in frame.everybody if start <= p.start and p.end <= verb]
    named += _called(frame, start, verb)
    return tuple(dict.fromkeys(name for _, name in sorted(named)))


def _called(frame: Frame, start: int, end: int) -> list[tuple[int, str]]:
    """People by family name and post, of whom the article names one only: 梅校长."""
    found = []
    for match in _CALLED.finditer(frame.text, start, end):
        if any(p.start <= match.start() < p.end for p in frame.everybody):
            continue
        bearers = {p.text for p in frame.everybody if p.text.startswith(match["family"]) and len(p.text) < 5}
        if len(bearers) == 1:
            found.append((match.start(), bearers.pop()))
    return found


def _in_full(frame: Frame, name: str) -> str:
    """A name with the short one it begins with written out: 金属所科技部."""
    short = next((s for s in sorted(frame.short_names.names, key=len, reverse=True) if name.startswith(s)), "")
    return frame.short_names.key(frame.short_names.full(short) + name[len(short) :] if short else name)


def akin(frame: Frame, one: str, other: str) -> bool:
    """Whether two names may be of one party: equal, one the head or the tail of the other or a
    short form of it (江城市政府 and 市政府, 北湖大学 and its 医学院, 化物所)."""
    a, b = sorted((_in_full(frame, one), _in_full(frame, other)), key=len)
    if _OF_UNIVERSITY.fullmatch(a) and b.endswith("大学"):
        return is_short_of(a[:-1], b[:-1])  # 成大
    a, b = (re.sub(r"(?<=[省市县区州])(?:委|政府|人民政府)$", "", name) for name in (a, b))
    return b.startswith(a) or b.endswith(a) or (a[-1:] == b[-1:] and len(a) > 2 and is_short_of(a, b))
