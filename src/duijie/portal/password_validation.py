"""Django's question about a new password, answered by :mod:`duijie.portal.passwords` in the reader's language."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from duijie.portal.passwords import Weakness, weakness

_SENTENCES: dict[Weakness, Any] = {
    "few": gettext_lazy("This password has too few different characters."),
    "pattern": gettext_lazy("This password follows the keys or the alphabet, or repeats itself; mix words instead."),
    "common": gettext_lazy("This password is a common word with digits or signs around it."),
    "about-you": gettext_lazy(
        "This password is made of your name, your address or the name of this site; others guess that first."
    ),
}

TOO_SHORT = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)
"""Django's own sentence, here because Django's Chinese catalogue lacks it; ours is asked first."""


class GuessedValidator:
    """Refuses what somebody guesses who knows what people choose, and who the owner is."""

    def __init__(self) -> None:
        self._common = CommonPasswordValidator().passwords

    def validate(self, password: str, user: Any = None) -> None:
        """Raise a ``ValidationError`` for a weak password."""
        about = [str(getattr(user, name, "") or "") for name in ("name", "email")]
        found = weakness(password, about=about, common=self._common.__contains__)
        if found is not None:
            raise ValidationError(_SENTENCES[found], code=f"password_{found}")

    def get_help_text(self) -> str:
        """What forms say before."""
        return _("Several words that do not belong together are strong and easy to remember; your name is neither.")
