"""A post that somebody holds, as a rule found it, and the reading of a row of posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from duijie.reading.facts.gazetteer import known_names, place_pattern, places, post_ending, post_pattern, posts
from duijie.reading.facts.organisations import is_anchored, is_generic, is_organisation, name_before
from duijie.reading.facts.persons import NEEDED, person_at, person_before, surname_length
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
_SEPARATOR = re.compile(r"(?:[、,]{1,2}[ \n]{0,6}|、?兼任?|暨|及| |/)$")
# What may stand in brackets between posts and between a post and the name: (正部长级), (兼), (主持工作).
REMARK = re.compile(r" ?\((?!左|右|中\)|前排|后排)[\u4e00-\u9fff\d]{1,12}\) ?")
_REMARK_END = re.compile(r" ?\([\u4e00-\u9fff\d]{1,12}\)$")
# Words before a post that say since when it is held, and are no part of its name.
_SINCE = re.compile(
    r"^(?:首任|首届|新一届|本届|上届|第?[一二三四五六七八九十\d]+届|新任|新当选的?|现任|时任|原任|原)(?=.)"
)
_NEXT = re.compile(
    r"[、,;。)和与及等 \n]|以及|$|[^\w]|出席|参加|主持|陪同|分别|任|为|进行|举行|会[谈见晤]|座谈|代表|签署|"
    r"共同|一行|率[团队]|致辞|讲话|见证|的陪同"
)
_OF_PLACE = re.compile(r"[省市县区州]长$")
_PLACE_OF = re.compile(r"[\u4e00-\u9fff]{2,8}?[省市县区州](?=委|人大|政协|政府|人民政府)")
_INITIALS = re.compile(
    r"\((?:[A-Za-z][A-Za-z0-9 .&-]{1,38}|[^()\n]{0,8}[简下]称[^()\n]{1,24}|"
    r"[\u4e00-\u9fff]{2,8}(?:科协|协会|学会|院|所|大|联盟|中心)|[\u4e00-\u9fff]{1,6}[部局厅司委署])\)$"
)
_MERGED = re.compile(r"^[\u4e00-\u9fff]{2,4}$")
_COMPANY_POST = frozenset("董事长 总经理 总裁 CEO 首席执行官 创始人 监事长 执行总裁 执行董事".split())
_ELSEWHERE = frozenset("首席科学家 首席技术官 首席财务官 首席运营官 首席专家 合伙人 CTO CFO COO".split())
_OFFICER = frozenset(
    "CTO CFO COO 首席运营官 首席技术官 首席财务官 首席科学家 合伙人 经理 董事 监事 总监 总工程师 总工 总会计师 "
    "总设计师 执行官 首席专家 总师 党委书记 书记 工程师".split()
)
_COMPANY = re.compile(
    r"(?:股份|控股|科技|机械|汽车|电气|电子|电器|重工|能源|药业|制药|生物|医药|智能|软件|信息|通信|钢铁|石化|"
    r"化工|矿业|资本|投资|证券|保险|航空|动力|材料|新材|环保|环境|技术|装备|电力|电网|铁建|中铁|食品|农业|传媒|"
    r"数据|网络|光电|半导体|工业|实业|集成|系统|股|石油|建工|水务)$"
)
# Behind these stands what somebody was made.
_GIVEN = re.compile(
    r"(?:(?<![首新现时原前历主责兼])任|为|当选|聘请|选举)(?:了|其)?(?:新一届|第[一二三四五六七八九十\d]+届|首任|新任)?"
    r"(?:[\u4e00-\u9fff]{2,4}会)?$"
)
_TOPIC = re.compile(r"(?:项目|课题|专项|计划|任务|工程|领域|方向|体系|团队|平台|技术|产业|学术|科学)$")
# The part of a company that a post is for: 微软全球副总裁.
_PART = re.compile(r"(?:全球|亚太区?|大中华区|中国区|海外|高级|资深|集团)$")
_MEDIUM_POST = frozenset("主编 总编辑 总编 编辑 编委 记者 社长 执行主编 代表".split())
_MEDIUM = re.compile(r"^《[^《》]{1,30}》[\u4e00-\u9fff]{0,12}$")
_LETTERS = re.compile(r"^[A-Z][A-Za-z]*[A-Z][A-Za-z0-9&-]*$")
# A university by two or three characters: 都大, 华科大.
_UNIVERSITY = re.compile(r"[\u4e00-\u9fff]{1,3}大")
# A name that ran into the organisation: 周鹤鸣任|金属所.
_APPOINTMENT = re.compile(r"(?<=..)(?:任|当选为?|担任|出任|兼任|为|是|系)")
# What the name of an organisation ran into: 大会由|院…
_LED_BY = re.compile(r".*(?:会议?|仪式|开幕式|闭幕式|式|论坛|活动|座谈|典礼|沙龙)由")
# Parts of an organisation by their last character, where a post of theirs stands behind: 外语系主任.
_UNIT = re.compile(r"(?<![关体联干])(?:系|室|科|办|组|队|支部|总支)$")
_OF_UNIT = frozenset("教授 讲座教授 特聘教授 讲师 研究员 主任 书记 组长 科长 队长 负责人 秘书 支部书记".split())
# Names of bodies that only the context makes somebody's: 新一届理事会.
_TERM = re.compile(r"^(?:(?:新一|首|本|上|下|第[一二三四五六七八九十百\d]+)届)")
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


def post_at(text: str, words: Words, match: re.Match[str], floor: int = 0) -> Post:
    """The post of a match of the pattern of posts, with the organisation in front of it; nothing
    before ``floor`` belongs to it."""
    found = _post_at(text, words, match, floor)
    role = _SINCE.sub("", found.role)
    if role.startswith("代") and match.start() not in words.starts:
        role = role.removeprefix("代")  # 时|代首席科学家
    organisation = found.organisation
    if organisation and _TERM.match(organisation) and is_generic_kind(_TERM.sub("", organisation)):
        organisation = None
    elif organisation and organisation.startswith("新一届") and is_organisation(organisation[3:]):
        organisation = organisation[3:]
    return replace(found, role=role, organisation=organisation)


def _post_at(text: str, words: Words, match: re.Match[str], floor: int) -> Post:
    role, base, start = match["post"], match["base"], match.start()
    remark = _INITIALS.search(text, max(0, start - 42), start)
    at = remark.start() if remark else start
    begin = _begin(text, words, max(floor, name_before(text, words, at)), at)
    name = text[begin:at]
    if name == "大" and floor < begin and "\u4e00" <= text[begin - 1] <= "\u9fff":
        begin -= 1  # 都|大校长
        name = text[begin:at]
    if _UNIVERSITY.fullmatch(name) and not is_organisation(name):
        return Post(role, base, name, begin, match.end())
    if not name and (quoted := _quoted_before(text, at, floor)) is not None:
        return Post(role, base, text[quoted + 1 : at - 1], quoted, match.end())
    if remark and is_organisation(name):
        return Post(role, base, name, begin, match.end())
    if not name or (remark and person_before(text, words, at)):
        return Post(role, base, None, start, match.end())
    if post_ending(text, start) is not None:
        return Post(role, base, None, start, match.end())  # 党组书记|常务副主席
    if _LETTERS.match(name) or (_MEDIUM.match(name) and base in _MEDIUM_POST):
        return Post(role, base, name, begin, match.end())
    if _is_company(name, base):
        part = _PART.search(name)
        if part and part.start() and not is_organisation(name):
            return Post(part.group() + role, base, name[: part.start()], begin, match.end())
        return Post(role, base, name, begin, match.end())
    if base in ("部长", "外长", "防长", "财长") and _MERGED.match(name) and not name.endswith("部"):
        # 教育部长 writes one 部 for two.
        for i in range(len(name)):
            if name[i:] + "部" in known_names():
                return Post(role, base, name[i:] + "部" if not i else name + "部", begin, match.end())
    if base in _ELSEWHERE and name not in _ADJECTIVES and not is_generic_kind(name) and not _TOPIC.search(name):
        return Post(role, base, name, begin, match.end(), sure=is_organisation(name))
    if name == "国家" and role in ("主席", "副主席"):
        return Post("国家" + role, base, None, begin, match.end())
    if len(name) >= 3 and base in _OF_UNIT and _UNIT.search(name):
        return Post(role, base, name, begin, match.end())
    if is_organisation(name) or name in places() or _is_place(name):
        return Post(role, base, name, begin, match.end())
    if name in ("兼", "兼任"):
        return Post(role, base, None, start, match.end())
    if name in _ADJECTIVES or (len(name) <= 4 and not is_generic_kind(name)):
        return _with_adjective(text, words, match, begin)
    if is_generic_kind(name):
        return Post(role, base, name, begin, match.end())
    return _with_topic(text, words, match, begin) or Post(role, base, name, begin, match.end(), sure=False)


def _quoted_before(text: str, end: int, floor: int) -> int | None:
    """Where the quotation of an organisation that ends at ``end`` opens: “湖泊咨询委员会”|主席."""
    if text[end - 1 : end] != "”":
        return None
    opened = text.rfind("“", max(floor, end - 42), end)
    return opened if opened >= 0 and is_organisation(text[opened + 1 : end - 1]) else None


def _begin(text: str, words: Words, begin: int, end: int) -> int:
    """Where the organisation begins behind a name and what he was made: 周鹤鸣任|金属所."""
    if led := _LED_BY.match(text, begin, end):
        begin = led.end()
    if text.startswith("单位", begin) and is_organisation(text[begin + 2 : end]):
        begin += 2  # 挂靠单位|江城大学
    begin = _behind_name(text, words, begin, end)
    for verb in _APPOINTMENT.finditer(text, begin, end):
        person = person_at(text, words, begin)
        named = person is not None and person.end == verb.start()
        if named or (
            (len(verb.group()) > 1 or verb.group() == "任")
            and (2 <= verb.start() - begin <= 3 and surname_length(text, begin))
        ):
            return verb.end()
    return begin


def _behind_name(text: str, words: Words, begin: int, end: int) -> int:
    """Where an organisation begins that a name and a verb ran into: 陈若水应约同|美国国家科学院."""
    inside = words.between(begin, end)
    first = inside[0] if inside else None
    if first is None or first.tag != "nr" or first.text in places() or not surname_length(text, begin):
        return begin
    for word in inside[1:]:
        if (word.text in places() or word.text in known_names()) and is_organisation(text[word.start : end]):
            return word.start
    return begin


def _is_company(name: str, base: str) -> bool:
    """Whether words before a company's post are its name and no matter that the post is for: 徐工机械
    副总裁, but 技术总监."""
    if len(name) < 2 or name in _ADJECTIVES or is_generic_kind(name):
        return False
    if _COMPANY.search(name) and len(name) >= 4:
        return base in _COMPANY_POST or base in _OFFICER
    return base in _COMPANY_POST


def _with_topic(text: str, words: Words, match: re.Match[str], begin: int) -> Post | None:
    """使馆科技参赞: the organisation ends before a short word that says what the post is for."""
    for cut in range(match.start() - 2, max(begin + 2, match.start() - 7), -1):
        name = text[begin:cut]
        topic = words.at(cut)
        if topic and topic.tag.startswith("nr") and surname_length(text, cut):
            continue  # a name: 江城大学李望教授
        if cut in words.starts and (is_organisation(name) or name in places()):
            return Post(text[cut : match.start()] + match["post"], match["base"], name, begin, match.end())
    return None


def is_generic_kind(name: str) -> bool:
    """Whether a name is the kind of an organisation alone: 领导小组, 联盟, 学会."""
    return (
        is_generic(name)
        and name not in places()
        and re.search(r"(?:组|盟|会|院|所|部|局|处|司|中心|室|团队|委|集团|公司|办|校|大学|馆|台|体|厅)$", name)
        is not None
    )


def _is_place(name: str) -> bool:
    return place_pattern().fullmatch(name) is not None or (_PLACE_END.search(name) is not None and 2 <= len(name) <= 12)


def _with_adjective(text: str, words: Words, match: re.Match[str], begin: int) -> Post:
    """技术总监, 大会主席: the word in front belongs to the post; a place before it may be whose."""
    name = text[begin : match.start()]
    first = words.at(begin)
    if (
        name not in _ADJECTIVES
        and first
        and first.start == begin
        and first.tag in ("v", "vd", "vi")
        and first.end == match.start()
    ):
        return Post(match["post"], match["base"], None, match.start(), match.end())  # 受到|校长
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
        separator = _SEPARATOR.search(text, max(0, start - 8), start)
        end = separator.start() if separator else start
        if remark := _REMARK_END.search(text, max(0, end - 16), end):
            end = remark.start()
        if start == 0 or (separator is None and row[0].organisation is not None):
            break
        before = post_ending(text, end)
        if before is None or before.end() in not_at or _is_others(text, words, before, False):
            break
        post = post_at(text, words, before)
        if separator and _GIVEN.search(text, max(0, post.start - 8), post.start):
            break  # what somebody was made, not what the next one is: 当选理事长,所长李望
        row.insert(0, post)
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


_GAP = re.compile(r"\s*(?:了|为|其)?(?:新一届|第[一二三四五六七八九十百\d]+届|首届|新任|首任|[“\"])?")
_FOLLOW = re.compile(r"\s*(?:[、,]{1,2}|、?兼任?|和|及|并任|/| )\s*")
# What leads on inside of the words between: 任|期间担任江城大学….
_GAP_WORD = re.compile(
    r"^(?:了|为|其|新一届|第|首届|首任|新任|原|该|本|我)|担任|出任|期间|负责|并|职务|当选|任(?!务)|推选|为[^民]"
)
_BESIDE = 3.0
_BODY = re.compile(r"[院所会部局厅司处校省市县区组室社台馆国办委系]$")


def row_after(text: str, words: Words, start: int, limit: int | None = None) -> list[Post]:
    """The posts of the row that begins at ``start``: (当选)江城学会理事长、党委书记. It ends by ``limit``."""
    row: list[Post] = []
    position = start
    limit = len(text) if limit is None else limit
    stop = min(len(text), start + 60, limit)
    while len(row) < 8:
        match = post_pattern().search(text, position, stop)
        if match is None:
            break
        post = post_at(text, words, match, position)
        if not row and (whole := _whole_gap(text, position, match)):
            post = replace(post, organisation=whole, start=position, sure=True)
        gap = text[position : post.start]
        if not _GAP.fullmatch(gap) or _is_others(text, words, match, bool(row)):
            break
        row.append(post)
        remark = REMARK.match(text, match.end())
        follow = _FOLLOW.match(text, remark.end() if remark else match.end())
        if follow is None:
            break
        position, stop = follow.end(), min(len(text), follow.end() + 45, limit)
    return inherited(row)


def _whole_gap(text: str, start: int, match: re.Match[str]) -> str | None:
    """What stands between a verb of appointing and a post, where all of it is the name of an organisation
    in which a word looks like none: 任|可持续发展研究局|局长."""
    name = text[start : match.start()]
    plain = re.fullmatch(r"[\u4e00-\u9fff]{5,24}", name) is not None
    return name if plain and not _GAP_WORD.search(name) and is_organisation(name) and is_anchored(name) else None


def _is_others(text: str, words: Words, match: re.Match[str], later: bool) -> bool:
    """Whether the post is somebody else's: 任所长,党委书记|李望出席; 李望|教授."""
    if later and person_at(text, words, match.end(), _BESIDE):
        return True
    person = person_before(text, words, match.start()) if posts()[match["base"]].address else None
    return person is not None and not _BODY.search(person.text)


