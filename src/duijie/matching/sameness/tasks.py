"""Background work: items that changed are compared with the others."""

from __future__ import annotations

import time
from contextlib import suppress

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

_TURN_SECONDS = 8.0  # a job ends after this time and queues itself again, so that stops are quick


@app.task(name="matching.same", queue="words", queueing_lock="matching.same", priority=-5)
def compare_items() -> None:
    """Compare items that changed, for a few seconds."""
    from duijie.matching.services.sameness import drain

    until = time.monotonic() + _TURN_SECONDS
    while drain():
        if time.monotonic() > until:
            wake_same()
            return


@app.periodic(cron="* * * * *")
@app.task(name="matching.same_tick", queue="words", queueing_lock="matching.same_tick")
def same_tick(timestamp: int) -> None:
    """Once a minute: take up what was left by a worker that died."""
    from duijie.core import outbox

    if outbox.waiting("same-items"):
        wake_same()


def wake_same() -> None:
    """See that a job is queued that compares items."""
    if connection.in_atomic_block:
        raise RuntimeError("Wake background work after the transaction, not in it.")
    with suppress(AlreadyEnqueued):
        compare_items.defer()
