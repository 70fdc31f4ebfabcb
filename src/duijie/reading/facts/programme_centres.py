"""Which centres are somebody's programmes and which are institutions like any other."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

# With whom or what one deals where a centre is an organisation like any other.
_MEETS = re.compile(r"出席|参加|会见|会谈|访问|陪同|参观|考察|走访|来访|到访|座谈|调研|拜访|visit|met\b|meet", re.I)
_FOUNDS = re.compile(
    r"设立|成立|建立|组建|共建|建设|建成|筹建|创建|打造|启动|揭牌|挂牌|落成|落户|依托|获批|认定|批准|构建|布局|运行|投入使用|"
    r"establish|found|launch|inaugurat|creat|set up|buil[dt]|host|open",
    re.I,
)
_STANDS_FOR = re.compile(r"党委|党组|副?主任|主席|负责人|代表|的?[一-鿿]{0,4}(?:专家|学者|研究员|教授)")
_INTRODUCED = re.compile(r"\([^()\n]{0,60}?(?:简称|下称|统称)")
_ORDINARY = re.compile(
    r"(?:国家|科学|技术)?研究中心|(?:服务|管理|事务|交流|促进|信息|宣传|会议|展览|活动|数据|咨询|评估|鉴定|检测|指导|医学|医疗|保健)中心$"
)


def is_made(text: str, start: int, end: int) -> bool:
    """Whether a centre is one that somebody set up or runs here, not an institution that is met, visited
    or represented: those are organisations."""
    name = text[start:end]
    if not name.endswith("中心") and not name[0].isascii():
        return True
    opened = max(text.rfind(mark, 0, start) for mark in ",;。\n") + 1
    closed = min((at for mark in ",;。\n" if (at := text.find(mark, end)) >= 0), default=len(text))
    around = text[opened:start] + text[end:closed]
    if _INTRODUCED.match(text, end):
        return True
    if _MEETS.search(around) or _STANDS_FOR.match(text, end):
        return False
    abroad = next((p for p in _abroad() if name.startswith(p)), None)
    return bool(_FOUNDS.search(around)) or not (abroad or _ORDINARY.search(name) or name[0].isascii())


@lru_cache(maxsize=1)
def _abroad() -> tuple[str, ...]:
    countries = {name for code, name in Locale("zh", "Hans").territories.items() if code.isalpha() and len(code) == 2}
    return tuple(sorted(n for n in countries if not n.startswith("中国")))
