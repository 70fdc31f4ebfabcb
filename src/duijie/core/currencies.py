"""The currencies that amounts are kept in: one list for problems, challenges, deals and contracts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import InvalidInput


class Currency(models.TextChoices):
    """A currency by its code of ISO 4217."""

    CNY = "CNY", _("Chinese yuan")
    USD = "USD", _("US dollar")
    EUR = "EUR", _("euro")
    GBP = "GBP", _("pound sterling")
    JPY = "JPY", _("Japanese yen")
    HKD = "HKD", _("Hong Kong dollar")


KNOWN = ", ".join(Currency.values)


def unknown(code: str) -> str:
    """The sentence that refuses a currency."""
    sentence = _("“%(currency)s” is no currency known here; choose one of %(known)s.")
    return str(sentence % {"currency": code[:20], "known": KNOWN})


def check(code: str) -> None:
    """Refuse what is no currency of the list.

    Raises:
        InvalidInput: it is none, by the field ``currency``.
    """
    if code not in Currency.values:
        sentence = unknown(code)
        raise InvalidInput(sentence, fields={"currency": [sentence]})
