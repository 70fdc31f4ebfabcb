"""Forms of the site: what they have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from duijie.core.errors import DuijieError


class MarkedForm(forms.Form):
    """A form that marks the fields that need another look."""

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            self._mark()

    def refuse(self, error: DuijieError) -> None:
        """Show what the service refused beside the fields it concerns."""
        fields: Mapping[str, Sequence[Any]] = error.details.get("fields") or {"": [error]}
        for name, sentences in fields.items():
            self.add_error(name if name in self.fields else None, [str(sentence) for sentence in sentences])
        self._mark()

    def _mark(self) -> None:
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"
