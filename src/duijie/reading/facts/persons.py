"""Names of people: Chinese, transliterated (…·…) and in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from duijie.reading.facts.gazetteer import longest_first, places, post_ending, post_pattern, posts, surnames
from duijie.reading.facts.sounds import SOUNDS
from duijie.reading.facts.words import Words

_HAN = "\u4e00-\u9fff"
_BOUNDED = re.compile(rf"[^{_HAN}·]|$")
# What goes on behind a name: words that no given name begins with.
_FOLLOWERS = longest_first(
    "出席 参加 主持 致辞 致词 讲话 发言 表示 指出 强调 介绍 认为 要求 说道 谈到 提到 代表 会见 接见 "
    "看望 陪同 率队 率团 带队 汇报 传达 宣读 宣布 "
    "签署 分别 共同 联合 先后 一行 等人 同志 先生 女士 教授 研究员 院士 博士 主任 院长 所长 校长 主席 "
    "会长 理事长 秘书长 书记 部长 司长 局长 处长 "
    "总书记 总理 总统 首相 副总理 任组长 任主任 任院长 担任 当选 出任 兼任 受聘 受邀 应邀 现场 通过 "
    "围绕 结合 就任 从事 来到 前往 赴 作了 作重点 作为 做了 "
    "作出 作题 作主旨 作报告 作工作 作专题 作大会 作学术 作总结 作交流 作发言 作省院 见证 以及 主讲 "
    "莅临 视察 考察 调研 走访 慰问 颁奖 颁发 授予 提出 说 率 向 对 与 和 及 等 在 将 "
    "为 就 作 从 到 并 也 还 以 由 是 的 则 被 把 给 获 同 于 曾 已 均 都 摄 电 讯 报道 供图 撰文 "
    "翻译 编辑 一起 还 首先 随后 最后 亲自 专程 重点 高度 充分 深入 "
    "希望 建议 感谢 欢迎 祝贺 回顾 总结 阐述 分析 认真 详细 简要 肯定 听取 参观 揭牌 启动 开幕 闭幕 "
    "主礼 专门 发来 致信 署名 重要 近日 日前 今天 当天 上午 下午 个人 团队 课题组 "
    "家族 夫妇 之间 之后 牵头 负责 领衔 领导 组织 邀请 召集 发布 点评 回答 接受 透露 告诉 呼吁 批示 "
    "讲授 授课 领誓 举行 召开 举办 座谈 会谈 见面 交流 考察 陪 主题 会上 会后 任 兼 "
    "致 来访 来华 访问 到访 回访 访华 列席 与会 到会 到场 亲临 督导 检查 指导 发表 揭幕 剪彩 履新 上任 就职 "
    "辞去 不再 因 线上 视频 随同 率先 连线 见 谈 还 又 再次 续 抵 抵达 获聘 获选 入选 获评 荣获 送 代 "
    "接任 续任 连任 荣任 升任 转任 获任 现任 现为 历任 "
    "爵士 勋爵 阁下 殿下 夫人 老师 院长 分享 受 赠 揭晓 率先 携 赞赏 进行 应约 应 商谈 会晤 续签 "
    "揭 亲切 热情 热烈 回忆 讲述 评价 坦言 解释 补充 倡议 提议 承诺 期待 赞同 同意 认同 转达 表达 展示 展望 推荐 宣讲 "
    "领 主讲 主动 真诚 诚挚 衷心 积极 认 深情 详 着重 特别 专题 就此 现 其 该 而 但".split()
)
_FOLLOWER = re.compile(_FOLLOWERS)
_NOT_GIVEN = frozenset("副总的了和说称与及在是为就从到将被把给向对由并也还等、省市县区院所部局厅司处委会年月日第")
_LETTER = "A-Za-z\\u00c0-\\u024f"
_LATIN = re.compile(
    rf"(?:(?:Prof|Dr|Mr|Mrs|Ms|Sir|Acad)\.? )?(?P<name>(?:[A-Z][a-z]?\. ?)*[A-Z][{_LETTER}'’-]+(?: [A-Z]\.)*"
    rf"(?: (?:[A-Z][{_LETTER}'’-]+|de|van|von|der|da|la|al|bin|el)){{1,4}})"
)
# A family name alone in Chinese text, where a title behind tells that it is one: 院长Keller教授.
_LATIN_TITLED = re.compile(r"[A-Z][a-z\u00c0-\u024f]{2,}(?=教授|博士|先生|女士|院士|爵士)")
_SPACED = re.compile(rf"([{_HAN}]) {{1,2}}([{_HAN}])(?=[^{_HAN}]|$|(?:{_FOLLOWERS}))")
_PART = "(?:(?![和与及等])[\u4e00-\u9fff])"
# Of such words names of Tibetans are put together, most of two: 次仁旺堆.
_TIBETAN_WORD = longest_first(
    "扎西 次仁 才仁 泽仁 多吉 旺堆 卓嘎 达娃 尼玛 白玛 班玛 赤林 赤列 平措 罗布 央金 拉姆 才旦 才让 丹增 "
    "旦增 索朗 斯朗 "
    "洛桑 格桑 贡布 顿珠 边巴 普布 巴桑 米玛 仁青 仁钦 群培 加措 嘉措 坚赞 江村 旺姆 曲珍 德吉 阿旺 强巴 向巴 次珠 "
    "多杰 桑杰 贡保 公保 南杰 朗杰 占堆 益西 益希 土登 玉珍 卓玛 桑珠 次旦 次旺 晋美 久美 欧珠 吾金 拉巴 嘎玛 噶玛 "
    "群增 塔杰 克珠 云旦 旺久 旺扎 达瓦 慈仁 才吉 切加 尕玛 昂旺 曲扎 丹巴 单增 旦巴 桑旦 扎巴 希绕 格列".split()
)
_TIBETAN = re.compile(rf"(?:{_TIBETAN_WORD}){{2}}|(?:{_TIBETAN_WORD})")
_DOTTED = re.compile(rf"{_PART}{{1,8}}(?:·(?:{_PART}{{1,8}}|[A-Z]\.?))*?·(?=[{_HAN}])(?!{_PART}{{1,6}}·)")
NEEDED = 2.5
# Where a dot or the letters tell anyhow that a name is of another language, rarer ones too.
_SOUNDS_AND_BLANK = SOUNDS | set(" 迈卜蒂喀堪黎励契琼斐噶贺岚云真帝哲佛伏孚乃聂让廷扬逖耿昭")
# Family names that are everyday words: only right behind a post.
_ONLY_BEHIND_POST = frozenset("区楼门揭师官空从双")
# What a name of a place or a body goes on with: 海德堡|大学.
_GOES_ON = re.compile(r"大学|科学院|学院|理工|联邦|市(?!场|值)|县|省(?!内|外)|州(?!长)|自治|研究所|国际机场|集团|公司")
# A name with the letters it was written in: 奎雷希(Nair Quereshi), 奈尔 奎雷希(Nair Quereshi).
_GLOSSED = re.compile(rf"([{_HAN}]{{2,8}}(?: [{_HAN}]{{1,8}}){{0,4}})(?=\([A-Z][^()\d\u4e00-\u9fff]{{2,40}}\))")
# Who is made what: 林远舟|任金属所所长.
_MADE = re.compile(r"任[^,。;:、\n任]{0,24}(?:长|主任|书记|主席|顾问|委员|教授|院士|研究员|总裁|经理|总师|工程师|大使)")
# A verb whose first character could end a name: 万钢|致开幕辞, 陈若水|率团.
_VERBED = re.compile(
    r"致(?:辞|词|欢迎|开幕|闭幕|贺|答|感|祝|信|以|结)|率(?:团|队|领|代表|中|先|访|一)|赴|携|主持|作(?:报告|主|题|专)"
)
_NEVER = frozenset(
    "任职 任免 任命 任期 任务 任教 任何 任用 代表 代办 代理 全体 全国 全省 全市 全院 全会 "
    "方面 方案 方向 方式 常委 常务 成员 成立 成果 成为 高级 高校 高端 高度 时任 时间 国际 "
    "国家 国务 金融 金属 经济 经理 经费 农业 农村 水利 水平 安全 安排 平台 能源 能力 应邀 "
    "应急 从事 关于 相关 和平 和谐 向全 向与 于是 于今 并对 党委 党组 党政 党员 项目 区域 "
    "多方 多名 多位 牵头 万人 左右 空间 通讯 通过 冷链 温室 温度 明确 明年 古代 文化 文明 "
    "文章 都市 都要 广大 广泛 路线 车间 易经 步伐 席位 强化 强调 甘愿 丰富 查看 来自 来宾 "
    "来访 来华 来校 来到 尚未 尤其 师生 师傅 师资 顾问 揭牌 揭幕 揭晓 司机 干部 高层 高管 "
    "双方 管委 关心 关键 老师 老人 区委 区内 区县 从而 从中 空军 官方 门户 楼宇 何时 何以 "
    "任意 应约 时代 时常 常态 全球 全校 全面 全新 全力 全程 成都 安徽 江苏 江西 温州 贵州 "
    "广州 广东 广西 云南 河南 金华 金沙".split()
)
# Measure words that are family names too: 9家单位, 三位专家.
_MEASURED = re.compile(r"[\d一二三四五六七八九十百千万余多几数两各]$")
_MEASURES = "家位名项个台支席门成本方党路车单幅柏管包万"
_NO_NAME = re.compile(
    r"(?:单位|企业|公司|高校|机构|学会|协会|专家|学者|院士|代表|会员|成员|理事|委员|单|同志|领导|一行|"
    r"部门|大学|学院|中心|媒体|社团|团队|集体|个人|主任|[院所校会处部局厅司市省县区]长|书记|主席)$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at ``text[start:end]``; ``text`` is the name without blanks inside."""

    start: int
    end: int
    text: str


