"""Reasons that somebody must give, and somebody else reads."""

from __future__ import annotations

from typing import Any

from duijie.core.errors import InvalidInput
from duijie.core.text import clean


def reason_of(text: str, *, sentence: Any, most: int = 2000) -> str:
    """A reason without what nobody sees.

    Args:
        sentence: what is said where it is missing or too long, with ``%(most)s`` for the characters.

    Raises:
        InvalidInput: so it is.
    """
    reason = clean(text).strip()
    if not reason or len(reason) > most:
        message = sentence % {"most": f"{most:,}"}
        raise InvalidInput.at("reason", message)
    return reason
