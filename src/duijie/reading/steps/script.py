"""Which script the text is in, whether a converter made it so, and its Simplified form.

The text itself is left in the script it was found in; search and facts use the Simplified
form of :func:`simplified`, converted phrase by phrase for the region's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import opencc

from duijie.core.text import Language, has_han, language
from duijie.reading.lines import is_prose, split_lines
from duijie.reading.page import Reading

Region = Literal["cn", "tw", "hk"]

_CONFIG: dict[Region, str] = {"cn": "t2s", "tw": "tw2sp", "hk": "hk2s"}
# Words that one region writes where the others write another: software, information, network,
# programme, quality, project, video, default, through, data, internet, laser, user.
_TAIWAN = re.compile(
    "軟體|資訊|網路|程式|品質|專案|預設|透過|數據機|網際網路|雷射|計畫|資料庫|部落格|臺灣大學|台灣|臺灣|晶片|奈米|"
    "螢幕|滑鼠|伺服器|訊號|感測|機率|捷運|腳踏車|志工|國小|立法院|行政院|公尺|公分|塑膠|演算法|人工智慧|最佳化|介面"
)
_HONG_KONG = re.compile("香港|港澳|特區政府|着|裏|説|衞|為|綫|啓|峯|資訊科技|創科")
_HONG_KONG_OWN = re.compile("特區政府|九龍|新界|維港|今個月|毋須|巴士|的士|渠務|港鐵|港大|科大|港元|説|衞|現時|亦|錄得")
_MAINLAND = re.compile(
    "軟件|信息|網絡|程序|質量|項目|視頻|默認|數據|互聯網|激光|用戶|黨組|書記|黨委|科協|總書記|中科院|落實|"
    "人工智能|傳感器|芯片|納米|屏幕|幹部|習近平|人民政府|市委|省委|縣委|公里|千米|厘米|釐米|科研|攻關|院士|首批|投入使用|"
    "同志|創新驅動|研製|一帶一路|市場化|產業化|科普|規劃|全國|我國|本市|該市|評審|公示|揭榜|掛帥|高校|院所|牽頭|歸口|團體標準|成果轉化|重點實驗室"
)
# How a converter writes what people in Taiwan or Hong Kong write 為 眾 群 床 麵 汙 線.
_CONVERTED = re.compile("[爲衆羣牀麪啓衹鉅喫]")
_CURVED = re.compile("“[^”\n]{1,60}”")
# Words that Taiwan and the Mainland share and that only programmers mean otherwise: 建立 is no
# 创建, 指標 no 指针 there. OpenCC's phrases for Taiwan would rewrite them.
_SHARED = re.compile(
    "建立|指標|核心|向量|效能|坐標|座標|查詢|(?<!人工)智慧|資料(?!庫)|程序|互動|社群|列舉|阻斷|執行(?!緒)|通訊|支援|傳送|"
    "儲存|設定|影像|檔案|物件|變數|陣列|類比|連結|影片|使用者|血紅素|常式|公用|存取|全域|區域|相容|回應|視窗|字元|元件|模組化?|"
    "序列|取樣|複製|行程|裝置|整合|文件|開啟|線上|反演|矽卡|論著|高階|傅立葉|啟用|啟動|[論編原專譯遺合]著"
)
# In a text that was converted from the Mainland's words to Taiwan's, these stand for the
# commoner of the two Mainland words that become them.
_WAS_MAINLAND = re.compile(
    "(?<![文獻宣傳圖書參考檔案])資料|支援|社群|影片|字元|視窗|回應|設定|連結|傳送|效能|影像|通訊|變數|物件|智慧|程序|類比"
)
_BACK = (
    (re.compile("聯絡(?!員|處|站|部)"), "聯繫"),
    (re.compile("高階"), "高級"),
    (re.compile("(?<=[入試全速常行穩統期續型])執行(?=[。，；、於在了時和的]|$)"), "運行"),
)
# What OpenCC's phrases leave behind where two words meet: 優於單 is not the name 於單.
# Characters that simplification merged and that Traditional texts write as well: 皇后, 公里, 台灣.
_BOTH = frozenset("后台里只面干云系表松谷丰冲卷准曲余才斗杰致范征于制几占布志托折沈涂游症注累舍蒙借郁采向么群床峰秘")
_LEAST_BODY = 24
_LEFT_BEHIND = (
    (re.compile("於"), "于"),
    (re.compile("衞"), "卫"),
    (re.compile("揹"), "背"),
    (re.compile("説"), "说"),
    (re.compile("特徵"), "特征"),
    (re.compile("象徵"), "象征"),
    (re.compile("座标"), "坐标"),
    (re.compile("想像"), "想象"),
)


def tell_script(reading: Reading) -> Reading:
    """Notes ``variant`` (zh-Hans, zh-Hant, en) and ``region``; labels ``traditional-converted``
    a Traditional text that shows it was written in Simplified."""
    variant = variant_of(reading.text)
    region: Region = "cn"
    if variant == "zh-Hant":
        region, converted = region_of(reading)
        if converted:
            reading = reading.labelled("traditional-converted")
    return reading.noting(variant=variant, region=region)


def variant_of(text: str) -> Language:
    """The language and script of a page's running text, whatever its menus and footers are in."""
    body = "\n".join(line.raw for line in split_lines(text) if is_prose(line.plain))
    body = body if len(body) >= _LEAST_BODY else text
    variant = language(body)
    if variant == "zh-Hans":
        sample = body[:4000]
        traditional = sum(a != b for a, b in zip(sample, str(_converter("t2s").convert(sample)), strict=False))
        simple = sum(
            a != b and a not in _BOTH for a, b in zip(sample, str(_converter("s2t").convert(sample)), strict=False)
        )
        if traditional >= 2 and traditional > simple:
            return "zh-Hant"
    return variant


