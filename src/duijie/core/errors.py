"""One exception tree with stable codes.

Every error that a user may cause carries a sentence that says what is wrong and how to
mend it. The web turns it into a message, the API into RFC 9457 problem details, the
command line into one line on stderr and exit code 2.
"""

from __future__ import annotations

from typing import Any


class DuijieError(Exception):
    """What a user can do wrong.

    Args:
        message: one sentence that says what is wrong and how to mend it. May be a lazy
            translation.
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
    """The input does not have the form or the values it needs."""

    code = "invalid-input"
    status = 422


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
    """A part that is needed is not there (index, endpoint, disk)."""

    code = "unavailable"
    status = 503
