"""Text: normalise, tell the script, segment into index terms and sentences.

Everything here is pure and free of Django. Chinese and English are equals: Chinese is
compared in Simplified form whatever script it was written in, English folded and lightly
stemmed.

    >>> terms("聯盟 Alliances")
    ['联盟', '联盟', 'allianc']

(The word 联盟 and its only character bigram are the same string: a two-character word
weighs twice.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import opencc
import rjieba
import snowballstemmer

Language = Literal["zh-Hans", "zh-Hant", "en"]

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:\.\d+)?", re.UNICODE)
# Control characters other than tab and newline, zero-width and bidirectional marks.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")

_EN_STOP = frozenset(
    "a an and are as at be been but by can could do does for from had has have how i if in into is it its "
    "may might more most must no not of on or our shall should so some such than that the their them then "
    "there these they this those to too us was we were what when where which while who will with would you your "
    "need needs want wants looking please".split()
)
_ZH_STOP = frozenset(
    "的 了 和 与 及 或 在 是 有 对 为 等 中 以 也 都 而 被 把 将 从 到 由 其 这 那 我 我们 你 你们 他 他们 她 它 它们 "
    "并 且 但 要 能 可以 可 会 就 不 没有 一个 一种 一 个 种 该 此 之 于 所 向 给 让 使 又 还 更 最 很 需要 希望 想 请 "
    "进行 通过 以及 如何 怎样 什么 哪些 是否 我公司 我司".split()
)
_ZH_FUNCTION = frozenset("的了和与與及或在是有对對为為等以而被把将將从從到由其需想请請能")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: ``text == source[start:end]``, offsets in characters."""

    start: int
    end: int
    text: str


@lru_cache(maxsize=4)
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def normalise(text: str) -> str:
    """NFKC, no control or invisible characters, runs of blanks as one, lines kept.

    NFKC makes full-width letters and digits half-width; Chinese punctuation that has a
    compatibility form (，：！) becomes ASCII with it, so use this for comparing and
    indexing, not for text that is shown.
    """
    text = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _INVISIBLE.sub("", text)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()


def clean(text: str) -> str:
    """A text as typed, fit to keep and show: NFC, no control or invisible characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _INVISIBLE.sub("", text).strip()


def to_simplified(text: str) -> str:
    """Traditional characters and phrases to Simplified (OpenCC ``t2s``); the length is kept
    for nearly every text, but do not rely on it for offsets."""
    return _converter("t2s").convert(text) if has_han(text) else text


def to_traditional(text: str) -> str:
    """Chinese text with Traditional characters; the way back may differ, since several become one."""
    return _converter("s2t").convert(text) if has_han(text) else text


def has_han(text: str) -> bool:
    """Whether any Chinese character occurs."""
    return _HAN_RUN.search(text) is not None


def han_count(text: str) -> int:
    """How many Chinese characters occur."""
    return 0 if text.isascii() else len("".join(_HAN_RUN.findall(text)))


def han_share(text: str) -> float:
    """The share of Chinese characters among letters and Chinese characters, 0 to 1."""
    letters = len("".join(_LETTERS.findall(text)))
    return han_count(text) / letters if letters else 0.0


def language(text: str) -> Language:
    """The language and script a text is written in.

    Where Chinese characters are between a tenth and a half of the letters (names and formulas
    in a Chinese text, a Chinese name in an English one), the function words decide. Chinese is
    Traditional when more characters change on conversion to Simplified than would change on
    conversion to Traditional.
    """
    share = han_share(text)
    if share < 0.1:
        return "en"
    if share < 0.5:
        english = sum(word.lower() in _EN_STOP for word in _LATIN_WORD.findall(text))
        if english > sum(char in _ZH_FUNCTION for char in text):
            return "en"
    sample = text[:4000]
    to_hans = sum(a != b for a, b in zip(sample, _converter("t2s").convert(sample), strict=False))
    to_hant = sum(a != b for a, b in zip(sample, _converter("s2t").convert(sample), strict=False))
    return "zh-Hant" if to_hans > to_hant else "zh-Hans"


@lru_cache(maxsize=1)
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return _stemmer().stemWord(word)


def fold(word: str) -> str:
    """Lower case, no accents: Café → cafe."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def terms(text: str) -> list[str]:
    """The index terms of a text, in order, for BM25.

    Chinese: the words of jieba's search mode and all character bigrams, in Simplified.
    Other scripts: words folded and stemmed (Snowball English); numbers as they stand.
    Function words of both languages are left out.
    """
    text = to_simplified(normalise(text))
    found: list[str] = []
    position = 0
    for run in _HAN_RUN.finditer(text):
        found.extend(_latin_terms(text[position : run.start()]))
        found.extend(_han_terms(run.group()))
        position = run.end()
    found.extend(_latin_terms(text[position:]))
    return found


