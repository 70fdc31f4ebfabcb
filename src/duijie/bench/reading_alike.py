"""When two strings of facts say the same: the rules of the set's README, pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from duijie.core.text import to_simplified

# Names that the sets use for one another. A longer list would flatter the reader: what it
# must find is the name that the page uses.
_KNOWN_AS = (
    ("中国科学院", "中科院"),
    ("中国科学技术协会", "中国科协"),
    ("一带一路国际科学组织联盟", "ANSO"),
)
# Behind a name: its initials, or a remark of who made the set.
_TAIL = re.compile(r"\s*[(（](?:[A-Za-z][A-Za-z-]*|未具名)[)）]\s*$")


@lru_cache(maxsize=65536)
def bare(text: str) -> str:
    """NFKC, Simplified, letters and digits only.

    >>> bare("《 ２０２０年“一帶一路”報告》")
    '2020年一带一路报告'
    """
    text = to_simplified(unicodedata.normalize("NFKC", text))
    return "".join(c for c in text if unicodedata.category(c)[0] in "LN")


@lru_cache(maxsize=65536)
def organisation(name: str) -> str:
    """An organisation's name for comparing: its known short forms are the long one.

    >>> organisation("中科院") == organisation("中國科學院")
    True
    """
    plain = bare(_TAIL.sub("", unicodedata.normalize("NFKC", name)))
    return next((group[0] for group in _KNOWN_AS if plain in group), plain)


def pairs(text: str) -> Counter[str]:
    """Character bigrams of the bare text; the character itself where there is only one."""
    plain = bare(text)
    return Counter(plain[i : i + 2] for i in range(max(len(plain) - 1, min(len(plain), 1))))


def pairs_f1(one: str, other: str) -> float:
    """F1 of the character bigrams of two strings, 0 to 1; 0 where either is empty."""
    a, b = pairs(one), pairs(other)
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if a and b else 0.0


def shares_half(truth: str, found: str) -> bool:
    """Whether ``found`` has at least half of the bigrams of ``truth``."""
    if organisation(truth) and organisation(truth) == organisation(found):
        return True
    wanted = pairs(truth)
    return bool(wanted) and 2 * (wanted & pairs(found)).total() >= wanted.total()


def contains(one: str, other: str) -> bool:
    """Whether the names are equal, or one contains the other and is at most twice as long."""
    short, long = sorted((bare(one), bare(other)), key=len)
    return bool(short) and short in long and 2 * len(short) >= len(long)


def dates_agree(one: str | None, other: str | None) -> bool:
    """Whether two ISO dates do not contradict: one is missing, or the more exact form of the
    other (2021-01-18 and 2021)."""
    if not one or not other:
        return True
    return one.startswith(other) or other.startswith(one)
