"""Whether a sentence denies what a requirement asks for, or affirms what it forbids.

    >>> opposed("带电即可施工", "目前没有带电作业的工艺", [(4, 6)])
    True
    >>> opposed("不产生污泥", "该工艺不产生污泥", [(4, 8)])
    False

Bounds (不超过, no more than) and words that are made with a negation (不锈钢, 无线) deny nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

from duijie.core.text import has_han
from duijie.matching.understanding.stems import WORD, stem
from duijie.matching.understanding.variants import folded

_NOT_ZH = re.compile(
    r"没有?|未(?![来知央])|尚不|并非|难以|缺[乏少]|毋|勿|莫|别(?=[装用加动])|禁止|严禁|避免|杜绝|免(?![疫费])|零(?=排放|污染|添加)|"
    r"不(?![仅但光只单同断锈少止过久妨易良对规便宜]|[得能可应要会]?(?:超过|高于|大于|多于|低于|少于|小于|短于|下于)|饱和|均匀|确定)|"
    r"无(?![人线机论菌压纺烟铅水损源缝刷籽][^害]|损|线|人|机|论|菌|压|纺|数|穷)"
)
_NOT_EN = re.compile(
    r"\b(?:no(?! (?:more|less|fewer|later|longer) than)|not(?! (?:only|more|less|exceed))|never|without|nor|neither|"
    r"none|cannot|avoid(?:s|ed|ing)?|prevent(?:s|ed|ing)?|instead of|rather than|lacks?|"
    r"free (?:of|from))\b|n['’]t\b|-free\b|\bnon-?"
)
_CLAUSE = re.compile(
    r"[,，;；。:：、]\s?|\.\s|\b(?:but|and|while|that|which|who)\b|\s(?=without\b)|(?:即|就|便|也)(?:可以?|能)|但|而"
)

_PART = re.compile(r"[,，;；。:：]\s?|\.\s|\b(?:but|while)\b|但")  # a list is denied as a whole: 拆解、放电不在范围内


def negates(text: str) -> bool:
    """Whether a text of either language says that something is not."""
    flat = folded(text)
    return (_NOT_ZH if has_han(flat) else _NOT_EN).search(flat) is not None


def opposed(requirement: str, sentence: str, marks: Sequence[tuple[int, int]]) -> bool:
    """Whether requirement and sentence, which shares the marked words with it, say opposite things.

    A requirement forbids what stands behind its negation: strawberries sorted without touching
    are to be sorted. Without a shared word only a requirement that forbids is compared, with the
    sentence as a whole.
    """
    if not marks:
        return negates(requirement) and not negates(sentence)
    forbidden = _denied(requirement)
    told = [(negates(_around(sentence, start, end)), sentence[start:end]) for start, end in marks]
    return all(denied != _shares_a_word(word, forbidden) for denied, word in told)


_NOT_FOR_ZH = re.compile(
    r"不在.{0,8}(?:范围|之列)|不(?:适合|适用|适宜|适于|包括|包含|含(?=.{0,6}(?:服务|内容|费用))|涉及|支持|接受|处理|承担|考虑)|"
    r"除外|(?:尚|还|暂)(?:不|未)(?:能|支持|包括|涉及|适用)"
)
_NOT_FOR_EN = re.compile(
    r"\b(?:out of|outside) (?:the |our |its )?scope\b|\b(?:not|nor) (?:yet )?(?:be )?(?:suitable|suited|applicable|"
    r"intended|meant|included|covered|supported|considered|fit for)\b|\bunsuit(?:able|ed)\b|"
    r"\b(?:do(?:es)? not|don['’]t|doesn['’]t) (?:include|cover|apply|support|work (?:for|with|on|in)|handle|address|"
    r"treat)\b|"
    r"\bexclud(?:es?|ed|ing)\b"
)


def excludes(text: str) -> bool:
    """Whether a text says what it is not for."""
    flat = folded(text)
    return (_NOT_FOR_ZH if has_han(flat) else _NOT_FOR_EN).search(flat) is not None


def rules_out(requirement: str, sentence: str, marks: Sequence[tuple[int, int]]) -> bool:
    """Whether a sentence says that it is not for what a requirement asks, in each clause that shares a word.

    Without a shared word it is never for it.

    >>> rules_out("电池包拆解", "电池包拆解与放电不在范围内", [(0, 5)])
    True
    """
    if excludes(requirement):
        return False
    return excludes(sentence) and all(excludes(_around(sentence, start, end, _PART)) for start, end in marks)


def _denied(requirement: str) -> str:
    """What a requirement denies: each clause behind its negation."""
    flat = folded(requirement)
    pattern = _NOT_ZH if has_han(flat) else _NOT_EN
    found = []
    for clause in _CLAUSE.split(flat):
        negation = pattern.search(clause)
        if negation is not None:
            found.append(_reach(clause[negation.end() :]) or clause)
    return " ".join(found)


def _reach(behind: str) -> str:
    """How far a Chinese negation reaches: to the second verb (不停电更换绝缘子 wants the change)."""
    if not has_han(behind):
        return behind
    verbs = at = 0
    for word, tag in rjieba.tag(behind):
        verbs += tag == "v"
        if verbs > 1:
            return behind[:at]
        at += len(word)
    return behind


def _shares_a_word(marked: str, text: str) -> bool:
    """Whether a text has one of the marked words, or two characters of a marked run."""
    flat = folded(marked)
    if not has_han(flat):
        told = set(map(stem, WORD.findall(text)))
        return any(stem(word) in told for word in WORD.findall(flat))
    return any(flat[at : at + 2] in text for at in range(max(len(flat) - 1, 1)))


def _around(sentence: str, start: int, end: int, parts: re.Pattern[str] = _CLAUSE) -> str:
    """The clause of a sentence in which a mark stands."""
    cuts = [(match.start(), match.end()) for match in parts.finditer(sentence)]
    begin = max((stop for _, stop in cuts if stop <= start), default=0)
    finish = min((cut for cut, _ in cuts if cut >= end), default=len(sentence))
    return sentence[begin:finish]
