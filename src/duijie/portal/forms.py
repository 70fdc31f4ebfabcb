"""Forms of the site's frame."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from duijie.core.models import User
from duijie.core.text import clean
from duijie.portal.password_validation import GuessedValidator


class SignUpForm(forms.Form):
    """What sign-up asks besides e-mail and password."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    field_order = ["name", "email", "password1"]

    def clean(self) -> dict[str, Any]:
        """A password made of the name: allauth compares it with the address only."""
        values = super().clean() or self.cleaned_data
        password, name = values.get("password1"), values.get("name")
        if password and name:
            try:
                GuessedValidator().validate(password, User(name=name))
            except forms.ValidationError as error:
                if error.code == "password_about-you":
                    self.add_error("password1", error)
        return values

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
