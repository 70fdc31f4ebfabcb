"""The pages in a WARC file, read as a stream by FastWARC.

The gzip layer is undone here: a file that was cut in the middle is then known for certain,
and nothing unfolds faster than it is read.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from duijie.core.errors import DuijieError, InvalidInput, Sentence, TooLarge, gettext_noop
from duijie.reading.limits import DEFAULT, Limits, megabytes
from duijie.reading.sources.fetching.unpacking import PIECE, gunzip
from duijie.reading.sources.found import Document, Trouble

_WANTED = WarcRecordType.response | WarcRecordType.resource
_DOCUMENTS = ("application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
_READ = ("text/html", "application/xhtml+xml", "text/plain", *_DOCUMENTS)
_HEAD = PIECE  # bytes in which the header of an answer ends


def is_warc(path: Path) -> bool:
    """Whether a file's name or its beginning says that it is a WARC file."""
    name = path.name.lower()
    if name.endswith((".warc", ".warc.gz")):
        return True
    try:
        with path.open("rb") as file:
            return file.read(5) == b"WARC/"
    except OSError:
        return False


def documents(path: Path, limits: Limits = DEFAULT) -> Iterator[Document | Trouble]:
    """The pages that a WARC file holds: answers with status 200 that are text, HTML, PDF or Word.

    A record that is too large is a :class:`Trouble`, and so is, as the last one, the place
    from which the file cannot be read: cut in the middle, or damaged. What came before is kept.
    """
    try:
        with path.open("rb") as file:
            yield from _records(path, file, limits)
    except OSError as error:
        template = gettext_noop("The file {name} cannot be read: {reason}.")
        reason = error.strerror or str(error)
        yield Trouble(str(path), InvalidInput(Sentence(template, name=path.name, reason=reason)))


def _records(path: Path, file: BinaryIO, limits: Limits) -> Iterator[Document | Trouble]:
    stream = _Stream(file)
    found = records = 0
    problem: DuijieError | None = None
    try:
        for record in ArchiveIterator(stream, record_types=_WANTED, parse_http=False):
            records += 1
            if not record.headers.get("Content-Length"):  # the file ends in this record's header
                stream.cut = True
                break
            head = _read(record.reader, _HEAD)
            kind = _kind(record, head)
            if kind is None:
                continue
            address = str(record.headers.get("WARC-Target-URI") or "").strip("<>")
            limit = limits.document_bytes if kind.startswith(_DOCUMENTS) else limits.text_bytes
            page = None
            if record.content_length <= limit + _HEAD:
                data = head + _read(record.reader, limit + _HEAD)
                if len(data) < record.content_length:
                    stream.cut = True
                    break
                page = _payload(record, data, limit + 1)
            if page is None or len(page) > limit:
                template = gettext_noop("The page is larger than {limit}; it is left out.")
                yield Trouble(address, TooLarge(Sentence(template, limit=megabytes(limit)), limit=limit))
            else:
                found += 1
                yield Document(address, page, _date(record))
    except (OSError, ValueError, EOFError, zlib.error) as error:
        problem = _damaged(path, found, error, stream)
    problem = problem or _end(path, stream, found, records)
    if problem is not None:
        yield Trouble(str(path), problem)


def _read(reader: Any, size: int) -> bytes:
    data = bytearray()
    while len(data) < size and (piece := reader.read(min(PIECE, size - len(data)))):
        data += piece
    return bytes(data)


def _http(data: bytes) -> Any:
    """The answer that a record holds, with its transfer and content encodings undone as it is read."""
    answer = WarcRecord()
    answer.init_headers(record_type=WarcRecordType.response)
    answer.set_bytes_content(data)
    answer.is_http = True
    answer.parse_http(auto_decode="all")
    return answer


def _kind(record: Any, head: bytes) -> str | None:
    """The media type of a record that may be a page; None for others."""
    headers = record.headers
    if record.record_type == WarcRecordType.response:
        try:
            headers = _http(head).http_headers
        except (OSError, ValueError):
            return None
        if headers is None or headers.status_code != 200:
            return None
    kind = str(headers.get("Content-Type") or "").strip().lower()
    return kind if not kind or kind.startswith(_READ) else None


def _payload(record: Any, data: bytes, most: int) -> bytes:
    if record.record_type != WarcRecordType.response:
        return data[:most]
    return _read(_http(data).reader, most)


def _date(record: Any) -> datetime | None:
    try:
        found = record.record_date
    except ValueError:
        return None
    return found if isinstance(found, datetime) else None


def _end(path: Path, stream: _Stream, found: int, records: int) -> DuijieError | None:
    if not stream.total and not stream.cut:
        return InvalidInput(Sentence(gettext_noop("The file {name} is empty."), name=path.name))
    if stream.cut or not stream.closed_well:
        template = gettext_noop("The WARC file {name} is cut in the middle; the {number:,} pages before are kept.")
        return InvalidInput(Sentence(template, name=path.name, number=found))
    if not found:
        template = gettext_noop("The WARC file {name} holds {number:,} answers, but no page that can be read.")
        return InvalidInput(Sentence(template, name=path.name, number=records))
    return None


def _damaged(path: Path, found: int, error: Exception, stream: _Stream) -> DuijieError:
    if stream.cut or (stream.begins_well and stream.ended and not stream.closed_well):
        return _end(path, stream, found, found) or InvalidInput()
    if not found and not stream.begins_well:
        template = gettext_noop("The file {name} is no WARC file.")
        return InvalidInput(Sentence(template, name=path.name))
    template = gettext_noop("The WARC file {name} is damaged; the {number:,} pages before that are kept.")
    return InvalidInput(Sentence(template, name=path.name, number=found))


class _Stream:
    """The plain bytes of a WARC file, and how they ended."""

    def __init__(self, file: BinaryIO) -> None:
        start = file.read(2)
        file.seek(0)
        raw = iter(lambda: file.read(PIECE), b"")
        self._pieces = gunzip(raw, strict=True) if start == b"\x1f\x8b" else raw
        self._held = b""
        self._tail = b""
        self.total = 0
        self.begins_well = False
        self.ended = self.cut = False

    @property
    def closed_well(self) -> bool:
        """Every record ends with two line ends; a file that does not was cut."""
        return not self.cut and self._tail.replace(b"\r", b"").endswith(b"\n\n")

    def read(self, size: int = PIECE) -> bytes:
        """At most ``size`` bytes; none at the end."""
        while not self._held and not self.ended:
            try:
                self._held = next(self._pieces, b"")
            except EOFError:
                self.cut = True
            if not self._held:
                self.ended = True
            elif not self.total:
                self.begins_well = self._held.startswith(b"WARC/")
            self.total += len(self._held)
            self._tail = (self._tail + self._held)[-4:]
        piece, self._held = self._held[:size], self._held[size:]
        return piece

    def tell(self) -> int:
        return self.total - len(self._held)

    def seek(self, offset: int, whence: int = 0) -> int:
        """There is no way back in a stream."""
        raise OSError("a WARC file is read from its beginning to its end")

    def close(self) -> None:
        """The file is closed by who opened it."""
