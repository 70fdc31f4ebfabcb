"""Forms of the site's frame."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from duijie.core.models import User
from duijie.core.text import clean


class SignUpForm(forms.Form):
    """What sign-up asks besides e-mail and password."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    field_order = ["name", "email", "password1"]

    def clean_name(self) -> str:
        name = " ".join(clean(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(_("Enter the name by which others know you."))
        return name

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the user is saved: make them a member of the community they came to."""
        from duijie.registry.middleware import community_of
        from duijie.registry.services import join_community

        user.name = self.cleaned_data["name"]
        user.language = getattr(request, "LANGUAGE_CODE", user.language)
        user.save(update_fields=["name", "language"])
        join_community(user=user, community=community_of(request))
