"""What a number of English text counts, said as a noun phrase."""

from __future__ import annotations

import re

from duijie.core import numerals
from duijie.core.text import Span
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.numbers import Number

_LONGEST = 80
_DANGLING = re.compile(r"(?:\s+(?:of|from|in|for|to|with|who|that|at|the|an?|about|over))+\s*$")
_EN_FIGURE = re.compile(rf"^(?:\s*(?:[\d.,$€£%+-]+|{numerals.ENGLISH}|trillion|per\s?cent)\s*)+", re.I)


def english_measure(frame: Frame, number: Number, clause: Span) -> str:
    text = frame.text
    if number.kind == "rank":
        match = re.search(r"\b(?:in|of|by)\s+(?:the\s+)?([A-Z][^,;.]{2,50})", text[number.end : clause.end])
        return f"rank in {match[1]}" if match else "rank"
    counted = _EN_FIGURE.sub("", text[number.inner : number.end]).strip(" $€£%+-")
    behind = re.match(
        r"\s+(?:of|from|in|for|to|with|who|that|at)\b(?:(?!\s(?:and|has|have|had|were|was|is|are|with)\b)[^,;.\d]){1,60}",
        text[number.end : clause.end],
    )
    verb = re.search(r"\b([a-z]+(?:ed|s|ing))\s+(?:a total of\s+|up to\s+)?$", text[clause.start : number.start])
    of_what = re.search(
        r"\b([a-z]+(?:\s[a-z]+)?)\s+(?:of|worth)\s+(?:more than\s+|about\s+)?$", text[clause.start : number.start]
    )
    if number.kind in ("money", "share") and of_what:
        return re.sub(r"^(?:an?|the)\s+", "", of_what[1])
    parts = [
        counted.strip(),
        (_DANGLING.sub("", behind[0]).strip() if behind else ""),
        f"({verb[1]})" if verb and not behind else "",
    ]
    return " ".join(p for p in parts if p)[:_LONGEST]
