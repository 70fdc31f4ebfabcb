"""What a share is of: a recovery is a yield, and no purity.

>>> rates("锂直收率") == rates("lithium recovery") == {"got back"}, rates("碳酸锂纯度")
(True, {'purity'})
"""

from __future__ import annotations

import re
from typing import Final

from duijie.matching.understanding.variants import folded

REMOVAL: Final = "removal"
_RATES: Final = {
    name: re.compile(pattern)
    for name, pattern in {
        "got back": r"回收|回用|收率|得率|[提浸]取率|浸出|再利用|循环利用|重复利用|"
        r"recover|reus|recycl|yield|extract|leach",
        "purity": r"纯度|品位|\bpurit",
        REMOVAL: r"去除率|脱除率|降解率|截留率|净化率|削减|消减|[去脱]除|除[^\W\d_A-Za-z]{1,3}率|"
        r"remov|reject|degrad|eliminat",
        "specific": r"特异|specificit",
        "right": r"准确|正确率|检出|识别率|召回率|命中率|灵敏|敏感性|查全率|[符吻]合率|一致率|"
        r"accura|sensitiv|\brecall|detection rate|hit rate",
        "wrong": r"误[报判检警识]|漏[报判检]|虚警|false|\bmiss",
        "error": r"误差|偏差|错误率|差错|\berrors?\b|deviation",
        "moisture": r"含水|水分|moisture|water content",
        "loss": r"损失|损耗|破损|衰减|\bloss",
        "kept": r"保持率|保留|保有|retention|retain",
        "converted": r"转化率|conversion",
        "alive": r"成活|存活|surviv",
        "strong": r"强度|硬度|strength|hardness",
        "taken up": r"吸[水油湿]|absorption",
        "scrap": r"废品|内废|次品|不良率|scrap|\bdefect rate",
        "efficient": r"效率|efficien",
        "sprouted": r"发芽|出苗|germinat",
        "reached": r"覆盖率|coverage",
        "saved": r"[节省][能电水油药肥]|saving",
    }.items()
}


def rates(text: str) -> set[str]:
    """The shares that a text of either language speaks of; empty where it names none that is known."""
    flat = folded(text)
    return {name for name, pattern in _RATES.items() if pattern.search(flat)}


_NAMED: Final = re.compile(r"([^\W\da-z_]{2})率")
_NO_SHARE: Final = frozenset("功频速倍比概几税汇利")


def unlike(told: str, asked: str) -> bool:
    """Whether both name a rate (…率), of which at most one is known here, by words that share no character:
    an 气孔率 is no 漏检率."""
    given = [word for word in _NAMED.findall(folded(told)) if word[1] not in _NO_SHARE and word[1] != "效"][-1:]
    wanted = [word for word in _NAMED.findall(folded(asked)) if word[1] not in _NO_SHARE and word[1] != "效"]
    return bool(given and wanted) and all(set(given[0]).isdisjoint(word) for word in wanted)
