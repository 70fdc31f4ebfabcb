"""The languages that people work in, by the codes of BCP 47."""

from __future__ import annotations

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

WORKING = ("zh", "yue", "en", "fr", "de", "es", "pt", "it", "nl", "ru", "ja", "ko", "ar")
"""Those that a form offers; an item may have others."""


def language_name(code: str) -> str:
    """What a language is called; Django knows nearly a hundred, and an unknown one keeps its code."""
    own = {"zh": _("Chinese"), "zh-Hans": _("Simplified Chinese"), "zh-Hant": _("Traditional Chinese")}
    own |= {"en": _("English"), "yue": _("Cantonese"), "no": _("Norwegian")}
    if code in own:
        return own[code]
    try:
        return str(get_language_info(code.lower())["name_translated"])
    except KeyError:
        return code
