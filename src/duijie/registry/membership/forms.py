"""The forms of mail domains, of asking, and of saying no."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import InvalidInput
from duijie.core.forms import MarkedForm
from duijie.core.text import clean
from duijie.registry.membership.domains import normalise_domain
from duijie.registry.services.answering import LONGEST


class DomainForm(MarkedForm):
    """A mail domain to state."""

    domain = forms.CharField(
        label=_("Mail domain"),
        max_length=260,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}),
        help_text=_("What stands behind the @ in the organisation’s addresses, such as example.org."),
    )
    below = forms.BooleanField(
        label=_("Subdomains count as well"),
        required=False,
        help_text=_(
            "Also cs.example.org and the like; the secretariat confirms it. "
            "Leave it off where students or alumni have such addresses."
        ),
    )

    def clean_domain(self) -> str:
        try:
            return normalise_domain(self.cleaned_data["domain"])
        except InvalidInput as error:
            raise forms.ValidationError(str(error)) from error


class AskForm(MarkedForm):
    """What to say when asking to belong to an organisation."""

    message = forms.CharField(
        label=_("Message to its admin"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who you are there, so that you are recognised."),
    )

    def clean_message(self) -> str:
        return clean(self.cleaned_data["message"])


class ReasonForm(MarkedForm):
    """Why not."""

    reason = forms.CharField(
        label=_("Why? The person reads it."), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_reason(self) -> str:
        return clean(self.cleaned_data["reason"])
