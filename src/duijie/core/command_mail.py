"""``duijie mail``: what became of the mails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duijie.core import mailing
from duijie.core.models import Mail
from duijie.core.output import out


def run(*, again: bool, as_json: bool) -> int:
    """How many mails are in each state, and which are unsent; ``again`` puts those into the queue."""
    put_back = mailing.send_again(Mail.objects.all()) if again else 0
    unsent = list(mailing.unsent().order_by("created_at")[:200])
    counts = mailing.counts()
    rows = [
        {"id": str(mail.pk), "to": mail.to, "subject": mail.subject, "state": mail.state, "error": mail.error}
        for mail in unsent
    ]

    def lines() -> Iterator[str]:
        yield ", ".join(f"{number} {state}" for state, number in counts.items())
        yield from _listed(unsent)
        if again:
            yield f"{put_back} put back into the queue."

    told = {"counts": counts, "put_back": put_back, "unsent": rows}
    out(told, as_json=as_json, human=lambda: "\n".join(lines()))
    return 0


def _listed(mails: Sequence[Mail]) -> Iterator[str]:
    for mail in mails:
        why = mail.error or "it was being sent when the worker died: it may have gone or not"
        yield f"{mail.created_at:%Y-%m-%d %H:%M}  {mail.to}  {mail.subject}  ({why})"
