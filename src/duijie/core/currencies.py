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
    TWD = "TWD", _("New Taiwan dollar")
    MOP = "MOP", _("Macanese pataca")
    SGD = "SGD", _("Singapore dollar")
    KRW = "KRW", _("South Korean won")
    RUB = "RUB", _("Russian rouble")
    INR = "INR", _("Indian rupee")
    PKR = "PKR", _("Pakistani rupee")
    BDT = "BDT", _("Bangladeshi taka")
    THB = "THB", _("Thai baht")
    MYR = "MYR", _("Malaysian ringgit")
    IDR = "IDR", _("Indonesian rupiah")
    VND = "VND", _("Vietnamese dong")
    PHP = "PHP", _("Philippine peso")
    KZT = "KZT", _("Kazakhstani tenge")
    UZS = "UZS", _("Uzbekistani soum")
    MNT = "MNT", _("Mongolian tugrik")
    TRY = "TRY", _("Turkish lira")
    AED = "AED", _("United Arab Emirates dirham")
    SAR = "SAR", _("Saudi riyal")
    EGP = "EGP", _("Egyptian pound")
    KES = "KES", _("Kenyan shilling")
    ZAR = "ZAR", _("South African rand")
    AUD = "AUD", _("Australian dollar")
    NZD = "NZD", _("New Zealand dollar")
    CAD = "CAD", _("Canadian dollar")
    CHF = "CHF", _("Swiss franc")
    NOK = "NOK", _("Norwegian krone")
    SEK = "SEK", _("Swedish krona")
    DKK = "DKK", _("Danish krone")
    PLN = "PLN", _("Polish zloty")
    BRL = "BRL", _("Brazilian real")


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
