"""Words that a requirement and a sentence share: how much they weigh and where they stand.

Chinese is compared by character bigrams and one-character words (砷, 铜) in Simplified form,
other scripts by stems; every term keeps its place in the sentence as it is shown. This is a
second, cheaper reading of a text than the index terms: it runs over every sentence of every
shown item while somebody waits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import rjieba
from numpy.typing import NDArray

from duijie.matching.ranking import background
from duijie.matching.understanding.quantities import find
from duijie.matching.understanding.stems import HAN, WORD, stem
from duijie.matching.understanding.variants import folded

_HAN_RUN = re.compile(f"[{HAN}]+")
# Characters that join or point; a bigram with one of them says nothing of its own.
_ZH_EMPTY = frozenset(
    "的了和与及或在是有对为等中以也都而被把将从到由其这那我你他她它们并且但要能可会就不没个种该此之于所向给让使又还更最很"
    "需想请各每某着过地得按时后前上下内外里间一二两三四五六七八九十几达多少好又再才只便即若如则既"
)
_ZH_GENERAL = frozenset(
    "研究 方法 结果 分析 影响 进行 采用 提出 提高 应用 通过 效果 问题 技术 系统 条件 "
    "具有 不同 基于 因素 情况 措施 作用 "
    "实验 试验 数据 表明 显示 说明 提供 给出 满足 达到 实现 降低 减少 增加 改善 明显 "
    "显著 较好 良好 相关 主要 重要 需求 要求 解决 "
    "方案 过程 水平 能力 性能 指标 办法 使用 利用 处理 工艺 比较".split()
)
_EN_EMPTY = frozenset(
    "a an and are as at be been but by can could do does for from had has have how i "
    "if in into is it its may might more most "
    "must no not of on or our shall should so some such than that the their them then "
    "there these they this those to too us was "
    "we were what when where which while who will with would you your need needs want "
    "wants looking please both each other also about above after all any because before below "
    "between down during every few get got he here into just keep last less like make made many "
    "much new now off once one only out over own per same several she since something still take "
    "through two under until up very via whether within without yet".split()
)
_EN_GENERAL = frozenset(
    "use used using method methods result results show shown study approach system "
    "systems high low new based data effect "
    "effects good better best test tests measure improve improved reduce reduced "
    "increase provide given give model process "
    "condition conditions performance technology technique solution requirement quality level".split()
)
_UNIT_MARKS = frozenset(
    "吨 元 块 次 米 升 克 度 年 月 天 日 时 小时 分 秒 分钟 斤 公斤 亩 倍 层 件 台 套 人 家 个 "
    "mg kg ml km cm mm nm kw kwh ppm ppb mpa kpa pa hz khz usd eur rmb gbp min day year hour month minut".split()
)
_GENERAL_WEIGHT = 0.25
_SINGLE_WEIGHT = 0.6


@lru_cache(maxsize=32768)
def terms(text: str) -> frozenset[str]:
    """The terms of a sentence: Chinese bigrams and characters, stems and numbers."""
    flat = folded(text)
    found: set[str] = set()
    for run in _HAN_RUN.findall(flat):
        found.update([run[at : at + 2] for at in range(len(run) - 1)])
        found.update(run)
    found.update(stem(word) for word in WORD.findall(flat) if word not in _EN_EMPTY)
    return frozenset(found)


@lru_cache(maxsize=4096)
def asked(text: str) -> frozenset[str]:
    """The terms of a requirement worth looking for: bigrams without an empty character,
    one-character words, stems, numbers."""
    flat = folded(text)
    found: set[str] = set()
    for run in _HAN_RUN.findall(flat):
        pairs = [run[at : at + 2] for at in range(len(run) - 1)]
        found.update(pair for pair in pairs if not _ZH_EMPTY.intersection(pair))
        words = rjieba.cut(run, True)
        found.update(word for word in words if len(word) == 1 and word not in _ZH_EMPTY)
        # 地 is a particle, but not in 占地 or 场地: there it is what the requirement is about.
        found.update(word for word in words if len(word) == 2 and "地" in word)
    found.update(stem(word) for word in WORD.findall(flat) if word not in _EN_EMPTY)
    return frozenset(found)


@lru_cache(maxsize=1)
def _everyday() -> tuple[dict[str, int], int]:
    """In how many of the background sentences a term stands, and how many they are."""
    counts: dict[str, int] = {}
    total = 0
    for texts in background.passages().values():
        for passage in texts:
            for start, end in passage.sentences:
                total += 1
                for term in terms(passage.text[start:end]):
                    counts[term] = counts.get(term, 0) + 1
    return counts, total


def presence(wanted: Sequence[str], texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which terms stand in which texts, [terms, texts].

    All texts are searched as one: a need has some hundred terms, the shown items a thousand
    sentences.
    """
    found = np.zeros((len(wanted), len(texts)), dtype=bool)
    if not len(wanted) or not len(texts):
        return found
    blob = "\n".join(folded(text.replace("\n", " ")) for text in texts)
    ends = np.cumsum([len(text) + 1 for text in texts])
    for row, term in enumerate(wanted):
        if _HAN_RUN.match(term):
            places = [match.start() for match in re.finditer(re.escape(term), blob)]
            found[row, np.searchsorted(ends, places, side="right")] = True
    rows = {term: row for row, term in enumerate(wanted)}
    for word in WORD.finditer(blob):
        row_of = rows.get(stem(word.group()))
        if row_of is not None:
            found[row_of, np.searchsorted(ends, word.start(), side="right")] = True
    return found


