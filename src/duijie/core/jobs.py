"""One name for a background job in all lines of the log: those of the request that queued it and its own."""

from __future__ import annotations

import logging
from typing import Any

from procrastinate.job_context import JobContext
from procrastinate.middleware import AsyncCallNext

from duijie.core.middleware import request_id


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
