"""Files that cannot be imported: one clear sentence each, and everything as it was."""

from __future__ import annotations

import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from duijie.core.errors import DuijieError
from duijie.core.models import AuditEntry, OutboxEntry
from duijie.library.exchange import run_import, workbook
from duijie.library.models import Problem, Project
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_written(world: World) -> Any:
    audits = AuditEntry.objects.count()
    yield
    assert not Project.objects.exists() and not Problem.objects.exists()
    assert not OutboxEntry.objects.exists()
    assert AuditEntry.objects.count() == audits


def refused(world: World, path: Path, kind: str = "project") -> str:
    """The sentence with which a whole file is refused."""
    with pytest.raises(DuijieError) as error:
        run_import(path=path, kind=kind, community=world.east)
    return str(error.value)


def problems(world: World, path: Path, kind: str = "project") -> list[tuple[int, str, str]]:
    """Line, column and reason of each bad row."""
    report = run_import(path=path, kind=kind, community=world.east)
    assert not report.ok
    return [(error.line, error.column, error.reason) for error in report.errors]


def saved(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_unknown_columns_are_named_with_the_nearest_known_ones(world: World, tmp_path: Path) -> None:
    sentence = refused(world, saved(tmp_path, "a.csv", "tittle,summary,keyworks,zzzz\na,b,c,d\n"))
    assert all(word in sentence for word in ("tittle", "title", "keyworks", "keywords", "zzzz"))


def test_a_spreadsheet_of_something_else_names_what_it_lacks(world: World, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["编号", "关键词"])
    book.active.append([1, "水"])
    book.save(tmp_path / "a.xlsx")
    sentence = refused(world, tmp_path / "a.xlsx")
    assert "title" in sentence and "summary" in sentence


def test_a_heading_twice(world: World, tmp_path: Path) -> None:
    assert "title" in refused(world, saved(tmp_path, "a.csv", "title,标题,summary\na,b,c\n"))


def test_a_file_that_is_no_text(world: World, tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(5000)
    for name in ("a.csv", "a.jsonl", "noise"):
        assert "UTF-8" in refused(world, saved(tmp_path, name, noise))
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + noise
    assert "UTF-8" in refused(world, saved(tmp_path, "a.csv", picture))


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b""), ("a.xlsx", b""), ("a.csv", b"\n\n"), ("a.csv", b"title,summary\n"), ("a.jsonl", b"\n")],
)
def test_an_empty_file(world: World, tmp_path: Path, name: str, content: bytes) -> None:
    sentence = refused(world, saved(tmp_path, name, content))
    assert "empty" in sentence or "no rows" in sentence or "没有" in sentence or "空" in sentence


def test_no_file_and_a_folder(world: World, tmp_path: Path) -> None:
    assert "none.csv" in refused(world, tmp_path / "none.csv")
    assert str(tmp_path) in refused(world, tmp_path)


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.xlsx", "lines.csv"])
def test_a_row_of_ten_megabytes(world: World, tmp_path: Path, name: str) -> None:
    long = "x" * 10_000_000
    if name == "a.csv":
        path = saved(tmp_path, name, f"title,summary\na,{long}\n")
    elif name == "lines.csv":
        path = saved(tmp_path, name, 'title,summary\na,"' + "x\n" * 5_000_000 + '"\n')
    elif name == "a.jsonl":
        path = saved(tmp_path, name, json.dumps({"title": "a", "summary": long}))
    else:
        sheet = (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            '<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c>'
            '<c r="B1" t="inlineStr"><is><t>summary</t></is></c></row>'
            '<row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c>'
            f'<c r="B2" t="inlineStr"><is><t>{long}</t></is></c></row></sheetData></worksheet>'
        )
        path = replaced_sheet(tmp_path, sheet.encode())
    sentence = refused(world, path)
    assert "4" in sentence and ("2" in sentence or "1" in sentence)


def replaced_sheet(tmp_path: Path, sheet: bytes) -> Path:
    """A workbook whose only sheet is these bytes."""
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(item, sheet if item.filename.endswith("sheet1.xml") else old.read(item))
    return path


