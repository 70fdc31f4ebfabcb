"""Names of other people's trades, and the places that only an institution's name can have.

A mirror replaces the institution's name wherever it stood, so that words follow the foreign
name which never follow a real one: 赌场院长, 娱乐城党组, 赌城娱乐工程院院士. A page about real
gambling names casinos, lotteries and their regulators, but no academy of a casino. Pure; all
texts are Simplified.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from duijie.reading.codes import Registry
from duijie.reading.steps.sitenames import FAMILY, has_family, is_link_farm, unknown_sites

# What such names are made longer with: 澳门…, 黄金…, 9499www…, …官网, …app下载.
_BEFORE = (
    "(?:中国|澳门|香港|菲律宾|缅甸|拉斯维加斯|英国|欧洲|亚洲|全球|黄金|皇家|皇冠|至尊|金沙|永利|银河|新濠|新|老|大|"
    r"真人|真钱|网上|线上|在线|手机|正规|最新|足球|体育|[a-z]*\d{2,6}(?:www|vip|cc|com|net)?\.?|www\.?|[a-z]{2,12}\.)"
)
_SITE = (
    "(?:唯一官方网站|官方网站|官方网|官网|官方|网址|网站|网页版|网页|网|平台|手机版|电脑版|手机|客户端|登录|登陆|注册|入口|开户|投注|"
    r"下载|安卓|苹果|app|com|vip|cc|\.com|\.cc|\.net)"
)
_BEHIND = (
    rf"(?:{_SITE}|娱乐城|娱乐场|娱乐|棋牌|游戏大厅|游戏|大厅|欢乐|国际(?!科技|科学|合作|学术|交流|组织|会议|化)|集团|公司|线上|在线|真人|体育|"
    r"亚洲|中文|国产|[(（]中国[)）]|在线播放|在线观看|视频|\d{2,6})"
)
# Written together with other words these are none: 娱乐场所, 赌场所得, 亚博物馆.
_NOT = {
    "赌场": "(?![所合])",
    "娱乐场": "(?!所)",
    "亚博": "(?![物览士])",
    "万博": "(?![物览士])",
    "立博": "(?![物览士])",
}

# Words of the trade that are no brand's.
_KINDS = frozenset("赌博 博彩 棋牌 彩票 六合彩 赌球 足彩 投注 捕鱼 casino baccarat".split())
# Nothing but an institution has one of these, directly behind its name.
_DIRECT = re.compile(
    r"院士|(?:(?:常务)?副|原|前任?|名誉|党[组委](?:副?书记)?[、,，])?(?:院长|校长)|院?党组|书记处|(?:科学|工程|社会科学|社科)院|科协|"
    r"科学技术协会|学部(?:委员|主任|主席)|[建办]院|[建办]校(?!园)|(?:校|院)?(?:学术|教授|学位|学位评定)委员会|"
    r"(?:博士|硕士)?研究生(?:院|国家奖学金|招生|培养|教育)|(?:博士|硕士|本科)生(?:招生|培养)|教职工代表|教代会"
)
# Letters between a name and the end of a longer one: 国际(合作局), 茶叶(学会). No particles, no verbs.
_PARTICLES = "的了着在和与及或是被把将从向对里内上下外前后时去来到有无不也都就又之其该此并但因以于让给使由为等这那"
_STEM = rf"(?:(?![{_PARTICLES}])[\u4e00-\u9fff])"
_UNIT = re.compile(
    rf"{_STEM}{{0,12}}?(?:研究所|研究院|研究会|分院|国际合作[局司部处]|重点实验室|天文台|植物园|"
    r"学会(?=[理副会秘常年第主党、，,。；）)\s]|$)|大学(?![生城路])|医学院|科技大学)"
    rf"|{_STEM}{{2,10}}?(?:所(?=[所长党副、，,。；作举召开进参与的在和）)\s]|$))"
    r"|党委(?!会)|党总支|[团校]委(?=书记|副书记)|校区|校友|师生|新闻中心|附属[\u4e00-\u9fff]{0,6}医院|学院(?!派)|院属|学工|教务|"
    r"(?:社科|宣传|组织|人事|教务|科研|科技|学生|国际合作与交流|发展规划)[部处](?=副?[部处]长)|"
    r"[\u4e00-\u9fff]{2,3}(?:副)?校长(?=[、，,。；）)在对与和作致主出一率]|$)|"
    r"研究生院|学报|博士后|(?:副)?所长|建所|\d{2,3}周年校庆|校庆",
)
# A unit by its own name, which no casino has: 生物物理所, 茶叶学会.
_NAMED_UNIT = re.compile("[\u4e00-\u9fff]{2,12}(?:研究所|所|研究会|学会|天文台|植物园|分院)|国际合作局")
_POST = re.compile(rf"(?:{_DIRECT.pattern})|党委(?:副?书记|常委)|所长|副所长|师生|(?:大学|研究所)(?=[校所]长|党委)")
# The trade's own business, which has its study and its supervision.
_BUSINESS = re.compile(
    "酒店|度假|博彩|旅游|文化|历史|经济|社会|问题|监察|监管|监督|稽查|保安|发牌|牌照|经营|开发|投资|从业|荷官|员工|玩家|管理|培训|彩票|场地|客户"
)
_ABOUT = re.compile(
    "赌客|赌徒|赌资|赌债|赌牌|赌台|赌桌|赌王|下注|博彩业|博彩税|博彩收入|博彩公司|开奖|中奖|彩民|公益金|奖池|荷官|贵宾厅|赌博罪|涉赌|聚赌|"
    "筹码|转码|禁赌|戒赌|反赌|赌博成瘾|网络赌博|跨境赌博|电信诈骗|gambler|gambling|jackpot"
)
_ODDS = re.compile("赔率|盘口|欧赔|亚盘|让球|博彩|庄家|赌")
_SPAM = re.compile(
    "无码|久久|精品(?:视频|在线|免费)|[aA黄][vV片]|成人(?:网|视频)|免费(?:观看|视频|网站)|国产(?:精品|在线|视频|亚洲|欧美)|18禁|在线观看|日韩(?:精品|欧美)|"
    "亚洲(?:精品|综合)|欧美(?:亚洲|日韩|精品)|午夜福利|一区二区|黄色(?:网|视频)"
)
_INDECENT = re.compile("无码|国产在线|久久精品")
_REPORTED = re.compile("篡改|黑客|黑链|被黑|挂马|被植入|冒充|仿冒|假冒|暗链|攻击了?网站")
_LATIN = re.compile(
    r"\s{1,3}(?:(?:Chinese )?Academy of (?:Social |Medical |Agricultural |Engineering |Forestry )?"
    r"(?:Sciences?|Engineering)|University\b|Institutes? of [A-Z]\w+|Association for Science and Technology)",
)


# What institutions do and have done to them, in pages that speak as one.
_HOUSE = re.compile("(?:赌场|娱乐场|赌城|娱乐城|葡京|赌博|casino)$", re.I)
_BEHIND_ITSELF = re.compile(
    "(?:将|已|正式)?(?:召开|举[行办]|成立|迎来|开展|组织|始建|前身|隶属|创建|获批|荣获|入选|调研|揭牌)|教授|教师|教职工|学生|的?(?:建设和?|改革和?)?发展|"
    r"(?:将|要|已|还)?(?:充分|积极|长期|努力|着力)?(?:发挥|促进|推动|推进|致力于|开展)[^，,。；]{0,12}(?:科技|科学|学术|科研)|"
    r"的?(?:国际)?(?:科技|科研|学术)(?:合作|创新|交流)|作为[^，,。；]{0,10}(?:科技|科学)|"
    r"在[^，,。；]{1,12}(?:召开|举[行办])|[、和与][\u4e00-\u9fff]{2,8}(?:大学|学院|研究所|科学院)|"
    r"[一二三四五六七八九十\d]{1,3}周年|\d{4}年"
)
_BEFORE_ITSELF = re.compile("(?:莅临|走进|访问|来到|前往|加入|毕业于|就读于|更名为|改建为|我校|我院|[到赴])$")


WELCOME = re.compile(r"^(?:您好|你好)?[!！,，\s]{0,3}欢迎(?:您|你)?(?:来到|进入|访问|光临|登[录陆])\s*")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A foreign name in an institution's place: ``text[start:end]`` is the name, ``follows``
    what stands behind it, ``direct`` whether nothing but an institution's can."""

    name: str
    start: int
    end: int
    follows: str
    direct: bool
    trade: bool


