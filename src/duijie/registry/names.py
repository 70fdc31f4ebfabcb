"""Names as they are compared. Pure.

Two names that differ in script, case, blanks, punctuation or legal form have the same key.

    >>> name_key("華為技術有限公司"), name_key("Huawei Technologies Co., Ltd.")
    ('华为技术', 'huaweitechnologies')
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from duijie.core.text import fold, has_han, normalise, to_simplified

NameOf = Literal["organisation", "person"]
KEY_LENGTH = 200

_LEGAL_ZH = re.compile(
    r"(?:集团)?(?:股份有限公司|有限责任公司|股份公司|有限公司|有限合伙企业|有限合伙|普通合伙企业|普通合伙|特殊普通合伙)$"
)
_LEGAL_EN = frozenset(
    "co company corp corporation inc incorporated ltd limited llc llp lp plc pte pty gmbh mbh ag kg ohg ug se "
    "sa sas sarl srl spa bv nv cv oy oyj ab as asa aps kk".split()
)
_WORD = re.compile(r"[^\W_]+")


def _simplified(text: str) -> str:
    return fold(to_simplified(normalise(text))).replace("&", " and ")


def _words(text: str) -> list[str]:
    """Latin and Han words without the legal form at the end and "the" in front."""
    words = _WORD.findall(re.sub(r"(?<=\w)[.'’](?=\w|$|\W)", "", text))
    while len(words) > 1 and words[-1] in _LEGAL_EN:
        words.pop()
    if len(words) > 1 and words[0] == "the":
        words.pop(0)
    if len(words) > 1 and words[-1] == "and":
        words.pop()
    return words


@lru_cache(maxsize=16384)
def name_key(text: str) -> str:
    """The name as compared: Simplified, folded, without blanks, punctuation and legal form.

    A name of nothing but punctuation keeps it, one of nothing at all is "-": no key is empty.
    """
    key = "".join(_words(_simplified(text)))
    stripped = _LEGAL_ZH.sub("", key)
    return ((stripped if len(stripped) >= 2 else key) or normalise(text).casefold() or "-")[:KEY_LENGTH]


def grams(text: str, of: NameOf = "organisation") -> list[str]:
    """What a candidate must share with a name to be compared with it, sorted.

    Character bigrams of Chinese, trigrams of other scripts; ``#mit`` for the initials of a
    name in Latin letters (and for a short one itself); for people, a mark of the reading of
    the name, so that 张伟 finds Wei Zhang.
    """
    key = name_key(text)
    size = 2 if has_han(key) else 3
    found = {key[index : index + size] for index in range(max(1, len(key) - size + 1))}
    if of == "person":
        found |= {f"~{zlib.crc32(reading.encode()) & 0xFFFFFFF:07x}" for reading in readings(text)}
    elif not has_han(key):
        found |= {f"#{mark}" for mark in _initials(text)}
    return sorted(found)


def _initials(text: str) -> set[str]:
    words = _words(_simplified(text))
    marks = set()
    if len(words) == 1 and 2 <= len(words[0]) <= 7:
        marks.add(words[0])
    if 3 <= len(words) <= 10:
        marks.add("".join(word[0] for word in words)[:7])
        marks.add("".join(word[0] for word in words if word not in {"of", "and", "for", "the", "in", "at"})[:7])
    return marks


def readings(text: str) -> set[str]:
    """How a person's name sounds, surname first: 张伟 and Wei Zhang and ZHANG Wei share one."""
    simplified = _simplified(text)
    if has_han(simplified):
        from pypinyin import lazy_pinyin  # a third of a second, which commands that ask for no name need not wait

        return {"".join(lazy_pinyin("".join(_words(simplified)))).lower()}
    words = _words(simplified)
    if len(words) < 2:
        return {"".join(words)} if words else set()
    return {"".join(words), "".join([words[-1], *words[:-1]])}


def bigrams(key: str) -> frozenset[str]:
    """The character bigrams of a key; a key of one character is its own."""
    return frozenset(a + b for a, b in pairwise(key)) or frozenset({key})
