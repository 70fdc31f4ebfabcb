"""pydantic's errors as sentences in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_SENTENCES: dict[str, Any] = {
    "missing": gettext_lazy("This is needed and missing."),
    "extra_forbidden": gettext_lazy("There is no such field here; leave it out or look at its spelling."),
    "unknown_parameter": gettext_lazy("“%(name)s” is no parameter here; there are: %(known)s."),
    "string_type": gettext_lazy("This must be text."),
    "string_too_short": gettext_lazy("This must have at least %(min_length)s characters."),
    "string_too_long": gettext_lazy("This may have at most %(max_length)s characters."),
    "string_pattern_mismatch": gettext_lazy("This does not have the form %(pattern)s."),
    "string_unicode": gettext_lazy("This holds half a character; send whole ones in UTF-8."),
    "literal_error": gettext_lazy("This must be one of %(expected)s."),
    "list_type": gettext_lazy("This must be a list."),
    "too_long": gettext_lazy("This may have at most %(max_length)s entries."),
    "too_short": gettext_lazy("This must have at least %(min_length)s entries."),
    "int_type": gettext_lazy("This must be a whole number."),
    "int_parsing": gettext_lazy("This must be a whole number."),
    "int_parsing_size": gettext_lazy("This number is too large."),
    "int_from_float": gettext_lazy("This must be a whole number."),
    "float_type": gettext_lazy("This must be a number."),
    "float_parsing": gettext_lazy("This must be a number."),
    "finite_number": gettext_lazy("This must be a finite number."),
    "bool_type": gettext_lazy("This must be true or false."),
    "bool_parsing": gettext_lazy("This must be true or false."),
    "greater_than_equal": gettext_lazy("This must be %(ge)s or more."),
    "less_than_equal": gettext_lazy("This must be %(le)s or less."),
    "greater_than": gettext_lazy("This must be more than %(gt)s."),
    "less_than": gettext_lazy("This must be less than %(lt)s."),
    "decimal_type": gettext_lazy("This must be a number."),
    "decimal_parsing": gettext_lazy("This must be a number."),
    "decimal_max_digits": gettext_lazy("This may have at most %(max_digits)s digits."),
    "decimal_max_places": gettext_lazy("This may have at most %(decimal_places)s decimal places."),
    "decimal_whole_digits": gettext_lazy("This may have at most %(whole_digits)s digits before the point."),
    "date_form": gettext_lazy("This must be a date of the form 2026-01-31."),
    "uuid_type": gettext_lazy("This must be an id as the API gives them."),
    "uuid_parsing": gettext_lazy("This must be an id as the API gives them."),
    "model_type": gettext_lazy("This must be a JSON object."),
    "model_attributes_type": gettext_lazy("This must be a JSON object."),
    "dict_type": gettext_lazy("This must be a JSON object."),
}


def sentence(error: Mapping[str, Any]) -> str:
    """One sentence for one entry of ``pydantic.ValidationError.errors()``."""
    text = _SENTENCES.get(str(error["type"]))
    if text is None:
        return _("This does not fit: %(reason)s.") % {"reason": error["msg"]}
    values = dict(error.get("ctx") or {})
    if error.get("type") == "literal_error":
        # pydantic lists the choices as English: 'problem', 'project' or 'talent'.
        listed = str(values.get("expected", ""))
        values["expected"] = _(", ").join(re.findall(r"'([^']*)'", listed)) or listed
    try:
        return str(text) % values
    except KeyError:
        return str(text)
