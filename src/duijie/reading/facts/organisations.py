"""Names of organisations: where one ends by its last word, where it begins by walking left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from duijie.reading.facts.gazetteer import known_names, longest_first, organisations, place_pattern, places, posts
from duijie.reading.facts.sounds import SOUNDS
from duijie.reading.facts.spans import around
from duijie.reading.facts.words import Word, Words

_LONGEST = 45
_STOP_TAGS = frozenset("p c u uj ul uv ud uz ug r d y e o t f zg q z i l".split())
# Words that stand before a name in news and are no part of it, whatever their tag.
_STOP = frozenset(
    "出席 参加 会见 主持 听取 邀请 陪同 率领 聘请 聘任 任命 选举 推选 来自 担任 当选 授予 经 由 向 在 "
    "与 和 同 及 以及 对 为 是 的 了 等 使 让 请 于 至 到 从 自 "
    "召开 举行 举办 主办 承办 协办 签署 签订 成立 组建 发起 加入 成为 作为 获 获得 获评 联合 携手 "
    "会同 根据 按照 依托 通过 经过 关于 围绕 针对 支持 推动 促进 "
    "加强 深化 服务 访问 考察 调研 走访 看望 走进 前往 抵达 来到 赴 位于 落户 设在 设立 建立 建设 "
    "表示 指出 强调 介绍 认为 感谢 代表 包括 其中 分别 共同 "
    "一是 二是 三是 以 将 就 把 被 给 所 之 各 该 本 我 其 此 这 那 两 双方 多家 有关 相关 各级 其他 "
    "部分 新 原 现任 时任 前任 也 还 又 并 并且 而 或 或者 暨 "
    "宣布 发布 印发 报告 记者 通讯员 日前 近日 当天 当日 上午 下午 今天 昨天 期间 之后 以来 年 月 日 "
    "届 次 位 名 家 个 项 共 有 无 曾 已 均 即 若 如 当 兼 兼任 时期 阶段 时代 目前 截至 "
    "贯彻落实 学习贯彻 深入贯彻 不断 持续 积极 充分 进一步 全面 深入 认真 做好 落实 贯彻 学习 传达 审议 "
    "通报 宣读 致信 致 受 "
    "委托 挂靠 隶属 属于 归 旨在 结合 结束 开始 启动 开展 实施 完成 "
    "提出 要求 希望 建议 呼吁 祝贺 欢迎 拥有 具有 形成 覆盖 涵盖 涉及 面向 汇聚 汇集 吸引 吸纳 接纳 "
    "新增 选出 产生 审定 批准 同意 决定 负责 牵头 参与 参观 合作 编制 "
    "被选为 选为 当选为 被选 协议 协定 备忘录 意向书 合同 共建 签约 签订 续签 合作协议 框架协议 "
    "座谈 交流 讨论 研讨 转 隶 依靠 团结 引领 带领 协助 配合 协调 指导 领导".split()
)
# Verbal words of the list above that names contain too; inside a name they do not stop.
_INSIDE = frozenset(
    "领导 指导 服务 学习 合作 交流 支持 促进 联合 建设 协调 推动 研讨 发布 支撑 报告 开展 实施 参与 "
    "建立 新 本 各 两 同 加强 审议 编制 协同 代表 决定 记者 委托 引领 家 所 位".split()
)
_AFTER_CONJUNCTION = re.compile(
    r"局|司|部|处|厅|办公室|委员会|小组|研究所|研究院|学院|学部|实验室|中心|学会|协会|署|院|公司|专委会|联络组|协作组"
)
# Places that say nothing of where: 万和|国际中心.
_EVERYWHERE = frozenset("国际 全球 世界 亚洲 亚太 中国 国家".split())
# A conjunction behind words of these kinds joins no two parts of one name.
_APART = frozenset("ns nt m t c p d r u".split())
# Tagged as places, but what is studied: 海洋与大气研究所.
_NATURE = frozenset("海洋 湖泊 极地 高原 草原 山地 大洋 深海 青藏高原".split())
_DIRECTIONS = frozenset("南方 北方 东方 西方 东部 西部 南部 北部 中部 东南 西南 东北 西北 中南 华南 远东".split())
# Tagged as times, yet parts of names: 未来实验室.
_TIMELESS = frozenset("青年 未来 现代 当代 近代 古代 世纪 春天 明天 春晖 朝阳 晨光".split())
# In brackets before a name, and no part of it: (记者赵竹青)科技部.
_NO_PLACE = re.compile(r"^(?:记者|通讯员|见习|实习|特约|左|右|中|图|摄|下称|简称|兼|主持)|级$|电$|讯$|摄$")
_UNFINISHED = re.compile(r"(?:院|所|大学|学会|协会|局|部|厅|司|委员会|中心|公司|集团|联盟|政府|科协|省|市|县|区|国)$")
_GENERIC = re.compile(
    r"(?:有关|相关|各|全体|其他|所属|直属|下属|部分|多家|多个|国内外|国际|国内|海外|我国|社会|地方|"
    r"上级|主管|有|全省|全市|全国|全院|院属|院机关|机关|基层|龙头|知名|科研|学术|科技|创新|研究|教育|"
    r"服务|"
    r"合作|专业|非营利性?|民间|政府|公共|人民|综合|管理|医疗|成员|理事|会员|国际性|区域性|双方|企业|"
    r"高校|大型|中小|重点|新型|高水平|国家级|省级|一流)*"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation at ``text[start:end]``. ``name`` is what it stands for here: the full
    name of a short one that the article explains, else the words themselves."""

    start: int
    end: int
    name: str


