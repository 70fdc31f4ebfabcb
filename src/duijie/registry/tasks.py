"""Background work of the registry."""

from __future__ import annotations

import time
from contextlib import suppress

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from duijie.core import outbox

_TURN_SECONDS = 8.0  # a job ends after this time and queues itself again, so that stops are quick
_TOPIC = "people"


@app.task(name="registry.people", queue="facts", queueing_lock="registry.people", priority=-5)
def compare_people() -> None:
    """Compare people who changed with those of their name, for a few seconds."""
    from duijie.registry.services.sameness import drain

    until = time.monotonic() + _TURN_SECONDS
    while drain():
        if time.monotonic() > until:
            wake_people()
            return


@app.periodic(cron="* * * * *")
@app.task(name="registry.tick", queue="facts", queueing_lock="registry.tick")
def tick(timestamp: int) -> None:
    """Once a minute: take up what was left by a worker that died."""
    if outbox.waiting(_TOPIC):
        wake_people()


@app.periodic(cron="50 3 * * *")
@app.task(name="registry.addresses", queue="facts", queueing_lock="registry.addresses")
def sweep_addresses(timestamp: int) -> None:
    """Every night: end memberships that rest on mail addresses which are gone."""
    from duijie.registry.services import joining

    joining.sweep_addresses()


def wake_people() -> None:
    """See that a job is queued that compares people."""
    if connection.in_atomic_block:
        raise RuntimeError("Wake background work after the transaction, not in it.")
    with suppress(AlreadyEnqueued):
        compare_people.defer()
