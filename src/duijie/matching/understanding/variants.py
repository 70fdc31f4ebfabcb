"""One text in a form that compares, character for character: what is found at ``[a:b]`` in
the folded text stands at ``[a:b]`` in the text itself.

    >>> folded("除銅率達９８％ Über")
    '除铜率达98% über'

Unlike :func:`duijie.core.text.to_simplified`, which converts phrases, this never changes the
length, so that marks and quantities can point into the text as it is shown.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from duijie.core.text import to_simplified

_OTHER: Final = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    0x3000: " ",
    0x00A0: " ",
    0x2009: " ",
    0x202F: " ",
    ord("µ"): "μ",
    ord("−"): "-",
    ord("﹣"): "-",
    ord("﹪"): "%",
    # OpenCC leaves these, which several ways of writing share.
    ord("裏"): "里",
    # The only letters whose lower case is two characters.
    ord("İ"): "I",
}


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Every change of one character to one character: OpenCC's of the basic Chinese block,
    full width to half width, odd blanks and signs."""
    han = [chr(code) for code in [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00)]]
    simple = to_simplified("\n".join(han)).split("\n")
    changes = {ord(a): b for a, b in zip(han, simple, strict=True) if a != b and len(b) == 1}
    return changes | _OTHER


def half_width(text: str) -> str:
    """Full-width letters, digits and blanks as half-width ones, Traditional characters as
    Simplified ones; same length, case kept (mPa is not MPa)."""
    return text if text.isascii() else text.translate(_table())


def folded(text: str) -> str:
    """As :func:`half_width`, and in lower case; same length."""
    return half_width(text).lower()