@lru_cache(maxsize=1)
def _ends() -> re.Pattern[str]:
    return re.compile(f"(?:{longest_first(organisations()[1])})$")


@lru_cache(maxsize=1)
def _end_anywhere() -> re.Pattern[str]:
    return re.compile(f"(?:{longest_first((*organisations()[1], *known_names()))})")


@lru_cache(maxsize=1)
def _joint_names() -> re.Pattern[str]:
    """Known names with a conjunction in them: 工业和信息化部."""
    return re.compile(longest_first(n for n in known_names() if re.search("[和与及]", n)))


@lru_cache(maxsize=1)
def _known_start() -> re.Pattern[str]:
    return re.compile(longest_first(n for n in known_names() if not n.isascii()))


@lru_cache(maxsize=1)
def _known_end() -> re.Pattern[str]:
    return re.compile(f"(?:{longest_first(known_names())})$")


# What people of one post found: 工程师协会.
_OF_MANY = re.compile(r"协会|学会|联盟|联合会|委员会|联谊会|俱乐部|团|之家|工作室|办公室|研究会")
# Behind 代表 a name goes on with these only: 常驻代表处, but not 代表|学校.
_DELEGATED = tuple("处团大队会组")
# What runs into a name from behind: …人民政府|组织的活动.
_ARRANGED = re.compile(r"(?:政府|委员会|协会|学会|大学|研究院|科学院|局|厅|部|公司|中心|科协)(?P<verb>组织)$")
# Companies that begin with 中 for China: 中|船重工集团.
_CHINA = tuple("船铁石粮国建信航核化交广电车煤冶")
_LAST = frozenset("所院部局处室司厅省市县区委")
_NO_END = re.compile(
    r"(?:[布大全格开结战时政破僵棋残危当]局|[干内外全西东南北中]部|部[署分]|[社机年晚工展盛幸]会|"
    r"学习会|(?<!人民代表)大会|(?:全|建|办|我|本)院|[场厕住诸]所|"
    r"[用到好相益远四]处|副[所院局部处会校厅司]|[互联局因]网|[近首]台|[全专同]网|国际社会|决策部署)$"
)
# What may be an organisation only where something says which one.
_VAGUE = re.compile(
    r"(?:机构|组织|企业|平台|基地|共同体|团队|网|社|小组|站|园区|党组|(?<![学医法究程物])院|(?<!究)所|"
    r"(?<![学协究金合员商进])会|部|处|台)$"
)


def is_organisation(name: str) -> bool:
    """Whether words end as names of organisations do and say which one.

    >>> is_organisation("江城大学"), is_organisation("有关单位"), is_organisation("各学会")
    (True, False, False)
    """
    if name in known_names():
        return True
    if _NO_END.search(name):
        return False
    end = _ends().search(name)
    return end is not None and not is_generic(name)


def is_anchored(name: str) -> bool:
    """Whether a name says by a place, a known name, a quoted or Latin word which organisation
    it is, or is of a kind that always does: 湖泊生态学会, but not 合作平台."""
    if name in known_names() or re.match(r"[“A-Z]", name) or place_pattern().match(name):
        return True
    if any(name.startswith(k) for k in known_names() if len(k) > 2):
        return True
    return (not _VAGUE.search(name) and len(name) >= 4) or re.search(r"\d", name) is not None


def is_generic(name: str) -> bool:
    """Whether a name says what kind of organisation, but not which: 科研机构, 领导小组."""
    end = _ends().search(name)
    if end is None:
        return name not in places()
    head = name[: end.start()]
    return not head or _GENERIC.fullmatch(head) is not None


