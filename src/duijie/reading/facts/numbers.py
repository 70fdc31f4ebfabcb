"""Numbers with what they count: 近4000位, 1600余名, 3.5亿元, 三套, 首位, more than 40 institutions.

A number is taken only with a unit, and only where it says how many or how much: dates, ordinals
(第二届, 十三届四次会议), items of a list (一是), codes and slogans in quotation marks
(“四个意识”) say neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Literal

from duijie.core import numerals

Kind = Literal["count", "money", "share", "duration", "anniversary", "rank"]

_BEFORE = "近|约|不超过|超过|超|逾|大约|将近|接近|至少|不少于|不多于|不高于|不低于|不足|不到|多达|最多|高达|累计达?"
_KEPT_BEFORE = "近|约|不超过|超过|超|逾|大约|将近|接近|至少|不少于|不多于|不高于|不低于|不足|不到|多达|最多"
_BEHIND = "余|多|来"
_MONEY = "美元|欧元|英镑|日元|港元|港币|人民币|卢布|元"
_SHARE = "个百分点|%"
_TIME = "个多月|个月|年|天|周|小时|分钟|岁"
_PEOPLE = "人次|人|位|名"
_OTHER = (
    "平方公里|平方千米|平方米|立方米|公里|千米|公顷|千瓦时|兆瓦|千瓦|万千瓦|吨|亩|米|克|"
    "种次|场次|架次|方面|点|个|家|项|套|台|件|篇|部|种|类|条|所|座|支|只|批次|批|期|场|次|例|起|户|门|章|册|份|辆|艘|架|颗|枚|株|"
    "组|处|层|款|块|张|幅|对|卷|间|倍|本|轮|单|宗|棵|头|栋|片|句|道|股|级|届|省份|省|市|县|校|村"
)
_UNIT = f"{_MONEY}|{_SHARE}|周年|{_TIME}|{_PEOPLE}|{_OTHER}"
_LOOSE_SCALE = r"\d+[万千]\d+[千百](?=[余多]?[人名位家个件项篇元吨亩])"  # 1万1千
_ARABIC = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = "[零〇一二两三四五六七八九十百千万亿]+"

_NUMBER = re.compile(
    rf"(?P<before>{_BEFORE})?\s*"
    rf"(?:(?P<arabic>(?<![\dA-Za-z第-])(?<!\d[.,])(?:{_LOOSE_SCALE}|{_ARABIC}))\s*(?P<scale>[百千]?[万亿]|万亿|[百千](?!米|克|瓦))?"
    rf"|(?P<chinese>(?<![零〇一二两三四五六七八九十百千万亿第几数])(?:{_CHINESE})))"
    rf"(?P<behind>{_BEHIND})?(?P<scale2>[万亿])?\s*(?P<unit>{_UNIT})(?P<after>以上|左右|以内|以下)?"
)
_SHARE_CHINESE = re.compile(rf"(?P<before>{_BEFORE})?百分之(?P<value>{_ARABIC}|{_CHINESE}(?:点{_CHINESE})?)")
_RANK = re.compile(
    r"(?:(?:排名|位列|位居|居于?|列|排在?|名列|跃居|稳居|蝉联|保持|升至|上升至|跃升至)[^,;。“”!?\d]{0,16}?"
    r"(?:(?P<first>首位|榜首|第一(?!批|届|次|个|阶段|线|季|轮|期)[位名]?)"
    rf"|第\s?(?P<place>\d+|{_CHINESE})(?:位|名|(?=[,、。;!]))))"
    r"|(?:全[国省市球]|世界|亚洲|国内)[^,;。“”!?\d]{0,6}?(?P<top>首位|第一位|第一名)"
)
_EN_UNIT_STOP = frozenset(
    "of in the a an or to by at on for from with is are was were have has had that this which who years year "
    "percent per cent million billion thousand hundred days months weeks times st nd rd th am pm".split()
)
_EN = re.compile(
    r"(?P<before>\b(?:more than|over|nearly|about|almost|some|around|at least|up to|approximately|fewer than|less than)"
    r"\s+)?"
    rf"(?<![\w.,$€£%-])(?P<money>US\$|[$€£])?(?P<value>{numerals.ARABIC}|{numerals.ENGLISH})"
    r"(?P<scale>\s?(?:thousand|million|billion|trillion|[MK]n?\b))?(?P<share>\s?%|\s+per\s?cent\b)?"
    r"(?P<behind>\+)?(?P<rest>(?:[ -][A-Za-z][A-Za-z-]*){0,6})",
    re.I,
)
_EN_RANK = re.compile(
    r"\b(?:rank(?:s|ed)?|came|placed)\s+(?P<place>first|second|third|(?:No\.\s?)?\d+(?:st|nd|rd|th)?)\b", re.I
)
# Behind a number with this unit stands what is no count of anything.
_ORDINAL_AFTER = re.compile(
    r"^(?:中央|[一二三四五六七八九十]+[中次届]|全会|全委|全国|政协|人大|党组会|会议|全体|集体学习|常委会|常务|理事|会员|委员|主席团|代表大会|党代会)"
)
_GENERIC_ONE = frozenset(
    "个 种 批 次 项 类 条 点 些 方面 场 件 道 句 片 款 门 支 "
    "位 名 家 所 部 套 座 起 份 期 轮 级 层 单 股 张 块 篇 本 人 带 路 流 体 处 组 对 幅 卷 倍".split()
)
# 两国, 两院, 三省一市: who, not how many.
_WHO = re.compile(r"^两(?:个|次|方面|点|级|者|地|岸|校|市|省|县|人)")
# 建有生物学、化学工程与技术两个博士后流动站: how many after all.
_HAS = re.compile(
    r"(?:建有|设有|拥有|下设|设立|成立|建立|建成|新增|新建|获批|共有|现有|组建|出版|主办|承担|包括|入选|荣获)了?[^,;。]{0,24}$"
)
_RANGE = re.compile(r"\d[万亿千百]?\s*(?:[—–~-]+|至|到)\s*$")
_OF_CLASS = re.compile(r"机构|本科|期刊|医|保护|地区|学会|疫苗|新药|指标|工业|水|以上|国家")
_COUNTED_ROUGHLY = frozenset("位 名 人 家 个 项 场 次 篇 件 种 人次 所 座 条 户 期 台 套 款 部".split())
_LARGE_AS_WORDS = re.compile(r"^[千万百亿]+$")
_YEAR = re.compile(r"^(?:19|20)\d{2}$")


@dataclass(frozen=True, slots=True)
class Number:
    """``text[start:end]`` says ``value`` of ``unit``; ``modifier`` is how the text loosens it (近,
    余). ``inner`` is where the figure itself begins, behind a 近."""

    start: int
    end: int
    inner: int
    value: float | int
    unit: str
    kind: Kind
    modifier: str | None = None


def find_numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a Simplified text that count or measure something, in order.

    >>> [(n.value, n.unit, n.modifier) for n in find_numbers("近4000位专家来自61个国家,投入3.5亿元,实施四类23项任务")]
    [(4000, '位', '近'), (61, '个', None), (350000000, '元', None), (4, '类', None), (23, '项', None)]
    >>> find_numbers("十九届五中全会提出“四个意识”,2020年第二届论坛一个亮点是电话68597114")
    ()
    """
    slogans = [(m.start(), m.end()) for m in _SLOGAN.finditer(text)]
    found = [*_chinese(text), *_shares(text), *_ranks(text), *_english(text), *_english_ranks(text)]
    kept: list[Number] = []
    for number in sorted(found, key=lambda n: (n.start, -n.end)):
        if any(start < number.inner < end for start, end in slogans):
            continue
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return tuple(kept)


