"""Who did it: the people or the group that stand before a verb of visiting or meeting."""

from __future__ import annotations

import re
from dataclasses import dataclass

from duijie.core.text import Span
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.persons import Mention as Person
from duijie.reading.facts.persons import everywhere, person_at
from duijie.reading.facts.spans import inside

# What may stand between who and what they did.
_FILLER = re.compile(
    r"\([^()]{1,60}\)|副?(?:校长|院长|所长|书记|主席|理事长|会长|局长|部长|省长|市长|厅长|处长|秘书长|总裁|董事长|总经理)|博士|教授|院士|研究员|先生|女士|同志|爵士|主任|一行[\d一二三四五六七八九十两]*余?人?|"
    r"等(?:[一二三四五六七八九十\d]*(?:位|名|人))?(?:[省市县区校院所]?领导)?|率(?:领)?[^,。;]{1,16}?(?:代表团|访问团|考察组|调研组|"
    r"工作组|团|队|组|一行)|率团|率队|带队|应邀|应[^,。;]{2,40}?邀请|"
    r"集中|还|也|又|再|均|并|曾|已|就|先后|分别|专程|亲切|首次|再次|随后|同时|一起|共同|会前|会后|会上|集体|"
    r"专门|亲自|正式|陪同|顺访|当天|当日|同日|今天|昨天|今日|上午|下午|晚上|晚|近日|日前|期间|次日|"
    r"(?:围绕|就|针对)[^,。;]{2,30}?(?=[在赴到来])|有关负责同志|和|与|、|利用[^,。;]{2,16}?之际|出席[^,。;]{2,30}?(?:期间|时)|代表[^,。;]{2,12}?(?=会见|看望)|"
    r"以[^,。;]{2,8}?方式|通过视频[^,。;]{0,6}|线上|视频|\s|(?:在|于)[^,。;:]{1,24}"
)
GROUP = re.compile(
    r"^(?:高级|科技|学术|友好|青年|企业家)*(?:代表团|访问团|考察团|调研组|考察组|专家组|工作组|督导组|一行)"
)
_DELEGATION = re.compile(
    r"(?P<who>(?:[\d一二三四五六七八九十]+余?多?[所家名位个])?(?:(?!等\d|组成|[的在于由将与和及对向]|我们|他们)[\u4e00-\u9fff“”·]){2,20}?"
    r"(?:代表团|访问团|考察团|考察组|调研组|专家组|督导组|代表|师生))(?![大会性处表])"
)
_VERB = re.compile(r"(?:在[^,。]{2,10})?(?:会见|会晤|访问|率|赴|应邀|一行|调研|考察|到|看望)")
_POST_IN_FRONT = re.compile(r"^.*(?:校长|院长|所长|主席|会长|主任|部长|大使|总裁|教授|院士)(?=[^·]+·)")
_RAN_ON = re.compile(r"(?:进行|举行|共同|一行|爵士|先生|女士|博士|教授|院士|此次来华|访华|来华|率团|到访)$")


@dataclass(frozen=True, slots=True)
class Who:
    """Who did it: the words for the name, the people, the organisation, where they stand."""

    name: str
    people: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """The article, and where the people stand in it."""

    frame: Frame
    people: tuple[Person, ...]


def everybody(frame: Frame) -> tuple[Person, ...]:
    """The people of the article, also those whose post is doubtful, without verbs that ran into a name."""
    names = {p.text for p in frame.everybody} | {r.person for r in frame.roles if r.confidence >= 0.5}
    for post in frame.posts:
        # 院长陈若水在江城会见: a post before and a verb behind speak for a name no rule knew.
        behind = person_at(frame.text, frame.words, post.end(), 1.0)
        if behind and 2 <= len(behind.text) <= 4 and _VERB.match(frame.text, behind.end):
            names.add(behind.text)
    names = {_RAN_ON.sub("", _POST_IN_FRONT.sub("", name)) for name in names}
    names = {n for n in names if len(n) > 1 and not any(n != o and o in n and re.search("[对与和]", n) for o in names)}
    return everywhere(frame.text, {n for n in names if not re.search(r"(?:团|组|队|会|一行)$", n)})


def who_before(page: Page, sentence: Span, verb: int) -> Who | None:
    """Who stands before a verb with nothing between that says anything else."""
    text = page.frame.text
    people = [p for p in inside(page.people, sentence.start, verb) if _only_filler(page, p.end, verb)]
    if people:
        row = [people[-1]]
        for person in reversed(inside(page.people, sentence.start, row[0].start)):
            if not _in_row(page, person.end, row[0].start):
                break
            row.insert(0, person)
        return Who("、".join(p.text for p in row[:3]), tuple(p.text for p in row), row[0].start, row[-1].end)
    for mention in reversed(inside(page.frame.organisations, sentence.start, verb)):
        group = GROUP.match(text[mention.end : verb])
        end = mention.end + (group.end() if group else 0)
        if not _only_filler(page, end, verb):
            continue
        if group:
            return Who(page.frame.value(mention.start, end), (), mention.start, end)
        break
    return _delegation(page, sentence, verb)


def _delegation(page: Page, sentence: Span, verb: int) -> Who | None:
    """A group without a name that stands at the head of its clause: 六所高校代表参观了…."""
    clause = max((page.frame.text.rfind(c, sentence.start, verb) for c in ",;:、"), default=-1) + 1
    for match in _DELEGATION.finditer(page.frame.text, max(clause, sentence.start, verb - 80), verb):
        if _only_filler(page, match.end(), verb):
            start = match.start("who")
            return Who(page.frame.value(start, match.end()), (), start, match.end())
    return None


def _in_row(page: Page, end: int, start: int) -> bool:
    """Whether two people stand in one row: 周明远、校长陈若水, 周明远和陈若水."""
    between = page.frame.text[end:start]
    if re.fullmatch(r"[、和与及]", between):
        return True
    return between[:1] in "、和与及," and any(
        0 < r.start - end <= 2 and r.start <= start <= r.end for r in page.frame.roles
    )


def who_began(page: Page, sentence: Span, verb: int) -> Who | None:
    """Who the sentence began with, for a clause that names nobody: 陈若水访问江城,与李望会谈."""
    text = page.frame.text
    if verb == sentence.start or not re.search(
        r"[,;]\s*(?:并|还|随后|先后|分别|会后|期间|同时)*$", text[sentence.start : verb]
    ):
        return None
    people: list[Person] = inside(page.people, sentence.start, verb)
    for person in people:
        behind = text[person.end : verb]
        if re.match(
            r"(?:\([^)]*\))?(?:一行|率|访问|赴|前往|到|会见|来|于|在|应邀|还|先后|随后|参观|考察|调研|出席)", behind
        ):
            return Who(person.text, (person.text,), verb, verb)
    return None


def _only_filler(page: Page, start: int, end: int) -> bool:
    if end - start > 60:
        return False
    dates = {d.start: d.end for d in inside(page.frame.dates, start, end)}
    position = start
    while position < end:
        if position in dates:
            position = dates[position]
            continue
        preposition = re.match(r"[于在](?=\d|今|昨|当)", page.frame.text[position:end])
        filler = preposition or _FILLER.match(page.frame.text, position, end)
        if filler is None:
            break
        position += len(filler.group())
    return position == end