@lru_cache(maxsize=4)
def _names(registry: Registry) -> re.Pattern[str]:
    """Any foreign name. The group ``own`` holds a word that no institution bears, ``trade`` one
    of a trade that institutions study and supervise."""
    trade = {w.casefold() for w in registry.trade_words}
    own = [w for w in registry.foreign_words if w.casefold() not in trade]

    def any_of(words: list[str]) -> str:
        alternatives = [re.escape(w) + _NOT.get(w, "") for w in sorted(words, key=len, reverse=True)]
        return f"(?:{'|'.join(alternatives)})" if alternatives else "(?!)"

    core = any_of(own)
    # A trade's word names somebody's site when it says so: 彩票官网, 棋牌app下载.
    site = rf"(?<!福利)(?<!体育)(?<!体彩)(?<!福彩){any_of(sorted(trade))}(?=(?:娱乐|游戏)?(?:{_SITE}|在线|线上))"
    return re.compile(
        rf"{_BEFORE}{{0,3}}(?:(?P<own>{core}|{FAMILY}|{site}|\d{{2,6}}(?:www|vip|cc|com)(?:威尼斯|{any_of(sorted(trade))}))|(?P<trade>{any_of(sorted(trade))}))(?:{core}|{any_of(sorted(trade))}|{_BEHIND}|英国){{0,4}}",
        re.I,
    )


@lru_cache(maxsize=4)
def _brands(registry: Registry) -> re.Pattern[str]:
    """A brand of the trade with the kind of its site, which together no institution bears: 永利棋牌."""
    brands = sorted(w for w in registry.trade_words if w.casefold() not in _KINDS)
    return re.compile(rf"(?:{'|'.join(map(re.escape, brands)) or '(?!)'})(?:棋牌|娱乐|真人|体育)")