def name_before(text: str, words: Words, end: int) -> int:
    """Where the name that ends at ``end`` begins: ``end`` itself when nothing there can be one.

    >>> text = "7月3日,江城市条件保障与财务局"
    >>> text[name_before(text, Words.of(text), len(text)):]
    '江城市条件保障与财务局'
    """
    floor = max(0, end - _LONGEST)
    known = _known_end().search(text, floor, end)
    position = known.start() if known else end
    while position > floor:
        char = text[position - 1]
        if char in "”》)":
            opened = _opening(text, position - 1, floor)
            if opened is None or (
                char == ")" and (opened == 0 or not _place_in_brackets(text[opened + 1 : position - 1]))
            ):
                break
            if char != ")" and (position == end or not _names_on(text, position)):
                break
            position = opened
            continue
        if char in "·-" and position >= 2 and text[position - 2].isalnum():
            before = words.at(position - 2)
            position = before.start if before else position - 1  # 中-非中心: 中 alone would stop
            continue
        if not (char.isalnum()):
            break
        word = words.at(position - 1)
        if word is None:
            break
        if _stops(text, words, word, position, end):
            break
        position = max(word.start, floor)
        if word.tag.startswith("nr") and word.text[0] in "由在与和向对从为经" and len(word.text) > 1:
            position = word.start + 1  # 由江|城市: the preposition ran into the name
            break
    return _with_place(text, _trimmed(text, words, position, end), end)


# No particle stands in a name: 香港|的大学.
_ODD_WORD = re.compile(r"[^\W与和及的在对向了由赴访等各所两一多数有市省内外]{1,4}")


def _with_place(text: str, start: int, end: int) -> int:
    """With the country whose name fell into odd words: 吉尔吉斯斯坦|国家科学院."""
    if start < end and text[start : start + 2] in ("国家", "科学", "皇家"):
        for length in range(8, 2, -1):
            if text[max(0, start - length) : start] in places():
                return start - length
    if end - start <= 4 and text.endswith(("大学", "学院"), start, end):
        return _with_odd_word(text, start)
    return start


def _with_odd_word(text: str, start: int) -> int:
    """With a place and a word between that is no name elsewhere: 香港|都会|大学."""
    for between in range(1, 5):
        for length in (3, 2):
            at = start - between - length
            if at >= 0 and text[at : at + length] in places() and _ODD_WORD.fullmatch(text, at + length, start):
                return at
    return start


def _names_on(text: str, position: int) -> bool:
    """Whether what follows a closing quotation mark goes on with the name."""
    return text[position : position + 1].isalnum()


def _opening(text: str, close: int, floor: int) -> int | None:
    opened = text.rfind({"”": "“", "》": "《", ")": "("}[text[close]], floor, close)
    return opened if opened >= 0 else None


def _place_in_brackets(inner: str) -> bool:
    return inner in places() or (
        _NO_PLACE.search(inner) is None
        and re.fullmatch(r"[\u4e00-\u9fff]{2,6}(?:分部|校区|分校|分会|筹)?", inner) is not None
    )


def _stops(text: str, words: Words, word: Word, position: int, end: int) -> bool:
    plain = word.text
    if position == end and plain in _LAST:
        return False
    if plain in posts() and len(plain) > 1 and plain not in _INSIDE and not _OF_MANY.match(text, word.end):
        return True
    if plain in ("与", "和", "及"):
        return not _joins(text, words, word, end)
    if plain == "代表":
        return not text.startswith(_DELEGATED, word.end)
    if plain == "中" and text.startswith(_CHINA, word.end):
        return False
    if re.match(r"\d", plain):
        # 2021年… and 3家… are none, 302医院 is.
        return text[word.end : word.end + 1] in tuple("年月日号个位名家届次项.%") or len(plain) < 2
    if word.tag == "m":
        if re.search(r"第[一二三四五六七八九十〇零]{2,5}$", text[max(0, word.start - 4) : word.end]):
            return False  # 第七一九研究所
        return not re.match(r"第|[一二三四五六七八九十]+届", plain)
    if (word.tag == "t" and plain in _TIMELESS) or (position < end and plain in _DIRECTIONS):
        return False
    inner = position < end and plain in _INSIDE
    if plain in _STOP and not inner:
        return True
    if word.tag in _STOP_TAGS and not inner and len(plain) <= 2:
        return plain not in known_names() and plain not in places() and plain != "驻"
    return False


