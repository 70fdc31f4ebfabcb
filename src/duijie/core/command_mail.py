"""``duijie mail``: what became of the mails."""

from __future__ import annotations

import json

from duijie.core import mailing
from duijie.core.models import Mail
from duijie.core.output import say


def run(*, again: bool, as_json: bool) -> int:
    """How many mails are in each state, and which are unsent; ``again`` puts those into the queue."""
    put_back = mailing.send_again(Mail.objects.all()) if again else 0
    unsent = list(mailing.unsent().order_by("created_at")[:200])
    counts = mailing.counts()
    if as_json:
        rows = [
            {"id": str(mail.pk), "to": mail.to, "subject": mail.subject, "state": mail.state, "error": mail.error}
            for mail in unsent
        ]
        say(json.dumps({"counts": counts, "put_back": put_back, "unsent": rows}, ensure_ascii=False))
        return 0
    say(", ".join(f"{number} {state}" for state, number in counts.items()))
    for mail in unsent:
        why = mail.error or "it was being sent when the worker died: it may have gone or not"
        say(f"{mail.created_at:%Y-%m-%d %H:%M}  {mail.to}  {mail.subject}  ({why})")
    if again:
        say(f"{put_back} put back into the queue.")
    return 0
