"""What dropped lines leave behind: blank edges, blanks at line ends, heaps of empty lines."""

from __future__ import annotations

import re

from duijie.reading.page import Edit, Reading

_HEAP = re.compile(r"(?<![ \t\u3000\xa0])[ \t\u3000\xa0]*\n(?:[ \t\u3000\xa0]*\n){2,}")
_BLANK = " \t\r\n\u3000\xa0"


def tidy_whitespace(reading: Reading) -> Reading:
    """Heaps of empty lines made one, the edges of the text (and of each article) trimmed."""
    text = reading.text
    edits: list[Edit] = []
    start, end = len(text) - len(text.lstrip(_BLANK)), len(text.rstrip(_BLANK))
    if start >= end:
        return reading.edited("blank", [Edit(0, len(text))])
    # Blanks before the first letter go with the line breaks; its own indentation stays.
    start = text.rfind("\n", 0, start) + 1
    if start:
        edits.append(Edit(0, start))
    edits.extend(Edit(m.start(), m.end(), "\n\n") for m in _HEAP.finditer(text, start, end) if m.start() > start)
    if end < len(text):
        edits.append(Edit(end, len(text)))
    return reading.edited("blank", edits)
