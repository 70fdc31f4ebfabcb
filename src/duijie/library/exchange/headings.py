"""Which column the heading of a table names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from duijie.core.errors import InvalidInput
from duijie.core.text import fold, normalise, to_simplified
from duijie.library.exchange.columns import COLUMNS, Column


def heading_key(text: str) -> str:
    """A heading as compared: folded, Simplified, without a star or a remark in brackets."""
    plain = re.sub(r"[(（\[【].*?[)）\]】]", "", to_simplified(normalise(text)))
    return re.sub(r"[\s\-]+", "_", fold(plain).replace("*", "").strip())


class Headings:
    """Which column a heading names, for one kind.

    A column's own name is surer than another column's alias, so it is looked up first.
    """

    def __init__(self, kind: str) -> None:
        self.columns = COLUMNS[kind]
        self._by_key: dict[str, Column] = {}
        for column in self.columns:
            self._by_key[heading_key(column.name)] = column
        for column in self.columns:
            for head in column.heads:
                self._by_key.setdefault(heading_key(head), column)
        self._seen: dict[str, Column | None] = {}

    def find(self, heading: str) -> Column | None:
        """The column, or None."""
        if heading not in self._seen:
            if len(self._seen) > 1000:
                self._seen.clear()
            self._seen[heading] = self._by_key.get(heading_key(heading))
        return self._seen[heading]

    def unknown(self, heading: str) -> str:
        """A sentence that names an unknown column and the nearest known ones."""
        near = difflib.get_close_matches(heading_key(heading), self._by_key, n=3, cutoff=0.45)
        names = list(dict.fromkeys(self._by_key[key].name for key in near))
        if names:
            return _("There is no column “%(heading)s”; did you mean %(near)s?") % {
                "heading": heading[:60],
                "near": ", ".join(names),
            }
        return _("There is no column “%(heading)s”; the columns are %(known)s.") % {
            "heading": heading[:60],
            "known": ", ".join(column.name for column in self.columns),
        }

    def table(self, headings: Iterable[str]) -> list[Column | None]:
        """The columns of a table's first row; None for one without a heading.

        Raises:
            InvalidInput: unknown, doubled or missing columns; all of them are named.
        """
        found: list[Column | None] = []
        problems: list[str] = []
        for heading in headings:
            if not heading.strip():
                found.append(None)
                continue
            column = self.find(heading)
            if column is None:
                problems.append(self.unknown(heading))
            elif column in found:
                problems.append(
                    _("“%(heading)s” is the column %(name)s a second time.") % {"heading": heading, "name": column.name}
                )
            found.append(column)
        given = {column.name for column in found if column}
        missing = [column.name for column in self.columns if column.required and column.name not in given]
        if missing and not problems:
            problems.append(
                _("The column %(names)s is missing; the first row names the columns.") % {"names": ", ".join(missing)}
            )
        if problems:
            raise InvalidInput(" ".join(problems[:20]), columns=problems)
        return found
