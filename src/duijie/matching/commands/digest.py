"""``duijie digest``: the weekly mails by hand."""

from __future__ import annotations

import time
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.utils import timezone

from duijie.core.errors import NotFound
from duijie.core.models import Mail, User
from duijie.core.output import out
from duijie.matching.models import Digest
from duijie.matching.services import digests
from duijie.matching.services.digests import Letter

_PATIENCE: Final = 60  # half seconds


def run(*, week: str, email: str, dry_run: bool, as_json: bool) -> None:
    """Send what waits for this week; with ``dry_run`` only show what would go.

    Raises:
        InvalidInput: ``week`` is no week.
        NotFound: nobody has this address.
    """
    period = week or digests.period_of(timezone.localdate())
    digests.begins(period)
    users = [_user(email)] if email else None
    if dry_run:
        _show(period, users, as_json=as_json)
        return
    digests.plan(period=period, due_only=False, users=users)
    rows = digests.waiting(period=period)
    if users is not None:
        rows = rows.filter(user__in=users)
    done = [_ended(row) for pk in rows.values_list("pk", flat=True) if (row := digests.send(digest=pk)) is not None]
    left = digests.unsent()
    value = {"period": period, "done": [_row(row) for row in done], "unsent": [_left(*one) for one in left]}
    out(value, as_json=as_json, human=lambda: _text(period, done, left))


def _ended(row: Digest) -> Digest:
    """The row once its mail ended: the worker may have been faster and be writing it at this moment."""
    for _try in range(_PATIENCE):
        mail = Mail.objects.filter(key=row.mail_key).first()
        put_off = mail is None or (mail.state == Mail.State.WAITING and mail.attempts > 0)
        if row.state != Digest.State.WAITING or put_off:
            break
        time.sleep(0.5)
        row.refresh_from_db()
    return row


def _user(email: str) -> User:
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise NotFound(f"Nobody here has the address {email.strip()[:100]}.")
    return user


def _show(period: str, users: list[User] | None, *, as_json: bool) -> None:
    done = Digest.objects.filter(user=OuterRef("pk"), period=period).exclude(state=Digest.State.WAITING)
    wanted = digests.receivers().exclude(Exists(done))
    if users is not None:
        wanted = wanted.filter(pk__in=[user.pk for user in users])
    letters = [letter for user in wanted if (letter := digests.compose(user=user)).told]
    out(
        {"period": period, "would_go": [_letter(one) for one in letters]},
        as_json=as_json,
        human=lambda: _would(letters),
    )


def _row(row: Digest) -> dict[str, Any]:
    return {
        "to": row.user.email,
        "period": row.period,
        "state": row.state,
        "items": row.items,
    }


def _left(row: Digest, mail: Mail) -> dict[str, Any]:
    return {**_row(row), "state": mail.state, "attempts": mail.attempts, "error": mail.error}


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "to": letter.user.email,
        "subject": letter.subject,
        "searches": [
            {
                "name": one.search.name,
                "items": [{"id": n.item.key, "title": n.item.title, "new": n.fresh} for n in one.news],
                "more": one.more,
            }
            for one in letter.told
        ],
    }


def _text(period: str, done: list[Digest], left: list[tuple[Digest, Mail]]) -> str:
    lines = [f"{row.state:8} {row.user.email}  {row.items} items" for row in done]
    lines += [f"unsent   {row.user.email}  {row.period}  {mail.error or mail.state}" for row, mail in left]
    return "\n".join(lines) or f"Nobody waits for a mail of {period}: it was sent, or nobody keeps a search."


def _would(letters: list[Letter]) -> str:
    return "\n\n".join(f"To: {one.user.email}\nSubject: {one.subject}\n\n{one.text}" for one in letters) or (
        "Nothing would go: nothing is new in any saved search, or this week's mails are sent."
    )
