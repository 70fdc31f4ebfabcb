"""Cut a text into clauses: lists by their markers, sentences at commas and stronger marks.

Pure text work under :mod:`duijie.matching.understanding.requirements`; what a clause is for,
:mod:`duijie.matching.understanding.wishing` tells.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from duijie.core.text import has_han
from duijie.matching.understanding.enumerating import inner_commas
from duijie.matching.understanding.quantities import find
from duijie.matching.understanding.variants import half_width

MIN_HAN: Final = 4
"""Fewer Chinese characters than this do not stand alone as a clause."""

_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]{0,500}|!--.*?--)>", re.DOTALL)
_INLINE_TAG = re.compile(r"</?(?:a|b|big|code|em|font|i|mark|small|span|strong|sub|sup|u)\b", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_MARKER = re.compile(
    r"""^\s*(?:
        [(（\[【]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z]|[ivxIVX]{1,4})\s*[)）\]】][、.．:：]?
      | (?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:[、)）]|[.．](?!\d)|[:：](?!\d))
      | [a-zA-Z]\s*[)）.](?=\s)
      | [①-⑳⑴-⒇❶-❿㈠-㈩]
      | [一二三四五六七八九]是[，,：:]? | [其第][一二三四五六七八九](?:是|[，,、：:])
      | [-*•·●○◦▪■◆◇►▶✓✔➢–—]+(?=\s|[^\W\d_])
    )\s*""",
    re.VERBOSE,
)
# Where a list was typed into one line: "1. 成本低；2. 占地小", "①…②…" or "一是…；二是…".
_INLINE_MARKER = re.compile(
    r"(?:(?<=[。；;,，:：、.\s!?！？)])|^)(?=(?:\d{1,2}\s*[、)）.．](?!\d)|"
    r"[(（]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-z])\s*[)）]|"
    r"[一二三四五六七八九]是|[其第][一二三四五六七八九](?:是|[，,、：:])))|(?=[①-⑳⑴-⒇❶-❿㈠-㈩])"
)


def plain(text: str) -> str:
    """A pasted text without HTML tags, scripts and entities; anything else is left as it is."""
    if "<" in text:
        text = _TAG.sub(lambda tag: "" if _INLINE_TAG.match(tag.group()) else "\n", _SCRIPT.sub(" ", text))
    return _ENTITY.sub(" ", text)


def content(clause: str) -> int:
    """How much a clause holds: Chinese characters, and two for a Latin word of two or more letters."""
    clause = half_width(clause)
    han = sum(1 for char in clause if has_han(char))
    return han + 2 * len(re.findall(r"[A-Za-z]{2,}", clause)) + len(re.findall(r"\d+(?:\.\d+)?", clause))


def listed(text: str) -> tuple[str, list[str], str]:
    """What stands before a list, its items without their markers, and what stands behind it; no
    items when the text has no list of two or more."""
    lines = [line for line in text.split("\n") if line.strip()]
    if sum(1 for line in lines if _MARKER.match(line)) < 2:
        lines = [piece for line in lines for piece in _INLINE_MARKER.split(line) if piece.strip()]
    preface: list[str] = []
    items: list[str] = []
    for line in lines:
        marker = _MARKER.match(line)
        if marker:
            items.append(line[marker.end() :])
        elif items:
            items[-1] += " " + line.strip() if not items[-1].rstrip().endswith(tuple("。；;.!！")) else ""
        else:
            preface.append(line)
    items = [item for item in items if content(item)]  # a row of bare dashes is no list
    if len(items) < 2:
        return text, [], ""
    behind = ""
    if not any("。" in item.rstrip(" 。") for item in items[:-1]):
        items[-1], _, behind = items[-1].partition("。")
    return "\n".join(preface), items, behind


_ZH_CUT = re.compile(r"(?<!\d)[，,]|[，,](?!\d{3})|[；;：:](?!\d)|——")
_EN_CUT = re.compile(
    r",(?!\d)\s+|;\s*|:\s+|\s[–—]\s|\s+-\s+|"
    r"\sand\s(?=(?:the|it|they|its|our|all|both|each)\b[^,;]{0,30}?\b(?:must|should|shall|ha(?:s|ve) to)\b)",
    re.IGNORECASE,
)


def clauses(sentence: str) -> list[str]:
    """The clauses of a sentence, cut at commas and stronger marks outside brackets."""
    chinese = has_han(sentence)
    cut = _ZH_CUT if chinese else _EN_CUT
    depth, pieces, start = 0, [], 0
    inner = frozenset() if chinese else inner_commas(sentence)
    marks = {match.start(): match.end() for match in cut.finditer(sentence) if match.start() not in inner}
    marks |= _blanks(sentence)
    for position, char in enumerate(sentence):
        if char in "（([【":
            depth += 1
        elif char in "）)]】":
            depth = max(0, depth - 1)
        elif depth == 0 and position in marks:
            pieces.append(sentence[start:position])
            start = marks[position]
    pieces.append(sentence[start:])
    return [piece.strip(" \t\n。.!！?？;；,，、:：") for piece in pieces if piece.strip(" \t\n。.!！?？;；,，、:：")]


_BLANK = re.compile(r"(?<=[^\s,，;；:：、])[ \t\u3000]+(?=[\u4e00-\u9fffA-Za-z])")


def _blanks(sentence: str) -> dict[int, int]:
    """The blanks that stand for commas in telegraphic Chinese (催化剂 200℃以下 效率90%以上)."""
    if not has_han(sentence):
        return {}
    quantities = [(quantity.start, quantity.end) for quantity in find(sentence)]
    found = {}
    for match in _BLANK.finditer(sentence):
        left, right = sentence[match.start() - 1], sentence[match.end()]
        ends = any(end == match.start() for _, end in quantities)
        inside = any(start < match.start() < end for start, end in quantities)
        if not inside and has_han(right) and (has_han(left) or ends):
            found[match.start()] = match.end()
    cuts = [0, *found, len(sentence)]
    pieces = [sentence[a:b] for a, b in pairwise(cuts)]
    # A text set with a blank at each character or word is not cut by them.
    return found if all(content(piece) >= 2 for piece in pieces) else {}
