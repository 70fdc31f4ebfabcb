"""Units of Chinese and English industry: what they measure and how they convert.

    >>> convert(2, "MPa", "bar"), convert(25, "℃", "K"), convert(3000, "元/吨", "元/kg")
    (20.0, 298.15, 3.0)

A unit is a product of powers of atoms: ``mg/L``, ``元/吨``, ``kg·hm-2``, ``m³/h``, ``吨每天``.
Its dimension is the product of the powers of base quantities, written as sorted pairs;
mass in mass (mg/kg) cancels to a ratio, so that it compares with % and ppm. Money of
different currencies and different counted things (件, 例) are different dimensions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from duijie.core.errors import InvalidInput
from duijie.matching.understanding.variants import half_width

Dimension = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """``value * factor + offset`` is the value in base units; ``counted`` marks a counter
    such as 件; ``calendar`` one that means months, whose length varies."""

    dimension: Dimension
    factor: float
    offset: float = 0.0
    counted: bool = False
    calendar: bool = False


def _dim(**powers: int) -> Dimension:
    return tuple(sorted(powers.items()))


_ATOMS: dict[str, Unit] = {}
_ONLY_BELOW: set[str] = set()  # atoms that are units only in a denominator: 日 and 月 alone are dates


def _add(names: str, dimension: Dimension, factor: float, offset: float = 0.0, *, calendar: bool = False) -> None:
    for name in names.split(","):
        _ATOMS[name] = Unit(dimension, factor, offset, calendar=calendar)


_PREFIX = {"n": 1e-9, "μ": 1e-6, "u": 1e-6, "m": 1e-3, "c": 1e-2, "d": 1e-1, "h": 1e2, "k": 1e3, "M": 1e6, "G": 1e9}
_PREFIX |= {"T": 1e12, "p": 1e-12, "": 1.0}
_ENGLISH = {"n": "nano", "μ": "micro", "m": "milli", "c": "centi", "k": "kilo", "M": "mega", "G": "giga", "": ""}
_CHINESE = {"n": "纳", "μ": "微", "m": "毫", "c": "厘", "h": "百", "k": "千", "M": "兆", "G": "吉", "": ""}


def _si(symbol: str, prefixes: str, dimension: Dimension, factor: float, english: str = "", chinese: str = "") -> None:
    """A symbol with its SI prefixes, its English names (with a plural) and Chinese names."""
    for prefix in [*prefixes, ""]:
        scale = _PREFIX[prefix] * factor
        _add(prefix + symbol, dimension, scale)
        if prefix in _ENGLISH:
            for name in filter(None, english.split(",")):
                _add(f"{_ENGLISH[prefix]}{name},{_ENGLISH[prefix]}{name}s", dimension, scale)
        if prefix in _CHINESE:
            for name in filter(None, chinese.split(",")):
                _add(_CHINESE[prefix] + name, dimension, scale)


_MASS, _LENGTH, _TIME = _dim(mass=1), _dim(length=1), _dim(time=1)
_VOLUME, _AREA = _dim(length=3), _dim(length=2)
_ENERGY, _POWER = _dim(mass=1, length=2, time=-2), _dim(mass=1, length=2, time=-3)
PRESSURE, _FREQUENCY = _dim(mass=1, length=-1, time=-2), _dim(time=-1)
_RATIO: Dimension = ()
WORTH = frozenset({"cny", "usd", "eur", "gbp", "jpy", "hkd", "twd"})
"""The base quantities that are money."""

_si("m", "npμumcdhk", _LENGTH, 1, "meter,metre", "米")
_add("公里", _LENGTH, 1e3)
_add("公分", _LENGTH, 1e-2)
_add("micron,microns", _LENGTH, 1e-6)
_add("inch,inches,英寸", _LENGTH, 0.0254)
_add("feet,foot,ft,英尺", _LENGTH, 0.3048)
_add("mile,miles,英里", _LENGTH, 1609.344)
_si("g", "npμumk", _MASS, 1e-3, "gram,gramme", "克")
_add("公斤", _MASS, 1)
_add("斤", _MASS, 0.5)
_add("t,吨,ton,tons,tonne,tonnes,MT", _MASS, 1e3)
_add("lb,lbs,pound,pounds,磅", _MASS, 0.45359237)
_si("s", "npμum", _TIME, 1, "second,sec", "秒")
_add("秒钟", _TIME, 1)
_add("min,mins,minute,minutes,分钟", _TIME, 60)
_add("h,hr,hrs,hour,hours,小时,个小时,钟头,个钟头", _TIME, 3600)
_add("d,day,days,天,昼夜", _TIME, 86400)
_add("week,weeks,wk,周,星期,个星期,礼拜", _TIME, 7 * 86400)
_add("month,months,个月,月", _TIME, 365 / 12 * 86400, calendar=True)
_add("quarter,quarters,季度,个季度", _TIME, 365 / 4 * 86400, calendar=True)
_add("year,years,yr,yrs,年,a", _TIME, 365 * 86400)
_add("日", _TIME, 86400)
_add("时", _TIME, 3600)
_add("分", _TIME, 60)
_ONLY_BELOW |= {"日", "时", "月", "分", "a"}
_si("L", "nμumdh", _VOLUME, 1e-3, "liter,litre", "升")
_si("l", "μumd", _VOLUME, 1e-3)
_add("公升", _VOLUME, 1e-3)
_add("立方米,立方,cubic meters,cubic metres,cubic meter,cubic metre,m³,㎥", _VOLUME, 1)
_add("立方厘米,cm³,cc,cubic centimetres,cubic centimeters", _VOLUME, 1e-6)
_add("Nm³,标准立方米", _VOLUME, 1)
_add("gallon,gallons,加仑", _VOLUME, 3.785411784e-3)
_add("barrel,barrels,bbl,桶", _VOLUME, 0.158987294928)
_add("平方米,平米,㎡,m²,square meters,square metres,square meter,square metre", _AREA, 1)
_add("平方厘米,cm²,square centimetres,square centimeters", _AREA, 1e-4)
_add("平方毫米,mm²", _AREA, 1e-6)
_add("平方公里,平方千米,km²,square kilometres,square kilometers", _AREA, 1e6)
_add("亩,mu", _AREA, 10000 / 15)
_add("公顷,ha,hm²,hm2,hectare,hectares", _AREA, 1e4)
_add("acre,acres,英亩", _AREA, 4046.8564224)
_si("W", "nμumkMGT", _POWER, 1, "watt", "瓦,瓦特")
_add("马力,hp", _POWER, 735.49875)
_si("J", "mkMGT", _ENERGY, 1, "joule", "焦,焦耳")
_si("Wh", "mkMGT", _ENERGY, 3600, "watt-hour,watt hour", "瓦时")
_add("kW·h,kW·H,kWH,KWh,度电,千瓦小时", _ENERGY, 3.6e6)
_si("cal", "k", _ENERGY, 4.184, "calorie", "卡")
_add("大卡", _ENERGY, 4184)
_si("eV", "mkMG", _ENERGY, 1.602176634e-19)
_si("Pa", "mhkMG", PRESSURE, 1, "pascal", "帕")
_si("bar", "m", PRESSURE, 1e5)
_add("atm,大气压,个大气压", PRESSURE, 101325)
_add("psi", PRESSURE, 6894.757293168)
_add("mmHg", PRESSURE, 133.322387415)
_si("Hz", "kMGT", _FREQUENCY, 1, "hertz", "赫,赫兹")
_add("rpm,r/min,转/分,转/分钟,转每分,转每分钟", _FREQUENCY, 1 / 60)
_si("N", "μumkM", _dim(mass=1, length=1, time=-2), 1, "newton", "牛顿")
_si("V", "μumkM", _dim(mass=1, length=2, time=-3, current=-1), 1, "volt", "伏,伏特")
_si("A", "nμumk", _dim(current=1), 1, "amp,ampere", "安培")
_si("Ah", "mk", _dim(current=1, time=1), 3600, "", "安时")
_si("Ω", "mkM", _dim(mass=1, length=2, time=-3, current=-2), 1, "ohm", "欧姆")
_si("mol", "nμumk", _dim(amount=1), 1, "mole", "摩尔")
_si("lm", "k", _dim(luminous=1), 1, "lumen", "流明")
_si("lx", "k", _dim(luminous=1, length=-2), 1, "", "勒克斯")
_si("Gy", "mkμ", _dim(length=2, time=-2), 1, "gray", "戈瑞")
_si("Bq", "kMG", _dim(becquerel=1), 1)
_si("B", "kMGT", _dim(bit=1), 8, "byte", "字节")
_add("KB", _dim(bit=1), 8e3)
_si("bit", "kMGT", _dim(bit=1), 1, "", "比特")
_si("bps", "kMGT", _dim(bit=1, time=-1), 1)
_si("OPS", "MGT", _dim(operation=1, time=-1), 1)
_si("FLOPS", "MGT", _dim(flop=1, time=-1), 1)
_add("dB,dBA,分贝,decibel,decibels", _dim(decibel=1), 1)
_add("K,开尔文", _dim(temperature=1), 1)
_add("℃,°C,ºC,˚C,摄氏度,度,degrees Celsius,degree Celsius,degrees C,deg C", _dim(temperature=1), 1, 273.15)
_add("℉,°F,华氏度,degrees Fahrenheit", _dim(temperature=1), 5 / 9, 459.67 * 5 / 9)
_add("W/mK,W/m·K,W/m.K", _dim(mass=1, length=1, time=-3, temperature=-1), 1)
_add("°,角度,degree,degrees,deg", _dim(angle=1), 1)
_add("pH", _dim(pH=1), 1)
_add("TRL", _dim(trl=1), 1)
_add("%,％,percent,per cent,pct", _RATIO, 1e-2)
_add("‰,per mille", _RATIO, 1e-3)
_add("ppm", _RATIO, 1e-6)
_add("ppb", _RATIO, 1e-9)
_add("成", _RATIO, 0.1)
_add("个百分点,百分点,percentage points,percentage point", _dim(point=1), 1)
_add("倍,fold,times,-fold", _dim(fold=1), 1)
_add("元,块钱,人民币,RMB,CNY,yuan,¥,￥,元人民币", _dim(cny=1), 1)
_add("分钱", _dim(cny=1), 0.01)
_add("万元", _dim(cny=1), 1e4)
_add("亿元", _dim(cny=1), 1e8)
_add("美元,美金,USD,US$,$,dollar,dollars,US dollars", _dim(usd=1), 1)
_add("美分,cents", _dim(usd=1), 0.01)
_add("欧元,EUR,€,euro,euros", _dim(eur=1), 1)
_add("英镑,GBP,£", _dim(gbp=1), 1)
_add("日元,JPY", _dim(jpy=1), 1)
_add("港元,港币,HKD,HK$", _dim(hkd=1), 1)
_add("元新台币,新台币,台币,TWD,NT$", _dim(twd=1), 1)
_add("万元新台币", _dim(twd=1), 1e4)
_add("万元人民币", _dim(cny=1), 1e4)
_add("岁,周岁", _dim(age=1), 1)
_si("CFU", "", _dim(cfu=1), 1)
_add("cfu,菌落", _dim(cfu=1), 1)
_add("MPN,mpn", _dim(mpn=1), 1)
_si("U", "mk", _dim(activity=1), 1)
_add("IU", _dim(iu=1), 1)
_add("px,pixel,pixels,像素", _dim(pixel=1), 1)

_COUNTERS = {
    "person": "人,名,位,例,人次,people,persons,patients,patient,cases,workers,employees,staff,例患者,名患者",
    "household": "户,households",
    "firm": "家,companies,firms",
    "piece": "件,个,只,枚,块,片,根,条,张,pieces,pcs,items",
    "machine": "台,套,台套,部,sets,machines",
    "animal": "头,羽,尾,匹,heads,head,birds",
    "plant": "株,棵,plants,trees",
    "kind": "种,类,品种,个品种,species,varieties,kinds,types",
    "time": "次,遍,回,轮,cycles,cycle,washes,rounds",
    "batch": "批,批次,batches",
    "sample": "份,个样品,份样品,samples,specimens",
    "vehicle": "辆,艘,架,vehicles,cars",
    "place": "座,处,口,sites,wells",
    "channel": "路,通道,channels",
    "text": "篇,项,条记录,papers,records,images,documents,pages",
    "frame": "帧,frames",
    "level": "级",
    "layer": "层,layers",
}
for _thing, _names in _COUNTERS.items():
    for _name in _names.split(","):
        _ATOMS[_name] = Unit(_dim(**{_thing: 1}), 1.0, counted=True)

_PLAIN = Unit(_dim(number=1), 1.0, counted=True)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_DEGREE_OF_ENERGY = _ATOMS["度电"]

_ALTERNATIVES = "|".join(re.escape(name) for name in sorted(_ATOMS, key=len, reverse=True))
_LATIN = "A-Za-z"
# A Latin atom ends where its letters end; 元 is no money in 三元材料, nor 度 a degree in 度假.
_ATOM = re.compile(
    rf"(?P<atom>{_ALTERNATIVES})"
    rf"(?:(?<=[{_LATIN}])(?![{_LATIN}])|(?<=[^{_LATIN}]))"
    r"(?<!元(?=[素件体催锂合共材正物论回线次化器组]))(?<!度(?=[假过]))(?<!级(?=别))(?<!种(?=[植子]))(?<!件(?=下))"
    r"(?P<power>\^?\(?-?[23](?![\d.])\)?|\^?\(?-[1-9](?!\d)\)?|⁻?[¹²³])?"
)
_ANY_CASE = re.compile(_ATOM.pattern, re.IGNORECASE)
_DIVIDE = re.compile(
    r"\s?/\s?|\s*每\s*|\s+per\s+|\s+an?\s+(?=(?:tonne|ton|day|week|month|year|hour|minute|kg|kilogram)s?\b)"
)
_MULTIPLY = re.compile(r"\s?[·⋅•・]\s?|\.(?=[A-Za-zμ]+-[1-9])|(?<=[A-Za-z0-9]) (?=[A-Za-zμ]+(?:-[1-9]|⁻))")


def read_unit(text: str, start: int) -> tuple[str, int] | None:
    """The longest unit that begins at ``text[start]`` and where it ends; None when there is none."""
    match = _atom_at(text, start)
    if match is None or (match.group("atom") in _ONLY_BELOW):
        return None
    end = match.end()
    while True:
        for step in (_DIVIDE, _MULTIPLY):
            link = step.match(text, end)
            if link is None:
                continue
            bracket = step is _DIVIDE and text[link.end() : link.end() + 1] == "("
            following = _atom_at(text, link.end() + bracket)
            if following is None:
                continue
            stop = following.end()
            if bracket:
                second = _MULTIPLY.match(text, stop)
                extra = _atom_at(text, second.end()) if second else None
                stop = extra.end() if extra else stop
                if text[stop : stop + 1] != ")":
                    continue
                stop += 1
            end = stop
            break
        else:
            return text[start:end], end


def _atom_at(text: str, start: int) -> re.Match[str] | None:
    match = _ATOM.match(text, start)
    if match is None and text[start : start + 1].isascii():
        # KG, Kwh, Months: long enough to be told apart whatever the case.
        loose = _ANY_CASE.match(text, start)
        if loose and len(loose.group("atom")) > 2 and _canonical_atom(loose.group("atom")):
            return loose
    return match


@lru_cache(maxsize=1)
def _by_lower_case() -> dict[str, str]:
    return {name.lower(): name for name in reversed(_ATOMS) if len(name) > 2}


def _canonical_atom(name: str) -> str | None:
    return name if name in _ATOMS else _by_lower_case().get(name.lower())


@lru_cache(maxsize=4096)
def parse(unit: str) -> Unit | None:
    """What a unit measures; None for an unknown one. "" is a plain number of things."""
    text = half_width(unit).strip()
    if not text:
        return _PLAIN
    powers: dict[str, int] = {}
    factor, offset, atoms, position, sign = 1.0, 0.0, 0, 0, 1
    counted, calendar, brackets = True, False, False
    if text in _ATOMS and len(text) > 1:
        return _ATOMS[text]
    while position < len(text):
        if atoms:
            divide, multiply = _DIVIDE.match(text, position), _MULTIPLY.match(text, position)
            link = divide or multiply
            if link is None:
                return None
            sign = -1 if divide or brackets else 1
            position = link.end()
            if text[position : position + 1] == "(":
                brackets, position = True, position + 1
        match = _atom_at(text, position)
        name = _canonical_atom(match.group("atom")) if match else None
        if match is None or name is None:
            return None
        atom = _DEGREE_OF_ENERGY if name == "度" and sign < 0 else _ATOMS[name]
        power = sign * _power(match.group("power"))
        for base, exponent in atom.dimension:
            powers[base] = powers.get(base, 0) + exponent * power
        factor *= atom.factor**power
        offset = atom.offset
        counted, calendar = counted and atom.counted, calendar or atom.calendar
        atoms += 1
        position = match.end()
        if brackets and text[position : position + 1] == ")":
            brackets, position = False, position + 1
    dimension = tuple(sorted((base, power) for base, power in powers.items() if power))
    return Unit(dimension, factor, offset if atoms == 1 and power == 1 else 0.0, counted, calendar)


def _power(written: str | None) -> int:
    return int(written.translate(_SUPERSCRIPT).strip("^()").replace("(", "")) if written else 1


def comparable(one: str, other: str) -> bool:
    """Whether two units measure the same thing."""
    first, second = parse(one), parse(other)
    return first is not None and second is not None and first.dimension == second.dimension


def convert(value: float, source: str, target: str) -> float:
    """A value in another unit of the same dimension.

    Raises:
        InvalidInput: a unit is unknown, or they measure different things.
    """
    first, second = parse(source), parse(target)
    for name, unit in ((source, first), (target, second)):
        if unit is None:
            raise InvalidInput(f"“{name}” is not a known unit; write one such as mg/L, 元/吨, % or ℃.", unit=name)
    assert first is not None  # noqa: S101 - the loop above has raised otherwise
    assert second is not None  # noqa: S101
    if first.dimension != second.dimension:
        raise InvalidInput(f"“{source}” and “{target}” measure different things and cannot be converted.")
    if first == second:
        return value
    return float(f"{(value * first.factor + first.offset - second.offset) / second.factor:.12g}")
