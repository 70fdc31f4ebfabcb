"""Background jobs: one waits at a time, never before there is something to see, and none holds up a stop."""

from __future__ import annotations

from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from duijie.core import jobs
from duijie.core.tasks import send_mail


@pytest.mark.django_db(transaction=True)
def test_a_job_that_waits_already_is_enough() -> None:
    jobs.wake(send_mail)
    jobs.wake(send_mail)
    assert ProcrastinateJob.objects.filter(task_name="core.mail").count() == 1


@pytest.mark.django_db
def test_nothing_is_woken_before_its_reason_is_written() -> None:
    with pytest.raises(RuntimeError, match="after the transaction"):
        jobs.wake(send_mail)


@pytest.mark.parametrize(("turn", "left", "again"), [(60.0, 0, 0), (-1.0, 2, 1)])
def test_what_is_left_after_a_turn_is_for_another_job(
    monkeypatch: pytest.MonkeyPatch, turn: float, left: int, again: int
) -> None:
    waiting, woken = [1, 2, 3], list[Any]()
    monkeypatch.setattr(jobs, "TURN", turn)
    monkeypatch.setattr(jobs, "wake", woken.append)
    jobs.work_off(lambda: bool(waiting) and waiting.pop(), send_mail)
    assert (len(waiting), woken) == (left, [send_mail] * again)
