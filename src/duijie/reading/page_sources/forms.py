"""The form of a page source."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duijie.core.forms import MarkedForm
from duijie.reading.models import PageSource


class PageSourceForm(MarkedForm):
    """Where pages come from, and how often it is looked at."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=200)
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

    @staticmethod
    def initial_of(source: PageSource) -> dict[str, Any]:
        """What the form shows of a source."""
        return {name: getattr(source, name) for name in PageSourceForm.base_fields}
