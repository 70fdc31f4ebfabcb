"""The currencies that amounts are kept in, how each is called, and how amounts are written: the one list. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from duijie.core.errors import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Money:
    """How a currency is called: ``prefix`` before Chinese words, English names of the unit and
    its hundredth for one and for several; ``cents`` 0: there are no hundredths. The unit's name for one
    is also what the currency is called where it is chosen."""

    prefix: str
    unit: tuple[str, str]
    hundredth: tuple[str, str] = ("cent", "cents")
    cents: int = 2


CURRENCIES: dict[str, Money] = {
    "CNY": Money("人民币", (_("Chinese yuan"), "Chinese yuan"), ("fen", "fen")),
    "USD": Money("美元", (_("US dollar"), "US dollars")),
    "EUR": Money("欧元", (_("euro"), "euros")),
    "GBP": Money("英镑", (_("pound sterling"), "pounds sterling"), ("penny", "pence")),
    "JPY": Money("日元", (_("Japanese yen"), "Japanese yen"), cents=0),
    "HKD": Money("港元", (_("Hong Kong dollar"), "Hong Kong dollars")),
    "TWD": Money("新台币", (_("New Taiwan dollar"), "New Taiwan dollars")),
    "MOP": Money("澳门元", (_("Macanese pataca"), "Macanese patacas"), ("avo", "avos")),
    "SGD": Money("新加坡元", (_("Singapore dollar"), "Singapore dollars")),
    "KRW": Money("韩元", (_("South Korean won"), "South Korean won"), cents=0),
    "RUB": Money("俄罗斯卢布", (_("Russian rouble"), "Russian roubles"), ("kopek", "kopeks")),
    "INR": Money("印度卢比", (_("Indian rupee"), "Indian rupees"), ("paisa", "paise")),
    "PKR": Money("巴基斯坦卢比", (_("Pakistani rupee"), "Pakistani rupees"), ("paisa", "paise")),
    "BDT": Money("孟加拉塔卡", (_("Bangladeshi taka"), "Bangladeshi taka"), ("poisha", "poisha")),
    "THB": Money("泰铢", (_("Thai baht"), "Thai baht"), ("satang", "satang")),
    "MYR": Money("马来西亚林吉特", (_("Malaysian ringgit"), "Malaysian ringgit"), ("sen", "sen")),
    "IDR": Money("印度尼西亚盾", (_("Indonesian rupiah"), "Indonesian rupiah"), ("sen", "sen")),
    "VND": Money("越南盾", (_("Vietnamese dong"), "Vietnamese dong"), cents=0),
    "PHP": Money("菲律宾比索", (_("Philippine peso"), "Philippine pesos"), ("centavo", "centavos")),
    "KZT": Money("哈萨克斯坦坚戈", (_("Kazakhstani tenge"), "Kazakhstani tenge"), ("tiyn", "tiyn")),
    "UZS": Money("乌兹别克斯坦苏姆", (_("Uzbekistani soum"), "Uzbekistani soum"), ("tiyin", "tiyin")),
    "MNT": Money("蒙古图格里克", (_("Mongolian tugrik"), "Mongolian tugriks"), ("möngö", "möngö")),
    "TRY": Money("土耳其里拉", (_("Turkish lira"), "Turkish lira"), ("kuruş", "kuruş")),
    "AED": Money("阿联酋迪拉姆", (_("United Arab Emirates dirham"), "United Arab Emirates dirhams"), ("fils", "fils")),
    "SAR": Money("沙特里亚尔", (_("Saudi riyal"), "Saudi riyals"), ("halala", "halalas")),
    "EGP": Money("埃及镑", (_("Egyptian pound"), "Egyptian pounds"), ("piastre", "piastres")),
    "KES": Money("肯尼亚先令", (_("Kenyan shilling"), "Kenyan shillings")),
    "ZAR": Money("南非兰特", (_("South African rand"), "South African rand")),
    "AUD": Money("澳大利亚元", (_("Australian dollar"), "Australian dollars")),
    "NZD": Money("新西兰元", (_("New Zealand dollar"), "New Zealand dollars")),
    "CAD": Money("加拿大元", (_("Canadian dollar"), "Canadian dollars")),
    "CHF": Money("瑞士法郎", (_("Swiss franc"), "Swiss francs"), ("centime", "centimes")),
    "NOK": Money("挪威克朗", (_("Norwegian krone"), "Norwegian kroner"), ("øre", "øre")),
    "SEK": Money("瑞典克朗", (_("Swedish krona"), "Swedish kronor"), ("öre", "öre")),
    "DKK": Money("丹麦克朗", (_("Danish krone"), "Danish kroner"), ("øre", "øre")),
    "PLN": Money("波兰兹罗提", (_("Polish zloty"), "Polish zlotys"), ("grosz", "groszy")),
    "BRL": Money("巴西雷亚尔", (_("Brazilian real"), "Brazilian reais"), ("centavo", "centavos")),
}
"""The currencies by their code of ISO 4217, in the order in which they are offered."""


def shown(amount: Decimal, currency: str, language: str) -> str:
    """An amount as pages write it, never rounded: one way in each language.

    Chinese counts in 万 and 亿 where two decimals are enough for it; English puts the code of the
    currency first and groups thousands. Hundredths are written only where there are any.

        >>> shown(Decimal("1860000.00"), "CNY", "zh-hans"), shown(Decimal("1860000.00"), "CNY", "en")
        ('186\\xa0万元', 'CNY\\xa01,860,000')
        >>> shown(Decimal("1234567.8"), "USD", "zh-hans"), shown(Decimal("1234567.8"), "USD", "en")
        ('1,234,567.80\\xa0美元', 'USD\\xa01,234,567.80')
    """
    if not language.startswith("zh"):
        return f"{currency}\u00a0{_grouped(amount)}"
    for many, word in ((Decimal(100_000_000), "亿"), (Decimal(10_000), "万")):
        count = amount / many
        if abs(count) >= 1 and count == round(count, 2):
            written = _grouped(count)
            return f"{written.removesuffix('0') if '.' in written else written}\u00a0{word}{unit_of(currency)}"
    return f"{_grouped(amount)}\u00a0{unit_of(currency)}"


def unit_of(currency: str) -> str:
    """The unit of a currency behind a number in Chinese: 元, 美元."""
    known = CURRENCIES.get(currency)
    return "元" if currency == "CNY" else known.prefix if known else currency


def _grouped(number: Decimal) -> str:
    """With commas between thousands; no decimals, or at least two."""
    if number == number.to_integral_value():
        return f"{number:,.0f}"
    places = max(2, -int(number.normalize().as_tuple().exponent))
    return f"{number:,.{places}f}"
