"""Quantities with their units in the language of a page. Pure.

    >>> in_language("≥ 30 天", "en"), in_language("4.3 元/吨", "en"), in_language("≤ 500,000 USD", "zh-hans")
    ('≥ 30 days', 'CNY\\xa04.3/t', '≤ 50\\xa0万美元')

What is read from a text keeps the unit of the text. Symbols (mg/L, ℃, kWh) are the same everywhere; a
word of the other language is replaced by the word or symbol of this one, and a unit with a word that is
not in the lists is left as it was written. Amounts of money are written as all amounts are
(:func:`duijie.core.money.shown`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from duijie.core.money import shown, unit_of

_WORDS = {
    "天,日,昼夜": "day,days",
    "周,星期,个星期,礼拜": "week,weeks",
    "个月,月": "month,months",
    "季度,个季度": "quarter,quarters",
    "年": "year,years,yr,yrs",
    "岁,周岁": "year of age,years of age",
    "人,名,位": "person,people,persons,staff",
    "人次": "visit,visits",
    "例": "case,cases",
    "名患者,例患者": "patient,patients",
    "名工人": "worker,workers,employees",
    "户": "household,households",
    "家": "company,companies,firms",
    "件,只,枚,块,片,根,条,张": "piece,pieces,pcs",
    "项": "item,items",
    "个": "",
    "台,部": "machine,machines",
    "套,台套": "set,sets",
    "头": "head,head,heads",
    "匹": "horse,horses",
    "羽": "bird,birds",
    "尾": "fish,fish",
    "株": "plant,plants",
    "棵": "tree,trees",
    "种,类": "kind,kinds,types",
    "品种,个品种": "variety,varieties,species",
    "次,遍,回,轮": "time,times",
    "次循环": "cycle,cycles,rounds",
    "次洗涤": "wash,washes",
    "批,批次": "batch,batches",
    "个样品,份样品": "sample,samples,specimens",
    "份": "",
    "辆": "vehicle,vehicles,cars",
    "艘": "ship,ships",
    "架": "aircraft,aircraft",
    "座,处": "site,sites",
    "口": "well,wells",
    "路,通道": "channel,channels",
    "篇": "paper,papers",
    "条记录": "record,records",
    "幅图像": "image,images",
    "份文件": "document,documents",
    "页": "page,pages",
    "帧": "frame,frames",
    "层": "layer,layers",
    "成": "tenth,tenths",
    "倍": "fold,fold,times,-fold",
    "个百分点,百分点": "percentage point,percentage points",
    "英寸": "inch,inches",
    "英尺": "foot,feet",
    "英里": "mile,miles",
    "斤": "jin,jin",
    "磅": "pound,pounds,lb,lbs",
    "英亩": "acre,acres",
    "加仑": "gallon,gallons",
    "桶": "barrel,barrels",
    "像素": "pixel,pixels",
}
"""Chinese names to English ones. The first Chinese name and the first two English ones (for one, for
several) are what is written; "" where the thing that is counted has no name of its own."""

_SYMBOLS = {
    "s": "秒钟,sec,secs",
    "min": "分钟,分,mins,minute,minutes",
    "h": "小时,个小时,钟头,个钟头,时,hr,hrs,hour,hours",
    "km": "公里",
    "cm": "公分",
    "μm": "micron,microns",
    "kg": "公斤",
    "t": "吨,ton,tons,tonne,tonnes",
    "L": "公升",
    "m³": "立方米,立方,标准立方米,cubic metre,cubic metres,cubic meter,cubic meters",
    "cm³": "立方厘米,cubic centimetres,cubic centimeters",
    "m²": "平方米,平米,square metre,square metres,square meter,square meters",
    "cm²": "平方厘米,square centimetres,square centimeters",
    "mm²": "平方毫米",
    "km²": "平方公里,平方千米,square kilometres,square kilometers",
    "mu": "亩",
    "ha": "公顷,hectare,hectares",
    "hp": "马力",
    "kWh": "度电,千瓦小时",
    "kcal": "大卡",
    "atm": "大气压,个大气压",
    "rpm": "转/分,转/分钟,转每分,转每分钟",
    "dB": "分贝,decibel,decibels",
    "K": "开尔文",
    "℃": "摄氏度,度,degree Celsius,degrees Celsius,degrees C,deg C",
    "℉": "华氏度,degrees Fahrenheit",
    "°": "角度,degree,degrees,deg",
    "%": "percent,per cent,pct",
    "‰": "per mille",
    "CFU": "菌落",
}
"""Symbols that pages of both languages use instead of these names, which are not theirs."""

_SI = {
    "m": "米,metre,metres,meter,meters",
    "g": "克,gram,grams,gramme,grammes",
    "L": "升,litre,litres,liter,liters",
    "W": "瓦特,瓦,watt,watts",
    "Wh": "瓦时,watt-hour,watt-hours,watt hour,watt hours",
    "J": "焦耳,焦,joule,joules",
    "cal": "卡,calorie,calories",
    "Pa": "帕,pascal,pascals",
    "Hz": "赫兹,赫,hertz,hertzs",
    "N": "牛顿,newton,newtons",
    "V": "伏特,伏,volt,volts",
    "A": "安培,amp,amps,ampere,amperes",
    "Ah": "安时",
    "Ω": "欧姆,ohm,ohms",
    "mol": "摩尔,mole,moles",
    "lm": "流明,lumen,lumens",
    "lx": "勒克斯",
    "Gy": "戈瑞,gray,grays",
    "B": "字节,byte,bytes",
    "bit": "比特",
    "s": "秒,second,seconds",
}
_PREFIXES = (
    ("", "", ""),
    ("n", "纳", "nano"),
    ("μ", "微", "micro"),
    ("m", "毫", "milli"),
    ("c", "厘", "centi"),
    ("h", "百", "hecto"),
    ("k", "千", "kilo"),
    ("M", "兆", "mega"),
    ("G", "吉", "giga"),
)

_MONEY: dict[str, tuple[str, str]] = {
    "CNY": ("元,块钱,人民币,RMB,yuan,¥,￥,元人民币", "分钱"),
    "USD": ("美元,美金,US$,$,dollar,dollars,US dollars", "美分,cents"),
    "EUR": ("欧元,€,euro,euros", ""),
    "GBP": ("英镑,£", ""),
    "JPY": ("日元", ""),
    "HKD": ("港元,港币,HK$", ""),
    "TWD": ("元新台币,新台币,台币,NT$", ""),
}
"""How texts call a currency, and its hundredth."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = r"-?[\d,]*\.?\d+(?:×10\^-?\d+)?"
_WRITTEN = re.compile(
    rf"(?P<sign>[<>≤≥=≈~±]\s?)?(?P<low>{_NUMBER})(?:(?P<to>\s?[–…]\s?)(?P<high>{_NUMBER}))?\s?(?P<unit>\D.*)?"
)
_FIRST_COMMA = 1000
_DIVIDED = re.compile(r"\s?/\s?|\s*每\s*|\s+per\s+|\s+an?\s+")
_POWER = re.compile(r"(?P<name>.*?)(?P<power>[²³⁻¹]+|\^?-?\d)?")
_TIGHT = ("%", "‰", "°")
_SCALES = {"TRL": "TRL", "pH": "pH"}
_SCALES_IN_ENGLISH = _SCALES | {"级": "level"}
"""What stands before its number."""


