"""Lines with their offsets, and what a line can be told to be by its look alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from duijie.core.text import to_simplified
from duijie.reading.dates import DATE, is_date

__all__ = ["HAN", "META", "Line", "ends_sentence", "has_han", "is_date", "is_meta", "is_prose", "split_lines"]

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_BLANK = " \t\r\u3000\xa0"
_HAN_CHAR = re.compile(f"[{HAN}]")
_TERMINAL = re.compile(r"""[。！？!?…；;：:][”’」』）)\]】"'》]*$|[.][)"'”’\]]*$""")
_CLAUSE = re.compile(r"[。！？；]|[，,、；](?=.)|[!?](?:\s|$)|\.(?:\s|$)")

META = re.compile(
    r"(?:^|[\s|])(?:来源|稿源|信息来源|文章来源|新闻来源|来稿|出处|作者|记者|发布者|发布人|发布时间|发布日期|"
    r"发表时间|更新时间|"
    r"供稿|撰稿|日期|时间)\s*[:：]"
    r"|^(?:source|authors?|date|published|posted|(?:last )?updated|(?:published |written )?by)\s*[:：]\s*\S",
    re.I,
)
_PUBLISHED = re.compile(r"^(?:(?:first |last )?(?:published|posted|updated|issued)|by\s+[A-Z])", re.I)


@dataclass(frozen=True, slots=True)
class Line:
    """``text[start:end]`` without its line break; ``plain`` is it stripped and Simplified."""

    number: int
    start: int
    end: int
    raw: str
    plain: str

    @property
    def blank(self) -> bool:
        return not self.plain

    @property
    def indented(self) -> bool:
        """Whether the line begins a paragraph in the Chinese manner."""
        return self.raw.startswith(("\u3000", "  ", "\t", "\xa0\xa0"))


def split_lines(text: str) -> list[Line]:
    """The lines of a text, in order, blank ones included."""
    return list(_split(text))


def _split(text: str) -> Iterator[Line]:
    simplified = to_simplified(text)
    whole = len(simplified) == len(text)  # as nearly always: one conversion serves all lines
    start = 0
    for number, raw in enumerate(text.split("\n")):
        end = start + len(raw)
        plain = simplified[start:end].strip(_BLANK) if whole else to_simplified(raw.strip(_BLANK))
        yield Line(number, start, end, raw, plain)
        start = end + 1


def ends_sentence(plain: str) -> bool:
    """Whether a line ends the way a sentence or an introducing clause does."""
    return _TERMINAL.search(plain.rstrip()) is not None


def is_prose(plain: str) -> bool:
    """Whether a line is running text: long enough and punctuated inside, or a whole sentence."""
    if len(plain) < 12:
        return False
    marks = len(_CLAUSE.findall(plain))
    return marks >= 1 and (len(plain) >= 30 or ends_sentence(plain))


def is_meta(plain: str) -> bool:
    """Whether a line states date, source or author and little else."""
    if is_date(plain):
        return True
    if len(plain) > 120 or _sentence_inside(plain):
        return False
    if META.search(plain):
        return len(plain) <= 90
    return _PUBLISHED.match(plain) is not None and DATE.search(plain) is not None and not ends_sentence(plain)


def _sentence_inside(plain: str) -> bool:
    return "。" in plain.rstrip("。") or plain.count(",") + plain.count("，") > 2


def has_han(plain: str) -> bool:
    return _HAN_CHAR.search(plain) is not None
