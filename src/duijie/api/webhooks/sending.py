"""Sending what waits, an endpoint at a time, each message at least once and always under the same id.

A message is moved ahead before it is sent. Whoever dies then leaves it waiting: after the lease it
is sent again, and its receiver knows it by its id. An endpoint that fails is left alone for longer
and longer, so that a dead one takes no time from the others; what it missed waits. Only what somebody
asks to be sent now is tried meanwhile, once; if it is received the others follow.
"""

from __future__ import annotations

import logging
import random
import time
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from duijie import __version__
from duijie.api.webhooks import addresses, backoff, keeping, signing
from duijie.api.webhooks.feeding import payload
from duijie.api.webhooks.models import Attempt, Delivery, Webhook
from duijie.api.webhooks.services import LEASE, pause_for
from duijie.core.net.failures import FetchFailed, FetchRefused
from duijie.core.net.posting import Posted, post

log = logging.getLogger(__name__)

_GONE: Final = 410
_TRIES: Final = 24  # of a message that cannot be written


def send_next() -> bool:
    """Send one message that is due, to the endpoint that was tried longest ago; False when none is."""
    now = timezone.now()
    taken = _take(now)
    if taken is None:
        return False
    delivery, body, headers = taken
    if body is None:
        return True
    started = time.monotonic()
    answer: Posted | None = None
    error = ""
    try:
        answer = post(delivery.webhook.url, body, headers, guard=addresses.guard(loopback=settings.WEBHOOK_LOOPBACK))
    except FetchRefused:
        error = Attempt.Error.NOT_PUBLIC  # where it leads is not told: it may be the inside of a network
    except FetchFailed as failure:
        error = failure.details.get("why", Attempt.Error.NO_NAME)
    except Exception as failure:  # whatever it is: the try is noted, or it would be due for ever
        log.warning("The message %s could not be sent", delivery.message, exc_info=failure)
        error = Attempt.Error.UNREACHABLE
    _record(delivery, answer, error, int((time.monotonic() - started) * 1000))
    return True


@transaction.atomic
def _take(now: datetime) -> tuple[Delivery, bytes | None, dict[str, str]] | None:
    rows = Delivery.objects.filter(
        Q(webhook__busy_until=None) | Q(webhook__busy_until__lte=now),
        Q(webhook__hold_until=None) | Q(webhook__hold_until__lte=now) | Q(asked=True),
        state=Delivery.State.WAITING, due_at__lte=now, webhook__paused_at=None,
    )  # fmt: skip
    rows = rows.order_by(F("webhook__tried_at").asc(nulls_first=True), "due_at", "id")
    locked = rows.select_for_update(skip_locked=True, of=("self", "webhook"))
    delivery = locked.select_related("webhook__user", "notice").first()
    if delivery is None:
        return None
    hook = delivery.webhook
    keys = _keys(hook, now)
    if not keys:
        pause_for(hook, Webhook.Why.KEY)
        return delivery, None, {}
    try:
        with transaction.atomic():
            body = payload(delivery)
    except Exception as error:  # whatever it is: it must not keep the other messages from going
        log.warning("The message %s could not be written", delivery.message, exc_info=error)
        delivery.attempts, delivery.due_at = delivery.attempts + 1, now + timedelta(hours=1)
        delivery.state = Delivery.State.WAITING if delivery.attempts < _TRIES else Delivery.State.FAILED
        delivery.save(update_fields=["attempts", "due_at", "state"])
        return delivery, None, {}
    if body is None:
        delivery.state = Delivery.State.WITHHELD
        delivery.save(update_fields=["state"])
        return delivery, None, {}
    delivery.attempts += 1
    delivery.due_at = hook.busy_until = now + LEASE
    hook.tried_at = now
    delivery.save(update_fields=["attempts", "due_at"])
    hook.save(update_fields=["busy_until", "tried_at"])
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"Duijie/{__version__} (webhook)",
        **signing.headers(keys, delivery.message, int(now.timestamp()), body),
    }
    return delivery, body, headers


def _keys(hook: Webhook, now: datetime) -> list[str]:
    """The secrets that are good now; none when they were kept under another key."""
    kept = [hook.secret]
    if hook.former_secret and hook.former_until is not None and hook.former_until > now:
        kept.append(hook.former_secret)
    shown = [keeping.shown(text, settings.SECRET_KEY) for text in kept]
    return [secret for secret in shown if secret is not None] if shown[0] is not None else []


@transaction.atomic
def _record(delivery: Delivery, answer: Posted | None, error: str, milliseconds: int) -> None:
    """Note how a try ended. A webhook or message that was deleted meanwhile is left so."""
    hook = Webhook.objects.select_for_update(of=("self",)).select_related("user").filter(pk=delivery.webhook_id).first()
    row = Delivery.objects.select_for_update().filter(pk=delivery.pk).first()
    if hook is None or row is None:
        return
    now = timezone.now()
    status = answer.status if answer is not None else None
    Attempt.objects.create(delivery=row, status=status, error=error, milliseconds=milliseconds)
    received = status is not None and 200 <= status < 300
    if received:
        row.state, row.delivered_at = Delivery.State.DELIVERED, now
    else:
        _again(row, answer, now)
    row.asked = False
    row.save(update_fields=["state", "due_at", "delivered_at", "asked"])
    hook.busy_until = None
    if hook.url == delivery.webhook.url:  # else it was about the address before
        (_works if received else _fails)(hook, out_of_turn=delivery.asked, answer=answer, now=now)
    hook.save(update_fields=["failures", "failing_since", "hold_until", "busy_until"])
    if hook.url != delivery.webhook.url:
        return
    long = hook.failing_since is not None and (now - hook.failing_since).total_seconds() >= backoff.PATIENCE
    if hook.paused_at is None and status == _GONE:
        pause_for(hook, Webhook.Why.GONE)
    elif hook.paused_at is None and long:
        pause_for(hook, Webhook.Why.DEAD)


def _again(row: Delivery, answer: Posted | None, now: datetime) -> None:
    """When a message that was not received is tried again, if it is."""
    asked = answer.after if answer is not None else None
    wait = backoff.next_try(row.attempts, (now - row.started_at).total_seconds(), _chance(), asked)
    if wait is None:
        row.state = Delivery.State.FAILED
    else:
        row.due_at = now + timedelta(seconds=wait)


def _works(hook: Webhook, *, out_of_turn: bool, answer: Posted | None, now: datetime) -> None:
    """What waited for an address that had failed goes now."""
    if hook.failures:
        waits = Delivery.objects.filter(webhook=hook, state=Delivery.State.WAITING, due_at__gt=now)
        waits.update(due_at=now)
    hook.failures, hook.failing_since, hook.hold_until = 0, None, None


def _fails(hook: Webhook, *, out_of_turn: bool, answer: Posted | None, now: datetime) -> None:
    """Leave the address alone. A try that was asked for while it is left alone is no reason to let the
    others wait for longer, unless the server says so, and never one to let them go."""
    asked = answer.after if answer is not None else None
    if out_of_turn and hook.hold_until is not None and hook.hold_until > now:
        hook.hold_until = max(hook.hold_until, now + timedelta(seconds=min(asked or 0.0, backoff.MOST_ASKED)))
        return
    hook.failures += 1
    hook.failing_since = hook.failing_since or now
    alone = backoff.next_try(hook.failures, 0.0, _chance(), asked) or backoff.LONGEST
    hook.hold_until = now + timedelta(seconds=alone)


def _chance() -> float:
    return random.random()  # noqa: S311 - spreads tries, keeps no secret
