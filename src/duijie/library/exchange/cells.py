"""How a value becomes the text of one table cell and back, without loss. Pure.

Lists are joined by "; " when no value needs more, else the cell is a JSON list. A text that a
spreadsheet would run as a formula is written behind an apostrophe, which is taken off again.
"""

from __future__ import annotations

import json
import re
from typing import Any

_FORMULA = re.compile(r"'*(?:[=+\-@\t\r＝＋－＠]|§more:)")
_GUARDED = re.compile(r"'+(?:[=+\-@\t\r＝＋－＠]|§more:)")
_SEPARATOR = re.compile(r"[;；\n]")


def guard(text: str) -> str:
    """The text with an apostrophe in front when a spreadsheet would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """The text that was guarded; every other text as it is."""
    return text[1:] if _GUARDED.match(text) else text


def join(values: list[str]) -> str:
    """A list as one cell."""
    joined = "; ".join(values)
    return joined if split(joined) == values and not joined.startswith("[") else dump(values)


def split(cell: str) -> list[str]:
    """The values of one cell: a JSON list, or values separated by ; or ； or line breaks."""
    listed = load_list(cell)
    if listed is not None and all(isinstance(value, str) for value in listed):
        return listed
    return [value for piece in _SEPARATOR.split(cell) if (value := piece.strip())]


def join_map(values: dict[str, str]) -> str:
    """``{"en": "A", "zh-Hans": "甲"}`` as ``en: A; zh-Hans: 甲``."""
    return join([f"{key}: {value}" for key, value in values.items()])


def split_map(cell: str) -> dict[str, str]:
    """The pairs of one cell, a JSON object or ``key: value`` pieces.

    Raises:
        ValueError: a piece has no colon.
    """
    if cell.lstrip().startswith("{"):
        found = json.loads(cell)
        if isinstance(found, dict):
            return found
    pairs = {}
    for piece in split(cell):
        key, colon, value = piece.replace("：", ":", 1).partition(":")
        if not colon:
            raise ValueError(piece)
        pairs[key.strip()] = value.strip()
    return pairs


def dump(value: Any) -> str:
    """A value as compact JSON on one line, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def load_list(cell: str) -> list[Any] | None:
    """The JSON list that a cell is, or None."""
    if not cell.lstrip().startswith("["):
        return None
    try:
        found = json.loads(cell, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _no_constant(name: str) -> Any:
    raise ValueError(name)
