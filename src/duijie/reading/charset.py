"""Bytes to text: which encoding, and how to get back to the very same bytes.

Declared encodings (BOM, meta element) are checked against the bytes, never believed: much of
the Chinese web declares one and sends another. Bytes that the encoding does not know become
lone surrogates (PEP 383), which the characters step later removes on the record.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

import charset_normalizer

from duijie.core.errors import InvalidInput, Sentence, gettext_noop
from duijie.core.text import to_simplified

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252": "cp1252",
    "utf8": "utf-8",
}
# Control bytes that no text has: everything below 32 but tab, newline, form feed, return, escape.
_NO_TEXT = bytes(b for b in range(32) if b not in (8, 9, 10, 11, 12, 13, 27))


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with what is needed to get its bytes back.

    ``exceptions`` are the lines (number, bytes) whose encoding is not reversible, as happens
    with the duplicate characters of Big5; ``bom`` stood in front.
    """

    text: str
    encoding: str
    bom: bytes = b""
    exceptions: tuple[tuple[int, bytes], ...] = ()

    def to_bytes(self) -> bytes:
        """The very bytes that were decoded."""
        if not self.exceptions:
            return self.bom + self.text.encode(self.encoding, "surrogateescape")
        if self.exceptions[0][0] < 0:
            return self.bom + self.exceptions[0][1]
        kept = dict(self.exceptions)
        lines = self.text.split("\n")
        return self.bom + b"\n".join(
            kept[n] if n in kept else line.encode(self.encoding, "surrogateescape") for n, line in enumerate(lines)
        )


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """The text of some bytes in the encoding that fits them best.

    Args:
        declared: an encoding the bearer names (an HTTP header); a BOM and a ``charset=`` in
            the first 4 KB are looked at anyway.

    Raises:
        InvalidInput: the bytes are no text in any encoding.
    """
    if is_binary(data):
        raise InvalidInput(
            Sentence(gettext_noop("The file holds binary data, not text; give a text, HTML, PDF or Word (.docx) file."))
        )
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], encoding, bom)
    if wide := _utf16_without_bom(data):
        return _decoded(data, wide)
    if _is_utf8(data):
        return _decoded(data, "utf-8")
    candidates = _candidates(data, declared)
    best = max(candidates, key=lambda encoding: (_plausibility(data, encoding), -candidates.index(encoding)))
    return _decoded(data, best)


def is_binary(data: bytes) -> bool:
    """Whether the bytes cannot be text: NUL and control bytes where text has none."""
    sample = data[:65536]
    if not sample:
        return False
    if any(sample.startswith(bom) for bom, _ in _BOMS) or _utf16_without_bom(data):
        return False
    controls = len(sample) - len(sample.translate(None, _NO_TEXT))
    # A stray NUL or two happens to text that was stored by a faulty program.
    return sample.count(0) > 0.002 * len(sample) or controls / len(sample) > 0.02


def _utf16_without_bom(data: bytes) -> str | None:
    """UTF-16 shows by its NULs, and by being good text in one of its two byte orders."""
    sample = data[:4096]
    if len(sample) < 8 or b"\0" not in sample or len(data) % 2:
        return None
    best: tuple[float, str] | None = None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        readable = sum(c.isprintable() or c in "\r\n\t" for c in text)
        score = plausibility(text)
        if readable > 0.97 * len(text) and score >= 0.5 and (best is None or score > best[0]):
            best = (score, encoding)
    return best[1] if best else None


def _is_utf8(data: bytes) -> bool:
    """Valid UTF-8, or UTF-8 with a few bytes lost (a cut end, a line truncated by bytes)."""
    try:
        data.decode("utf-8")
        return True
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
        lost = sum(1 for c in text if "\udc80" <= c <= "\udcff")
        wide = sum(1 for c in text if c > "\x7f") - lost
        return wide >= 8 * lost