def weights(wanted: Sequence[str], counts: NDArray[np.intp], total: int) -> NDArray[np.float64]:
    """What each term weighs [terms]: its rarity among everyday sentences and, the more
    candidate sentences (``total``, of which ``counts`` hold it) there are, among those."""
    everyday, days = _everyday()
    trust = 0.5 * total / (total + 100)
    weighed = np.empty(len(wanted))
    for row, term in enumerate(wanted):
        prior = math.log((days + 1) / (everyday.get(term, 0) + 0.5))
        here = min(math.log((total + 1) / (int(counts[row]) + 0.5)), prior + 2)
        weighed[row] = ((1 - trust) * prior + trust * max(here, 0.1)) * _share(term)
    return weighed


def shares(requirements: Sequence[str], texts: Sequence[str]) -> NDArray[np.float64]:
    """The weighted share of each requirement's terms that each text holds, [r, s], 0 to 1."""
    asked_terms = [asked(requirement) for requirement in requirements]
    wanted = sorted(frozenset[str]().union(*asked_terms))
    held = presence(wanted, texts)
    weighed = weights(wanted, held.sum(axis=1), len(texts))
    asks = np.array([[term in terms_ for term in wanted] for terms_ in asked_terms], dtype=float)
    asks = asks.reshape(len(requirements), len(wanted)) * weighed
    whole = asks.sum(axis=1, keepdims=True)
    share: NDArray[np.float64] = (asks @ held) / np.where(whole > 0, whole, 1.0)
    return share


def is_chinese(text: str) -> bool:
    """Whether a tenth or more of a text's characters are Chinese: a quick form of
    :func:`duijie.core.text.language` for single sentences."""
    return 10 * sum(map(len, _HAN_RUN.findall(text))) >= len(text) > 0


def _share(term: str) -> float:
    if term in _ZH_GENERAL or term in _general_stems():
        return _GENERAL_WEIGHT
    return _SINGLE_WEIGHT if len(term) == 1 and not term.isdigit() else 1.0


@lru_cache(maxsize=1)
def _general_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in _EN_GENERAL)


def telling(term: str) -> bool:
    """Whether a term says something of its own (not 方法, results, or a lone digit)."""
    return term not in _ZH_GENERAL and term not in _general_stems() and not (term.isdigit() and len(term) < 2)


def marks(sentence: str, requirement: str) -> tuple[tuple[int, int], ...]:
    """Where the words of a requirement stand in a sentence: (start, end) offsets, in order,
    apart from each other. Characters of either script and inflected words are found."""
    flat, every = folded(sentence), asked(requirement)
    wanted = frozenset(term for term in every if telling(term) and _speaks(term))
    wanted = wanted or frozenset(filter(_speaks, every))
    amounts = [(quantity.start, quantity.end) for quantity in find(sentence)]
    spans: list[tuple[int, int]] = []
    for run in _HAN_RUN.finditer(flat):
        spans.extend(_han_marks(run.group(), run.start(), wanted))
    spans.extend(word.span() for word in WORD.finditer(flat) if stem(word.group()) in wanted)
    # A unit or a digit by itself says nothing: amounts are marked whole or not at all.
    return merged(s for s in spans if not any(start <= s[0] and s[1] <= end for start, end in amounts))


def _speaks(term: str) -> bool:
    """Whether a term may be marked alone: no digits, no unit, no lone letter."""
    return not (term.isdigit() or term in _UNIT_MARKS or (len(term) == 1 and term.isascii()))


def _han_marks(run: str, offset: int, wanted: frozenset[str]) -> list[tuple[int, int]]:
    starts: set[int] = set()
    spans: list[tuple[int, int]] = []
    position = 0
    for word in rjieba.cut(run, True):
        starts.add(position)
        if len(word) == 1 and word in wanted:
            spans.append((offset + position, offset + position + 1))
        position += len(word)
    starts.add(position)
    for at in range(len(run) - 1):
        # A pair inside a word, or of two one-character words; across words (发酵|液体: 酵液) it is chance.
        inside, whole = at + 1 not in starts, at in starts and at + 2 in starts
        if run[at : at + 2] in wanted and (inside or whole):
            spans.append((offset + at, offset + at + 2))
    return spans


def merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans in order, those that touch or overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return tuple(joined)


def marked_segments(sentence: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A sentence in pieces, each with whether it is marked; joined they are the sentence.

    Spans outside the sentence are cut to it. Nothing is escaped: that is the template's work.

    >>> marked_segments("除铜率98%", [(0, 3)])
    [('除铜率', True), ('98%', False)]
    """
    segments: list[tuple[str, bool]] = []
    position = 0
    clipped = ((max(0, start), min(len(sentence), end)) for start, end in spans)
    for start, end in merged(span for span in clipped if span[0] < span[1]):
        if start > position:
            segments.append((sentence[position:start], False))
        segments.append((sentence[start:end], True))
        position = end
    if position < len(sentence):
        segments.append((sentence[position:], False))
    return segments
