"""Background work on the sources of pages."""

from __future__ import annotations

import time
from contextlib import suppress
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from duijie.core.jobs import TURN


@app.task(name="reading.fetch", queue="fetch")
def fetch(source: str) -> None:
    """Run a source for a few seconds; queue another turn when there is more."""
    from duijie.reading.models import PageSource
    from duijie.reading.services.sources import run_source

    record = PageSource.objects.filter(pk=UUID(source)).first()
    if record is None or record.paused:
        return
    until = time.monotonic() + TURN
    counts = run_source(record, stop=lambda: time.monotonic() > until)
    if counts is not None and PageSource.objects.filter(pk=record.pk, going=True, paused=False).exists():
        wake(record.pk)


@app.periodic(cron="* * * * *")
@app.task(name="reading.sources", queue="fetch", queueing_lock="reading.sources")
def look(timestamp: int) -> None:
    """Once a minute: start the sources that are due, take up those whose run was cut short."""
    from duijie.reading.services.sources import due_sources

    for source in due_sources():
        wake(source.pk)


def wake(source: UUID) -> None:
    """See that a job is queued that runs a source."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        fetch.configure(queueing_lock=f"reading.fetch.{source}").defer(source=str(source))
