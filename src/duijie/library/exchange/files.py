"""Which format a file has, and opening it as text. Nothing of a file is held in memory."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal, cast, get_args

from django.utils.translation import gettext as _

from duijie.core.errors import InvalidInput, NotFound, TooLarge, Unavailable

Format = Literal["csv", "xlsx", "jsonl"]
FORMATS: tuple[str, ...] = get_args(Format)
LONGEST_ROW = 4_000_000
"""Characters of one row. A talent with a hundred works stays far below."""

_ENDINGS: dict[str, Format] = {
    ".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
}  # fmt: skip
_CHUNK = 1 << 20


def format_of(path: Path) -> Format:
    """The format that a file to be written has by its ending (``.gz`` may follow).

    Raises:
        InvalidInput: another ending.
    """
    suffix = path.with_suffix("").suffix if path.suffix.lower() == ".gz" else path.suffix
    found = _ENDINGS.get(suffix.lower())
    if found is None or (found == "xlsx" and path.suffix.lower() == ".gz"):
        raise InvalidInput(_("Give the file one of the endings .csv, .xlsx or .jsonl (or .csv.gz, .jsonl.gz)."))
    return found


def detect(path: Path) -> Format:
    """The format of a file to be read, by its first bytes, then by its ending.

    Raises:
        NotFound, Unavailable: there is no such file, or it cannot be read.
        InvalidInput: it is empty, or of another kind.
    """
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except FileNotFoundError:
        raise NotFound(_("There is no file %(path)s.") % {"path": path}) from None
    except IsADirectoryError:
        raise InvalidInput(_("%(path)s is a folder; name one file.") % {"path": path}) from None
    except OSError as error:
        raise Unavailable(_("%(path)s cannot be read: %(why)s.") % {"path": path, "why": error.strerror}) from error
    if not head:
        raise InvalidInput(_("The file is empty; a template shows what goes in."))
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise InvalidInput(_("This is a spreadsheet of the old .xls kind; save it as .xlsx or .csv."))
    name = path.with_suffix("") if head.startswith(b"\x1f\x8b") and path.suffix.lower() == ".gz" else path
    found = _ENDINGS.get(name.suffix.lower())
    if found == "xlsx":
        raise InvalidInput(_("The file ends in .xlsx but is no spreadsheet; export it again."))
    if found:
        return found
    with open_bytes(path, lambda _done: None) as source:
        return "jsonl" if source.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") else "csv"


class _Counting(io.RawIOBase):
    """The raw file, telling how many bytes of it were read."""

    def __init__(self, file: IO[bytes], told: Callable[[int], None]) -> None:
        self.file, self.told, self.done = file, told, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = cast(io.RawIOBase, self.file).readinto(buffer) or 0
        self.done += count
        self.told(self.done)
        return count


@contextmanager
def open_bytes(path: Path, told: Callable[[int], None]) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked when it is gzip; ``told`` the packed bytes read so far.

    Raises:
        InvalidInput: the packed file is broken.
    """
    with path.open("rb", buffering=0) as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        counted = io.BufferedReader(_Counting(raw, told), _CHUNK)
        try:
            yield cast("IO[bytes]", gzip.GzipFile(fileobj=counted) if packed else counted)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise InvalidInput(_("The packed file is broken; pack it again.")) from None


def encoding_of(path: Path) -> str:
    """The encoding of a text file: UTF-8 with or without mark, UTF-16 with mark, GB 18030.

    The whole file is tried, so that nothing is written before a broken character is met.

    Raises:
        InvalidInput: it is no text.
    """
    with open_bytes(path, lambda _done: None) as file:
        head = file.read(4)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif head.startswith(b"\xef\xbb\xbf"):
        candidates = ["utf-8-sig"]
    else:
        candidates = ["utf-8", "gb18030"]
    for name in candidates:
        if _decodes(path, name):
            return name
    raise InvalidInput(_("The file is no text in UTF-8 or GB 18030; save it as “CSV UTF-8” or as .xlsx."))


def _decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    with open_bytes(path, lambda _done: None) as file:
        try:
            while chunk := file.read(_CHUNK):
                if b"\0" in chunk and name != "utf-16":
                    return False
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


@contextmanager
def open_lines(path: Path, told: Callable[[int], None]) -> Iterator[Iterator[str]]:
    """The lines of a text file, their ends kept as they are.

    Raises:
        InvalidInput: it is no text.
        TooLarge: a line is longer than :data:`LONGEST_ROW`.
    """
    encoding = encoding_of(path)
    with (
        open_bytes(path, told) as file,
        io.TextIOWrapper(cast(Any, file), encoding=encoding, newline="") as text,
    ):
        yield _bounded(text)


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_ROW + 1):
        number += 1
        if len(line) > LONGEST_ROW:
            raise too_long(number)
        yield line


def too_long(line: int) -> TooLarge:
    """The error for a row that is too long."""
    return TooLarge(
        _("The row at line %(line)s is longer than %(limit)s million characters; shorten it or take it out.")
        % {"line": line, "limit": LONGEST_ROW // 1_000_000}
    )
