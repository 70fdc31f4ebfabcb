"""Mails go out after the transaction that decided on them, once, or are listed as unsent."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email import encoders
from email.message import Message
from email.mime.base import MIMEBase
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from duijie.core.models import Mail, User

_TRIES = 6
_STUCK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small file that goes with a mail: its name in ASCII, its media type with parameters, its bytes."""

    name: str
    media_type: str
    content: bytes

    def kept(self) -> dict[str, str]:
        """As the mail's row keeps it."""
        return {"name": self.name, "type": self.media_type, "content": base64.b64encode(self.content).decode("ascii")}

    @classmethod
    def read(cls, row: Mapping[str, str]) -> Attachment:
        """The other way round."""
        return cls(row["name"], row["type"], base64.b64decode(row["content"]))

    def part(self) -> MIMEBase:
        """As a part of a message."""
        stated = Message()
        stated["Content-Type"] = self.media_type
        part = MIMEBase(stated.get_content_maintype(), stated.get_content_subtype())
        for name, value in (stated.get_params() or [])[1:]:
            part.set_param(name, value)
        part.set_payload(self.content)
        encoders.encode_base64(part)
        part.add_header("Content-Disposition", "attachment", filename=self.name)
        return part


def queue(
    *,
    key: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    headers: dict[str, str] | None = None,
    user: User | None = None,
    attachments: Sequence[Attachment] = (),
) -> Mail | None:
    """Decide on a mail; call it inside the transaction of its reason. None when ``key`` was used before."""
    from duijie.core.tasks import wake_mail

    mail, made = Mail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:300],
            "text": text,
            "html": html,
            "headers": headers or {},
            "user": user,
            "attachments": [one.kept() for one in attachments],
            "due_at": timezone.now(),
        },
    )
    if made:
        transaction.on_commit(wake_mail, robust=True)
    return mail if made else None


def send_next() -> bool:
    """Send the mail that is due longest; False when none is due.

    It is marked before the mail server is spoken to. What the server refuses is tried again
    after 1, 2, 4 … minutes, six times in all.
    """
    now = timezone.now()
    with transaction.atomic():
        mail = (
            Mail.objects.select_for_update(skip_locked=True)
            .filter(state=Mail.State.WAITING, due_at__lte=now)
            .order_by("due_at", "id")
            .first()
        )
        if mail is None:
            return False
        mail.state, mail.attempts, mail.due_at = Mail.State.SENDING, mail.attempts + 1, now
        mail.save(update_fields=["state", "attempts", "due_at"])
    try:
        _message(mail).send()
    except (SMTPException, OSError) as error:
        again = mail.attempts < _TRIES
        mail.state = Mail.State.WAITING if again else Mail.State.FAILED
        mail.error = f"{type(error).__name__}: {error}"[:300]
        mail.due_at = now + timedelta(minutes=2 ** (mail.attempts - 1))
    else:
        mail.state, mail.sent_at, mail.error = Mail.State.SENT, timezone.now(), ""
    mail.save(update_fields=["state", "error", "due_at", "sent_at"])
    return True


def _message(mail: Mail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=dict(mail.headers))
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for row in mail.attachments:
        message.attach(Attachment.read(row).part())
    return message


def unsent() -> QuerySet[Mail]:
    """The mails that failed for good, and those whose sending was cut off: they may have gone or not."""
    cut_off = Q(state=Mail.State.SENDING, due_at__lt=timezone.now() - _STUCK)
    return Mail.objects.filter(Q(state=Mail.State.FAILED) | cut_off)


def send_again(mails: QuerySet[Mail]) -> int:
    """Put unsent mails back into the queue; how many."""
    chosen = unsent().filter(pk__in=mails.values("pk"))
    return chosen.update(state=Mail.State.WAITING, attempts=F("attempts") * 0, due_at=timezone.now())


def due() -> int:
    """How many mails wait to be sent now."""
    return Mail.objects.filter(state=Mail.State.WAITING, due_at__lte=timezone.now()).count()


def counts() -> dict[str, Any]:
    """How many mails are in each state."""
    found = {state: Mail.objects.filter(state=state).count() for state in Mail.State.values}
    return {**found, "unsent": unsent().count()}