def _joins(text: str, words: Words, word: Word, end: int) -> bool:
    """Whether a conjunction stands inside one name: 条件保障与财务局, but not 学会与研究所."""
    behind = text[word.end : end]
    before = words.at(word.start - 1) if word.start else None
    if any(
        m.start() < word.start and word.end < m.end()
        for m in _joint_names().finditer(text, max(0, word.start - 20), end)
    ):
        return True
    if before is None or not text[word.start - 1].isalnum() or before.text in known_names():
        return False
    head = text[max(0, word.start - 12) : word.start]
    if before.text in _STOP and before.text not in _INSIDE:
        return False  # 包括|与|故宫博物院
    if _UNFINISHED.search(head) or before.tag.startswith("nr") or (before.tag in _APART and before.text not in _NATURE):
        return False
    if not _AFTER_CONJUNCTION.search(behind) or _known_start().match(behind):
        return False
    # What follows must not be able to stand alone, or what stands before not: 江城资源|与|环境国家重点实验室.
    placed = place_pattern().match(behind)
    return (len(behind) <= 10 and (placed is None or placed.group() in _EVERYWHERE)) or _begun(head, before)


def _begun(head: str, before: Word) -> bool:
    """Whether words before a conjunction are the beginning of a name: 江城资源, 中科院地理."""
    owners = [m.end() for m in (*_known_start().finditer(head), *place_pattern().finditer(head))]
    rest = head[max(owners) :] if owners else ""
    return bool(re.fullmatch(r"[\u4e00-\u9fff]{2,6}", rest)) and before.tag in ("n", "nz", "vn") and rest not in posts()


def _trimmed(text: str, words: Words, start: int, end: int) -> int:
    """Without verbs that ran into the name: 考察|江城大学."""
    inside = words.between(start, end)
    cut = start
    for i, word in enumerate(inside[:-1]):
        following = inside[i + 1]
        leads = following.text in known_names() or following.tag in ("ns", "nt") or following.text in places()
        leads = leads and not (word.tag.startswith("nr") and following.text in _EVERYWHERE)
        if (
            word.text != "驻"
            and word.tag in ("v", "vd", "vi", "d", "ad", "nr", "nrt", "nrfg")
            and word.text not in places()
            and leads
        ):
            if word.tag.startswith("nr") and (len(word.text) < 2 or _transliterated(word.text)):
                continue
            cut = following.start
    while cut < end and text[cut] in "-·、 ":
        cut += 1
    return cut


def _transliterated(word: str) -> bool:
    """Whether a word is put together of sounds, as names of other languages are: 斯克里普斯."""
    return len(word) >= 3 and set(word) <= SOUNDS


def _without_lead(text: str, words: Words, start: int, end: int) -> int:
    """Where the name begins behind verbs and adverbs: 充分发挥“湖畔”联盟, 推动学会."""
    inside = words.between(start, end)
    for i, word in enumerate(inside):
        if (
            word.text in known_names()
            or word.text in places()
            or not word.tag.startswith(("v", "d", "ad", "a", "c", "u"))
        ):
            break
        if word.tag in ("vn", "an") or (i and word.text in _INSIDE):
            break
        if word.tag == "a" and not is_organisation(text[word.end : end]):
            break  # 根特|大学: an odd word is all that says which one
        start = word.end
    quoted = text.find("“", start, end)
    if quoted > start and any(w.tag.startswith(("v", "d")) for w in words.between(start, quoted)):
        start = quoted
    return start


class Shortened(Protocol):
    """What knows the short names of an article (:class:`duijie.reading.facts.shortnames.ShortNames`)."""

    def full(self, name: str) -> str: ...

    def mentions(self, text: str) -> Iterator[re.Match[str]]: ...


def find_organisations(text: str, words: Words, short_names: Shortened) -> tuple[Mention, ...]:
    """The organisations an article names, the longest at each place, in order."""
    found: list[Mention] = []
    for match in _end_anywhere().finditer(text):
        end = match.end()
        if end < len(text) and end not in words.starts and text[end].isalnum():
            continue
        start = name_before(text, words, end)
        name = text[start:end]
        if end - start < 2 or not is_organisation(name):
            continue
        start = _without_lead(text, words, start, end)
        if arranged := _ARRANGED.search(text, start, end):
            end = arranged.start("verb")
        name = text[start:end]
        if not is_organisation(name) or not is_anchored(name):
            continue
        while found and found[-1].start >= start:
            found.pop()  # a part of this name
        if not found or found[-1].end <= start:
            found.append(Mention(start, end, short_names.full(name)))
    short = [
        Mention(m.start(), m.end(), short_names.full(m.group()))
        for m in short_names.mentions(text)
        if around(found, m.start()) is None
    ]
    return tuple(sorted([*found, *short], key=lambda m: m.start))
