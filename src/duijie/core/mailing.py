"""Mails go out after the transaction that decided on them, once, or are listed as unsent."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import encoders
from email.message import Message
from email.mime.base import MIMEBase
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from duijie.core.models import Mail, User

log = logging.getLogger(__name__)

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


@dataclass(frozen=True, slots=True)
class Letter:
    """What a composer writes when a mail goes; the attachments of the mail's row go with it."""

    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Compose = Callable[[Mail], "Letter | None"]
Ended = Callable[[Mail], None]


@dataclass(frozen=True, slots=True)
class _Composer:
    compose: Compose
    ended: Ended | None
    slow: bool


_composers: dict[str, _Composer] = {}


def add_composer(name: str, compose: Compose, *, ended: Ended | None = None, slow: bool = False) -> None:
    """Let mails of this composer be written when they go. Call it in ``AppConfig.ready``.

    Args:
        compose: writes it, anew for each try, in a transaction that also marks the mail; None when
            there is nothing (any more) to say. An exception puts the mail off like a mail server that is down.
        ended: called in the transaction that notes that the mail went (state "sent") or that there
            was nothing to say ("nothing").
        slow: lets all other mails that are due go first.
    """
    _composers[name] = _Composer(compose, ended, slow)


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
    composer: str = "",
    due_at: datetime | None = None,
) -> Mail | None:
    """Decide on a mail; call it inside the transaction of its reason. None when ``key`` was used before.

    Args:
        composer: who writes it when it goes (:func:`add_composer`); "" for what is given here.
        due_at: not before then.
    """
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
            "composer": composer,
            "due_at": due_at or timezone.now(),
        },
    )
    if made:
        transaction.on_commit(wake_mail, robust=True)
    return mail if made else None


def send_next(*, key: str = "") -> bool:
    """Send the mail that is due longest, or the one with this key; False when none is due.

    It is written, where a composer does that, and marked before the mail server is spoken to. What
    the mail server refuses or a composer cannot write is tried again after 1, 2, 4 … minutes, six
    times in all.
    """
    now = timezone.now()
    with transaction.atomic():
        mail = _next(Mail.objects.filter(key=key) if key else Mail.objects.all(), now)
        if mail is None:
            return False
        mail.attempts += 1
        try:
            with transaction.atomic():
                letter = _written(mail)
        except Exception as error:  # whatever it is: it must not keep the other mails from going
            log.warning("The mail %s could not be written", mail.key, exc_info=error)
            _put_off(mail, error, now)
            return True
        if letter is None:
            _end(mail, Mail.State.NOTHING)
            return True
        mail.state, mail.due_at = Mail.State.SENDING, now
        mail.to, mail.subject = letter.to, " ".join(letter.subject.split())[:300]
        mail.save(update_fields=["state", "attempts", "due_at", "to", "subject"])
    try:
        _message(mail, letter).send()
    except Exception as error:  # a server that is away, an address or header that cannot be sent: it is not forgotten
        log.warning("The mail %s could not be sent: %s", mail.key, type(error).__name__)  # its words name the receiver
        _put_off(mail, error, now)
    else:
        with transaction.atomic():
            _end(mail, Mail.State.SENT)
    return True


def _next(mails: QuerySet[Mail], now: datetime) -> Mail | None:
    """The mail to send next, locked: those that take long to write come after all others."""
    due = mails.filter(state=Mail.State.WAITING, due_at__lte=now).order_by("due_at", "id")
    due = due.select_for_update(skip_locked=True, of=("self",))
    slow = [name for name, composer in _composers.items() if composer.slow]
    return due.exclude(composer__in=slow).first() or due.first()


def _written(mail: Mail) -> Letter | None:
    if mail.composer:
        return _composers[mail.composer].compose(mail)
    return Letter(mail.to, mail.subject, mail.text, mail.html, mail.headers)


def _put_off(mail: Mail, error: Exception, now: datetime) -> None:
    mail.state = Mail.State.WAITING if mail.attempts < _TRIES else Mail.State.FAILED
    mail.error = f"{type(error).__name__}: {error}"[:300]
    mail.due_at = now + timedelta(minutes=2 ** (mail.attempts - 1))
    mail.save(update_fields=["state", "attempts", "error", "due_at"])


def _end(mail: Mail, state: Mail.State) -> None:
    mail.state, mail.error = state, ""
    mail.sent_at = timezone.now() if state == Mail.State.SENT else None
    mail.save(update_fields=["state", "attempts", "error", "sent_at"])
    composer = _composers.get(mail.composer)
    if composer is not None and composer.ended is not None:
        composer.ended(mail)


def _message(mail: Mail, letter: Letter) -> EmailMultiAlternatives:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    # The same mail has the same name each time it is tried: mail servers tell a second copy by it.
    headers = {"Message-ID": f"<{mail.pk}@{host}>", "Auto-Submitted": "auto-generated", **letter.headers}
    message = EmailMultiAlternatives(mail.subject, letter.text, to=[letter.to], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
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
