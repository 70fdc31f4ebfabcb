"""Background work of the registry."""

from __future__ import annotations

from procrastinate.contrib.django import app

from duijie.core import outbox
from duijie.core.jobs import wake, work_off

_TOPIC = "people"


@app.task(name="registry.people", queue="facts", queueing_lock="registry.people", priority=-5)
def compare_people() -> None:
    """Compare people who changed with those of their name, for a few seconds."""
    from duijie.registry.services.sameness import drain

    work_off(drain, compare_people)


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
    wake(compare_people)
