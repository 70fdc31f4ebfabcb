"""Why something in a deal is ended, refused or opened again: the other side reads it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from duijie.core import reasons


def reason_of(text: str, most: int = 2000) -> str:
    """A reason that somebody must give, of at most ``most`` characters.

    Raises:
        InvalidInput: there is none, or it is too long.
    """
    return reasons.reason_of(
        text, sentence=_("Say why, in at most %(most)s characters; the other side reads it."), most=most
    )
