"""XLSX: reading and writing rows as a stream.

openpyxl does the work. Two things are ours: shared strings lie in a temporary file instead of
memory, and a cell longer than a spreadsheet allows goes on in a second sheet, "more".
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.text import Text as StringItem
from openpyxl.reader.excel import SHARED_STRINGS, ExcelReader
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.functions import iterparse

from duijie.core.errors import InvalidInput, TooLarge
from duijie.library.exchange.files import LONGEST_ROW, too_long

_MORE = "more"
_MARK = "§more:"
_LONGEST_CELL = 30_000  # a spreadsheet holds 32,767 UTF-16 units
_LAST_ROW = 1_048_576  # of any sheet
_LARGEST = 4 * 1024**3  # bytes unpacked; a bomb promises far more
_SI = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}si"

# ST_Xstring (ISO/IEC 29500): what XML cannot hold is written as _xHHHH_.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\r]|_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN = re.compile("_x([0-9A-Fa-f]{4})_")


def _escape(text: str) -> str:
    return _UNWRITABLE.sub(lambda match: f"_x{ord(match.group()):04X}_", text)


def _unescape(text: str) -> str:
    return _WRITTEN.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


class _Strings:
    """The shared strings of a workbook, in a temporary file; 8 bytes of memory each."""

    def __init__(self, source: IO[bytes]) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the workbook
        self._ends = array("Q", [0])
        try:
            self._take(source)
        except BaseException:
            self.close()
            raise
        self._get = lru_cache(maxsize=4096)(self._read)

    def _take(self, source: IO[bytes]) -> None:
        root = None
        for event, node in iterparse(source, ("start", "end")):
            root = node if root is None else root
            if event == "end" and node.tag == _SI:
                self._file.write((StringItem.from_tree(node).content or "").encode())
                self._ends.append(self._file.tell())
                root.clear()

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self._ends) - 1:
            raise ValueError(f"shared string {index}")
        return self._get(index)

    def _read(self, index: int) -> str:
        self._file.seek(self._ends[index])
        return self._file.read(self._ends[index + 1] - self._ends[index]).decode()

    def close(self) -> None:
        self._file.close()


class _Reader(ExcelReader):
    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = _Strings(source)


@contextmanager
def read_workbook(path: Path, share: Callable[[float], None]) -> Iterator[Iterator[tuple[int, list[Any]]]]:
    """The rows of the first sheet with their numbers; cells are texts, numbers, dates or None.

    Raises:
        InvalidInput: it is broken or has no sheet.
        TooLarge: it unpacks to more than any import needs.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > _LARGEST:
                raise TooLarge(_("The spreadsheet unpacks to more than 4 GB; split it."))
    except zipfile.BadZipFile:
        raise _broken() from None
    reader = None
    file = path.open("rb")  # ours to close: openpyxl leaves open what it refuses
    try:
        reader = _Reader(file, read_only=True, data_only=True, keep_links=False)
        reader.read()
        yield _rows(reader.wb, share)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, EOFError, SyntaxError,
            zipfile.BadZipFile, InvalidFileException, ParseError) as error:  # fmt: skip
        # openpyxl has no exception of its own for broken parts; these come from reading alone
        # only if they were raised by it, so that errors of the importer itself stay visible.
        if not _from_reader(error):
            raise
        raise _broken() from error
    finally:
        if reader is not None:
            strings = reader.shared_strings
            reader.archive.close()
            if isinstance(strings, _Strings):
                strings.close()
        file.close()


def _from_reader(error: BaseException) -> bool:
    trace, last = error.__traceback__, ""
    while trace is not None:
        last = trace.tb_frame.f_globals.get("__name__", "")
        trace = trace.tb_next
    return last == __name__ or last.partition(".")[0] in {"openpyxl", "zipfile", "xml", "lxml", "zlib", "et_xmlfile"}


def _broken() -> InvalidInput:
    return InvalidInput(_("The spreadsheet is broken or protected; open it, save it again as .xlsx and retry."))


def _rows(book: Any, share: Callable[[float], None]) -> Iterator[tuple[int, list[Any]]]:
    if not book.worksheets:
        raise InvalidInput(_("The spreadsheet has no sheet with rows."))
    sheet = book.worksheets[0]
    expected = sheet.max_row or 0
    sheet.reset_dimensions()
    more = _read_more(book)
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > _LAST_ROW:
            raise _broken()  # a few kilobytes may unpack to hundreds of millions of empty rows
        if expected and number % 500 == 0:
            share(min(1.0, number / expected))
        row = [_value(value, more) for value in values]
        if sum(len(value) for value in row if isinstance(value, str)) > LONGEST_ROW:
            raise too_long(number)
        while row and row[-1] in (None, ""):
            row.pop()
        yield number, row


def _read_more(book: Any) -> dict[str, str]:
    if _MORE not in book.sheetnames[1:]:
        return {}
    parts: dict[str, list[str]] = {}
    for mark, text in book[_MORE].iter_rows(min_row=2, max_col=2, values_only=True):
        parts.setdefault(str(mark), []).append(_unescape(text or "")[1:])
    return {mark: "".join(pieces) for mark, pieces in parts.items()}


def _value(value: Any, more: dict[str, str]) -> Any:
    if isinstance(value, str):
        if value.startswith(_MARK) and value in more:
            return more[value]
        return _unescape(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if value is None or isinstance(value, (bool, int, float, date)):
        return value
    return str(value)


class WorkbookWriter:
    """Writes rows of texts to a workbook; a second sheet may explain the columns."""

    def __init__(self, headings: list[str]) -> None:
        self.book = openpyxl.Workbook(write_only=True)
        self.sheet = self.book.create_sheet("data")
        self.sheet.freeze_panes = "A2"
        for index, heading in enumerate(headings):
            letter = openpyxl.utils.get_column_letter(index + 1)
            self.sheet.column_dimensions[letter].width = max(14, len(heading) + 4)
        self.sheet.append([self._bold(self.sheet, heading) for heading in headings])
        self.more: Any = None
        self.count = 0

    def append(self, texts: Iterable[str]) -> None:
        """Write one row."""
        self.sheet.append([self._cell(text) for text in texts])

    def explain(self, title: str, rows: Iterable[Iterable[str]]) -> None:
        """Add a sheet whose first row is its heading."""
        sheet = self.book.create_sheet(title)
        for letter, width in zip("ABCDEF", (16, 22, 12, 50, 60, 50), strict=True):
            sheet.column_dimensions[letter].width = width
        for number, row in enumerate(rows):
            cells = []
            for text in row:
                cell = self._bold(sheet, text) if number == 0 else WriteOnlyCell(sheet, _escape(text) or None)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cells.append(cell)
            sheet.append(cells)

    def save(self, file: IO[bytes]) -> None:
        """Write the workbook out; nothing can be added after."""
        self.book.save(file)

    def _cell(self, text: str) -> str | None:
        escaped = _escape(text)
        if len(escaped.encode("utf-16-le")) // 2 <= _LONGEST_CELL:
            return escaped or None
        if self.more is None:
            self.more = self.book.create_sheet(_MORE)
            self.more.append(["cell", "text"])
        self.count += 1
        mark = f"{_MARK}{self.count}"
        for start in range(0, len(text), _LONGEST_CELL // 8):
            # The stroke in front keeps blanks and formulas at a seam what they are.
            self.more.append([mark, _escape("|" + text[start : start + _LONGEST_CELL // 8])])
        return mark

    @staticmethod
    def _bold(sheet: Any, text: str) -> Any:
        cell = WriteOnlyCell(sheet, text)
        cell.font = Font(bold=True)
        return cell