def test_broken_spreadsheets(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    for number in range(300):
        book.active.append([f"title{number}", "summary"])
    book.save(tmp_path / "whole.xlsx")
    whole = (tmp_path / "whole.xlsx").read_bytes()
    broken = [whole[: len(whole) // 2], b"PK\x03\x04" + b"\0" * 200, whole[:-30]]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    broken.append(buffer.getvalue())
    monkeypatch.setattr(workbook, "_LAST_ROW", 0)  # more rows than a sheet can have
    broken.append(whole)
    sentences = {refused(world, saved(tmp_path, "a.xlsx", content)) for content in broken}
    sentences.add(refused(world, replaced_sheet(tmp_path, b"<worksheet><sheetData><row>")))
    assert len(sentences) == 1
    assert ".xls" in refused(world, saved(tmp_path, "a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 100))
    assert ".xlsx" in refused(world, saved(tmp_path, "a.xlsx", "title,summary\na,b\n"))


def test_ragged_rows_are_each_named(world: World, tmp_path: Path) -> None:
    text = 'external_id,title,summary\n1,甲,一\n2,乙\n3,丙,三,多\n4,"丁\n丁",四\n5\n'
    assert [line for line, _column, _reason in problems(world, saved(tmp_path, "a.csv", text))] == [3, 4, 7]


def test_a_quote_that_never_ends(world: World, tmp_path: Path) -> None:
    assert "2" in refused(world, saved(tmp_path, "a.csv", 'title,summary\na,"b\nc,d\n'))


def test_an_external_id_twice_in_a_file(world: World, tmp_path: Path) -> None:
    text = "external_id,title,summary\n1,甲,一\n2,乙,二\n1,丙,三\n"
    [(line, column, reason)] = problems(world, saved(tmp_path, "a.csv", text))
    assert (line, column) == (4, "external_id") and "2" in reason


def test_every_bad_cell_of_every_row_is_named(world: World, tmp_path: Path) -> None:
    rows = [
        {"id": 1, "title": "", "text": "x"},
        {"id": 2, "title": "好", "text": "x", "language": "tlh"},
        {"id": 3, "title": "x" * 201, "text": "x", "budget_min": "很多"},
        {"id": 4, "title": "好", "text": "x", "budget_min": 5, "budget_max": 3},
        {"id": 5, "title": "好", "text": "x", "places": ["亚特兰蒂斯"], "deadline": "2027-02-30"},
        {"id": 6, "title": "好", "text": "x", "organisation": "没有这家公司"},
        {"id": 7, "title": "好", "text": "x", "requirements": [{"text": "a", "valeu": 3}]},
        {"id": 8, "title": "好", "text": "x", "community": "nowhere"},
        {"id": 9, "title": {"zh": "好"}, "text": "x"},
        {"id": 10, "title": "好\ud800", "text": "x"},
        {"id": 11, "title": "好", "text": "x", "colour": "red"},
        {"id": 12, "title": "好", "text": "x", "fields": ["9.9"], "currency": "钱"},
    ]
    content = "\n".join(json.dumps(row) for row in rows) + "\n[1]\n{broken\n" + '{"title": NaN}\n' + "[" * 100_000
    found = problems(world, saved(tmp_path, "a.jsonl", content), "problem")
    assert [(line, column) for line, column, _reason in found] == [
        (1, "title"), (2, "language"), (3, "title"), (3, "budget_min"), (4, "budget_max"), (5, "deadline"),
        (5, "places"), (6, "organisation"), (7, "requirements"), (8, "community"), (9, "title"), (10, "title"),
        (11, "colour"), (12, "currency"), (12, "fields"), (13, ""), (14, ""), (15, ""),
        (16, ""),
    ]  # fmt: skip
    assert all(len(reason) > 5 for _line, _column, reason in found)


def test_one_bad_row_among_many_keeps_all_out(world: World, tmp_path: Path) -> None:
    lines = [json.dumps({"id": number, "title": f"项目{number}", "text": "摘要"}) for number in range(1500)]
    lines[1400] = json.dumps({"id": 1400, "title": "项目", "text": "摘要", "trl": 12})
    [(line, column, _reason)] = problems(world, saved(tmp_path, "a.jsonl", "\n".join(lines)))
    assert (line, column) == (1401, "trl")


def test_deep_nesting_and_huge_numbers(world: World, tmp_path: Path) -> None:
    content = "[" * 100_000 + "\n" + '{"title": "a", "text": "b", "trl": ' + "9" * 3000 + "}\n"
    assert [line for line, _column, _reason in problems(world, saved(tmp_path, "a.jsonl", content))] == [1, 2]
