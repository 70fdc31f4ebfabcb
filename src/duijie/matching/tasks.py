"""Background work of the matching room."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from duijie.core import outbox
from duijie.core.errors import Conflict, Unavailable
from duijie.core.jobs import TURN, wake, work_off
from duijie.matching.indexing.topics import ITEMS, VECTORS
from duijie.matching.sameness.tasks import wake_same  # noqa: F401 - its tasks are found through this module

log = logging.getLogger(__name__)

# The index and the models are imported when a job needs them: every process loads this module.


@app.task(name="matching.words", queue="words", queueing_lock="matching.words", priority=10)
def index_words() -> None:
    """Bring the words of all changed items up to date, then see to their vectors."""
    from duijie.matching.indexing import feeding

    done = 0
    while count := feeding.drain_words():
        done += count
    if done:
        wake_vectors()


@app.task(name="matching.vectors", queue="vectors", queueing_lock="matching.vectors")
def index_vectors() -> None:
    """Embed what waits, for a few seconds; queue another turn when more waits."""
    from duijie.matching.indexing import feeding

    work_off(feeding.drain_vectors, index_vectors)


@app.periodic(cron="* * * * *")
@app.task(name="matching.tick", queue="words", queueing_lock="matching.tick")
def tick(timestamp: int) -> None:
    """Once a minute: take up what was left by a worker that died or an embedder that was down."""
    if outbox.waiting(ITEMS):
        wake_words()
    if outbox.waiting(VECTORS):
        wake_vectors()


@app.periodic(cron="*/2 * * * *")
@app.task(name="matching.fold", queue="fold", queueing_lock="matching.fold")
def fold(timestamp: int = 0) -> None:
    """Fold new rows into the index's search structures, again and again while enough come together."""
    from duijie.matching import runtime

    until = time.monotonic() + TURN
    while runtime.serving_store().optimize():
        if time.monotonic() > until:
            wake(fold)
            return
        time.sleep(1.0)


@app.task(name="matching.renew", queue="vectors", queueing_lock="matching.renew")
def renew() -> None:
    """Build the index anew when this version of the platform cannot read the one that is there, or
    when the settings name vector spaces that it lacks. Queued each time a worker starts."""
    from duijie.matching import runtime
    from duijie.matching.indexing.rebuilding import rebuild

    try:
        outdated = bool(runtime.lacking_spaces())
    except Unavailable as error:
        log.warning("The index is built anew: %s", error)
        outdated = True
    if outdated:
        with suppress(Conflict):  # somebody does so already
            rebuild()
            wake_vectors()


@app.task(name="matching.calibrate", queue="fold")
def calibrate(community: str) -> None:
    """Fit what a community's outcomes say of its scores."""
    from duijie.matching.services.learning import calibrate as fit

    fit(community=UUID(community))


@app.periodic(cron="20 3 * * *")
@app.task(name="matching.forget", queue="fold", queueing_lock="matching.forget")
def forget(timestamp: int) -> None:
    """Once a night: forget what happened with matches long ago."""
    from duijie.matching.services.use import forget_old

    forget_old()


def wake_calibration(community: UUID) -> None:
    """See that a job is queued that calibrates a community's scores."""
    with suppress(AlreadyEnqueued):
        calibrate.configure(queueing_lock=f"matching.calibrate.{community}").defer(community=str(community))


@app.periodic(cron="*/10 * * * *")
@app.task(name="matching.digests", queue="mail", queueing_lock="matching.digests", lock="matching.digests")
def digests(timestamp: int = 0) -> None:
    """Make the weekly mails once their hour has come; they are sent as all mails are."""
    from django.utils import timezone

    from duijie.matching.services import digests as mails

    mails.plan(period=mails.period_of(timezone.localdate()))


def wake_renewal() -> None:
    """See that the index is renewed if it must be."""
    wake(renew)


def wake_words() -> None:
    """See that a job is queued that takes up changed items."""
    wake(index_words)


def wake_vectors() -> None:
    """See that a job is queued that embeds."""
    wake(index_vectors)
