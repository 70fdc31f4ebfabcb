"""Telling people something, once each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from duijie.core import mailing
from duijie.core.models import Notice, User
from duijie.core.notices import kinds, letters
from duijie.core.notices.preferences import rhythms


def tell(
    *,
    users: Iterable[User],
    kind: str,
    params: Mapping[str, Any],
    url: str,
    key: str,
    about: str = "",
    attachments: Sequence[mailing.Attachment] = (),
) -> list[Notice]:
    """Tell people something, once each: the same ``key`` is never told twice to one person.

    In the site always; by mail as each of them chose.

    Args:
        params: JSON values for the sentences; titles and dates, never confidential text.
        url: a path of the site.
        key: ``room:id:what``; notices that share the first two parts stand together in a mail.
        about: the record by whose rule it is asked, when something is sent, whether the reader may
            still be told (:func:`duijie.core.notices.guard`); None: the reader's own account.
        attachments: go with the mails that are sent at once.
    """
    if kinds.kind_named(kind) is None:
        raise KeyError(f"No sentences are registered for the notice {kind}.")
    if not kinds.guarded(about or key):
        raise KeyError(f"No rule is registered by which somebody may see {about or key}.")
    people = sorted({user.pk: user for user in users if user.is_active}.values(), key=lambda one: one.pk)
    often = rhythms([user.pk for user in people], kinds.group_of(kind)) if people else {}
    told = []
    for user in people:
        values = {
            "kind": kind, "params": dict(params), "url": url, "about": about, "rhythm": often[user.pk],
        }  # fmt: skip
        notice, made = Notice.objects.get_or_create(user=user, key=key, defaults=values)
        if not made:
            continue
        notice.user = user
        told.append(notice)
        if often[user.pk] == "now":
            with override(user.language):
                letters.queue(notice, attachments=attachments)
    kinds.spread(told)
    return told


def mark_read(*, user: User, pk: Any = None) -> int:
    """Mark one notice as read, or all; how many were not."""
    rows = Notice.objects.filter(user=user, read_at=None)
    if pk is not None:
        rows = rows.filter(pk=pk)
    return rows.update(read_at=timezone.now())


def unread(user: User) -> int:
    """How many notices a person has not read."""
    return Notice.objects.filter(user=user, read_at=None).count()
