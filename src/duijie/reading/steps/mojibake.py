"""Text that was decoded with the wrong encoding and stored that way.

UTF-8 read as Latin-1 or Windows-1252 ("ä¸\xadå›½"), UTF-8 read as GBK ("涓浗"), GBK or Big5
read as Latin-1 ("ÖÐ¹ú"), one of them read as the other: each line is encoded back with the
encoding that may have been used and decoded with the right one, twice over if need be; it is
replaced only when that succeeds and yields text that makes clearly more sense. Pieces of a
line that are UTF-8 by themselves (donâ€™t) are decoded where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import rjieba

from duijie.core.errors import gettext_noop
from duijie.core.text import to_simplified
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
    ("latin-1", "big5hkscs"),
    ("gb18030", "big5hkscs"),
    ("big5hkscs", "gb18030"),
    ("cp932", "utf-8"),
    ("cp1251", "utf-8"),
    ("mac_roman", "utf-8"),
    ("cp437", "utf-8"),
    ("euc_jp", "gb18030"),
    ("cp949", "gb18030"),
    ("cp1251", "gb18030"),
    ("cp932", "gb18030"),
)
_DEPTH = 3
_MAKES_SENSE = 0.5
_SOUND, _GAIN = 0.75, 0.25
_LOST = re.compile("\ufffd+")
_WIDE = re.compile(r"[^\x00-\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HAN = re.compile("[\u4e00-\u9fff]")
_HAN_NEEDED, _WORDS_NEEDED = 8, 0.3
_SIGN_OF_LOSS = re.compile("\ufffd|锟斤拷|锟斤铐")
# What a UTF-8 sequence of two to four bytes looks like in Windows-1252 as browsers read it.
_BYTES = {chr(b): b for b in range(0x80, 0xA0)} | {chr(b): b for b in range(0xA0, 0x100)}
_BYTES |= {bytes([b]).decode("cp1252"): b for b in range(0x80, 0xA0) if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_TAIL = "[" + re.escape("".join(c for c, b in _BYTES.items() if 0x80 <= b <= 0xBF)) + "]"
_SEQUENCES = re.compile(f"(?:[\xc2-\xdf]{_TAIL}|[\xe0-\xef]{_TAIL}{{2}}|[\xf0-\xf4]{_TAIL}{{3}})+")
LOST = gettext_noop("Part of the text was lost when it was read in a wrong encoding; the places are marked.")


def repair_mojibake(reading: Reading) -> Reading:
    """Lines and pieces decoded wrongly, decoded rightly (step ``mojibake``)."""
    for fix in (_lines, _pieces):
        reading = reading.edited("mojibake", fix(reading.text))
    if len(_SIGN_OF_LOSS.findall(reading.text)) >= 3:
        reading = reading.warned(LOST)
    return reading


def _lines(text: str) -> Iterator[Edit]:
    start = 0
    for line in text.split("\n"):
        if (fixed := fix_line(line)) is not None:
            yield Edit(start, start + len(line), fixed)
        start += len(line) + 1


def _pieces(text: str) -> Iterator[Edit]:
    for match in _SEQUENCES.finditer(text):
        fixed = match.group()
        while _SEQUENCES.fullmatch(fixed):
            try:
                fixed = bytes(_BYTES[c] for c in fixed).decode("utf-8")
            except UnicodeDecodeError:
                break
        if fixed != match.group():
            yield Edit(match.start(), match.end(), fixed)


def fix_line(line: str) -> str | None:
    """The line as it was meant, or None when it is as it should be."""
    if len(_WIDE.findall(line)) < 3:
        return None
    before = sense(line)
    if before > _SOUND:
        return None
    best, score = _best(line, _DEPTH)
    return best if best is not None and score > before + _GAIN else None


def sense(text: str, *, least: int = _HAN_NEEDED) -> float:
    """How much a text looks like one, about -1 to 1: its characters are usual ones, and its
    Chinese characters, where there are at least ``least``, make words. Those of text decoded
    wrongly stand alone."""
    score = plausibility(text)
    han = len(_HAN.findall(text))
    if han < least or score <= 0:
        return score
    text = _SURROGATE.sub("\ufffd", text)  # undecodable bytes stop the segmenter and the converter
    in_words = _in_words(text)
    if in_words < _WORDS_NEEDED * han:
        in_words = _in_words(to_simplified(text))  # the dictionary is a Simplified one
    return score if in_words >= _WORDS_NEEDED * han else min(score, in_words / han)


def _in_words(text: str) -> int:
    """How many Chinese characters stand in words of two or more."""
    return sum(len(word) for word in rjieba.cut(text, False) if len(word) > 1 and _HAN.match(word))


def _best(line: str, depth: int) -> tuple[str | None, float]:
    best: str | None = None
    best_score = -2.0
    for wrong, right in _WRONG_RIGHT:
        candidate = _decoded(line, wrong, right)
        if candidate is None or not _WIDE.search(candidate) or candidate == line:
            continue
        if right != "utf-8" and not _mostly_han(candidate):
            continue
        score = sense(candidate, least=_HAN_NEEDED if right == "utf-8" else 2)
        if right != "utf-8" and score < _MAKES_SENSE:
            continue  # bytes that follow a rule prove something, any others nothing
        if score <= _SOUND and depth > 1 and right == "utf-8" and "\ufffd" not in candidate:
            again, again_score = _best(candidate, depth - 1)
            if again is not None and again_score > score:
                candidate, score = again, again_score
        if score > best_score:
            best, best_score = candidate, score
    return best, best_score


def _decoded(line: str, wrong: str, right: str) -> str | None:
    data = _encode(line, wrong)
    if data is None:
        return None
    try:
        return data.decode(right)
    except UnicodeDecodeError:
        # An odd byte at the end of a run was lost when the wrong encoding could not show it:
        # the rest is still there. What was lost shows as U+FFFD.
        text = _LOST.sub("\ufffd", data.decode(right, "replace"))
    return text if text.count("\ufffd") <= (0.4 if right == "utf-8" else 0.15) * len(text) else None


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
