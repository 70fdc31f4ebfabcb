"""What the rules know beforehand: posts, family names, organisations, places. Data in ../data."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from babel import Locale

_OLD_SHORT = (
    "省",
    "市",
    "自治区",
    "壮族自治区",
    "回族自治区",
    "维吾尔自治区",
    "特别行政区",
    "自治州",
    "地区",
    "盟",
    "县",
    "区",
)
_MORE_PLACES = (
    "全国 中国 国家 中央 国际 世界 全球 亚洲 欧洲 非洲 拉美 美洲 北美 南美 亚太 东盟 欧盟 中亚 南亚 "
    "东南亚 中东欧 长三角 京津冀 粤港澳 "
    "粤港澳大湾区 大湾区 华东 华北 华南 华中 西南 西北 东北 中关村 雄安 雄安新区 浦东 滨海新区 深港 "
    "香港 澳门 台湾 港澳 英国 美国 法国 德国 俄国 "
    "日本 韩国 朝鲜 俄罗斯 沙特 阿联酋 孟加拉国 捷克 刚果 联合国"
).split()
_PARTY = "(?:党组|党委|党总支|党支部|纪委|书记处|党工委|机关党委|分党组)"
_PREFIX = (
    "(?:(?:分管日常工作的?|主持日常工作的?|主持工作的?|常务副|第一副|执行副|高级副|资深副|副|执行|"
    "常务|名誉|荣誉|终身|轮值|首任|现任|时任|前任|前|原|候任|候补|代理|代|总|联合|共同|联席|专职|兼职|"
    "特约|本报|协理|署理|暂任|创会|创始|首席|主任|主管|一级|二级|高级|助理|青年|第[一二三四五六七八九十]))"
)


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the list: ``many`` people hold it at once; ``address``: it follows names too."""

    name: str
    many: bool
    address: bool


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation everybody knows, with the short names it goes by."""

    name: str
    short: tuple[str, ...]


def _lines(name: str) -> list[str]:
    text = resources.files("duijie.reading").joinpath(f"data/{name}").read_text("utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


@lru_cache(maxsize=1)
def posts() -> dict[str, Post]:
    """The posts by name."""
    found = {}
    for line in _lines("posts.txt"):
        name, _, marks = line.partition(" ")
        found[name] = Post(name, "=" in marks, "~" in marks)
    return found


@lru_cache(maxsize=1)
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Family names of one character, and longer ones."""
    single, *longer = _lines("surnames.txt")
    return frozenset(single), frozenset(" ".join(longer).split())


@lru_cache(maxsize=1)
def organisations() -> tuple[tuple[Known, ...], tuple[str, ...]]:
    """The organisations everybody knows, and the words names of organisations end with."""
    parsed = json.loads("\n".join(_lines("organisations.json")))
    known = tuple(Known(str(o["name"]), tuple(map(str, o["short"]))) for o in parsed["organisations"])
    return known, tuple(map(str, parsed["ends"]))


@lru_cache(maxsize=1)
def known_names() -> dict[str, str]:
    """Every name and short name of the organisations everybody knows → the name."""
    names: dict[str, str] = {}
    for known in organisations()[0]:
        for name in (known.name, *known.short):
            names.setdefault(name, known.name)
    return names


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Countries and the provinces and cities of China, with and without 省, 市 …"""
    found: set[str] = set(_MORE_PLACES)
    found.update(name for code, name in Locale("zh", "Hans").territories.items() if code.isalpha() and len(name) > 1)
    with resources.files("duijie.registry").joinpath("data/places.csv").open("r", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name = row["name_zh"]
            found.add(name)
            for ending in _OLD_SHORT:
                if name.endswith(ending) and len(name) - len(ending) >= 2:
                    found.add(name.removesuffix(ending))
    return frozenset(found)


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """The names of countries in Simplified Chinese, also the shorter ones some go by."""
    more = "英国 美国 法国 德国 日本 韩国 朝鲜 俄罗斯 沙特 阿联酋 捷克 孟加拉国".split()
    return frozenset(Locale("zh", "Hans").territories.values()) | frozenset(more)


def longest_first(words: Iterable[str]) -> str:
    """Words as alternatives of a pattern, longer ones tried first."""
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


@lru_cache(maxsize=1)
def post_pattern() -> re.Pattern[str]:
    """A post with what may stand before it: 常务副院长, 名誉主席. Group ``base``: the listed post."""
    party = f"(?:{_PARTY}(?=副|常务|第|书记|成员|委员|常委))?"
    post = f"(?P<post>(?:(?:原|现任|时任)(?={_PARTY}))?{party}{_PREFIX}{{0,3}}(?P<base>{longest_first(posts())}))"
    # 委员 in 委员会 and 理事 in 理事会 are no posts.
    return re.compile(post + r"(?![们级]|(?<=[委议]员)会|(?<=[理董监]事)会)")


@lru_cache(maxsize=1)
def _last_of_posts() -> frozenset[str]:
    return frozenset(name[-1] for name in posts())


def post_ending(text: str, end: int) -> re.Match[str] | None:
    """The longest post that ends at ``end``."""
    if not end or text[end - 1] not in _last_of_posts():
        return None
    for start in range(max(0, end - 14), end):
        match = post_pattern().match(text, start, end)
        if match and match.end() == end:
            return match
    return None


@lru_cache(maxsize=1)
def place_pattern() -> re.Pattern[str]:
    """A place of the list, with 省, 市 and the like."""
    return re.compile(f"(?:{longest_first(places())})(?:省|市|县|区|自治区)?")
