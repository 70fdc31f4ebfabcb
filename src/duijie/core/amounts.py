"""Amounts and numbers as people write them. Pure."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal

_POINT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,3}(?: \d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?")
_COMMA = re.compile(r"\d{1,3}(?:[. ]\d{3})+,\d{1,2}|\d+,\d{1,2}")


def amount_of(written: str) -> Decimal | None:
    """The amount, where the way it is written can mean only one; None where it could mean two, or none.

    A comma before one or two last figures can only be a decimal comma. ``1.500`` and ``1,500,00``
    could mean several amounts; so could a point before three figures. A comma before three figures
    groups thousands, as it does in Chinese and English.

        >>> amount_of("1,200,000.50"), amount_of("1.200.000,5"), amount_of("１２３４，５６"), amount_of("1.500")
        (Decimal('1200000.50'), Decimal('1200000.5'), Decimal('1234.56'), None)
    """
    text = re.sub(r"[\u00a0\u202f\u2009]", " ", unicodedata.normalize("NFKC", written)).strip()
    if not text.isascii():
        return None  # figures of other scripts
    if _POINT.fullmatch(text):
        return Decimal(text.replace(",", "").replace(" ", ""))
    if _COMMA.fullmatch(text):
        return Decimal(text.replace(".", "").replace(" ", "").replace(",", "."))
    return None


def number_of(written: str) -> float | None:
    """A number of a unit, as :func:`amount_of` reads amounts but with any number of decimals and a sign:
    ``2,5`` and ``2.5`` are two and a half; None where it is none, or could be two.

    >>> number_of("2,5"), number_of("-0.0005"), number_of("1.200,75"), number_of("1,200"), number_of("1e-3")
    (2.5, -0.0005, 1200.75, 1200.0, 0.001)
    >>> number_of("1.2.3"), number_of("许多"), number_of("inf")
    (None, None, None)
    """
    text = unicodedata.normalize("NFKC", written).strip()
    sign, digits = (-1, text[1:]) if text[:1] in ("-", "−") else (1, text.removeprefix("+"))
    amount = amount_of(digits)
    if amount is None and (match := re.fullmatch(r"(\d+)[.,](\d+)", digits, re.ASCII)):
        amount = Decimal(f"{match[1]}.{match[2]}")
    if amount is None and re.fullmatch(r"\d+(\.\d+)?[eE][+-]?\d{1,2}", digits, re.ASCII):
        amount = Decimal(digits)
    return None if amount is None else sign * float(amount)


def plain(number: float) -> str:
    """A number without a needless ``.0`` and without an exponent.

    >>> plain(5.0), plain(0.05), plain(1234567.0), plain(1e-05)
    ('5', '0.05', '1234567', '0.00001')
    """
    if not math.isfinite(number) or abs(number) >= 1e15:
        return str(number)
    text = f"{Decimal(repr(float(number))):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
