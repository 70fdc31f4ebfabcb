"""A post that somebody holds, as a rule found it, and the reading of a row of posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from duijie.reading.facts.gazetteer import known_names, place_pattern, places, post_pattern, posts
from duijie.reading.facts.organisations import is_generic, is_organisation, name_before
from duijie.reading.facts.persons import NEEDED, person_at
from duijie.reading.facts.persons import Mention as Person
from duijie.reading.facts.words import Words


@dataclass(frozen=True, slots=True)
class RoleMention:
    """``person`` is ``role`` at ``organisation`` (None: not said; ``implied``: only the context
    says it), shown by ``text[start:end]``."""

    person: str
    role: str
    organisation: str | None
    start: int
    end: int
    rule: str
    confidence: float
    implied: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A post in the text. ``organisation`` is as written there; ``follows``: the post before it
    in the row holds for the same organisation."""

    role: str
    base: str
    organisation: str | None
    start: int
    end: int
    sure: bool = True


# Posts of a state or a party, which need no organisation.
OF_STATE = re.compile(
    r"^(?:国家(?:副)?主席|(?:副)?总理|国务委员|总书记|(?:副)?总统|首相|国王|女王|公主|亲王|王储|国务卿)$"
)
_SEPARATOR = re.compile(r"(?:、|,|兼任?|暨|及| |/)$")
_NEXT = re.compile(r"[、,;。)和与及等 \n]|$|[^\w]|出席|参加|主持|陪同|分别|任|为")
_OF_PLACE = re.compile(r"[省市县区州]长$")
_PLACE_OF = re.compile(r"[\u4e00-\u9fff]{2,8}?[省市县区州](?=委|人大|政协|政府|人民政府)")
_INITIALS = re.compile(r"\([A-Za-z][A-Za-z0-9 .&-]{1,38}\)$")
_MERGED = re.compile(r"^[\u4e00-\u9fff]{2,4}$")
_ADJECTIVES = (
    "特邀",
    "资深",
    "大会",
    "会议",
    "分会场",
    "论坛",
    "项目",
    "科技",
    "商务",
    "文化",
    "教育",
    "技术",
    "财务",
    "运营",
    "市场",
    "行政",
    "执行",
    "学术",
    "首任",
    "新任",
    "时任",
    "课题",
    "驻地",
)
_PLACE_END = re.compile(r"(?:省|市|县|区|州|盟|旗|镇|乡|村|国|省委|市委|区委|县委|州委|党委|自治区)$")


def post_at(text: str, words: Words, match: re.Match[str]) -> Post:
    """The post of a match of the pattern of posts, with the organisation in front of it."""
    role, base, start = match["post"], match["base"], match.start()
    remark = _INITIALS.search(text, max(0, start - 42), start)
    at = remark.start() if remark else start
    begin = name_before(text, words, at)
    name = text[begin:at]
    if remark and is_organisation(name):
        return Post(role, base, name, begin, match.end())
    if not name:
        return Post(role, base, None, start, match.end())
    if base in ("部长", "外长", "防长", "财长") and _MERGED.match(name) and not name.endswith("部"):
        # 教育部长 writes one 部 for two.
        for i in range(len(name)):
            if name[i:] + "部" in known_names():
                return Post(role, base, name[i:] + "部" if not i else name + "部", begin, match.end())
    if name == "国家" and role in ("主席", "副主席"):
        return Post("国家" + role, base, None, begin, match.end())
    if is_organisation(name) or name in places() or _is_place(name):
        return Post(role, base, name, begin, match.end())
    if name in ("兼", "兼任"):
        return Post(role, base, None, start, match.end())
    if name in _ADJECTIVES or (len(name) <= 4 and not is_generic_kind(name)):
        return _with_adjective(text, words, match, begin)
    if is_generic_kind(name):
        return Post(role, base, name, begin, match.end())
    return _with_topic(text, words, match, begin) or Post(role, base, name, begin, match.end(), sure=False)


def _with_topic(text: str, words: Words, match: re.Match[str], begin: int) -> Post | None:
    """使馆科技参赞: the organisation ends before a short word that says what the post is for."""
    for cut in range(match.start() - 2, max(begin + 2, match.start() - 7), -1):
        name = text[begin:cut]
        if cut in words.starts and (is_organisation(name) or name in places()):
            return Post(text[cut : match.start()] + match["post"], match["base"], name, begin, match.end())
    return None


