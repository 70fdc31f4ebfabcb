"""The form of “This is me”."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.core.forms import MarkedForm
from duijie.core.text import clean


class ClaimForm(MarkedForm):
    """What helps the secretariat to see that it is true."""

    message = forms.CharField(
        label=_("Message to the secretariat"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proof = forms.CharField(
        label=_("Where it can be seen"),
        required=False,
        max_length=500,
        help_text=_("For example your page at your institution, with your mail address on it."),
    )

    def clean_message(self) -> str:
        return clean(self.cleaned_data["message"])

    def clean_proof(self) -> str:
        return " ".join(clean(self.cleaned_data["proof"]).split())
