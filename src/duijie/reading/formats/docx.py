"""Word files (.docx): the paragraphs and tables of the main document part. Runs in the child
process. The container is unpacked in pieces and no further than the limit, so that a zip bomb
costs its limit and no more."""

from __future__ import annotations

import zipfile
from io import BytesIO

from lxml import etree

from duijie.core.errors import InvalidInput, Sentence, TooLarge, gettext_noop
from duijie.reading.formats.extracted import Extracted
from duijie.reading.limits import megabytes

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"


def read_docx(data: bytes, unpacked: int) -> Extracted:
    """The text of a Word file, tables as rows of cells set apart by " | ".

    Raises:
        InvalidInput: it is a zip but no Word file, or broken.
        TooLarge: it unfolds to more than ``unpacked`` bytes.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as container:
            names = set(container.namelist())
            if "word/document.xml" not in names:
                raise InvalidInput(
                    Sentence(
                        gettext_noop("The file is a zip container but no Word document; unpack it or save it as .docx.")
                    )
                )
            if sum(i.file_size for i in container.infolist()) > unpacked:
                raise _bomb(unpacked)
            body = _bounded(container, "word/document.xml", unpacked)
            core = _bounded(container, "docProps/core.xml", 1_000_000) if "docProps/core.xml" in names else b""
        root = _xml(body)
        text = "\n".join(_blocks(root))
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        NotImplementedError,
        OSError,
        etree.XMLSyntaxError,
        RuntimeError,
    ) as error:
        if "encrypted" in str(error):
            raise InvalidInput(
                Sentence(gettext_noop("The Word file is encrypted; save it without a password first."))
            ) from error
        raise InvalidInput(
            Sentence(gettext_noop("The Word file is broken and cannot be opened; save it anew as .docx."))
        ) from error
    title, author = _core(core)
    return Extracted(text, title=title, author=author)


def _bomb(limit: int) -> TooLarge:
    return TooLarge(
        Sentence(
            gettext_noop("The Word file unfolds to more than {size}; remove its pictures or split it."),
            size=megabytes(limit),
        ),
        limit=limit,
    )


def _bounded(container: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """A member of the container; its stated size is not believed."""
    pieces, size = [], 0
    with container.open(name) as stream:
        while piece := stream.read(1 << 20):
            size += len(piece)
            if size > limit:
                raise _bomb(limit)
            pieces.append(piece)
    return b"".join(pieces)


def _xml(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def _blocks(root: etree._Element) -> list[str]:
    body = root.find(f"{_W}body")
    found: list[str] = []
    for block in body if body is not None else ():
        if block.tag == f"{_W}tbl":
            found.extend(_rows(block))
        else:
            found.extend(_paragraph(p) for p in ([block] if block.tag == f"{_W}p" else block.iter(f"{_W}p")))
    return found


def _rows(table: etree._Element) -> list[str]:
    rows = []
    for row in table.iter(f"{_W}tr"):
        cells = [" ".join(_paragraph(p) for p in cell.iter(f"{_W}p")).strip() for cell in row.iter(f"{_W}tc")]
        rows.append(" | ".join(cells))
    return rows


def _paragraph(paragraph: etree._Element) -> str:
    pieces = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        pieces.append(node.text or "" if node.tag == f"{_W}t" else "\t" if node.tag == f"{_W}tab" else "\n")
    return "".join(pieces)


def _core(core: bytes) -> tuple[str | None, str | None]:
    if not core:
        return None, None
    try:
        root = _xml(core)
    except etree.XMLSyntaxError:
        return None, None
    title, author = (root.findtext(f"{_DC}{name}") for name in ("title", "creator"))
    return (title or "").strip() or None, (author or "").strip() or None
