"""PDF: the text of the pages by pypdf, without the lines that every page repeats. Runs in the
child process."""

from __future__ import annotations

import logging
import re
from collections import Counter
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PdfReadError, PyPdfError

from duijie.core.errors import InvalidInput, Sentence, TooLarge, gettext_noop
from duijie.reading.formats.extracted import Extracted

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(data: bytes, pages: int) -> Extracted:
    """The text of a PDF.

    Raises:
        InvalidInput: the file is encrypted, broken or holds no text.
        TooLarge: it has more than ``pages`` pages.
    """
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InvalidInput(Sentence(gettext_noop("The PDF is encrypted; save it without a password first.")))
        count = len(reader.pages)
    except InvalidInput:
        raise
    except Exception as error:  # a broken file makes pypdf throw anything
        raise InvalidInput(
            Sentence(gettext_noop("The PDF is broken and cannot be opened; export it anew from its source."))
        ) from error
    if count > pages:
        raise TooLarge(
            Sentence(
                gettext_noop("The PDF has {count:,} pages; at most {most:,} are read. Split it."),
                count=count,
                most=pages,
            ),
            limit=pages,
        )
    texts = []
    failed = 0
    for number in range(count):
        try:
            texts.append(reader.pages[number].extract_text() or "")
        except (
            PyPdfError,
            PdfReadError,
            ValueError,
            KeyError,
            TypeError,
            IndexError,
            AttributeError,
            RecursionError,
            OverflowError,
        ):
            failed += 1
    if count and failed == count:
        raise InvalidInput(
            Sentence(gettext_noop("The PDF is broken: no page of it can be read; export it anew from its source."))
        )
    if not any(text.strip() for text in texts):
        raise InvalidInput(
            Sentence(gettext_noop("The PDF holds no text, only pictures; run text recognition on it first."))
        )
    # The date of the file is when it was made, not when its text was published.
    title, author = _information(reader)
    return Extracted("\n".join(without_running_lines(texts)), title=title, author=author)


def without_running_lines(pages: list[str]) -> list[str]:
    """Pages without the first and last lines that most of them share, page numbers apart."""
    if len(pages) < 3:
        return pages
    split = [[line for line in page.split("\n") if line.strip()] for page in pages]
    counted = Counter(key for lines in split for key in {_key(line) for line in lines[:2] + lines[-2:]})
    running = {key for key, n in counted.items() if n >= max(3, 0.6 * len(pages))}
    kept = []
    for lines in split:
        last = len(lines) - 1
        kept.append("\n".join(x for i, x in enumerate(lines) if not (_key(x) in running and (i < 2 or i >= last - 1))))
    return kept


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip())


def _information(reader: PdfReader) -> tuple[str | None, str | None]:
    try:
        info = reader.metadata
        if info is None:
            return None, None
        title = (str(info.title or "")).strip()
        author = (str(info.author or "")).strip()
    except Exception:  # a broken description is none
        return None, None
    # Programs write the file's name where the title belongs.
    if re.search(r"\.(?:docx?|pdf|indd|wps)$|^Microsoft Word|^untitled|^无标题", title, re.I):
        title = ""
    return title or None, author or None
