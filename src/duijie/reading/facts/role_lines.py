"""Who wrote, edited and photographed: datelines, signatures, and the lines that repair took out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.reading.facts.frame import Frame
from duijie.reading.facts.role_mention import RoleMention
from duijie.reading.facts.text import WorkingText, folded
from duijie.reading.facts.types import Fact

_NAME = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,6})?|[\u4e00-\u9fff] {1,2}[\u4e00-\u9fff](?![\u4e00-\u9fff])"
_NAMES = rf"(?P<names>(?:{_NAME})(?:(?:[、,]| {{1,2}}|和)(?:{_NAME})(?![\u4e00-\u9fff:])){{0,5}})"
_EDITORS = (
    "责任编辑|责编|本文编辑|文字编辑|网络编辑|实习编辑|图片编辑|值班编辑|执行编辑|编辑|责任校对|校对|"
    "审核|审校|初审|复审|终审|编审|美编|排版|监制|主编|总编辑|"
    "撰稿|作者|记者|通讯员|摄影|翻译|供稿|文字|供图|图片"
)
_ALIAS = {
    "责编": "责任编辑",
    "撰稿": "作者",
    "文字": "作者",
    "供图": "摄影",
    "图片": "摄影",
    "本文编辑": "编辑",
    "撰文": "作者",
}
# 责任编辑:陈若水 | (记者 陈若水) | 【编辑 陈若水】
_LABELLED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<role>{_EDITORS})(?:/(?:{_EDITORS}))?\s*(?:[:/]\s*| "
    rf"{{1,3}}){_NAMES}(?=[\])\n|。;,·]|\s|$)"
)
_ANOTHER = re.compile(rf"(?P<kind>实习|见习|特约)?(?P<role>{_EDITORS})\s*[:/]?\s*{_NAMES}(?![\u4e00-\u9fff])")
_KIND = r"(?:(?:特约|见习|实习|首席|全媒体|融媒体|驻站|高级|主任|总台|央视)|驻[\u4e00-\u9fff]{1,4}){0,2}"
_UNDATED = re.compile(
    rf"(?:^|\n)[ 【\[]*(?P<medium>本[报网刊台]|[\u4e00-\u9fff]{{2,10}}?(?:报|网|社|台|客户端))(?:综合)?[讯电][】\]]?\s*"
    rf"[(\[]?\s*{_KIND}(?P<role>记者|通讯员)\s*[:]?\s*{_NAMES}"
)
_DATELINE = re.compile(
    rf"(?P<medium>[\u4e00-\u9fffA-Z]{{2,8}}?)(?:·[\u4e00-\u9fff]{{2,8}})?(?P<place>[\u4e00-\u9fff]{{2,6}})?"
    rf"(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日\s*[电讯]\s*[(\[]?\s*(?:本[报网刊台])?{_KIND}(?P<role>记者|通讯员)\s*[:]?\s*{_NAMES}"
)
_REPORTER = re.compile(
    rf"[(\[]\s*(?P<medium>本[报网刊台]|[\u4e00-\u9fffA-Za-z]{{2,10}}?)??{_KIND}"
    rf"(?P<role>记者|通讯员)\s*[:]?\s*{_NAMES}\s*(?P<rest>[^()\[\]\n]{{0,60}})(?=[\])])"
)
_OPENING = re.compile(
    rf"(?:^|\n)[【\[]?(?P<medium>本[报网刊台]|[\u4e00-\u9fff]{{2,8}}?[报网社])?(?P<role>记者|通讯员) "
    rf"?(?P<names>(?:{_NAME})(?:[、 ](?:{_NAME})(?![报网社台]))?)(?=[】\]\n ]|报道|$)"
)
# 文/江城日报记者 陈若水
_CREDIT = re.compile(
    rf"(?:^|[\n 。(\[])(?:文|图|图文|文图|撰文|采写|摄影)\s*[/|:]\s*"
    rf"(?P<medium>本[报网刊台]|[\u4e00-\u9fffA-Za-z]{{2,10}}?)?{_KIND}(?P<role>记者|通讯员)\s*[:]?\s*{_NAMES}(?=[\])\n|。;,·]|\s|$)"
)
_PHOTO = re.compile(
    rf"(?:^|[\s。(/])(?P<names>{_NAME}(?:[、 ]{_NAME})?)\s*/?\s*(?P<role>摄影?)(?! "
    rf"?[\u4e00-\u9fff]{{2,4}}(?:\s|$))(?=$|[\s。)\]]|[\u4e00-\u9fff]{{2,}})"
)
_WORDS = frozenset(
    "报道 电 讯 采访 获悉 了解 综合 整理 摄影 编辑 来源 供图 文字 图片 摄 单位 部门 中心 学会 协会 "
    "办公室 原创 转载 佚名 管理员 网络 本站".split()
)
_MEDIA = re.compile(r"(?:报|网|社|台|刊|周刊|频道|客户端)$")


def find(frame: Frame) -> Iterator[RoleMention]:
    """Who reported, by datelines and signatures in the text itself."""
    seen: set[tuple[str, int]] = set()
    text = frame.text
    for pattern, rule, confidence in (
        (_DATELINE, "dateline", 0.96),
        (_UNDATED, "dateline", 0.94),
        (_REPORTER, "reporter-in-brackets", 0.94),
        (_OPENING, "reporter-line", 0.92),
        (_CREDIT, "reporter-line", 0.92),
        (_LABELLED, "editor-line", 0.93),
        (_PHOTO, "photographer", 0.85),
    ):
        for match in pattern.finditer(text):
            if rule == "photographer" and not _caption(text, match):
                continue
            medium = _medium(frame, match)
            row = [(name, _role(match["role"])) for name in _people(match["names"])]
            for more in _ANOTHER.finditer(match.groupdict().get("rest") or ""):
                row += [(name, (more["kind"] or "") + _role(more["role"])) for name in _people(more["names"])]
            for name, role in row:
                if (name + role, match.start("names")) in seen:
                    continue
                seen.add((name + role, match.start("names")))
                start = match.start("medium") if medium and match.start("medium") >= 0 else match.start("role")
                yield RoleMention(name, role, medium, min(start, match.start("names")), match.end(), rule, confidence)


def find_removed(frame: Frame) -> Iterator[Fact]:
    """Who edited and photographed, by the lines that are no part of the repaired text."""
    seen: set[tuple[str, str]] = set()
    for words, start, place in frame.removed():
        if len(words) > 4000:
            continue
        working = WorkingText.of(words, frame.article.region)
        plain = folded(working.shown)
        for pattern, rule, confidence in ((_LABELLED, "editor-line", 0.95), (_PHOTO, "photographer", 0.85)):
            for match in pattern.finditer(plain):
                for name in _people(match["names"]):
                    role = _role(match["role"])
                    if (name, role) in seen:
                        continue
                    seen.add((name, role))
                    begin, end = working.to_source(
                        min(match.start("role"), match.start("names")), max(match.end("names"), match.end("role"))
                    )
                    original = (start + begin, start + end)
                    fields = {"person": name, "role": role, "organisation": None, "organisation_implied": False}
                    yield Fact("role", fields, words[begin:end], place, place, rule, confidence, original)


def _role(word: str) -> str:
    return "摄影" if word.startswith("摄") else _ALIAS.get(word, word)


def _people(names: str) -> Iterator[str]:
    """The names of a row; 万 钢 is one with a blank inside."""
    for part in re.split(r"[、,和]| (?=[\u4e00-\u9fff]{2})", names):
        name = part.replace(" ", "")
        if 2 <= len(name) <= 12 and name not in _WORDS and not any(w in name for w in ("记者", "通讯", "编辑", "报道")):
            yield name


def _medium(frame: Frame, match: re.Match[str]) -> str | None:
    """The medium the reporter is of: named before the dateline, or the page's own (本报)."""
    groups = match.groupdict()
    if "medium" not in groups or not groups["medium"]:
        return None
    medium: str = groups["medium"]
    if medium.startswith("本"):
        return frame.article.source or frame.article.publisher
    if ("place" in groups and groups["place"] is None) or _MEDIA.search(medium):
        found = re.match(r"[\u4e00-\u9fffA-Z]*?(?:报|网|社|台)", medium)
        return found.group() if found else None
    whole = frame.text[match.start("medium") : match.end("place") if groups.get("place") else match.end("medium")]
    found = re.match(r"[\u4e00-\u9fffA-Z]*?(?:报|网|社|台)", whole)
    return found.group() if found else None


def _caption(text: str, match: re.Match[str]) -> bool:
    line = text.rfind("\n", 0, match.start() + 1)
    end = text.find("\n", match.end())
    return (end if end >= 0 else len(text)) - line < 120
