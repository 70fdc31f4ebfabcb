"""Background work of the API: the webhooks."""

from __future__ import annotations

from procrastinate.contrib.django import app

from duijie.core.jobs import wake, work_off

_KEPT_DAYS = 30


@app.task(name="api.webhooks", queue="webhooks", queueing_lock="api.webhooks", lock="api.webhooks")
def send_webhooks() -> None:
    """Send the messages that are due, for a few seconds."""
    from duijie.api.webhooks.sending import send_next

    work_off(send_next, send_webhooks)


@app.periodic(cron="* * * * *")
@app.task(name="api.tick", queue="webhooks", queueing_lock="api.tick")
def tick(timestamp: int) -> None:
    """Once a minute: take up messages that wait for another try or were left by a worker that died."""
    from django.utils import timezone

    from duijie.api.webhooks.models import Delivery

    due = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=timezone.now(), webhook__paused_at=None)
    if due.exists():
        wake_webhooks()


@app.periodic(cron="40 3 * * *")
@app.task(name="api.forget", queue="webhooks", queueing_lock="api.forget")
def forget(timestamp: int) -> None:
    """Once a night: forget what was sent or given up a month ago."""
    from duijie.api.webhooks.queries import forgotten

    forgotten(_KEPT_DAYS).delete()


def wake_webhooks() -> None:
    """See that a job is queued that sends messages."""
    wake(send_webhooks)
