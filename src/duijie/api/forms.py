"""The form that makes a token."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duijie.api.models import ApiToken

_LIVES = [("30", _("30 days")), ("90", _("90 days")), ("366", _("a year")), ("", _("until I revoke it"))]


class TokenForm(forms.Form):
    """A name to know it by, what it may do, how long it lives."""

    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"),
        max_length=80,
        help_text=_("For example the program that will use it."),
    )
    scope = forms.ChoiceField(label=_("May"), choices=ApiToken.Scope.choices, initial=ApiToken.Scope.READ)
    days = forms.ChoiceField(label=_("Lives"), choices=_LIVES, initial="90", required=False)

    def life(self) -> int | None:
        """Days, or None without an end."""
        return int(self.cleaned_data["days"]) if self.cleaned_data["days"] else None