@lru_cache(maxsize=4096)
def is_word(text: str) -> bool:
    """Whether the dictionary has a word."""
    import rjieba

    return bool(rjieba.has_word(text))


def person_at(text: str, words: Words, start: int, needed: float = NEEDED) -> Mention | None:
    """The name that begins at ``start``, or None. ``needed``: how much must speak for a Chinese
    name; less where a post stands in front.

    >>> person_at("白若水强调", Words.of("白若水强调"), 0).text
    '白若水'
    """
    key = ("at", start, needed)
    if key not in words.memo:
        words.memo[key] = _person_at(text, words, start, needed)
    found: Mention | None = words.memo[key]
    return found


def _person_at(text: str, words: Words, start: int, needed: float) -> Mention | None:
    if latin := _LATIN.match(text, start):
        return Mention(start, latin.end(), latin["name"])
    if needed < NEEDED and (family := _LATIN_TITLED.match(text, start)):
        return Mention(start, family.end(), family.group())
    if start and (text[start - 1].isdigit() or (text[start : start + 1] in _MEASURES and _is_measured(text, start))):
        return None
    if text[start : start + 1] in "和与及由从" and surname_length(text, start + 1):
        return None  # 和|徐静, 由|江城大学
    if needed < NEEDED and (glossed := _GLOSSED.match(text, start)) and set(glossed[1]) <= _SOUNDS_AND_BLANK:
        return Mention(start, glossed.end(1), glossed[1])
    if tibetan := _tibetan(text, start, needed):
        return tibetan
    doubtful = text[start : start + 1] in _ONLY_BEHIND_POST and needed >= NEEDED and post_ending(text, start) is None
    chinese = None if doubtful else _chinese(text, words, start, needed)
    foreign = _foreign(text, words, start)
    if foreign and (chinese is None or "·" in foreign.text or foreign.end - chinese.end >= 2):
        return foreign
    return chinese


