"""Fields of science and places as data, and finding one by code or by name in either language. Pure.

``data/fields.csv`` holds the OECD Fields of Research and Development (FORD), Frascati Manual
2015, table 2.2: 6 major and 42 second-level fields. ``data/places.csv`` holds the provinces
and prefecture-level places of China with their GB/T 2260 codes. Countries are ISO 3166-1
alpha-2 codes with the names of the Unicode CLDR, which Babel carries.

    >>> find_field("环境工程"), find_place("浙江"), find_place("Germany")
    ('2.7', '330000', 'DE')
"""

from __future__ import annotations

import csv
import difflib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from babel import Locale

from duijie.core.text import fold, normalise, to_simplified


@dataclass(frozen=True, slots=True)
class Entry:
    """One field or place. ``ancestors`` are the codes from the outermost down to its own."""

    code: str
    name_zh: str
    name_en: str
    parent: str | None
    ancestors: tuple[str, ...]


# CLDR lists these beside countries: groups, outlying places and codes kept for users.
_NO_COUNTRY = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())
# Their places have GB/T 2260 codes; the ISO codes find the same entries.
_CHINESE = {"TW": "710000", "HK": "810000", "MO": "820000"}
_SHORT_NAMES = {
    "710000": "台湾", "810000": "香港", "820000": "澳门", "150000": "内蒙古", "450000": "广西",
    "540000": "西藏", "640000": "宁夏", "650000": "新疆",
}  # fmt: skip
_PEOPLES = "朝鲜|土家|苗|藏|羌|彝|布依|侗|哈尼|壮|傣|白|景颇|傈僳|回|蒙古|柯尔克孜|哈萨克"
_SUFFIX_ZH = re.compile(rf"(?:省|市|林区|地区|盟|(?:(?:{_PEOPLES})族?)*自治州)$")
_SUFFIX_EN = re.compile(r"\s+(?:province|city|municipality|prefecture|autonomous (?:region|prefecture)|sar)$")


def _rows(name: str) -> list[dict[str, str]]:
    text = files("duijie.registry").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def fields() -> dict[str, Entry]:
    """All fields by code, in the order of the classification."""
    found: dict[str, Entry] = {}
    for row in _rows("fields.csv"):
        parent = row["parent"] or None
        above = found[parent].ancestors if parent else ()
        found[row["code"]] = Entry(row["code"], row["name_zh"], row["name_en"], parent, (*above, row["code"]))
    return found


@lru_cache(maxsize=1)
def places() -> dict[str, Entry]:
    """All places by code: countries first, then China's provinces and prefectures."""
    chinese, english = Locale("zh", "Hans").territories, Locale("en").territories
    found: dict[str, Entry] = {}
    for code in sorted(english):
        if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRY and code not in _CHINESE:
            found[code] = Entry(code, chinese.get(code, english[code]), english[code], None, (code,))
    rows = _rows("places.csv")
    for row in sorted(rows, key=lambda row: row["parent"] != "CN"):
        above = found[row["parent"]].ancestors
        found[row["code"]] = Entry(row["code"], row["name_zh"], row["name_en"], row["parent"], (*above, row["code"]))
    return found


def _key(text: str) -> str:
    folded = fold(to_simplified(normalise(text)))
    return re.sub(r"[^\w.]+", " ", folded).strip()


def short_name_zh(entry: Entry) -> str:
    """The Chinese name of a place without 省, 市, 自治州 …: 浙江, 恩施, 内蒙古."""
    short = _SUFFIX_ZH.sub("", entry.name_zh) if entry.parent else entry.name_zh
    return _SHORT_NAMES.get(entry.code) or (short if len(short) >= 2 else entry.name_zh)


def _place_names(entry: Entry) -> set[str]:
    names = {_key(entry.name_zh), _key(entry.name_en), _key(short_name_zh(entry))}
    if entry.parent:
        names.add(_key(entry.name_en.replace("'", "")))
    return names


@lru_cache(maxsize=1)
def _field_index() -> dict[str, str]:
    index: dict[str, str] = {}
    for entry in fields().values():
        for name in (entry.code, entry.name_zh, entry.name_en):
            index.setdefault(_key(name), entry.code)
    return index


@lru_cache(maxsize=1)
def _place_index() -> dict[str, str]:
    """Names to codes. A wider place wins over a narrower one of the same name (吉林 is the
    province); a name that several places of one level bear (Suzhou) finds none of them."""
    index: dict[str, str] = {_key(code): code for code in places()}
    index |= {_key(iso): code for iso, code in _CHINESE.items()}
    claims: dict[tuple[str, int], set[str]] = {}
    for entry in places().values():
        for name in _place_names(entry):
            claims.setdefault((name, len(entry.ancestors)), set()).add(entry.code)
    for (name, _depth), codes in sorted(claims.items(), key=lambda item: item[0][1]):
        if name not in index:
            index[name] = next(iter(codes)) if len(codes) == 1 else ""
    return index


def find_field(text: str) -> str | None:
    """The code of the field with this code or name, in Chinese or English."""
    return _field_index().get(_key(text)) or None


def find_place(text: str) -> str | None:
    """The code of the place with this code or name, with or without 省, 市, Province, City."""
    key = _key(text)
    return _place_index().get(key) or _place_index().get(_SUFFIX_EN.sub("", key)) or None


def nearest_places(text: str, limit: int = 3) -> list[Entry]:
    """Places whose names resemble the text or are exactly it, for "did you mean"."""
    key = _key(text)
    same = [entry for entry in places().values() if key in _place_names(entry)]
    names = difflib.get_close_matches(key, _place_index(), n=limit, cutoff=0.5)
    near = [places()[code] for code in (_place_index()[name] for name in names) if code]
    return list({entry.code: entry for entry in [*same, *near]}.values())[:limit]