# A short quotation with a number in it is a name or a slogan: “两个维护”, “十四五”.
_SLOGAN = re.compile(r"“[^“”,;。\n]{1,16}”")


def _chinese(text: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(text):
        unit, figure = match["unit"], match["arabic"] or match["chinese"]
        inner = match.start("arabic") if match["arabic"] else match.start("chinese")
        value = _value(match)
        if value is None or _counts_nothing(text, match, figure, unit, inner):
            continue
        end = match.end()
        if unit == "元" and (coin := re.match(r"港币|港元|美元|欧元", text[match.end() : match.end() + 2])):
            unit, end = coin[0].replace("港币", "港元"), match.end() + 2
        modifier = _modifier(match)
        start = match.start("before") if match["before"] else inner
        yield Number(start, end, inner, value, unit, _kind(unit), modifier)


def _modifier(match: re.Match[str]) -> str | None:
    before = match["before"]
    if before and before.startswith(("累计", "高达")):
        before = None
    return before or match["behind"] or match["after"]


def _value(match: re.Match[str]) -> float | int | None:
    if match["arabic"]:
        if mixed := re.fullmatch(r"(\d+)([万千])(\d+)([千百])", match["arabic"]):
            return sum(int(mixed[i]) * int(numerals.MULTIPLIERS[mixed[i + 1]]) for i in (1, 3))
        value = numerals.arabic(match["arabic"].replace("，", ","))
        for char in (match["scale"] or "") + (match["scale2"] or ""):
            value *= numerals.MULTIPLIERS[char]
    else:
        if _LARGE_AS_WORDS.match(match["chinese"]):  # 近万名, 逾百万人次
            return int(prod(numerals.MULTIPLIERS[char] for char in match["chinese"]))
        pair = numerals.chinese(match["chinese"])
        if pair is None or pair[0] != pair[1]:
            return None
        value = pair[0] * (numerals.MULTIPLIERS[match["scale2"]] if match["scale2"] else 1)
    return whole(value)


def whole(value: float) -> float | int:
    """An integer where the number is one."""
    value = round(value, 6)
    return int(value) if value == int(value) else value


def _counts_nothing(text: str, match: re.Match[str], figure: str, unit: str, inner: int) -> bool:
    before, after = text[max(0, inner - 4) : inner], text[match.end() : match.end() + 6]
    if before.endswith("第") or before.rstrip().endswith(("第", "No.", "号")):
        return True
    if before.endswith(("这", "那", "该", "上述")):
        return True  # 这两位科学家: spoken of before
    if _RANGE.search(before) or (before.endswith("前") and unit in ("位", "名", "强", "家")):
        return True  # 3—5家 is no figure, 居前三位 no count
    if unit in ("轮", "道", "番") and before.endswith(("经", "经过", "历经", "过")):
        return True  # 经过两轮评审
    if unit == "类" and figure in ("一", "二", "三", "1", "2", "3") and _OF_CLASS.match(after):
        return True  # 联合国二类机构
    if match["chinese"]:
        if re.fullmatch("一一", figure) or before.endswith("唯"):
            return True  # 唯一一个
        if figure in ("一", "零") and (unit in _GENERIC_ONE or unit in ("天", "年", "周", "倍")):
            return True
        if figure == "两" and _WHO.match(figure + unit + after):
            return unit != "个" or not _HAS.search(text[max(0, inner - 30) : inner])
        if (_LARGE_AS_WORDS.match(figure) and not (match["before"] and unit in _COUNTED_ROUGHLY)) or (
            figure == "十" and unit in ("点",)
        ):
            return True
        if unit in ("点", "级", "层", "股", "道", "市", "省", "县") and figure == "一":
            return True
        if unit == "年" and len(figure) == 4 and match["before"] is None:
            return True
        if unit in ("年", "周", "米", "克", "本", "单", "处", "头", "对", "组", "部", "校", "批") and after[
            :1
        ] in _ENDS_WORD.get(unit, ""):
            return True
    if unit == "岁" and re.match(r"(?:及|含)?[\d(]*(?:以下|以上|以内|之间)", text[match.start("unit") + 1 :][:8]):
        return True  # 45岁以下青年: which, not how old
    if unit == "级" and _YEAR.match(figure):
        return True
    if unit == "届" or (unit == "次" and (_ORDINAL_AFTER.match(after) or re.search(r"届$", before))):
        return True
    if unit == "级":  # 六级职员, 三级医院: which, not how many
        return True
    if unit == "年":
        return bool(_YEAR.match(figure)) or after[:1] in ("级", "度") or bool(re.match(r"\s*\d{1,2}\s*月", after))
    if unit == "点" and re.match(r"\d|[钟半整]", after):
        return True
    if unit == "周" and after.startswith("年"):
        return True
    if unit in ("人", "个", "家") and after.startswith("级"):
        return True
    return (unit == "市" and after[:1] in "长委场民") or (unit == "省" and after[:1] in "长委")


_ENDS_WORD = {
    "本": "科",
    "单": "元",
    "对": "应于",
    "部": "分委门",
    "组": "织成长",
    "处": "理于在",
    "年": "级",
    "头": "部",
}


def _kind(unit: str) -> Kind:
    if unit == "周年":
        return "anniversary"
    if unit in _MONEY.split("|"):
        return "money"
    if unit in _SHARE.split("|"):
        return "share"
    return "duration" if unit in _TIME.split("|") and unit != "岁" else "count"


def _shares(text: str) -> Iterator[Number]:
    for match in _SHARE_CHINESE.finditer(text):
        figure = match["value"]
        pair = (numerals.arabic(figure),) * 2 if figure[0].isdigit() else numerals.chinese(figure)
        if pair and pair[0] == pair[1]:
            before = match["before"] if match["before"] in _KEPT_BEFORE.split("|") else None
            yield Number(match.start(), match.end(), match.start(), whole(pair[0]), "%", "share", before)


def _ranks(text: str) -> Iterator[Number]:
    for match in _RANK.finditer(text):
        place = match["place"]
        pair = (
            (1.0, 1.0)
            if match["first"] or match["top"]
            else (float(place),) * 2
            if place.isdigit()
            else numerals.chinese(place)
        )
        if pair:
            yield Number(match.start(), match.end(), match.start(), whole(pair[0]), "位", "rank")


def _english(text: str) -> Iterator[Number]:
    for match in _EN.finditer(text):
        figure = match["value"]
        value = numerals.arabic(figure) if figure[0].isdigit() else numerals.english(figure)
        if value is None:
            continue
        if scale := (match["scale"] or "").strip().lower():
            value *= {"m": 1e6, "mn": 1e6, "k": 1e3}.get(scale) or numerals.MULTIPLIERS.get(scale, 1)
        modifier = (match["before"] or "").strip().lower() or ("more than" if match["behind"] else None)
        start, inner, end = match.start(), match.start("value"), match.start("rest")
        if match["money"]:
            unit = {"€": "EUR", "£": "GBP"}.get(match["money"], "USD")
            yield Number(start, end, inner, whole(value), unit, "money", modifier)
        elif match["share"]:
            yield Number(start, end, inner, whole(value), "%", "share", modifier)
        elif counted := _counted(match, figure, text):
            unit, kind, end = counted
            yield Number(start, end, inner, whole(value), unit, kind, modifier)


_EN_ADJECTIVE = re.compile(
    r"^(?:new|young|other|different|foreign|international|national|joint|key|major|key|local|more|additional|member|"
    r"partner|participating|research|scientific|academic|core|full|active|doctoral|master'?s?|PhD|graduate|"
    r"undergraduate|[a-z]+(?:al|ic|ive|ing|ed|ary|ent|ant))$",
    re.I,
)


def _counted(match: re.Match[str], figure: str, text: str) -> tuple[str, Kind, int] | None:
    """The plural noun behind an English number, with what it makes the number and its end."""
    if figure.isdigit() and _YEAR.match(figure) and not match["before"]:
        return None
    if not figure[0].isdigit() and _EN_KNOWN.search(text, max(0, match.start() - 16), match.start()):
        return None
    if not figure[0].isdigit() and figure.lower() in ("one", "hundred", "thousand", "million", "billion", "dozen"):
        return None
    at, describing = match.start("rest"), False
    for word in re.finditer(r"[A-Za-z][A-Za-z-]*", match["rest"]):
        lower = word.group().lower()
        end = at + word.end()
        if lower in ("years", "months", "weeks", "days", "hours"):
            return lower, "duration", end
        if lower in _EN_UNIT_STOP or (lower == "and" and not describing):
            return None
        describing = _EN_ADJECTIVE.match(word.group()) is not None
        if (
            len(lower) > 3
            and not word.group()[-2:].isupper()
            and lower.endswith("s")
            and not lower.endswith(("ss", "us", "is", "ous"))
        ) or lower in _EN_PLURALS:
            return word.group(), "count", end
        if not _EN_ADJECTIVE.match(word.group()) and text[end : end + 1] != " ":
            return None
    return None


# the two academies, both three-year plans, these four institutes: who, not how many.
_EN_KNOWN = re.compile(r"\b(?:the|these|those|both|all|its|their|other|any|every)\s+$", re.I)
_EN_PLURALS = frozenset("people children men women staff".split())


def _english_ranks(text: str) -> Iterator[Number]:
    words = {"first": 1, "second": 2, "third": 3}
    for match in _EN_RANK.finditer(text):
        place = match["place"].lower()
        digits = re.sub(r"\D", "", place)
        if place in words or digits:
            yield Number(match.start(), match.end(), match.start(), words.get(place) or int(digits), "place", "rank")
