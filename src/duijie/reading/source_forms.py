"""The form of a page source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.reading.models import PageSource


class PageSourceForm(forms.Form):
    """Where pages come from, and how often it is looked at."""

    name = forms.CharField(label=_("Name"), max_length=200)
    address = forms.CharField(
        label=_("Address"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("Of a feed, a sitemap, a list of addresses or a single page: https://example.org/feed.xml"),
    )
    addresses = forms.CharField(
        label=_("Or a list of addresses"),
        max_length=200_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("One a line; a line that begins with # is a remark."),
    )
    kind = forms.ChoiceField(
        label=_("What the address is"),
        choices=PageSource.Kind.choices,
        initial=PageSource.Kind.AUTO,
        help_text=_("“Whatever comes” is told by what the server answers."),
    )
    every = forms.ChoiceField(label=_("Look at it"), choices=PageSource.Every.choices, initial=PageSource.Every.DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self._mark()

    def _mark(self) -> None:
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"

    def refuse(self, error: Any) -> None:
        """Show what the service refused beside the fields it concerns."""
        fields: Mapping[str, Sequence[Any]] = error.details.get("fields") or {"": [error]}
        for name, sentences in fields.items():
            self.add_error(name if name in self.fields else None, [str(sentence) for sentence in sentences])
        self._mark()

    @staticmethod
    def initial_of(source: PageSource) -> dict[str, Any]:
        """What the form shows of a source."""
        return {name: getattr(source, name) for name in PageSourceForm.base_fields}
