"""Which script the text is in, whether a converter made it so, and its Simplified form.

The text itself is left in the script it was found in; search and facts use the Simplified
form of :func:`simplified`, converted phrase by phrase for the region's words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

import opencc

from duijie.core.text import has_han, language
from duijie.reading.page import Reading

Region = Literal["cn", "tw", "hk"]

_CONFIG: dict[Region, str] = {"cn": "t2s", "tw": "tw2sp", "hk": "hk2s"}
# Words that one region writes where the others write another: software, information, network,
# programme, quality, project, video, default, through, data, internet, laser, user.
_TAIWAN = re.compile(
    "軟體|資訊|網路|程式|品質|專案|影片|預設|透過|數據機|網際網路|雷射|使用者|計畫|資料庫|部落格|臺灣大學|研究計畫"
)
_HONG_KONG = re.compile("香港|港澳|特區政府|着|裏|説|衞|為|綫|啓|峯|資訊科技|創科")
_MAINLAND = re.compile(
    "軟件|信息|網絡|程序|質量|項目|視頻|默認|通過|數據|互聯網|激光|用戶|黨組|書記|黨委|科協|總書記|中科院|落實"
)
_MAINLAND_QUOTES = re.compile("“[^”\n]{1,60}”")


def tell_script(reading: Reading) -> Reading:
    """Notes ``variant`` (zh-Hans, zh-Hant, en) and ``region``; labels ``traditional-converted``
    a Traditional text that shows it was written in Simplified."""
    variant = language(reading.text)
    region: Region = "cn"
    if variant == "zh-Hant":
        region = region_of(reading)
        if region == "cn":
            reading = reading.labelled("traditional-converted")
    return reading.noting(variant=variant, region=region)


def region_of(reading: Reading) -> Region:
    """Where a Traditional text was written. "cn" means: converted from Simplified.

    Mainland codes, pinyin glosses, Mainland quotation marks and Mainland words speak for a
    conversion; 「」 and the words of Taiwan or Hong Kong against it.
    """
    if "pinyin-gloss" in reading.damage or reading.facts.get("identifiers"):
        return "cn"
    text = reading.text[:20_000]
    taiwan, mainland = len(_TAIWAN.findall(text)), len(_MAINLAND.findall(text))
    corner, curved = text.count("「") + text.count("『"), len(_MAINLAND_QUOTES.findall(text))
    if corner <= curved and mainland + curved > taiwan and (mainland or curved > 1):
        return "cn"
    return "hk" if len(_HONG_KONG.findall(text)) > 2 * taiwan else "tw"


@lru_cache(maxsize=4)
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def simplified(text: str, region: Region = "cn") -> str:
    """The text in Simplified, with the phrases of its region (軟體 → 软件 for Taiwan)."""
    return str(_converter(_CONFIG[region]).convert(text)) if has_han(text) else text


def traditional(text: str) -> str:
    """The text in Traditional, to name something in the script of its page."""
    return str(_converter("s2t").convert(text)) if has_han(text) else text
