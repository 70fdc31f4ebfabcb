"""The mail of one notice, sent at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from duijie.core import mailing
from duijie.core.models import Mail, Notice
from duijie.core.notices import kinds, stopping
from duijie.core.notices.preferences import switched_off

COMPOSER: Final = "notice"
_PREFIX: Final = "notice:"


def queue(notice: Notice, *, attachments: Sequence[mailing.Attachment] = ()) -> None:
    """Decide on the mail of a notice, in the language that is active."""
    group = kinds.group_named(kinds.group_of(notice.kind))
    stop = "" if group is None or group.fixed else stopping.address(notice.user, stopping.group(group.name))
    mailing.queue(
        key=f"{_PREFIX}{notice.pk}",
        to=notice.user.email,
        subject=kinds.title_of(notice),
        text=_letter(notice, stop),
        headers=stopping.headers(stop),
        user=notice.user,
        attachments=attachments,
        composer=COMPOSER,
    )


def compose(mail: Mail) -> mailing.Letter | None:
    """The mail as it was written down; None when its reader may not be told of its record any more,
    or wants no mails of its kind any more."""
    notice = Notice.objects.select_related("user").filter(pk=mail.key.removeprefix(_PREFIX)).first()
    if notice is None or not kinds.visible(notice.user, [notice]) or notice.kind in switched_off(notice.user):
        return None
    return mailing.Letter(to=notice.user.email, subject=mail.subject, text=mail.text, headers=dict(mail.headers))


def _letter(notice: Notice, stop: str) -> str:
    site = settings.SITE_URL
    parts = [kinds.text_of(notice), "", _line(_("Open it:"), site + notice.url), "", "--"]
    parts.append(_line(_("What you are mailed, and how often:"), site + reverse("portal:notice-settings")))
    if stop:
        parts.append(_line(_("No more mails of this kind:"), stop))
    else:
        parts.append(_("Mails of this kind cannot be switched off: they concern your account or your rights."))
    return "\n".join(parts) + "\n"


def _line(words: str, address: str) -> str:
    """The address stands behind a blank, so that no mail program takes a sign before it for a part of it."""
    return f"{words} {address}"
