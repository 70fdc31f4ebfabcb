"""From a notice to the messages about it, and what a message says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from duijie.api.webhooks.models import Delivery, Webhook
from duijie.core.errors import gettext_noop
from duijie.core.models import Notice
from duijie.core.notices import kinds

VERSION: Final = 1


def register() -> None:
    """Hook into the notices of all rooms."""
    kinds.on_told(told)
    for kind, title, text in (
        (
            "webhook-added",
            gettext_noop("Your notices go to a program: “{name}”"),
            gettext_noop(
                "A webhook of your account sends your notices to an address since now. If you did not do this, "
                "delete it and change your password."
            ),
        ),
        (
            "webhook-paused",
            gettext_noop("Webhook paused: “{name}”"),
            gettext_noop("It did not work for some time, so nothing is sent to it any more. Mend it and resume it."),
        ),
    ):
        kinds.register(kind, title=title, text=text, group=kinds.ACCOUNT)


def told(notices: Sequence[Notice]) -> None:
    """Make a message for each webhook that wants one of these notices, in their transaction."""
    hooks = list(Webhook.objects.filter(user__in={notice.user_id for notice in notices}, paused_at=None))
    now = timezone.now()
    rows = [
        Delivery(webhook=hook, notice=notice, kind=notice.kind, started_at=now, due_at=now)
        for notice in notices
        for hook in hooks
        if hook.user_id == notice.user_id and kinds.group_of(notice.kind) in hook.groups
    ]
    if rows:
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(_wake, robust=True)


def payload(delivery: Delivery) -> bytes | None:
    """What a message says, as JSON in UTF-8; None when its owner may not be told of it any more.

    It is the same for each try, as long as the owner's language and the rules stay.
    """
    hook, notice = delivery.webhook, delivery.notice
    if not hook.user.is_active:
        return None
    with override(hook.user.language):
        if notice is None:
            return _json(delivery, {"title": gettext("A test of the webhook “%(name)s”") % {"name": hook.name}})
        if kinds.group_of(notice.kind) not in hook.groups or not kinds.visible(hook.user, [notice]):
            return None
        record, _colon, pk = kinds.matter_of(notice).partition(":")
        return _json(
            delivery,
            {
                "id": str(notice.pk),
                "group": kinds.group_of(notice.kind),
                "title": kinds.title_of(notice),
                "text": kinds.text_of(notice),
                "language": hook.user.language,
                "url": f"{settings.SITE_URL}{notice.url}",
                "about": {"kind": record, "id": pk},
                "params": notice.params,
            },
        )


def _json(delivery: Delivery, data: dict[str, Any]) -> bytes:
    at = delivery.notice.created_at if delivery.notice is not None else delivery.created_at
    value = {"type": delivery.kind, "version": VERSION, "timestamp": at.isoformat(), "data": data}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _wake() -> None:
    from duijie.api.tasks import wake_webhooks

    wake_webhooks()