def _candidates(data: bytes, declared: str | None) -> list[str]:
    named = [declared] if declared else []
    named += [match.decode("ascii") for match in _DECLARED.findall(data[:4096])]
    found: list[str] = []
    for name in named:
        name = _ALIASES.get(name.lower(), name.lower())
        try:
            codecs.lookup(name)
        except LookupError:
            continue
        if name not in found and not name.startswith(("utf-16", "utf-32", "utf-7", "idna", "punycode")):
            found.append(name)
    guess = charset_normalizer.from_bytes(data[:20_000], cp_isolation=None).best() if len(data) < 2_000_000 else None
    others = ["gb18030", "big5hkscs", guess.encoding if guess else "cp1252", "cp1252", "latin-1", "utf-8"]
    for name in others:
        name = _ALIASES.get(name.replace("_", "-"), name.replace("_", "-"))
        if name not in found and not name.startswith(("utf-16", "utf-32", "utf-7")):
            found.append(name)
    return [name for name in found if _is_text_encoding(name)]


@lru_cache(maxsize=128)
def _is_text_encoding(name: str) -> bool:
    try:
        "a".encode(name, "surrogateescape")
        b"a".decode(name, "surrogateescape")
    except (LookupError, UnicodeError, AttributeError, AssertionError):
        return False
    return True


def _plausibility(data: bytes, encoding: str) -> float:
    return plausibility(data[:40_000].decode(encoding, "surrogateescape"))


@lru_cache(maxsize=65536)
def is_common_han(char: str) -> bool:
    """Whether a character is among the 3,755 commonest (level 1 of GB 2312), in Simplified form."""
    char = to_simplified(char)
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


def plausibility(text: str) -> float:
    """How much a text looks like one, about -1 to 1: common Chinese characters, Latin words and
    punctuation speak for it; rare characters, symbols and undecodable bytes against it."""
    good = bad = neutral = 0
    previous = ""
    for char in text:
        if char <= "\x7f":
            neutral += char.isalnum()
        elif "\u4e00" <= char <= "\u9fff":
            if is_common_han(char):
                good += 2
            else:
                bad += 1
        elif "\uff10" <= char <= "\uff5a" and char.isalnum():
            good += 1  # full-width letters and digits
        elif char in "，。、；：？！“”‘’（）《》【】—…·「」『』　\xa0":
            good += 1
        elif "\udc80" <= char <= "\udcff" or char == "\ufffd":
            bad += 6
        elif "\xc0" <= char <= "\u024f":
            # A word with an accent has plain letters around it; mojibake has accents in a row.
            if previous.isascii() and previous.isalpha():
                good += 1
            elif "\xc0" <= previous <= "\u024f":
                bad += 2
        else:
            bad += 1.5 if "\x80" <= char <= "\xbf" or not char.isalnum() else 0.5  # type: ignore[assignment]
        previous = char
    total = good + bad
    return (good - bad) / total if total else (0.5 if neutral else 0.0)


def _decoded(data: bytes, encoding: str, bom: bytes = b"") -> Decoded:
    # A file of UTF-16 or UTF-32 that was cut has a last character without its end.
    text = data.decode(encoding, "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape")
    try:
        if text.encode(encoding, "surrogateescape") == data:
            return Decoded(text, encoding, bom)
    except UnicodeError:
        pass
    if encoding.startswith("utf-"):
        return Decoded(text, encoding, bom, ((-1, data),))
    parts = data.split(b"\n")
    texts = [part.decode(encoding, "surrogateescape") for part in parts]
    exceptions = []
    for number, (part, line) in enumerate(zip(parts, texts, strict=True)):
        try:
            same = line.encode(encoding, "surrogateescape") == part
        except UnicodeError:
            same = False
        if not same or "\n" in line:
            exceptions.append((number, part))
    if any("\n" in line for line in texts):
        return Decoded(text, encoding, bom, ((-1, data),))
    return Decoded("\n".join(texts), encoding, bom, tuple(exceptions))
