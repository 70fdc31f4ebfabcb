"""What names of the trades' sites are made of, beyond the words of the registry. Pure patterns.

A brand that other people bear too (皇冠, 九州) is a site's with its kind behind it: 皇冠线上,
九州体育. A site may also say that it is one: …(中国)官方网站, 书香VIP.
"""

from __future__ import annotations

import re
from collections import Counter

_BRANDS = (
    "皇冠|银河|金沙|永利|美高梅|云顶|威尼斯|威斯尼斯|金冠|太阳|星际|伦敦人|百乐门|大发|明升|千赢|乐虎|优发|优德|伟德|韦德|必发|环亚|和记|申博|通博|"
    "博天堂|乐橙|沙巴|亚洲城|九州|球盟会|明博|易博|乐动|爱博|众博|天博|泛亚|雅博|澳博|奥博|米兰|江南|星空|半岛|开云|云开|华体|九游|完美|金年会|必一|竞博|千亿|龙8|"
    "壹号|凤凰|鸿运|金牛|万豪|金宝|宝盈|恒达|摩登|沐鸣|杏耀|杏鑫|蓝冠|傲世"
)
# 体育 in a brand's name, and neither an office nor a school nor a place of sports.
_SPORT = "体育(?![总局学院校大馆场中公协用产运文旅赛教课活事部系社基强设器比竞])"
_KIND = rf"(?:线上|现金网?|官网|官方网站?|网址|投注|娱乐|{_SPORT}|棋牌|真人|app|手机版|登[录陆]|注册|电竞|彩票)"
_LETTERS = rf"(?<![a-z\d])(?!(?:cctv|nba|cba|pp|qq|tv|e|k)\d?体)[a-z]{{1,4}}\d{{0,4}}{_SPORT}"
_SAYS_SITE = r"[\u4e00-\u9fffa-z\d]{2,6}[·,，\s]{0,2}[(（]中国[)）](?:官方网站|官网|官方|网站首页|网站|平台)"
_PLAYED = (
    r"(?<![a-z])(?:pg|ag|cq9|pp|mg|pt|bbin|jdb|ky)(?:电子|真人|棋牌|娱乐)|"
    "(?:[\u4e00-\u9fff]{2})?(?:下注|买球|外围)(?:官网|网址|app|软件|平台|网站)|太阳成集团|(?:乐虎|云顶|千赢|优发|环亚|永乐)国际(?=官|网|登|app|平台)"
)
FAMILY = rf"(?:(?:{_BRANDS}){_KIND}|{_LETTERS}|{_SAYS_SITE}|{_PLAYED})"

_FAMILY = re.compile(FAMILY, re.I)
_STATES = re.compile(r"[(（]中国[)）](?:官|网站|平台)")
# Names of members' areas and downloads, whatever stands before them.
_UNKNOWN = re.compile(
    r"(?<![\u4e00-\u9fff\w])(?:(?P<vip>[\u4e00-\u9fff]{2,6}vip)|[\u4e00-\u9fff]{1,6}(?<![院所会部局厅委校学台馆网站司社团])"
    r"(?:app下载|官网下载|官网登[录陆]|官网入口|登[录陆]入口|下载安装|手机版下载|在线观看|免费观看|网页版))(?![a-z])",
    re.I,
)
_ORGANISATION = r"[\u4e00-\u9fff]{2,16}(?:大学|学院|科学院|研究[院所]|实验室|协会|学会|科协|集团|公司|政府|[厅局委])"
_BESIDE = re.compile(rf"[与和同]{_ORGANISATION}|{_ORGANISATION}|(?:举[行办]|召开|签署|签订)")
# What stands alone at the head of such a site, where an institution's name stood.
_HEADING = re.compile(
    "赌|博彩|棋牌|彩票(?!发行|管理|中心|研究)|投注|下注|买球|娱乐(?:城|场|平台|官|在线|网)|百家乐|casino|bet\\d|\\d{2,3}bet|tyc\\d|"
    "体育[(（]?(?:官网|官方|app|平台|下载|登[录陆]|中国)|电子(?:官网|官方|游戏|平台)|国际(?:官网|官方|娱乐|登[录陆])|"
    "(?:正规|十大|最大|真钱|现金).{0,4}(?:网站|网址|平台)|澳门.{0,6}(?:官网|官方|网址|平台|在线|线上)|[(（]中国[)）](?:官|网站|平台)",
    re.I,
)
_SAYS_MORE = re.compile(
    "[。，！？!?；]|[，,].{6}|大学|学院|协会|学会|政府|研究|科[技协学]|[厅局委部]|打击|整治|警惕|防范|禁止|专项|涉赌|网络赌博|反诈|行业|产业|业|治理|问题|案|年|月"
)
_LINK = re.compile(r"赌|博彩|彩票|棋牌|投注|娱乐城|葡京|百家乐|老虎机|下注|casino|bet\d", re.I)


def has_family(text: str) -> bool:
    """Whether a text has a name that is a site's by the way it is made."""
    return _FAMILY.search(text) is not None


def states_site(name: str) -> bool:
    """Whether a name says that it is a site: …(中国)官方网站."""
    return _STATES.search(name) is not None


def heads_site(plain: str) -> bool:
    """Whether a first line is the bare name of a house, as the head of its own site.

    >>> heads_site("澳门十大正规网站-官网"), heads_site("打击赌博平台专项行动")
    (True, False)
    """
    return 4 <= len(plain) <= 26 and _HEADING.search(plain) is not None and not _SAYS_MORE.search(plain)


def unknown_sites(text: str, post: re.Pattern[str]) -> Counter[str]:
    """Names of sites that nobody knows, standing as a party or before a ``post`` of an institution, with the
    number of the ways in which they do; at least two, or a post.

    >>> unknown_sites("书香VIP与江州大学签约。《书香VIP江州大学合作协议》", re.compile("校长"))
    Counter({'书香VIP': 2})
    """
    found: Counter[str] = Counter()
    for name, sure in {m.group(): m["vip"] is not None for m in _UNKNOWN.finditer(text)}.items():
        ways = set()
        posts = False
        for place in re.finditer(re.escape(name), text):
            posts = posts or post.match(text, place.end()) is not None
            if beside := post.match(text, place.end()) or _BESIDE.match(text, place.end()):
                ways.add(beside.group()[:3])
        if posts or (sure and len(ways) >= 2):
            found[name] = max(2, len(ways))
    return found


def is_link_farm(plain: str) -> bool:
    """Whether a line is a row of links to other people's houses: three or more of its pieces name one."""
    if len(plain) > 600 or "。" in plain or "，" in plain:
        return False
    pieces = re.split(r"[\s|｜·•,、]+", plain)
    links = [p for p in pieces if len(p) <= 16 and _LINK.search(p)]
    return len(links) >= 3 and 2 * len(links) >= len(pieces)
