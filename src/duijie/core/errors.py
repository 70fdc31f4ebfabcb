"""One exception tree with stable codes.

Every error that a user may cause carries a sentence that says what is wrong and how to
mend it. The web turns it into a message, the API into RFC 9457 problem details, the
command line into one line on stderr and exit code 2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_translate: Callable[[str], str] = str


def translate_with(function: Callable[[str], str]) -> None:
    """Let sentences of the pure parts speak the reader's language (Django's gettext)."""
    global _translate
    _translate = function


def gettext_noop(template: str) -> str:
    """Mark a template for the catalogue, in modules that know nothing of Django."""
    return template


class Sentence:
    """A sentence with values in it, translated when it is read.

    >>> str(Sentence(gettext_noop("At most {limit:,} are read."), limit=20000))
    'At most 20,000 are read.'
    """

    def __init__(self, template: str, **values: Any) -> None:
        self.template, self.values = template, values

    def __str__(self) -> str:
        return _translate(self.template).format(**self.values)


class DuijieError(Exception):
    """What a user can do wrong.

    Args:
        message: one sentence that says what is wrong and how to mend it: a lazy translation,
            a :class:`Sentence`, or plain text.
        details: machine-readable particulars (row numbers, field names, limits).
    """

    code = "error"
    status = 400

    def __init__(self, message: Any = "", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(DuijieError):
    """The input does not have the form or the values it needs. ``details["fields"]`` maps fields to sentences."""

    code = "invalid-input"
    status = 422

    @classmethod
    def at(cls, field: str, sentence: Any) -> InvalidInput:
        """What is wrong is in one field."""
        return cls(sentence, fields={field: [sentence]})


class TooLarge(DuijieError):
    """The input is larger than the limit, which the message names."""

    code = "too-large"
    status = 413


class NotAllowed(DuijieError):
    """The actor may see the object but not do this with it."""

    code = "not-allowed"
    status = 403


class NotFound(DuijieError):
    """There is no such object, or the actor may not know that there is."""

    code = "not-found"
    status = 404


class Conflict(DuijieError):
    """Somebody else changed the object, or its state does not allow the action."""

    code = "conflict"
    status = 409


class StaleEdit(Conflict):
    """The object was changed after the form was opened; ``details["changes"]`` says how."""

    code = "stale-edit"


class Unavailable(DuijieError):
    """A part that is needed is not there (index, endpoint, disk). The message is for who runs
    the installation and may name its folders and addresses; :attr:`public` is for everybody."""

    code = "unavailable"
    status = 503

    @property
    def public(self) -> str:
        """What a visitor is told."""
        return _translate(
            gettext_noop("A part of the platform that this needs does not answer just now; try again in a moment.")
        )
