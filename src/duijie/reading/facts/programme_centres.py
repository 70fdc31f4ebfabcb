"""Which centres are somebody's programmes and which are institutions like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale

from duijie.reading.facts.programme_known import data

# With whom or what one deals where a centre is an organisation like any other.
_MEETS = re.compile(
    r"出席|参加|会见|会谈|访问|陪同|参观|考察|走访|来访|到访|来到|走进|前往|座谈|调研|拜访|致信|致函|任职|毕业|visit|met\b|meet",
    re.I,
)
_FOUNDS = re.compile(
    r"设立|成立|建立|组建|共建|建设|建成|建有|筹建|创建|打造|启动|揭牌|挂牌|落成|落户|依托|获批|认定|批准|构建|布局|运行|投入使用|授牌|奠基|"
    r"establish|found|launch|inaugurat|creat|set up|buil[dt]|host|open",
    re.I,
)
# For what is an institution by its name: the founding stands right in front or right behind.
_MADE_BEFORE = re.compile(
    r"(?:设立|成立|建立|组建|共建|合建|共同建设|建设|建成|建有|建起|筹建|创建|创办|打造|启动|获批|认定|批准|构建|布局|授予|命名为?|挂牌|揭牌|拥有|引进)"
    r"了?(?:[^,;。的到赴]{0,24}[、和与及])?的?[^,;。、到赴在向对从]{0,6}$"
)
_MADE_BEHIND = re.compile(
    r"^”?(?:[、和与及][^,;。]{3,40})?(?:也|正式|日前|今日|今天|昨日|同日|同时|将|已|顺利|在[^,。;]{2,16}|于[^,。;]{2,16}|\d{1,2}月\d{1,2}日)*"
    r"(?:的?(?:揭牌|挂牌|签约|启动|落成|奠基|授牌)(?:仪式)?|成立|落户|获批(?:建设|成立|设立)|(?:获批|建成)(?![一-鿿“])|开园|投入(?:使用|运行)|建设(?!者|单位))"
)
# Guests come to unveil it as well: 为湖泊战略研究院揭牌.
_UNVEILED = re.compile(r"为(?:[^,;。]{2,30}[、和与及])?$")
_UNVEILS = re.compile(r"”?(?:[、和与及][^,;。]{3,40})?(?:共同)?(?:揭牌|授牌|奠基)")
_STANDS_FOR = re.compile(
    r"党委|党组|副?主任|副?院长|副?所长|主席|负责人|代表|联合|主办|承办|协办|领衔|发起|组织|举办|举行|召开|表示|认为|发布|"
    r"的?[一-鿿]{0,4}(?:专家|学者|研究员|教授)"
)
_BY = re.compile(r"(?:由|经|与|同|会同|联合|来自|致信|致函|任|聘为)$")
_INTRODUCED = re.compile(r"\([^()\n]{0,60}?(?:简称|下称|统称)")
_ORDINARY = re.compile(
    r"(?:国家|科学|技术)?研究中心|(?:血液|急救|疾控|疾病预防控制|气象|卫生|妇幼|就业|档案|考试|结算|调度|监管|体育|会展|服务|管理|事务|交流|促进|信息|宣传|会议|展览|活动|数据|咨询|评估|鉴定|检测|指导|医学|医疗|保健|科学|科技|文化|教育|培训|网络|新闻)中心$"
)
_HOUSE = re.compile(r"(?:" + "|".join(data()["houses"]) + r")$")


# 中国—埃及可再生能源联合实验室, 中国-老挝新能源与可再生能源联合研究中心: run by two countries.
_PAIR = re.compile(
    r"(?:中国|(?<=[、,;和与及“:])中)[—–-]{1,2}[一-鿿]{1,30}?"
    r"(?:联合实验室|联合研究与[一-鿿]{2,6}中心|联合研究中心|联合中心|联合研究院|研究中心|技术转移中心|合作中心)"
)


def joint_centres(text: str) -> Iterator[tuple[int, int]]:
    """Where centres stand that two countries run, by the pair with which their names begin."""
    for match in _PAIR.finditer(text):
        yield match.span()


def is_house(name: str) -> bool:
    """Whether a name is that of an institution as well."""
    return _HOUSE.search(name) is not None and not name.endswith("联合实验室")


_ROW = re.compile(r"(?:中心|实验室|平台|基地|机构|研究院)(?:建设)?(?:分别|主要)?(?:是|为|包括|有|如):?[^。;]*$")


def is_made(text: str, start: int, end: int) -> bool:
    """Whether a centre is one that somebody set up or runs here, not an institution that is met, visited
    or represented: those are organisations."""
    name = text[start:end].strip("“”")
    house = is_house(name)
    if not house and not name.endswith("中心") and not name[0].isascii():
        return True
    opened = max(text.rfind(mark, 0, start) for mark in ",;。\n") + 1
    closed = min((at for mark in ",;。\n" if (at := text.find(mark, end)) >= 0), default=len(text))
    around = text[opened:start] + text[end:closed]
    if _ROW.search(text[max(0, text.rfind("。", 0, start)) : start]):
        return True  # 海外科教合作中心分别是:南美天文研究中心(智利)、…
    if re.search(r"Cent(?:er|re)s? of Excellence|Joint|Overseas", name):
        return True
    if _INTRODUCED.match(text, end) and not house:
        return True
    if _UNVEILS.match(text, end) and _UNVEILED.search(text[opened:start]):
        return True
    if _MEETS.search(around) or _STANDS_FOR.match(text, end) or _BY.search(text[opened:start]):
        return False
    if house:
        return bool(_MADE_BEFORE.search(text[opened:start]) or _MADE_BEHIND.search(text[end:closed]))
    abroad = next((p for p in _abroad() if name.startswith(p)), None)
    return bool(_FOUNDS.search(around)) or not (abroad or _ORDINARY.search(name) or name[0].isascii())


@lru_cache(maxsize=1)
def _abroad() -> tuple[str, ...]:
    countries = {name for code, name in Locale("zh", "Hans").territories.items() if code.isalpha() and len(code) == 2}
    return tuple(sorted(n for n in countries if not n.startswith("中国")))
