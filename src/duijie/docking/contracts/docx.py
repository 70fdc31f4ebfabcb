"""A contract as a Word document, to be edited by the parties' lawyers. Pure.

Chinese left, English right; what stands once spans both columns.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from duijie.docking.contracts.draft import Clause, Draft, Pair
from duijie.docking.contracts.parts import DETAILS, SIGNING, plain, rows_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SERIF, _SANS = "SimSun", "SimHei"
_GREY = RGBColor(0x55, 0x55, 0x55)


def render(draft: Draft) -> bytes:
    """The document as bytes."""
    document = Document()
    document.core_properties.title = plain(draft.title.zh)[:250]
    document.core_properties.author = ""
    document.core_properties.comments = ""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(10)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _SERIF)
    _line(document, draft.kind.zh, size=18, centred=True, sans=True)
    _line(document, draft.kind.en, size=12, centred=True)
    _line(document, draft.title.zh, size=13, centred=True, sans=True)
    if not draft.title.shared:
        _line(document, draft.title.en, size=11, centred=True)
    _line(document, f"合同编号 · Contract no.: {draft.number}", size=10, centred=True)
    _line(document, draft.notice.zh, size=9, grey=True)
    _line(document, draft.notice.en, size=9, grey=True)
    for role, party in draft.parties:
        _grid(document, [(role, None), *((Pair(*label), value) for label, value in rows_of(party, DETAILS))])
    for number, clause in enumerate(draft.clauses, 1):
        _clause(document, number, clause)
    _grid(document, _signing(draft))
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _line(
    document: Any, text: str, *, size: int, centred: bool = False, sans: bool = False, grey: bool = False
) -> None:
    paragraph = document.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, size=size, sans=sans, grey=grey)


def _run(paragraph: Any, text: str, *, size: int = 10, sans: bool = False, grey: bool = False) -> None:
    run = paragraph.add_run(plain(text))
    run.font.size = Pt(size)
    if sans:
        run.bold = True
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _SANS)
    if grey:
        run.font.color.rgb = _GREY


def _clause(document: Any, number: int, clause: Clause) -> None:
    table = _table(document, 2)
    head = table.add_row().cells
    _run(head[0].paragraphs[0], f"第{number}条　{clause.heading.zh}", sans=True)
    _run(head[1].paragraphs[0], f"{number}. {clause.heading.en}", sans=True)
    for pair in clause.paragraphs:
        cells = table.add_row().cells
        if pair.shared:
            _run(cells[0].merge(cells[1]).paragraphs[0], pair.zh)
        else:
            _run(cells[0].paragraphs[0], pair.zh)
            _run(cells[1].paragraphs[0], pair.en)
    if clause.rows:
        inner = _table(document, len(clause.head))
        for cell, pair in zip(inner.add_row().cells, clause.head, strict=True):
            _run(cell.paragraphs[0], f"{pair.zh} {pair.en}", size=9, sans=True)
        for row in clause.rows:
            for cell, text in zip(inner.add_row().cells, row, strict=True):
                _run(cell.paragraphs[0], text, size=9)
    document.add_paragraph()


def _signing(draft: Draft) -> list[tuple[Pair, str | None]]:
    return [line for role in draft.signatures for line in ((role, None), *((Pair(*text), "") for text in SIGNING))]


def _grid(document: Any, lines: list[tuple[Pair, str | None]]) -> None:
    """Labels left, values right; a line without a value is a heading over both."""
    table = _table(document, 2)
    for label, value in lines:
        cells = table.add_row().cells
        if value is None:
            _run(cells[0].merge(cells[1]).paragraphs[0], f"{label.zh} · {label.en}", sans=True)
        else:
            _run(cells[0].paragraphs[0], f"{label.zh} · {label.en}", size=9)
            _run(cells[1].paragraphs[0], value)
    document.add_paragraph()


def _table(document: Any, columns: int) -> Any:
    table = document.add_table(rows=0, cols=columns)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    return table