# A name of a row whose characters were lost: 劉?d、.
_SPOILED = re.compile(r"[\u4e00-\u9fff]?[?\ufffd□][A-Za-z\u4e00-\u9fff]{0,2}[、,]")
_TITLED = re.compile(r"院士|教授|研究员|主任|书记|[院所校局部]长")


def people_after(text: str, words: Words, start: int, *, many: bool, needed: float = NEEDED) -> Iterator[Person]:
    """The people named from ``start`` on; of a row of names all, when many hold the post."""
    position = start
    if remark := REMARK.match(text, position):
        position = remark.end()
    first = True
    joint = ""
    while True:
        person = person_at(text, words, position, needed)
        if person is None and not first and (spoiled := _SPOILED.match(text, position)):
            position = spoiled.end()
            continue
        if person is None:
            return
        if not first and not _NEXT.match(text, person.end) and post_pattern().match(text, person.end) is None:
            return  # no name of the row, nor one with a title of his own: 、李四教授
        if not first and joint in ("和", "与") and _TITLED.match(text, person.end):
            return  # 副校长李望和|周怀远院士
        yield person
        first = False
        between = re.compile(r"(?:\([^()]{1,30}\))?\s*(?:[、,]{1,2}|和|与|及|以及|, ?)\s*").match(text, person.end)
        if not many or between is None:
            return
        position, joint = between.end(), between.group().strip()


def is_many(post: Post) -> bool:
    """Whether several people can hold a post."""
    return posts()[post.base].many or post.role.startswith(("副", "常务副", "党组副")) or "副" in post.role