def _is_own(match: re.Match[str], registry: Registry) -> bool:
    """Whether a foreign name holds what no institution bears."""
    return match["own"] is not None or _brands(registry).search(match.group()) is not None


def mentions(text: str, registry: Registry) -> bool:
    """Whether a text has a word of the trades at all: soon told of the many that have none."""
    folded = text.casefold()
    return any(w.casefold() in folded for w in registry.foreign_words) or "威尼斯" in folded or has_family(text)


def foreign_names(text: str, registry: Registry) -> Counter[str]:
    """Each foreign name in a text and how often it stands there."""
    return Counter(m.group() for m in _names(registry).finditer(text))


def sightings(text: str, registry: Registry) -> list[Sighting]:
    """The places of a text in which a foreign name stands for an institution's.

    >>> from duijie.reading.codes import registry
    >>> [(s.name, s.follows) for s in sightings("澳门赌场院长在澳门赌场大厅里", registry())]
    [('澳门赌场', '院长')]
    """
    found: list[Sighting] = []
    if not mentions(text, registry):
        return found
    for match in _names(registry).finditer(text):
        if text[max(0, match.start() - 1) : match.start()] in ("“", "‘", "《") and text[match.end() :][:1] in "”’》":
            continue  # named as such
        trade = not _is_own(match, registry)
        end = match.end()
        if re.match(" [\u4e00-\u9fff]", text[end : end + 2]):
            end += 1  # longer names were put in with a blank
        direct = _DIRECT.match(text, end)
        if direct:
            found.append(Sighting(match.group(), match.start(), match.end(), direct.group(), True, trade))
            continue
        unit = None if trade else _UNIT.match(text, end) or _LATIN.match(text, end)
        if unit and not _BUSINESS.search(unit.group()):
            # 工程院院士 behind a longer name is one's post, however long the name.
            found.append(Sighting(match.group(), match.start(), match.end(), unit.group(), False, trade))
    return found


def strangers(text: str) -> Counter[str]:
    """Names of sites that no registry knows, in an institution's place."""
    return unknown_sites(text, _POST)


def name_of_site(name: str, registry: Registry) -> bool:
    """Whether a foreign name is one that no institution and no trade at large bears."""
    match = _names(registry).fullmatch(name)
    return match is not None and _is_own(match, registry)


def heads_page(text: str, registry: Registry) -> int:
    """How much a page's first lines speak for such a site as its owner, at most two: its bare name in the first
    one, or lines that begin with it and are no sentences."""
    lines = [line.strip() for line in text.split("\n") if line.strip()][:5]
    lines = [WELCOME.sub("", line) for line in lines]
    named = [m for line in lines if len(line) <= 60 and "。" not in line and (m := _names(registry).match(line))]
    own = [m for m in named if _is_own(m, registry)]
    bare = [m for m in own if m.string == lines[0] and re.fullmatch(r"\s*(?:[-_|–—].{0,14})?", m.string[m.end() :])]
    return 2 if bare else min(2, len(own))


def doings(text: str, name: str) -> int:
    """In how many ways a name is spoken of as institutions are: 召开, 莅临…调研. Houses of the
    trade are visited and hold things too; a bookmaker's site does not."""
    if _HOUSE.search(name):
        return 0
    ways = set()
    for match in re.finditer(re.escape(name), text):
        if found := _BEHIND_ITSELF.match(text, match.end()):
            ways.add(re.sub(r"[\d一二三四五六七八九十]+", "", found.group()))
        if found := _BEFORE_ITSELF.search(text[max(0, match.start() - 4) : match.start()]):
            ways.add(found.group())
    return len(ways)


def is_spam(plain: str) -> bool:
    """Whether a line holds nothing but the search words of other people's sites."""
    if len(plain) > 400 or "。" in plain:
        return False
    return len({m.group() for m in _SPAM.finditer(plain)}) >= 3 or is_link_farm(plain)


def is_indecent(name: str) -> bool:
    """Whether a name is one that no honest page has."""
    return _INDECENT.search(name) is not None


def is_about_trade(text: str) -> bool:
    """Whether a text uses the words of gamblers."""
    return _ABOUT.search(text) is not None or _ODDS.search(text) is not None


def needed(text: str) -> int:
    """How much evidence a page must show: much more when it is about gambling, or about pages
    that were hijacked."""
    about = len({m.group().casefold() for m in _ABOUT.finditer(text)})
    return 2 + (4 if about >= 2 else 0) + (4 if _REPORTED.search(text) else 0)


def weight(found: list[Sighting]) -> int:
    """How strongly the places of one name speak: two for each kind of place that nothing else
    can have, one for every other, and for any behind a trade's word; one more when they recur."""
    kinds = {(s.follows, s.direct, s.trade) for s in found}
    return sum(_strength(*kind) for kind in kinds) + (len(found) > len(kinds))


def _strength(follows: str, direct: bool, trade: bool) -> int:
    return 1 if trade else 2 if direct or _NAMED_UNIT.fullmatch(follows) else 1
