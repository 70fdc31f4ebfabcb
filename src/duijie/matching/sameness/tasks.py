"""Background work: items that changed are compared with the others."""

from __future__ import annotations

from procrastinate.contrib.django import app

from duijie.core import outbox
from duijie.core.jobs import wake, work_off


@app.task(name="matching.same", queue="words", queueing_lock="matching.same", priority=-5)
def compare_items() -> None:
    """Compare items that changed, for a few seconds."""
    from duijie.matching.services.sameness import drain

    work_off(drain, compare_items)


@app.periodic(cron="* * * * *")
@app.task(name="matching.same_tick", queue="words", queueing_lock="matching.same_tick")
def same_tick(timestamp: int) -> None:
    """Once a minute: take up what was left by a worker that died."""
    if outbox.waiting("same-items"):
        wake_same()


def wake_same() -> None:
    """See that a job is queued that compares items."""
    wake(compare_items)