def _tibetan(text: str, start: int, needed: float) -> Mention | None:
    """A name of a Tibetan that ends where a mark or a verb stands; one word alone only behind a post."""
    match = _TIBETAN.match(text, start)
    if match is None or not (_BOUNDED.match(text, match.end()) or _FOLLOWER.match(text, match.end())):
        return None
    return Mention(start, match.end(), match.group()) if len(match.group()) > 2 or needed < NEEDED else None


def _is_measured(text: str, start: int) -> bool:
    """Whether the character at ``start`` measures a number in front: 九|家."""
    return _MEASURED.search(text, max(0, start - 1), start) is not None


def surname_length(text: str, start: int) -> int:
    """How many characters of a family name stand at ``start``, 0 for none."""
    single, longer = surnames()
    if text[start : start + 2] in longer:
        return 2
    return int(text[start : start + 1] in single)


def _chinese(text: str, words: Words, start: int, needed: float) -> Mention | None:
    family = surname_length(text, start)
    if not family:
        return None
    if (spaced := _SPACED.match(text, start)) and family == 1:
        return Mention(start, spaced.end(), spaced[1] + spaced[2])
    best: tuple[bool, float, int] | None = None
    for end in range(start + family + 1, min(start + family + 2, len(text)) + 1):
        score = _score(text, words, start, end, family)
        if score is None or score < needed:
            continue
        ended = _BOUNDED.match(text, end) is not None or _FOLLOWER.match(text, end) is not None
        if best is None or (ended, score) > best[:2]:
            best = (ended, score, end)
    return Mention(start, best[2], text[start : best[2]]) if best else None


