"""Text that was decoded with the wrong encoding and stored that way.

UTF-8 read as Latin-1 or Windows-1252 ("ä¸\xadå›½"), UTF-8 read as GBK ("涓浗"), GBK or Big5
read as Latin-1 ("ÖÐ¹ú"): each line is encoded back with the encoding that may have been
used and decoded with the right one; it is replaced only when that succeeds and yields
clearly more plausible text. Applied until nothing improves, since pages are damaged twice.
"""

from __future__ import annotations

import re

from duijie.reading.charset import plausibility
from duijie.reading.page import Edit, Reading

_WRONG_RIGHT = (
    ("cp1252", "utf-8"),
    ("latin-1", "utf-8"),
    ("gb18030", "utf-8"),
    ("big5hkscs", "utf-8"),
    ("cp1252", "gb18030"),
    ("latin-1", "gb18030"),
    ("cp1252", "big5hkscs"),
)
_MAX_PASSES = 3
_LOST = re.compile("\ufffd+")
_WIDE = re.compile(r"[^\x00-\x7f]")


def repair_mojibake(reading: Reading) -> Reading:
    """Lines decoded wrongly, decoded rightly (step ``mojibake``)."""
    for _ in range(_MAX_PASSES):
        edits = []
        start = 0
        for line in reading.text.split("\n"):
            if (fixed := fix_line(line)) is not None:
                edits.append(Edit(start, start + len(line), fixed))
            start += len(line) + 1
        if not edits:
            break
        reading = reading.edited("mojibake", edits)
    return reading


def fix_line(line: str) -> str | None:
    """The line as it was meant, or None when it is as it should be."""
    wide = _WIDE.findall(line)
    if len(wide) < 3:
        return None
    before = plausibility(line)
    if before > 0.75:
        return None
    best, best_score = None, before + 0.25
    for wrong, right in _WRONG_RIGHT:
        for candidate in _decoded(line, wrong, right):
            if len(_WIDE.findall(candidate)) == 0:
                continue
            if right != "utf-8" and not _mostly_han(candidate):
                continue
            score = plausibility(candidate)
            if score > best_score:
                best, best_score = candidate, score
    return best


def _decoded(line: str, wrong: str, right: str) -> list[str]:
    data = _encode(line, wrong)
    if data is None:
        return []
    try:
        return [data.decode(right)]
    except UnicodeDecodeError:
        if right != "utf-8":
            return []
    # An odd byte at the end of a run was lost when the wrong encoding could not show it: the
    # rest is still UTF-8. What was lost shows as U+FFFD.
    text = _LOST.sub("\ufffd", data.decode(right, "replace"))
    return [text] if text.count("\ufffd") <= 0.4 * len(text) else []


def _encode(line: str, wrong: str) -> bytes | None:
    """The bytes that were read wrongly, 0xFF (in no encoding here) for those that were lost.

    Windows-1252 leaves five bytes undefined; readers pass them through as control
    characters, so these are taken as they stand.
    """
    try:
        return b"\xff".join(_encode_part(part, wrong) for part in line.split("\ufffd"))
    except UnicodeEncodeError:
        return None


def _encode_part(part: str, wrong: str) -> bytes:
    if wrong != "cp1252":
        return part.encode(wrong)
    return b"".join(c.encode("latin-1") if "\x80" <= c <= "\x9f" else c.encode("cp1252") for c in part)


def _mostly_han(text: str) -> bool:
    wide = _WIDE.findall(text)
    return len(wide) >= 4 and sum("\u4e00" <= c <= "\u9fff" for c in wide) >= 0.6 * len(wide)
