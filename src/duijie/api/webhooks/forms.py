"""The form of a webhook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duijie.api.webhooks import services
from duijie.core.forms import MarkedForm


class WebhookForm(MarkedForm):
    """A name to know it by, where it leads, what it is told of."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("An https address of your program, reachable from the internet."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    groups = forms.MultipleChoiceField(
        label=_("Told of"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the webhook is to be told of.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["groups"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(group.name, group.title) for group in services.offered()]
