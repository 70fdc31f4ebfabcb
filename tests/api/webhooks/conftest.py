from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from duijie.api.webhooks import services
from duijie.api.webhooks.models import Delivery, Webhook
from duijie.api.webhooks.sending import send_next
from duijie.core.models import User
from tests.api.webhooks.receiver import Receiver
from tests.core.notices.conftest import _kinds, told
from tests.factories.world import world

__all__ = ["_kinds", "told", "world"]


@pytest.fixture(autouse=True)
def _loopback(settings: LazySettings) -> None:
    settings.WEBHOOK_LOOPBACK = True


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.stop()


@pytest.fixture
def made(receiver: Receiver) -> Callable[..., tuple[Webhook, str]]:
    """A webhook of somebody's that leads to the receiver, with its secret."""

    def make(user: User, **values: object) -> tuple[Webhook, str]:
        given = {"name": "Our ERP", "url": receiver.url, "groups": ["teas"], **values}
        return services.create_webhook(actor=user, **given)  # type: ignore[arg-type]

    return make


def drained() -> int:
    """Send all that is due; how many."""
    count = 0
    while send_next():
        count += 1
    return count


def later(**time: float) -> None:
    """Let time pass for everything that waits, and for what failed."""
    gone = timedelta(**time)
    for row in Delivery.objects.all():
        Delivery.objects.filter(pk=row.pk).update(
            due_at=row.due_at - gone, started_at=row.started_at - gone, created_at=row.created_at - gone
        )
    for hook in Webhook.objects.all():
        Webhook.objects.filter(pk=hook.pk).update(
            hold_until=hook.hold_until and hook.hold_until - gone,
            busy_until=hook.busy_until and hook.busy_until - gone,
            failing_since=hook.failing_since and hook.failing_since - gone,
            former_until=hook.former_until and hook.former_until - gone,
        )


def all_due() -> None:
    """Everything that waits may be tried now."""
    Delivery.objects.filter(state=Delivery.State.WAITING).update(due_at=timezone.now())
    Webhook.objects.update(hold_until=None, busy_until=None)
