"""What people are told: in the site, and by mail.

A room registers the sentences of each kind once and calls :func:`tell` inside the transaction
of what happened. A notice names titles only; whatever is confidential is read behind its link.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from duijie.core import mailing
from duijie.core.errors import Sentence
from duijie.core.models import Notice, User


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of a kind of notice, as templates of the catalogue: ``{name}`` is filled from its params."""

    title: str
    text: str


_wordings: dict[str, Wording] = {}


def register(kind: str, *, title: str, text: str) -> None:
    """Give a kind its sentences. Call it in ``AppConfig.ready``."""
    _wordings[kind] = Wording(title, text)


def title_of(notice: Notice) -> str:
    """The notice in one line, in the language that is active."""
    return str(Sentence(_wordings[notice.kind].title, **notice.params)) if notice.kind in _wordings else notice.kind


def text_of(notice: Notice) -> str:
    """The notice in a sentence or two, in the language that is active."""
    return str(Sentence(_wordings[notice.kind].text, **notice.params)) if notice.kind in _wordings else ""


def tell(
    *,
    users: Iterable[User],
    kind: str,
    params: Mapping[str, Any],
    url: str,
    key: str,
    attachments: Sequence[mailing.Attachment] = (),
) -> list[Notice]:
    """Tell people something, once each: the same ``key`` is never told twice to one person.

    Args:
        params: JSON values for the sentences; titles and dates, never confidential text.
        url: a path of the site.
        attachments: go with the mails.
    """
    if kind not in _wordings:
        raise KeyError(f"No sentences are registered for the notice {kind}.")
    told = []
    for user in sorted({user.pk: user for user in users if user.is_active}.values(), key=lambda one: one.pk):
        notice, made = Notice.objects.get_or_create(
            user=user, key=key, defaults={"kind": kind, "params": dict(params), "url": url}
        )
        if not made:
            continue
        told.append(notice)
        with override(user.language):
            mailing.queue(
                key=f"notice:{notice.pk}",
                to=user.email,
                subject=title_of(notice),
                text=_letter(notice),
                user=user,
                attachments=attachments,
            )
    return told


def _letter(notice: Notice) -> str:
    address = f"{settings.SITE_URL}{notice.url}"
    return f"{text_of(notice)}\n\n{_('Open it:')} {address}\n"


def mark_read(*, user: User, pk: Any = None) -> int:
    """Mark one notice as read, or all; how many were not."""
    rows = Notice.objects.filter(user=user, read_at=None)
    if pk is not None:
        rows = rows.filter(pk=pk)
    return rows.update(read_at=timezone.now())


def unread(user: User) -> int:
    """How many notices a person has not read."""
    return Notice.objects.filter(user=user, read_at=None).count()
