"""Background work of the reading room."""

from __future__ import annotations

import time
from contextlib import suppress

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from duijie.core import outbox
from duijie.reading.page_sources import tasks as source_tasks  # noqa: F401 - found through this module
from duijie.reading.topics import FACTS, NAMES

_TURN_SECONDS = 8.0  # a job ends after this time and queues itself again, so that stops are quick


@app.task(name="reading.facts", queue="facts", queueing_lock="reading.facts")
def read_facts() -> None:
    """Read the facts of articles that are new or changed, for a few seconds."""
    from duijie.reading.services.draining import drain_facts

    until = time.monotonic() + _TURN_SECONDS
    while drain_facts():
        if time.monotonic() > until:
            wake_facts()
            return


@app.task(name="reading.names", queue="facts", queueing_lock="reading.names")
def resolve_names() -> None:
    """Resolve again the names of articles that the registry understands otherwise now, for a few seconds."""
    from duijie.reading.services.draining import drain_names

    until = time.monotonic() + _TURN_SECONDS
    while drain_names():
        if time.monotonic() > until:
            wake_names()
            return


@app.periodic(cron="* * * * *")
@app.task(name="reading.tick", queue="facts", queueing_lock="reading.tick")
def tick(timestamp: int) -> None:
    """Once a minute: take up what was left by a worker that died."""
    if outbox.waiting(FACTS):
        wake_facts()
    if outbox.waiting(NAMES):
        wake_names()


def wake_facts() -> None:
    """See that a job is queued that reads facts."""
    if connection.in_atomic_block:
        raise RuntimeError("Wake background work after the transaction, not in it.")
    with suppress(AlreadyEnqueued):
        read_facts.defer()


def wake_names() -> None:
    """See that a job is queued that resolves names again."""
    if connection.in_atomic_block:
        raise RuntimeError("Wake background work after the transaction, not in it.")
    with suppress(AlreadyEnqueued):
        resolve_names.defer()
