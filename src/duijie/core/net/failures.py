"""What can go wrong with asking an address, as one sentence each."""

from __future__ import annotations

from typing import Any

from duijie.core.errors import NotAllowed, Unavailable


class FetchRefused(NotAllowed):
    """It may not be asked: robots.txt, an address that is not public, a scheme."""

    code = "fetch-refused"


class FetchFailed(Unavailable):
    """It could not be asked, or did not answer.

    ``again`` says whether another try may help, ``after`` how many seconds the server asked
    to be left alone (None: it did not say).
    """

    code = "fetch-failed"

    def __init__(self, message: Any = "", *, again: bool, after: float | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.again, self.after = again, after
