"""The text that rules read: Simplified, with one spelling of each mark, and the way back.

>>> text = WorkingText.of("「資訊」網際網路發展聯盟：", "tw")
>>> text.plain, text.quote(2, 4)
('“信息”互联网发展联盟:', '訊」')
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from duijie.core.text import to_simplified
from duijie.reading.lines import HAN
from duijie.reading.steps.script import Region, simplified

_HAN_OR_NOT = re.compile(f"[{HAN}]+|[^{HAN}]+")
_STRAIGHT = re.compile(r'"([^"\n]{1,80})"')
# Length is kept: each mark has one other for it.
_MARKS = str.maketrans(
    {
        **dict(zip("，：；（）！？［］【】〔〕｛｝＂％＋＆／＠＃＝＜＞", ',:;()!?[][][]{}"%+&/@#=<>', strict=True)),
        **dict(zip("「」『』﹁﹂﹃﹄〝〞", "“”‘’“”‘’“”", strict=True)),
        **dict.fromkeys("•・‧･∙⋅", "·"),
        **dict.fromkeys("－‐‑‒–−﹣", "-"),
        **dict.fromkeys("～〜∼˜", "~"),
        **dict.fromkeys("\u3000\xa0\t\r\u2002\u2003\u2009", " "),
        "﹑": "、",
        "．": ".",
        "｡": "。",
        "〈": "《",
        "〉": "》",
        **{chr(0xFF10 + i): chr(0x30 + i) for i in range(10)},
        **{chr(0xFF21 + i): chr(0x41 + i) for i in range(26)},
        **{chr(0xFF41 + i): chr(0x61 + i) for i in range(26)},
    }
)


def folded(text: str) -> str:
    """One spelling for each mark, half-width where there is one; the length is kept.

    >>> folded("（“一帶一路”）：Ａ１")
    '(“一帶一路”):A1'
    """
    text = text.translate(_MARKS)
    return _STRAIGHT.sub("“\\1”", text) if '"' in text else text


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of Simplified text and the piece it was converted from."""

    start: int
    end: int
    source_start: int
    source_end: int

    @property
    def even(self) -> bool:
        """Whether character stands for character."""
        return self.end - self.start == self.source_end - self.source_start


@dataclass(frozen=True, slots=True)
class WorkingText:
    """``source`` (an article's text) in Simplified.

    ``shown`` is fit to be shown and kept as a value; ``plain``, of the same length, has one
    spelling of each mark and is what rules match on. ``blocks`` lead back to the source, in
    order, without gaps.
    """

    source: str
    shown: str
    plain: str
    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, source: str, region: Region = "cn") -> WorkingText:
        """Convert; phrases of the region may change the length (網際網路 → 互联网)."""
        shown = simplified(source, region)
        if len(shown) == len(source):
            blocks: tuple[Block, ...] = (Block(0, len(shown), 0, len(source)),) if source else ()
        else:
            pieces = [(m.group(), simplified(m.group(), region)) for m in _HAN_OR_NOT.finditer(source)]
            shown = "".join(after for _, after in pieces)
            blocks = tuple(_blocks(pieces))
        return cls(source, shown, folded(shown), blocks)

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that became ``plain[start:end]``; a phrase that changed its
        length counts as a whole."""
        if not self.blocks or start >= end:
            at = self._edge(start)
            return at, at
        first, last = self._block(start), self._block(end - 1)
        return (
            first.source_start + (start - first.start if first.even else 0),
            last.source_end - (last.end - end if last.even else 0),
        )

    def quote(self, start: int, end: int) -> str:
        """The words of the source behind ``plain[start:end]``."""
        start, end = self.to_source(start, end)
        return self.source[start:end]

    def _block(self, offset: int) -> Block:
        return self.blocks[max(0, bisect_right(self.blocks, offset, key=lambda b: b.start) - 1)]

    def _edge(self, offset: int) -> int:
        if not self.blocks:
            return 0
        block = self._block(offset)
        inside = min(offset, block.end) - block.start
        if block.even:
            return block.source_start + inside
        return block.source_end if offset >= block.end else block.source_start


def _blocks(pieces: list[tuple[str, str]]) -> Iterator[Block]:
    now = source = 0
    for before, after in pieces:
        even = len(before) == len(after)
        parts = [(0, len(before), 0, len(after))] if even else _aligned(before, after)
        for i1, i2, j1, j2 in parts:
            yield Block(now + j1, now + j2, source + i1, source + i2)
        now += len(after)
        source += len(before)


def _aligned(before: str, after: str) -> list[tuple[int, int, int, int]]:
    """Where a run that changed its length did so, told by the characters around the phrase."""
    plain = "".join(_character(c) for c in before)
    matched = SequenceMatcher(None, plain, after, autojunk=False).get_opcodes()
    changes: list[tuple[bool, int, int, int, int]] = []  # whether equal, and the four bounds
    for n, (tag, i1, i2, j1, j2) in enumerate(matched):
        # One character alike between two changes is chance: 網際網路 → 互联网.
        equal = tag == "equal" and not (0 < n < len(matched) - 1 and i2 - i1 == 1)
        if not equal and changes and not changes[-1][0]:
            _, i1, _, j1, _ = changes.pop()
        changes.append((equal, i1, i2, j1, j2))
    parts: list[tuple[int, int, int, int]] = []
    for _, i1, i2, j1, j2 in changes:
        if parts and (i1 == i2 or j1 == j2):
            # Nothing may stand for nothing: take a character of the text before.
            a1, _, b1, _ = parts.pop()
            i1, j1 = i1 - 1, j1 - 1
            if a1 < i1:
                parts.append((a1, i1, b1, j1))
        parts.append((i1, i2, j1, j2))
    if len(parts) > 1 and (parts[0][0] == parts[0][1] or parts[0][2] == parts[0][3]):
        parts[:2] = [(parts[0][0], parts[1][1], parts[0][2], parts[1][3])]
    return parts


@lru_cache(maxsize=8192)
def _character(char: str) -> str:
    simple = to_simplified(char)
    return simple if len(simple) == 1 else char
