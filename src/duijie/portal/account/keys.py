"""Passkeys and security keys: allauth calls whatever is wrong with one an incorrect code, and nobody typed a code."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as theirs
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_CODE = "incorrect_code"
_UNKNOWN = _(
    "This passkey or security key is not known here, or the page was open for too long. "
    "Try again, or choose another way."
)
_NOT_ADDED = _("The key could not be added. Try again; if that does not help, use another key or device.")


class SignInKeyForm(theirs.LoginWebAuthnForm):
    """A key instead of a password."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except ValidationError as error:
            if error.code != _CODE:
                raise
            raise ValidationError(_UNKNOWN, code=_CODE) from None


class AddKeyForm(theirs.AddWebAuthnForm):
    """A new key."""

    def clean(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = super().clean()
        except ValidationError as error:
            if error.code != _CODE:
                raise
            raise ValidationError(_NOT_ADDED, code=_CODE) from None
        return found
