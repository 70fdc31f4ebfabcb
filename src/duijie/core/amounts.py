"""Amounts of money as people write them. Pure."""

from __future__ import annotations

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
