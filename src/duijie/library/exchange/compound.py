"""Columns that hold more than one value of a kind: pairs, identifiers, lines of objects."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from duijie.core.errors import InvalidInput
from duijie.library.exchange import cells
from duijie.library.exchange.values import BLANK, CellError, Type, as_text
from duijie.registry.identifiers import normalise_identifier


@dataclass
class Mapped(Type):
    """Keys with values, such as ``en: Foo; zh-Hans: 某``."""

    empty: Any = field(default_factory=dict)

    def read(self, raw: Any) -> Any:
        try:
            pairs = raw if isinstance(raw, dict) else cells.split_map(as_text(raw))
        except (ValueError, RecursionError):
            raise CellError(_("Write pairs such as “en: Name; zh-Hans: 名称”.")) from None
        found = {str(key).strip(): as_text(value) for key, value in pairs.items() if value is not None}
        return {key: value for key, value in found.items() if value} or BLANK

    def cell(self, value: Any) -> str:
        return cells.guard(cells.join_map(value))


@dataclass
class Identifiers(Mapped):
    """Scheme and value of identifiers, such as ``ror: https://ror.org/00a2xv884``. A scheme
    with several values has a list in JSON, and repeats its name in a cell."""

    def read(self, raw: Any) -> Any:
        pairs: list[tuple[str, str]] = []
        if isinstance(raw, dict):
            for scheme, value in raw.items():
                for one in value if isinstance(value, list) else [value]:
                    if one is not None and (text := as_text(one)):
                        pairs.append((scheme, text))
        else:
            for piece in cells.split(as_text(raw)):
                scheme, colon, value = piece.replace("：", ":", 1).partition(":")
                if not colon:
                    raise CellError(_("Write pairs such as “ror: https://ror.org/00a2xv884; uscc: 91…”."))
                pairs.append((scheme.strip(), value.strip()))
        try:
            return sorted({(key.lower(), normalise_identifier(key.lower(), value)) for key, value in pairs}) or BLANK
        except InvalidInput as error:
            raise CellError(str(error)) from None

    def write(self, value: Any) -> Any:
        found: dict[str, Any] = {}
        for scheme, text in value:
            held = found.get(scheme)
            found[scheme] = text if held is None else [*(held if isinstance(held, list) else [held]), text]
        return found

    def cell(self, value: Any) -> str:
        return cells.guard(cells.join([f"{scheme}: {text}" for scheme, text in value]))


@dataclass
class Lines(Type):
    """A list of objects: the requirements of a problem, the works of a talent.

    ``parts`` are their fields; ``main`` is what a plain text line sets; ``defaults`` are left
    out when written. In a cell: a JSON list, or one clause a line.
    """

    parts: Mapping[str, Type]
    main: str
    defaults: Mapping[str, Any]
    most: int = 200
    empty: Any = field(default_factory=list)

    def read(self, raw: Any) -> Any:
        if isinstance(raw, list):
            rows = raw
        else:
            text = as_text(raw)
            rows = cells.load_list(text)  # type: ignore[assignment]
            if rows is None:
                if text.startswith("[{"):
                    raise CellError(_("This JSON list is broken; write one clause a line, or mend it."))
                rows = [line.strip() for line in text.split("\n") if line.strip()]
        if len(rows) > self.most:
            raise CellError(
                _("There are %(number)s entries; at most %(most)s fit.") % {"number": len(rows), "most": self.most}
            )
        return [self._row(number, row) for number, row in enumerate(rows, 1)] or BLANK

    def _row(self, number: int, row: Any) -> dict[str, Any]:
        given = {self.main: row} if isinstance(row, str) else row
        if not isinstance(given, dict):
            raise CellError(_("Entry %(number)s is neither a text nor an object.") % {"number": number})
        values = dict(self.defaults)
        for key, raw in given.items():
            if key not in self.parts:
                near = difflib.get_close_matches(key, self.parts, n=2, cutoff=0.4) or list(self.parts)
                raise CellError(
                    _("Entry %(number)s has “%(key)s”, which is not known; did you mean %(near)s?")
                    % {"number": number, "key": key[:40], "near": ", ".join(near)}
                )
            if raw is None:
                continue
            try:
                value = self.parts[key].read(raw)
            except CellError as error:
                raise CellError(
                    _("Entry %(number)s, %(key)s: %(reason)s") % {"number": number, "key": key, "reason": error}
                ) from None
            if value is not BLANK:
                values[key] = value
        if not values.get(self.main):
            raise CellError(_("Entry %(number)s has no %(main)s.") % {"number": number, "main": self.main})
        return values

    def write(self, value: Any) -> Any:
        return [
            {
                key: part.write(row[key])
                for key, part in self.parts.items()
                if key == self.main or row[key] != self.defaults[key]
            }
            for row in value
        ]

    def cell(self, value: Any) -> str:
        written = self.write(value)
        return cells.guard(cells.dump(written)) if written else ""
