"""Background work of the reading room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from duijie.core import outbox
from duijie.core.jobs import wake, work_off
from duijie.reading.page_sources import tasks as source_tasks  # noqa: F401 - found through this module
from duijie.reading.topics import FACTS, NAMES


@app.task(name="reading.facts", queue="facts", queueing_lock="reading.facts")
def read_facts() -> None:
    """Read the facts of articles that are new or changed, for a few seconds."""
    from duijie.reading.services.draining import drain_facts

    work_off(drain_facts, read_facts)


@app.task(name="reading.names", queue="facts", queueing_lock="reading.names")
def resolve_names() -> None:
    """Resolve again the names of articles that the registry understands otherwise now, for a few seconds."""
    from duijie.reading.services.draining import drain_names

    work_off(drain_names, resolve_names)


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
    wake(read_facts)


def wake_names() -> None:
    """See that a job is queued that resolves names again."""
    wake(resolve_names)