def _score(text: str, words: Words, start: int, end: int, family: int) -> float | None:
    """How well a name ends at ``end``: what follows, the word borders, how often it recurs."""
    name = text[start:end]
    given = name[family:]
    if not re.fullmatch(f"[{_HAN}]+", name) or name in places():
        return None
    if (
        name in _NEVER
        or name[:2] in ("任职", "任命", "任免")
        or (len(given) == 2 and given[1] in "说称曰等")
        or given[-1] in "所院局厅校署"
        or given == "大"
        or "该" in given
        or _NO_NAME.search(given)
    ):
        return None
    if any(_GOES_ON.match(text, at + len(name)) for at in words.occurrences(name)):
        return None
    score = 0.0
    if len(given) == 2 and _VERBED.match(text, end - 1):
        return None
    if _VERBED.match(text, end):
        score += 1.5
    if name[-1] == "任" and _MADE.match(text, end - 1):
        score -= 3.0
    elif text[end : end + 1] == "任" and _MADE.match(text, end):
        score += 2.0
    if _BOUNDED.match(text, end):
        score += 3
    elif follower := _FOLLOWER.match(text, end):
        score += 2.5 if len(follower.group()) > 1 else 1.5
    elif text[end : end + 1] == "·":
        return None
    score += 1.0 * (end in words.starts or end == len(text))
    word = words.at(start)
    if word and word.start == start and word.end == end and word.tag.startswith("nr"):
        score += 1.5
    elif word and word.start == start and word.end >= end and is_word(word.text) and not word.tag.startswith("nr"):
        score -= 2.0
    elif word and word.start < start and text[start - 1] != "长":  # 处|长孙|明月
        score -= 1.0
    if len(given) == 2:
        score += 0.5
        score -= 1.5 * (given[1] in _NOT_GIVEN)
    # 为 before a mark or 的 leads nothing on: it ends the name.
    led = given == "为" and re.match(rf"[^{_HAN}·]|$|的(?=[会接亲陪邀主讲])", text[end : end + 2])
    score -= 1.5 * (given[0] in _NOT_GIVEN and not led)
    return score + _recurrence(words, name, family)


def _recurrence(words: Words, name: str, family: int) -> float:
    """A name said again with something else behind it ends where it ends."""
    short = name[: family + 1]
    shorter = words.occurrences(short)
    if len(shorter) < 2:
        return 0.0
    if len(name) > family + 1:
        same = len(words.occurrences(name))
        return 1.0 if same >= 2 and same == len(shorter) else -0.5 if same < len(shorter) else 0.0
    return 1.0 if words.followers(short) > 1 else -0.5