def region_of(reading: Reading) -> tuple[Region, bool]:
    """The region whose words a Traditional text uses, and whether it was converted from
    Simplified.

    Mainland codes, pinyin glosses, Mainland quotation marks, Mainland words and characters that
    only converters write speak for a conversion; 「」 and the words of Taiwan or Hong Kong
    against it. A conversion may still have put in Taiwan's words.
    """
    text = reading.text[:20_000]
    taiwan, mainland = len(_TAIWAN.findall(text)), len(_MAINLAND.findall(text))
    hong_kong = len(_HONG_KONG_OWN.findall(text))
    # Taiwan writes the particle 着 as 著.
    words: Region = "tw" if taiwan or ("著" in text and "着" not in text) else "cn"
    if "pinyin-gloss" in reading.damage or reading.facts.get("identifiers"):
        return words, True
    corner, curved = text.count("「") + text.count("『"), len(_CURVED.findall(text))
    for_it = mainland + 2 * curved + 2 * (_CONVERTED.search(text) is not None)
    against = 2 * taiwan + 2 * corner + 2 * hong_kong
    if for_it > against:
        return words, True
    if hong_kong and hong_kong > 2 * taiwan:
        return "hk", False
    return ("hk" if len(_HONG_KONG.findall(text)) > 2 * taiwan + 2 else "tw"), False


@lru_cache(maxsize=4)
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def simplified(text: str, region: Region = "cn", *, converted: bool = False) -> str:
    """The text in Simplified, with the phrases of its region (軟體 → 软件 for Taiwan).
    ``converted`` says that it was written with the Mainland's words before.

    >>> simplified("軟體建立於單機", "tw")
    '软件建立于单机'
    """
    if not has_han(text):
        return text
    pieces = _taiwan(text, converted) if region == "tw" else [str(_converter(_CONFIG[region]).convert(text))]
    text = "".join(pieces)
    for pattern, mainland in _LEFT_BEHIND:
        text = pattern.sub(mainland, text)
    return text


def _taiwan(text: str, converted: bool) -> Iterator[str]:
    """Pieces of a text with Taiwan's words converted; words that both sides share by their
    characters only."""
    phrases, characters, plain = _converter("tw2sp"), _converter("tw2s"), _converter("t2s")
    converted = converted and _TAIWAN.search(text) is not None
    if converted:
        for pattern, mainland in _BACK:
            text = pattern.sub(mainland, text)
    position = 0
    for match in _SHARED.finditer(text):
        if converted and _WAS_MAINLAND.match(text, match.start()):
            continue
        yield str(phrases.convert(text[position : match.start()]))
        yield str((plain if match.group().endswith("著") else characters).convert(match.group()))
        position = match.end()
    yield str(phrases.convert(text[position:]))


def traditional(text: str) -> str:
    """The text in Traditional, to name something in the script of its page."""
    return str(_converter("s2t").convert(text)) if has_han(text) else text
