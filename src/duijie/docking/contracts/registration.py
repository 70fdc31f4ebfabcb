"""The sheet that a registration office asks for: one line a field. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from duijie.core.errors import InvalidInput, Sentence, gettext_noop
from duijie.docking.contracts.kinds import CodeTable, Field, Name

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Line:
    """A field of the sheet: its name, what was answered, the code of the answer, and whether the
    code was checked against the authority's text (None: the field has no codes)."""

    name: Name
    value: str
    code: str = ""
    verified: bool | None = None


def checked(table: CodeTable, kind: str, answers: Mapping[str, str], amount: Decimal) -> dict[str, str]:
    """The answers that belong to this kind, as they are kept.

    Raises:
        InvalidInput: an answer is missing or does not fit, by field.
    """
    kept: dict[str, str] = {}
    wrong: dict[str, list[Any]] = {}
    for field in table.asked(kind):
        value = answers.get(field.key, "").strip()
        if value:
            flaw = _flaw(field, value, amount)
            if flaw is None:
                kept[field.key] = value
            else:
                wrong[field.key] = [flaw]
        elif field.required:
            wrong[field.key] = [Sentence(gettext_noop("This field is needed for the registration."))]
    if wrong:
        raise InvalidInput(next(iter(wrong.values()))[0], fields=wrong)
    return kept


def _flaw(field: Field, value: str, amount: Decimal) -> Sentence | None:
    if field.type == "choice" and field.choice(value) is None:
        return Sentence(gettext_noop("Choose one of the list."))
    if field.type == "amount":
        try:
            number = Decimal(value)
        except InvalidOperation:
            return Sentence(
                gettext_noop(
                    "Write the amount in figures with a point before the cents, such as 1200000 or 1,200,000.50."
                )
            )
        if not number.is_finite() or not 0 <= number <= amount:
            return Sentence(gettext_noop("This amount lies between 0 and the contract's {amount:,}."), amount=amount)
    if len(value) > _LONGEST:
        return Sentence(gettext_noop("At most {most} characters; shorten it."), most=_LONGEST)
    return None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the contract itself says, for the sheet."""

    number: str
    title: str
    kind: str
    buyer: str
    seller: str
    signed: date | None
    start: date
    end: date
    amount: Decimal
    currency: str


def lines(table: CodeTable, facts: Facts, answers: Mapping[str, str]) -> tuple[Line, ...]:
    """The sheet: what the contract says, then what was answered; fields without an answer are empty."""
    kind = table.kind(facts.kind)
    said = [
        Line(Name("合同编号", "contract number"), facts.number),
        Line(Name("项目名称", "title of the project"), facts.title),
        Line(Name("合同类别", "kind of contract"), f"{kind.name.zh} {kind.name.en}", kind.code, kind.verified),
        Line(Name("买方名称", "buyer"), facts.buyer),
        Line(Name("卖方名称", "seller"), facts.seller),
        Line(Name("签订日期", "signed on"), facts.signed.isoformat() if facts.signed else ""),
        Line(Name("有效期起", "from"), facts.start.isoformat()),
        Line(Name("有效期止", "until"), facts.end.isoformat()),
        Line(Name("合同金额", "amount"), f"{facts.amount:.2f}"),
        Line(Name("币种", "currency"), facts.currency, facts.currency, True),
    ]
    return (*said, *(_answered(field, answers.get(field.key, "")) for field in table.asked(facts.kind)))


def _answered(field: Field, value: str) -> Line:
    choice = field.choice(value) if field.type == "choice" else None
    if choice is None:
        return Line(field.name, value, verified=False if field.type == "choice" else None)
    return Line(field.name, f"{choice.name.zh} {choice.name.en}", choice.code, choice.verified)


_HEAD = ("字段 Field", "English", "内容 Value", "代码 Code", "代码已核对 Code verified")


def _cells(rows: Iterable[Line]) -> list[tuple[str, ...]]:
    told = {None: "", True: "是 yes", False: "否 no"}
    return [(row.name.zh, row.name.en, _safe(row.value), row.code, told[row.verified]) for row in rows]


def _safe(value: str) -> str:
    """No spreadsheet takes the value for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t") else value


def _origin(table: CodeTable) -> tuple[str, ...]:
    return ("代码表 Code table", "", f"{table.version} ({table.valid_from.isoformat()})", "", "")


def as_csv(table: CodeTable, rows: Iterable[Line]) -> bytes:
    """The sheet as CSV: UTF-8 with a mark, which spreadsheets look for."""
    written = StringIO(newline="")
    writer = csv.writer(written)
    writer.writerows([_HEAD, *_cells(rows), _origin(table)])
    return ("\ufeff" + written.getvalue()).encode()


def as_xlsx(table: CodeTable, rows: Iterable[Line]) -> bytes:
    """The sheet as a workbook; every cell is text."""
    book = Workbook()
    sheet = book.active
    sheet.title = "登记 Registration"
    for row in (_HEAD, *_cells(rows), _origin(table)):
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row])
    for column, width in zip("ABCDE", (24, 30, 60, 10, 16), strict=True):
        sheet.column_dimensions[column].width = width
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.data_type = "s"
    written = BytesIO()
    book.save(written)
    return written.getvalue()