def in_language(measure: str, language: str) -> str:
    """A quantity, such as :func:`duijie.matching.understanding.comparing.written` writes it, in the words
    of a language ("en", "zh-hans"); what is no quantity as it is."""
    found = _WRITTEN.fullmatch(measure.strip())
    if found is None or not found["unit"]:
        return measure
    chinese = language.startswith("zh")
    sign, low, high = found["sign"] or "", found["low"], found["high"]
    head, below = _parted(found["unit"])
    after = "".join(f"/{_one(part, chinese)}" for part in below)
    if money := _money().get(head):
        amounts = [_amount(number, *money, chinese) for number in (low, high) if number]
        return f"{sign}{(found['to'] or '').join(amounts)}{after}"
    number = f"{low}{found['to'] or ''}{high or ''}"
    if scale := (_SCALES if chinese else _SCALES_IN_ENGLISH).get(head):
        return f"{sign}{scale} {number}{after}"
    unit = _name(head, chinese, several=high is not None or low != "1")
    return f"{sign}{number}{'' if unit in _TIGHT or not unit else ' '}{unit}{after}"


def _parted(unit: str) -> tuple[str, list[str]]:
    """A unit and what it is divided by; whole where it stands in a list as a whole."""
    if unit in _names("en") or unit in _names("zh"):
        return unit, []
    head, *below = _DIVIDED.split(unit)
    return head, below


