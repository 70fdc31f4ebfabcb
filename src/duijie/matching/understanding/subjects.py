"""Give a clause the subject that it leaves to the clause before it.

    >>> completed("降到 0.1 mg/L 以下", ["废水里镍超标"])
    '废水里的镍降到 0.1 mg/L 以下'
    >>> completed("get it below 60 dB", ["the fan is loud"])
    'the fan is loud: get it below 60 dB'

Chinese drops a subject that was just named, English points back with a pronoun. A requirement
is read alone, so what it is about is put back: in Chinese the subject of the nearest clause
that states how things are, without that statement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from duijie.core.text import has_han
from duijie.matching.understanding.quantities import find
from duijie.matching.understanding.units import comparable
from duijie.matching.understanding.variants import folded

_FAR = 3  # clauses back
_LONGEST = 24  # characters of a subject
_CONTEXT = 36  # characters of a clause that is put before another as it stands

# Verbs of reaching a value, with which no Chinese clause starts that has a subject of its own.
_REACHES = re.compile(
    r"^(?:在.{2,8}?[前内后底]|目标|指标|要|能|可|可以|能够|必须|应|应当|须|再|都|也|进一步|最终|尽量|尽快|稳定|长期|把它?|将其?)*"
    r"(?:(?:降低?|减少?|压低?|缩短?|缩小|提高|提升|提|升高?|增加?|增大|延长|延|扩大|做|控制|维持|保持|稳定|压缩|放宽|处理|净化)"
    r"(?:到|至|在|为)|(?:达到?|达至|不超过|不高于|不大于|不低于|不少于|不小于|低于|高于|小于|大于|少于|多于|超过)(?!标))"
)
_RISES = re.compile(r"^(?:降低?|减少?|提高|提升|增加?|延长|缩短|下降|再[降减提])\s*(?:$|约)")
_POINTS_BACK = re.compile(
    r"^(?:[^，,]{0,4}?)(?:它们?|其中|里面|这些|这种|此类|该[类种])|^(?:.{1,3})其(?=[^他它余次实])"
)
_POINTS_BACK_EN = re.compile(
    r"^(?:to )?(?:get|bring|reduce|cut|lower|keep|hold|raise|increase|push|drive|make|take|halve|double|recover|"
    r"remove|reuse|recycle|treat|turn|use|sell|stop|prevent|avoid|replace|measure|detect)\s(?:it|this|that|them|these|those)\b"
)

# How things are, at the end of a clause: what stands before it is the subject.
_STATE = re.compile(
    r"(?:却|又|还|总是?|经常|常常?|时常|有时|往往|一直|始终|已经?|目前|现在|如今|现|普遍|严重|明显|容易|很|太|"
    r"过|偏|较|特别|非常|相当|比较|十分)*"
    r"(?:超标|超限|不达标|达不到.*|不稳定|不合格|不均匀?|不够.*|不足.*|压不下[来去].*|降不下[来去].*|上不[来去].*|"
    r"高达|高|低|大|小|多|少|长|短|慢|快|差|贵|重|严重|超过|只有|仅有?|不到|为|是|约|有|要|在|达到?|需要?|"
    r"波动.*|上升.*|下降.*|增加.*)?\s*$"
)
_TIMES = re.compile(r"(?:每[年天日月周小时]+|目前|现在|如今|年均|平均|常年|约|近|大概|左右)+\s*$")
_POSTER = re.compile(
    r"^(?:(?:我们|我[方司厂校院局县市区镇村矿店所国]|我公司|[本该敝](?:公司|厂|院|校|局|单位|所|社|县|市|区)|"
    r"公司|单位|厂里|目前|现在|近年来?|由于|因为?|但是?|可是?|而|因此|所以)[的,，]?)+"
)
_WHEN = re.compile(
    r"(?:节假日|周末|[春夏秋冬]天|[春夏秋冬]季|[雨旱淡旺]季|高峰|白天|夜间|晚上|最[高多大差]|有时|个别|部分|平均)"
)
_BARE = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?\s*%?$")
_INSIDE = re.compile(r"(?<=[里中内])(?=[^的里中内，,\s0-9A-Za-z]{1,4}$)")


def completed(clause: str, before: Sequence[str]) -> str:
    """A clause that can be read alone, or the clause as it is.

    Args:
        clause: without its words of wanting.
        before: the clauses that precede it in the text, the nearest last.
    """
    if not has_han(clause):
        nearest = before[-1] if before else ""
        if (
            nearest
            and not has_han(nearest)
            and (_POINTS_BACK_EN.match(clause.lower()) or _same_measure(clause, nearest))
        ):
            return f"{nearest}: {clause}"
        return clause
    flat = folded(clause)
    reaches = _REACHES.match(flat)
    if not reaches and not _bare_change(clause) and not _POINTS_BACK.match(flat):
        return clause
    for previous in list(before)[: -_FAR - 1 : -1]:
        subject = subject_of(previous)
        if not subject:
            continue
        if subject in clause:
            return clause
        if reaches or _bare_change(clause):
            return _run_on(subject, clause)
        return f"{subject}，{clause}"
    nearest = before[-1] if before else ""
    if reaches and has_han(nearest) and len(nearest) <= _CONTEXT and not _WHEN.match(folded(nearest)):
        return f"{nearest}，{clause}"
    return clause


def _same_measure(clause: str, nearest: str) -> bool:
    """Whether a clause starts with a bound on what the nearest one measures (35 % …: under 20 %)."""
    found, known = find(clause), find(nearest)
    return bool(
        found
        and known
        and found[0].start == 0
        and found[0].comparator in ("<", "<=", ">", ">=")
        and comparable(found[0].unit, known[-1].unit)
    )


def _bare_change(clause: str) -> bool:
    """Whether a clause says only by how much (降两成, 提高 20% 以上)."""
    flat = folded(clause)
    found = find(clause)
    return bool(found) and bool(_RISES.match(flat[: found[0].start])) and len(flat) - found[0].end <= 1


def _run_on(subject: str, clause: str) -> str:
    flat = folded(clause)
    skipped = re.match(r"(?:目标|指标|把它?|将其?)+", flat)
    rest = clause[skipped.end() :] if skipped else clause
    if subject[-1:].isascii() and rest[:1].isascii():
        return f"{subject} {rest}"
    return subject + rest


def subject_of(clause: str) -> str:
    """What a Chinese clause that states how things are is about, "" where that cannot be told."""
    if not has_han(clause):
        return ""
    text = clause.strip()
    poster = _POSTER.match(folded(text))
    if poster:
        text = text[poster.end() :]
    if _WHEN.match(folded(text)):
        return ""
    stated = False
    for _round in range(3):
        kept = text
        found = find(text)
        if found and found[-1].end >= len(text) - 1:
            text, stated = text[: found[-1].start].rstrip(), True
        bare = _BARE.search(text)
        if bare:
            text, stated = text[: bare.start()].rstrip(), True
        times = _TIMES.search(folded(text))
        if times:
            text, stated = text[: times.start()].rstrip(" ，,"), True
        if text == kept:
            break
    state = _STATE.search(folded(text))
    if state and state.start() < len(text):
        text, stated = text[: state.start()].rstrip(" ，,"), True
    times = _TIMES.search(folded(text))
    text = text[: times.start()].rstrip(" ，,") if times else text
    if (
        not stated
        or not 1 <= len(text) <= _LONGEST
        or not has_han(text)
        or re.match(r"每|其|它|达不到|[并且也还又]", text)
    ):
        return ""
    if "的" not in text[-4:]:
        text = _INSIDE.sub("的", text)
    return text
