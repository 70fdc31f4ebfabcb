"""Lines with their offsets, and what a line can be told to be by its look alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from duijie.core.text import to_simplified

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_BLANK = " \t\r\u3000\xa0"
_HAN_CHAR = re.compile(f"[{HAN}]")
_TERMINAL = re.compile(r"""[。！？!?…；;：:][”’」』）)\]】"'》]*$|[.][)"'”’\]]*$""")
_CLAUSE = re.compile(r"[。！？；]|[，,、；](?=.)|[!?](?:\s|$)|\.(?:\s|$)")

DATE = (
    r"(?:(?:19|20)\d{2}\s*[-./年]\s*(?:0?[1-9]|1[0-2])\s*[-./月]\s*(?:3[01]|[12]\d|0?[1-9])(?!\d)\s*日?"
    r"(?:\s*[T ]?\s*\d{1,2}[:：时]\d{2}(?:[:：分]\d{2})?)?)"
)
_DATE_LINE = re.compile(rf"^[\[(（【\s]*(?:发布|发表|更新|日期|时间|于)*[:：]?\s*{DATE}[\])）】\s]*$")
META = re.compile(
    r"(?:^|[\s|])(?:来源|稿源|信息来源|文章来源|新闻来源|来稿|出处|作者|记者|发布者|发布人|发布时间|发布日期|"
    r"发表时间|更新时间|"
    r"供稿|撰稿|日期|时间)\s*[:：]"
)


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


def is_date(plain: str) -> bool:
    """Whether a line is nothing but a date (with year), perhaps in brackets."""
    return len(plain) <= 60 and _DATE_LINE.match(plain) is not None


def is_meta(plain: str) -> bool:
    """Whether a line states date, source or author and little else."""
    return is_date(plain) or (len(plain) <= 90 and META.search(plain) is not None and not _sentence_inside(plain))


def _sentence_inside(plain: str) -> bool:
    return "。" in plain.rstrip("。") or plain.count(",") + plain.count("，") > 2


def has_han(plain: str) -> bool:
    return _HAN_CHAR.search(plain) is not None
