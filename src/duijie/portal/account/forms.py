"""The forms of signing up and of a person's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from duijie.core.forms import MarkedForm
from duijie.core.models import User
from duijie.core.text import clean
from duijie.portal.password_validation import GuessedValidator


class _NamedForm(forms.Form):
    """The name by which others know somebody."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    def clean_name(self) -> str:
        name = " ".join(clean(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(_("Enter the name by which others know you."))
        return name


class SignUpForm(_NamedForm):
    """What sign-up asks besides e-mail and password."""

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

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the user is saved: make them a member of the community they came to."""
        from duijie.portal.account.services import arrive
        from duijie.registry.middleware import community_of

        language = getattr(request, "LANGUAGE_CODE", user.language)
        arrive(user=user, name=self.cleaned_data["name"], language=language, community=community_of(request))


class AboutMeForm(_NamedForm, MarkedForm):
    """Name and language of an account."""

    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("Of the pages, and of the mails that you get.")
    )


class DeletionForm(MarkedForm):
    """The password once more; who has none (signing in elsewhere) writes the address,
    and the view sees that they have shown lately who they are."""

    proof = forms.CharField(max_length=254)
    sure = forms.BooleanField(label=_("I know that this cannot be undone."))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        field = self.fields["proof"]
        if user.has_usable_password():
            field.label = _("Your password")
            field.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        else:
            field.label = _("Your e-mail address")

    def clean_proof(self) -> str:
        proof = str(self.cleaned_data["proof"])
        if self.user.has_usable_password():
            if not self.user.check_password(proof):
                raise forms.ValidationError(_("This is not your password."))
        elif proof.strip().lower() != self.user.email.lower():
            raise forms.ValidationError(_("This is not the address of your account."))
        return proof
