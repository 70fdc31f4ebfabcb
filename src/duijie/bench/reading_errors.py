"""Character error rate: how far the repaired text is from the true one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

_BLANKS = re.compile(r"\s+")
_LONGEST = 200_000


def plain(text: str) -> str:
    """A text without blanks, NFC: where lines are broken is layout, not character."""
    return _BLANKS.sub("", unicodedata.normalize("NFC", text))


def distance(one: str, other: str) -> int:
    """Levenshtein distance: the fewest insertions, deletions and substitutions of characters.

    >>> distance("国际科学组织", "国际科学联合组织")
    2
    """
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    end = next(
        (i for i, (a, b) in enumerate(zip(reversed(one), reversed(other), strict=False)) if a != b),
        min(len(one), len(other)),
    )
    one, other = one[: len(one) - end], other[: len(other) - end]
    if not one or not other:
        return len(one) + len(other)
    columns = np.frombuffer(other.encode("utf-32-le"), dtype=np.uint32)
    steps = np.arange(len(other) + 1)
    row = steps.copy()
    for char in one:
        best = row + 1
        best[1:] = np.minimum(best[1:], row[:-1] + (columns != ord(char)))
        row = np.minimum.accumulate(best - steps) + steps  # insertions, all at once
    return int(row[-1])


def error_rate(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Errors a character over pairs of (true text, repaired text); None without any.

    Texts longer than 200,000 characters are compared up to there.
    """
    cut = [(plain(true)[:_LONGEST], plain(found)[:_LONGEST]) for true, found in pairs]
    characters = sum(len(true) for true, _ in cut)
    return sum(distance(true, found) for true, found in cut) / characters if characters else None
