"""Background jobs: waking them, working for a turn, and one name for a job in all lines of the log, those
of the request that queued it and its own."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import connection
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.job_context import JobContext
from procrastinate.middleware import AsyncCallNext
from procrastinate.tasks import Task

from duijie.core.middleware import request_id

TURN = 8.0  # seconds; a job ends after this time and queues itself again, so that stops are quick


def wake(task: Task[..., Any, Any]) -> None:
    """See that a job is queued that does this task; one that waits already is enough.

    Raises:
        RuntimeError: a transaction is open, so the job might look before there is anything to see.
    """
    if connection.in_atomic_block:
        raise RuntimeError("Wake background work after the transaction, not in it.")
    with suppress(AlreadyEnqueued):
        task.defer()


def work_off(step: Callable[[], object], task: Task[..., Any, Any]) -> None:
    """Take step after step until there is nothing left; after a turn queue the task again instead.

    Args:
        step: does a part of what waits; false when nothing waited.
        task: whose job this is.
    """
    until = time.monotonic() + TURN
    while step():
        if time.monotonic() > until:
            wake(task)
            return


def name_of(job: object) -> str:
    """The name of the job with this number."""
    return f"job-{job}"


async def under_its_name(call_next: AsyncCallNext, context: JobContext, _worker: Any) -> Any:
    """For the worker: what a job logs carries its name where the lines of a request carry its id."""
    token = request_id.set(name_of(context.job.id))
    try:
        return await call_next()
    finally:
        request_id.reset(token)


class QueuedFilter(logging.Filter):
    """Says in the log of a request, or of a job, which jobs it queued; the library's other news stay
    out, and so do the jobs that commands queue."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "action", "") != "jobs_deferred":
            return record.levelno >= logging.WARNING
        if request_id.get() == "-":
            return False
        jobs = getattr(record, "jobs", ())
        record.msg, record.args = (
            "queued %s",
            (", ".join(f"{job['task_name']} as {name_of(job['id'])}" for job in jobs),),
        )
        return True