def is_generic_kind(name: str) -> bool:
    """Whether a name is the kind of an organisation alone: 领导小组, 联盟, 学会."""
    return (
        is_generic(name)
        and name not in places()
        and re.search(r"(?:组|盟|会|院|所|部|局|处|司|中心|室|团队|委|集团|公司|办|校|馆|台|体|厅)$", name) is not None
    )


def _is_place(name: str) -> bool:
    return place_pattern().fullmatch(name) is not None or (_PLACE_END.search(name) is not None and 2 <= len(name) <= 12)


def _with_adjective(text: str, words: Words, match: re.Match[str], begin: int) -> Post:
    """技术总监, 大会主席: the word in front belongs to the post; a place before it may be whose."""
    name = text[begin : match.start()]
    place = place_pattern().match(name)
    if place and place.end() < len(name):
        head, rest = place.group(), name[place.end() :]
        return Post(rest + match["post"], match["base"], head, begin, match.end(), sure=False)
    return Post(name + match["post"], match["base"], None, begin, match.end(), sure=False)


def row_before(text: str, words: Words, match: re.Match[str], not_at: frozenset[int] = frozenset()) -> list[Post]:
    """The posts of the row that ends with this match, in order: 院长、党组书记. A post that ends at
    one of ``not_at`` is somebody else's."""
    row = [post_at(text, words, match)]
    while len(row) < 8:
        start = row[0].start
        separator = _SEPARATOR.search(text, max(0, start - 2), start)
        if separator is None or start == 0:
            break
        before = _post_ending(text, separator.start())
        if before is None or before.end() in not_at:
            break
        row.insert(0, post_at(text, words, before))
    return inherited(row)


def inherited(row: list[Post]) -> list[Post]:
    """Posts without an organisation of their own get the one before in the row."""
    done: list[Post] = []
    last: str | None = None
    for post in row:
        if post.organisation is None and last and not OF_STATE.match(post.role):
            of_place = _OF_PLACE.search(post.role) and _PLACE_OF.match(last)
            home: str | None = of_place.group() if of_place else last  # 四川省委副书记、省长
            if _OF_PLACE.search(post.role) and re.fullmatch("[省市县区州]委", last):
                home = None  # 省委副书记、省长: the context tells which
            post = Post(post.role, post.base, home, post.start, post.end, post.sure)
        elif post.organisation:
            last = post.organisation
        done.append(post)
    return done


def _post_ending(text: str, end: int) -> re.Match[str] | None:
    for start in range(max(0, end - 14), end):
        match = post_pattern().match(text, start, end)
        if match and match.end() == end:
            return match
    return None


def row_after(text: str, words: Words, start: int) -> list[Post]:
    """The posts of the row that begins at ``start``: (当选)江城学会理事长、党委书记."""
    row: list[Post] = []
    position = start
    stop = min(len(text), start + 60)
    while len(row) < 8:
        match = post_pattern().search(text, position, stop)
        if match is None:
            break
        post = post_at(text, words, match)
        gap = text[position : post.start]
        if not re.fullmatch(r"\s*(?:了|为|新一届|新任|首任|[“\"])?", gap):
            break
        row.append(post)
        follow = re.compile(r"\s*(?:、|,|兼任?|和|及|并任|/| )\s*").match(text, match.end())
        if follow is None:
            break
        position, stop = follow.end(), min(len(text), follow.end() + 45)
    return inherited(row)


def people_after(text: str, words: Words, start: int, *, many: bool, needed: float = NEEDED) -> Iterator[Person]:
    """The people named from ``start`` on; of a row of names all, when many hold the post."""
    position = start
    first = True
    while True:
        person = person_at(text, words, position, needed)
        if person is None:
            return
        if not first and not _NEXT.match(text, person.end) and post_pattern().match(text, person.end) is None:
            return  # no name of the row, nor one with a title of his own: 、李四教授
        yield person
        first = False
        between = re.compile(r"(?:\([^()]{1,30}\))?\s*(?:、|和|与|及|以及|, ?)\s*").match(text, person.end)
        if not many or between is None:
            return
        position = between.end()


def is_many(post: Post) -> bool:
    """Whether several people can hold a post."""
    return posts()[post.base].many or post.role.startswith(("副", "常务副", "党组副")) or "副" in post.role
