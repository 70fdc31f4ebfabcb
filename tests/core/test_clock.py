"""The clock of the sample: set back for a moment, and right again afterwards whatever happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from duijie.core.clock import days_ago
from duijie.core.models import Notice, User


def test_it_is_so_many_days_ago_at_that_hour_and_time_goes_on() -> None:
    today = timezone.localdate()
    with days_ago(30, 15.5):
        first, second = timezone.localtime(), timezone.localtime()
        assert timezone.localdate() == today - timedelta(days=30)
    assert (first.hour, first.minute) == (15, 30) and first < second
    assert timezone.localdate() == today


def test_it_is_right_again_after_a_failure() -> None:
    with pytest.raises(RuntimeError), days_ago(5):
        raise RuntimeError
    assert timezone.now() - timedelta(days=1) < timezone.now()
    assert timezone.localdate() == timezone.localtime().date()
    before = timezone.now()
    assert timedelta() <= timezone.now() - before < timedelta(minutes=5)


def test_it_is_not_set_forward() -> None:
    with pytest.raises(ValueError, match="set back"), days_ago(0):
        pass


@pytest.mark.django_db
def test_what_is_written_meanwhile_carries_that_day() -> None:
    user = User.objects.create_user("lin@example.org", None)
    with days_ago(40):
        row = Notice.objects.create(user=user, kind="account", key="sample")
    assert timezone.localdate(row.created_at) == timezone.localdate() - timedelta(days=40)
