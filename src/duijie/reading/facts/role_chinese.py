"""Posts in Chinese text: 江城大学校长、党委书记陈若水; 陈若水院士; 陈若水当选理事长; 组长:陈若水."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.reading.facts import role_rows
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.gazetteer import post_ending, posts
from duijie.reading.facts.organisations import is_organisation, name_before
from duijie.reading.facts.persons import NEEDED, is_word, person_at, person_before, surname_length
from duijie.reading.facts.persons import Mention as Person
from duijie.reading.facts.role_mention import (
    Post,
    RoleMention,
    is_many,
    people_after,
    row_after,
    row_before,
)

# Posts whose names are everyday words too: they need more around them to be believed.
_WEAK = frozenset(
    "代表 专家 学者 成员 编辑 主管 理事 委员 经理 科学家 顾问 负责人 联系人 得主 获得者 发起人 工程师 "
    "会员代表 董事 常委 专员 博士 记者 干事 特使 代办 律师 领队 参事".split()
)
# Titles that are not of the organisation in front of the name.
_OF_NOBODY = frozenset("院士 博士 总理 总书记 总统 外籍院士 国务委员".split())
_TITLES = frozenset("教授 副教授 研究员 副研究员 院士 博士".split())
_CLEAR_LEFT = re.compile(r"[、,。;:和与及\n“]$|^")
_LEADS = re.compile(r"副?(?:院长|所长|校长|[省市县区州]长|[部局厅司处]长|主席|会长|理事长|书记|主任)$")
_CLEAR_RIGHT = re.compile(
    r"[、,。;)]|和|与|及|等|分别|代表|一行|出席|参加|会见|作|在|为|主持|介绍|表示|认为|指出|担任|任|当选|致|$"
)
_BYLINE = frozenset("记者 通讯员 编辑 责任编辑 摄影师".split())
_APPOINTED = re.compile(
    r"(?:再次|全票|高票|同时)?(?:当选为?|被?(?:选举|推选|推举|选|任命|聘任|聘请|聘|增选|授予|评)为|"
    r"被?授予(?=[^,。;]{2,30}?(?:主席|会长|理事长|委员|院长|校长|教授|顾问|主任)(?:职务|称号))|"
    r"受聘(?:为|担任|任)?|获聘(?:为|任)?|获任|担任|出任|兼任|"
    r"就任|接任|续任|连任|荣任|升任|转任|任|现任|现为|时任|历任|系|是|(?<=[\d二三四五六七八九十]人)为)"
)
_WEAK_APPOINTED = frozenset(("任", "是", "系", "历任", "时任"))
_ELECTED = re.compile(
    r"(?:选举产生|选举|补选|推选|推举|聘请|聘任|任命|增选|增补|特聘|续聘|邀请|授予|决定由?|以)(?:了)?"
)
# A name that no rule knows, where the verbs around leave nothing else: 补选斯朗尼玛为….
_BETWEEN = re.compile(
    r"(?:补选|选举|增选|聘请|聘任|任命|推选)?(?P<name>[\u4e00-\u9fff·]{2,6}?)(?:同志|先生|女士|教授|院士)?(?=为|担任|任)"
)
_COUNTED = (
    r"(?:\d+|[一二三四五六七八九十两百]+)?余?[人位名]?(?:著名|知名)?"
    r"(?:同志|同仁|专家|学者|院士|代表|教授|委员|企业家|科学家|科技工作者|青年学者|候选人|先生|女士|老师|领导|负责人|嘉宾){0,2}"
)
_AND_OTHERS = re.compile(
    rf"(?:等{_COUNTED}|(?:\d+|[二三四五六七八九十]+)(?:人|位|名)(?:同志|委员|代表)?|同志|先生|女士)?(?:分别|均|共同|一致|再次|同时|将|则|也|还|被|获|全票|高票){{0,2}}$"
)
_ASIDE = re.compile(r"\([\u4e00-\u9fff]{1,10}\)$")
_ADDRESS = re.compile(r"(?:同志|先生|女士|老师)$")
_STRONG_LEFT = re.compile(r"(?:^|[,。;:、\n])[ \u3000]*$")
_HELD_BY = re.compile(r"(?:一职|职务)?由(?P<who>[^,。;:\n由]{2,45}?)(?:同志)?(?P<verb>担任|兼任|出任)")
_LINE = re.compile(r"(?:^|\n)[ \u3000]*(?=[\u4e00-\u9fff])")
_MARK = re.compile(r"(?:,|:| {1,3})(?:男,|女,)?(?=[\u4e00-\u9fff“])")
_BREAK = re.compile(r"(?:\([^()\n]{1,20}\))?(?:[。;,\n]|$)")
# In a life: since when, and that he was or is.
_WAS = re.compile(
    r"(?<=[,;。:])\s*(?:(?:19|20)\d\d年[^,。;]{0,12}?)?(?:并|同时|还|后|又)?(?:曾任|历任|曾担任|先后任|先后担任|现任|现为|曾兼任|兼任|任|担任)"
)
_TOLD_OF = re.compile(
    r"(?:院士|教授|研究员|博士|同志|先生|女士)?(?:\([^()\n]{1,40}\))?[,:。](?![^,。]{0,12}(?:表示|指出|强调))"
)
_LABEL_END = re.compile(r"\s*[:]\s*")


def find(frame: Frame) -> Iterator[RoleMention]:
    """All posts that the rules for Chinese find."""
    addressed = list(_behind_names(frame))
    ends = frozenset(mention.end for mention in addressed)
    yield from addressed
    yield from _before_names(frame, ends)
    yield from _in_brackets(frame)
    yield from (m for m in role_rows.find(frame) if m.end not in ends)
    yield from _appointed(frame, ends)
    yield from _elected(frame)
    yield from _held_by(frame)
    yield from _labelled(frame)
    yield from _life(frame)
    yield from _introduced_by_name(frame)


def _before_names(frame: Frame, addressed: frozenset[int]) -> Iterator[RoleMention]:
    """ORGANISATION POST NAME, with rows of posts and of names."""
    text, words = frame.text, frame.words
    for match in frame.posts:
        base = match["base"]
        if (
            (base in _BYLINE and not match["post"].endswith("总编辑"))
            or match.end() in addressed
            or (base.isascii() and not _in_chinese(text, match))
        ):
            continue
        behind = match.end() + (text[match.end() : match.end() + 1] == " ")
        row = row_before(text, words, match, addressed)
        if not row or _runs_on(text, match.end()):
            continue
        last = row[-1]
        people = list(people_after(text, words, behind, many=is_many(last), needed=_needed(last, match)))
        if not people:
            continue
        if _is_weak(match) and not _believable(frame, row, people[0].start, people[0].end):
            continue
        for i, person in enumerate(people):
            for post in row:
                confidence = 0.97 if post.organisation and post.sure else 0.9 if post.sure else 0.72
                if _is_weak(match):
                    confidence = min(confidence, 0.85)
                confidence -= 0.01 * min(i, 3)
                start = post.start if len(row) == 1 else row[0].start
                yield RoleMention(
                    person.text, post.role, post.organisation, start, person.end, "post-before-name", confidence
                )


def _in_chinese(text: str, match: re.Match[str]) -> bool:
    """Whether a post in Latin letters (CEO) stands in a Chinese text."""
    around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    return any("\u4e00" <= c <= "\u9fff" for c in around)


def _needed(post: Post, match: re.Match[str]) -> float:
    """How much must speak for the name behind: little after a post that says where it is."""
    return 1.5 if post.organisation and post.sure and not _is_weak(match) else NEEDED


def _is_weak(match: re.Match[str]) -> bool:
    """Whether the post is an everyday word as well; 党组成员 is none."""
    return match["base"] in _WEAK and match["post"] == match["base"]


def _runs_on(text: str, end: int) -> bool:
    """Whether the post is the beginning of another word: 主席团, 院士大会, 书记处."""
    return re.match(r"团|处|会议|大会|级|们|单位|论坛|制|职|岗|助理|馆", text[end : end + 2]) is not None


def _believable(frame: Frame, row: list[Post], start: int, end: int) -> bool:
    """Whether a weak post with a name behind it is one: it has an organisation, or the word
    behind is a name beyond doubt."""
    word = frame.words.at(start)
    named = word is not None and word.tag.startswith("nr") and word.start == start
    bounded = re.match(r"[、,。;:)\s]|$", frame.text[end : end + 1]) is not None
    owned = row[-1].organisation is not None and row[-1].sure
    return (owned and (named or bounded)) or (named and bounded)


def _behind_names(frame: Frame) -> Iterator[RoleMention]:
    """NAME POST as a form of address: 陈若水院士."""
    text, words = frame.text, frame.words
    people = {mention.text for mention in frame.persons}
    for match in frame.posts:
        if not posts()[match["base"]].address or _runs_on(text, match.end()):
            continue
        person = person_before(text, words, match.start())
        if person is None or re.search(r"[院所会部局厅司处校省市县区组室社台馆国办委]$", person.text):
            continue
        word = words.at(person.start)
        named = word is not None and word.tag.startswith("nr") and word.end >= person.start + 2
        known = person.text in people and len(words.occurrences(person.text)) > 1
        clear = (
            _CLEAR_LEFT.search(text, max(0, person.start - 1), person.start) is not None
            and _CLEAR_RIGHT.match(text, match.end()) is not None
            and (match["post"] in _TITLES or _LEADS.search(match["post"]))
            and (not is_word(person.text) or (word is not None and word.tag == "nz"))
        )
        if not (named or known or clear or "·" in person.text):
            continue
        next_person = person_at(text, words, match.end())
        if next_person is not None and not named:
            continue
        confidence = 0.85 if not named else 0.92 if match["post"] in _TITLES else 0.88
        begin = name_before(text, words, person.start) if match["base"] not in _OF_NOBODY else person.start
        owner = text[begin : person.start] if is_organisation(text[begin : person.start]) else None
        start = begin if owner else person.start
        yield RoleMention(
            person.text, match["post"], owner, start, match.end(), "name-before-post", confidence - 0.05 * bool(owner)
        )


def _in_brackets(frame: Frame) -> Iterator[RoleMention]:
    """NAME(ORGANISATION POST)."""
    text, words = frame.text, frame.words
    for match in re.finditer(r"\(([^()\n]{3,60})\)", text):
        person = person_before(text, words, match.start())
        if person is None:
            continue
        row = row_after(text, words, match.start(1), match.end(1))
        if not row or row[-1].end < match.end(1) - 2:
            continue
        for post in row:
            confidence = 0.93 if post.organisation and post.sure else 0.7
            yield RoleMention(
                person.text,
                post.role,
                post.organisation,
                person.start,
                match.end(),
                "name-with-post-in-brackets",
                confidence,
            )


def _appointed(frame: Frame, addressed: frozenset[int]) -> Iterator[RoleMention]:
    """NAME 当选|担任|任 … POST."""
    text, words = frame.text, frame.words
    for match in _APPOINTED.finditer(text):
        others = _AND_OTHERS.search(text, max(0, match.start() - 24), match.start())
        person = _person_ending(frame, others.start() if others else match.start())
        if person is None:
            continue
        posts_held = row_after(text, words, match.end())
        granted = match.group().endswith("授予")  # 授予…主席|职务
        if not posts_held or (_runs_on(text, posts_held[-1].end) and not granted):
            continue
        counted = bool(others and others.group().startswith("等"))
        row = [
            person,
            *_row_of_people_before(
                frame, person.start, counted or len(posts_held) > 1 or is_many(posts_held[0]), addressed
            ),
        ]
        weak = match.group() in _WEAK_APPOINTED
        word = words.at(person.start)
        alone = _STRONG_LEFT.search(text, max(0, person.start - 3), person.start) or post_ending(text, person.start)
        clear = alone and re.match(r"[,。;、:)(\n]|$", text[posts_held[-1].end :][:1]) and match.group() == "任"
        if weak and not clear and not (word and word.tag.startswith("nr")) and len(words.occurrences(person.text)) < 2:
            continue
        each_his_own = "分别" in (others.group() if others else "") and len(posts_held) > 1
        if each_his_own and len(row) != len(posts_held):
            continue  # nobody knows whose is which
        for place, post in enumerate(posts_held):
            if post.role in _WEAK and post.organisation is None and not _given_seat(post.role, match.group()):
                continue
            confidence = 0.9 if post.organisation and post.sure else 0.85
            confidence -= 0.12 * weak
            holders = row[::-1][place : place + 1] if each_his_own else row if is_many(post) else row[:1]
            for each in holders:
                yield RoleMention(
                    each.text, post.role, post.organisation, row[-1].start, post.end, "appointed", confidence
                )


def _given_seat(role: str, verb: str) -> bool:
    """Whether an everyday word is a post because of the verb: 担任顾问, but not 担任代表."""
    return role in ("顾问", "领队", "特使", "召集人") and verb in ("担任", "出任", "兼任", "受聘担任", "受聘为")


def _person_ending(frame: Frame, end: int) -> Person | None:
    """The name that ends at ``end``, or before a form of address there: 李望教授|."""
    if aside := _ASIDE.search(frame.text, max(0, end - 14), end):
        end = aside.start()  # 周怀远(兼职)
    person = person_before(frame.text, frame.words, end)
    if person is not None:
        return person
    called = _ADDRESS.search(frame.text, max(0, end - 2), end)
    post = post_ending(frame.text, end)
    start = called.start() if called else post.start() if post and posts()[post["base"]].address else None
    return person_before(frame.text, frame.words, start) if start else None


def _row_of_people_before(frame: Frame, start: int, many: bool, addressed: frozenset[int]) -> list[Person]:
    """The names before a name in a row, each with what he is: 李望、湖畔大学教授周怀远,|徐静."""
    row: list[Person] = []
    while many and len(row) < 30:
        begins = _introduced(frame, start, addressed)
        joint = re.search(r"(?:[、,]{1,2}|和|与|及|以及)$", frame.text[max(0, begins - 2) : begins])
        if joint is None or (joint.group()[-1] == "," and begins == start):
            return row
        before = _person_ending(frame, begins - len(joint.group()))
        if before is None:
            return row
        row.append(before)
        start = before.start
    return row


def _introduced(frame: Frame, start: int, addressed: frozenset[int]) -> int:
    """Where what stands before a name about him begins: |湖畔大学教授、湖泊研究所所长周怀远."""
    post = post_ending(frame.text, start)
    if post is not None:
        return row_before(frame.text, frame.words, post, addressed)[0].start
    begin = name_before(frame.text, frame.words, start)
    return begin if begin < start and is_organisation(frame.text[begin:start]) else start


def _elected(frame: Frame) -> Iterator[RoleMention]:
    """选举 NAME 为 POST, and the others of the same sentence: NAME、NAME 为 POST."""
    text, words = frame.text, frame.words
    for match in _ELECTED.finditer(text):
        sentence = frame.sentence(match.start())
        position = match.end()
        organisation: str | None = None
        while position < sentence.end:
            people = list(people_after(text, words, position, many=True)) or _unknown(frame, match, position)
            if not people:
                break
            verb = re.compile(
                rf"(?:院士|教授|研究员|博士)?(?:等{_COUNTED})?(?:同志|先生|女士)?(?:分别)?(?:为|担任|任|出任|当选为?)"
            ).match(text, people[-1].end)
            row = row_after(text, words, verb.end()) if verb else []
            if not row:
                break
            for person in people:
                for post in row:
                    held = post.organisation or organisation
                    confidence = 0.9 if post.sure and held else 0.85
                    yield RoleMention(
                        person.text,
                        post.role,
                        held,
                        match.start(),
                        row[-1].end,
                        "elected",
                        confidence,
                        implied=post.organisation is None,
                    )
            organisation = next((p.organisation for p in row if p.organisation), organisation)
            comma = re.compile(r"(?:[,、;]|以及|和|及)\s*").match(text, row[-1].end)
            if comma is None:
                break
            position = comma.end()


def _unknown(frame: Frame, verb: re.Match[str], position: int) -> list[Person]:
    """Who is elected, where nothing but the verbs tells that it is a name."""
    begun = position > verb.end() and surname_length(frame.text, position)  # …为副会长以及|古同开为秘书长
    sure = verb.group() in ("选举", "补选", "增选", "增补", "推选")
    found = _BETWEEN.match(frame.text, position) if sure or begun else None
    if found and not sure and len(found["name"]) > 3:
        return []
    if found is None or is_word(found["name"]) or re.search(r"[会院所局部委]$", found["name"]):
        return []
    return [Person(found.start("name"), found.end("name"), found["name"])]


def _life(frame: Frame) -> Iterator[RoleMention]:
    """What somebody was and is, told of the one the paragraph begins with: 陈若水,…。曾任…;现任…."""
    text, words = frame.text, frame.words
    for match in _WAS.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        start += len(text[start : match.start()]) - len(text[start : match.start()].lstrip(" "))
        person = person_at(text, words, start, 1.5)
        if person is None or person.end > match.start() or not _TOLD_OF.match(text, person.end):
            continue
        for post in row_after(text, words, match.end()):
            confidence = 0.85 if post.organisation and post.sure else 0.7
            yield RoleMention(
                person.text, post.role, post.organisation, match.start(), post.end, "told-of-life", confidence
            )


def _introduced_by_name(frame: Frame) -> Iterator[RoleMention]:
    """NAME, ORGANISATION POST at the beginning of a line, as guests and authors are introduced."""
    text, words = frame.text, frame.words
    for match in _LINE.finditer(text):
        person = person_at(text, words, match.end(), 1.5)
        mark = _MARK.match(text, person.end) if person else None
        if person is None or mark is None:
            continue
        row = row_after(text, words, mark.end())
        if not row or not row[0].organisation or not row[0].sure or not _BREAK.match(text, row[-1].end):
            continue
        for post in row:
            yield RoleMention(
                person.text, post.role, post.organisation, person.start, post.end, "name-with-post-behind", 0.85
            )


def _held_by(frame: Frame) -> Iterator[RoleMention]:
    """POST 由 … NAME 担任: 理事长由江城大学校长陈若水担任."""
    text, words = frame.text, frame.words
    for match in frame.posts:
        held = _HELD_BY.match(text, match.end())
        person = _person_ending(frame, held.start("verb")) if held else None
        if held is None or person is None or person.start < held.start("who"):
            continue
        for post in row_before(text, words, match):
            yield RoleMention(person.text, post.role, post.organisation, post.start, held.end(), "held-by", 0.85)


def _labelled(frame: Frame) -> Iterator[RoleMention]:
    """POST: NAME, as lists of officers are printed."""
    text, words = frame.text, frame.words
    for match in frame.posts:
        colon = _LABEL_END.match(text, match.end())
        if colon is None or match["base"] in _BYLINE or "\n" in colon.group():
            continue
        before = text[match.start() - 1] if match.start() else "\n"
        row = row_before(text, words, match)
        if len(row) != 1 or (before.isalnum() and row[0].organisation is None):
            continue
        if row[0].start and text[row[0].start - 1] not in " \n,。;、:()[]":
            continue
        for person in people_after(text, words, colon.end(), many=True):
            bounded = re.match(r"[、,。;)\s(]|$|和", text[person.end :])
            if bounded is None:
                break
            yield RoleMention(
                person.text, row[0].role, row[0].organisation, row[0].start, person.end, "post-as-label", 0.9
            )
