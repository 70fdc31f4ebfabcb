"""What each code of a problem means and what to do, for the page that ``type`` leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from duijie.api.problems import CODES


@dataclass(frozen=True, slots=True)
class Meaning:
    """One kind of problem."""

    code: str
    status: int
    title: str
    advice: str


def meanings() -> Iterator[Meaning]:
    """All kinds of problems, in the order of their status."""
    advice = {
        "malformed": _("The body is no JSON, or a header breaks HTTP's rules. Mend the program that sends it."),
        "error": _("The request was refused; “detail” says why."),
        "sign-in-needed": _(
            "Send a live token as “Authorization: Bearer …”. Tokens are made and revoked on the page of your tokens."
        ),
        "not-allowed": _(
            "You are known and may not do this: the token is for reading only, or you hold no role that allows it."
        ),
        "not-found": _("There is no such record, or it is not open to you; the answer is the same for both."),
        "method-not-allowed": _("The header Allow names what this address can do."),
        "conflict": _("The record is in a state in which this cannot be done; read it again."),
        "stale-edit": _(
            "Somebody changed the record after you read it. “changes” shows theirs and yours for each field, "
            "“version” is the version to go on with."
        ),
        "too-large": _("Send less at once; “limit” names the most bytes."),
        "unsupported-media-type": _("Bodies are JSON: send “Content-Type: application/json”."),
        "invalid-input": _("“errors” points at each part that does not fit and says how to mend it."),
        "version-needed": _("Send the ETag you were given as If-Match, or “version” in the body."),
        "too-many-requests": _("Wait as many seconds as the header Retry-After says."),
        "internal": _("A mistake of ours; nothing was changed. Tell the operator the “request_id”."),
        "unavailable": _("A part that is needed does not answer just now. Try again in a moment."),
    }
    for code, (status, title) in sorted(CODES.items(), key=lambda entry: entry[1][0]):
        yield Meaning(code, status, str(title), advice[code])
