"""One text in a form that compares, character for character: what is found at ``[a:b]`` in
the folded text stands at ``[a:b]`` in the text itself.

    >>> folded("除銅率達９８％ Über")
    '除铜率达98% über'

Unlike :func:`duijie.core.text.to_simplified`, which converts phrases, this never changes the
length, so that marks and quantities can point into the text as it is shown.
"""

from __future__ import annotations

from functools import lru_cache

from duijie.core.text import to_simplified

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0x00A0: " ",
    0x2009: " ",
    0x202F: " ",
    ord("µ"): "μ",
    ord("−"): "-",
    ord("﹣"): "-",
    ord("％"): "%",
    ord("﹪"): "%",
}
# OpenCC keeps these, which are Traditional only where a quantity or a wish is written.
_LEFT_BY_OPENCC = {"着": "着", "裏": "里", "於": "于"}


@lru_cache(maxsize=65536)
def _simplified(char: str) -> str:
    simple = _LEFT_BY_OPENCC.get(char) or to_simplified(char)
    return simple if len(simple) == 1 else char


@lru_cache(maxsize=4096)
def _lowered(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char


def half_width(text: str) -> str:
    """Full-width letters, digits and blanks as half-width ones, Traditional characters as
    Simplified ones; same length, case kept (mPa is not MPa)."""
    text = text.translate(_FULL_WIDTH)
    return text if text.isascii() else "".join(char if char < "\u3000" else _simplified(char) for char in text)


def folded(text: str) -> str:
    """As :func:`half_width`, and in lower case; same length."""
    text = half_width(text)
    return text.lower() if text.isascii() else "".join(_lowered(char) for char in text)
