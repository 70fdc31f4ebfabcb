"""Background work of the docking room: deadlines, and vouching for the log."""

from __future__ import annotations

from procrastinate.contrib.django import app

from duijie.core.jobs import wake


@app.periodic(cron="*/10 * * * *")
@app.task(name="docking.deadlines", queue="docking", queueing_lock="docking.deadlines")
def deadlines(timestamp: int) -> None:
    """Remind those who have not answered, and end what was not answered in time."""
    from duijie.docking.services import introductions

    introductions.remind_due()
    introductions.expire_due()


@app.periodic(cron="3-59/10 * * * *")
@app.task(name="docking.challenges", queue="docking", queueing_lock="docking.challenges")
def challenges(timestamp: int) -> None:
    """Tell officers that the time of an opening has come, and who runs a challenge that its award is late;
    take up openings that were broken off."""
    from duijie.docking.challenges.services import opening, unsealing

    unsealing.go_on_with_all()
    opening.remind_due()


@app.task(name="docking.opening", queue="docking", queueing_lock="docking.opening")
def open_proposals() -> None:
    """Open what is left of the openings that officers have begun."""
    from duijie.docking.challenges.services import unsealing

    unsealing.go_on_with_all()


def wake_opening() -> None:
    """See that a job is queued that goes on with openings."""
    wake(open_proposals)


@app.periodic(cron="20 0,8 * * *")
@app.task(name="docking.delays", queue="docking", queueing_lock="docking.delays")
def delays(timestamp: int) -> None:
    """Twice a day: tell both sides of milestones whose day has passed."""
    from duijie.docking.services import delivery

    delivery.remind_late()


@app.periodic(cron="40 0,1,2,6 * * *")
@app.task(name="docking.delegations", queue="docking", queueing_lock="docking.delegations")
def delegations(timestamp: int) -> None:
    """After midnight: tell both of delegations whose last day has passed."""
    from duijie.docking.services import delegations as services

    while services.tell_over():
        pass


@app.periodic(cron="7 * * * *")
@app.task(name="docking.checkpoint", queue="docking", queueing_lock="docking.checkpoint")
def checkpoint(timestamp: int) -> None:
    """Once an hour: sign the heads of the log."""
    from duijie.docking.services import log

    log.checkpoint()


@app.task(name="docking.scan", queue="docking")
def scan_file(file: str) -> None:
    """Check a file of a deal for viruses."""
    from duijie.docking.models import DealFile
    from duijie.docking.services import scanning

    row = DealFile.objects.select_related("deal").filter(pk=file).first()
    if row is not None:
        scanning.scan(row)


@app.periodic(cron="5-59/10 * * * *")
@app.task(name="docking.scans", queue="docking", queueing_lock="docking.scans")
def scan_waiting(timestamp: int) -> None:
    """Check the files that a scanner could not decide on, or that were left."""
    from duijie.docking.services import scanning

    scanning.catch_up()
