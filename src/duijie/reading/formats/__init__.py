"""From a file's bytes to its text, by what the bytes are rather than what the name says.

Plain text is decoded here; HTML, PDF and Word files are taken apart in a child process with
bounded time and memory (:mod:`duijie.reading.formats.isolated`).
"""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from duijie.core.errors import InvalidInput, Sentence, TooLarge, gettext_noop
from duijie.reading.charset import decode
from duijie.reading.formats.extracted import Extracted
from duijie.reading.limits import DEFAULT, Limits, megabytes
from duijie.reading.page import Metadata, Reading

TEXT, HTML, PDF = "text/plain", "text/html", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUFFIXES = frozenset({".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".shtml", ".pdf", ".docx"})

_REFUSED = (
    (b"\x89PNG", gettext_noop("a PNG picture")),
    (b"\xff\xd8\xff", gettext_noop("a JPEG picture")),
    (b"GIF8", gettext_noop("a GIF picture")),
    (b"\x7fELF", gettext_noop("a program")),
    (b"MZ", gettext_noop("a Windows program")),
    (b"\x1f\x8b", gettext_noop("a gzip archive; unpack it first")),
    (b"Rar!", gettext_noop("a RAR archive; unpack it first")),
    (b"7z\xbc\xaf", gettext_noop("a 7z archive; unpack it first")),
    (b"\xd0\xcf\x11\xe0", gettext_noop("an old or encrypted Office file; save it as .docx without a password")),
    (b"{\\rtf", gettext_noop("an RTF file; save it as .docx")),
)


def media_type(data: bytes, name: str = "") -> str:
    """The media type of bytes, told by their beginning and, between text and HTML, the name.

    Raises:
        InvalidInput: the bytes are of a kind that is not read.
    """
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return DOCX
    for magic, what in _REFUSED:
        if data.startswith(magic) and (magic != b"MZ" or b"\0" in data[:512]):
            raise InvalidInput(
                Sentence(
                    gettext_noop("The file is {what}; text, HTML, PDF and Word (.docx) files are read."),
                    what=Sentence(what),
                )
            )
    suffix = PurePath(name).suffix.lower()
    lower = head[:2048].lower().replace(b"\0", b"")
    if lower.startswith((b"<!doctype html", b"<html", b"<?xml")) or b"<html" in lower or b"<body" in lower:
        return HTML
    return HTML if suffix in (".html", ".htm", ".xhtml", ".shtml") else TEXT


def open_bytes(data: bytes, name: str = "", limits: Limits = DEFAULT) -> Reading:
    """A reading of bytes before any repair.

    Raises:
        InvalidInput: the bytes are empty, no text, broken or encrypted.
        TooLarge: they exceed a limit, which the message names.
    """
    if not data.strip():
        raise InvalidInput(Sentence(gettext_noop("The file is empty; there is nothing to read.")))
    kind = media_type(data, name)
    bound = limits.text_bytes if kind in (TEXT, HTML) else limits.document_bytes
    if len(data) > bound:
        raise TooLarge(
            Sentence(
                gettext_noop("The file has {size}; at most {most} are read of this kind. Split it or raise the limit."),
                size=megabytes(len(data)),
                most=megabytes(bound),
            ),
            limit=bound,
            size=len(data),
        )
    if kind == TEXT:
        decoded = decode(data)
        extracted = Extracted(decoded.text, encoding=decoded.encoding)
    else:
        from duijie.reading.formats.isolated import extract

        extracted = extract(kind, data, limits)
    if not extracted.text.strip():
        raise InvalidInput(
            Sentence(
                gettext_noop("No text was found in the file; if it holds scanned pictures, run text recognition first.")
            )
        )
    if len(extracted.text) > limits.text_characters:
        raise TooLarge(
            Sentence(
                gettext_noop("The file holds {count:,} characters; at most {most:,} are read. Split it."),
                count=len(extracted.text),
                most=limits.text_characters,
            ),
            limit=limits.text_characters,
        )
    return Reading(
        raw=data,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=kind,
        original=extracted.text,
        text=extracted.text,
        encoding=extracted.encoding,
        surroundings=extracted.surroundings,
        stated=Metadata(extracted.title, extracted.date, extracted.author, extracted.site, extracted.language),
    )
