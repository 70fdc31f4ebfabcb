"""Choosing a currency: for problems, challenges, deals and contracts alike (the list is :mod:`duijie.core.money`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from duijie.core.errors import InvalidInput
from duijie.core.money import CURRENCIES

CHOICES = [(code, _(money.unit[0])) for code, money in CURRENCIES.items()]
"""Code and name in the reader's language, as fields of models and forms take them."""

DEFAULT = "CNY"
KNOWN = ", ".join(CURRENCIES)


def unknown(code: str) -> str:
    """The sentence that refuses a currency."""
    sentence = _("“%(currency)s” is no currency known here; choose one of %(known)s.")
    return str(sentence % {"currency": code[:20], "known": KNOWN})


def check(code: str) -> None:
    """Refuse what is no currency of the list.

    Raises:
        InvalidInput: it is none, by the field ``currency``.
    """
    if code not in CURRENCIES:
        sentence = unknown(code)
        raise InvalidInput.at("currency", sentence)
