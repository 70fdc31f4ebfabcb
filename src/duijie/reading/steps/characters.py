"""Characters that no reader should meet: control and invisible ones, undecodable bytes,
full-width Latin letters and digits, and line ends of other systems."""

from __future__ import annotations

import re

from duijie.core.errors import gettext_noop
from duijie.reading.page import Edit, Reading

# As core.text calls invisible, and lone surrogates, which stand for undecodable bytes.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]+"
)
_LINE_END = re.compile("\r\n?|\u2028|\u2029|\x85")
_FULL_WIDTH = re.compile(
    "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+(?:[\uff0e\uff0d\uff05\uff20\uff0f\uff3f]+[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+)*"
)
LEFT_OUT = gettext_noop("Some bytes could not be decoded and were left out.")
_EMOJI_JOIN = "\u200d"


def repair_characters(reading: Reading) -> Reading:
    """Line ends as ``\\n`` (step ``line-end``), invisible characters dropped (``control``),
    full-width letters and digits made half-width (``full-width``). Chinese punctuation stays."""
    text = reading.text
    edits = [Edit(m.start(), m.end(), "\n") for m in _LINE_END.finditer(text)]
    reading = reading.edited("line-end", edits)

    text = reading.text
    edits = [
        Edit(m.start(), m.end())
        for m in _INVISIBLE.finditer(text)
        # A zero-width joiner between two symbols is part of an emoji.
        if not (m.group() == _EMOJI_JOIN and text[m.start() - 1 : m.start()] > "\u2190" and not _letter(text, m.end()))
    ]
    lost = any("\ud800" <= c <= "\udfff" for e in edits for c in text[e.start : e.end])
    reading = reading.edited("control", edits)
    if lost:
        reading = reading.warned(LEFT_OUT)

    text = reading.text
    edits = [Edit(m.start(), m.end(), half_width(m.group())) for m in _FULL_WIDTH.finditer(text)]
    return reading.edited("full-width", edits)


def half_width(text: str) -> str:
    """Full-width ASCII (U+FF01 to U+FF5E) as ASCII."""
    return "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in text)


def _letter(text: str, position: int) -> bool:
    return text[position : position + 1].isalnum()
