"""The types of columns: how a cell is read and checked, and written back.

A cell of a CSV or XLSX file is a text; of JSON Lines it may be a number, a list or an object.
``read`` takes both and returns the value as the model holds it, or :data:`BLANK`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from duijie.core import currencies
from duijie.core.text import clean, fold, normalise
from duijie.library.exchange import cells
from duijie.registry import classifications


class CellError(Exception):
    """Why a cell does not fit, as one sentence."""


class _Blank:
    """There is nothing in the cell."""

    def __repr__(self) -> str:
        return "BLANK"

    def __bool__(self) -> bool:
        return False


BLANK: Final = _Blank()


class Type:
    """A type of column. ``empty`` is what a blank cell sets; BLANK leaves the value as it is."""

    empty: Any = ""

    def read(self, raw: Any) -> Any:
        """The value of a cell.

        Raises:
            CellError: it does not fit.
        """
        raise NotImplementedError

    def write(self, value: Any) -> Any:
        """The value as JSON holds it."""
        return value

    def cell(self, value: Any) -> str:
        """The value as the text of a table cell."""
        written = self.write(value)
        return "" if written is None else cells.guard(str(written))


def as_text(raw: Any) -> str:
    """The text of a cell, cleaned; numbers and truth values as they are written.

    Raises:
        CellError: it is a list or an object, or no whole text.
    """
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, (int, float)):
        return str(raw)
    if not isinstance(raw, str):
        raise CellError(_("Here goes one text, not a list or an object."))
    try:
        raw.encode()
    except UnicodeEncodeError:
        raise CellError(_("The text holds half a character; save the file as UTF-8 again.")) from None
    return clean(raw)


@dataclass
class Text(Type):
    """A text as typed; markup stays text. ``longest`` in characters."""

    longest: int = 200

    def read(self, raw: Any) -> Any:
        text = as_text(raw)
        if len(text) > self.longest:
            raise CellError(
                _("The text has %(length)s characters; at most %(longest)s fit.")
                % {"length": len(text), "longest": self.longest}
            )
        return text or BLANK


@dataclass
class Url(Text):
    """A web address."""

    def read(self, raw: Any) -> Any:
        text = super().read(raw)
        if text is BLANK:
            return text
        try:
            URLValidator(schemes=["http", "https"])(text)
        except ValidationError:
            raise CellError(_("“%(value)s” is no web address; begin it with https://.") % {"value": text}) from None
        return text


@dataclass
class Choice(Type):
    """One of some codes; ``names`` are what else may be written for each."""

    names: Mapping[str, Sequence[str]]
    empty: Any = BLANK

    def read(self, raw: Any) -> Any:
        text = as_text(raw)
        if not text:
            return BLANK
        wanted = fold(normalise(text)).replace("_", "-")
        for code, names in self.names.items():
            if wanted == fold(code) or any(wanted == fold(normalise(name)) for name in names):
                return code
        raise CellError(
            _("“%(value)s” is not known here; write one of %(known)s.")
            % {"value": text, "known": ", ".join(self.names)}
        )


class Currency(Type):
    """A currency of the list, by its letters or its usual name."""

    empty: Any = BLANK

    def read(self, raw: Any) -> Any:
        text = normalise(as_text(raw)).upper()
        text = {"人民币": "CNY", "元": "CNY", "RMB": "CNY", "美元": "USD", "欧元": "EUR"}.get(text, text)
        if not text:
            return BLANK
        if text not in currencies.CURRENCIES:
            raise CellError(currencies.unknown(text))
        return text


@dataclass
class Integer(Type):
    """A whole number between two."""

    least: int
    most: int
    empty: Any = None

    def read(self, raw: Any) -> Any:
        text = normalise(as_text(raw)).removesuffix("年").removesuffix("级").strip()
        if not text:
            return BLANK
        if re.fullmatch(r"[0-9]+\.0+", text):
            text = text.partition(".")[0]
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text) or not self.least <= int(text) <= self.most:
            raise CellError(
                _("“%(value)s” is no whole number from %(least)s to %(most)s.")
                % {"value": text[:60], "least": self.least, "most": self.most}
            )
        return int(text)


@dataclass
class Money(Type):
    """An amount, not negative, with at most two decimals."""

    empty: Any = None

    def read(self, raw: Any) -> Any:
        text = re.sub(r"(?<=[0-9])[, ](?=[0-9]{3})", "", normalise(as_text(raw)))
        if not text:
            return BLANK
        try:
            amount = Decimal(text)
            if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 14:
                raise InvalidOperation
            if amount != amount.quantize(Decimal("0.01")):
                raise InvalidOperation
        except InvalidOperation:
            raise CellError(
                _("“%(value)s” is no amount; write it in full in digits, such as 1200000 or 1200000.50.")
                % {"value": text[:60]}
            ) from None
        return amount.quantize(Decimal("0.01"))

    def write(self, value: Any) -> Any:
        if value is None:
            return None
        return int(value) if value == value.to_integral_value() else str(value)


@dataclass
class Day(Type):
    """A date."""

    empty: Any = None

    def read(self, raw: Any) -> Any:
        if isinstance(raw, datetime):
            return raw.date()
        if isinstance(raw, date):
            return raw
        text = normalise(as_text(raw))
        if not text:
            return BLANK
        match = re.fullmatch(
            r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?(?:[T ][0-9:.]+Z?)?", text
        )
        try:
            if match:
                return date(*map(int, match.groups()))
        except ValueError:
            pass
        raise CellError(_("“%(value)s” is no date; write it as 2027-06-30.") % {"value": text[:60]})

    def write(self, value: Any) -> Any:
        return value.isoformat() if value else None


_YES = frozenset("true yes y 1 是 对 ✓ √ 样例".split())
_NO = frozenset("false no n 0 否 不是".split())


@dataclass
class YesNo(Type):
    """True or false."""

    empty: Any = BLANK

    def read(self, raw: Any) -> Any:
        if isinstance(raw, bool):
            return raw
        text = fold(normalise(as_text(raw)))
        if not text:
            return BLANK
        if text in _YES or text in _NO:
            return text in _YES
        raise CellError(_("“%(value)s” is neither yes nor no; write true or false.") % {"value": text[:60]})

    def cell(self, value: Any) -> str:
        return "true" if value else "false"


@dataclass
class Many(Type):
    """Several values of one type; each stays once."""

    of: Type
    most: int = 50
    empty: Any = field(default_factory=list)

    def read(self, raw: Any) -> Any:
        parts = raw if isinstance(raw, list) else cells.split(as_text(raw))
        if len(parts) > self.most:
            raise CellError(
                _("There are %(number)s values; at most %(most)s fit.") % {"number": len(parts), "most": self.most}
            )
        values = [value for part in parts if part is not None and (value := self.of.read(part)) is not BLANK]
        return list(dict.fromkeys(values)) or BLANK

    def cell(self, value: Any) -> str:
        return cells.guard(cells.join(value))


class Keywords(Many):
    """Free words; unknown fields are put among them, see :class:`Fields`."""


@dataclass(frozen=True)
class UnknownField:
    """A field name that the classification does not have: kept as a keyword."""

    name: str


class FieldName(Type):
    """A field by its FORD code or name in Chinese or English; any other name becomes a keyword."""

    def read(self, raw: Any) -> Any:
        text = as_text(raw)
        if not text:
            return BLANK
        code = classifications.find_field(text)
        if code is not None:
            return code
        if re.fullmatch(r"[0-9]+(\.[0-9]+)*", text):
            raise CellError(_("There is no field with the code %(code)s.") % {"code": text})
        if len(text) > 60:
            raise CellError(_("“%(value)s…” is too long for the name of a field.") % {"value": text[:30]})
        return UnknownField(text)


class PlaceName(Type):
    """A place by its GB/T 2260 or ISO 3166 code, or by name."""

    def read(self, raw: Any) -> Any:
        text = as_text(raw)
        if not text:
            return BLANK
        code = classifications.find_place(text)
        if code is not None:
            return code
        near = ", ".join(f"{entry.name_zh} {entry.code}" for entry in classifications.nearest_places(text))
        if near:
            raise CellError(
                _("“%(value)s” is no place that is known here, or several; did you mean %(near)s?")
                % {"value": text[:60], "near": near}
            )
        raise CellError(
            _("“%(value)s” is no place that is known here; write a country, a province or a city, or its code.")
            % {"value": text[:60]}
        )


class Number(Type):
    """A number with or without decimals."""

    empty: Any = None

    def read(self, raw: Any) -> Any:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            number = float(raw)
        else:
            text = normalise(as_text(raw)).replace(",", "")
            if not text:
                return BLANK
            try:
                number = float(text)
            except ValueError:
                raise CellError(_("“%(value)s” is no number.") % {"value": text[:60]}) from None
        if not math.isfinite(number):
            raise CellError(_("The number is too large or none."))
        return number