def _han_terms(run: str) -> Iterator[str]:
    for word in rjieba.cut_for_search(run, True):
        if word not in _ZH_STOP:
            yield word
    for left, right in pairwise(run):
        pair = left + right
        if pair not in _ZH_STOP:
            yield pair


def _latin_terms(text: str) -> Iterator[str]:
    for word in _LATIN_WORD.findall(text):
        folded = fold(word.split("'")[0].split("’")[0])
        if folded and folded not in _EN_STOP:
            yield _stem(folded)


_SENTENCE_END = re.compile(
    r"""
    [。！？!?…]+[”’」』）)\]"']*          # Chinese ends, and ! ? in both
    | [；;]+(?=\s|["""
    + _HAN
    + r"""])     # a semicolon joins clauses that each say something
    | \.[”"')\]]*(?=\s+["“‘(\[]?[A-Z0-9"""
    + _HAN
    + r"""]|\s*$)  # an English full stop
    | (?<=["""
    + _HAN
    + r"""）)])\.(?!\d)  # a Chinese text with ASCII stops, as abstracts have
    | \n+
    """,
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"""(?<![°\w/])(?: e\.g | i\.e | et\ al | etc | vs | cf | ca | approx | Figs? | Eqs? | No | Dr | Prof | Mrs? | Ms
      | St | Inc | Ltd | Co | Corp | U\.S | U\.K | [A-Z] )\.$""",
    re.VERBOSE,
)


# Of these some end a sentence as well: vitamin C. The …, Acme Inc. We …
_MAY_END = re.compile(r"(?<!\w)(?:etc|Inc|Ltd|Co|Corp|U\.S|U\.K|[A-Z])\.$")
_NEXT_WORD = re.compile(rf"[\s”\"')\]“‘(\[]*(?:([A-Z][a-z]*)(?!\.)\b|[{_HAN}])")
_OPENERS = _EN_STOP | frozenset(
    "however therefore moreover furthermore although while since after before during here both each all many several "
    "two three results thus hence he she they one under using based compared finally first second third then next "
    "among between within through also unlike despite because such only every other another".split()
)


def _joins(text: str, piece: str, end: int) -> bool:
    """Whether a piece that ends in a full stop at ``end`` goes on behind an abbreviation."""
    bare = piece.rstrip("\"”')] \n")
    if not _ABBREVIATION.search(bare):
        return False
    following = _NEXT_WORD.match(text, end)
    if following is None or not _MAY_END.search(bare):
        return True
    # An initial is followed by a name (J. Smith), a sentence begins with a word of its own.
    return following[1] is not None and following[1].lower() not in _OPENERS


def sentences(text: str) -> list[Span]:
    """The sentences of a text in either language, with their offsets, blank ones left out.

    A semicolon before a space or a Chinese character ends a sentence too: Chinese abstracts
    chain whole statements with it.
    """
    spans: list[Span] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        piece = text[start : end.end()]
        if end.group().startswith(".") and _joins(text, piece, end.end()):
            continue
        _append(spans, text, start, end.end())
        start = end.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if not any(char.isalnum() for char in stripped):
        return
    start += len(piece) - len(piece.lstrip())
    spans.append(Span(start, start + len(stripped), stripped))
