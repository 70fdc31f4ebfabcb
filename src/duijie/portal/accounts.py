"""How allauth behaves here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import ngettext_lazy

TOO_SHORT = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)
"""Django's own sentence, here because Django's Chinese catalogue lacks it; ours is asked first."""


class AccountAdapter(DefaultAccountAdapter):
    """allauth's own behaviour; the place where the platform's rules for accounts are added."""
