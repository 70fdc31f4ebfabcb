"""Background work of the kernel: the mails, those of gathered notices among them, and files nobody names."""

from __future__ import annotations

from procrastinate.contrib.django import app

from duijie.core import mailing
from duijie.core.jobs import wake, work_off


@app.task(name="core.mail", queue="mail", queueing_lock="core.mail", lock="core.mail")
def send_mail() -> None:
    """Send the mails that are due, for a few seconds."""
    work_off(mailing.send_next, send_mail)


@app.periodic(cron="* * * * *")
@app.task(name="core.tick", queue="mail", queueing_lock="core.tick")
def tick(timestamp: int) -> None:
    """Once a minute: take up mails that wait for another try or were left by a worker that died."""
    if mailing.due():
        wake_mail()


@app.periodic(cron="*/5 * * * *")
@app.task(name="core.gather", queue="mail", queueing_lock="core.gather")
def gather(timestamp: int) -> None:
    """Every five minutes: make the gathered mails whose hour has come."""
    from duijie.core.notices import digests

    digests.plan()


@app.periodic(cron="17 * * * *")
@app.task(name="core.counters", queue="mail", queueing_lock="core.counters")
def forget_counters(timestamp: int) -> None:
    """Once an hour: remove counted failures that are over."""
    from django.core.cache import caches

    from duijie.core.counters import SharedCache

    shared = caches["default"]
    if isinstance(shared, SharedCache):
        shared.remove_expired()


@app.periodic(cron="30 3 * * *")
@app.task(name="core.sweep", queue="core", queueing_lock="core.sweep")
def sweep(timestamp: int) -> None:
    """Every night: remove files that no row names, which a transaction that never committed left."""
    from duijie.core import storage

    storage.sweep()


def wake_mail() -> None:
    """See that a job is queued that sends mails."""
    wake(send_mail)
