"""When gathered mails are due, on every clock of the world."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.core.notices.rhythm import GATHERED, Clock, last_due

ZONES = sorted(available_timezones())
moments = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
clocks = st.builds(Clock, st.sampled_from(ZONES).map(ZoneInfo), st.integers(0, 23), st.integers(0, 6))


@given(clocks, st.sampled_from(GATHERED), moments)
def test_it_is_past_and_not_long_past(clock: Clock, rhythm: str, now: datetime) -> None:
    due, _period = last_due(clock, rhythm, now)  # type: ignore[arg-type]
    longest = timedelta(days=1 if rhythm == "daily" else 7, hours=26)  # some islands left out a whole day once
    assert now - longest < due <= now


@given(clocks, st.sampled_from(GATHERED), moments, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_time_brings_it_forward_and_each_period_has_one_moment(
    clock: Clock, rhythm: str, now: datetime, more: timedelta
) -> None:
    first, called = last_due(clock, rhythm, now)  # type: ignore[arg-type]
    later, called_then = last_due(clock, rhythm, now + more)  # type: ignore[arg-type]
    assert first <= later
    assert (first == later) == (called == called_then)


@given(clocks, moments)
def test_the_weekly_mail_comes_on_the_readers_day_at_the_readers_hour(clock: Clock, now: datetime) -> None:
    due, period = last_due(clock, "weekly", now)
    assert date.fromisoformat(period).weekday() == clock.weekday
    here = due.astimezone(clock.zone)
    told = datetime.combine(date.fromisoformat(period), here.time())
    skipped = here.hour != clock.hour or here.date() != told.date()
    if skipped:  # the hour is one that clocks left out on that day: it began when they had gone forward
        wall = datetime.combine(date.fromisoformat(period), datetime.min.time().replace(hour=clock.hour))
        assert wall.replace(tzinfo=clock.zone).astimezone(UTC).astimezone(clock.zone).replace(tzinfo=None) != wall


@pytest.mark.parametrize(
    ("zone", "hour", "day", "expected"),
    [
        ("Asia/Shanghai", 7, "2026-11-22", "2026-11-21T23:00"),
        ("America/New_York", 7, "2026-03-07", "2026-03-07T12:00"),
        ("America/New_York", 7, "2026-03-08", "2026-03-08T11:00"),  # clocks went forward in the night
        ("America/New_York", 2, "2026-03-08", "2026-03-08T07:00"),  # there is no two o'clock: at three
        ("America/New_York", 1, "2026-11-01", "2026-11-01T05:00"),  # one o'clock comes twice: the first
        ("Asia/Kolkata", 7, "2026-11-22", "2026-11-22T01:30"),
    ],
)
def test_clocks_that_are_moved(zone: str, hour: int, day: str, expected: str) -> None:
    moment = Clock(ZoneInfo(zone), hour).at(date.fromisoformat(day))
    assert moment == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("rhythm", ["now", "off"])
def test_what_is_not_gathered_is_never_due(rhythm: str) -> None:
    with pytest.raises(ValueError, match="gathers nothing"):
        last_due(Clock(ZoneInfo("UTC")), rhythm, datetime(2026, 1, 1, tzinfo=UTC))  # type: ignore[arg-type]
