"""The code table, and the sheet for the registration office."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from duijie.core.errors import InvalidInput
from duijie.docking.contracts.kinds import KIND_CODES, SHIPPED, load, read
from duijie.docking.contracts.registration import Facts, as_csv, as_xlsx, checked, lines

FACTS = Facts(
    "DJ-2026-1",
    "除镍中试",
    "development",
    "东湖电镀",
    "西山大学",
    None,
    date(2026, 12, 1),
    date(2027, 1, 1),
    Decimal(100),
    "CNY",
)


def _answers(kind: str) -> dict[str, str]:
    """The first choice everywhere."""
    first = {"text": "武汉", "amount": "80.50"}
    return {f.key: f.choices[0].key if f.choices else first[f.type] for f in load().asked(kind)}


@pytest.mark.parametrize("kind", KIND_CODES)
def test_each_kind_asks_its_own_fields_and_takes_full_answers(kind: str) -> None:
    assert checked(load(), kind, _answers(kind), Decimal(100)) == _answers(kind)
    assert ("licence_form" in _answers(kind)) == (kind == "licence")


def test_what_is_missing_or_does_not_fit_is_named_by_field() -> None:
    answers = {**_answers("development"), "technology_amount": "200", "programme": "mars", "buyer_place": "x" * 301}
    del answers["development_form"]
    with pytest.raises(InvalidInput) as refused:
        checked(load(), "development", answers, Decimal(100))
    assert set(refused.value.details["fields"]) == {
        "technology_amount", "programme", "buyer_place", "development_form"
    }  # fmt: skip


@pytest.mark.parametrize("amount", ["1,5", "abc", "NaN", "Infinity", "-1"])
def test_an_amount_is_a_number(amount: str) -> None:
    with pytest.raises(InvalidInput):
        checked(load(), "service", {**_answers("service"), "technology_amount": amount}, Decimal(100))


def test_no_code_passes_for_checked_that_was_not() -> None:
    table = load()
    rows = {row.name.en: row for row in lines(table, FACTS, _answers("development"))}
    assert rows["kind of contract"].verified is False
    assert rows["currency"].verified is True
    assert "not at hand" in table.source and table.valid_from == date(2026, 1, 23)


def test_both_sheets_hold_the_same_and_no_formula() -> None:
    rows = lines(load(), FACTS, {**_answers("development"), "buyer_place": '=HYPERLINK("x")'})
    read_csv = list(csv.reader(StringIO(as_csv(load(), rows).decode("utf-8-sig"))))
    sheet = load_workbook(BytesIO(as_xlsx(load(), rows))).active
    assert sheet is not None
    read_xlsx = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert read_csv == read_xlsx
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert not any(str(cell).startswith("=") for row in read_csv for cell in row)
    assert len(rows) + 2 == len(read_csv)


@pytest.mark.parametrize("broken", ["version", "kinds", "fields"])
def test_an_operators_table_that_does_not_fit_is_refused(tmp_path: Path, broken: str) -> None:
    data: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    del data[broken]
    with pytest.raises(InvalidInput, match=broken):
        read(data)
    with pytest.raises(InvalidInput):
        load(tmp_path / "missing.json")


def test_an_operators_table_replaces_ours() -> None:
    data: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    data["fields"] = [{"key": "new", "zh": "新", "en": "new", "type": "text", "required": True}]
    assert [field.key for field in read(data).asked("service")] == ["new"]