def _one(unit: str, chinese: bool) -> str:
    """A unit in a denominator: of one."""
    if not chinese and unit == "度":
        return "kWh"  # what is spent for it, not how warm it is
    if unit in _money():
        return unit if chinese else _money()[unit][0]
    return _name(unit, chinese, several=False) or "item"


def _name(unit: str, chinese: bool, *, several: bool) -> str:
    """The unit as the language calls it; as it is where that is not known, or is the language's own."""
    names = _names("zh" if chinese else "en")
    if (whole := names.get(unit)) is not None:
        return whole[several]
    parts = _POWER.fullmatch(unit)
    known = names.get(parts["name"]) if parts and parts["power"] else None
    return unit if known is None or parts is None else f"{known[several]}{parts['power']}"


def _amount(number: str, currency: str, factor: Decimal, chinese: bool) -> str:
    """Money; what is neither counted in 万 nor grouped keeps the decimals that were written."""
    if "×" in number:
        return f"{number} {currency}"
    value = Decimal(number.replace(",", "")) * factor
    if factor == 1 and abs(value) < _FIRST_COMMA:
        return f"{number}\u00a0{unit_of(currency)}" if chinese else f"{currency}\u00a0{number}"
    return shown(value, currency, "zh" if chinese else "en")


@lru_cache(maxsize=1)
def _money() -> dict[str, tuple[str, Decimal]]:
    """What texts call money, with the currency and how much of it that is."""
    named: dict[str, tuple[str, Decimal]] = {}
    for code, (names, hundredths) in _MONEY.items():
        for name in (code, *names.split(",")):
            named[name] = (code, Decimal(1))
            if _HAN.match(name):
                named[f"万{name}"], named[f"亿{name}"] = (code, Decimal(10_000)), (code, Decimal(100_000_000))
        named |= {name: (code, Decimal("0.01")) for name in hundredths.split(",") if name}
    return named


@lru_cache(maxsize=2)
def _names(language: str) -> dict[str, tuple[str, str]]:
    """Names that are not the language's own, with what it says for one and for several."""
    named: dict[str, tuple[str, str]] = {}
    for symbol, names in _SI.items():
        for prefix, chinese, english in _PREFIXES:
            for name in names.split(","):
                full = f"{chinese if _HAN.match(name) else english}{name}"
                named[full] = (prefix + symbol, prefix + symbol)
    for symbol, names in _SYMBOLS.items():
        named |= dict.fromkeys(names.split(","), (symbol, symbol))
    for chinese, english in _WORDS.items():
        first, several = (english.split(",") * 2)[:2]
        named |= dict.fromkeys(chinese.split(","), (first, several))
        said = chinese.split(",")[0]
        named |= {name: (said, said) for name in english.split(",") if name}
    return {name: said for name, said in named.items() if bool(_HAN.search(name)) == (language == "en")}