def _foreign(text: str, words: Words, start: int) -> Mention | None:
    if dotted := _DOTTED.match(text, start):
        if post_pattern().search(text, start, dotted.end()):
            return None  # 科技委员|马苏德·伊克巴
        return _last_part(text, words, start, dotted.end())
    end = start
    while end < len(text) and end - start < 8 and text[end] in SOUNDS:
        end += 1
    for stop in range(end, start + 1, -1):
        if (_BOUNDED.match(text, stop) or _FOLLOWER.match(text, stop)) and _transliterated(
            text[start:stop], words, start, stop
        ):
            return Mention(start, stop, text[start:stop])
    return None


def _last_part(text: str, words: Words, start: int, floor: int) -> Mention | None:
    """A name with a dot, its last part ended by a mark or the word behind: the longest such part
    of characters that stand for sounds, else the shortest."""
    stops = [
        stop
        for stop in range(floor + 1, min(len(text), floor + 9) + 1)
        if re.fullmatch(rf"[{_HAN}]+", text[floor:stop]) and (_BOUNDED.match(text, stop) or _FOLLOWER.match(text, stop))
    ]
    sounding = [stop for stop in stops if set(text[floor:stop]) <= SOUNDS]
    if not stops:
        return None
    stop = sounding[-1] if sounding else stops[0]
    return Mention(start, stop, text[start:stop])


def _transliterated(name: str, words: Words, start: int, end: int) -> bool:
    """Whether characters without a dot between are a name from another language."""
    if name in places() or len(name) > 7:
        return False
    inside = words.between(start, end)
    covered = bool(inside) and inside[0].start == start and inside[-1].end == end
    if not covered:
        return False
    foreign = any(w.tag in ("nrt", "nrfg") for w in inside)
    return foreign or (not any(is_word(w.text) and len(w.text) > 1 for w in inside))


def person_before(text: str, words: Words, end: int) -> Mention | None:
    """The Chinese or transliterated name that ends at ``end``, or None."""
    key = ("before", end, NEEDED)
    if key not in words.memo:
        words.memo[key] = _person_before(text, words, end)
    found: Mention | None = words.memo[key]
    return found


def _person_before(text: str, words: Words, end: int) -> Mention | None:
    for start in range(max(0, end - 24), end - 1):
        if any(text[start : start + n] in posts() for n in (2, 3)):
            continue  # 得主|巴里·夏普莱斯
        if start and (text[start - 1] == "·" or (text[start] not in SOUNDS and not surname_length(text, start))):
            continue
        word = words.at(start)
        function = word is not None and len(word.text) == 1 and word.tag in ("c", "p", "d", "u", "uj", "ul", "m", "r")
        titled = post_ending(text, start) is not None
        bordered = titled or ((start in words.starts or start == 0) and not function)
        found = person_at(text, words, start, 1.5 if titled else NEEDED) if bordered else None
        if found and found.end == end and (len(found.text) <= 4 or "·" in found.text):
            return found
    return None


def find_persons(text: str, words: Words) -> tuple[Mention, ...]:
    """Names that stand where a clause begins and go on with a verb of saying or doing, and
    every other place at which they stand."""
    found: dict[str, None] = {}
    for match in re.finditer(rf"(?:^|[,。;:!?、\n”])\s*(?=[{_HAN}])", text):
        mention = person_at(text, words, match.end())
        word = words.at(match.end())
        if mention and (word is not None) and (word.tag.startswith("nr") or len(words.occurrences(mention.text)) > 1):
            found[mention.text] = None
    return everywhere(text, found)


def everywhere(text: str, names: Iterable[str]) -> tuple[Mention, ...]:
    """All places at which names stand, in order; the longest where several begin."""
    begun: dict[str, list[str]] = {}
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        begun.setdefault(name[:2], []).append(name)
    found: list[Mention] = []
    at = 0
    while at < len(text):
        there = next((n for n in begun.get(text[at : at + 2], ()) if text.startswith(n, at)), "")
        if there:
            found.append(Mention(at, at + len(there), there))
        at += len(there) or 1
    return tuple(found)
